"""The guides: in both languages, each whole in itself, and what they tell to type really runs."""

import datetime as dt
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import Result

from qms.cli.context import Context
from qms.cli.main import program
from qms.operations.checking.rulebook import rulebook
from qms.store.loading import load
from tests.testing.repository import qms

ROOT = Path(__file__).parent.parent
LANGS = ("zh", "en")
OF_USERS = [f"docs/{lang}/{path.name}" for lang in LANGS for path in (ROOT / "docs/en").iterdir()]
GUIDES = (
    "README.md",
    "README.zh.md",
    *sorted(each for each in OF_USERS if not re.search("kinds|rulebook", each)),
)
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)
READS = {
    "check", "status", "kpi", "log", "schemas", "diff", "copy list", "copy show", "trace",
    "explain", "list", "calendar", "matrix", "objectives", "change show", "show", "rule reference",
}  # fmt: skip
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def _text(guide: str) -> str:
    return (ROOT / guide).read_text(encoding="utf-8")


def _typed(text: str) -> list[list[str]]:
    """Return the qms commands of a guide's shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if re.match(r"(\.venv/bin/)?qms ", line)]


def _mentioned(text: str) -> list[list[str]]:
    """Return the qms commands between back-ticks that are whole."""
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    found = re.findall(r"`qms ([^`]+)`", prose.replace("\n", " "))
    whole = [each for each in found if not {"…", "|"} & set(each)]
    return [shlex.split(each) for each in whole if not re.match(r"COMMAND|--help", each)]


def _named(words: list[str]) -> set[str]:
    """Return the name of a command: its first word, or its first two."""
    while words[:1] == ["--lang"]:
        words = words[2:]
    return {" ".join(words[:1]), " ".join(words[:2])}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("docs") / "clone"
    subprocess.run(["git", "clone", "-q", ROOT, target], check=True)
    return target


@pytest.fixture(scope="module")
def ran() -> dict[tuple[str, ...], Result]:
    """What came of the commands that were run already."""
    return {}


# The auditor's blocks are run as a whole, in a shell, by tests/attacks/test_auditor_guide.py.
RUN = [
    guide
    for guide in GUIDES
    if "auditor" not in guide and any(_named(words) & READS for words in _typed(_text(guide)))
]


@pytest.mark.parametrize("guide", RUN)
def test_every_reading_command_of_a_guide_runs(
    guide: str, clone: Path, ran: dict[tuple[str, ...], Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone)
    for words in [each for each in _typed(_text(guide)) if _named(each) & READS]:
        # What several guides say is the same command on the same files: it is run once.
        done = ran.get(tuple(words)) or qms(clone, *words)
        ran[tuple(words)] = done
        may_find = {0, 1} if "check" in _named(words) else {0}
        assert done.exit_code in may_find, (words, done.stderr)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_a_guide_is_one_that_there_is(guide: str) -> None:
    text = _text(guide)
    for words in [*_typed(text), *_mentioned(text)]:
        until = words.index(">") if ">" in words else None  # what follows is for the shell
        try:
            _taken(program, "qms", words[:until])
        except click.MissingParameter:
            assert words in _mentioned(text), words  # spoken of, not told to be typed
        except click.UsageError as error:
            pytest.fail(f"{guide}: qms {' '.join(words)}: {error.format_message()}")


def _taken(command: click.Command, name: str, words: list[str]) -> None:
    """Read words as the program would, down to the command that they name."""
    context = command.make_context(
        name, list(words), obj=Context(start=ROOT), resilient_parsing=False
    )
    if isinstance(command, click.Group) and (context._protected_args or context.args):
        left = [*context._protected_args, *context.args]
        found, below, rest = command.resolve_command(context, left)
        assert below is not None
        _taken(below, str(found), rest)


def test_each_guide_exists_in_both_languages() -> None:
    names = [{path.name for path in (ROOT / "docs" / lang).iterdir()} for lang in LANGS]
    assert names[0] == names[1]


@pytest.mark.parametrize("guide", [each for each in GUIDES if "/en/" in each])
def test_a_guide_in_english_is_english_alone(guide: str) -> None:
    prose = re.sub(r"```.*?```|`[^`]*`", "", _text(guide), flags=re.DOTALL)
    lines = [line for line in prose.splitlines() if _CHINESE.search(line)]
    assert not lines


@pytest.mark.parametrize("guide", [each for each in GUIDES if "/zh/" in each])
def test_a_guide_in_chinese_has_no_sentence_in_english(guide: str) -> None:
    prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", _text(guide), flags=re.DOTALL)
    sentences = re.findall(r"(?:\b[a-z]{2,}[ ,]+){4,}", prose)
    assert not sentences


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_is_there(page: str) -> None:
    prose = re.sub(r"```.*?```", "", _text(page), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose):
        if not re.match(r"[a-z]+:", target):
            assert (ROOT / page).parent.joinpath(target).exists(), target


def test_what_the_page_on_security_names_is_there() -> None:
    named = set(re.findall(r"`((?:tests|qms)/[^`]+)`", _text("docs/security.md")))
    assert named
    assert [each for each in sorted(named) if not (ROOT / each).exists()] == []
    tried = (ROOT / "tests/desk/test_office.py").read_text(encoding="utf-8")
    threats = set(re.findall(r"`(test_\w+)`", _text("docs/security.md")))
    assert threats
    assert [each for each in sorted(threats) if f"def {each}(" not in tried] == []


@pytest.fixture(scope="module")
def docs_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation built as a site, each link of which leads somewhere (--strict)."""
    target = tmp_path_factory.mktemp("docs") / "site"
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "docs", target],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.mark.parametrize("lang", LANGS)
def test_the_documentation_is_a_site_with_every_rule_and_every_kind(
    docs_site: Path, lang: str
) -> None:
    rules = (docs_site / f"docs/{lang}/rulebook.html").read_text(encoding="utf-8")
    snapshot = load(ROOT, as_of=dt.date(2026, 11, 23))
    for rule in rulebook(ROOT).rules:
        assert f'id="{rule.code.lower()}"' in rules
    kinds = (docs_site / f"docs/{lang}/kinds.html").read_text(encoding="utf-8")
    for kind in snapshot.kinds:
        assert f'id="{kind}"' in kinds


def test_the_documentation_asks_no_other_host(docs_site: Path) -> None:
    for page in docs_site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//', text), page
