"""Reads from git whose key was whose and when each signature came (clause 2.2.1).

Every parent of every commit is looked at, from the roots on: what a merge brings or drops is seen
like what a commit does. Only three object ids are asked for per commit; register, settings and
folder of signatures are opened where they differ from a parent's.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from qms.model.signing import (
    KeyChange,
    Line,
    Lines,
    PostChange,
    Restart,
    SignatureFile,
    SigningHistory,
    Step,
    merged,
)
from qms.store import clock, git, stated
from qms.store.signing_register import Rules, lines_of, rules_of

_PEOPLE, _SIGNATURES, _SETTINGS = "records/person", "records/signature", "qms.yml"
_REQUIRED, _SIGNED = "required", "signed"
_SHA1_LENGTH = 40
NOT_COMMITTED = ""


@dataclass(frozen=True, slots=True)
class _Node:
    """A commit, its day and parents, and the object ids of register, signatures and settings."""

    commit: str
    day: str
    parents: tuple[str, ...]
    people: str = ""
    signatures: str = ""
    settings: str = ""


def signing_history(
    point: git.Viewpoint, *, since: str, zone: dt.tzinfo, changes: tuple[git.Change, ...]
) -> SigningHistory:
    """Return what the history that leads to a commit, or to the folder, shows of signing.

    Args:
        point: What is looked at.
        since: The commit from which on history is judged; empty for all of it.
        zone: The office's time, in which a commit has its day.
        changes: What is not committed yet; looked at in the folder alone.

    """
    if git.is_shallow(point.repo):
        return SigningHistory(is_whole=False)
    walk = _Walk(point.repo, zone)
    nodes = walk.nodes(point.tip) if point.tip else []
    if point.is_folder:
        last = nodes[-1] if nodes else _NOTHING
        nodes.append(walk.folder(point.repo.root, last, changes))
    return _told(walk, nodes, since)


@dataclass
class _Walk:
    """The objects of one repository, each opened once."""

    repository: git.Repository
    zone: dt.tzinfo
    _lines: dict[str, Lines] = field(default_factory=dict)
    _rules: dict[str, Rules] = field(default_factory=dict)
    _folder_signatures: dict[str, str] = field(default_factory=dict)

    def nodes(self, tip: str) -> list[_Node]:
        """Return the commits that lead to `tip`, parents before children."""
        log = self.repository.run("log", "--topo-order", "--reverse", "--format=%H %ct %P", tip)
        heads = [line.split() for line in log.splitlines()]
        first = ((commit, tuple(parents[:1])) for commit, _, *parents in heads)
        paths = (_PEOPLE, _SIGNATURES, _SETTINGS)
        changed = git.objects_by_commit(self.repository, first, paths)
        found: dict[str, _Node] = {}
        for (commit, seconds, *parents), ids in zip(heads, changed, strict=True):
            day = dt.datetime.fromtimestamp(int(seconds), self.zone).date().isoformat()
            # Anybody may write any date into a commit; before its parents it cannot have been made.
            day = max([day, *(found[each].day for each in parents)])
            found[commit] = _Node(commit, day, tuple(parents), *ids)
        return list(found.values())

    def folder(self, root: Path, tip: _Node, changes: tuple[git.Change, ...]) -> _Node:
        """Return the folder as a commit to come, on top of `tip`; only what differs is read."""
        tree = git.WorkTree(root)
        people, signatures = tip.people, tip.signatures
        if not tip.commit or any(each.path.startswith(f"{_PEOPLE}/") for each in changes):
            people = "folder"
            self._lines[people] = lines_of(filter(None, map(tree.read, tree.paths(_PEOPLE))))
        if not tip.commit or any(each.path.startswith(f"{_SIGNATURES}/") for each in changes):
            signatures = "folder"
            self._read_signatures(tree, len(tip.commit))
        self._rules["folder"] = rules_of(tree.read(_SETTINGS))
        day = clock.today(self.zone).isoformat()
        parents = (tip.commit,) if tip.commit else ()
        return _Node(NOT_COMMITTED, day, parents, people, signatures, "folder")

    def _read_signatures(self, tree: git.WorkTree, length: int) -> None:
        for path in tree.paths(_SIGNATURES):
            content = tree.read(path)
            if content is not None and path.endswith(".sig"):
                name = path.removeprefix(f"{_SIGNATURES}/")
                self._folder_signatures[name] = _blob_id(content, length)

    def lines(self, tree: str) -> Lines:
        """Return the register that a tree of `records/person` holds."""
        if tree and tree not in self._lines:
            listing = self.repository.run("ls-tree", "-r", "-z", tree)
            rows = (each.split("\t", 1)[0].split(" ") for each in listing.split("\0") if each)
            blobs = (git.blob(self.repository, sha) for _, kind, sha in rows if kind == "blob")
            self._lines[tree] = lines_of(filter(None, blobs))
        return self._lines.get(tree, {})

    def rules(self, blob: str) -> Rules:
        """Return what the settings of a blob say."""
        if blob and blob not in self._rules:
            self._rules[blob] = rules_of(git.blob(self.repository, blob))
        return self._rules.get(blob, Rules())

    def signature_changes(
        self, edges: Iterable[tuple[str, str]]
    ) -> Mapping[tuple[str, str], list[tuple[str, str, str]]]:
        """Return for pairs of trees the signatures that differ: path, blob before and after."""
        wanted = {pair for pair in edges if pair[0] != pair[1]}
        found = {pair: self._against_folder(pair[0]) for pair in wanted if pair[1] == "folder"}
        trees = sorted(wanted - found.keys())
        lines = [" ".join(each or self._no_tree for each in pair) for pair in trees]
        flags = ["--stdin", "-r", "-z", "--raw", "--no-renames"]
        parts = self._asked("diff-tree", flags, lines).split("\0")
        current: list[tuple[str, str, str]] = []
        by_line = dict(zip(lines, trees, strict=True))
        for meta, path in zip(parts[::2], parts[1::2], strict=False):
            head, _, change = meta.rpartition("\n:")
            if head.strip() in by_line:
                current = found.setdefault(by_line[head.strip()], [])
            _, _, before, after, _ = change.removeprefix(":").split(" ")
            if path.endswith(".sig"):
                current.append((path, _or_none(before), _or_none(after)))
        return found

    def _against_folder(self, tree: str) -> list[tuple[str, str, str]]:
        listing = self.repository.run("ls-tree", "-r", "-z", tree) if tree else ""
        rows = (each.split("\t", 1) for each in listing.split("\0") if each)
        before = {path: head.split(" ")[2] for head, path in rows if path.endswith(".sig")}
        after = self._folder_signatures
        paths = sorted(before.keys() | after.keys())
        pairs = ((path, before.get(path, ""), after.get(path, "")) for path in paths)
        return [each for each in pairs if each[1] != each[2]]

    @cached_property
    def _no_tree(self) -> str:
        return self.repository.run("hash-object", "-t", "tree", "/dev/null")

    def _asked(self, command: str, flags: list[str], lines: Iterable[str]) -> str:
        given = "".join(f"{line}\n" for line in lines)
        return self.repository.run(command, *flags, given=given.encode())


def _or_none(sha: str) -> str:
    return sha if sha.strip("0") else ""


def _blob_id(content: bytes, length: int) -> str:
    name = "sha1" if length in {0, _SHA1_LENGTH} else "sha256"
    return hashlib.new(
        name, b"blob %d\0" % len(content) + content, usedforsecurity=False
    ).hexdigest()


_Edges = list[tuple[_Node, _Node]]
_Changes = Mapping[tuple[str, str], list[tuple[str, str, str]]]
_NOTHING = _Node("", "", ())


def _told(walk: _Walk, nodes: list[_Node], since: str) -> SigningHistory:
    by_commit = {node.commit: node for node in nodes}
    old_ones = _reached(since, by_commit) if since else set()
    parents = {
        node.commit: [by_commit[each] for each in node.parents if each in by_commit]
        for node in nodes
    }
    edges = [(node, old) for node in nodes for old in parents[node.commit] or [_NOTHING]]
    trees = [(old.signatures, new.signatures) for new, old in edges]
    tip = ("", nodes[-1].signatures if nodes else "")
    changes = walk.signature_changes([*trees, tip])
    founding = _founding(nodes, edges, changes)
    steps = {
        node.commit: Step(
            node.commit, node.day, order, node.commit in founding, node.commit in old_ones
        )
        for order, node in enumerate(nodes)
    }
    restarts = tuple(_restarts(walk, edges, steps))
    for _, step in restarts:
        steps[step.commit] = replace(step, is_founding=True)
    return SigningHistory(
        keys=tuple(dict.fromkeys(_key_changes(walk, edges, parents, steps))),
        posts=tuple(dict.fromkeys(_post_changes(walk, edges, parents, steps))),
        files=_files(walk, edges, parents, changes, steps),
        lowered=tuple(each for each in _lowered(walk, edges) if not steps[each].is_old),
        restarts=restarts,
        stated_before=frozenset(_stated_before(walk, edges, parents)),
        eased=tuple(
            new.commit
            for new, old in edges
            if walk.rules(old.settings).is_signed and not walk.rules(new.settings).is_signed
        ),
    )


def _founding(nodes: list[_Node], edges: _Edges, changes: _Changes) -> set[str]:
    """Return the commits that lead to every first signature: nothing could be forged yet then."""
    adding = {
        new.commit
        for new, old in edges
        if any(after for _, _, after in changes.get((old.signatures, new.signatures), ()))
    }
    signed: set[str] = set()
    found = {node.commit for node in nodes}
    by_commit = {node.commit: node for node in nodes}
    for node in nodes:
        is_later = any(parent in signed for parent in node.parents)
        if node.commit in adding and not is_later:
            found &= _reached(node.commit, by_commit)
        if node.commit in adding or is_later:
            signed.add(node.commit)
    return found


def _reached(commit: str, by_commit: Mapping[str, _Node]) -> set[str]:
    """Return a commit and all that lead to it."""
    reached: set[str] = set()
    ahead = [commit]
    while ahead:
        each = ahead.pop()
        if each not in reached and each in by_commit:
            reached.add(each)
            ahead += by_commit[each].parents
    return reached


def _lowered(walk: _Walk, edges: _Edges) -> Iterator[str]:
    for new, old in edges:
        if walk.rules(old.settings).is_required and not walk.rules(new.settings).is_required:
            yield new.commit


def _stated_before(
    walk: _Walk, edges: _Edges, parents: Mapping[str, list[_Node]]
) -> Iterator[tuple[str, str]]:
    """Yield what had been decided, corrected or put off when decisions first began to be signed."""
    first = next((new for new, _ in edges if walk.rules(new.settings).is_signed), None)
    if first is not None:
        before = [node.commit for node in parents[first.commit]]
        yield from stated.stated_before(walk.repository, first.commit, before)


def _restarts(
    walk: _Walk, edges: _Edges, steps: Mapping[str, Step]
) -> Iterator[tuple[Restart, Step]]:
    """Yield each entry that was ever there, with the commit where it was first seen."""
    seen: set[Restart] = set()
    for new, old in edges:
        for each in sorted(walk.rules(new.settings).restarts - seen, key=lambda one: one.on):
            seen.add(each)
            if each not in walk.rules(old.settings).restarts:
                yield each, steps[new.commit]


def _files(
    walk: _Walk,
    edges: _Edges,
    parents: Mapping[str, list[_Node]],
    changes: _Changes,
    steps: Mapping[str, Step],
) -> Mapping[str, SignatureFile]:
    """Return every signature that ever stood, with what became of it."""
    found: dict[str, SignatureFile] = {}
    first: dict[str, str] = {}
    for new, old in edges:
        for name, before, after in changes.get((old.signatures, new.signatures), ()):
            path = f"{_SIGNATURES}/{name}"
            step = steps[new.commit]
            if step.is_old and not after:  # what went before the baseline was never relied on
                found.pop(path, None)
            elif path not in found or step.is_old:
                first[path] = after
                register = _register(walk, parents[new.commit])
                found[path] = SignatureFile(path, step, register)
            elif before == first[path]:  # what another line had before the baseline is no matter
                found[path] = replace(found[path], touched=(*found[path].touched, new.commit))
            elif after == first[path] and found[path].touched:
                found[path] = replace(found[path], restored=new.commit)
    tip = ("", edges[-1][0].signatures if edges else "")
    now = {f"{_SIGNATURES}/{name}": after for name, _, after in changes.get(tip, ())}
    return {
        path: replace(each, is_intact=now.get(path) == first[path]) for path, each in found.items()
    }


def _register(walk: _Walk, nodes: list[_Node]) -> Lines:
    """Return the register of these commits, taken together."""
    registers = [walk.lines(node.people) for node in nodes]
    if len(registers) == 1:
        return registers[0]
    people = {person for register in registers for person in register}
    both = {
        person: merged(register[person] for register in registers if person in register)
        for person in people
    }
    return {person: line for person, line in both.items() if line is not None}


def _key_changes(
    walk: _Walk, edges: _Edges, parents: Mapping[str, list[_Node]], steps: Mapping[str, Step]
) -> Iterator[KeyChange]:
    seen: _Seen = {}
    for new, old in edges:
        if new.people == old.people:
            continue
        before, after = walk.lines(old.people), walk.lines(new.people)
        others = [walk.lines(node.people) for node in parents[new.commit] if node is not old]
        for person in sorted(before.keys() | after.keys()):
            had, has = before.get(person, _NOBODY), after.get(person, _NOBODY)
            for mark in sorted(had.keys.keys() | has.keys.keys()):
                then, now = had.keys.get(mark), has.keys.get(mark)
                is_brought = any(mark in each.get(person, _NOBODY).keys for each in others)
                if then == now or (then is None and is_brought):
                    continue
                step = _since(seen, (person, mark), then, now, steps[new.commit])
                body = {**had.bodies, **has.bodies}[mark]
                yield KeyChange(person, mark, body, then, now, step)


def _post_changes(
    walk: _Walk, edges: _Edges, parents: Mapping[str, list[_Node]], steps: Mapping[str, Step]
) -> Iterator[PostChange]:
    seen: _Seen = {}
    for new, old in edges:
        if new.people == old.people:
            continue
        before, after = walk.lines(old.people), walk.lines(new.people)
        others = [walk.lines(node.people) for node in parents[new.commit] if node is not old]
        for person, has in sorted(after.items()):
            had = before.get(person, _NOBODY)
            for term, until in sorted(has.posts.items()):
                then = had.posts.get(term)
                is_brought = any(term in each.get(person, _NOBODY).posts for each in others)
                if then == until or (then is None and is_brought):
                    continue
                step = _since(seen, (person, *term), then, until, steps[new.commit])
                yield PostChange(person, *term, then, until, step)


_NOBODY = Line("")
_Seen = dict[tuple[object, ...], Step]


def _since(seen: _Seen, what: tuple[str, ...], before: object, after: object, here: Step) -> Step:
    """Return where something came to be as it is now.

    What a merge brings is as old as it is there; what goes back to what it was is new here.
    """
    came = seen.setdefault((*what, after), here)
    was = seen.get((*what, before))
    return came if was is not None and came.order > was.order else here
