"""Documents and record forms: registered, of one version, kept their time (clause 7.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch07_documents import Document, ExternalDocument, Form, RecordDisposal
from qms.model.kinds.ch08_returns import WasteDisposal
from qms.model.kinds.record import Evidence, Record, Status, called, place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Problem, Snapshot
from qms.rules.examples import register, retained
from qms.text import Text

_WASTE = retained(
    WasteDisposal, "FQ-2026-0001", waste="例", quantity=1, unit="kg", hazardous=False,
    handled_by="P-001", receiver="例",
)  # fmt: skip
_FORM = {
    "id": "QR-8.5-01", "kind": "waste-disposal", "name": "废弃物处置台账", "version": "A/0",
    "owner": "after-sales", "retain_years": 5,
}  # fmt: skip
_OTHER = {
    "id": "QR-7.1.3-01", "kind": "person", "name": "人员花名册", "version": "A/0",
    "owner": "office",
}  # fmt: skip
_DOCUMENT = {
    "id": "QP-7.5-01", "name": "例", "version": "A/0", "clause": "1", "owner": "after-sales",
    "prepared_by": "P-001", "reviewed_by": "P-001", "approved_by": "P-001",
    "approved_on": "2026-01-01", "effective": "2026-01-01", "last_review": "2026-01-01",
    "next_review": "2027-01-01",
}  # fmt: skip


def _disposal(**fields: object) -> dict[str, str]:
    sheet: dict[str, object] = {
        "records": ["FQ-2020-0001"], "reason": "例", "method": "例", "destroyed_by": "P-001",
        "witnessed_by": "P-002", "status": "closed", "approved_by": "P-001",
    }  # fmt: skip
    return retained(RecordDisposal, "JX-2026-0001", **(sheet | fields))


def _registered(snapshot: Snapshot) -> dict[str, Form]:
    """Return the registered form of each kind."""
    return {each.kind: each for each in snapshot.all(Form)}


@rule(
    "FRM101",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(Problem, Record),
    is_certain=True,
    title=Text(zh="在用的记录表单都登记", en="Every form in use is registered"),
    message=Text(
        zh="{name}（{form}）有 {count} 份记录，记录清单里没有这张表",
        en="{name} ({form}) has {count:record|records} and is not in the register of forms",
    ),
    why=Text(
        zh="未登记的表单没有版本、没有保存期。",
        en="An unregistered form has no version and no retention.",
    ),
    cure=Text(zh="在记录清单登记编号、版本、归口和保存期。", en="Register it with number, "
              "version, owner and retention."),
    references=("ISO 9001:2015 7.5.2",),
    bad=Example(_WASTE | register(Form, _OTHER)),
    good=Example(_WASTE | register(Form, _FORM)),
    owner="office",
)  # fmt: skip
def form_unregistered(snapshot: Snapshot) -> Iterator[Hit]:
    """A kind has retained records and no line in the register of forms, where there is one."""
    known = _registered(snapshot)
    if not known:
        return
    if "form" in snapshot.unread:
        yield not_judged(Place("records/form", line=1, column=1), _UNREAD)
        return
    for kind, rows in snapshot.tables.items():
        header = snapshot.kinds[kind].header
        if rows and header.family == "retained" and kind not in known:
            yield hit(
                Place(f"records/{kind}", line=1, column=1), name=header.title, form=header.form,
                count=len(rows),
            )  # fmt: skip


_UNREAD = Text(
    zh="表单清单有未能读取的部分，不能判断哪种记录没有登记",
    en="part of the register of forms could not be read, so what it lacks was not judged",
)


@rule(
    "FRM102",
    clause="7.5",
    severity=Severity.ERROR,
    each=Form,
    title=Text(zh="记录清单与表单一致", en="The register of forms agrees with the forms"),
    message=Text(
        zh="记录清单 {id} 的 {field} 是 {stated}，表单 {kind} 是 {found}",
        en="form {id}: {field} is {stated} in the register and {found} on the form {kind}",
    ),
    why=Text(
        zh="清单错了，记录就会被提前销毁或用错版本。",
        en="A wrong register destroys records too soon or uses an old version.",
    ),
    cure=Text(zh="改记录清单，或改表单定义。", en="Correct the register or the declaration."),
    bad=Example(register(Form, _FORM | {"retain_years": 2})),
    good=Example(register(Form, _FORM)),
    owner="office",
)
def form_differs(snapshot: Snapshot) -> Iterator[Hit]:
    """A line of the register of forms differs from the form that it registers."""
    for each in snapshot.all(Form):
        model = snapshot.kinds.get(each.kind)
        if model is None:
            yield hit(
                place_of(each, "kind"), mark="kind", id=each.id, field="kind", stated=each.kind,
                kind=each.kind, found=Text(zh="没有这种记录", en="no such kind"),
            )  # fmt: skip
            continue
        header = model.header
        for field, stated, found in (
            ("id", each.id, header.form),
            ("version", f"{each.id} {each.version}", header.form_and_version),
            ("retain_years", each.retain_years, header.retain_years),
        ):
            if stated != found:
                place = place_of(each, field)
                yield hit(
                    place,
                    mark=field,
                    id=each.id,
                    field=field,
                    stated=stated,
                    kind=each.kind,
                    found=found,
                )
                break


@rule(
    "FRM103",
    clause="7.5",
    severity=Severity.ERROR,
    each=Record,
    title=Text(zh="记录写明所用表单", en="A record names its form"),
    message=Text(
        zh="{id} 写的表单是“{stated}”，这种记录的表单是 {form}",
        en="{id} names the form “{stated}”; the form of its kind is {form}",
    ),
    why=Text(zh="表单编号说明填的是哪张表。", en="The number tells which sheet was filled in."),
    cure=Text(
        zh="改为正确的编号和当时的版本。", en="Write its number and the version of that time."
    ),
    references=("ISO 9001:2015 7.5.2",),
    bad=Example({path: text.replace("QR-8.5-01", "QR-8.4-01") for path, text in _WASTE.items()}),
    good=Example(_WASTE),
)
def another_form(snapshot: Snapshot) -> Iterator[Hit]:
    """A record names the number of another form."""
    for rows in snapshot.tables.values():
        for each in rows:
            if not isinstance(each, Evidence):
                break
            number = each.form.split(" ", 1)[0]
            if number != each.header.form:
                yield hit(
                    place_of(each, "form"), owner=each.department, id=each.id, stated=each.form,
                    form=each.header.form,
                )  # fmt: skip


@rule(
    "FRM104",
    clause="7.5",
    severity=Severity.ERROR,
    each=RecordDisposal,
    title=Text(zh="销毁记录经批准", en="Disposal is approved"),
    message=Text(zh="销毁记录 {id} 没有批准人", en="disposal {id} bears no approval"),
    why=Text(zh="销毁不可挽回，须先批准。", en="Destroyed is destroyed; it is approved first."),
    cure=Text(zh="请有权人批准，填写 approved_by。", en="Have it approved; enter approved_by."),
    references=("ISO 9001:2015 7.5.3.2",),
    bad=Example(_disposal(approved_by=None)),
    good=Example(_disposal()),
    owner="office",
)
def disposal_unapproved(snapshot: Snapshot) -> Iterator[Hit]:
    """Records were destroyed without an approval."""
    for each in snapshot.live(RecordDisposal):
        if each.status is Status.closed and each.approved_by is None:
            yield hit(place_of(each, "destroyed_by"), id=each.id)


@rule(
    "FRM105",
    clause="7.5",
    severity=Severity.WARNING,
    each=Document,
    title=Text(zh="受控文件按期评审", en="Controlled documents are reviewed in time"),
    message=Text(zh="《{name}》{id} 应在 {by} 前评审", en="{id} {name} was to be reviewed by {by}"),
    why=Text(zh="没人看的文件会过时。", en="A document that nobody reads goes stale."),
    cure=Text(zh="评审后更新 last_review、next_review。", en="Review it; update both dates."),
    references=("ISO 9001:2015 7.5.2",),
    bad=Example(register(Document, _DOCUMENT | {"next_review": "2026-06-30"})),
    good=Example(register(Document, _DOCUMENT)),
)
def review_overdue(snapshot: Snapshot) -> Iterator[Hit]:
    """A controlled document is past its next review."""
    for each in snapshot.all(Document):
        if each.next_review < snapshot.as_of:
            yield hit(
                place_of(each, "next_review"), owner=each.owner, due=each.next_review, id=each.id,
                name=called(each), by=each.next_review,
            )  # fmt: skip


@rule(
    "FRM106",
    clause="7.5",
    severity=Severity.ERROR,
    each=ExternalDocument,
    title=Text(zh="外来文件现行有效", en="External documents are current"),
    message=Text(
        zh="外来文件 {number}《{name}》已不是现行版本", en="{number} {name} is no longer current"
    ),
    why=Text(zh="照过期的标准做事等于做错。", en="To work by an old standard is to work wrong."),
    cure=Text(
        zh="换成现行版本，改掉引用它的地方，再移出清单。",
        en="Get the current one, change what cites it, then take it off the list.",
    ),
    references=("ISO 9001:2015 7.5.3.2",),
    bad=Example(
        register(ExternalDocument, {
            "id": "EXT-001", "name": "例", "number": "例", "issuer": "例",
            "received": "2026-01-01", "owner": "after-sales", "is_current": False,
        })
    ),
)  # fmt: skip
def external_outdated(snapshot: Snapshot) -> Iterator[Hit]:
    """An external document on the list is no longer current."""
    for each in snapshot.all(ExternalDocument):
        if not each.is_current:
            place = place_of(each, "is_current")
            yield hit(place, owner=each.owner, number=each.number, name=called(each))
