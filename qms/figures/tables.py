"""The record tables in an embedded DuckDB that can reach neither files nor the network (9.2)."""

import datetime as dt
import types
import typing
from decimal import Decimal
from enum import Enum

import duckdb
from pydantic import AwareDatetime, BaseModel
from pydantic_core import to_json

from qms.model.calendar import end_of
from qms.model.kinds.record import Money, Record
from qms.model.snapshot import Snapshot

_PLAIN = {str: "VARCHAR", bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE", Decimal: "DOUBLE"}


def connected(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """Return a database with a table for every kind; kinds without records have empty ones."""
    connection = duckdb.connect(":memory:")
    zone = snapshot.settings.zone
    for kind, model in snapshot.kinds.items():
        rows = [row for row in snapshot.tables.get(kind, ()) if isinstance(row, model)]
        _fill(connection, kind.replace("-", "_"), model, rows, zone)
    day = snapshot.as_of.isoformat()
    end = end_of(snapshot.as_of, zone).replace(tzinfo=None).isoformat()
    connection.execute(f"create macro as_of() as date '{day}'")
    connection.execute(f"create macro as_of_end() as timestamp '{end}'")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _local(value: object, zone: dt.tzinfo) -> object:
    """Return a value with every moment in the office's local time, as its clocks show it."""
    if isinstance(value, dt.datetime):
        return value.astimezone(zone).replace(tzinfo=None)
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
    columns = _columns(model)
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


def _columns(model: type[BaseModel]) -> dict[str, str]:
    hints = typing.get_type_hints(model, include_extras=True)
    return {name: _type(hints[name]) for name in model.model_fields}


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
        inner = ", ".join(f'"{name}" {kind}' for name, kind in _columns(hint).items())
        return f"STRUCT({inner})"
    if issubclass(hint, dt.date):
        return "DATE"
    return _PLAIN.get(hint, "VARCHAR")
