"""For each statement of `verify_lines`, ways in which the sample year could depart from it.

Each is made in a copy of the sample and has to be found by a rule that is named there.
"""

from qms.model.rule import GONE
from tests.testing.faults import Fault, add, alter, blank, both, gone, on, without, words

_LATER = "2026-12-20"
_BLANK = "  "
_MANUAL = "manual/02-company-and-manual.md"

DEPARTURES: dict[str, dict[str, tuple[Fault, ...]]] = {
    "1": {
        "the order is signed by who holds the general manager's post": (
            alter("person", "P-001", posts=[{"post": "general-manager", "since": "2026-11-01"}]),
            alter("signature", "A-2-approved", person="P-005"),
        ),
        "it is in force from the edition's effective date": (
            alter("release", "A-2", effective="2026-09-01"),
        ),
    },
    "2.2.1": {
        "three signatures": (without("signature", "A-2-reviewed"),),
        "in order of time, by three people": (
            alter("signature", "A-2-approved", at="2026-09-09T00:00:00+08:00"),
            alter("signature", "A-2-reviewed", person="P-004"),
        ),
        "who held those posts on those days": (
            alter("person", "P-002", posts=[]),
            alter("signature", "A-1-prepared", post="document-controller"),
        ),
        "over exactly the content released": (
            alter("release", "A-2", chapters__0__sha256="ab" * 32),
            alter("release", "A-2", reason="另一个原因"),
            alter("signature", "A-2-approved", name="另一人"),
        ),
    },
    "2.2.2": {
        "copy numbers unique and never reused": (
            add("copy-event", "FF-2025-0002", id="FF-2026-0099", copy_number="001"),
        ),
        "the class of a copy follows from its holder": (
            alter("copy-event", "FF-2025-0002", copy_class="uncontrolled", consent_by="P-004"),
        ),
        "consent to uncontrolled copies": (alter("copy-event", "FF-2025-0010", consent_by=GONE),),
        "receipts outstanding": (without("copy-event", "FF-2026-0003"),),
        "holders who left or moved": (
            alter("person", "P-015", left="2026-06-30"),
            alter("person", "P-015", department="quality", posts=[]),
        ),
        "lost copies voided and replaced under a new number": (
            both(
                add(
                    "copy-event",
                    "FF-2026-0025",
                    id="FF-2026-0098",
                    date="2026-10-20",
                    copy_number="003",
                    action="lose",
                    leaves_returned=GONE,
                    received_by=GONE,
                    reason="遗失",
                ),
                add(
                    "copy-replacement",
                    "",
                    id="BF-2026-0002",
                    form="QR-2.2.2-03 A/0",
                    date="2026-10-21",
                    department="after-sales",
                    filled_by="P-005",
                    copy_number="003",
                    reason="遗失",
                    new_number="003",
                ),
            ),
        ),
    },
    "2.2.3": {
        "every change is covered by an approved request": (
            alter("change-request", "GG-2026-0003", approved=GONE),
            alter("change-request", "GG-2026-0003", approved__by="P-005"),
            both(
                words(_MANUAL, "不确定性对目标的影响", "不确定性对目标的任何影响"),
                both(
                    alter("change-request", "GG-2026-0005", status="void"),
                    alter("change-request", "GG-2026-0006", status="void"),
                ),
            ),
        ),
        "amendment numbers without a gap": (alter("release", "A-2", id="A-3", amendment=3),),
        "every controlled copy has acknowledged every amendment": (
            without("copy-event", "FF-2026-0021"),
            both(
                without("copy-event", "FF-2026-0021"), without("amendment-notice", "HY-2026-0012")
            ),
        ),
        "a new edition at the limits": (
            both(without("release", "B-0"), alter("limit", "edition.amendments", value=1)),
        ),
        "temporary amendments end": (
            add(
                "temporary-amendment",
                "",
                id="LS-2026-0002",
                change="GG-2026-0003",
                release="A-2",
                clause="2.2.3",
                text="例",
                effective="2026-10-02",
                expires="2027-12-31",
            ),
        ),
    },
    "2.2.4": {
        "reviewed within twelve months": (
            alter("manual-review", "SP-2025-0001", date="2025-10-20"),
            both(
                alter("manual-review", "SP-2025-0001", status="void"),
                alter("release", "A-0", effective="2025-06-01"),
            ),
        ),
        "linked to a management review": (
            alter("manual-review", "SP-2025-0001", management_review=GONE),
            alter("management-review", "GR-2025-0001", manual_review=GONE),
        ),
    },
    "2.4": {
        "terms are defined where terms are": (
            words("manual/07-support.md", "\n## 7.2 ", "\n**随车件**：随车带的备件。\n\n## 7.2 "),
            words(_MANUAL, "**实体**：", "实体："),
        ),
        "no double definition": (words(_MANUAL, "**实体**：", "**风险**：另一说。\n\n**实体**："),),
        "no unused definition": (
            words(_MANUAL, "**实体**：", "**孤词**：孤词即例。\n\n**实体**："),
        ),
    },
    "3.2": {
        "first substantive reply within 48 hours": (
            alter("complaint", "TS-2026-0001", replied_at="2026-01-15T09:13:00+08:00"),
            alter("complaint", "TS-2026-0018", replied_at=GONE),
        ),
        "handled within 48 hours": (
            alter("complaint", "TS-2026-0001", handled_at="2026-01-15T09:13:00+08:00"),
            alter("complaint", "TS-2026-0018", handled_at=GONE),
        ),
        "one wording of the promise everywhere": (
            words(
                "manual/03-purpose-and-objectives.md",
                "> {{ promise }}",
                "> {{ promise }}\n\n客户来访、来函、来电，72小时内给予反馈和处理。",
            ),
            words("manual/03-purpose-and-objectives.md", "> {{ promise }}", "> 尽快处理。"),
            alter(
                "culture-communication", "WB-2026-0002", wording_consistent=False, difference=GONE
            ),
        ),
    },
    "3.3": {
        "formula, source, unit, period, owner, direction": (
            *blank("objective", "OBJ-013", "formula source unit"),
            *gone("objective", "OBJ-013", "formula source unit frequency owner direction"),
            alter("objective", "OBJ-013", measured_by=GONE),
        ),
        "a target of the year": (alter("objective", "OBJ-013", targets={"2025": "80"}),),
        "a result for each period": (
            without("objective-result", "MB-2026-0039"),
            alter("objective-result", "MB-2026-0039", status="void"),
        ),
        "a missed target has an action": (
            alter("objective-result", "MB-2026-0032", action=GONE),
            alter("objective-result", "MB-2026-0032", action=_BLANK),
            alter("objective-result", "MB-2026-0027", value="80.0"),
        ),
        "a zero denominator is no data": (alter("objective-result", "MB-2026-0039", value=GONE),),
    },
    "4.1.1": {
        "an analysis in every month": (without("context-analysis", "HJ-2026-0004"),),
        "each listed party with needs and owner": (
            without("interested-party", "IP-06"),
            alter("interested-party", "IP-06", needs=_BLANK),
            alter("interested-party", "IP-06", owner=GONE),
        ),
    },
    "4.1.2": {
        "a plan covers the year": (
            without("strategic-plan"),
            alter("strategic-plan", "ZL-2026-0001", first_year=2027),
        ),
        "every action has owner, date and state": (
            alter("strategic-plan", "ZL-2026-0001", actions__0__owner=GONE),
            alter("strategic-plan", "ZL-2026-0001", actions__0__due=GONE),
            alter("strategic-plan", "ZL-2026-0001", actions__0__due="2026-10-31"),
            alter("strategic-plan", "ZL-2026-0001", actions__1__done_on="2026-11-30"),
        ),
    },
    "4.4": {
        "all 24 processes": (without("process", "S4"),),
        "each with owner, inputs, outputs, criteria, monitoring, improvement": (
            *blank("process", "C4", "inputs outputs criteria monitoring improvement"),
            alter("process", "C4", owner=GONE),
        ),
        "each with a figure or a record that shows it runs": (
            alter("process", "M1", records=[], kpis=[]),
        ),
    },
    "5.2": {
        "every department named exists": (
            without("department", "finance"),
            words("manual/07-support.md", "售后服务部", "客户关系部"),
        ),
    },
    "5.3": {
        "every post held has a complete description": (
            without("post", "parts-clerk"),
            alter("post", "parts-clerk", authority=GONE),
            alter("post", "parts-clerk", qualification__experience=GONE),
        ),
        "it is approved": (alter("post", "parts-clerk", approved_on=GONE, approved_by=GONE),),
        "everybody has a post": (alter("person", "P-013", posts=[]),),
    },
    "5.4": {
        "reviewed in the newest management review, within twelve months": (
            alter("management-review", "GR-2025-0001", policy_suitable=GONE),
            alter("management-review", "GR-2025-0001", date="2025-10-31"),
            both(without("management-review"), alter("release", "A-0", effective="2025-06-01")),
        ),
    },
    "6.1.1": {
        "class, severity, likelihood, response, owner, date": (
            alter("risk", "R-005", category=_BLANK),
            alter("risk", "R-005", response=_BLANK),
            alter("risk", "R-005", severity=6),
            alter("risk", "R-005", likelihood=GONE),
            alter("risk", "R-005", owner=GONE),
            alter("risk", "R-005", due=GONE),
        ),
        "level by half-open bands": (alter("risk", "R-001", level="low"),),
        "evaluated for effect": (alter("risk", "R-001", effectiveness=GONE),),
        "major ones flagged by the five criteria": (
            alter("risk", "R-001", major_reasons=["dangerous"]),
        ),
    },
    "6.2": {
        "every major risk has a response with owner and date": (
            without("risk-response"),
            alter("risk-response", "FY-2026-0001", responsible=GONE),
            alter("risk-response", "FY-2026-0001", result=GONE),
        ),
        "overdue ones": (alter("risk", "R-001", done_on=GONE),),
    },
    "6.3": {
        "the tree of objectives is consistent": (
            alter("objective", "OBJ-012", parent="OBJ-001"),
            alter("objective", "OBJ-005", parent=GONE),
        ),
        "those below sum or average to it where so declared": (
            alter("objective", "OBJ-002", rolls_up="average"),
            alter("objective", "OBJ-002", rolls_up="sum"),
            both(
                alter("objective", "OBJ-005", targets={"2026": "90"}),
                alter("objective", "OBJ-006", targets={"2026": "90"}),
                alter("objective", "OBJ-002", rolls_up="average"),
            ),
        ),
        "checked each period": (without("objective-result", "MB-2026-0014"),),
    },
    "6.4.3": {
        "number, issuer, in-force date, state, clauses, owner": (
            alter("obligation", "LAW-002", number=_BLANK),
            alter("obligation", "LAW-002", issuer=_BLANK),
            alter("obligation", "LAW-002", in_force=GONE),
            alter("obligation", "LAW-002", state=GONE),
            alter("obligation", "LAW-002", clauses=[]),
            alter("obligation", "LAW-002", owner=GONE),
        ),
        "last currency check": (
            alter("obligation", "LAW-002", last_checked="2025-09-15"),
            alter(
                "currency-check",
                "CX-2026-0002",
                checked=[{"obligation": "LAW-002", "state": "repealed"}],
            ),
        ),
        "superseded or repealed and still cited": (
            alter("obligation", "LAW-002", state="repealed"),
            alter("obligation", "LAW-001", state="repealed", clauses=[]),
        ),
    },
    "6.5": {
        "four considerations, risk, decision, documents": (
            *gone(
                "system-change",
                "BG-2026-0001",
                "purpose integrity resources duties risk_assessment decision documents",
            ),
            alter("system-change", "BG-2026-0001", documents=[]),
        ),
    },
    "7.1.2": {
        "owner and cycle": gone("equipment", "EQ-006", "owner cycle_months"),
        "maintenance not overdue": (
            alter("equipment", "EQ-006", last_maintained="2026-07-12"),
            alter("equipment", "EQ-001", last_maintained="2026-08-13"),
        ),
    },
    "7.1.3": {
        "ten percent certified, at least one, the base beside it": (
            without("service-manager-certificate", "CERT-001", "CERT-002"),
            both(
                alter("service-manager-certificate", "CERT-001", expires="2026-11-22"),
                alter("service-manager-certificate", "CERT-002", expires="2026-11-22"),
            ),
        ),
        "unexpired": (alter("service-manager-certificate", "CERT-001", expires="2026-11-22"),),
    },
    "7.1.4": {
        "inspections on schedule": (
            without("site-inspection", "JC-2026-0011", "JC-2026-0010"),
            without("site-inspection"),
        ),
        "findings closed": (
            alter("site-inspection", "JC-2026-0001", findings__0__closed_on=GONE),
            on(
                "2026-01-14",
                alter("site-inspection", "JC-2026-0001", findings__0__due="2026-01-12"),
            ),
        ),
    },
    "7.1.5": {
        "none in use past its due date": (
            alter("instrument", "MI-001", last_calibrated="2025-11-20", due="2026-11-20"),
            alter("instrument", "MI-001", due="2028-03-12"),
        ),
        "each failure traced": (
            alter("instrument-failure", "SX-2026-0001", traced=[]),
            alter("instrument", "MI-002", last_calibrated="2026-05-19", due="2027-05-19"),
        ),
    },
    "7.1.6": {
        "each grave or batch fault has a case": (
            add("complaint", "TS-2026-0006", id="TS-2026-0021", fault_code="Z99"),
        ),
        "cases current": (
            alter("failure-case", "CASE-001", issued="2025-05-18", reviewed="2025-11-02"),
            alter("knowledge-article", "KB-001", reviewed="2025-06-15"),
        ),
    },
    "7.2": {
        "everyone meets the requirements or has a plan": (
            without("competence-assessment", "NL-2026-0001"),
            alter("competence-assessment", "NL-2026-0001", competent=False),
        ),
        "evaluation not overdue": (
            alter("competence-assessment", "NL-2026-0001", date="2025-10-14"),
        ),
    },
    "7.3": {
        "planned events held": (
            without("training", "PX-2026-0004"),
            alter("training", "PX-2026-0004", status="void"),
        ),
        "purpose, content, assessment": blank(
            "training", "PX-2026-0004", "purpose content assessment"
        ),
        "effect": (alter("training", "PX-2026-0004", effect=GONE),),
        "five topics each year": (
            on(
                "2027-02-01",
                both(
                    *(
                        alter("training", f"PX-2026-000{number}", topics=["skill"])
                        for number in range(1, 10)
                    )
                ),
            ),
        ),
    },
    "7.4": {
        "grave items have a meeting and an owner": gone(
            "communication", "GT-2026-0001", "meeting_on responsible"
        ),
        "and closure": (alter("communication", "GT-2026-0001", closed_on=GONE),),
        "grave answers outside are approved": (
            alter("communication", "GT-2026-0001", approved_by=GONE),
        ),
    },
    "7.5": {
        "every form registered": (without("form", "QR-8.3.6-01"),),
        "with number, version, owner, retention": (
            alter("form", "QR-8.3.6-01", id="QR-8.3.6-09"),
            alter("form", "QR-8.3.6-01", version="B/9"),
            alter("form", "QR-8.3.6-01", retain_years=1),
            *gone("form", "QR-8.3.6-01", "version owner retain_years"),
        ),
        "every record names its form": (
            alter("complaint", "TS-2026-0001", form=GONE),
            alter("complaint", "TS-2026-0001", form="QR-8.2.4-01 A/0"),
            alter("complaint", "TS-2026-0001", form=_BLANK),
        ),
        "retention computed, no record lost before its time": (
            without("complaint", "TS-2026-0003"),
            both(
                without("complaint", "TS-2026-0003"),
                alter("record-disposal", "JX-2026-0001", records=["TS-2026-0003"]),
            ),
        ),
        "disposal listed, approved, two people": (
            alter("record-disposal", "JX-2026-0001", approved_by=GONE),
            alter("record-disposal", "JX-2026-0001", records=[]),
            alter("record-disposal", "JX-2026-0001", witnessed_by="P-024"),
            alter("record-disposal", "JX-2026-0001", witnessed_by=GONE),
        ),
    },
    "8.2.1": {
        "dispatched by the promised date": (
            alter("dispatch", "DS-2026-0001", promised="2026-01-15"),
            alter("dispatch", "DS-2026-0015", dispatched=GONE, arrived=GONE),
            on(
                "2026-01-20",
                alter(
                    "dispatch",
                    "DS-2026-0001",
                    promised="2026-01-18",
                    dispatched="2026-01-25",
                    arrived="2026-01-28",
                ),
            ),
        ),
        "carrier evaluated within its period": (
            without("carrier-evaluation", "CY-2026-0001"),
            alter("carrier-evaluation", "CY-2026-0001", status="draft"),
            alter("carrier", "CAR-02", licence_until="2026-01-01"),
        ),
    },
    "8.2.2": {
        "a signed training receipt": (
            without("handover-training", "HZ-2026-0001"),
            alter("handover-training", "HZ-2026-0001", customer_signature=GONE),
            alter("handover-training", "HZ-2026-0001", topics=["operation"]),
            alter("handover-training", "HZ-2026-0001", wording_consistent=False),
        ),
        "a signed acceptance": (
            without("equipment-acceptance", "YS-2026-0001"),
            alter("equipment-acceptance", "YS-2026-0001", customer_signature=GONE),
        ),
    },
    "8.2.3": {
        "signed before work starts": (
            alter("installation-commission", "AZ-2026-0001", signed_on=GONE),
            alter("installation-commission", "AZ-2026-0001", signed_on="2026-03-10"),
        ),
        "work within its scope": (
            alter("installation-commission", "AZ-2026-0001", work_done__0__in_scope=False),
        ),
        "acceptance signed": (
            alter("installation-commission", "AZ-2026-0001", acceptance_signed_on=GONE),
        ),
    },
    "8.2.4": {
        "steps complete": (
            *gone("repair-order", "WX-2026-0002", "inspection followup"),
            on(
                "2026-11-10",
                alter(
                    "repair-order",
                    "WX-2026-0002",
                    followup=GONE,
                    spot_checked_on="2026-11-20",
                    spot_checked_by="P-005",
                ),
            ),
        ),
        "in order of time": (
            alter("repair-order", "WX-2026-0002", inspection__at="2026-01-14T10:10:00+08:00"),
        ),
        "signatures before work and at the end": (
            *gone(
                "repair-order",
                "WX-2026-0002",
                "confirmation__customer_signature handover__customer_signature",
            ),
            alter(
                "repair-order",
                "WX-2026-0002",
                confirmation__customer_signature__at="2026-01-14T10:30:00+08:00",
            ),
            alter("repair-settlement", "JS-2026-0001", customer_signature=GONE),
        ),
        "a late repair has a substitute or a reason": (
            alter(
                "repair-order",
                "WX-2026-0002",
                date="2025-12-20",
                reception__at="2025-12-20T09:30:00+08:00",
                reception__responded_at="2025-12-20T09:50:00+08:00",
            ),
        ),
        "share of spot checks": (
            both(
                *(
                    alter(
                        "repair-order",
                        f"WX-2026-00{number:02}",
                        spot_checked_on=None,
                        spot_checked_by=None,
                    )
                    for number in range(1, 31)
                )
            ),
        ),
        "stations evaluated": (
            without("station-evaluation", "FZ-2026-0001"),
            alter("station-evaluation", "FZ-2026-0001", status="void"),
        ),
    },
    "8.2.5": {
        "fill rate with its unit": (
            alter("kpi", "parts-order-fill", unit=GONE),
            alter("kpi", "parts-order-fill", unit=_BLANK),
        ),
        "urgent orders in time": (
            alter(
                "parts-order", "BJ-2026-0001", urgent=True, ordered_at="2026-01-14T09:20:00+08:00"
            ),
            alter("parts-order", "BJ-2026-0001", dispatched_at=GONE, received_on=GONE),
            alter(
                "parts-order",
                "BJ-2026-0001",
                reviewed_at="2026-01-16T14:00:00+08:00",
                ordered_at="2026-01-13T09:20:00+08:00",
            ),
        ),
        "stock-takes on schedule": (
            without("stock-take", "PD-2026-0004", "PD-2026-0003"),
            without("stock-take"),
        ),
        "differences explained": (
            alter("stock-take", "PD-2026-0001", lines__1__reason=GONE),
            alter("stock-take", "PD-2026-0001", lines__1__reason=_BLANK),
        ),
        "sold at the list price in force": (
            alter("parts-order", "BJ-2026-0001", lines__0__unit_price="211.00 CNY"),
        ),
    },
    "8.2.6": {
        "the four parts": (
            *gone("return-report", "TH-2026-0001", "process loss cost recovery"),
            alter("return-report", "TH-2026-0001", process=_BLANK),
        ),
        "closed": (
            alter("return-report", "TH-2026-0001", closed_on=GONE, status="open"),
            alter(
                "return-report",
                "TH-2026-0001",
                closed_on=GONE,
                status="open",
                replacement_dispatch=GONE,
            ),
        ),
    },
    "8.2.7": {
        "every serial number reached or accounted for": (
            alter("recall", "ZR-2026-0001", serials__3__state="open"),
            on(
                "2026-07-20",
                alter(
                    "recall",
                    "ZR-2026-0001",
                    serials__3__notified_on="2026-08-01",
                    serials__3__done_on="2026-08-05",
                    ended_on="2026-08-10",
                ),
            ),
            alter(
                "recall-notice",
                "ZH-2026-0001",
                serials=["YLJ-25-011", "YLJ-25-012", "YLJ-25-014", "YLJ-25-016", "YLJ-25-019"],
                produced=5,
            ),
            without("recall"),
        ),
        "progress and end report": (
            alter("recall", "ZR-2026-0001", progress=[]),
            alter("recall", "ZR-2026-0001", end_report=GONE),
        ),
    },
    "8.3.1": {
        "follow-up of every closed repair": (
            both(
                without("follow-up", "HF-2026-0001"),
                alter("repair-order", "WX-2026-0001", followup=GONE),
            ),
        ),
        "and complaint": (
            both(
                without("follow-up", "HF-2026-0004"),
                alter("complaint", "TS-2026-0002", callback_at=GONE, callback_by=GONE),
            ),
        ),
        "dissatisfied ones have an action": (
            *gone("follow-up", "HF-2026-0006", "action action_owner action_due"),
            alter("follow-up", "HF-2026-0006", action_result=GONE),
            alter("follow-up", "HF-2026-0006", action=_BLANK),
        ),
    },
    "8.3.6": {
        "the two clocks": (
            alter("complaint", "TS-2026-0001", replied_at="2026-01-15T09:13:00+08:00"),
            on(
                "2026-01-16",
                alter("complaint", "TS-2026-0001", handled_at="2026-01-16T14:00:00+08:00"),
            ),
        ),
        "closure needs reply, result and call-back": (
            *gone("complaint", "TS-2026-0001", "replied_at result"),
            alter("complaint", "TS-2026-0001", callback_at=GONE, callback_by=GONE),
        ),
        "severe or repeated has a corrective action": (
            alter("complaint", "TS-2026-0006", corrective_action=GONE),
            alter("complaint", "TS-2026-0001", repeats="TS-2026-0002"),
        ),
        "the handler is not the one complained of": (
            alter("complaint", "TS-2026-0001", complained_of="P-020"),
        ),
    },
    "8.5": {
        "permit, unexpired": (
            alter("waste-disposal", "FQ-2026-0002", permit=GONE),
            alter("waste-disposal", "FQ-2026-0002", permit_until="2026-06-28"),
        ),
        "proof": (
            alter("waste-disposal", "FQ-2026-0002", proof=GONE),
            alter("waste-disposal", "FQ-2026-0002", proof=_BLANK),
        ),
    },
    "9.4": {
        "evaluated within twelve months": (
            alter("compliance-evaluation", "HG-2026-0001", date="2025-11-22"),
            alter("compliance-evaluation", "HG-2026-0001", status="void"),
            alter("compliance-evaluation", "HG-2026-0001", evaluated__0__obligation="LAW-002"),
        ),
        "gaps have actions": (
            alter(
                "compliance-evaluation",
                "HG-2026-0001",
                evaluated__0__result="nonconform",
                evaluated__0__gap="例",
            ),
        ),
    },
    "9.6": {
        "scoring": (
            alter("evaluation-item", "5.1-1", points="9.99"),
            alter("self-evaluation", "ZP-2026-0001", date="2025-10-26"),
            alter("self-evaluation", "ZP-2026-0001", deductions__0__action=GONE),
            alter("self-evaluation", "ZP-2026-0001", indicators__0__indicator="5.1-2"),
            both(
                alter("self-evaluation", "ZP-2026-0001", status="void"),
                alter("release", "A-0", effective="2025-06-01"),
            ),
        ),
        "evaluator not from the area": (
            alter("self-evaluation", "ZP-2026-0001", evaluators=["P-004"]),
            alter("internal-audit", "NS-2026-0001", leader="P-004"),
        ),
    },
    "9.7": {
        "every input filled or none, because": (
            alter("management-review", "GR-2025-0001", inputs__1__summary=GONE),
            alter("management-review", "GR-2025-0001", inputs__1__summary=_BLANK),
            alter("management-review", "GR-2025-0001", inputs__0__input="context"),
        ),
        "every decision has owner and date": gone(
            "management-review", "GR-2025-0001", "decisions__0__owner decisions__0__due"
        ),
        "last year's all have a status": (
            alter("review-action", "GC-2025-0001", state="in-progress", done_on=GONE),
            on(
                "2026-07-02",
                alter(
                    "review-action", "GC-2025-0001", done_on="2026-07-05", verified_on="2026-07-05"
                ),
            ),
            both(
                without("review-action"),
                alter("management-review", "GR-2025-0001", decisions__0__action=GONE),
            ),
        ),
    },
    "10": {
        "closed with a check of the effect": (
            alter("corrective-action", "JZ-2026-0001", effect_check=GONE),
            alter("corrective-action", "JZ-2026-0001", effect_check__result="ineffective"),
            alter("corrective-action", "JZ-2026-0001", cause=GONE),
        ),
        "dated after the action": (
            alter("corrective-action", "JZ-2026-0001", actions__0__done_on="2026-07-16"),
            alter("corrective-action", "JZ-2026-0001", actions__0__done_on=GONE),
        ),
        "by somebody else": (alter("corrective-action", "JZ-2026-0001", effect_check__by="P-009"),),
        "in time": (
            alter("corrective-action", "JZ-2026-0005", due="2026-11-20"),
            on("2026-06-15", alter("corrective-action", "JZ-2026-0001", due="2026-06-01")),
            alter("improvement-project", "GJ-2026-0002", due="2026-11-20"),
        ),
    },
}
