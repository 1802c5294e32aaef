"""`qms rule`: a rule of one's own is begun, tried, and told why it does not run."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_core import to_json

from qms.forms.specimen import specimen
from qms.model.kinds import kinds
from qms.rules.examples import MINIMAL
from tests.testing.repository import qms, repository, write

ALLOW = "--allow-repository-code"
OURS = "rules/ours.py"
EN = ("--lang", "en")
# Their fields hang together in ways that a form does not state; whoever begins there fills in more.
HANG_TOGETHER = {
    "change-request", "copy-event", "copy-destruction", "distribution-list", "document-revision",
    "document-copy", "study-confirmation",
    "objective", "record-disposal",
    "dispatch", "limit", "stock-take", "kpi",
}  # fmt: skip


def own(root: Path) -> Path:
    settings = MINIMAL["qms.yml"] + f"check: {{own_rules: {OURS}}}\n"
    return repository(root, {"qms.yml": settings})


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with rules begun on evidence, on a register, and twice on one kind."""
    root = own(tmp_path_factory.mktemp("begun"))
    for code, kind in (("OWN101", "repair-order"), ("OWN102", "risk"), ("OWN103", "risk")):
        done = qms(root, "rule", "new", code, "--on", kind, *EN)
        assert done.exit_code == 0
        assert f"qms rule test {code} {ALLOW}" in done.stderr
    return root


def test_what_is_begun_runs_at_once(begun: Path) -> None:
    done = qms(begun, "rule", "test", ALLOW, *EN)
    assert done.exit_code == 0
    assert done.stdout == "OWN101 passes\nOWN102 passes\nOWN103 passes\n"
    assert qms(begun, "check", "--select", "OWN", ALLOW, *EN).exit_code == 0


def test_without_the_word_no_code_of_the_repository_is_tried(begun: Path) -> None:
    done = qms(begun, "rule", "test", *EN)
    assert done.exit_code == 1
    assert "add --allow-repository-code" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("bad=Example({", "bad=Example({}), references=(), owner=str({", "no bad example"),
        ("if not each.spot_check", "if False", "the bad example is not found"),
        ("if not each.spot_check", "if True", "the good example is found"),
        ("if not each.spot_check", "if 1 / 0", "rule OWN101 broke"),
        ("product: power-cable", "product: pancake", "records/repair-order/2026/WX-2026-0001.yaml"),
    ],
)
def test_an_example_that_shows_nothing_is_told(
    before: str, after: str, said: str, begun: Path, tmp_path: Path
) -> None:
    content = (begun / OURS).read_text(encoding="utf-8").split('@rule(\n    "OWN102')[0]
    if "str({" in after:
        content = content.replace('"""}),', '"""}) and "after-sales",', 1)
    root = own(tmp_path)
    write(root, {OURS: content.replace(before, after)})
    done = qms(root, "rule", "test", "own101", ALLOW, *EN)
    assert done.exit_code == 1
    assert "OWN101 fails" in done.stdout
    assert said in done.stdout


@pytest.mark.parametrize(
    "command", ["check --select OWN", "explain OWN101", "rule test OWN101", "rule test"]
)
def test_why_a_file_of_rules_does_not_load_is_said_whatever_is_asked(
    command: str, tmp_path: Path
) -> None:
    root = own(tmp_path)
    write(root, {OURS: "import os\n\nraise ValueError('{no}')\n"})
    done = qms(root, *command.split(), ALLOW, *EN)
    assert done.exit_code != 0
    assert f"{OURS}:3: the rules of {OURS} do not load: ValueError: {{no}}" in done.stderr
    without = qms(root, *command.split(), *EN)
    assert without.exit_code != 0
    assert "add --allow-repository-code" in without.stderr


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("own", 2, "is no code of a rule"),
        ("CMP101", 1, "There is a rule CMP101 already"),
        ("OWN101", 1, "There is a rule OWN101 already"),
    ],
)
def test_a_code_that_is_none_or_taken_is_refused(
    code: str, status: int, said: str, begun: Path
) -> None:
    before = (begun / OURS).read_text(encoding="utf-8")
    done = qms(begun, "rule", "new", code, *EN)
    assert (done.exit_code, said in done.stderr) == (status, True)
    assert (begun / OURS).read_text(encoding="utf-8") == before


def test_the_settings_are_told_to_name_the_file(tmp_path: Path) -> None:
    done = qms(repository(tmp_path), "rule", "new", "OWN101", *EN)
    assert "check: {own_rules: rules/ours.py} in qms.yml" in done.stderr


@pytest.mark.parametrize("kind", sorted(set(kinds()) - HANG_TOGETHER))
def test_an_example_to_begin_with_is_one_that_the_form_accepts(kind: str) -> None:
    model = kinds()[kind]
    model.model_validate_json(to_json(specimen(model)))


@pytest.mark.parametrize("kind", sorted(HANG_TOGETHER))
def test_only_what_hangs_together_keeps_another_from_being_accepted(kind: str) -> None:
    model = kinds()[kind]
    with pytest.raises(ValidationError):
        model.model_validate_json(to_json(specimen(model)))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "option"), [("kinds", ()), ("rulebook", ("--rules",))])
def test_the_reference_is_up_to_date(
    name: str, option: tuple[str, ...], lang: str, tmp_path: Path
) -> None:
    page = Path(__file__).parents[2] / "docs" / lang / f"{name}.md"
    printed = qms(own(tmp_path), "rule", "reference", *option, "--lang", lang).stdout
    line = f"qms rule reference {' '.join(option)} --lang {lang} --output docs/{lang}/{name}.md"
    assert page.read_text(encoding="utf-8") == printed, f"run: {line}"


def test_the_reference_of_rules_has_each_with_an_anchor(begun: Path) -> None:
    page = qms(begun, "rule", "reference", "--rules", *EN).stdout
    assert "\n## CMP102\n" in page
    assert "What to do: Find out why" in page
