"""Sends reminders: mail to the server, messages to robots; what has no wire goes into a ZIP."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qms.model.kinds.ch02_reminders import Means
from qms.model.snapshot import Snapshot
from qms.operations.printing.book import Printed
from qms.operations.reminding.errands import Errand
from qms.operations.reminding.filed import Reached
from qms.publish import reminders
from qms.publish.reminders import mail, robots
from qms.store import clock, secrets
from qms.store import mail as post
from qms.store.robots import Robot, posted, refuse_unfit
from qms.text import Text

_ADDRESSES = {
    Means.wecom: (secrets.WECOM, ""),
    Means.dingtalk: (secrets.DINGTALK, secrets.DINGTALK_KEY),
    Means.feishu: (secrets.FEISHU, secrets.FEISHU_KEY),
}
_SIGNED_IN = {Means.dingtalk: "query", Means.feishu: "body"}


@dataclass(frozen=True, slots=True, repr=False)
class Wires:
    """What reminders go over: the password of mail, and the robots that are set up."""

    password: str
    robots: Mapping[Means, Robot]


def wires(root: Path) -> Wires:
    """Return what is set up outside of the repository.

    Raises:
        QmsError: It stands inside, or an address is none.

    """
    known = secrets.secrets(root)
    found: dict[Means, Robot] = {}
    for means, (name, key) in _ADDRESSES.items():
        if name in known:
            found[means] = Robot(known[name], known.get(key, ""))
            refuse_unfit(found[means], name)
    return Wires(known.get(secrets.MAIL, ""), found)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who was reached by what, and what did not go out and why."""

    reached: tuple[Reached, ...]
    failed: tuple[Text, ...]


def sent(
    snapshot: Snapshot, chosen: Sequence[Errand], over: Wires, *, moment: dt.datetime
) -> Outcome:
    """Send reminders; what a file or letter is for counts as sent, since it lies in the archive.

    Raises:
        QmsError: Mail is set up in such a way that nothing could be sent; nothing was.

    """
    by_mail = [each for each in chosen if Means.mail in each.means]
    server = snapshot.settings.mail
    if by_mail:
        post.refuse_unready(server, over.password)
    went: defaultdict[int, list[Means]] = defaultdict(list)
    failed: list[Text] = []

    def note(errand: Errand, means: Means, why: str | None) -> None:
        if why is None:
            went[id(errand)].append(means)
        else:
            failed.append(_failed(errand, means, why))

    for errand in chosen:
        for means in errand.means:
            if means in {Means.file, Means.letter}:
                note(errand, means, None)
            elif means in over.robots:
                note(errand, means, _told(errand, means, over.robots[means]))
    letters = [post.Letter(each.address, _mail(snapshot, each, moment)) for each in by_mail]
    answers = post.delivered(server, over.password, letters) if letters else ()
    for errand, why in zip(by_mail, answers, strict=True):
        note(errand, Means.mail, why)
    reached = tuple(
        Reached(
            each.notice.key, each.notice.person is not None, tuple(went[id(each)]), each.matters
        )
        for each in chosen
        if went[id(each)]
    )
    return Outcome(reached, tuple(failed))


def _told(errand: Errand, means: Means, robot: Robot) -> str | None:
    """Post one reminder to a robot; return why it was not taken, None when it was."""
    person = errand.notice.person
    answer, why = posted(
        robot,
        robots.body(means, errand.words, phone=person.phone if person else ""),
        at=clock.now(dt.UTC).timestamp(),
        sign=_SIGNED_IN.get(means, ""),
    )
    return why or robots.refusal_in(means, answer)


def _mail(snapshot: Snapshot, errand: Errand, moment: dt.datetime) -> bytes:
    return mail.message(
        sender=snapshot.settings.mail.sender,
        sender_name=reminders.company(snapshot, errand.lang),
        to=errand.address,
        name=errand.name,
        subject=errand.subject,
        words=errand.words,
        moment=moment,
    )


def archive(
    snapshot: Snapshot, chosen: Sequence[Errand], *, moment: dt.datetime, everything: bool
) -> Printed | None:
    """Return the mails as files and the letters in a ZIP; None when there are none.

    Args:
        snapshot: The repository on the day.
        chosen: The reminders.
        moment: What the mails are dated.
        everything: Also the mails that a server would take.

    """
    from qms.publish.audit_pack import archive as packed
    from qms.publish.reminders.letters import letters

    as_files = {Means.file, Means.mail} if everything else {Means.file}
    files = {
        f"{'-'.join(each.notice.key)}.eml": _mail(snapshot, each, moment)
        for each in chosen
        if as_files & set(each.means)
    }
    written = [(each.notice, each.lang) for each in chosen if Means.letter in each.means]
    if written:
        files["letters.pdf"] = letters(snapshot, written)
    if not files:
        return None
    return Printed(f"reminders-{snapshot.as_of}.zip", packed(files))


def _failed(errand: Errand, means: Means, why: str) -> Text:
    return Text(
        zh=f"{errand.name}（{means.zh}）：没有送达：{why}",
        en=f"{errand.name} ({means.en}): not sent: {why}",
    )
