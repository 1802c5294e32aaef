"""Prepares the annual review pack (clause 9.7)."""

from functools import partial
from pathlib import Path

from qms.model.figure import NO_SOURCES, Sources, span
from qms.model.snapshot import Snapshot
from qms.operations.checking.anchor import newest_anchor
from qms.operations.checking.check import check
from qms.operations.evaluation.figures import over
from qms.operations.printing.book import with_certificate
from qms.publish.review_pack import Material, pack
from qms.text import Lang


def review_pack(
    root: Path,
    snapshot: Snapshot,
    year: int,
    *,
    lang: Lang | None = None,
    sources: Sources = NO_SOURCES,
) -> dict[str, bytes]:
    """Return the pack of a year by file name: PDF, workbook, and both in a ZIP with sums."""
    years = [span(str(each)) for each in (year, year - 1)]
    results = over(snapshot, [*years, *(month for each in years for month in each.months)], sources)
    return pack(
        Material(
            snapshot=snapshot,
            year=year,
            figures={(each.kpi.id, each.period): each for each in results},
            report=check(root, snapshot),
            sources=sources,
            lang=lang or snapshot.settings.lang,
            anchor=newest_anchor(root, snapshot),
        ),
        signed=partial(with_certificate, root, snapshot, reason=f"review {year}"),
    )
