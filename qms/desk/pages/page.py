"""What a page is: an address, how it is asked for, and the view that answers."""

from dataclasses import dataclass

from qms.desk.desk import View


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the desk; what changes something is asked for with POST."""

    path: str
    view: View
    method: str = "GET"
    needs_person: bool = True
