"""Proves that an old book and a change package give exactly the new book, on paper (2.2.3).

The printer is followed as well: printed two-sided from its first page, each leaf of the package
must fall on the two faces of one sheet, and nothing else on it.
"""

import io
import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from qms.errors import QmsError
from qms.store import given
from qms.text import Text, same


class _Exchange(BaseModel):
    """One line of a filing instruction: leaves out, leaves in, and behind which."""

    remove: list[str]
    insert: list[str]
    behind: str | None = None


class _Instruction(BaseModel):
    """What a filing instruction holds, if a file has one."""

    exchanges: list[_Exchange] = []
    first_sheet_page: int = 1
    summary_page: int = 2
    receipt_page: int = 2


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A leaf as bound: its label, what its faces are known by, and the words printed there."""

    label: str
    faces: tuple[tuple[tuple[str, str], ...], ...]
    words: tuple[Counter[str], ...]


@dataclass(frozen=True)
class _Bound:
    """A PDF as sheets of paper, with its filing instruction and the number of its copy."""

    sheets: tuple[_Sheet, ...]
    starts: tuple[int, ...]
    instruction: Mapping[str, Any]
    copy: str | None
    pages: int


def verify(old: Path, pack: Path, new: Path) -> list[Text]:
    """Print a package, follow its instruction on the old book, and compare with the new one.

    Returns what differs; nothing when old and package give exactly the new book, leaf by leaf.

    Raises:
        QmsError: A file is no such PDF, or they are of different copies or releases.

    """
    before, packed, after = _read(old), _read(pack), _read(new)
    if "exchanges" not in packed.instruction:
        raise QmsError(
            Text(
                zh="{path} 里没有换页说明，不是换页包。",
                en="{path} holds no filing instruction: it is no change package.",
            ),
            Text(
                zh="依次写旧册、换页包、新册。",
                en="Name the old book, the package and the new book, in this order.",
            ),
            path=same(str(pack)),
        )
    _refuse_other_copies(before, packed, after)
    misprinted = list(_misprinted(packed))
    if misprinted:
        return misprinted
    try:
        filed = _filed(before.sheets, packed)
    except ValueError as error:
        return [Text(zh=f"旧册里没有 {error}。", en=f"The old book lacks {error}.")]
    return list(_differences(filed, after.sheets))


def _read(path: Path) -> _Bound:
    from pypdf import PdfReader

    content = given.content(path)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said by us
    try:
        reader = PdfReader(io.BytesIO(content))
        listed = _attached(reader.attachments, "pages.json")
        instruction = _attached(reader.attachments, "instruction.json") or {}
        _Instruction.model_validate(instruction)
        note = _attached(reader.attachments, "copy.json") or {}
        start = int(instruction.get("first_sheet_page", 1)) - 1
        words = [Counter("".join(page.extract_text().split())) for page in reader.pages]
        sheets, starts = zip(*_bound(listed, words, start, instruction), strict=True)
    # pypdf raises whatever it meets in a broken file: AttributeError, KeyError, RecursionError.
    except Exception as error:
        raise QmsError(
            Text(
                zh="{path} 不是本程序印制的手册或换页包。",
                en="{path} is no book or change package printed by this program.",
            ),
            Text(
                zh="用程序写出的 PDF 原件，不用另存、合并或扫描的。",
                en="Take the PDF that qms wrote, not one saved anew, merged or scanned.",
            ),
            path=same(str(path)),
        ) from error
    number = instruction.get("copy") or note.get("copy")
    return _Bound(sheets, starts, instruction, number and str(number), len(words))


def _attached(attachments: Mapping[str, Sequence[bytes]], name: str) -> Any:  # noqa: ANN401 - JSON
    found = attachments.get(name)
    return json.loads(found[0]) if found else None


def _bound(
    listed: Sequence[Mapping[str, Any]],
    words: Sequence[Counter[str]],
    start: int,
    instruction: Mapping[str, Any],
) -> Iterator[tuple[_Sheet, int]]:
    """Yield each leaf with the page, from 0, that its first face stands on."""
    is_one_sided = instruction.get("paper") == "one-sided"
    place = start
    for leaf in listed:
        sides = [side for side in leaf["sides"] if not is_one_sided or "sha256" in side]
        before, after = _slips(leaf)
        first = place + before
        place = first + len(sides) + after
        if place > len(words):
            raise ValueError(leaf["leaf"])
        yield (
            _Sheet(
                leaf["leaf"],
                tuple(
                    tuple(sorted((key, str(value)) for key, value in side.items()))
                    for side in leaf["sides"]
                    if "sha256" in side
                ),
                tuple(words[at] for at, side in enumerate(sides, first) if "sha256" in side),
            ),
            first,
        )


def _slips(leaf: Mapping[str, Any]) -> tuple[int, int]:
    """Return the pages of slips before and behind a leaf; older books have them all before."""
    if "slips" in leaf:
        return sum(leaf["slips"]), 0
    return int(leaf["before"]), int(leaf["after"])


def _refuse_other_copies(old: _Bound, pack: _Bound, new: _Bound) -> None:
    if pack.copy is None:
        return
    for book, zh, en in ((old, "旧册", "old book"), (new, "新册", "new book")):
        if book.copy not in {None, pack.copy}:
            raise QmsError(
                Text(
                    zh="{zh}是分发号 {other} 的，换页包是分发号 {number} 的。",
                    en="The {en} is copy {other}, the package is for copy {number}.",
                ),
                Text(zh="换成同一分发号的文件。", en="Take the files of one copy."),
                zh=same(zh),
                en=same(en),
                other=same(str(book.copy)),
                number=same(pack.copy),
            )


def _misprinted(pack: _Bound) -> Iterator[Text]:
    """Yield what would share a sheet of paper when the package is printed two-sided."""
    if pack.instruction.get("paper") == "one-sided":
        return
    for sheet, start in zip(pack.sheets, pack.starts, strict=True):
        if start % 2:
            yield Text(
                zh=f"双面打印时 {sheet.label} 不在同一张纸上。",
                en=f"Printed two-sided, {sheet.label} does not fall on one sheet.",
            )
    parts = {
        "summary_page": Text(zh="修改内容", en="The summary"),
        "receipt_page": Text(zh="回执", en="The receipt"),
    }
    for key, part in parts.items():
        page = int(pack.instruction.get(key, 2))
        if not page % 2:
            yield Text(
                zh=f"双面打印时{part.zh}不从一张新纸开始。",
                en=f"{part.en} does not begin on a sheet of its own when printed two-sided.",
            )
    if pack.pages % 2:
        yield Text(
            zh="双面打印时最后一张的背面没有页。", en="The back of the last sheet has no page."
        )


def _filed(book: Sequence[_Sheet], pack: _Bound) -> list[_Sheet]:
    """Do with the sheets what the instruction says.

    Raises:
        ValueError: A sheet to take out, or behind which to insert, is not there.

    """
    sheets, given = list(book), iter(pack.sheets)
    for line in pack.instruction["exchanges"]:
        labels = [sheet.label for sheet in sheets]
        new = list(islice(given, len(line["insert"])))
        if len(new) < len(line["insert"]):
            raise ValueError(line["insert"])
        if line["remove"]:
            at = labels.index(line["remove"][0])
            if labels[at : at + len(line["remove"])] != line["remove"]:
                raise ValueError(line["remove"])
            sheets[at : at + len(line["remove"])] = new
        else:
            at = labels.index(line["behind"]) + 1 if line["behind"] else 0
            sheets[at:at] = new
    return sheets


def _differences(filed: Sequence[_Sheet], wanted: Sequence[_Sheet]) -> Iterator[Text]:
    have, want = [sheet.label for sheet in filed], [sheet.label for sheet in wanted]
    for label in [each for each in want if each not in have]:
        yield Text(zh=f"缺 {label}。", en=f"{label} is missing.")
    for label in [each for each in have if each not in want]:
        yield Text(zh=f"多出 {label}。", en=f"{label} is too many.")
    if sorted(have) == sorted(want) and have != want:
        yield Text(zh="页序不同。", en="The order differs.")
    known = {sheet.label: sheet for sheet in wanted}
    for sheet in filed:
        other = known.get(sheet.label)
        if other is not None and (sheet.faces, sheet.words) != (other.faces, other.words):
            yield Text(
                zh=f"{sheet.label} 的内容不同。", en=f"What is printed on {sheet.label} differs."
            )
