"""What the search of the site knows: an entry a clause, record, copy, rule, term and page (7.5).

The entries are scripts, since a page opened from a folder may not fetch; the manual and its
registers come first and the records in parts behind them. How they are ranked says `search.js`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from qms.model.kinds.ch08_customers import Customer
from qms.model.kinds.record import Correction, Evidence, Record
from qms.model.manual import filled
from qms.model.personal import is_telephone, label, personal
from qms.model.rule import Rule
from qms.publish.site_pages import Page, Site, copy_pages, is_number
from qms.publish.site_pages.chapters import clause_title
from qms.publish.site_pages.terms import anchor, terms
from qms.publish.site_pages.values import file_of, href, title_of
from qms.standing.translations import english_text

PART = 2500
"""Records whose entries load together."""
_MARKS = re.compile(r"\*\*|^\s*[-*>#|]+\s*|\s*\|[\s|:-]*", re.MULTILINE)
_SPACE = re.compile(r"\s+")
_LONGEST_NUMBER = 40

Entry = tuple[str, str, str, str, str]
"""Where it stands, its number, its title, what is shown below, and what else it is found by."""


def scripts(site: Site, made: Iterable[Page]) -> Mapping[str, str]:
    """Return the entries as scripts: `search/0.js` and on; the first says how many there are."""
    first = [*_clauses(site), *_copies(site), *_pages(site, made), *_rules(site), *_terms(site)]
    records = list(_records(site))
    parts = [first, *(records[at : at + PART] for at in range(0, len(records), PART))]
    return {
        f"search/{number}.js": f"window.qmsFound({len(parts)},{_json(part)});\n"
        for number, part in enumerate(parts)
    }


def _json(entries: list[Entry]) -> str:
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


def _clauses(site: Site) -> Iterator[Entry]:
    for chapter in site.in_force.chapters:
        number = chapter.front.chapter
        title = site.t(f"第{number}章", f"Chapter {number}")
        english = site.translations.get(number) if site.lang == "en" else None
        if number != "0":
            name = clause_title(site, number, chapter.front.title)
            yield f"manual/{number}.html", number, f"{title} {name}", "", ""
        body = english_text(english, site.today, site.in_force) if english else ""
        for clause in chapter.clauses:
            text = filled(clause.body, site.in_force.settings.variables)
            where = f"manual/{number}.html#clause-{clause.number}"
            named = clause_title(site, clause.number, clause.title)
            yield where, clause.number, f"{clause.number} {named}", "", _plain(text)
        if body:
            yield f"manual/{number}.html", number, f"{title} (translation)", "", _plain(body)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", _MARKS.sub(" ", text)).strip()


def _records(site: Site) -> Iterator[Entry]:
    for kind, model in site.today.kinds.items():
        title = site.say(model.header.title)
        for record in site.today.index.get(kind, {}).values():
            yield (
                href(site, kind, record.id, "evidence/"),
                record.id,
                title_of(site, record),
                " · ".join((title, *_brief(site, record))),
                " ".join(dict.fromkeys(_numbers(site, record))),
            )


def _brief(site: Site, record: Record) -> Iterator[str]:
    """Yield the few words that tell a record from its neighbours: customer, day, state."""
    customer = getattr(record, "customer", None)
    found = site.today.find(Customer, customer) if isinstance(customer, str) else None
    if found is not None:
        yield found.name
    if isinstance(record, Evidence):
        yield record.date.isoformat()
        yield site.say(record.status.label)


def _numbers(site: Site, record: Record) -> Iterator[str]:
    """Yield the numbers that a record names, its own aside: serials, orders, forms."""
    hidden = set() if site.today.settings.privacy == "full" else set(personal(record))
    for each in _named(record):
        if each != record.id and each not in hidden and not is_telephone(each):
            yield each


def _named(holder: BaseModel) -> Iterator[str]:
    for name in type(holder).model_fields:
        value = getattr(holder, name)
        marked = label(type(holder), name)
        if marked.personal or marked.private:
            continue
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, BaseModel) and not isinstance(each, Correction):
                yield from _named(each)
            elif isinstance(each, str) and is_number(each) and len(each) < _LONGEST_NUMBER:
                yield each


def _copies(site: Site) -> Iterator[Entry]:
    for copy in copy_pages.shown(site):
        keeper = site.person(copy.holder.person) if copy.holder.person else ""
        yield (
            f"registers/copy/{file_of(copy.number)}.html",
            copy.number,
            copy_pages.title(site, copy),
            " · ".join(filter(None, (copy_pages.holder(site, copy), keeper, copy.release))),
            "",
        )


def _pages(site: Site, made: Iterable[Page]) -> Iterator[Entry]:
    late = site.t("逾期事项", "Overdue")
    yield "index.html#qms-overdue", "", late, site.t("首页", "home"), ""
    for page in made:
        is_chapter = page.path.startswith("manual/") and page.path[7].isdigit()
        if page.listed and not is_chapter:
            where = re.sub(r"\.md$", ".html", page.path)
            kind = page.path.removeprefix("evidence/").removesuffix(".md")
            yield where, "", page.title, _section(site, page.path), " ".join(_fields(site, kind))


def _fields(site: Site, kind: str) -> Iterator[str]:
    """Yield the words of a kind's fields, by which its list is found: warranty, fault code."""
    model = site.today.kinds.get(kind)
    if model is not None:
        yield model.header.form
        for name in model.model_fields:
            if name not in Evidence.model_fields:
                yield site.say(label(model, name).text)


def _section(site: Site, path: str) -> str:
    names = {
        "evidence": site.t("记录清单", "list of records"),
        "registers": site.t("登记册", "register"),
        "charts": site.t("图表", "chart"),
        "manual": site.t("修改历史", "history"),
        "verify": site.t("核验", "verify"),
    }
    return names.get(path.split("/", 1)[0], "")


def _rules(site: Site) -> Iterator[Entry]:
    kind = site.t("检查规则", "rule of the check")
    for each in site.rules:
        title = f"{each.code} {site.say(each.title)}"
        yield (
            f"registers/rule/{each.code}.html",
            each.code,
            title,
            kind,
            _of_rule(site, each),
        )


def _of_rule(site: Site, rule: Rule) -> str:
    return f"{rule.clause} {site.say(rule.message)} {site.say(rule.why)}"


def _terms(site: Site) -> Iterator[Entry]:
    kind = site.t("术语", "term")
    for term, meaning in terms(site):
        yield f"registers/glossary.html#{anchor(term)}", "", term, kind, _plain(meaning)
