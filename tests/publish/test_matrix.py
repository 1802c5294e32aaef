"""The conformity matrix: what it says of each clause, and that each format says the same."""

import datetime as dt
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms import rules
from qms.model.kinds.ch09_evaluation import EvaluationItem
from qms.model.snapshot import Snapshot
from qms.model.standard import Certainty
from qms.operations.checking.check import check
from qms.operations.checking.matrix import (
    matrices,
    matrix,
)
from qms.publish.matrix import FORMATS
from qms.publish.matrix.text import aligned, width
from qms.rules.evidence import MISSING_ELSEWHERE, OVERDUE_ELSEWHERE
from qms.standing.conformity import (
    MONTHS,
    EvidenceState,
    against_manual,
    held,
)
from qms.store.loading import load
from qms.text import LANGS
from tests.testing.repository import qms, repository

ROOT = Path(__file__).parent.parent.parent
DAY = dt.date(2026, 11, 23)
SETTINGS = """\
company: {name: 样本公司, short: 样本}
promise: 客户来访、来函、来电，48小时内给予反馈和处理。
manual: {number: QM-01}
"""
CHAPTER = """\
---
document: QM-01
chapter: "1"
title: 管理手册颁布令
owner: after-sales
revision: A/0
clauses:
  "1":
    owner: after-sales
    records: [risk, complaint, site-inspection]
    evidence:
      - {kind: complaint, every: event}
      - {kind: site-inspection, every: month}
---
# 1 管理手册颁布令

各部门应学习本手册。检查不得拖延。
"""
RELEASE = f"""\
id: A-0
edition: A
amendment: 0
effective: 2026-01-01
reason: 首次发布
chapters: [{{path: manual/01-order.md, chapter: '1', revision: A/0, sha256: {"ab" * 32}}}]
"""
STANDARD = """\
standard: example
edition: "1"
name: EX 1:1
in_force: 2020-01-01
requirements:
  - {clause: "1", title: 总则, title_en: General, manual: ["1"]}
  - {clause: "2", title: 计划, title_en: Plans}
"""


def inspection(number: int, day: str, status: str = "closed") -> dict[str, str]:
    name = f"JC-2026-{number:04}"
    return {
        f"records/site-inspection/2026/{name}.yaml": (
            f"id: {name}\nform: QR-7.1.4-01 A/0\ndate: {day}\ndepartment: after-sales\n"
            f"filled_by: P-001\nstatus: {status}\narea: 车间\nscore: 90\n"
        )
    }


def company(root: Path, files: dict[str, str] | None = None) -> Path:
    """Make a company whose only clause wants a register, events and a monthly inspection."""
    more = {"manual/01-order.md": CHAPTER, "records/release/A-0.yaml": RELEASE}
    return repository(root, more | (files or {}))


def standing(root: Path, day: str, kind: str = "site-inspection") -> EvidenceState:
    drawn = against_manual(load(root, as_of=dt.date.fromisoformat(day)))
    return drawn.kinds[kind].standing


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return load(ROOT, as_of=DAY)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-03-01", EvidenceState.on_file),
        ("2026-04-02", EvidenceState.on_file),
        ("2026-04-03", EvidenceState.due),
        ("2026-04-17", EvidenceState.due),
        ("2026-04-18", EvidenceState.overdue),
    ],
)
def test_monthly_evidence_falls_due_after_a_month_and_is_overdue_after_the_grace(
    tmp_path: Path, day: str, expected: EvidenceState
) -> None:
    root = company(tmp_path, inspection(1, "2026-02-20") | inspection(2, "2026-03-02"))
    if day == "2026-03-01":  # the second one lies ahead on that day
        assert standing(root, "2026-03-21") is EvidenceState.on_file
    assert standing(root, day) is expected


def test_records_of_tomorrow_drafts_and_void_ones_prove_nothing(tmp_path: Path) -> None:
    files = inspection(1, "2026-06-01") | inspection(2, "2026-05-30", "void")
    root = company(tmp_path, files | inspection(3, "2026-05-30", "draft"))
    found = held(load(root, as_of=dt.date(2026, 5, 31)), "site-inspection", "month")
    assert (found.count, found.newest, found.standing) == (0, None, EvidenceState.missing)


