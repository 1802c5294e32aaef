"""Files that once broke a reader, or might have: each is answered, and with the right answer."""

import random
from pathlib import Path

import pytest

from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
BY_NAME = {each.name: each for each in TARGETS}
ANSWERS = {
    "anchor/no-such-day": "none",
    "chapter/no-head": "does not start with front matter",
    "csv/unclosed-quote": "refused: it is no sound CSV",
    "csv/utf16": "refused: The CSV is neither UTF-8 nor GBK",
    "key/not-utf8": "is no usable SSH key",
    "package/attachment-without-file": "is no book or change package",
    "package/name-tree-of-dictionaries": "is no book or change package",
    "package/number-for-a-stream": "is no book or change package",
    "package/number-for-a-tree": "is no book or change package",
    "record/booleans-of-other-readers": "problem: ",
    "record/gbk": "problem: ",
    "settings/form-feed-in-a-name": "read",
    "settings/list": "refused: ",
    "workbook/not-a-zip": "refused: It is no sound .xlsx workbook",
    "yaml/alias-bomb": "problem: ",
    "yaml/conflict": "problem: ",
    "yaml/two-keys": "problem: ",
}
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file())


def test_every_case_has_its_right_answer() -> None:
    assert {str(path.relative_to(CORPUS)) for path in FILES} == set(ANSWERS)


@pytest.mark.parametrize("case", ANSWERS)
def test_a_known_case_is_answered_rightly(case: str) -> None:
    target = BY_NAME[case.split("/", maxsplit=1)[0]]
    assert ANSWERS[case] in target.answer((CORPUS / case).read_bytes())


@pytest.mark.parametrize("name", BY_NAME)
def test_a_sound_file_is_read(name: str) -> None:
    target = BY_NAME[name]
    for content in target.seeds():
        assert target.answer(content) in {"read", "none"} or name in {"record", "csv", "workbook"}


@pytest.mark.parametrize("name", BY_NAME)
def test_some_inputs_that_nobody_thought_of_are_answered(name: str) -> None:
    target, chance = BY_NAME[name], random.Random(name)  # noqa: S311 - repeatable, not secret
    seeds = target.seeds()
    for _ in range(5 if name == "workbook" else 40):
        target.answer(mutated(chance.choice(seeds), seeds, chance))
