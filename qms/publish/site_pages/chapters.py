"""A page for each chapter: its head, its text, and beside each clause what proves it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from qms.model.kinds import clause_order
from qms.model.kinds.ch02_manual import Clause, Release, Signature
from qms.model.kinds.ch07_documents import Document
from qms.model.manual import Chapter, ClauseFacts, Frequency, Translation
from qms.model.snapshot import Proof
from qms.publish.book.blocks import Passage, passages
from qms.publish.book.front import Approval, approvals
from qms.publish.site_pages import Page, Site, chips
from qms.publish.site_pages.markup import badge, heading, link, note, pairs, safe
from qms.publish.site_pages.terms import Terms
from qms.publish.site_pages.values import href
from qms.publish.templating import BREAK, Markup, html, joined
from qms.standing.conformity import EvidenceState, Held, held, wanted
from qms.standing.translations import Rendering, english_text, rendering, said
from qms.text import Text, numbered

_IDS = re.compile(r' id="p[^"]*"')
_PROOFS = {
    Proof.valid: (Text(zh="签名有效", en="signature valid"), "good"),
    Proof.invalid: (Text(zh="签名无效", en="signature invalid"), "bad"),
    Proof.unsigned: (Text(zh="未用密钥签名", en="not signed with a key"), "bad"),
    Proof.no_key: (Text(zh="当日无有效公钥", en="signer had no key that day"), "bad"),
}
_FEW_KINDS = 6
EVIDENCE = "../evidence/"


def pages(site: Site) -> list[Page]:
    """Return the chapters' pages in the order of the manual."""
    ordered = sorted(
        (chapter for chapter in site.in_force.chapters if chapter.front.chapter != "0"),
        key=lambda chapter: clause_order(chapter.front.chapter),
    )
    terms = Terms(site)
    return [_Writer(site, chapter, terms).page() for chapter in ordered]


def clause_title(site: Site, number: str, title: str) -> str:
    """Return a clause's title in the language of the site, as its register has it."""
    found = site.in_force.find(Clause, number)
    return found.title_en if found and site.lang == "en" else title


