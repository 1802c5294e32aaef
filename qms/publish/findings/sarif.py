"""The report as SARIF 2.1.0, which code hosts show beside the lines."""

import json
from collections.abc import Sequence

from qms import __version__
from qms.model.finding import Conceded, Finding, Report, Severity
from qms.model.rule import Rule
from qms.publish.plain_text import in_json
from qms.publish.reference.rules import explained
from qms.text import Lang, Text

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
                "rules": [_rule(report, each, lang) for each in rules],
            },
            "extensions": [
                {
                    "name": each.name,
                    "version": each.version or each.digest[:16],
                    "properties": {"sha256": each.digest},
                }
                for each in report.ran
            ],
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, lang)],
        "results": [
            *(_result(report, each, lang, places) for each in report.findings),
            *(_suppressed(report, each, lang, places) for each in report.conceded),
        ],
        "properties": {
            "ref": report.ref,
            "asOf": report.as_of.isoformat(),
            "rulesLeftOut": report.rules_left_out,
            "conceded": len(report.conceded),
            "known": report.known,
            "notJudged": len(report.not_judged),
        },
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return in_json(json.dumps(document, ensure_ascii=False, indent=1)) + "\n"


def _rule(report: Report, rule: Rule, lang: Lang) -> dict[str, object]:
    """Return a rule with its words; code hosts show `help` beside a finding, and link to the site.

    Without a published site there is no link, and the help holds all that its page would say.
    """
    # The site runs no code of the repository, so the rules of its file have no page there.
    page = "" if rule.is_of_repository else report.page(rule.code, lang)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title.say(lang)},
        "fullDescription": {"text": rule.why.say(lang)},
        "help": {"text": rule.cure.say(lang), "markdown": explained(rule, lang)},
        **({"helpUri": page} if page else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"clause": rule.clause, "references": list(rule.references)},
    }


def _invocation(report: Report, lang: Lang) -> dict[str, object]:
    """Return that the check ran, and what it could not judge."""
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [
            {
                "level": "note",
                "message": {"text": each.reason.say(lang)},
                "associatedRule": {"id": each.code},
            }
            for each in report.not_judged
        ],
    }


def _suppressed(
    report: Report, conceded: Conceded, lang: Lang, places: dict[str, int]
) -> dict[str, object]:
    """Return a finding that a concession covers: still there, with who accepted it until when."""
    why = _CONCEDED.say(
        lang, id=conceded.concession, by=conceded.by, until=conceded.until, reason=conceded.reason
    )
    suppression = {"kind": "external", "status": "accepted", "justification": why}
    return {**_result(report, conceded.finding, lang, places), "suppressions": [suppression]}


_CONCEDED = Text(
    zh="让步 {id}，{by} 批准，至 {until}：{reason}",
    en="concession {id}, approved by {by}, until {until}: {reason}",
)


def _result(
    report: Report, finding: Finding, lang: Lang, places: dict[str, int]
) -> dict[str, object]:
    place = finding.place
    region: dict[str, object] = {"startLine": place.line or 1, "startColumn": place.column or 1}
    if finding.source:
        region["snippet"] = {"text": finding.source}
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.say_both(lang)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": place.path, "uriBaseId": "%SRCROOT%"},
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"qms/v2": finding.fingerprint},
        "properties": {
            "owner": report.owner(finding, lang),
            "person": report.person(finding, lang),
            "due": finding.due.isoformat() if finding.due else "",
            "cure": finding.say_cure(lang),
        },
    }
    if finding.code in places:
        result["ruleIndex"] = places[finding.code]
    return result
