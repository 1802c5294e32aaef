"""The report as JUnit XML: a test case a rule, so that a CI server counts and shows it."""

import re
from collections.abc import Sequence

from qms.model.finding import Report
from qms.model.rule import Rule
from qms.text import Lang

# What XML 1.0 cannot hold in any way; a file's name may.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, lang: Lang, rules: Sequence[Rule]) -> str:
    """Return one suite; a rule with findings fails, one that could not judge is skipped."""
    from xml.etree import ElementTree as ET

    by_code: dict[str, list[str]] = {}
    for finding in report.findings:
        where = f"{finding.place.path}:{finding.place.line or 1}"
        line = f"{where}: {finding.say(lang)} {finding.say_cure(lang)}"
        by_code.setdefault(finding.code, []).append(line)
    unjudged = {each.code: each.reason.say(lang) for each in report.not_judged}
    others = (by_code.keys() | unjudged.keys()) - {rule.code for rule in rules}
    codes = [rule.code for rule in rules] + sorted(others)
    suite = ET.Element(
        "testsuite",
        name="qms check",
        tests=str(len(codes)),
        failures=str(len(by_code)),
        errors="0",
        skipped=str(len(unjudged.keys() - by_code.keys())),
    )
    titles = {rule.code: rule.title.say(lang) for rule in rules}
    clauses = {rule.code: rule.clause for rule in rules}
    for code in codes:
        name = f"{code} {titles.get(code, '')}".strip()
        case = ET.SubElement(
            suite, "testcase", classname=f"qms.{clauses.get(code, '0')}", name=name, time="0"
        )
        if code in by_code:
            lines = [_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", each) for each in by_code[code]]
            failure = ET.SubElement(case, "failure", message=lines[0], type=code)
            failure.text = "\n".join(lines)
        elif code in unjudged:
            ET.SubElement(case, "skipped", message=unjudged[code])
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"
