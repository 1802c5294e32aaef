"""The report in both languages: twice over where people read it, else both in each message."""

from dataclasses import replace

from qms.model.finding import Finding, NotJudged, Report
from qms.text import Lang, Text, same

_READ = {"text", "markdown"}


def in_languages(
    report: Report, format_: str, langs: tuple[Lang, ...]
) -> tuple[tuple[Report, Lang], ...]:
    """Return what is to be rendered, and in which language each."""
    if len(langs) == 1 or format_ in _READ:
        return tuple((report, lang) for lang in langs)
    return ((_bilingual(report), "zh"),)


def _bilingual(report: Report) -> Report:
    """Return a report whose messages say everything in both languages; findings stay the same."""
    return replace(
        report,
        findings=tuple(map(_finding, report.findings)),
        conceded=tuple(replace(each, finding=_finding(each.finding)) for each in report.conceded),
        not_judged=tuple(
            NotJudged(each.code, each.place, _both(each.reason)) for each in report.not_judged
        ),
        departments={name: _both(each) for name, each in report.departments.items()},
    )


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        message=same(f"{finding.say('zh')} / {finding.say('en')}"),
        cure=same(f"{finding.say_cure('zh')} / {finding.say_cure('en')}"),
        values={},
    )


def _both(text: Text) -> Text:
    return same(f"{text.zh} / {text.en}") if text.zh != text.en else text
