"""Holds the signatures against a file of allowed signers that an outsider kept (2.2.1).

Inside the repository nothing can tell whether all keys were made anew by one hand: whoever holds
an earlier list of fingerprints can. A key that is not in the list is good when it was introduced
by keys that are.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from qms.errors import UsageError
from qms.model.finding import Finding, Place, Severity
from qms.model.kinds.ch02_manual import Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import place_of
from qms.model.signing import KeyChange, signers_in
from qms.model.snapshot import Snapshot
from qms.standing.signing import introducers, is_introduced, proved
from qms.store import given
from qms.text import Text, same

UNKNOWN, MISSING, NEW = "ANC106", "ANC107", "ANC108"


def signers_from(path: Path) -> Mapping[str, frozenset[str]]:
    """Return whose keys a file of allowed signers names.

    Raises:
        QmsError: It cannot be read, or a line of it holds no key.

    """
    try:
        return signers_in(given.text(path))
    except ValueError as error:
        raise UsageError(
            Text(zh="{path} 第 {line} 行没有公钥。", en="Line {line} of {path} holds no key."),
            Text(zh="每行：人员编号 选项 公钥。", en="Each line: person, options, public key."),
            path=same(str(path)),
            line=same(str(error)),
        ) from error


def against_signers(snapshot: Snapshot, kept: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """Yield every signature and key that does not fit what the outsider kept."""
    numbers = {each.name: each.id for each in snapshot.all(Person)}
    trusted: dict[str, set[str]] = {}
    for person, marks in kept.items():  # by number, or by name
        trusted.setdefault(numbers.get(person, person), set()).update(marks)
    held = {person: frozenset(marks) for person, marks in trusted.items()}
    new = list(_follow(snapshot, trusted))
    for signature, mark in proved(snapshot):
        if mark not in trusted.get(signature.person, set()):
            yield _unknown(signature, mark)
    entered = {(each.person, each.fingerprint) for each in snapshot.signing.keys}
    register = Place("records/person", line=1, column=1)
    for person, mark in sorted((p, m) for p, marks in held.items() for m in marks):
        if snapshot.find(Person, person) and (person, mark) not in entered:
            yield _finding(
                MISSING, Severity.ERROR, register, _MISSING, person=snapshot.named(person), key=mark
            )
    for change in new:
        yield _finding(
            NEW, Severity.INFO, register, _NEW,
            person=snapshot.named(change.person), key=change.fingerprint,
        )  # fmt: skip


def _follow(snapshot: Snapshot, trusted: dict[str, set[str]]) -> Iterator[KeyChange]:
    """Add to the trusted keys those which they introduced, and yield them."""
    waiting = [each for each in snapshot.signing.keys if each.before is None]
    is_growing = True
    while is_growing:
        is_growing = False
        for change in list(waiting):
            known = trusted.get(change.person, set())
            if change.fingerprint in known:
                waiting.remove(change)
                continue
            signers = introducers(snapshot, change)
            by = {each: mark for each, mark in signers.items() if mark in trusted.get(each, ())}
            if is_introduced(change, by):
                trusted.setdefault(change.person, set()).add(change.fingerprint)
                waiting.remove(change)
                is_growing = True
                yield change


def _unknown(signature: Signature, mark: str) -> Finding:
    place = place_of(signature, "fingerprint")
    return _finding(
        UNKNOWN, Severity.ERROR, place, _UNKNOWN,
        id=signature.id, person=f"{signature.name} {signature.person}", key=mark,
    )  # fmt: skip


def _finding(
    code: str, severity: Severity, place: Place, message: Text, **values: object
) -> Finding:
    return Finding(
        code=code, severity=severity, clause="2.2.1", owner="after-sales", place=place,
        message=message, cure=_CURE if severity is Severity.ERROR else _NONE, values=values,
    )  # fmt: skip


_UNKNOWN = Text(
    zh="{id} 是用 {person} 的密钥 {key} 签的，留存的签署人名单里没有，也不是由名单中的密钥引入的",
    en="{id} was signed with key {key} of {person}, which is neither in the list of signers that "
    "was kept nor introduced by keys that are",
)
_MISSING = Text(
    zh="留存名单中 {person} 的密钥 {key} 从未登记在这个仓库的花名册里",
    en="key {key} of {person} is in the list that was kept and was never in this register",
)
_NEW = Text(
    zh="{person} 的密钥 {key} 是留存名单之后由名单中的密钥引入的",
    en="key {key} of {person} came after the list was kept, introduced by keys that are in it",
)
_CURE = Text(
    zh="向本人当面核对指纹；密钥全部重新开始的，查 key_restarts 所列会议纪要。",
    en="Compare fingerprints with the person; if all keys began anew, see the minutes that say so.",
)
_NONE = Text(zh="把它加进留存的名单。", en="Add it to the list that you keep.")
