"""Every record kind the manual names, a module a chapter of the manual."""

from functools import cache
from importlib import import_module

from qms.model.kinds.record import Record, kind_name

MODULES = (
    "qms.model.kinds.ch02_manual",
    "qms.model.kinds.ch02_review",
    "qms.model.kinds.ch02_study",
    "qms.model.kinds.ch02_limits",
    "qms.model.kinds.ch02_copies",
    "qms.model.kinds.ch02_distribution",
    "qms.model.kinds.ch02_interim",
    "qms.model.kinds.ch02_reminders",
    "qms.model.kinds.ch04_system",
    "qms.model.kinds.ch05_leadership",
    "qms.model.kinds.ch06_risks",
    "qms.model.kinds.ch06_objectives",
    "qms.model.kinds.ch06_obligations",
    "qms.model.kinds.ch06_changes",
    "qms.model.kinds.ch07_resources",
    "qms.model.kinds.ch07_competence",
    "qms.model.kinds.ch07_documents",
    "qms.model.kinds.ch07_document_copies",
    "qms.model.kinds.ch08_delivery",
    "qms.model.kinds.ch08_repair",
    "qms.model.kinds.ch08_parts",
    "qms.model.kinds.ch08_returns",
    "qms.model.kinds.ch08_customers",
    "qms.model.kinds.ch08_plans",
    "qms.model.kinds.ch08_complaints",
    "qms.model.kinds.ch09_monitoring",
    "qms.model.kinds.ch09_evaluation",
    "qms.model.kinds.ch09_review",
    "qms.model.kinds.ch10_improvement",
)


@cache
def kinds() -> dict[str, type[Record]]:
    """Return every kind by its name, in the order of the manual."""
    found: dict[str, type[Record]] = {}
    for name in MODULES:
        for member in vars(import_module(name)).values():
            if isinstance(member, type) and issubclass(member, Record) and "header" in vars(member):
                found[kind_name(member)] = member
    return dict(sorted(found.items(), key=lambda item: clause_order(item[1].header.clause)))


def clause_order(number: str) -> tuple[int, ...]:
    """Return a sort key that puts 8.10 behind 8.9."""
    return tuple(int(part) for part in number.split(".") if part.isdigit())
