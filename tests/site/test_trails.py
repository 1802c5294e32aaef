"""From a figure to its records and back, from a clause to its proof, from a copy to its life."""

import html
import json
import re
from datetime import date
from pathlib import Path

import pytest

from qms.model.kinds.ch07_competence import Person, ServiceManagerCertificate
from qms.model.kinds.ch07_documents import Document
from qms.model.snapshot import Snapshot
from qms.operations.checking.check import check
from qms.operations.evaluation.figures import Asked, figures
from qms.standing.conformity import wanted
from qms.standing.copies import copies_on, events_of
from qms.standing.overdue import overdue
from qms.standing.study import studies
from qms.store.loading import load
from tests.site.conftest import DAY, ROOT

pytestmark = pytest.mark.paper
REDLINE = re.compile(r'<div class="qms-redline".*?(?=<h[23]|</article)', re.DOTALL)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", markup))).strip()


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return load(ROOT, as_of=date.fromisoformat(DAY))


def test_a_records_page_is_a_page_of_the_theme(sample_site: Path) -> None:
    for path in ("evidence/complaint/TS-2026-0014.html", "en/registers/copy/007.html"):
        page = text(sample_site / path)
        assert page.lstrip().startswith("<!doctype html>")
        assert "&lt;html" not in page
        assert "@@" not in page


def test_a_complaints_page_measures_its_steps_against_the_limits(sample_site: Path) -> None:
    page = plain(text(sample_site / "evidence/complaint/TS-2026-0014.html"))
    assert "处理 61.0 h / 48 h，逾期 13.0 h" in page
    assert "答复 14.2 h / 48 h，按时" in page
    steps = page[page.index("经过") : page.index("全部内容")]
    named = ["受理时间", "告知收到时间", "答复时间", "升级时间", "处理完成时间", "回访时间"]
    places = [steps.index(each) for each in [*named, "关闭时间"]]
    assert places == sorted(places)


def test_a_figure_has_its_unit_in_the_language_of_the_page(sample_site: Path) -> None:
    english = (sample_site / "en/charts/kpi.html").read_text(encoding="utf-8")
    assert "target 10 days · lower is better" in html.unescape(english)
    assert "目标 10 天" in (sample_site / "charts/kpi.html").read_text(encoding="utf-8")


def test_a_figure_shows_each_month_with_the_records_that_it_counted(
    sample_site: Path, sample: Snapshot
) -> None:
    page = text(sample_site / "evidence/kpi/handled-48h.html")
    rows = [row for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if "2026-" in row]
    shown = {plain(row)[:7]: row for row in rows}
    for month in figures(sample, Asked("handled-48h", None, by="month")):
        if month.period > DAY[:7]:
            assert month.period not in shown
            continue
        row = shown[month.period]
        cells = [plain(each) for each in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]
        assert cells[2:4] == [str(len(month.counted)), str(len(month.base))]
        assert set(re.findall(r"complaint/(TS-[\d-]+)\.html", row)) == set(month.base)
        against = {f"✗ {each}" for each in set(month.base) - set(month.counted)}
        assert set(re.findall(r"✗ TS-[\d-]+", plain(row))) == against


def test_a_record_names_the_figures_in_which_it_counts(sample_site: Path) -> None:
    page = text(sample_site / "evidence/complaint/TS-2026-0014.html")
    part = plain(page[page.index("计入的指标") : page.index("相关记录")])
    assert "48 小时处理率 2026-09 仅计入分母" in part
    assert "48 小时答复率 2026-09 计入分子" in part


def test_a_clause_counts_the_records_and_findings_of_those_under_it(
    sample_site: Path, sample: Snapshot
) -> None:
    under = [facts for number, (_, facts) in sample.clause_facts.items() if number[:3] == "8.3"]
    kinds = {kind for facts in under for kind, _ in wanted(facts) if sample.tables.get(kind)}
    records = sum(len(sample.tables[kind]) for kind in kinds)
    page = text(sample_site / "manual/8.html")
    (chips,) = re.findall(r'aria-label="条款 8.3 一览">(.*?)</ul>', page)
    assert f"{len(kinds)} 种 {records} 份记录" in plain(chips)
    facts = page[page.index('aria-label="条款 8.3.6 的证据"') :]
    assert "所列记录中另有" in plain(facts[: facts.index("</dl>")])


def test_every_copy_has_its_page_and_one_whose_keeper_left_says_so(
    sample_site: Path, sample: Snapshot
) -> None:
    copies = copies_on(events_of(sample), sample.as_of)
    assert copies
    for number, copy in copies.items():
        page = text(sample_site / f"registers/copy/{number}.html")
        assert all(f"{event.id}.html" in page for event in copy.events)
    assert "已于 2026-08-31 离职" in text(sample_site / "registers/copy/009.html")


def test_every_page_says_at_its_foot_what_it_was_made_of(sample_site: Path) -> None:
    for path in sample_site.rglob("*.html"):
        if path.name == "404.html":
            continue
        page = text(path)
        foot = page[page.index("qms-stamp") :]
        english = path.relative_to(sample_site).parts[0] == "en"
        said = "uncontrolled when printed" if english else "打印件不受控"
        for each in ("QM-AS-01", "A/2", DAY, said):
            assert each in foot, path


def test_nothing_is_carried_that_no_page_uses(sample_site: Path) -> None:
    assert not list(sample_site.rglob("*.map"))
    assert not (sample_site / "assets/javascripts/lunr").exists()
    for path in sample_site.rglob("*"):
        if path.suffix in {".js", ".css"}:
            assert "sourceMappingURL" not in text(path)


