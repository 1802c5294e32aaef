"""What an auditor asks of a person, a document or a form, above the fields on file (7.1.3, 7.5)."""

from collections.abc import Iterable
from functools import singledispatch

from qms.model.kinds.ch05_leadership import Post
from qms.model.kinds.ch07_competence import (
    CompetenceAssessment,
    Person,
    ServiceManagerCertificate,
)
from qms.model.kinds.ch07_documents import Document, Form
from qms.model.kinds.record import Evidence, Record, kind_name
from qms.model.personal import label
from qms.publish.site_pages import Site, copy_pages
from qms.publish.site_pages.documents import page_of
from qms.publish.site_pages.markup import badge, clause_link, link, pairs, paragraph, safe, table
from qms.publish.site_pages.values import file_of, href
from qms.publish.templating import BREAK, Markup, html, joined
from qms.standing.study import Study, studies
from qms.text import numbered

_BASE = "../"
_ROOT = "../../"
_NONE = "—"
_SOON_DAYS = 30


@singledispatch
def particulars(_record: Record, _site: Site) -> Markup:
    """Return what stands above a record's fields: for most kinds nothing."""
    return Markup("")


@particulars.register
def _of_person(person: Person, site: Site) -> Markup:
    t, day = site.t, site.today.as_of
    now = [each for each in person.posts if person.holds(each.post, day)]
    if person.is_employed_on(day):
        state = badge(t("在职", "employed"), "good")
    else:
        state = badge(t(f"已于 {person.left} 离职", f"left on {person.left}"), "bad")
    to_department = link(
        site.department(person.department), href(site, "department", person.department, _BASE)
    )
    posts = (html("{} ({} —)", _post(site, each.post), each.since) for each in now)
    rows = [
        (t("状态", "State"), state),
        (t("部门", "Department"), to_department),
        (t("现任岗位", "Posts held"), joined(posts, by=BREAK) or safe(_NONE)),
    ]
    parts = [pairs(rows, css="qms-head", name=person.name)]
    parts += [_duties(site, each.post) for each in now]
    parts += [_copies(site, person), _study(site, person), _proved(site, person)]
    return joined([*parts, _withheld(site, person)])


def _post(site: Site, post: str) -> Markup:
    return link(site.post(post), href(site, "post", post, _BASE))


def _duties(site: Site, name: str) -> Markup:
    post = site.today.find(Post, name)
    if post is None or not (post.duties or post.authority):
        return Markup("")
    t = site.t
    rows = [(t("职责", "Duties"), safe(post.duties or _NONE))]
    if post.authority:
        rows.append((t("权限", "Authority"), safe(post.authority)))
    title = t(f"职责：{site.post(name)}", f"Duties: {site.post(name)}")
    return _section(title, pairs(rows, css="qms-facts", name=title))


def _copies(site: Site, person: Person) -> Markup:
    t = site.t
    rows = [
        (
            link(
                copy_pages.title(site, copy), f"{_ROOT}registers/copy/{file_of(copy.number)}.html"
            ),
            safe(site.say(copy.copy_class.label)),
            copy_pages.release_of(site, copy),
            badge(site.say(copy.state.label), "good" if copy.state.is_out else "plain"),
        )
        for copy in copy_pages.shown(site)
        if copy.holder.person == person.id
    ]
    heads = (t("分发号", "Copy"), t("受控状态", "Class"), t("版本", "Release"), t("状态", "State"))
    return _listed(t("保管的受控本", "Copies in keeping"), heads, rows)


def _study(site: Site, person: Person) -> Markup:
    t = site.t
    rows = [
        (
            link(each.name, href(site, kind_name(type(each.subject)), each.subject.id, _BASE)),
            joined((_post(site, post) for post in each.posts), by=BREAK),
            safe(each.due),
            _confirmed(site, each),
        )
        for each in studies(site.today)
        if each.person.id == person.id
    ]
    heads = (
        t("版本", "Release"),
        t("涉及岗位", "As holder of"),
        t("应在…前学习", "Study by"),
        t("学习确认", "Confirmed"),
    )
    return _listed(t("学习", "Study"), heads, rows)


def _confirmed(site: Site, study: Study) -> Markup:
    found = study.confirmed
    if found is not None:
        return html(
            "{} {}",
            link(found.id, href(site, "study-confirmation", found.id, _BASE)),
            found.date,
        )
    if study.due < site.today.as_of:
        return badge(site.t("逾期未确认", "late"), "bad")
    return badge(site.t("待确认", "to come"), "warn")


