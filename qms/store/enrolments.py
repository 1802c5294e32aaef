"""Passkeys that people enrolled at the desk, and the codes with which they may (2.2.1).

Both are kept beside the repository and never in it: they open the desk and sign nothing. A key
signs from when the people register has it. Of a code only the digest is kept.
"""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from qms.errors import QmsError
from qms.model.passkey import Passkey, credential_of
from qms.model.signing import key_body
from qms.store import git, lock
from qms.store.writing import write_file
from qms.text import Text, same

A = TypeVar("A")
FILE: Final = "qms-desk/passkeys.json"
LASTS: Final = dt.timedelta(days=1)
# Without what is misread: 0 O 1 I L U.
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 12, 4


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A passkey of somebody: its public line, what its device said of it, and the day."""

    person: str
    line: str
    flags: int
    on: str

    @property
    def credential(self) -> str:
        """What its device calls it."""
        return credential_of(self.line)


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was given for somebody, by its digest; good between two moments, once."""

    digest: str
    person: str
    since: str
    until: str

    def is_good(self, now: dt.datetime) -> bool:
        """Tell whether it may be used; not before it was given either, lest a clock went back."""
        made, end = (dt.datetime.fromisoformat(each) for each in (self.since, self.until))
        return made <= now < end


@dataclass(frozen=True, slots=True)
class Enrolments:
    """All that is kept."""

    codes: tuple[Code, ...] = ()
    passkeys: tuple[Enrolled, ...] = ()

    def of(self, person: str) -> tuple[Enrolled, ...]:
        """Return a person's passkeys."""
        return tuple(each for each in self.passkeys if each.person == person)

    def called(self, credential: str) -> Enrolled | None:
        """Return the passkey that its device calls so."""
        return next((each for each in self.passkeys if each.credential == credential), None)


def enrolments(root: Path) -> Enrolments:
    """Return what is kept.

    Raises:
        QmsError: The file is there and cannot be understood.

    """
    path = _path(root)
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        codes = tuple(Code(**each) for each in read["codes"])
        return Enrolments(codes, tuple(Enrolled(**each) for each in read["passkeys"]))
    except FileNotFoundError:
        return Enrolments()
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise QmsError(
            Text(
                zh="登记通行密钥的文件 {path} 读不出来。",
                en="The file of enrolled passkeys, {path}, cannot be read.",
            ),
            Text(
                zh="从备份恢复它；没有备份就移走它，大家用新码重新登记。",
                en="Restore it from a backup; without one move it away, and enrol anew with codes.",
            ),
            path=same(str(path)),
        ) from error


def new_code(root: Path, person: str, *, now: dt.datetime) -> str:
    """Return a code with which this person may enrol one passkey within a day; an older one ends.

    Whether the person is employed is for the caller to know.
    """
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    made = Code(_digest(letters), person, now.isoformat(), (now + LASTS).isoformat())

    def with_it(kept: Enrolments) -> tuple[Enrolments, None]:
        others = (each for each in kept.codes if each.person != person and each.is_good(now))
        return replace(kept, codes=(*others, made)), None

    _change(root, with_it, now)
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def person_with(root: Path, code: str, *, now: dt.datetime) -> str | None:
    """Return whose code this is; None where it is nobody's, used, or older than a day."""
    return _person_of(enrolments(root).codes, code, now)


def enrol(root: Path, passkey: Passkey, *, code: str, now: dt.datetime) -> Enrolled:
    """Keep a passkey that was made with a code, which is used up by it.

    Raises:
        QmsError: The code is no longer good, or the passkey is enrolled already.

    """

    def with_it(kept: Enrolments) -> tuple[Enrolments, Enrolled]:
        person = _person_of(kept.codes, code, now)
        if person is None:
            raise bad_code()
        body, name = key_body(passkey.line), passkey.credential
        if any(key_body(each.line) == body or each.credential == name for each in kept.passkeys):
            raise QmsError(
                Text(zh="这把通行密钥已登记过。", en="This passkey is enrolled already.")
            )
        new = Enrolled(person, passkey.line, int(passkey.flags), now.date().isoformat())
        left = tuple(each for each in kept.codes if each.person != person)
        return Enrolments(left, (*kept.passkeys, new)), new

    return _change(root, with_it, now)


def forget(root: Path, credential: str, *, now: dt.datetime) -> None:
    """Let a passkey open the desk no more; in the people register it stays what it is."""

    def without(kept: Enrolments) -> tuple[Enrolments, None]:
        left = tuple(each for each in kept.passkeys if each.credential != credential)
        return replace(kept, passkeys=left), None

    _change(root, without, now)


def bad_code() -> QmsError:
    """Say that a code opens nothing; not whether it ever did."""
    return QmsError(
        Text(zh="这个登记码无效、已用过或已过期。", en="This code is wrong, used or out of date."),
        Text(zh="请文件管理员另给一个。", en="Ask the document controller for another."),
    )


def _person_of(codes: Iterable[Code], code: str, now: dt.datetime) -> str | None:
    given = _digest("".join(filter(str.isalnum, code.upper())))
    found = [each for each in codes if secrets.compare_digest(each.digest, given)]
    return next((each.person for each in found if each.is_good(now)), None)


def _digest(letters: str) -> str:
    return hashlib.sha256(letters.encode(errors="surrogatepass")).hexdigest()


def _path(root: Path) -> Path:
    return Path(git.repository(root).git_dir, FILE)


def _change(root: Path, made: Callable[[Enrolments], tuple[Enrolments, A]], now: dt.datetime) -> A:
    """Put what is kept into another state, one writer at a time."""
    folder = git.repository(root).git_dir
    with lock.held(folder, "desk", now.isoformat(), lambda _: None):
        changed, answer = made(enrolments(root))
        text = json.dumps(asdict(changed), ensure_ascii=False, indent=1)
        write_file(_path(root), text.encode())
    return answer
