"""Reads the answers that people wrote into a prepared sheet, by the words of its head row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qms.errors import QmsError
from qms.text import Text, joined, same

_LOOKED_THROUGH = 10
_YES = ("是", "√", "yes", "y", "true", "1")
_NO = ("否", "×", "no", "n", "false", "0")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a prepared sheet: its key, its heading, and whether people fill it in."""

    key: str
    head: Text
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One row as it was filled in: its number in the sheet, and the cells by key."""

    row: int
    cells: Mapping[str, str]

    def text(self, key: str) -> str:
        """Return what a cell says, empty where nothing stands."""
        return self.cells.get(key, "")

    def truth(self, key: str) -> bool | None:
        """Return yes or no; None where the cell is empty.

        Raises:
            QmsError: It says something else.

        """
        words = self.text(key).lower()
        if not words:
            return None
        if words in _YES:
            return True
        if words in _NO:
            return False
        raise self._bad(key, Text(zh="是或否", en="yes or no"))

    def count(self, key: str) -> int | None:
        """Return a number of things; None where the cell is empty.

        Raises:
            QmsError: It is no whole number of at least 0.

        """
        words = self.text(key).removesuffix(".0")
        if not words:
            return None
        if not words.isdecimal():
            raise self._bad(key, Text(zh="不小于 0 的整数", en="a whole number from 0"))
        return int(words)

    def _bad(self, key: str, wanted: Text) -> QmsError:
        return QmsError(
            Text(
                zh="第 {row} 行的 {key} 写的是“{found}”，须是{wanted}。",
                en="Row {row}, {key}, says “{found}”; it takes {wanted}.",
            ),
            row=same(str(self.row)),
            key=same(key),
            found=same(self.text(key)),
            wanted=wanted,
        )


def answers(rows: Sequence[Sequence[object]], columns: Sequence[Column]) -> tuple[Answer, ...]:
    """Return the rows beneath the head row that have anything in them.

    Raises:
        QmsError: No row near the top holds the headings, or one heading is missing.

    """
    heads = {words: column.key for column in columns for words in (column.head.zh, column.head.en)}
    for number, row in enumerate(rows[:_LOOKED_THROUGH]):
        found = {heads[_said(cell)]: at for at, cell in enumerate(row) if _said(cell) in heads}
        if columns[0].key in found:
            missing = [column.head for column in columns if column.key not in found]
            if missing:
                raise _missing(missing)
            return tuple(_filled(rows[number + 1 :], found, number + 2))
    raise _missing([columns[0].head])


def _filled(
    rows: Sequence[Sequence[object]], places: Mapping[str, int], first: int
) -> Iterator[Answer]:
    for number, row in enumerate(rows, first):
        cells = {key: _said(row[at]) if at < len(row) else "" for key, at in places.items()}
        if any(cells.values()):
            yield Answer(number, cells)


def _said(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _missing(heads: Sequence[Text]) -> QmsError:
    return QmsError(
        Text(zh="表里缺少列：{heads}。", en="The sheet lacks the columns: {heads}."),
        Text(
            zh="用本命令重新准备表格，不要改列名。",
            en="Prepare the sheet anew with this command and keep its headings.",
        ),
        heads=joined(heads),
    )