class _Writer:
    """Writes one chapter's page."""

    def __init__(self, site: Site, chapter: Chapter, terms: Terms) -> None:
        self.site = site
        self.chapter = chapter
        self.terms = terms
        self.number = chapter.front.chapter
        english = site.translations.get(self.number) if site.lang == "en" else None
        self.english: Translation | None = english
        self.before = _before(site, self.number)

    def page(self) -> Page:
        title = clause_title(self.site, self.number, self.chapter.front.title)
        named = self.site.t(f"第{self.number}章　{title}", f"{self.number} {title}")
        parts = [self._head(), self._language_note()]
        pending: Passage | None = None
        for block in self._blocks():
            if block.heading:
                parts.append(self._facts(pending))
                parts.append(self._heading(block))
                pending = block
            else:
                parts.append(self._text(block))
        parts.append(self._facts(pending))
        return Page(f"manual/{self.number}.md", named, joined(parts))

    def _blocks(self) -> Iterable[Passage]:
        if self.english is not None:
            text = english_text(self.english, self.site.today, self.site.in_force)
            chapter = replace(self.chapter, body=text)
            return passages(chapter, self.site.in_force, lang="en")
        return passages(self.chapter, self.site.in_force)

    def _heading(self, block: Passage) -> Markup:
        if block.depth == 1:
            mark = html('<div id="clause-{}"></div>\n\n', self.number)
            return mark + self._chips(self.number)
        number = block.heading.split(" ", 1)[0]
        title = block.heading
        if number == block.clause and self.english is None:
            words = title.split(" ", 1)[1] if " " in title else title
            title = f"{number} {clause_title(self.site, number, words)}"
        anchor = f"clause-{block.clause}" if number == block.clause else block.id
        head = heading(block.depth, title, anchor)
        return head + self._chips(number) if number == block.clause else head

    def _chips(self, clause: str) -> Markup:
        changed = (past for past in reversed(self.site.past) if past.redline_of(clause))
        newest = next(changed, None)
        return chips.chips(self.site, clause, newest.release.name if newest else "")

    def _text(self, block: Passage) -> Markup:
        made = self.terms.linked(block.html, self.number)
        if self.site.lang == "en" and self.english is None:
            made = made.replace("<div ", Markup('<div lang="zh-CN" '), 1)
        if self.before is not None and self.english is None and _plain(block) not in self.before:
            release = self.site.release.name if self.site.release else ""
            mark = self.site.t(f"{release} 修改", f"changed in {release}")
            form = '<div class="qms-changed" role="group" aria-label="{}">{}</div>'
            made = html(form, mark, made)
        return made + Markup("\n\n")

    def _language_note(self) -> Markup:
        if self.site.lang == "zh":
            return Markup("")
        if self.english is None:
            return Markup(
                '<p class="qms-note">This chapter has no translation yet; its text stands in '
                "Chinese, which alone is binding.</p>\n\n"
            )
        current = self.chapter.front.revision
        words = said(self.english, current)
        is_same = rendering(self.english, current) is Rendering.same
        kind = "note" if is_same else "warning"
        return note(kind, "Translation", f"{words} The Chinese text alone is binding.")

    def _head(self) -> Markup:
        site, head, t = self.site, self.chapter.front, self.site.t
        state = badge(t("草稿", "draft"), "warn")
        if not site.is_draft:
            state = badge(t("受控 · 现行有效", "controlled, in force"), "good")
        rows = [
            (t("文件编号", "Document"), safe(head.document)),
            (t("版本", "Revision"), safe(head.revision)),
            (t("生效日期", "Effective"), safe(self._effective() or "—")),
            (t("归口部门", "Owner"), safe(site.department(head.owner))),
            (t("状态", "State"), state),
            (t("下次评审", "Next review"), safe(next_review(site) or "—")),
            (t("修改历史", "History"), link(
                t("本章历次修改", "changes of this chapter"), f"history-{self.number}.html"
            )),
        ]  # fmt: skip
        warning = t("从本页打印的纸张不受控。", "Printed copies of this page are uncontrolled.")
        return (
            pairs(rows, css="qms-head", name=t("文件头", "document head"))
            + self._approvals()
            + html('<p class="qms-note qms-uncontrolled">{}</p>\n\n', warning)
        )

    def _released(self) -> Release | None:
        """Return the release of the chapter's own revision."""
        revision = self.chapter.front.revision
        named = (each.release for each in self.site.past if each.release.name == revision)
        return next(named, None)

    def _effective(self) -> object:
        found = self._released()
        return found.effective if found else self.chapter.front.effective

    def _approvals(self) -> Markup:
        """Return who approved the chapter's own revision; apart, the release that confirmed it."""
        site = self.site
        own, now = self._released(), site.release
        if own is None or now is None or own.id == now.id:
            return signatures_table(site, now)
        to_release = link(now.name, href(site, "release", now.id, EVIDENCE))
        words = site.t("发布时一并确认，本章未变", "was released with this chapter unchanged")
        confirmed = html('<p class="qms-note">{} {}</p>\n\n', to_release, words)
        return signatures_table(site, own) + confirmed

    def _facts(self, block: Passage | None) -> Markup:
        """Return what stands under a clause: processes, documents, records, evidence, findings."""
        if block is None:
            return Markup("")
        clause = block.clause
        facts = self.chapter.front.clauses.get(clause)
        if facts is None:
            return Markup("")
        site, t = self.site, self.site.t
        lines: list[tuple[str, str]] = [
            (t("责任", "Owner"), safe(site.department(facts.owner))),
        ]
        if facts.processes:
            named = (
                link(site.process(each), f"{EVIDENCE}process/{each}.html")
                for each in facts.processes
            )
            lines.append((t("过程", "Processes"), site.listed(named)))
        if facts.documents:
            lines.append((t("相关文件", "Documents"), self._documents(facts)))
        if facts.records or facts.evidence:
            lines.append((t("记录与证据", "Evidence"), _evidence(site, wanted(facts))))
        below = chips.Under(site, clause).asked_below
        if below:
            shown = _evidence(site, below)
            if len(below) > _FEW_KINDS:
                count = t(f"{len(below)} 种", numbered(len(below), "kind", "kinds"))
                shown = html("<details><summary>{}</summary>{}</details>", count, shown)
            lines.append((t("下属条款的证据", "Evidence of its sub-clauses"), shown))
        lines.append((t("发现项", "Findings"), chips.findings(site, clause)))
        lines.append((t("修改", "Changes"), self._changes(clause)))
        name = t(f"条款 {clause} 的证据", f"evidence of clause {clause}")
        return html('<span id="facts-{}"></span>\n\n', clause) + pairs(
            lines, css="qms-facts", name=name
        )

    def _documents(self, facts: ClauseFacts) -> Markup:
        known = {each.name: each.id for each in self.site.today.all(Document)}
        return self.site.listed(
            link(f"《{name}》", href(self.site, "document", known[name], EVIDENCE))
            if name in known
            else safe(f"《{name}》")
            for name in facts.documents
        )

    def _changes(self, clause: str) -> Markup:
        for past in reversed(self.site.past):
            if past.redline_of(clause) is not None:
                words = self.site.t(
                    f"{past.release.name} 修改，对照修改前后",
                    f"changed in {past.release.name}, see the redline",
                )
                anchor = f"{past.release.id}-{clause}"
                return link(words, f"history-{self.number}.html#{anchor}")
        first = self.site.past[0].release.name if self.site.past else ""
        words = self.site.t(f"自 {first} 起未变", f"unchanged since {first}")
        return link(words, f"history-{self.number}.html")