def test_a_chapter_shows_the_approvals_of_its_own_revision(sample_site: Path) -> None:
    page = text(sample_site / "manual/10.html")
    head = plain(page[page.index('aria-label="文件头"') : page.index("qms-uncontrolled")])
    revision = re.search(r"版本 (A/\d)", head)
    assert revision is not None
    assert revision[1] == "A/0"
    assert "2025-12-" in head
    assert "2026-09-" not in head
    assert "A/2 发布时一并确认" in head


def test_a_redline_is_read_without_source(sample_site: Path) -> None:
    changes = 0
    for page in (sample_site / "manual").glob("history-*.html"):
        for part in REDLINE.findall(text(page)):
            changes += part.count('class="qms-change"')
            assert "{{" not in part
            assert "|--" not in plain(part)
            assert "**" not in part
    assert changes
    page = text(sample_site / "manual/history-2.html")
    assert "第 1/1 处修改" in page
    assert re.search(r"<summary>未变的 \d+ 段</summary>", page)


def test_the_start_page_knows_each_copys_life_and_who_had_read(
    sample_site: Path, sample: Snapshot
) -> None:
    script = text(sample_site / "start-data.js")
    told = json.loads(script.removeprefix("window.qmsStart=").rstrip().removesuffix(";"))
    for day in (date(2026, 1, 10), date(2026, 7, 15), sample.as_of):
        copies = copies_on(events_of(sample), day)
        then = {
            number: [row for row in life if row[0] <= day.isoformat()]
            for number, life in told["copies"].items()
        }
        assert {number for number, rows in then.items() if rows} == set(copies)
        for number, copy in copies.items():
            assert then[number][-1][3] == copy.state.label.zh
            assert then[number][-1][2] == copy.release.replace("-", "/")
    assert [each[1] for each in told["releases"]] == ["A/0", "A/1", "A/2"]


def test_under_a_trend_stand_the_months_missed_with_the_records_against_it(
    sample_site: Path,
) -> None:
    page = text(sample_site / "charts/kpi.html")
    part = page[page.index('<h2 id="handled-48h">') :]
    part = plain(part[: part.index("</section>")])
    assert "未达标 2026-09 TS-2026-0014" in part
    assert "2026-08 TS" not in part
    part = page[page.index('<h2 id="complaint-closure">') :]
    assert "2026-11（未完） TS-2026-0019 TS-2026-0020" in plain(part[: part.index("</section>")])


def test_the_log_leads_to_each_copy_and_findings_say_by_when(sample_site: Path) -> None:
    assert 'href="copy/009.html"' in text(sample_site / "registers/log.html")
    page = text(sample_site / "registers/findings.html")
    (row,) = [row for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if "FUP103" in row]
    assert "2026-07-31" in plain(row)


def test_a_person_shows_duties_copies_study_and_certificates(
    sample_site: Path, sample: Snapshot
) -> None:
    people = {each.id: each for each in sample.all(Person)}
    for number in people:
        page = text(sample_site / f"evidence/person/{number}.html")
        kept = {
            copy.number
            for copy in copies_on(events_of(sample), sample.as_of).values()
            if copy.holder.person == number
        }
        assert set(re.findall(r"registers/copy/(\w+)\.html", page)) == kept
        for study in studies(sample):
            if study.person.id == number:
                assert study.name in plain(page[page.index(">学习<") :])
        for held in sample.all(ServiceManagerCertificate):
            assert (f"{held.id}.html" in page) is (held.person == number)
    head = plain(text(sample_site / "evidence/person/P-004.html"))
    assert "职责：售后服务部部长" in head


def test_what_belongs_to_somebodys_own_file_is_on_no_page(
    sample_site: Path, sample: Snapshot
) -> None:
    for person in sample.all(Person):
        for path in (f"evidence/person/{person.id}.html", "evidence/person.html"):
            page = text(sample_site / path)
            for head in ("学历", "入职日期"):
                assert not re.search(f"<th[^>]*>(<button>)?{head}", page), path
    assert "学历" in plain(text(sample_site / "evidence/person/P-004.html"))  # and says so


def test_a_document_says_its_state_and_a_form_its_fields_and_records(
    sample_site: Path, sample: Snapshot
) -> None:
    for document in sample.all(Document):
        page = plain(text(sample_site / f"evidence/document/{document.id}.html"))
        assert f"下次评审 {document.next_review}" in page
        late = document.next_review < sample.as_of
        assert ("已逾期" in page) is late
    page = plain(text(sample_site / "evidence/form/QR-8.3.6-01.html"))
    assert f"{len(sample.tables['complaint'])} 份" in page
    assert "受理时间" in page


def test_related_records_stand_in_the_order_of_time_with_this_one_among_them(
    sample_site: Path,
) -> None:
    page = text(sample_site / "evidence/complaint/TS-2026-0006.html")
    part = page[page.index("<h2>相关记录") :]
    days = re.findall(r"<li[^>]*><time>([\d-]+)</time>", part)
    assert days == sorted(days)
    assert re.search(r'aria-current="true"><time>[\d-]+</time> <strong>TS-2026-0006', part)
    for other in ("WX-2026-0008", "JZ-2026-0001"):
        assert part.count(f">{other}</a>") == 1


def test_the_home_page_counts_what_is_overdue_as_everything_else_does(sample_site: Path) -> None:
    snapshot = load(ROOT, as_of=date.fromisoformat(DAY))
    wanted = len(overdue(snapshot, check(ROOT, snapshot).findings))
    page = (sample_site / "index.html").read_text(encoding="utf-8")
    assert f'<a href="#qms-overdue"><strong>{wanted}</strong>' in page
