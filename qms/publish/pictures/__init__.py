"""Pictures and tables drawn from the data, for the book and the site: one table of each."""

from collections.abc import Callable
from typing import Protocol

from qms.model.snapshot import Snapshot
from qms.publish.pictures import flows, maps, process_map, tables
from qms.publish.templating import Markup
from qms.text import Lang


class Drawn(Protocol):
    """Draws from the data, in the language of who reads it."""

    def __call__(self, snapshot: Snapshot, lang: Lang = "zh", /) -> Markup:
        """Return the picture or table."""


PICTURES: dict[str, Drawn] = {
    "process-map": process_map.process_map,
    "organisation": maps.organisation,
    "service-network": maps.service_network,
    "pdca": flows.pdca,
    "integrated-system": flows.integrated_system,
    "document-control": flows.document_control,
    "repair-flow": flows.repair_flow,
    "complaint-flow": flows.complaint_flow,
}

FORMERLY: dict[str, Drawn] = {
    "organisation": maps.organisation_formerly,
    "complaint-flow": flows.complaint_flow_formerly,
    "promise-clocks": tables.promise_clocks_formerly,
}
"""Drawings that say something else since, as the editions have them that are set by blanks."""

KNOWN_BY: dict[str, Callable[[Snapshot], Markup]] = {"process-map": process_map.as_known}
"""The words by which released pages know a picture that has been drawn anew since."""

TABLES: dict[str, Drawn] = {
    "processes": tables.processes,
    "departments": tables.departments,
    "promise-clocks": tables.promise_clocks,
    "objectives": tables.objectives,
}
