"""Tries the key figures of a snapshot; those that were sound on the same records are so still."""

from dataclasses import replace
from pathlib import Path

from qms.model.figure import FigureFlaw, Miscount, Sources
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.kinds.record import kind_name
from qms.model.snapshot import Snapshot
from qms.store import loading
from qms.store.notebook import Proven
from qms.store.sources import sources_of

_JUDGED = (kind_name(Kpi), kind_name(Objective), kind_name(ObjectiveResult))


def with_figures_tried(root: Path, snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with what is wrong with its key figures and with results filed of them.

    A snapshot without figures is returned as it is, and no database is started.
    """
    if not snapshot.all(Kpi):
        return snapshot
    sources = sources_of(root, snapshot)
    found: tuple[FigureFlaw, ...] = ()
    wrong: tuple[Miscount, ...] = ()

    def is_sound() -> bool:
        nonlocal found, wrong
        from qms.figures.soundness import tried

        found, wrong = tried(snapshot, sources)
        return not (found or wrong)

    counted = _counted(snapshot, sources)
    if counted is None:
        is_sound()
    else:
        known = Proven.opened(loading.notebook_of(root), "figures")
        known.holds(counted, is_sound)
        known.save()
    return replace(snapshot, figure_flaws=found, miscounts=wrong)


def _counted(snapshot: Snapshot, sources: Sources) -> list[object] | None:
    """Return all that the soundness of the figures depends on; None where it cannot be named."""
    written = "".join(kpi.model_dump_json() for kpi in snapshot.all(Kpi))
    kinds = [
        kind for kind in snapshot.kinds if kind in written or kind.replace("-", "_") in written
    ]
    tables = {kind: snapshot.filed[kind] for kind in (*_JUDGED, *kinds) if kind in snapshot.filed}
    origins = {kind: table.origins for kind, table in tables.items()}
    is_known = None not in origins.values() and not sources.attached
    if not is_known or any(kind in snapshot.own_kinds for kind in kinds):
        return None
    refused = [(kind, why.zh) for kind, why in sources.refused.items()]
    return [snapshot.as_of, str(snapshot.settings.zone), kinds, origins, refused]
