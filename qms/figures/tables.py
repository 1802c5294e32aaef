"""The record tables in an embedded DuckDB that can reach neither files nor the network (9.2).

Only the tables that the figures name are made. A table of `sources:` is read from its Parquet
file, the one file that the database may open.
"""

import datetime as dt
import types
import typing
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from threading import Timer

import duckdb
from pydantic import AwareDatetime, BaseModel
from pydantic_core import to_json

from qms import limits
from qms.model.calendar import end_of, local
from qms.model.figure import NO_SOURCES, Source, Sources
from qms.model.kinds.numbers import Money
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.standing import promise
from qms.standing.follow_up import FOLLOWED_UP_AT

_PLAIN = {str: "VARCHAR", bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE", Decimal: "DOUBLE"}


def table_of(kind: str) -> str:
    """Return the name of a kind's table: repair-order → repair_order."""
    return kind.replace("-", "_")


def held() -> dict[str, str | bool | int | float | list[str]]:
    """Return the limits that a database is opened with."""
    return {
        "memory_limit": f"{limits.FIGURE_MEBIBYTES}MiB",
        "threads": limits.FIGURE_THREADS,
    }


def connected(
    snapshot: Snapshot, texts: Iterable[str], sources: Sources = NO_SOURCES
) -> duckdb.DuckDBPyConnection:
    """Return a database with a table for every kind that one of the texts names.

    Kinds without records have empty tables; moments are in the office's local time.
    """
    connection = duckdb.connect(":memory:", config=held())
    zone = snapshot.settings.zone
    named = "\n".join(texts)
    attached = {each.kind: each for each in sources.attached}
    asks = "followed_up_at" in named
    if asks:
        named += "follow_up"
    for kind, model in snapshot.kinds.items():
        if table_of(kind) not in named and kind not in named:
            continue
        if kind in attached:
            _attach(connection, attached[kind], model, zone)
        else:
            rows = [row for row in snapshot.tables.get(kind, ()) if isinstance(row, model)]
            _fill(connection, table_of(kind), model, rows, zone)
    judge_as_of(connection, snapshot.as_of, zone)
    connection.execute(promise.sql_of(snapshot.settings.limits))
    if asks:
        connection.execute(FOLLOWED_UP_AT)
    paths = ", ".join(f"'{_quoted(each.path)}'" for each in sources.attached)
    connection.execute(f"set allowed_paths = [{paths}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


@contextmanager
def limited(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let what is run in here take a minute at most; then it ends with duckdb's own error."""
    watch = Timer(limits.FIGURE_SECONDS, connection.interrupt)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        watch.join()  # a thread that is still waking when Python ends takes the program down


def judge_as_of(connection: duckdb.DuckDBPyConnection, day: dt.date, zone: dt.tzinfo) -> None:
    """Set the day that `as_of()` and `as_of_end()` mean in the conditions."""
    end = end_of(day, zone).replace(tzinfo=None).isoformat()
    connection.execute(f"create or replace macro as_of() as date '{day.isoformat()}'")
    connection.execute(f"create or replace macro as_of_end() as timestamp '{end}'")


def _quoted(words: str) -> str:
    return words.replace("'", "''")


def _attach(
    connection: duckdb.DuckDBPyConnection, source: Source, model: type[Record], zone: dt.tzinfo
) -> None:
    """Show a Parquet file as a kind's table: our column types, moments in local time.

    A column that the file does not have is missing here too, so that a figure over it says so
    instead of counting nothing.
    """
    file = f"read_parquet('{_quoted(source.path)}')"
    described = connection.execute(f"describe select * from {file}").fetchall()  # noqa: S608
    theirs = {str(row[0]): str(row[1]) for row in described}
    columns = ", ".join(
        f'{_cast(name, theirs[name], ours, zone)} as "{name}"'
        for name, ours in columns_of(model).items()
        if name in theirs
    )
    query = f'create view "{table_of(source.kind)}" as select {columns} from {file}'  # noqa: S608
    connection.execute(query)


def _cast(name: str, theirs: str, ours: str, zone: dt.tzinfo) -> str:
    if theirs == ours:
        return f'"{name}"'
    if ours == "TIMESTAMP" and theirs == "TIMESTAMP WITH TIME ZONE":
        offset = dt.datetime(2000, 1, 1, tzinfo=zone).utcoffset() or dt.timedelta()
        minutes = int(offset.total_seconds() // 60)
        return f'make_timestamp(epoch_us("{name}") + {minutes * 60_000_000})'
    return f'"{name}"::{ours}'


def _local(value: object, zone: dt.tzinfo) -> object:
    """Return a value with every moment in the office's local time, as its clocks show it."""
    if isinstance(value, dt.datetime):
        return local(value, zone).replace(tzinfo=None)
    if isinstance(value, dict):
        return {key: _local(each, zone) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_local(each, zone) for each in value]
    return str(value) if isinstance(value, Money) else value


def _fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    model: type[Record],
    rows: list[Record],
    zone: dt.tzinfo,
) -> None:
    columns = columns_of(model)
    shape = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection.execute(f'create table "{table}" ({shape})')
    if not rows:
        return
    names = ", ".join(f'r."{name}"' for name in columns)
    structure = "[{" + ", ".join(f'"{name}": "{_json(kind)}"' for name, kind in columns.items())
    lines = to_json([_local(row.model_dump(), zone) for row in rows]).decode()
    connection.execute(
        f'insert into "{table}" select {names} from '  # noqa: S608 - names are our own fields
        f"(select unnest(from_json(?::json, '{structure}}}]')) as r)",
        [lines],
    )


def _json(kind: str) -> str:
    """Return a column type as DuckDB's from_json wants it inside its structure."""
    return kind.replace('"', '\\"').replace("'", "''")


@lru_cache(maxsize=512)  # a company's own kinds are built anew with each snapshot
def columns_of(model: type[BaseModel]) -> dict[str, str]:
    """Return the columns of a kind's table with their types."""
    hints = typing.get_type_hints(model, include_extras=True)
    return {info.alias or name: _type(hints[name]) for name, info in model.model_fields.items()}


def _type(hint: object) -> str:
    """Return the DuckDB type of a field."""
    if hint is AwareDatetime:
        return "TIMESTAMP"
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return _type(typing.get_args(hint)[0])
    if origin is tuple:
        return _type(typing.get_args(hint)[0]) + "[]"
    if origin is dict:
        return "JSON"
    if origin in {typing.Union, types.UnionType}:
        return _type(next(part for part in typing.get_args(hint) if part is not type(None)))
    if not isinstance(hint, type) or issubclass(hint, Enum | Money):
        return "VARCHAR"
    if issubclass(hint, BaseModel):
        inner = ", ".join(f'"{name}" {kind}' for name, kind in columns_of(hint).items())
        return f"STRUCT({inner})"
    if issubclass(hint, dt.date):
        return "DATE"
    return _PLAIN.get(hint, "VARCHAR")
