"""The questions of a certification auditor, each answered by the site alone."""

import datetime as dt
import html
import re
from pathlib import Path

import pytest

from qms.model.finding import Report
from qms.operations.checking.rulebook import rulebook
from qms.text import LANGS
from tests.testing.sample import ROOT

pytestmark = pytest.mark.paper


def rows(page: Path, containing: str) -> list[str]:
    """The rows of a page's tables that hold some words, as plain text."""
    found = re.findall(r"<tr>(.*?)</tr>", page.read_text(encoding="utf-8"), re.DOTALL)
    texts = (plain(row) for row in found)
    return [text for text in texts if containing in text]


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", markup))).strip()


def section(page: Path, start: str, end: str) -> str:
    text = page.read_text(encoding="utf-8")
    return plain(text[text.index(start) : text.index(end, text.index(start))])


def test_which_version_is_in_force(sample_site: Path) -> None:
    home = plain((sample_site / "index.html").read_text(encoding="utf-8"))
    assert "现行版本 A/2" in home
    assert "2026-10-01 起生效" in home


def test_who_approved_it(sample_site: Path) -> None:
    (row,) = rows(sample_site / "registers/releases.html", "A/1")
    for each in ("编制 何映雪", "审核 周明岚", "批准 林远山", "GG-2026-0001"):
        assert each in row
    assert row.count("签名有效") == 3


def test_what_changed(sample_site: Path) -> None:
    page = sample_site / "manual/history-7.html"
    text = section(page, 'id="A-1"', 'id="A-0"')
    assert "管理评审决定，投诉分级升级" in text
    assert "7.4 沟通" in text
    assert "<ins>、紧急或特殊的</ins>" in page.read_text(encoding="utf-8")
    unchanged = section(sample_site / "manual/history-9.html", 'id="A-1"', 'id="A-0"')
    assert "本章未变" in unchanged
    other = section(sample_site / "manual/history-8.html", 'id="A-1"', 'id="A-0"')
    assert "8.3.6 客户投诉管理" in other


def test_what_proves_that_a_clause_is_lived(sample_site: Path) -> None:
    text = section(sample_site / "manual/8.html", 'aria-label="条款 8.2.4', "</dl>")
    assert "维修服务单 （30 份，最新" in text
    assert "C6 维修" in text
    assert "《维修作业指导书》" in text


def test_which_complaints_were_handled_late(sample_site: Path) -> None:
    (row,) = rows(sample_site / "registers/findings.html", "CMP102")
    assert "TS-2026-0014 受理后 61.0 小时才处理完" in row
    record = (sample_site / "evidence/complaint/TS-2026-0014.html").read_text(encoding="utf-8")
    assert "受理后 61.0 小时才处理完" in record


def test_who_holds_copy_007(sample_site: Path) -> None:
    copies = rows(sample_site / "registers/log.html", "007 ")
    assert any(row.startswith("007 受控") for row in copies)


@pytest.mark.parametrize(
    ("page", "number", "says"),
    [
        ("instruments", "MI-004", "已过期 54 天"),
        ("obligations", "LAW-012", "被替代"),
        ("risks", "R-003", "逾期"),
        ("objectives", "OBJ-006", "未达标"),
        ("forms", "QR-8.3.6-01", "在清单中"),
        ("rules", "CMP102", "按承诺的时限处理投诉"),
    ],
)
def test_a_register_says_how_each_thing_stands(
    page: str, number: str, says: str, sample_site: Path
) -> None:
    found = rows(sample_site / f"registers/{page}.html", number)
    assert any(says in row for row in found), found


def test_a_rule_is_explained_from_its_declaration(sample_site: Path) -> None:
    from qms.rules import all_rules

    for folder, lang in (("registers/rule", "zh"), ("en/registers/rule", "en")):
        for rule in all_rules():
            page = sample_site / folder / f"{rule.code}.html"
            text = plain(page.read_text(encoding="utf-8"))
            assert plain(rule.why.say(lang)) in text
            assert plain(rule.cure.say(lang)) in text


def test_a_link_of_sarif_leads_to_the_page_of_its_rule(sample_site: Path) -> None:
    report = Report("", dt.date(2026, 11, 23), (), (), 0, 0, site="https://example.org/m")
    for lang in LANGS:
        for rule in rulebook(ROOT).rules:
            page = report.page(rule.code, lang).removeprefix("https://example.org/m/")
            assert rule.code in (sample_site / page).read_text(encoding="utf-8")


def test_a_term_of_a_chapter_leads_to_the_glossary(sample_site: Path) -> None:
    chapter = (sample_site / "manual/8.html").read_text(encoding="utf-8")
    targets = set(
        re.findall(r'class="qms-term" href="\.\./registers/glossary.html#([^"]+)"', chapter)
    )
    assert targets
    glossary = (sample_site / "registers/glossary.html").read_text(encoding="utf-8")
    assert all(f'id="{target}"' in glossary for target in targets)


def test_every_picture_has_its_numbers_in_words(sample_site: Path) -> None:
    drawn = 0
    for page in sorted((sample_site / "charts").glob("*.html")):
        text = page.read_text(encoding="utf-8")
        for label in re.findall(r'<svg[^>]*role="(?:img|group)" aria-label="([^"]+)"', text):
            drawn += 1
            assert label
        if "<figure" in text:
            assert "<table" in text, page.name
    assert drawn > 15


def test_the_trend_shows_what_the_key_figures_say(sample_site: Path) -> None:
    import subprocess
    import sys

    from tests.site.conftest import DAY, ROOT

    done = subprocess.run(
        [sys.executable, "-m", "qms", "kpi", "投诉闭环率", "--period", "2026-09", "--as-of", DAY],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    value = re.search(r"[\d.]+ %", done.stdout)
    assert value is not None
    text = (sample_site / "charts/kpi.html").read_text(encoding="utf-8")
    label = re.search(r'aria-label="投诉闭环率: ([^"]+)"', text)
    assert label is not None
    assert f"2026-09 {value[0]}" in label[1]