def test_nothing_is_missing_before_the_first_period_since_the_manual_has_ended(
    tmp_path: Path,
) -> None:
    root = company(tmp_path)
    assert standing(root, "2026-02-16") is EvidenceState.not_yet
    assert standing(root, "2026-02-17") is EvidenceState.missing


def test_what_is_wanted_on_each_event_is_never_overdue(tmp_path: Path) -> None:
    root = company(tmp_path)
    assert standing(root, "2039-01-01", "complaint") is EvidenceState.no_event


def test_an_empty_register_is_missing_evidence(tmp_path: Path) -> None:
    assert standing(company(tmp_path), "2026-03-01", "risk") is EvidenceState.empty


def test_what_lies_in_a_table_outside_is_not_judged(tmp_path: Path) -> None:
    settings = SETTINGS + "sources: {site-inspection: data/inspections.parquet}\n"
    root = company(tmp_path, {"qms.yml": settings})
    assert standing(root, "2026-11-23") is EvidenceState.outside
    checked = qms(root, "check", "--select", "EVD101", "--lang", "en", "--as-of", "2026-11-23")
    assert "which is not counted here" in checked.stdout
    assert "QMS905 records of site-inspection lie in the attached table" in checked.stdout
    assert "2 not judged" in checked.stdout


def test_without_stations_their_evaluation_is_not_applicable(sample: Snapshot) -> None:
    settings = sample.settings.model_copy(update={"stations_exist": False})
    without = Snapshot(settings=settings, as_of=DAY, ref=sample.ref, tables=sample.tables)
    assert held(without, "station-evaluation", "year").standing is EvidenceState.excluded
    assert held(sample, "station-evaluation", "year").standing is EvidenceState.on_file


@pytest.mark.parametrize("every", MONTHS)
def test_every_frequency_has_its_period(sample: Snapshot, every: str) -> None:
    found = held(sample, "site-inspection", every)  # type: ignore[arg-type]
    assert found.newest_on is not None
    assert found.due is not None
    assert found.due > found.newest_on


def test_a_kind_that_two_clauses_want_is_reported_once(tmp_path: Path) -> None:
    second = CHAPTER.replace('clauses:\n  "1":', 'clauses:\n  "1.1":') + "\n## 1.1 例\n"
    quarterly = "evidence: [{kind: site-inspection, every: quarter}]\n"
    first = f'clauses:\n  "1":\n    owner: after-sales\n    {quarterly}'
    both = second.replace("clauses:\n", first, 1)
    root = company(tmp_path, {"manual/01-order.md": both} | inspection(1, "2026-02-02"))
    checked = qms(root, "check", "--select", "EVD102", "--lang", "en", "--as-of", "2026-04-01")
    assert checked.stdout.count("EVD102") == 1
    assert "clause 1, 1.1 wants “5S site inspection” every month" in checked.stdout


def test_rules_that_say_the_same_of_a_kind_exist() -> None:
    codes = {rule.code for rule in rules.all_rules()}
    assert {*MISSING_ELSEWHERE.values(), *OVERDUE_ELSEWHERE.values()} <= codes


def test_each_overdue_kind_of_a_neglected_sample_is_reported_by_one_rule() -> None:
    root = ROOT
    found = qms(root, "check", "--as-of", "2028-02-01", "--format", "jsonl", "--lang", "en").stdout
    assert "EVD102" in found
    for kind, code in OVERDUE_ELSEWHERE.items():
        lines = [line for line in found.splitlines() if f'"path": "records/{kind}/' in line]
        assert any(code in line for line in lines)
        assert not any("EVD102" in line for line in lines)


def test_what_is_overdue_is_not_said_by_a_second_rule() -> None:
    neglected = load(ROOT, as_of=dt.date(2028, 2, 1))
    findings = matrix(ROOT, neglected).findings
    late = {(each.place.record, each.due) for each in findings if each.code == "EVD102"}
    assert late
    twice = [
        (each.code, each.place.record)
        for each in findings
        if each.code != "EVD102" and each.due and (each.place.record, each.due) in late
    ]
    assert twice == []  # name such a rule in OVERDUE_ELSEWHERE


