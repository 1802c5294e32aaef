"""By what a figure can be broken down: which column, or which record that a row names (9.2)."""

from collections.abc import Mapping

from qms.figures.tables import columns_of, table_of
from qms.model.figure import Group
from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch08_customers import ProductGroup, Region
from qms.model.kinds.record import Record
from qms.model.snapshot import Snapshot
from qms.text import Text, same

NOT_STATED = Group("", Text(zh="未注明", en="not stated"))
# The columns that say it themselves, the first that a kind has.
_OWN: Mapping[str, tuple[str, ...]] = {
    "department": ("responsible_department", "responsible", "department"),
    "product": ("product",),
    "region": ("region",),
}
# Records that a row may name, and the table in which they say it.
_NAMED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "department": (),
    "product": (("repair_order", "repair_order"), ("complaint", "complaint")),
    "region": (("customer", "customer"),),
}
_OF_MACHINE = (
    "(select machine.product from (select unnest(equipment) as machine from customer) "
    "where machine.serial = t.serial limit 1)"
)
_WORDS: Mapping[str, type[ProductGroup] | type[Region]] = {
    "product": ProductGroup,
    "region": Region,
}


def expression(model: type[Record], by: str) -> str | None:
    """Return the SQL that says to which part a row `t` of a kind belongs; None where nothing does.

    An own column goes first; then the customer, repair or complaint that the row names, and for
    the product the machine that it concerns.
    """
    columns = columns_of(model)
    own = next((name for name in _OWN[by] if name in columns), None)
    if own is not None:
        return f't."{own}"'
    found = [
        f'(select n.{by} from "{table_of(other)}" n where n.id = t."{column}" limit 1)'  # noqa: S608
        for column, other in _NAMED[by]
        if column in columns
    ]
    if by == "product" and "serial" in columns:
        found.append(_OF_MACHINE)
    return f"coalesce({', '.join(found)})" if found else None


def group_named(snapshot: Snapshot, by: str, value: object) -> Group:
    """Return a part with the word for it."""
    if value is None:
        return NOT_STATED
    if by == "department":
        department = snapshot.find(Department, str(value))
        names = Text(zh=department.name, en=department.name_en) if department else same(str(value))
        return Group(str(value), names)
    known = next((each for each in _WORDS[by] if each.value == value), None)
    return Group(str(value), known.label if known else same(str(value)))
