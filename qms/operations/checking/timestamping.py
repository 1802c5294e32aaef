"""Files anchors, and has signatures and anchors stamped by outside authorities (2.2.1, 7.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qms.errors import QmsError
from qms.model.anchor import Anchor
from qms.model.snapshot import Snapshot
from qms.model.timestamp import ANCHORS, token_path
from qms.settings import TimeAuthority
from qms.standing.stamped import waiting
from qms.store import timestamps
from qms.store.changes import Changes
from qms.text import Text, same


@dataclass(frozen=True, slots=True)
class Asked:
    """What the authorities answered: tokens by path, and what still waits, each with the reason."""

    tokens: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    waiting: Mapping[str, str] = field(default_factory=dict)


def kept(snapshot: Snapshot, anchor: Anchor) -> Changes[None]:
    """File an anchor; nothing where one is on file since which nothing of it changed."""
    path = f"{ANCHORS}/{anchor.day}-{anchor.short}.txt"
    if any(each.state == anchor.state for each in snapshot.stamps.anchors):
        return Changes("")
    return Changes(f"锚 {anchor.short}", files={path: f"{anchor.line}\n".encode()})


def asked(root: Path, snapshot: Snapshot) -> Asked:
    """Ask every authority for what it has not stamped yet.

    What an authority does not answer waits; nothing is lost, since what has no token is what waits.

    Raises:
        QmsError: `qms.yml` names no authority, or the root certificate of one is not there.

    """
    if not snapshot.settings.timestamps:
        raise QmsError(_NOBODY, _NAME_ONE)
    roots = {each.name: _root(root, each) for each in snapshot.settings.timestamps}
    tokens: dict[str, bytes] = {}
    left: dict[str, str] = {}
    silent: dict[str, str] = {}
    for each, authority in waiting(snapshot):
        path = token_path(each.path, authority.name)
        if authority.name in silent:  # no use to wait for it once more
            left[path] = silent[authority.name]
            continue
        content = (root / each.path).read_bytes()
        token, why = timestamps.asked(authority, content, roots[authority.name])
        if token is None:
            left[path] = silent[authority.name] = why
        else:
            tokens[path] = token
    return Asked(tokens, left)


def _root(root: Path, authority: TimeAuthority) -> bytes:
    try:
        return (root / authority.ca).read_bytes()
    except OSError as error:
        raise QmsError(
            Text(
                zh="{name} 的根证书 {path} 不在仓库里。",
                en="The root certificate {path} of {name} is not in the repository.",
            ),
            Text(
                zh="从该机构取得（PEM），存入并提交。",
                en="Get it from the authority, as PEM, and commit it.",
            ),
            name=same(authority.name),
            path=same(authority.ca),
        ) from error


def file_tokens(snapshot: Snapshot, got: Asked) -> Changes[None]:
    """File tokens, each beside what it is over; those that somebody filed meanwhile stay."""
    there = {each.path for each in snapshot.stamps.tokens}
    new: dict[str, bytes | None] = {
        path: token for path, token in got.tokens.items() if path not in there
    }
    return Changes(f"时间戳 {len(new)}", files=new)


_NOBODY = Text(
    zh="qms.yml 没有写时间戳机构。", en="qms.yml names no authority that stamps the time."
)
_NAME_ONE = Text(
    zh="写上：timestamps: [{name: 名, url: 地址, ca: 根证书.pem, since: 日期}]，最好写两家。",
    en="Write: timestamps: [{name: NAME, url: ADDRESS, ca: ROOT.pem, since: DAY}]; better two.",
)
