"""Registers: findings, copies and releases, obligations, rules of the check, glossary."""

from qms.model.kinds import clause_order
from qms.model.manual import TERM
from qms.publish.issue_log import sheets
from qms.publish.pages import Site
from qms.publish.pages.markup import Page, front, safe, table


def pages(site: Site) -> list[Page]:
    """Return the registers' pages."""
    return [
        ("发现项", "registers/findings.md", _findings(site)),
        ("发放台账", "registers/log.md", _log(site)),
        ("检查规则", "registers/rules.md", _rules(site)),
        ("术语", "registers/glossary.md", _glossary(site)),
    ]


def _findings(site: Site) -> str:
    findings = sorted(
        site.report.findings, key=lambda each: (clause_order(each.clause), each.order)
    )
    parts = [front("发现项")]
    seen: set[str] = set()
    for finding in findings:
        if finding.clause not in seen:
            seen.add(finding.clause)
            parts.append(f'<a id="c-{safe(finding.clause)}"></a>\n')
    parts.append(
        table(
            ("条款", "程度", "规则", "说明", "办法", "责任", "位置"),
            (
                (
                    safe(each.clause),
                    safe(each.severity.label.zh),
                    f'<a href="rules.html#{each.code.lower()}">{each.code}</a>',
                    safe(each.say("zh")),
                    safe(each.say_cure("zh")),
                    safe(each.owner),
                    safe(f"{each.place.path}:{each.place.line or 1}"),
                )
                for each in findings
            ),
            name="发现项",
        )
    )
    return "".join(parts)


def _log(site: Site) -> str:
    parts = [front("发放台账")]
    for sheet in sheets(site.evidence, "zh"):
        parts.append(f"## {sheet.title.zh}\n\n")
        heads = [head.zh for head in sheet.heads]
        rows = [[safe(cell) for cell in row] for row in sheet.rows]
        parts.append(table(heads, rows, name=sheet.title.zh) + "\n")
    return "".join(parts)


def _rules(site: Site) -> str:
    parts = [front("检查规则")]
    parts.extend(
        f"## {rule.code} {rule.title.zh} {{ #{rule.code.lower()} }}\n\n"
        f"条款 {rule.clause} · {rule.severity.label.zh}\n\n"
        f"{safe(rule.why.zh)}\n\n"
        for rule in site.rules
    )
    return "".join(parts)


def _glossary(site: Site) -> str:
    rows: list[tuple[str, str]] = []
    for _chapter, clause in site.manual.clauses:
        if clause.number == "2.4":
            rows.extend(
                (safe(found[1]), safe(line[found.end() :]))
                for line in clause.body.splitlines()
                if (found := TERM.match(line))
            )
    return front("术语") + table(("术语", "定义"), rows, name="术语")
