"""Asks for time stamps and verifies them, through stock `openssl ts` (RFC 3161)."""

import datetime as dt
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from qms.model.anchor import anchor_in
from qms.model.timestamp import (
    ANCHORS,
    ENDING,
    KeptAnchor,
    TimeStamps,
    Token,
    TokenFlaw,
    split,
)
from qms.settings import Settings, TimeAuthority
from qms.store import children, digests, git
from qms.store.notebook import Notebook, Proven

_TOOL = "openssl"
_SECONDS = 30
_SIGNATURES = "records/signature"
_TIME = re.compile(
    r"^Time stamp: (\w{3}) +(\d+) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4}) GMT$",
    re.MULTILINE | re.ASCII,
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_QUERY = "application/timestamp-query"


def stamps(point: git.Viewpoint, settings: Settings, notebook: Notebook) -> TimeStamps:
    """Return the tokens and anchors that are filed, each verified once."""
    tree = point.end
    names = [path for path in tree.paths(ANCHORS) if path.endswith(".txt")]
    tokens = [
        path
        for folder in (_SIGNATURES, ANCHORS)
        for path in tree.paths(folder)
        if path.endswith(ENDING)
    ]
    if not names and not tokens:
        return TimeStamps()
    known = Proven.opened(notebook, "time stamps")
    found = tuple(_token(tree, settings, path, known) for path in tokens)
    known.save()
    return TimeStamps(found, tuple(_kept(point, names)))


def _kept(point: git.Viewpoint, names: list[str]) -> Iterator[KeptAnchor]:
    for path in names:
        anchor = anchor_in((point.end.read(path) or b"").decode(errors="replace"))
        is_ours: bool | None = False
        if anchor is not None:
            is_ours = point.leads_from(anchor.commit)
            if not is_ours and git.is_shallow(point.repo):
                is_ours = None
        yield KeptAnchor(
            path, anchor.day if anchor else None, is_ours, anchor.state if anchor else ()
        )


def _token(tree: git.Tree, settings: Settings, path: str, known: Proven) -> Token:
    over, name = split(path)
    content, token = tree.read(over), tree.read(path)
    authority = next((each for each in settings.timestamps if each.name == name), None)
    root = tree.read(authority.ca) if authority else None
    if root is None or authority is None:
        return Token(path, over, name, None, TokenFlaw.unknown_authority)
    if content is None or token is None:
        return Token(path, over, name, None, TokenFlaw.not_of_this)
    try:
        at = time_of(token)
        if at is None:
            return Token(path, over, name, None, TokenFlaw.unread)
        question = [digests.sha256(each) for each in (content, token, root)]
        is_sound = known.holds(question, lambda: is_valid(content, token, root, at=at))
    except (children.MissingProgramError, children.SilentProgramError):
        return Token(path, over, name, None, TokenFlaw.unjudged)
    return Token(path, over, name, at, None if is_sound else TokenFlaw.not_of_this)


def query(content: bytes) -> bytes:
    """Return the request for a token over a content: its SHA-256 and a number used once.

    Raises:
        MissingProgramError: There is no openssl.

    """
    with tempfile.TemporaryDirectory(prefix="qms-") as folder:
        data = Path(folder, "data")
        data.write_bytes(content)
        return _run("ts", "-query", "-data", str(data), "-sha256", "-cert").out


def asked(authority: TimeAuthority, content: bytes, root: bytes) -> tuple[bytes | None, str]:
    """Ask an authority for a token over a content.

    Returns:
        The token, verified; or None and why there is none.

    Raises:
        MissingProgramError: There is no openssl.

    """
    from qms.store import outbound  # who checks asks nobody, and loads no ssl for it

    parts = outbound.parts_of(authority.url)
    if parts is None or not parts.hostname:
        return None, "?"
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    request = query(content)
    try:
        token = outbound.post(parts, path, request, kind=_QUERY, seconds=_SECONDS)
    except outbound.FAILURES as error:
        return None, outbound.why(error)
    at = time_of(token)
    if at is None or not is_valid(content, token, root, at=at, request=request):
        return None, "openssl ts -verify: FAILED"
    return token, ""


def is_valid(
    content: bytes, token: bytes, root: bytes, *, at: dt.datetime, request: bytes | None = None
) -> bool:
    """Tell whether a token is over this content, by an authority below a root certificate.

    Args:
        content: What was stamped.
        token: The answer of the authority.
        root: Its root certificate, as PEM.
        at: The time of the token; certificates have to be good then, and may run out later.
        request: What was asked, where the token is to be the answer to just that.

    """
    with tempfile.TemporaryDirectory(prefix="qms-") as folder:
        files = {"data": content, "token": token, "root": root, "query": request or b""}
        for name, each in files.items():
            Path(folder, name).write_bytes(each)
        over = ("-queryfile", "query") if request else ("-data", "data")
        over = (over[0], str(Path(folder, over[1])))
        done = _run(
            "ts", "-verify", *over, "-in", str(Path(folder, "token")),
            "-CAfile", str(Path(folder, "root")), "-attime", str(int(at.timestamp())),
        )  # fmt: skip
        return done.status == 0


def time_of(token: bytes) -> dt.datetime | None:
    """Return the time that a token states; None where it is no token."""
    with tempfile.TemporaryDirectory(prefix="qms-") as folder:
        file = Path(folder, "token")
        file.write_bytes(token)
        said = _run("ts", "-reply", "-in", str(file), "-text").out.decode(errors="replace")
    found = _TIME.search(said)
    if found is None or found[1] not in _MONTHS:
        return None
    day, hour, minute, second, year = map(int, found.groups()[1:])
    month = _MONTHS.index(found[1]) + 1
    try:
        return dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=dt.UTC)
    except ValueError:  # a day or a year that no calendar has
        return None


def _run(*arguments: str) -> children.Done:
    return children.run(_TOOL, *arguments, seconds=_SECONDS)
