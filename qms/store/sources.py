"""Finds the larger record tables that `sources:` in qms.yml attaches (clause 9.2)."""

import hashlib
from collections.abc import Collection
from pathlib import Path

from qms.model.figure import Source, Sources
from qms.model.snapshot import Snapshot
from qms.settings import DatabaseTable
from qms.store import database
from qms.text import Text

_MAGIC = b"PAR1"
_SERVERS = ("postgres://", "postgresql://")


def sources_of(root: Path, snapshot: Snapshot, allowed: Collection[str] = ()) -> Sources:
    """Return the tables that can be attached, each file with its digest, and why others cannot.

    Files are read as they lie there now, whatever commit the records come from; the digest says
    which file a figure was counted in. A file outside the repository must be named in `allowed`,
    so that a change to qms.yml alone never has the program open it.
    """
    attached: list[Source] = []
    refused: dict[str, Text] = {}
    for kind, written in sorted(snapshot.settings.sources.items()):
        found = _found(root, snapshot, kind, written, allowed=kind in allowed)
        if isinstance(found, Source):
            attached.append(found)
        else:
            refused[kind] = found
    return Sources(tuple(attached), refused)


def _found(
    root: Path, snapshot: Snapshot, kind: str, written: str | DatabaseTable, *, allowed: bool
) -> Source | Text:
    if kind not in snapshot.kinds:
        return Text(zh=f"没有名为 {kind} 的记录种类", en=f"there is no record kind {kind}")
    if isinstance(written, str) and written.startswith(_SERVERS):
        return Text(
            zh="地址里可能带有密码；改写 table 和 service，登录信息放在服务文件里",
            en="an address may hold a password; write table and service instead, and who may log "
            "in into the service file",
        )
    if snapshot.tables.get(kind):
        return Text(
            zh=f"records/{kind}/ 里也有记录，会重复计数；二者留一",
            en=f"records/{kind}/ holds records too, which would count twice; keep one of them",
        )
    if isinstance(written, DatabaseTable):
        if not allowed:
            return Text(
                zh=f"{written.table} 在数据库里；确认后用 --allow-source {kind} 读取",
                en=f"{written.table} lies in a database; confirm it with --allow-source {kind}",
            )
        return database.read(kind, written, _fields(snapshot, kind))
    path = (root / written).resolve()
    if not path.is_relative_to(root.resolve()) and not allowed:
        return Text(
            zh=f"{written} 在仓库之外；确认后用 --allow-source {kind} 读取",
            en=f"{written} lies outside the repository; confirm it with --allow-source {kind}",
        )
    return _read(path, kind, written)


def _fields(snapshot: Snapshot, kind: str) -> list[str]:
    fields = snapshot.kinds[kind].model_fields
    return [info.alias or name for name, info in fields.items()]


def _read(path: Path, kind: str, written: str) -> Source | Text:
    import duckdb

    try:
        with path.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                return Text(zh=f"{written} 不是 Parquet 文件", en=f"{written} is no Parquet file")
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        with duckdb.connect() as connection:
            connection.execute("describe select * from read_parquet(?)", [str(path)])
    except OSError:
        return Text(zh=f"读不到 {written}", en=f"{written} cannot be read")
    except duckdb.Error as error:
        why = str(error).split("\n", 1)[0]
        return Text(zh=f"{written} 已损坏：{why}", en=f"{written} is damaged: {why}")
    return Source(kind, str(path), digest)
