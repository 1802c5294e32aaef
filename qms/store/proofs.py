"""What keys and git prove of signatures and releases."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from qms.model.kinds.ch02_interim import ReleaseWithdrawal, TemporaryAmendment
from qms.model.kinds.ch02_manual import Release, Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record, kind_name, place_of
from qms.model.snapshot import Proof, ReleaseFact
from qms.store import digests, git, keys

TAG_PREFIX = "manual/"
Tables = Mapping[str, Sequence[Record]]


def proofs(tree: git.Tree, tables: Tables) -> dict[str, Proof]:
    """Verify every signature against the keys that its signer had on that day."""
    people = {each.id: each for each in tables.get("person", []) if isinstance(each, Person)}
    found: dict[str, Proof] = {}
    for signature in tables.get("signature", []):
        if isinstance(signature, Signature):
            found[signature.id] = _proof(tree, signature, people.get(signature.person))
    return found


def _proof(tree: git.Tree, signature: Signature, person: Person | None) -> Proof:
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
    return Proof.valid if keys.is_valid(content, armor, key_lines=lines) else Proof.invalid


def lost_releases(root: Path, tree: git.Tree, releases: Sequence[Record]) -> dict[str, str]:
    """Return the tagged releases that this state no longer has, with the tag's commit.

    The folder must have every tagged release in its history; an older commit only those that
    were made before it.
    """
    repo = git.repository(root)
    tagged = git.tags(repo, TAG_PREFIX)
    if not tagged:
        return {}
    known = {release.id for release in releases}
    is_folder = not isinstance(tree, git.CommitTree)
    start = tree.commit if isinstance(tree, git.CommitTree) else "HEAD"
    lost: dict[str, str] = {}
    for release, commit in tagged.items():
        led_here = git.is_ancestor(repo, commit, start)
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


def releases_in_git(
    root: Path, tree: git.Tree, releases: Sequence[Record]
) -> tuple[ReleaseFact, ...]:
    """Return what git knows of each release."""
    if not releases:
        return ()
    repo = git.repository(root)
    start = tree.commit if isinstance(tree, git.CommitTree) else "HEAD"
    tagged = git.tags(repo, TAG_PREFIX)
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
