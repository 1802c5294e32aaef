"""Prepares the annual review pack (clause 9.7)."""

from pathlib import Path

from qms.model.snapshot import Snapshot
from qms.operations.check import check
from qms.operations.figures import Asked, figures
from qms.publish.review_pack import Material, pack


def review_pack(root: Path, snapshot: Snapshot, year: int) -> dict[str, bytes]:
    """Return the pack of a year by file name: PDF, workbook, and both in a ZIP with sums."""
    period = str(year)
    return pack(
        Material(
            snapshot=snapshot,
            year=year,
            yearly=figures(snapshot, Asked(None, period)),
            monthly=figures(snapshot, Asked(None, period, by="month")),
            report=check(root, snapshot),
        )
    )
