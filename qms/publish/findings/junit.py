"""The report as JUnit XML: a test case a rule, so that a CI server counts and shows it."""

import re
from collections.abc import Sequence

from qms.model.finding import Finding, Report, Severity
from qms.model.rule import Rule
from qms.text import Lang

# What XML 1.0 cannot hold in any way; a file's name may.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, lang: Lang, rules: Sequence[Rule]) -> str:
    """Return one suite; a rule with findings fails, one that could not judge is skipped.

    A note is said and fails nothing.
    """
    from xml.etree import ElementTree as ET

    by_code: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_code.setdefault(finding.code, []).append(finding)
    unjudged = {each.code: each.reason.say(lang) for each in report.not_judged}
    others = (by_code.keys() | unjudged.keys()) - {rule.code for rule in rules}
    codes = [rule.code for rule in rules] + sorted(others)
    failing = {code for code, found in by_code.items() if _fails(found)}
    suite = ET.Element(
        "testsuite",
        name="qms check",
        tests=str(len(codes)),
        failures=str(len(failing)),
        errors="0",
        skipped=str(len(unjudged.keys() - by_code.keys())),
    )
    counted = ET.SubElement(suite, "properties")
    for name, value in (
        ("rules left out", report.rules_left_out),
        ("conceded", len(report.conceded)),
        ("known", report.known),
        ("not judged", len(report.not_judged)),
        *(("rules of", each) for each in report.ran),
    ):
        ET.SubElement(counted, "property", name=name, value=_shown(str(value)))
    known = {rule.code: rule for rule in rules}
    seconds = {code: taken for code, _, taken in report.profile}
    for code in codes:
        rule, found = known.get(code), by_code.get(code, [])
        case = ET.SubElement(
            suite,
            "testcase",
            classname=f"qms.{rule.clause if rule else '0'}",
            name=f"{code} {rule.title.say(lang) if rule else ''}".strip(),
            time=f"{seconds.get(code, 0):.3f}",
        )
        lines = [_line(report, each, lang) for each in found]
        if code in failing:
            failure = ET.SubElement(case, "failure", message=lines[0], type=code)
            failure.text = "\n".join(lines)
        elif found:
            ET.SubElement(case, "system-out").text = "\n".join(lines)
        elif code in unjudged:
            ET.SubElement(case, "skipped", message=unjudged[code])
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _fails(found: Sequence[Finding]) -> bool:
    return any(each.severity > Severity.INFO for each in found)


def _line(report: Report, finding: Finding, lang: Lang) -> str:
    where = f"{finding.place.path}:{finding.place.line or 1}"
    return _shown(f"{where}: {finding.say_both(lang)}{report.owed_by(finding, lang)}")


def _shown(words: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", words)
