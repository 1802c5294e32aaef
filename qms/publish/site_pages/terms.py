"""The glossary, and links to it from the first use of each term in a chapter (clause 2.4)."""

import re
from collections.abc import Iterator

from qms.model.manual import TERM
from qms.publish.site_pages import Site
from qms.publish.templating import Markup, html, joined, trusted

GLOSSARY_CLAUSE = "2.4"
_TAG = re.compile(r"(<[^>]*>)")
_SHORTEST = 2


def terms(site: Site) -> Iterator[tuple[str, str]]:
    """Yield each defined term with its definition."""
    for _chapter, clause in site.in_force.clauses:
        if clause.number == GLOSSARY_CLAUSE:
            for line in clause.body.splitlines():
                found = TERM.match(line)
                if found:
                    yield found[1], line[found.end() :]


def anchor(term: str) -> str:
    """Return where a term stands in the glossary."""
    return "t-" + re.sub(r"[^\w-]", "-", term)


class Terms:
    """Links the first use of each term; one per site, asked block by block."""

    def __init__(self, site: Site) -> None:
        """Read the glossary; longer terms are looked for before those inside them."""
        known = sorted({term for term, _ in terms(site)}, key=lambda term: (-len(term), term))
        names = [name for term in known for name in _names(term)]
        self._anchor = {name: anchor(term) for term in known for name in _names(term)}
        self._pattern = re.compile("|".join(map(re.escape, names))) if names else None
        self._seen: set[tuple[str, str]] = set()

    def linked(self, html: Markup, chapter: str) -> Markup:
        """Return a block with the terms that the chapter has not used before linked."""
        if self._pattern is None or "<svg" in html or "<h" in html:
            return html
        # Between the tags stands text that is escaped already.
        return joined(
            trusted(part if part.startswith("<") else self._in_text(self._pattern, part, chapter))
            for part in _TAG.split(html)
        )

    def _in_text(self, pattern: re.Pattern[str], text: str, chapter: str) -> str:
        def replaced(found: re.Match[str]) -> str:
            where = self._anchor[found[0]]
            if (chapter, where) in self._seen:
                return found[0]
            self._seen.add((chapter, where))
            target = f"../registers/glossary.html#{where}"
            return html('<a class="qms-term" href="{}">{}</a>', target, trusted(found[0]))

        return pattern.sub(replaced, str(text))


def _names(term: str) -> list[str]:
    """Return a term without its English in brackets: 控制副本（controlled copy）."""
    bare = re.split(r"[（(]", term)[0].strip()
    return [bare] if len(bare) >= _SHORTEST else []
