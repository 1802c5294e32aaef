"""The row of chips under a clause's heading: who, what proves it, what is amiss, what changed."""

from dataclasses import dataclass
from functools import cached_property

from qms.model.manual import ClauseFacts, Frequency
from qms.publish.site_pages import Site
from qms.publish.site_pages.markup import badge, link, safe
from qms.publish.templating import Markup, html, joined
from qms.standing.conformity import wanted
from qms.text import numbered


@dataclass(frozen=True)
class Under:
    """A clause with those under it, and what is on file and open for them all."""

    site: Site
    clause: str

    @cached_property
    def members(self) -> dict[str, ClauseFacts]:
        """The clause itself and its sub-clauses."""
        every = self.site.in_force.clause_facts
        inside = f"{self.clause}."
        return {
            number: facts
            for number, (_chapter, facts) in every.items()
            if number == self.clause or number.startswith(inside)
        }

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of records that are to prove them and of which there are some."""
        every = (kind for facts in self.members.values() for kind, _often in wanted(facts))
        tables = self.site.today.tables
        return tuple(kind for kind in dict.fromkeys(every) if tables.get(kind))

    @property
    def asked_below(self) -> list[tuple[str, Frequency | None]]:
        """The kinds on file that only clauses under it ask for, and how often."""
        own = {kind for kind, _often in wanted(self.members[self.clause])}
        asked = (each for facts in self.members.values() for each in wanted(facts))
        found = {kind: often for kind, often in asked if kind in self.kinds and kind not in own}
        return list(found.items())

    @property
    def records(self) -> int:
        """How many records of these kinds are on file."""
        return sum(len(self.site.today.tables[kind]) for kind in self.kinds)

    @property
    def here(self) -> int:
        """Findings against the clause or one under it."""
        return sum(each.clause in self.members for each in self.site.report.findings)

    @property
    def in_records(self) -> int:
        """Findings in its records that count against another clause."""
        folders = tuple(f"records/{kind}/" for kind in self.kinds)
        return sum(
            each.clause not in self.members and each.place.path.startswith(folders)
            for each in self.site.report.findings
        )


def findings(site: Site, clause: str) -> Markup:
    """Return the open findings of a clause, those under it summed, and those in its records."""
    under = Under(site, clause)
    there = under.in_records
    listing = f"../registers/findings.html#c-{clause}"
    if not under.here:
        words = badge(site.t("本条无", "none here"), "good" if not there else "plain")
    else:
        said = site.t(f"{under.here} 项未关闭", f"{under.here} open")
        own = any(each.clause == clause for each in site.report.findings)
        words = link(said, listing if own else "../registers/findings.html")
    if not there:
        return words
    more = site.t(
        f"所列记录中另有 {there} 项，计在其他条款",
        f"{there} more in its records, under other clauses",
    )
    return html("{} · {}", words, link(more, "../registers/findings.html"))


def chips(site: Site, clause: str, changed: str) -> Markup:
    """Return the chips of a clause.

    Args:
        site: What the site shows.
        clause: The number of the clause; one without facts has no chips.
        changed: The release in which it last changed; empty if it never has.

    """
    found = site.in_force.clause_facts.get(clause)
    if found is None:
        return Markup("")
    _chapter, facts = found
    under, t = Under(site, clause), site.t
    shown = [safe(site.department(facts.owner))]
    if under.kinds:
        kinds, records = len(under.kinds), under.records
        said = t(
            f"{kinds} 种 {records} 份记录",
            f"{numbered(records, 'record', 'records')} of {numbered(kinds, 'kind', 'kinds')}",
        )
        target = f"../evidence/{under.kinds[0]}.html" if kinds == 1 else f"#facts-{clause}"
        shown.append(link(said, target))
    if under.here or under.in_records:
        here, there = under.here, under.in_records
        said = t(
            f"发现：本条 {here}，其记录 {there}", f"findings: {here} here, {there} in its records"
        )
        shown.append(link(said, f"#facts-{clause}"))
    if changed:
        to_change = (
            f"history-{clause.split('.', maxsplit=1)[0]}.html#{changed.replace('/', '-')}-{clause}"
        )
        shown.append(link(t(f"{changed} 修改", f"changed in {changed}"), to_change))
    items = joined(html("<li>{}</li>", each) for each in shown)
    name = t(f"条款 {clause} 一览", f"clause {clause} at a glance")
    return html('<ul class="qms-chips" aria-label="{}">{}</ul>\n\n', name, items)
