"""What a page is: an address, how it is asked for, and the view that answers."""

from dataclasses import dataclass

from qms.desk.desk import View
from qms.standing.authority import Act


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the desk; what changes something is asked for with POST.

    While pages are read as of a past day nothing is written, but for what is always open. What is
    not everybody's to do names its act; whoever may not is told who may. A page
    for one machine is none in an office; there a page for guests is open before they log in.
    """

    path: str
    view: View
    method: str = "GET"
    needs_person: bool = True
    is_always_open: bool = False
    is_for_one_machine: bool = False
    is_for_guests: bool = False
    act: Act | None = None
