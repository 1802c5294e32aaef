"""Fills in, closes, corrects and edits single records (clause 7.5)."""

import os
import shlex
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qms.errors import QmsError
from qms.model.facts import is_fixed
from qms.model.frozen import is_frozen
from qms.model.kinds.ch07_documents import Concession
from qms.model.kinds.record import Evidence, Record, Status, place_of
from qms.model.snapshot import Snapshot
from qms.model.withdrawn import STATUS, decides_on_judgement
from qms.operations.filing.people import person_named
from qms.operations.records.asking import Dialogue, asked_for
from qms.operations.records.naming import kind_named, record_numbered
from qms.operations.records.record import field_at, meant, typed, value_at, written
from qms.rules import all_rules
from qms.standing.amendments import is_judged
from qms.standing.authority import granting_posts
from qms.store import children
from qms.store.changes import Amendment, Changes, Draft, Keys
from qms.text import Text, same


def new_record(
    snapshot: Snapshot, kind: str, given: Mapping[str, Any], *, by: str | None
) -> Changes[None]:
    """File a new record; what all forms share is filled in from the day and the person.

    Raises:
        UsageError: There is no such kind.
        QmsError: The person is unknown, or a concession is asked for on a rule of integrity.

    """
    model = kind_named(snapshot, kind)
    person = person_named(snapshot, by) if issubclass(model, Evidence) else None
    if model is Concession:
        _refuse_on_integrity(given)
    return Changes(
        f"{model.header.title.zh} {{id}}", (Draft(model, meant(model, given), by=person),)
    )


def _refuse_on_integrity(given: Mapping[str, Any]) -> None:
    code = str(given.get("code", ""))
    if any(each.code == code and each.is_integrity for each in all_rules()):
        raise QmsError(
            Text(
                zh="{code} 是完整性规则，不能让步：让步单登记了也不起作用。",
                en="{code} is a rule of integrity: no concession has any effect on it.",
            ),
            Text(
                zh="处理问题本身：qms explain {code}",
                en="Settle the matter itself: qms explain {code}",
            ),
            code=same(code),
        )


def with_answers(
    snapshot: Snapshot, kind: str, given: Mapping[str, Any], *, by: str | None, dialogue: Dialogue
) -> dict[str, Any]:
    """Return what is given together with what the dialogue adds where the form wants more.

    Raises:
        UsageError: There is no such kind.
        QmsError: The person is unknown.

    """
    model = kind_named(snapshot, kind)
    given = meant(model, given)
    known = dict(given)
    if issubclass(model, Evidence):
        person = person_named(snapshot, by)
        head = {"form": "", "date": "", "department": person.department, "filled_by": person.id}
        known = head | known
    return dict(given) | asked_for(snapshot, model, known, dialogue)


def close(snapshot: Snapshot, number: str) -> Changes[None]:
    """Close a record: from now on it is frozen.

    Raises:
        QmsError: It is closed already, or its kind is not closed.

    """
    record = record_numbered(snapshot, number)
    if not isinstance(record, Evidence) or record.status in {Status.closed, Status.void}:
        raise QmsError(
            Text(zh="{id} 不能再关闭。", en="{id} cannot be closed again."), id=same(record.id)
        )
    closed = Amendment(record, {("status",): Status.closed})
    return Changes(f"{record.id} 关闭", amendments=(closed,))


def correct(
    snapshot: Snapshot, number: str, pair: str, *, reason: str, by: str,
    approved_by: str | None = None,
) -> Changes[None]:  # fmt: skip
    """Correct one field of a closed record; the old value, reason, person and day stay with it.

    Of one still open, only a day on which something happened is corrected, and what takes it out
    of judgement; the rest is edited. What was made void in silence is told of afterwards alike.

    Raises:
        QmsError: The record is not closed, has no such field, or the result does not fit; or
            rules judge by the field, and nobody else approves.

    """
    record = record_numbered(snapshot, number)
    data = record.model_dump(mode="json", exclude_unset=True)
    name, _, words = pair.partition("=")
    is_bound = is_fixed(type(record), name) or decides_on_judgement(type(record), name)
    if not (is_bound or is_frozen(type(record), data)) or not isinstance(record, Evidence):
        raise QmsError(
            Text(zh="{id} 还没有关闭，直接修改即可。", en="{id} is not closed; edit it."),
            Text(zh="qms edit {id}", en="qms edit {id}"),
            id=same(record.id),
        )
    approver = _approver(snapshot, record, name, by, approved_by)
    keys: Keys = tuple(int(each) if each.isdigit() else each for each in name.split("."))
    correction = {
        "field": name,
        "old": _before(record, data, name, words),
        "new": words,
        "reason": reason,
        "by": person_named(snapshot, by).id,
        "on": snapshot.as_of,
        **({"approved_by": approver} if approver else {}),
    }
    last = len(record.corrections)
    amendment = Amendment(
        record,
        {keys: typed(words, field_at(type(record), keys)), ("corrections", last): correction},
    )
    return Changes(f"{record.id} 更正 {name}", amendments=(amendment,))


