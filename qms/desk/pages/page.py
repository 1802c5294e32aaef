"""What a page is: an address, how it is asked for, and the view that answers."""

from dataclasses import dataclass

from qms.desk.desk import View


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the desk; what changes something is asked for with POST.

    While pages are read as of a past day nothing is written, but for what is always open.
    """

    path: str
    view: View
    method: str = "GET"
    needs_person: bool = True
    is_always_open: bool = False
