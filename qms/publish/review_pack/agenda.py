"""What each input of the management review rests on: kinds, key figures, clauses (9.7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from qms.model.finding import Finding
from qms.model.kinds.ch02_manual import AmendmentRecord, Release
from qms.model.kinds.ch02_review import ManualReview
from qms.model.kinds.ch04_system import ContextAnalysis, InterestedParty, StrategicPlan
from qms.model.kinds.ch06_objectives import Objective, ObjectiveResult
from qms.model.kinds.ch06_risks import Risk, RiskResponse
from qms.model.kinds.ch07_competence import ServiceManagerCertificate, Training
from qms.model.kinds.ch07_resources import (
    EquipmentMaintenance,
    FailureCase,
    Instrument,
    InstrumentFailure,
    SiteInspection,
)
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.ch08_customers import CultureCommunication, FollowUp
from qms.model.kinds.ch08_delivery import CarrierEvaluation
from qms.model.kinds.ch08_repair import StationEvaluation
from qms.model.kinds.ch08_returns import NonconformingService, Recall, ReturnReport
from qms.model.kinds.ch09_evaluation import ComplianceEvaluation, InternalAudit, SelfEvaluation
from qms.model.kinds.ch09_monitoring import (
    PerformanceAnalysis,
    ProcessMonitoring,
    SatisfactionAnalysis,
    SatisfactionSurvey,
)
from qms.model.kinds.ch09_review import ReviewAction, ReviewInput
from qms.model.kinds.ch10_improvement import CorrectiveAction, ImprovementProject
from qms.model.kinds.record import Record, kind_name
from qms.standing.evidence import is_under


@dataclass(frozen=True, slots=True)
class Topic:
    """An input's record kinds, key figures, and the clauses whose findings belong to it.

    A finding in a record belongs where its kind does; the clauses are for what stands elsewhere.
    `beside` are kinds whose findings belong here, though the input does not rest on them.
    """

    kinds: tuple[type[Record], ...]
    kpis: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


AGENDA: Mapping[ReviewInput, Topic] = {
    ReviewInput.last_actions: Topic((ReviewAction,), (), ("9.7",)),
    ReviewInput.context: Topic((ContextAnalysis, InterestedParty, StrategicPlan), (), ("4.1",)),
    ReviewInput.satisfaction: Topic(
        (SatisfactionSurvey, SatisfactionAnalysis, FollowUp),
        ("satisfaction", "follow-up-rate"),
        ("9.5", "8.3.1"),
    ),
    ReviewInput.objectives: Topic(
        (Objective, ObjectiveResult),
        ("complaint-closure", "complaint-dissatisfaction", "repeat-complaint"),
        ("3.3", "6.3"),
    ),
    ReviewInput.processes: Topic(
        (ProcessMonitoring, PerformanceAnalysis),
        ("first-time-fix", "parts-order-fill"),
        ("4.4", "8.2.1", "8.2.4", "8.2.5", "9.2", "9.3"),
        ("repair-order", "repair-settlement", "dispatch", "parts-order", "online-ticket"),
    ),
    ReviewInput.corrective_actions: Topic(
        (CorrectiveAction, NonconformingService),
        ("corrective-in-time",),
        ("10", "8.4"),
        ("concession",),
    ),
    ReviewInput.monitoring: Topic(
        (Instrument, InstrumentFailure, EquipmentMaintenance, SiteInspection),
        ("calibration-in-time",),
        ("7.1.4", "7.1.5"),
    ),
    ReviewInput.audits: Topic((SelfEvaluation, InternalAudit), (), ("9.6",)),
    ReviewInput.providers: Topic(
        (CarrierEvaluation, StationEvaluation), (), (), ("carrier", "service-station")
    ),
    ReviewInput.resources: Topic(
        (Training, ServiceManagerCertificate),
        ("training-rate", "service-manager-share"),
        ("7.1", "7.2", "7.3"),
    ),
    ReviewInput.risks: Topic((Risk, RiskResponse), (), ("6.1", "6.2")),
    ReviewInput.complaints: Topic(
        (Complaint, ReturnReport, Recall),
        ("reply-48h", "handled-48h", "close-time-median", "close-time-p90"),
        ("3.2", "8.3.6", "8.2.6", "8.2.7"),
    ),
    ReviewInput.compliance: Topic((ComplianceEvaluation,), (), ("6.4", "9.4"), ("obligation",)),
    ReviewInput.manual: Topic(
        (ManualReview, Release, AmendmentRecord),
        (),
        ("1", "2.2", "2.4", "7.5"),
        ("copy-event", "amendment-notice", "study-confirmation", "change-request", "document"),
    ),
    ReviewInput.policy: Topic((CultureCommunication,), (), ("5.4", "8.3.4")),
    ReviewInput.improvement: Topic((ImprovementProject, FailureCase), (), ("10",)),
}


def input_of(finding: Finding) -> ReviewInput | None:
    """Return the input that a finding belongs to: by the kind of its record, else by its clause."""
    _, _, rest = finding.place.path.partition("records/")
    kind = rest.split("/")[0]
    for which, topic in AGENDA.items():
        if kind and kind in {*map(kind_name, topic.kinds), *topic.beside}:
            return which
    for which, topic in AGENDA.items():
        if any(is_under(finding.clause, parent) for parent in topic.clauses):
            return which
    return None