def test_the_matrix_has_every_clause_of_the_manual_and_every_finding(sample: Snapshot) -> None:
    drawn = matrix(ROOT, sample)
    assert [row.number for row in drawn.rows] == list(sample.clause_facts)
    shown = [*drawn.findings, *drawn.elsewhere]
    assert sorted(each.order for each in shown) == [
        each.order for each in check(ROOT, sample).findings
    ]
    late = next(row for row in drawn.rows if row.number == "3.2")
    assert {each.code for each in late.findings} == {"CMP102", "PRM105"}


def test_a_finding_stands_beside_the_indicator_that_its_rule_names(sample: Snapshot) -> None:
    drawn = matrix(ROOT, sample, "gbt27922")
    rows = {row.number: row for row in drawn.rows}
    assert len(rows) == 15
    assert "CMP102" in {each.code for each in rows["5.3.2"].findings}
    assert "CMP102" not in {each.code for each in rows["5.2.4"].findings}


def test_equal_numbers_of_two_standards_and_the_manual_stay_apart(sample: Snapshot) -> None:
    titles = {
        drawn.against: next(row.title.zh for row in drawn.rows if row.number == "5.2.1")
        for drawn in (matrix(ROOT, sample, "gbt27922"),)
    }
    assert titles == {"gbt27922-2011": "商品信息"}
    iso = {row.number: row for row in matrix(ROOT, sample, "iso9001").rows}
    assert iso["4.4"].clauses == ("4.3.1", "4.3.2", "4.4")
    assert iso["4.4"].title.zh != dict(_titles(sample))["4.4"]
    page = FORMATS["html"](matrix(ROOT, sample, "iso9001"), "zh")
    assert isinstance(page, str)
    assert "手册条款 4.3.1 4.3.2 4.4<" in page


def _titles(sample: Snapshot) -> list[tuple[str, str]]:
    return [(clause.number, clause.title) for _, clause in sample.clauses]


def test_every_clause_that_a_standard_s_file_names_is_in_the_manual(sample: Snapshot) -> None:
    shipped = {"iso9001-2015", "iso9001-2026", "gbt27922-2011"}
    assert {each.key for each in sample.standards} == shipped
    for standard in sample.standards:
        named = {each for requirement in standard.requirements for each in requirement.manual}
        assert named <= set(sample.clause_facts)


def test_a_new_edition_says_what_it_asks_and_how_that_is_known(sample: Snapshot) -> None:
    drawn = matrix(ROOT, sample, "iso9001-2026")
    rows = {row.number: row for row in drawn.rows}
    assert {number for number, row in rows.items() if row.news} == {
        "4.1", "4.2", "5.1.1", "6.1", "6.3", "7.3"
    }  # fmt: skip
    assert not any(row.certainty is Certainty.read for row in drawn.rows)
    said = FORMATS["text"](drawn, "en")
    assert isinstance(said, str)
    asked = next(line for line in said.splitlines() if "ethical behaviour, and what" in line)
    assert "Records to look in: Management review" in asked
    page = FORMATS["html"](drawn, "zh")
    assert isinstance(page, str)
    assert "待核实" in page
    assert "2029-09-30 只见一处" in page


def test_of_the_edition_worked_to_nothing_is_to_be_confirmed(sample: Snapshot) -> None:
    drawn = matrix(ROOT, sample, "iso9001-2015")
    assert all(row.certainty is Certainty.read and row.news is None for row in drawn.rows)


def test_titles_of_requirements_are_a_few_words_of_our_own(sample: Snapshot) -> None:
    for standard in sample.standards:
        for each in standard.requirements:
            assert 1 <= len(each.title_en.split()) <= 3
            assert len(each.title) <= 6


def test_the_register_of_indicators_and_the_standard_s_file_agree(sample: Snapshot) -> None:
    standard = next(each for each in sample.standards if each.standard == "gbt27922")
    by_file = {each.indicator: (each.title, each.manual) for each in standard.requirements}
    register = {each.id: (each.name, each.clauses) for each in sample.all(EvaluationItem)}
    assert by_file == register


