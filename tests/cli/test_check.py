"""`qms check` as its users meet it."""

import json
from pathlib import Path

from tests.testing.repository import commit, git, qms, repository, write


def test_a_sound_repository_passes(tmp_path: Path) -> None:
    result = qms(repository(tmp_path), "check", "--as-of", "2026-11-23")
    assert result.exit_code == 0
    assert "错误 0，警告 0" in result.stdout


def test_a_bad_file_costs_a_finding_and_not_the_report(tmp_path: Path) -> None:
    root = repository(tmp_path, {"records/risk/risks.yaml": "- id: R-001\n\tbad: tab\n"})
    result = qms(root, "check", "--lang", "en", "--format", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [(f["code"], f["path"], f["line"]) for f in report["findings"]] == [
        ("FIL102", "records/risk/risks.yaml", 2)
    ]
    assert "tab" in report["findings"][0]["message"]


def test_a_gbk_file_is_named_as_such(tmp_path: Path) -> None:
    root = repository(tmp_path)
    (root / "records/risk").mkdir()
    (root / "records/risk/risks.yaml").write_bytes("- id: 风险\n".encode("gbk"))
    assert "GBK" in qms(root, "check").stdout


def test_an_unknown_field_suggests_the_near_one(tmp_path: Path) -> None:
    bad = '- {id: "2", titel: 公司, title_en: Company}\n'
    root = repository(tmp_path, {"records/clause/more.yaml": bad})
    assert "Did you mean title" in qms(root, "check", "--lang", "en").stdout


def test_an_earlier_commit_is_judged_without_touching_the_work_tree(tmp_path: Path) -> None:
    root = repository(tmp_path)
    before = git(root, "rev-parse", "HEAD")
    write(root, {"records/clause/more.yaml": "- {id: 'x'}\n"})
    commit(root)
    assert qms(root, "check").exit_code == 1
    assert qms(root, "check", "--ref", before).exit_code == 0
    assert git(root, "status", "--porcelain") == ""


def test_a_folder_that_is_no_qms_is_refused_with_one_sentence(tmp_path: Path) -> None:
    result = qms(tmp_path, "check", "--lang", "en")
    assert result.exit_code == 2
    assert "not a QMS repository" in result.stderr


def test_a_commit_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = qms(repository(tmp_path), "check", "--ref", "nowhere", "--lang", "en")
    assert result.exit_code == 2
    assert "no commit nowhere" in result.stderr


def test_a_wrong_option_exits_2(tmp_path: Path) -> None:
    assert qms(repository(tmp_path), "check", "--nonsense").exit_code == 2


def test_wrong_settings_are_refused_all_at_once(tmp_path: Path) -> None:
    root = repository(tmp_path)
    with (root / "qms.yml").open("a", encoding="utf-8") as settings:
        settings.write("colour: red\nprivacy: some\n")
    result = qms(root, "check", "--lang", "en")
    assert result.exit_code == 2
    assert "colour" in result.stderr
    assert "privacy" in result.stderr


def test_a_day_that_is_a_slip_of_the_hand_is_refused(tmp_path: Path) -> None:
    root = repository(tmp_path)
    for day in ("0001-01-01", "9999-12-31", "2026-02-30", "today"):
        assert qms(root, "check", "--as-of", day).exit_code == 2
    assert qms(root, "check", "--as-of", "1900-01-01").exit_code == 0
    assert qms(root, "check", "--as-of", "2999-12-31").exit_code in {0, 1}


def test_a_selection_that_names_no_rule_is_refused_and_not_passed(tmp_path: Path) -> None:
    root = repository(tmp_path, {"records/complaint/x.yaml": "id: [\n"})
    for option in ("--select", "--ignore"):
        refused = qms(root, "check", option, "FIL,CMP", "--lang", "en")
        assert refused.exit_code == 2
        assert "No rule begins with FIL,CMP" in refused.stderr
    assert qms(root, "check", "--select", "FIL102", "--select", "CMP").exit_code == 1
