"""The records that a record belongs with: in the order of time, or by kind where they are many."""

from collections.abc import Sequence
from itertools import groupby

from qms.model.kinds.record import Evidence, Record, kind_name
from qms.publish.site_pages import Site, named_by
from qms.publish.site_pages.values import Values
from qms.publish.templating import Markup, html, joined
from qms.text import Text

_FEW = 12
_MOST_OF_A_KIND = 200


def related(site: Site, record: Record, values: Values) -> Markup:
    """Return the records that name this one, and the forms that it names itself.

    A few stand in the order of time with this one among them, many folded by their kinds.
    """
    kind = kind_name(type(record))
    found = {(kind_name(type(each)), each.id): each for each in _referring(site, record)}
    if isinstance(record, Evidence):
        for key in named_by(record, site.connections.known):
            other = site.today.index.get(key[0], {}).get(key[1])
            if isinstance(other, Evidence):
                found.setdefault(key, other)
        found.pop((kind, record.id), None)
    if not found:
        return Markup("")
    others = list(found.values())
    if len(others) > _FEW:
        heading = values.word(Text(zh="被引用", en="Referred to by"))
        return html("<h2>{}</h2>{}", heading, _by_kind(values, others))
    if isinstance(record, Evidence):
        others.append(record)
    items = (_item(values, each, is_here=each is record) for each in sorted(others, key=_when))
    heading = values.word(Text(zh="相关记录", en="Related records"))
    return html('<h2>{}</h2><ol class="qms-steps">{}</ol>', heading, joined(items))


def _referring(site: Site, record: Record) -> Sequence[Record]:
    return site.connections.incoming.get((kind_name(type(record)), record.id), ())


def _when(record: Record) -> tuple[str, str]:
    return _dated(record), record.id


def _dated(record: Record) -> str:
    return str(record.date) if isinstance(record, Evidence) else ""


def _item(values: Values, record: Record, *, is_here: bool) -> Markup:
    title = values.word(type(record).header.title)
    if is_here:
        return html(
            '<li aria-current="true"><time>{}</time> <strong>{} {}</strong></li>',
            _dated(record), record.id, title,
        )  # fmt: skip
    shown = values.link_to(kind_name(type(record)), record.id)
    return html("<li><time>{}</time> {} {}</li>", _dated(record), shown, title)


def _by_kind(values: Values, records: Sequence[Record]) -> Markup:
    parts: list[Markup] = []
    ordered = sorted(records, key=lambda each: kind_name(type(each)))
    for kind, group in groupby(ordered, key=lambda each: kind_name(type(each))):
        rows = sorted(group, key=_when, reverse=True)
        links = (values.link_to(kind, each.id) for each in rows[:_MOST_OF_A_KIND])
        rest = len(rows) - _MOST_OF_A_KIND
        more = Markup("")
        if rest > 0:
            more = values.word(Text(zh=f" 另有 {rest} 份", en=f" and {rest} more"))
        title = values.word(type(rows[0]).header.title)
        form = "<details><summary>{} ({})</summary><p>{}{}</p></details>"
        parts.append(html(form, title, str(len(rows)), joined(links, by=" "), more))
    return joined(parts)