def test_every_reference_of_a_rule_to_a_standard_is_known(sample: Snapshot) -> None:
    checked = 0
    for rule in rules.all_rules():
        for reference in rule.references:
            for standard in sample.standards:
                words = standard.cited(reference)
                if words:
                    checked += 1
                    assert any(
                        each.is_meant_by(words) or each.clause.startswith(words + ".")
                        for each in standard.requirements
                    ), (rule.code, reference)
    assert checked > 5


def test_an_unanswered_requirement_is_shown_and_one_excluded_tells_why(
    tmp_path: Path, sample: Snapshot
) -> None:
    root = company(tmp_path, {"standards/example-1.yaml": STANDARD})
    shown = qms(root, "matrix", "--against", "example", "--lang", "en", "--as-of", "2026-02-01")
    assert shown.exit_code == 0
    assert "2       Plans    —" in shown.stdout
    assert "no clause of the manual answers it" in shown.stdout
    only = qms(root, "matrix", "--against", "example-1", "--only", "unanswered").stdout
    assert "总则" not in only
    assert "计划" in only
    excluded = next(row for row in matrix(ROOT, sample, "iso9001").rows if row.number == "8.3")
    assert not excluded.is_unanswered
    assert "4.2" in excluded.excluded


def test_a_repository_s_own_file_takes_the_place_of_the_package_s(tmp_path: Path) -> None:
    own = STANDARD.replace("example", "iso9001").replace('"1"\nname', '"2015"\nname')
    snapshot = load(company(tmp_path, {"standards/iso9001-2015.yaml": own}), as_of=DAY)
    assert [row.number for row in matrix(tmp_path, snapshot, "iso9001-2015").rows] == ["1", "2"]


def test_of_several_editions_the_newest_in_use_is_shown(tmp_path: Path) -> None:
    newer = STANDARD.replace('"1"\nname', '"2"\nname').replace("2020", "2025")
    files = {"standards/example-1.yaml": STANDARD, "standards/example-2.yaml": newer}
    root = company(tmp_path, files)
    assert matrix(root, load(root, as_of=DAY), "example").against == "example-2"
    (root / "qms.yml").write_text(SETTINGS + "standards: {example-1: {}}\n", encoding="utf-8")
    assert matrix(root, load(root, as_of=DAY), "example").against == "example-1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("standard: example\n", "FIL103"),
        ("- a\n", "FIL103"),
        ("", "FIL103"),
        ("standard: [\n", "FIL102"),
        (STANDARD.replace('"1"\nname', '"3"\nname'), "FIL103"),
        (STANDARD.replace('{clause: "2"', '{clause: "1"'), "FIL103"),
        ("-> ../../etc/passwd", "FIL104"),
    ],
)
def test_a_bad_file_of_a_standard_is_a_finding(tmp_path: Path, content: str, code: str) -> None:
    root = company(tmp_path, {"standards/example-1.yaml": content})
    checked = qms(root, "check", "--format", "jsonl", "--as-of", "2026-01-15")
    assert checked.exit_code == 1
    assert f'"code": "{code}"' in checked.stdout
    assert "standards/example-1.yaml" in checked.stdout


def test_a_standard_that_nobody_knows_is_refused_with_those_there_are(tmp_path: Path) -> None:
    result = qms(company(tmp_path), "matrix", "--against", "iso14001", "--lang", "en")
    assert result.exit_code == 2
    assert "iso9001-2015" in result.stderr


def test_only_leaves_out_what_was_not_asked_for(tmp_path: Path) -> None:
    root = company(tmp_path)
    shown = qms(root, "matrix", "--only", "overdue", "--as-of", "2026-11-23", "--lang", "en").stdout
    assert "Promulgation order" not in shown
    both = ("--only", "overdue", "--only", "missing")
    shown = qms(root, "matrix", *both, "--as-of", "2026-11-23", "--lang", "en").stdout
    assert "Promulgation order" in shown
    assert "missing" in shown


