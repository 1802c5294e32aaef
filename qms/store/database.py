"""Reads a record table out of PostgreSQL: read only, at one moment, never kept (clause 9.2).

The rows are streamed into a Parquet file that only this account can read and that goes with the
process. Nothing in the repository says who may log in: that stands in a service file of the machine
or in its environment (PGSERVICEFILE, PGPASSFILE, PGHOST ...), as for any other program.
"""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qms.extras import needs
from qms.model.figure import Source
from qms.settings import DatabaseTable
from qms.text import Text

if TYPE_CHECKING:
    import psycopg
    from psycopg import sql
    from psycopg.types import TypesRegistry

_PATIENCE = 10  # seconds for a server to answer
_NAMES = {
    "bool": "BOOLEAN", "int2": "BIGINT", "int4": "BIGINT", "int8": "BIGINT", "float4": "DOUBLE",
    "float8": "DOUBLE", "numeric": "DOUBLE", "date": "DATE", "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ", "json": "JSON", "jsonb": "JSON",
}  # fmt: skip


def read(kind: str, table: DatabaseTable, fields: Collection[str]) -> Source | Text:
    """Return a table of a database as one of ours, or why it cannot be had.

    Args:
        kind: The kind whose records its rows are.
        table: Where it lies, and which of its columns are ours.
        fields: The fields of the kind; other columns are not read.

    Raises:
        QmsError: The extra that speaks to databases is not installed.

    """
    needs("postgresql")
    import psycopg

    unknown = sorted(table.columns.keys() - set(fields))
    if unknown:
        name = unknown[0]
        return Text(
            zh=f"qms.yml 里 columns 的“{name}”不是{kind}的字段",
            en=f"“{name}” under columns in qms.yml is no field of {kind}",
        )
    try:
        with _connected(table) as connection:
            return _copied(connection, kind, table, fields)
    except psycopg.Error as error:
        return _why(error, table)


@contextmanager
def _connected(table: DatabaseTable) -> Iterator["psycopg.Connection"]:
    import psycopg

    where = f"service={table.service}" if table.service else ""
    with psycopg.connect(where, connect_timeout=_PATIENCE, application_name="qms") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def _copied(
    connection: "psycopg.Connection", kind: str, table: DatabaseTable, fields: Collection[str]
) -> Source | Text:
    with connection.cursor() as cursor:
        cursor.execute("set time zone 'UTC'; set datestyle to 'ISO'")
        columns = _columns(cursor, table, fields)
        if isinstance(columns, Text):
            return columns
        cursor.execute("select now() at time zone 'UTC'")
        moment = str((cursor.fetchone() or ("",))[0])[:19]
        folder = Path(tempfile.mkdtemp(prefix="qms-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        text = folder / "rows.csv"
        with text.open("wb") as stream, cursor.copy(_query(table, columns)) as copy:
            for block in copy:
                stream.write(block)
    target, rows = _packed(text, {each.ours: each.kept_as for each in columns})
    place = table.table + (f"@{table.service}" if table.service else "")
    with target.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Source(kind, str(target), digest, place, rows, f"{moment}Z")


@dataclass(frozen=True, slots=True)
class _Column:
    """A field, the column that holds it, and the type in which it is kept."""

    ours: str
    theirs: str
    kept_as: str


def _columns(
    cursor: "psycopg.Cursor", table: DatabaseTable, fields: Collection[str]
) -> list[_Column] | Text:
    """Return the columns to read, or why they cannot be: one is named and not there."""
    from psycopg import sql

    cursor.execute(sql.SQL("select * from {} limit 0").format(_name(table)))
    known = cursor.connection.adapters.types
    types = {each.name: _kept_as(known, each.type_code) for each in cursor.description or ()}
    lacking = [each for each in table.columns.values() if each not in types]
    if lacking:
        return Text(
            zh=f"表 {table.table} 没有 {lacking[0]} 这一列",
            en=f"the table {table.table} has no column {lacking[0]}",
        )
    wanted = {ours: table.columns.get(ours, ours) for ours in fields}
    if wanted.get("id") not in types:
        return Text(
            zh=f"表 {table.table} 没有编号；在 columns 里写明 id 是哪一列",
            en=f"the table {table.table} has no numbers; say under columns which one is id",
        )
    return [
        _Column(ours, theirs, types[theirs]) for ours, theirs in wanted.items() if theirs in types
    ]


def _name(table: DatabaseTable) -> "sql.Identifier":
    from psycopg import sql

    return sql.Identifier(*table.table.split("."))


def _query(table: DatabaseTable, columns: Iterable[_Column]) -> "sql.Composed":
    """Return what copies the columns as text, in the order of their numbers."""
    from psycopg import sql

    parts = []
    for each in columns:
        value = sql.SQL("{}").format(sql.Identifier(each.theirs))
        if each.kept_as == "JSON":  # an array is one as well
            value = sql.SQL("to_json({})").format(value)
        parts.append(sql.SQL("{}::text as {}").format(value, sql.Identifier(each.ours)))
    return sql.SQL(
        "copy (select {} from {} order by 1) to stdout (format csv, header, force_quote *)"
    ).format(sql.SQL(", ").join(parts), _name(table))


def _kept_as(known: "TypesRegistry", code: int) -> str:
    """Return the type in which a column is kept; what has no like here is kept as text."""
    found = known.get(code)
    if found is None:
        return "VARCHAR"
    return "JSON" if found.array_oid == code else _NAMES.get(found.name, "VARCHAR")


def _packed(text: Path, types: dict[str, str]) -> tuple[Path, int]:
    """Write what was copied as Parquet, and take the text away; return it and how many rows."""
    import duckdb

    target = text.with_suffix(".parquet")
    casts = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in types.items())
    shape = ", ".join(f"'{name}': 'VARCHAR'" for name in types)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            f"copy (select {casts} from read_csv('{text}', header=true, delim=',', quote='\"', "  # noqa: S608 - our own names
            f"escape='\"', nullstr='', allow_quoted_nulls=false, columns={{{shape}}})) "
            f"to '{target}' (format parquet)"
        )
        found = connection.execute(f"select count(*) from read_parquet('{target}')").fetchone()  # noqa: S608
    text.unlink()
    return target, int(found[0]) if found else 0


def _why(error: "psycopg.Error", table: DatabaseTable) -> Text:
    """Say what is wrong without a word of the server's, which may name hosts and people."""
    state = error.sqlstate or ""
    if state == "42P01":
        return Text(
            zh=f"数据库里没有表 {table.table}", en=f"the database has no table {table.table}"
        )
    if state == "42501":
        return Text(
            zh=f"没有读取表 {table.table} 的权限",
            en=f"reading the table {table.table} is not allowed",
        )
    return Text(
        zh="连不上数据库、登录被拒或者读取中断；核对服务文件和密码文件，或者稍后再试",
        en="the database cannot be reached, refuses the login or broke off; see the service file "
        "and the password file, or try later",
    )
