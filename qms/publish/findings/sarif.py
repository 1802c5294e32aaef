"""The report as SARIF 2.1.0, which code hosts show beside the lines."""

import json
from collections.abc import Sequence

from qms import __version__
from qms.model.finding import Finding, Report, Severity
from qms.model.rule import Rule
from qms.text import Lang

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report, lang: Lang, rules: Sequence[Rule]) -> str:
    """Return one run with every rule's words and every finding at its line."""
    places = {rule.code: place for place, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "qms",
                "version": __version__,
                "rules": [_rule(each, lang) for each in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, lang, places) for each in report.findings],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: Rule, lang: Lang) -> dict[str, object]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title.say(lang)},
        "fullDescription": {"text": rule.why.say(lang)},
        "help": {"text": rule.cure.zh if lang == "zh" else rule.cure.en},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"clause": rule.clause, "references": list(rule.references)},
    }


def _result(finding: Finding, lang: Lang, places: dict[str, int]) -> dict[str, object]:
    place = finding.place
    region: dict[str, object] = {"startLine": place.line or 1, "startColumn": place.column or 1}
    if finding.source:
        region["snippet"] = {"text": finding.source}
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.say(lang)}\n{finding.say_cure(lang)}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": place.path, "uriBaseId": "%SRCROOT%"},
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"qms/v1": finding.fingerprint},
    }
    if finding.code in places:
        result["ruleIndex"] = places[finding.code]
    return result
