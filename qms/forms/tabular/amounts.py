"""Numbers and money as one cell and back, exact to the last digit."""

import re
from decimal import Decimal, InvalidOperation

from qms.forms.tabular import faults
from qms.forms.tabular.spelling import Cell
from qms.model.kinds.numbers import Money

_CENTS = 2
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


def number_cell(number: Decimal, *, is_text: bool) -> Cell:
    """Return a number where Excel's 15 digits hold it exactly, else its digits as text."""
    if is_text or Decimal(repr(float(number))) != number:
        return format(number, "f")
    return int(number) if number == int(number) else float(number)


def decimal_in(cell: Cell) -> Decimal:
    """Return the number that a cell holds.

    Raises:
        BadCell: It holds none.

    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell))
    if isinstance(cell, str) and _NUMBER.fullmatch(cell):
        return Decimal(cell.replace(",", ""))
    raise faults.not_number(cell)


def integer_in(cell: Cell) -> int:
    """Return the whole number that a cell holds.

    Raises:
        BadCell: It holds none.

    """
    number = decimal_in(cell)
    if not number.is_finite() or number != int(number):
        raise faults.not_whole(cell)
    return int(number)


def written(number: Decimal) -> int | float | str:
    """Return a decimal as YAML writes it: plain where that is exact, else its digits."""
    if not number.is_finite():
        raise faults.not_number(str(number))
    if number == int(number) and number.as_tuple().exponent == 0:
        return int(number)
    return float(number) if Decimal(repr(float(number))) == number else format(number, "f")


def money_in(cell: Cell) -> str:
    """Return the amount with its currency that a cell holds.

    Raises:
        BadCell: It holds none.

    """
    try:
        return str(Money.parse(str(cell)))
    except (ValueError, InvalidOperation) as error:
        raise faults.not_money(cell) from error


def money(amount: Cell, currency: Cell) -> str | None:
    """Return an amount and its currency as YAML writes them, with at least two decimals.

    Raises:
        BadCell: One is missing, the amount is no number, or the currency not three capitals.

    """
    given = [
        None if isinstance(each, str) and not each.strip() else each for each in (amount, currency)
    ]
    if given == [None, None]:
        return None
    if None in given:
        raise faults.half_of_money()
    number = decimal_in(amount.strip() if isinstance(amount, str) else amount)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -_CENTS:
        number = number.quantize(Decimal("0.01"))
    return money_in(f"{format(number, 'f')} {str(currency).strip()}")
