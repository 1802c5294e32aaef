"""The page for contributors: its files are there, its recipes work, findings lead to sources."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from qms import rules
from tests.testing.repository import commit, qms, repository, write

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = PAGE.split("\n## Recipes\n", 1)[1]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", RECIPES, re.DOTALL | re.MULTILINE)
COMMANDS = [
    shlex.split(line)[1:] for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()
]
NEW = re.compile(r"# new file (\S+)\n")
IN = re.compile(r"# in (\S+) (before|after) (.+)\n")
END = re.compile(r"# at the end of (\S+)\n")


def test_every_file_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:qms|tests|docs|records|schemas|manual)/[^`\s]*)`", PAGE))
    named |= set(re.findall(r"\]\(([^)#:]+)\)", PAGE))
    real = {each for each in named if not re.search(r"[A-Z]{3,}/|FAMILY|\*", each)}
    assert real
    missing = {each for each in real if not (ROOT / each).exists()}
    assert not missing


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a copy of the package, and a repository, with every piece of every recipe laid in."""
    base = tmp_path_factory.mktemp("recipes")
    package = base / "package"
    shutil.copytree(
        ROOT / "qms",
        package / "qms",
        ignore=shutil.ignore_patterns("__pycache__", "*.ttf"),
    )
    company = repository(base / "company")
    for kind, text in BLOCKS:
        if kind != "sh":
            lay(company if kind == "yaml" else package, text)
    commit(company)
    return package, company


def lay(root: Path, text: str) -> None:
    if new := NEW.match(text):
        write(root, {new[1]: text[new.end() :]})
        return
    if end := END.match(text):
        file = root / end[1]
        file.write_text(
            file.read_text(encoding="utf-8") + "\n\n" + text[end.end() :], encoding="utf-8"
        )
        return
    at = IN.match(text)
    assert at, text
    file = root / at[1]
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    mark = next(i for i, line in enumerate(lines) if line.rstrip("\n") == at[3])
    lines.insert(mark + (at[2] == "after"), text[at.end() :])
    file.write_text("".join(lines), encoding="utf-8")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_recipe_works_as_it_is_written(walked: tuple[Path, Path], words: list[str]) -> None:
    package, company = walked
    done = subprocess.run(
        [sys.executable, "-P", "-m", "qms", *words],
        cwd=company,
        env={**os.environ, "PYTHONPATH": str(package), "QMS_LANG": "en"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout.decode()[-2000:], done.stderr.decode()[-2000:])
    assert done.stdout or done.stderr


@pytest.mark.parametrize("code", ["REL106", "DLV101"])
def test_a_finding_leads_to_its_rule_and_its_clause(code: str) -> None:
    explained = qms(ROOT, "explain", code, "--lang", "en").stdout
    place = re.search(r"(qms/rules/\w+\.py):(\d+)", explained)
    assert place, explained
    source = (ROOT / place[1]).read_text(encoding="utf-8").splitlines()
    assert code in "".join(source[int(place[2]) - 1 :][:5])
    clause = re.search(r"holds to clause (\S+): (manual/\S+\.md):(\d+)", explained)
    assert clause, explained
    heading = (ROOT / clause[2]).read_text(encoding="utf-8").splitlines()[int(clause[3]) - 1]
    assert re.match(rf"#+ {re.escape(clause[1])}\b", heading)


def test_every_rule_says_where_it_stands_and_its_examples_are_tests() -> None:
    for rule in rules.all_rules():
        file, line = rule.source.split(":")
        near = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1 :][:5]
        assert rule.code in "".join(near), rule.source
    tried = (ROOT / "tests/rules/test_examples.py").read_text(encoding="utf-8")
    assert 'parametrize("rule", rules.all_rules()' in tried


def test_the_picture_of_the_rooms_shows_every_room_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(
        each["layers"]
        for each in contracts["tool"]["importlinter"]["contracts"]
        if each["id"] == "layers"
    )
    rooms = {room.strip() for layer in layers for room in layer.split("|")}
    drawn = (ROOT / "docs/architecture.svg").read_text(encoding="utf-8")
    assert rooms == set(re.findall(r'text-anchor="middle"[^>]*>(\w+)<', drawn))


def test_every_decision_is_listed_and_every_listed_one_is_there() -> None:
    folder = ROOT / "docs/decisions"
    listed = set(re.findall(r"\((\S+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("*.md")} - {"README.md"}
