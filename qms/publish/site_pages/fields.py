"""All that stands in a record, in groups: what, who, when, and the form itself (7.5.3)."""

import datetime as dt
from collections.abc import Sequence
from enum import IntEnum

from qms.model.kinds.record import Evidence, Record
from qms.model.kinds.references import kind_referred_to
from qms.publish.site_pages.values import Values
from qms.publish.templating import Markup, html, joined
from qms.text import Text

_MANY = 10
_PARTIES = frozenset({"person", "customer", "department", "post", "carrier", "service-station"})


class Group(IntEnum):
    """The groups in the order in which they are shown."""

    WHAT = 0
    WHO = 1
    WHEN = 2
    FORM = 3

    @property
    def heading(self) -> Text:
        """What the group is called."""
        return _HEADINGS[self]


_HEADINGS = {
    Group.WHAT: Text(zh="内容", en="What"),
    Group.WHO: Text(zh="有关各方", en="Who"),
    Group.WHEN: Text(zh="时间", en="When"),
    Group.FORM: Text(zh="表单", en="The form"),
}


def all_fields(
    values: Values, record: Record, more: Sequence[tuple[Markup, Markup]] = ()
) -> Markup:
    """Return the filled fields as a table; those of a long form stand in groups.

    Args:
        values: Renders the fields of this record.
        record: The record.
        more: What is said beside the fields, at the end of the form's own.

    """
    groups: dict[Group, list[Markup]] = {group: [] for group in Group}
    count = 0
    for field, name, value in values.named_fields(record):
        groups[_group(record, field)].append(_row(name, value))
        count += 1
    groups[Group.FORM] += [_row(name, value) for name, value in more]
    if not isinstance(record, Evidence) or count < _MANY:
        bodies = html("<tbody>{}</tbody>", joined(row for rows in groups.values() for row in rows))
    else:
        form = (
            '<tbody><tr><th class="qms-group" colspan="2" scope="rowgroup">{}</th></tr>{}</tbody>'
        )
        bodies = joined(
            html(form, values.word(group.heading), joined(rows))
            for group, rows in groups.items()
            if rows
        )
    return html('<table class="qms-record">{}</table>', bodies)


def _row(name: Markup, value: Markup) -> Markup:
    return html('<tr><th scope="row">{}</th><td>{}</td></tr>', name, value)


def _group(record: Record, field: str) -> Group:
    if not isinstance(record, Evidence):
        return Group.WHAT
    if field in Evidence.model_fields:
        return Group.FORM
    if isinstance(getattr(record, field), dt.date):
        return Group.WHEN
    if kind_referred_to(type(record), field) in _PARTIES:
        return Group.WHO
    return Group.WHAT
