"""What keys and git prove of signatures and releases."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from qms.model.kinds.ch02_interim import ReleaseWithdrawal, TemporaryAmendment
from qms.model.kinds.ch02_manual import Release, Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record, kind_name, place_of
from qms.model.snapshot import Proof, ReleaseFact
from qms.store import digests, git, keys
from qms.store.notebook import Notebook, Proven

TAG_PREFIX = "manual/"
Tables = Mapping[str, Sequence[Record]]


def proofs(tree: git.Tree, tables: Tables, notebook: Notebook) -> dict[str, Proof]:
    """Verify every signature against the keys that its signer had on that day."""
    people = {each.id: each for each in tables.get("person", []) if isinstance(each, Person)}
    known = Proven.opened(notebook, "signatures")
    found: dict[str, Proof] = {}
    for signature in tables.get("signature", []):
        if isinstance(signature, Signature):
            found[signature.id] = _proof(tree, signature, people.get(signature.person), known)
    known.save()
    return found


def _proof(tree: git.Tree, signature: Signature, person: Person | None, known: Proven) -> Proof:
    path = place_of(signature).path
    armor = tree.read(path + ".sig")
    content = tree.read(path)
    if armor is None or content is None:
        return Proof.unsigned
    day = signature.at.date()
    good = [key for key in (person.keys if person else ()) if key.is_valid_on(day)]
    if not good:
        return Proof.no_key
    lines = [key.public for key in good]
    question = [digests.sha256(content), digests.sha256(armor), lines]
    is_valid = known.holds(question, lambda: keys.is_valid(content, armor, key_lines=lines))
    return Proof.valid if is_valid else Proof.invalid


def releases_of(
    root: Path, tree: git.Tree, releases: Sequence[Record]
) -> tuple[dict[str, str], tuple[ReleaseFact, ...]]:
    """Return the tagged releases that are lost, and what git knows of those that are there."""
    tagged = git.tags(git.repository(root), TAG_PREFIX)
    lost = _lost_releases(root, tree, releases, tagged) if tagged else {}
    return lost, _releases_in_git(root, tree, releases, tagged) if releases else ()


def _lost_releases(
    root: Path, tree: git.Tree, releases: Sequence[Record], tagged: Mapping[str, str]
) -> dict[str, str]:
    """Return the tagged releases that this state no longer has, with the tag's commit.

    The folder must have every tagged release in its history; an older commit only those that
    were made before it.
    """
    known = {release.id for release in releases}
    is_folder = not isinstance(tree, git.CommitTree)
    start = tree.commit if isinstance(tree, git.CommitTree) else "HEAD"
    reached = git.tags(git.repository(root), TAG_PREFIX, start)
    lost: dict[str, str] = {}
    for release, commit in tagged.items():
        led_here = release in reached
        if (is_folder and not led_here) or (led_here and release not in known):
            lost[release] = commit
    return lost


def signable_digests(tree: git.Tree, tables: Tables) -> dict[str, str]:
    """Return the SHA-256 of each record's file that people sign, by the record's id."""
    return {
        row.id: digests.sha256(tree.read(place_of(row).path) or b"")
        for model in (Release, TemporaryAmendment, ReleaseWithdrawal)
        for row in tables.get(kind_name(model), [])
    }


def _releases_in_git(
    root: Path, tree: git.Tree, releases: Sequence[Record], tagged: Mapping[str, str]
) -> tuple[ReleaseFact, ...]:
    repo = git.repository(root)
    start = tree.commit if isinstance(tree, git.CommitTree) else "HEAD"
    facts: list[ReleaseFact] = []
    for release in releases:
        path = f"records/release/{release.id}.yaml"
        facts.append(
            ReleaseFact(
                release=release.id,
                commit=git.introducing_commit(repo, path, start),
                tag_commit=tagged.get(release.id),
            )
        )
    return tuple(facts)