def _before(record: Evidence, data: Mapping[str, Any], field: str, new: str) -> str:
    """Return the value that a correction tells as the old one.

    A form that was made void without a correction was open before.
    """
    is_told = any(each.field == STATUS for each in record.corrections)
    if field == STATUS and new == record.status == Status.void and not is_told:
        return Status.open.value
    return written(value_at({STATUS: record.status.value} | dict(data), field))


def _approver(
    snapshot: Snapshot, record: Evidence, field: str, by: str, approved_by: str | None
) -> str | None:
    """Return who else approves a correction; nobody where no rule judges by the field.

    Raises:
        QmsError: Somebody must and nobody else does, or he holds no post that may.

    """
    if approved_by is None and not is_judged(type(record), field):
        return None
    person = person_named(snapshot, approved_by) if approved_by else None
    posts = granting_posts(snapshot)
    is_another = person is not None and person.id not in {by, record.filled_by}
    if person and is_another and any(person.holds(post, snapshot.as_of) for post in posts):
        return person.id
    raise QmsError(
        Text(
            zh="{field} 是据以判定的，更正须由另一人批准，其岗位是：{posts}。",
            en="Rules judge by {field}: another person approves its correction, in one of the "
            "posts {posts}.",
        ),
        Text(zh="加上 --approved-by 批准人编号。", en="Add --approved-by PERSON."),
        field=same(field),
        posts=same(", ".join(posts) or "—"),
    )


@dataclass(frozen=True, slots=True)
class Edited:
    """What somebody made of a record's file in an editor, and the file that holds the text."""

    number: str
    before: bytes
    after: bytes
    draft: Path


def edit(root: Path, record: Record) -> Edited | None:
    """Open the editor on the record's file; None when nothing was changed.

    Raises:
        QmsError: The record is closed.

    """
    before = (root / place_of(record).path).read_bytes()
    if is_frozen(type(record), record.model_dump(mode="json", exclude_unset=True)):
        raise QmsError(
            Text(zh="{id} 已关闭，只能更正。", en="{id} is closed and can only be corrected."),
            Text(
                zh="qms correct {id} 字段=值 --reason 原因 --by 本人",
                en="qms correct {id} field=value --reason … --by …",
            ),
            id=same(record.id),
        )
    handle, name = tempfile.mkstemp(prefix=f"{record.id}-", suffix=".yaml")
    os.close(handle)
    draft = Path(name)
    draft.write_bytes(before)
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    children.hand_over(*editor, str(draft))
    after = draft.read_bytes()
    if after == before:
        draft.unlink()
        return None
    return Edited(record.id, before, after, draft)


def save(snapshot: Snapshot, edited: Edited, *, root: Path) -> Changes[None]:
    """File what somebody made of a record's file.

    Raises:
        QmsError: The file has changed since the editor was opened.

    """
    path = place_of(record_numbered(snapshot, edited.number)).path
    if (root / path).read_bytes() != edited.before:
        raise QmsError(
            Text(
                zh="编辑期间，别人改了 {path}，没有写入任何内容。",
                en="Somebody changed {path} while you edited it; nothing was written.",
            ),
            Text(zh="重新编辑：qms edit {id}", en="Edit it again: qms edit {id}"),
            path=same(path),
            id=same(edited.number),
        )
    return Changes(f"{edited.number} 修改", files={path: edited.after})


def kept(error: QmsError, edited: Edited) -> QmsError:
    """Return a refusal that also says where the edited text is kept, so that none is lost."""
    return QmsError(
        Text(zh="{why}\n所改内容保存在 {path}。", en="{why}\nYour text is kept in {path}."),
        why=Text(zh=error.say("zh"), en=error.say("en")),
        path=same(str(edited.draft)),
    )
