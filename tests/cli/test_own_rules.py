"""Rules that a company adds: a file in its repository, or an installed package."""

import sys
from pathlib import Path

import pytest

from qms.settings import CheckSettings
from tests.testing.repository import commit, git, qms, repository, write

DAY = ("--as-of", "2026-11-23", "--lang", "en")
ALLOW = "--allow-repository-code"
SETTINGS = """\
company: {name: 样本公司, short: 样本}
promise: 客户来访、来函、来电，48小时内给予反馈和处理。
manual: {number: QM-01}
check: {own_rules: ours/rules.py}
"""
RULES = """\
from collections.abc import Iterator
from pathlib import Path

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.text import Text

Path(__file__).with_name("ran.txt").write_text("ran")


@rule(
    "OWN101",
    clause="7.2",
    severity=Severity.WARNING,
    title=Text(zh="姓名两字以上", en="Names are long"),
    message=Text(zh="{name} 太短", en="{name} is short"),
    why=Text(zh="本公司规定。", en="Our own rule."),
    cure=Text(zh="补全。", en="Write it in full."),
    bad=Example({}),
)
def long_names(snapshot: Snapshot) -> Iterator[Hit]:
    for person in snapshot.all(Person):
        if len(person.name) < 3:
            yield hit(place_of(person, "name"), name=person.name)


@rule(
    "OWN102",
    clause="7.2",
    severity=Severity.WARNING,
    title=Text(zh="坏", en="Broken"),
    message=Text(zh="坏", en="broken"),
    why=Text(zh="坏", en="broken"),
    cure=Text(zh="坏", en="broken"),
    bad=Example({}),
)
def broken(snapshot: Snapshot) -> Iterator[Hit]:
    raise SystemExit(0)
"""

REPAIR = """\
id: WX-2026-0001
form: QR-8.2.4-01 A/0
date: 2026-05-01
department: after-sales
filled_by: P-001
customer: CU-001
serial: A1
product: power-cable
region: east
service_place: on-site
fault_code: E01
in_warranty: true
visits: 3
reception: {at: 2026-05-01T08:00:00+08:00, by: P-001, contact: 例, phone: "0", symptom: 例}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "r", {"qms.yml": SETTINGS, "ours/rules.py": RULES})


def test_own_rules_judge_beside_the_others_and_a_broken_one_stops_none(root: Path) -> None:
    done = qms(root, "check", ALLOW, *DAY)
    assert done.exit_code == 1
    assert "records/person/people.yaml:2:3: warning OWN101 甲一 is short [7.2]" in done.stdout
    assert "rule OWN102 itself" in done.stdout or "rule OWN102 broke" in done.stdout
    assert "SystemExit" in done.stdout
    told = qms(root, "explain", "own101", ALLOW, "--lang", "en")
    assert "Names are long" in told.stdout


def test_without_the_word_of_the_command_line_no_code_of_the_repository_runs(root: Path) -> None:
    done = qms(root, "check", *DAY)
    assert done.exit_code == 0
    assert "the rules of ours/rules.py were not run; add --allow-repository-code" in done.stdout
    assert "1 not judged" in done.stdout
    for command in ("status", "build --help", "kpi", "explain CMP101"):
        qms(root, *command.split())
    assert not (root / "ours/ran.txt").exists()


def test_the_commit_that_is_judged_never_names_the_code_that_runs(root: Path) -> None:
    commit(root)
    evil = git(root, "rev-parse", "HEAD")
    write(root, {"qms.yml": SETTINGS.replace("check: {own_rules: ours/rules.py}\n", "")})
    commit(root)
    done = qms(root, "check", ALLOW, "--ref", evil, *DAY)
    assert done.exit_code == 0
    assert not (root / "ours/ran.txt").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("def (", "ours/rules.py:1:1: error QMS902"),
        ("import qms\n\nraise ValueError('no')\n", "ours/rules.py:3:1: error QMS902"),
        ("import sys\nsys.exit(0)\n", "ours/rules.py:2:1: error QMS902"),
        ("x = 1\n", "declares no rule"),
        (RULES.replace("OWN101", "CMP101"), "CMP101 is a rule already"),
        (RULES.replace("OWN101", "own"), "own is no code"),
    ],
)
def test_what_does_not_load_is_a_finding_and_the_rest_is_judged(
    root: Path, content: str, said: str
) -> None:
    write(root, {"ours/rules.py": content, "records/complaint/x.yaml": "id: [\n"})
    done = qms(root, "check", ALLOW, *DAY)
    assert done.exit_code == 1
    assert said in done.stdout
    assert "FIL102" in done.stdout


def test_a_link_out_of_the_repository_is_not_followed(root: Path, tmp_path: Path) -> None:
    (root / "ours/rules.py").unlink()
    outside = tmp_path / "outside.py"
    outside.write_text(RULES, encoding="utf-8")
    (root / "ours/rules.py").symlink_to(outside)
    assert "no plain file inside the repository" in qms(root, "check", ALLOW, *DAY).stdout
    assert not (tmp_path / "ran.txt").exists()


@pytest.mark.parametrize("path", ["../rules.py", "/etc/rules.py", "ours/../../rules.py", "rules"])
def test_a_path_that_leads_outside_is_refused_in_the_settings(path: str) -> None:
    with pytest.raises(ValueError, match="own_rules"):
        CheckSettings(own_rules=path)


def test_an_installed_package_offers_rules_at_its_entry_point(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    info = site / "house_rules-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[qms.rules]\nhouse = house_rules\nnone = no_such\n")
    (site / "house_rules.py").write_text(
        RULES.replace("OWN", "HSE").replace(
            'Path(__file__).with_name("ran.txt").write_text("ran")', ""
        ),
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(site))
    try:
        done = qms(root, "check", *DAY)
    finally:
        sys.modules.pop("house_rules", None)
    assert "warning HSE101 甲一 is short" in done.stdout
    assert "the rules of no_such do not load: ModuleNotFoundError" in done.stdout


def test_no_concession_is_lost_on_an_own_rule(root: Path) -> None:
    write(
        root,
        {
            "records/concession/2026/RB-2026-0001.yaml": (
                "id: RB-2026-0001\nform: QR-7.5-05 A/0\ndate: 2026-03-01\n"
                "department: after-sales\nfilled_by: P-002\napproved_by: P-001\ncode: OWN101\n"
                "record: P-001\nreason: 例\nexpires: 2026-12-31\n"
            )
        },
    )
    done = qms(root, "check", ALLOW, *DAY)
    assert "甲一 is short" not in done.stdout
    assert "乙二 is short" in done.stdout
    assert "1 conceded finding" in done.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_rule_of_the_guide_is_a_rule_that_works(lang: str, root: Path) -> None:
    guide = Path(__file__).parent.parent.parent / f"docs/{lang}/rules.md"
    code = guide.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    write(root, {"ours/rules.py": code, "records/repair-order/2026/WX-2026-0001.yaml": REPAIR})
    done = qms(root, "check", ALLOW, "--select", "OWN", *DAY)
    assert "WX-2026-0001 took 3 visits, unexplained" in done.stdout