def _before(site: Site, number: str) -> set[str] | None:
    """Return the blocks of a chapter in the release before the one shown, to mark what is new."""
    releases = [past.release.id for past in site.past]
    if site.release is None or site.release.id not in releases:
        return None
    index = releases.index(site.release.id)
    if index == 0:
        return None
    chapters = site.past[index - 1].printed
    chapter = next((each for each in chapters if each.front.chapter == number), None)
    return {_plain(block) for block in passages(chapter, site.in_force)} if chapter else None


def _plain(block: Passage) -> str:
    return _IDS.sub("", str(block.html))


def next_review(site: Site) -> str:
    """Return the day by which the manual is reviewed again."""
    found = (due.day for due in site.dues if due.clause == "2.2.4")
    return str(next(found, ""))


def signatures_table(site: Site, release: Release | None) -> Markup:
    """Return the approvals of a release: who, in which post, when, and the proof."""
    t = site.t
    given = approvals(site.today, release)
    if not given:
        words = t("草稿，尚未批准。", "A draft, not approved.")
        return html('<p class="qms-note">{}</p>\n\n', words)
    heads = (
        t("含义", "Meaning"),
        t("姓名", "Name"),
        t("岗位", "Post"),
        t("时间", "Date and time"),
        t("签名状态", "Signature"),
        t("密钥指纹", "Key fingerprint"),
    )
    return html(
        '<div class="qms-signatures" role="region" tabindex="0" aria-label="{}">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>\n\n",
        t("批准", "Approvals"),
        joined(html('<th scope="col">{}</th>', each) for each in heads),
        joined(_signature_row(site, release, each) for each in given),
    )


def _signature_row(site: Site, release: Release | None, given: Approval) -> Markup:
    statement = f"{release.id if release else ''}-{given.role.value}"
    words, state = _PROOFS[site.today.proofs.get(statement, Proof.unsigned)]
    signature = site.today.find(Signature, statement)
    post = site.post(signature.post) if signature else given.post
    return html(
        '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>'
        "<td><code>{}</code></td></tr>",
        site.say(given.role.label),
        given.name,
        post,
        given.when.replace("T", " "),
        badge(site.say(words), state),
        given.proof or "—",
    )


def _evidence(site: Site, asked: Iterable[tuple[str, Frequency | None]]) -> Markup:
    """Return each kind of record that is asked for with its number of records and the newest."""
    shown: list[Markup] = []
    for found in (held(site.today, kind, every) for kind, every in asked):
        title = site.say(found.title)
        standing = badge(site.say(found.standing.label), "plain")
        if found.count:
            to_kind = link(title, f"{EVIDENCE}{found.kind}.html")
            shown.append(html("{} {}", to_kind, _newest(site, found)))
        elif found.standing is not EvidenceState.unknown:
            shown.append(html("{}: {}", title, standing))
    return joined(shown, by=BREAK)


def _newest(site: Site, found: Held) -> Markup:
    counted = site.t(f"{found.count} 份", f"{found.count}")
    if found.newest is None:
        return html("（{}）" if site.lang == "zh" else "({})", counted)
    newest = link(found.newest.id, href(site, found.kind, found.newest.id, EVIDENCE))
    if site.lang == "zh":
        return html("（{}，最新 {} {}）", counted, found.newest_on, newest)
    return html("({}, newest {} {})", counted, found.newest_on, newest)
