"""The company stands in its registers: whatever its departments, posts and people are called."""

import datetime as dt
import re
import shutil
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from qms.forms.fields import fields_of, references_in
from qms.model.kinds import kinds
from qms.model.kinds.ch02_manual import Role
from qms.model.kinds.ch05_leadership import Function
from qms.operations.checking.check import check
from qms.rules import all_rules
from qms.standing.authority import granting_posts, signing_posts
from qms.standing.due import dues
from qms.store import digests, yaml
from qms.store.loading import load
from tests.testing.repository import git

ROOT = Path(__file__).parent.parent.parent
DAYS = (dt.date(2026, 11, 26), dt.date(2027, 12, 31))
_SIGNED = ("signature", "study-confirmation")
NAMED = ("department", "post", "person")
Naming = Callable[[str, str], str]


def other(kind: str, name: str) -> str:
    """Call a person by another number, a department or post by another word."""
    if kind == "person":
        return f"P-{int(name[2:]) + 500:03}"
    return f"{'unit' if kind == 'department' else 'seat'}-{name}"


def as_before(text: str) -> str:
    """Return a report's words with the names that the sample has."""
    numbers = re.sub(r"\bP-([5-9]\d\d)\b", lambda found: f"P-{int(found[1]) - 500:03}", text)
    names = re.sub(r"\b(?:unit|seat)-(?=[a-z])", "", numbers)
    return re.sub(r"\b[0-9a-f]{12}\b", "commit", names)


def company(folder: Path, naming: Naming) -> Path:
    """Build the sample anew under other names, in one commit and without key signatures."""
    for name in ("manual", "records", "attachments", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.sig"))
    settings = (ROOT / "qms.yml").read_text(encoding="utf-8")
    (folder / "qms.yml").write_text(re.sub(r"(?m)^frozen_since: .*\n", "", settings))
    for kind, model in kinds().items():
        for path in sorted((folder / "records" / kind).rglob("*.yaml")):
            rename(path, kind, model, naming)
    for path in sorted((folder / "manual").glob("*.md")):
        path.write_text(with_owners_renamed(path.read_text(encoding="utf-8"), naming))
    git(folder, "init", "-q", "-b", "main")
    sealed_anew(folder)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "all of it")
    return folder


def rename(path: Path, kind: str, model: type, naming: Naming) -> None:
    fields = fields_of(model)

    def edit(document: Any) -> None:
        for record in document if isinstance(document, list) else [document]:
            for keys, target, name in list(references_in(fields, record)):
                if target in NAMED:
                    holder = record
                    for key in keys[:-1]:
                        holder = holder[key]
                    holder[keys[-1]] = naming(target, name)
            if kind in NAMED:
                record["id"] = naming(kind, record["id"])

    path.write_text(yaml.edited(path.read_text(encoding="utf-8"), edit), encoding="utf-8")


def with_owners_renamed(chapter: str, naming: Naming) -> str:
    _, front, body = chapter.split("---\n", 2)
    front = re.sub(
        r"\bowner: ([a-z-]+)", lambda found: f"owner: {naming('department', found[1])}", front
    )
    front = re.sub(r"\bP-\d{3}\b", lambda found: naming("person", found[0]), front)
    return f"---\n{front}---\n{body}"


def sealed_anew(folder: Path) -> None:
    """Let the digests in releases, and in what refers to them, be those of the new files."""
    contents = {
        chapter.path: (chapter.sha256, sample.sha256)
        for chapter, sample in zip(
            load(folder, as_of=DAYS[0]).chapters, load(ROOT, as_of=DAYS[0]).chapters, strict=True
        )
    }
    known: dict[str, str] = {}
    for path in sorted((folder / "records/release").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for now, before in contents.values():
            text = text.replace(before, now)
        for before, now in known.items():
            text = text.replace(before, now)
        known[digests.sha256((ROOT / path.relative_to(folder)).read_bytes())] = digests.sha256(
            text.encode()
        )
        path.write_text(text, encoding="utf-8")
    signed = [(folder / "records" / kind).rglob("*.yaml") for kind in _SIGNED]
    for path in chain.from_iterable(signed):
        text = path.read_text(encoding="utf-8")
        for before, now in known.items():
            text = text.replace(before, now)
        path.write_text(text, encoding="utf-8")


# Three people signed the digests of registers of the sample; under other names these are others.
OVER_NAMES = {"REL118", "REL121"}


def verdicts(root: Path, day: dt.date) -> list[str]:
    snapshot = load(root, as_of=day)
    report = check(root, snapshot)
    found = [
        f"{each.code} {each.place.path} {each.owner} {each.who} {each.say('zh')} {each.say('en')}"
        for each in report.findings
        if each.code not in OVER_NAMES
    ]
    found += [f"{each.code} not judged {each.place.path}" for each in report.not_judged]
    found += [
        f"{each.day} {each.owner} {each.place.path} {each.what.zh}" for each in dues(snapshot)
    ]
    return sorted(map(as_before, found))


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    made = {name: tmp_path_factory.mktemp(name) for name in ("same", "other")}
    return {
        "same": company(made["same"], lambda _, name: name),
        "other": company(made["other"], other),
    }


@pytest.mark.parametrize("day", DAYS)
def test_other_names_get_the_same_verdicts(companies: Mapping[str, Path], day: dt.date) -> None:
    assert verdicts(companies["other"], day) == verdicts(companies["same"], day)


def test_the_posts_that_sign_and_grant_are_those_that_say_so(
    companies: Mapping[str, Path],
) -> None:
    snapshot = load(companies["other"], as_of=DAYS[0])
    assert {role: signing_posts(snapshot, role) for role in Role} == {
        Role.prepared: ("seat-after-sales-head",),
        Role.reviewed: ("seat-deputy-business",),
        Role.approved: ("seat-general-manager",),
        Role.confirmed: (),
        Role.introduced: (),
        Role.witnessed: (),
        Role.corrected: (),
        Role.extended: (),
    }
    assert all(post.startswith("seat-") for post in granting_posts(snapshot))


def test_forms_and_rules_name_who_owes_by_what_a_department_serves_as() -> None:
    functions = {each.value for each in Function}
    owners = {rule.owner for rule in all_rules()} | {
        model.header.owner for model in kinds().values()
    }
    assert owners <= functions