def _proved(site: Site, person: Person) -> Markup:
    t, day = site.t, site.today.as_of
    rows = [
        (
            link(each.id, href(site, "competence-assessment", each.id, _BASE)),
            _post(site, each.post),
            safe(each.date),
            badge(t("胜任", "competent"), "good")
            if each.competent
            else badge(t("未达到", "not yet"), "bad"),
        )
        for each in site.today.live(CompetenceAssessment)
        if each.person == person.id
    ]
    for held in site.today.all(ServiceManagerCertificate):
        if held.person == person.id:
            valid = held.expires >= day
            until = t(f"有效期至 {held.expires}", f"until {held.expires}")
            rows.append((
                link(held.id, href(site, "service-manager-certificate", held.id, _BASE)),
                safe(f"{held.issuer} {held.number}"),
                safe(held.issued),
                badge(until, "good" if valid else "bad"),
            ))
    heads = (
        t("记录", "Record"),
        t("岗位或证书", "Post or certificate"),
        t("日期", "Date"),
        t("结论", "Result"),
    )
    return _listed(t("能力评定和证书", "Competence and certificates"), heads, rows)


def _withheld(site: Site, person: Person) -> Markup:
    """Say which fields of the staff's own file stand on no page that goes out."""
    if site.today.settings.privacy == "full":
        return Markup("")
    names = [
        site.say(found.text)
        for name in type(person).model_fields
        if (found := label(type(person), name)).private or found.personal
    ]
    said = site.t(
        f"{'、'.join(names)}属个人信息，不在网站上，可到归口部门查阅原件。",
        f"{', '.join(names)}: personal, not on this site; the owner department shows the original.",
    )
    return html('<p class="qms-note">{}</p>', said)


@particulars.register
def _of_document(document: Document, site: Site) -> Markup:
    t, day = site.t, site.today.as_of
    left = (document.next_review - day).days
    review = t(f"下次评审 {document.next_review}", f"next review {document.next_review}")
    state = "bad" if left < 0 else "warn" if left <= _SOON_DAYS else "good"
    if left < 0:
        review += t(f"，已逾期 {-left} 天", f", {numbered(-left, 'day', 'days')} late")
    in_force = document.effective <= day
    words = t("现行有效", "in force") if in_force else t("未生效", "not yet in force")
    people = (
        (t("编制", "Prepared"), document.prepared_by),
        (t("审核", "Reviewed"), document.reviewed_by),
        (t("批准", "Approved"), document.approved_by),
    )
    rows = [
        (t("状态", "State"), badge(words, "good" if in_force else "warn")),
        (t("版本", "Version"), safe(document.version)),
        (t("生效日期", "Effective"), safe(document.effective)),
        (t("评审", "Review"), badge(review, state)),
        (t("归口", "Owner"), safe(site.department(document.owner))),
        (t("条款", "Clause"), clause_link(document.clause, base=_ROOT)),
        *((head, _person(site, name)) for head, name in people),
    ]
    manual = Markup("")
    if document.id == site.today.settings.manual.number:
        to_releases = link(t("版本与修改", "Releases"), f"{_ROOT}registers/releases.html")
        manual = paragraph(html("{}: {}", t("历次版本", "Every edition"), to_releases))
    elif document.id in site.documents:
        manual = paragraph(page_of(site, document.id, _ROOT))
    return pairs(rows, css="qms-head", name=document.name) + manual


def _person(site: Site, name: str) -> Markup:
    return link(site.person(name), href(site, "person", name, _BASE))


@particulars.register
def _of_form(form: Form, site: Site) -> Markup:
    t = site.t
    model = site.today.kinds.get(form.kind)
    if model is None:
        return Markup("")
    records = site.today.tables.get(form.kind, ())
    title = site.say(model.header.title)
    count = t(f"{len(records)} 份", numbered(len(records), "record", "records"))
    dated = sorted(each.date for each in records if isinstance(each, Evidence))
    span = f" {dated[0]} — {dated[-1]}" if dated else ""
    to_records = link(title, f"{_BASE}{form.kind}.html") if records else safe(title)
    kept = t(f"{form.retain_years} 年", numbered(form.retain_years, "year", "years"))
    rows = [
        (t("记录", "Records"), html("{} {}{}", to_records, count, span)),
        (t("版本", "Version"), safe(form.version)),
        (t("条款", "Clause"), clause_link(model.header.clause, base=_ROOT)),
        (t("归口", "Owner"), safe(site.department(form.owner))),
        (t("保存期", "Kept"), safe(kept if form.retain_years else t("在用登记册", "in use"))),
    ]
    heads = (t("栏目", "Field"), t("必填", "Required"), t("说明", "Note"))
    return pairs(rows, css="qms-head", name=title) + _listed(
        t("表单栏目", "Fields of the form"), heads, _fields(site, model)
    )


def _fields(site: Site, model: type[Record]) -> list[tuple[str, ...]]:
    t = site.t
    rows: list[tuple[str, ...]] = []
    for name, field in model.model_fields.items():
        found = label(model, name)
        notes = [site.say(found.measure), site.say(found.advice)]
        if found.personal:
            notes.append(t("个人信息", "personal"))
        required = t("是", "yes") if field.is_required() else ""
        rows.append((safe(site.say(found.text)), required, safe(" ".join(filter(None, notes)))))
    return rows


def _listed(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Markup:
    shown = list(rows)
    return _section(title, table(heads, shown, name=title)) if shown else Markup("")


def _section(title: str, content: Markup) -> Markup:
    return html("<h2>{}</h2>{}", title, content)
