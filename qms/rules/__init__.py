"""The rules of the compliance check, a module a family of clauses, a function a rule."""

from functools import cache
from importlib import import_module

from qms.model.rule import Rule

MODULES = (
    "qms.rules.files",
    "qms.rules.references",
    "qms.rules.manual",
    "qms.rules.pictures",
    "qms.rules.wording",
    "qms.rules.house_words",
    "qms.rules.translations",
    "qms.rules.glyphs",
    "qms.rules.limits",
    "qms.rules.names",
    "qms.rules.closing",
    "qms.rules.action_terms",
    "qms.rules.owed",
    "qms.rules.settled",
    "qms.rules.asked",
    "qms.rules.planned",
    "qms.rules.recorded",
    "qms.rules.listed",
    "qms.rules.promised",
    "qms.rules.recalled",
    "qms.rules.weighed",
    "qms.rules.currency",
    "qms.rules.context",
    "qms.rules.processes",
    "qms.rules.posts",
    "qms.rules.risks",
    "qms.rules.dates",
    "qms.rules.complaints",
    "qms.rules.copies",
    "qms.rules.copy_amendments",
    "qms.rules.copy_lives",
    "qms.rules.concessions",
    "qms.rules.signatures",
    "qms.rules.released",
    "qms.rules.releases",
    "qms.rules.drafted",
    "qms.rules.tags",
    "qms.rules.signers",
    "qms.rules.optional",
    "qms.rules.touched",
    "qms.rules.keys",
    "qms.rules.passkeys",
    "qms.rules.decisions",
    "qms.rules.amendments",
    "qms.rules.corrections",
    "qms.rules.facts",
    "qms.rules.terms",
    "qms.rules.timestamps",
    "qms.rules.control",
    "qms.rules.changes",
    "qms.rules.frozen",
    "qms.rules.resources",
    "qms.rules.workplace",
    "qms.rules.people",
    "qms.rules.forms",
    "qms.rules.documents",
    "qms.rules.document_copies",
    "qms.rules.figures",
    "qms.rules.objectives",
    "qms.rules.objective_results",
    "qms.rules.rollup",
    "qms.rules.evaluation",
    "qms.rules.delivery",
    "qms.rules.installation",
    "qms.rules.repairs",
    "qms.rules.parts",
    "qms.rules.returns",
    "qms.rules.nonconforming",
    "qms.rules.waste",
    "qms.rules.followups",
    "qms.rules.improvement",
    "qms.rules.evidence",
    "qms.rules.standards",
)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by code."""
    found = [
        member
        for name in MODULES
        for member in vars(import_module(name)).values()
        if isinstance(member, Rule)
    ]
    return tuple(sorted(found, key=lambda each: each.code))
