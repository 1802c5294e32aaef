"""Which figures of the text come from the register, and which do not (clause 2.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from qms.model.kinds.ch02_limits import PREFIX, Limit, States
from qms.model.manual import Chapter
from qms.model.prose import Figure, figures_of, printed_in
from qms.model.snapshot import Snapshot
from qms.text import Text, same


class Binding(Enum):
    """How a figure of the text stands to the register."""

    bound = "bound"
    listed = "listed"
    open = "open"


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure of the text: printed from an entry, listed as none, or written out.

    Attributes:
        clause: Where it stands.
        words: As it reads.
        entry: The entry that prints it, or that says why it is no figure.
        binding: Which of these it is.

    """

    clause: str
    words: str
    entry: str
    binding: Binding


def written_out(snapshot: Snapshot) -> Iterator[tuple[Chapter, Figure, Limit | None]]:
    """Yield each figure that a chapter writes out, with the entry that says why it may."""
    listed = {
        (each.clause, each.words): each
        for each in snapshot.all(Limit)
        if each.states is States.none
    }
    for chapter in snapshot.chapters:
        for figure in figures_of(chapter):
            yield chapter, figure, listed.get((figure.clause, figure.words))


def printed_by(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return by clause the entries that its text prints, in the order of their names."""
    return {
        clause.number: tuple(
            name.removeprefix(PREFIX)
            for name in sorted(printed_in(clause))
            if name.startswith(PREFIX)
        )
        for _, clause in snapshot.clauses
    }


def stated_in(snapshot: Snapshot) -> tuple[Stated, ...]:
    """Return every figure of the text, clause by clause: bound, listed or open."""
    found: dict[str, list[Stated]] = {clause.number: [] for _, clause in snapshot.clauses}
    for number, names in printed_by(snapshot).items():
        for name in names:
            entry = snapshot.find(Limit, name)
            if entry is not None:
                found[number].append(Stated(number, entry.printed, name, Binding.bound))
    for _, figure, entry in written_out(snapshot):
        binding = Binding.listed if entry else Binding.open
        stated = Stated(figure.clause, figure.words, entry.id if entry else "", binding)
        found[figure.clause].append(stated)
    return tuple(each for rows in found.values() for each in rows)


@dataclass(frozen=True, slots=True)
class Promised:
    """A clause: how many sentences oblige somebody, which rules hold to it, and its figures.

    Attributes:
        clause: Its number.
        title: Its title.
        duties: How many of its sentences oblige.
        rules: The codes of the rules of this clause.
        figures: Each with the codes of the rules that go by it, of whatever clause.

    """

    clause: str
    title: str
    duties: int
    rules: tuple[str, ...]
    figures: tuple[tuple[Stated, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All clauses, and the entries by name."""

    rows: tuple[Promised, ...]
    entries: dict[str, Limit]

    @property
    def figures(self) -> tuple[tuple[Stated, tuple[str, ...]], ...]:
        """Every figure of the text with the rules that go by it."""
        return tuple(each for row in self.rows for each in row.figures)

    def number(self, binding: Binding) -> int:
        """Return how many figures stand so."""
        return sum(stated.binding is binding for stated, _ in self.figures)

    def reason(self, stated: Stated) -> Text:
        """Return why a figure is in no rule's hands, where the register says."""
        entry = self.entries.get(stated.entry)
        return same(entry.reason if entry else "")
