"""The conformity matrix on the site: against the manual, and against each standard in use."""

from collections import Counter

from qms.publish.matrix import words
from qms.publish.site_pages import Page, Site
from qms.publish.site_pages.markup import badge, clause_link, link, long_table, paragraph, safe
from qms.publish.site_pages.values import href
from qms.publish.templating import Markup, joined
from qms.standing.conformity import (
    EvidenceState,
    Held,
    Matrix,
    Row,
    against_manual,
    against_standard,
)

_STATES = {
    EvidenceState.on_file: "good",
    EvidenceState.due: "warn",
    EvidenceState.overdue: "bad",
    EvidenceState.missing: "bad",
    EvidenceState.empty: "bad",
    EvidenceState.unknown: "bad",
}


def pages(site: Site) -> list[Page]:
    """Return for every clause what is to prove it and what does, a page for each standard."""
    manual = against_manual(site.today, site.report.findings, manual=site.in_force)
    references = {each.code: each.references for each in site.rules}
    made = [_by_clause(site, manual)]
    for standard in site.today.standards:
        if standard.key in site.today.settings.standards:
            drawn = against_standard(manual, standard, site.today, references)
            made.append(_by_standard(site, drawn))
    return made


def _by_clause(site: Site, matrix: Matrix) -> Page:
    title = site.t("按条款的证据", "Evidence by clause")
    lines = [
        (clause_link(row.number), safe(words.owners(row, site.lang)), *_held(site, held))
        for row in matrix.rows
        for held in row.evidence
    ]
    heads = (words.CLAUSE, words.OWNER, *_EVIDENCE)
    shown, data = long_table(
        site, tuple(map(site.say, heads)), lines, name=title, path="evidence/by-clause.md"
    )
    return Page("evidence/by-clause.md", title, _lead(site, matrix) + shown, broad=True, data=data)


def _by_standard(site: Site, matrix: Matrix) -> Page:
    path = f"evidence/{matrix.against}.md"
    title = site.say(matrix.name)
    lines = [
        (
            safe(f"{row.number} {site.say(row.title)}"),
            joined((clause_link(each) for each in row.clauses), by=" ") or words.NOTHING,
            *cells,
            _findings(row),
        )
        for row in matrix.rows
        for cells in _evidence(site, row)
    ]
    heads = (words.CLAUSE, words.ANSWERED_BY, *_EVIDENCE, words.FINDINGS)
    shown, data = long_table(site, tuple(map(site.say, heads)), lines, name=title, path=path)
    return Page(path, title, _lead(site, matrix) + shown, broad=True, data=data)


_EVIDENCE = (
    words.EVIDENCE,
    words.EVERY,
    words.COUNT,
    words.NEWEST_ON,
    words.NEWEST,
    words.DUE,
    words.STANDING,
)


def _lead(site: Site, matrix: Matrix) -> Markup:
    return paragraph(words.summary(matrix, site.lang))


def _evidence(site: Site, row: Row) -> list[tuple[str, ...]]:
    if row.evidence and not row.excluded:
        return [_held(site, held) for held in row.evidence]
    return [(safe(words.remark(row, site.lang)), *[""] * (len(_EVIDENCE) - 1))]


def _held(site: Site, held: Held) -> tuple[str, ...]:
    day, number = words.newest(held)
    title = site.say(held.title)
    has_page = bool(site.today.tables.get(held.kind))
    return (
        link(title, f"{held.kind}.html") if has_page else safe(title),
        safe(words.frequency(held, site.lang)),
        str(held.count),
        safe(day),
        link(number, href(site, held.kind, number, "")) if held.newest else words.NOTHING,
        safe(held.due or words.NOTHING),
        badge(site.say(held.standing.label), _STATES.get(held.standing, "plain")),
    )


def _findings(row: Row) -> Markup:
    """Return the codes of the findings against a clause, each with a link to its explanation."""
    codes = Counter(each.code for each in row.findings)
    return joined(
        (
            link(f"{code} ×{count}" if count > 1 else code, "../registers/findings.html")
            for code, count in sorted(codes.items())
        ),
        by=" ",
    )
