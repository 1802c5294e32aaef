"""What can be verified of each clause, and the rules that verify it.

FIL103 stands where the form itself cannot hold anything else: its schema refuses it. FRZ102 stands
where the history of the repository shows it.
"""

LINES: dict[str, dict[str, tuple[str, ...]]] = {
    "1": {
        "the order is signed by who holds the general manager's post": ("REL103", "REL107"),
        "it is in force from the edition's effective date": ("REL105", "REL114"),
    },
    "2.2.1": {
        "three signatures": ("REL101",),
        "in order of time, by three people": ("REL104",),
        "who held those posts on those days": ("REL103", "REL108"),
        "over exactly the content released": ("REL102", "REL107", "REL116"),
    },
    "2.2.2": {
        "copy numbers unique and never reused": ("CPY101",),
        "the class of a copy follows from its holder": ("CPY102",),
        "consent to uncontrolled copies": ("CPY103",),
        "receipts outstanding": ("CPY104",),
        "holders who left or moved": ("CPY106", "CPY107"),
        "lost copies voided and replaced under a new number": ("CPY101", "FIL103"),
    },
    "2.2.3": {
        "every change is covered by an approved request": ("CHG101", "CHG102", "REL106"),
        "amendment numbers without a gap": ("REL110", "REL117"),
        "every controlled copy has acknowledged every amendment": ("CPY105", "CPY109", "CPY108"),
        "a new edition at the limits": ("REL112",),
        "temporary amendments end": ("TMP101", "TMP102"),
    },
    "2.2.4": {
        "reviewed within twelve months": ("MAN108", "EVD101"),
        "linked to a management review": ("POL102", "POL103"),
    },
    "2.4": {
        "terms are defined where terms are": ("TRM103", "TRM104"),
        "no double definition": ("TRM101",),
        "no unused definition": ("TRM102",),
    },
    "3.2": {
        "first substantive reply within 48 hours": ("CMP101", "CMP103"),
        "handled within 48 hours": ("CMP102", "CMP103"),
        "one wording of the promise everywhere": ("PRM101", "PRM102", "PRM103"),
    },
    "3.3": {
        "formula, source, unit, period, owner, direction": ("FIL103", "OBJ102"),
        "a target of the year": ("OBJ104",),
        "a result for each period": ("OBJ105",),
        "a missed target has an action": ("OBJ106", "OBJ107", "FIL103"),
        "a zero denominator is no data": ("OBJ107", "FIG103"),
    },
    "4.1.1": {
        "an analysis in every month": ("CTX101", "EVD101", "EVD102"),
        "each listed party with needs and owner": ("CTX102", "FIL103"),
    },
    "4.1.2": {
        "a plan covers the year": ("PLN101",),
        "every action has owner, date and state": ("FIL103", "PLN102"),
    },
    "4.4": {
        "all 24 processes": ("PRC101",),
        "each with owner, inputs, outputs, criteria, monitoring, improvement": ("FIL103",),
        "each with a figure or a record that shows it runs": ("PRC102",),
    },
    "5.2": {"every department named exists": ("MAN106", "REF103", "ORG103")},
    "5.3": {
        "every post held has a complete description": ("ORG101", "REF103"),
        "it is approved": ("ORG102", "FIL103"),
        "everybody has a post": ("PEO110",),
    },
    "5.4": {
        "reviewed in the newest management review, within twelve months": (
            "POL101",
            "MRV104",
            "EVD101",
        )
    },
    "6.1.1": {
        "class, severity, likelihood, response, owner, date": ("FIL103",),
        "level by half-open bands": ("RSK101",),
        "evaluated for effect": ("RSK102",),
        "major ones flagged by the five criteria": ("FIL103", "RSK103"),
    },
    "6.2": {
        "every major risk has a response with owner and date": ("RSK103", "RSK105", "FIL103"),
        "overdue ones": ("RSK104",),
    },
    "6.3": {
        "the tree of objectives is consistent": ("OBJ101", "OBJ103"),
        "those below sum or average to it where so declared": ("OBJ108", "OBJ109"),
        "checked each period": ("OBJ105",),
    },
    "6.4.3": {
        "number, issuer, in-force date, state, clauses, owner": ("FIL103", "LAW102", "LAW103"),
        "last currency check": ("LAW101", "LAW104"),
        "superseded or repealed and still cited": ("OBL102", "LAW105"),
    },
    "6.5": {"four considerations, risk, decision, documents": ("PLN103", "FIL103")},
    "7.1.2": {
        "owner and cycle": ("FIL103",),
        "maintenance not overdue": ("INF101", "INF102"),
    },
    "7.1.3": {
        "ten percent certified, at least one, the base beside it": ("PEO101",),
        "unexpired": ("PEO102",),
    },
    "7.1.4": {
        "inspections on schedule": ("EVD101", "EVD102"),
        "findings closed": ("ENV101",),
    },
    "7.1.5": {
        "none in use past its due date": ("MEA101", "MEA103"),
        "each failure traced": ("MEA102", "MEA104"),
    },
    "7.1.6": {
        "each grave or batch fault has a case": ("KNW101",),
        "cases current": ("KNW102",),
    },
    "7.2": {
        "everyone meets the requirements or has a plan": ("CPT101", "CPT102"),
        "evaluation not overdue": ("CPT103",),
    },
    "7.3": {
        "planned events held": ("TRN101",),
        "purpose, content, assessment": ("FIL103",),
        "effect": ("TRN102",),
        "five topics each year": ("TRN103",),
    },
    "7.4": {
        "grave items have a meeting and an owner": ("COM101",),
        "and closure": ("COM102",),
        "grave answers outside are approved": ("COM103",),
    },
    "7.5": {
        "every form registered": ("FRM101",),
        "with number, version, owner, retention": ("FRM102", "FIL103"),
        "every record names its form": ("FRM103", "FIL103"),
        "retention computed, no record lost before its time": ("FRZ102", "REF104"),
        "disposal listed, approved, two people": ("FRM104", "FRZ102", "FIL103"),
    },
    "8.2.1": {
        "dispatched by the promised date": ("DLV101", "DLV102"),
        "carrier evaluated within its period": ("DLV103", "DLV104"),
    },
    "8.2.2": {
        "a signed training receipt": ("CTR101", "CTR103", "CTR104"),
        "a signed acceptance": ("CTR102",),
    },
    "8.2.3": {
        "signed before work starts": ("INS101",),
        "work within its scope": ("INS102",),
        "acceptance signed": ("INS103",),
    },
    "8.2.4": {
        "steps complete": ("RPR101", "FIL103"),
        "in order of time": ("FIL103",),
        "signatures before work and at the end": ("RPR102", "RPR103", "RPR106"),
        "a late repair has a substitute or a reason": ("RPR104",),
        "share of spot checks": ("RPR105",),
        "stations evaluated": ("RPR107",),
    },
    "8.2.5": {
        "fill rate with its unit": ("FIL103", "FIG103"),
        "urgent orders in time": ("PRT101", "PRT102", "PRT106"),
        "stock-takes on schedule": ("PRT103",),
        "differences explained": ("PRT104", "FIL103"),
        "sold at the list price in force": ("PRT105",),
    },
    "8.2.6": {
        "the four parts": ("RTN101", "FIL103"),
        "closed": ("RTN102", "RTN103"),
    },
    "8.2.7": {
        "every serial number reached or accounted for": ("RCL101", "RCL102"),
        "progress and end report": ("RCL103", "RCL104"),
    },
    "8.3.1": {
        "follow-up of every closed repair": ("FUP101",),
        "and complaint": ("FUP102",),
        "dissatisfied ones have an action": ("FUP103", "FUP104", "FIL103"),
    },
    "8.3.6": {
        "the two clocks": ("CMP101", "CMP102", "CMP103"),
        "closure needs reply, result and call-back": ("CMP201",),
        "severe or repeated has a corrective action": ("CMP202",),
        "the handler is not the one complained of": ("CMP203",),
    },
    "8.5": {
        "permit, unexpired": ("WST101",),
        "proof": ("WST102", "FIL103"),
    },
    "9.4": {
        "evaluated within twelve months": ("OBL101",),
        "gaps have actions": ("EVL108",),
    },
    "9.6": {
        "scoring": ("EVL102", "EVL103", "EVL104", "EVL105", "EVL106", "EVL107"),
        "evaluator not from the area": ("EVL101",),
    },
    "9.7": {
        "every input filled or none, because": ("MRV101", "FIL103"),
        "every decision has owner and date": ("MRV102",),
        "last year's all have a status": ("MRV103", "MRV102"),
    },
    "10": {
        "closed with a check of the effect": ("CAR101", "CAR105"),
        "dated after the action": ("CAR102",),
        "by somebody else": ("CAR103",),
        "in time": ("CAR104", "CAR106"),
    },
}