class _Reader(HTMLParser):
    """Notes what is written in a page, and which tags are left open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        self.ids += [given_["id"] or ""] if "id" in given_ else []
        self.targets += [(given_["href"] or "").removeprefix("#")] if "href" in given_ else []
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_whole_alone_and_its_links_lead_somewhere(sample: Snapshot, lang: str) -> None:
    for drawn in matrices(ROOT, sample):
        page = FORMATS["html"](drawn, lang)  # type: ignore[arg-type]
        assert isinstance(page, str)
        reader = _Reader()
        reader.feed(page)
        assert reader.open == []
        assert len(reader.ids) == len(set(reader.ids)) == len(drawn.rows)
        assert reader.targets
        assert set(reader.targets) <= set(reader.ids)
        assert "http" not in page
        assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_has_frozen_heads_filters_and_a_line_for_each_kind(
    sample: Snapshot, lang: str
) -> None:
    for drawn in matrices(ROOT, sample):
        made = FORMATS["xlsx"](drawn, lang)  # type: ignore[arg-type]
        assert isinstance(made, bytes)
        assert made == FORMATS["xlsx"](drawn, lang)  # type: ignore[arg-type]
        book = openpyxl.load_workbook(io.BytesIO(made))
        for sheet in book:
            assert sheet.freeze_panes == "A2"
            assert sheet.auto_filter.ref is not None
        first = book.worksheets[0]
        wanted = sum(len(row.evidence) or 1 for row in drawn.rows if not row.excluded)
        wanted += sum(bool(row.excluded) for row in drawn.rows)
        assert first.max_row == wanted + 1
        found = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
        assert len(found) == len(drawn.findings) + len(drawn.elsewhere)
        assert {"after-sales", "production"}.isdisjoint(row[5] for row in found)


def test_markup_in_a_record_s_words_is_shown_as_written(tmp_path: Path) -> None:
    chapter = CHAPTER.replace("# 1 管理手册颁布令", "# 1 <b>令</b>")
    root = company(tmp_path, {"manual/01-order.md": chapter})
    page = qms(root, "matrix", "--format", "html", "--as-of", "2026-11-23").stdout
    assert "&lt;b&gt;令&lt;/b&gt;" in page
    assert "<b>令" not in page


def test_formats_agree_on_what_stands_how() -> None:
    late = load(ROOT, as_of=dt.date(2027, 3, 1))
    drawn = matrix(ROOT, late)
    expected = sum(
        held_.standing is EvidenceState.overdue for row in drawn.rows for held_ in row.evidence
    )
    assert expected > 10
    text = FORMATS["text"](drawn, "en")
    page = FORMATS["html"](drawn, "en")
    made = FORMATS["xlsx"](drawn, "en")
    assert isinstance(text, str)
    assert isinstance(page, str)
    assert isinstance(made, bytes)
    rows = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0].iter_rows(values_only=True)
    assert sum(line.endswith("  overdue") for line in text.splitlines()) == expected
    assert page.count('<span class="badge bad">overdue</span>') == expected
    assert sum("overdue" in row for row in rows) == expected


def test_a_chinese_character_takes_two_columns() -> None:
    assert aligned([("条款", "|"), ("ab", "|"), ("é" * 3, "|")]) == [
        "条款  |",
        "ab    |",
        "ééé   |",
    ]


@given(
    st.lists(
        st.tuples(*[st.sampled_from(["", "条款", "a", "é", "手册\n", "x" * 60]) | st.text()] * 3),
        min_size=1,
    )
)
def test_columns_begin_at_the_same_place_whatever_is_in_them(
    rows: list[tuple[str, str, str]],
) -> None:
    marked = [(first, second, "|" + third) for first, second, third in rows]
    lines = aligned(marked)
    assert len(lines) == len(rows)
    assert len({width(line.rsplit("|", 1)[0]) for line in lines if line.count("|") == 1}) <= 1


def test_a_word_that_only_contains_the_sign_of_duty_obliges_nobody(tmp_path: Path) -> None:
    body = "供应部负责采购，反应迅速。分别对应三星。部门应对过程负责。不得拖延；无须登记。"
    chapter = CHAPTER.replace("各部门应学习本手册。检查不得拖延。", body)
    root = company(tmp_path, {"manual/01-order.md": chapter})
    drawn = against_manual(load(root, as_of=DAY))
    assert drawn.rows[0].duties == ("部门应对过程负责。", "不得拖延；")


def test_where_no_clause_is_asked_for_it_says_so(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {})
    said = qms(root, "matrix", "--only", "overdue", "--as-of", "2026-11-23", "--lang", "en")
    assert said.stdout.endswith("\nNo clause is in a state asked for.\n")
