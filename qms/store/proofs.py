"""What keys and git prove of signatures and releases."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import compress

from qms.model.kinds.ch02_interim import ReleaseWithdrawal, TemporaryAmendment
from qms.model.kinds.ch02_manual import Release, Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record, kind_name, place_of
from qms.model.passkey import Flag, tap_of
from qms.model.signing import signing_fingerprint
from qms.model.snapshot import Proof
from qms.store import digests, git, keys
from qms.store.notebook import Notebook, Proven

_AT_ONCE = 4
Tables = Mapping[str, Sequence[Record]]


def proofs(tree: git.Tree, tables: Tables, notebook: Notebook) -> dict[str, Proof]:
    """Verify every signature against the keys that its signer had on that day."""
    people = {each.id: each for each in tables.get("person", []) if isinstance(each, Person)}
    known = Proven.opened(notebook, "signatures")
    found: dict[str, Proof] = {}
    claims: dict[str, tuple[bytes, bytes, list[str]]] = {}
    for each in tables.get("signature", []):
        if isinstance(each, Signature):
            claim = _claim(tree, each, people.get(each.person))
            found[each.id] = claim if isinstance(claim, Proof) else Proof.invalid
            claims |= {} if isinstance(claim, Proof) else {each.id: claim}

    def is_valid(claim: tuple[bytes, bytes, list[str]]) -> bool:
        content, armor, lines = claim
        question = [digests.sha256(content), digests.sha256(armor), lines]
        return known.holds(question, lambda: keys.is_valid(content, armor, key_lines=lines))

    with ThreadPoolExecutor(_AT_ONCE) as pool:  # each waits for a process of its own
        valid = compress(claims, pool.map(is_valid, claims.values()))
        found |= dict.fromkeys(valid, Proof.valid)
    known.save()
    return found


def signed_with(tree: git.Tree, tables: Tables) -> dict[str, str]:
    """Return the fingerprint of the key that each signature names as its own, by its id."""
    armors = {
        each.id: tree.read(place_of(each).path + ".sig") for each in tables.get("signature", ())
    }
    return {name: signing_fingerprint(armor) for name, armor in armors.items() if armor is not None}


def by_a_copy(tree: git.Tree, tables: Tables) -> frozenset[str]:
    """Return the signatures made by a passkey that its device says may be copied, by their id."""
    taps = {
        each.id: tap_of(tree.read(place_of(each).path + ".sig") or b"")
        for each in tables.get("signature", ())
    }
    return frozenset(
        name for name, tap in taps.items() if tap is not None and Flag.can_be_copied in tap.flags
    )


def _claim(
    tree: git.Tree, signature: Signature, person: Person | None
) -> Proof | tuple[bytes, bytes, list[str]]:
    """Return what was signed, the signature and the keys it may be of; or why that is missing."""
    path = place_of(signature).path
    armor = tree.read(path + ".sig")
    content = tree.read(path)
    if armor is None or content is None:
        return Proof.unsigned
    day = signature.at.date()
    good = [key for key in (person.keys if person else ()) if key.is_valid_on(day)]
    return (content, armor, [key.public for key in good]) if good else Proof.no_key


def signable_digests(tree: git.Tree, tables: Tables) -> dict[str, str]:
    """Return the SHA-256 of each record's file that people sign, by the record's id."""
    return {
        row.id: digests.sha256(tree.read(place_of(row).path) or b"")
        for model in (Release, TemporaryAmendment, ReleaseWithdrawal)
        for row in tables.get(kind_name(model), [])
    }
