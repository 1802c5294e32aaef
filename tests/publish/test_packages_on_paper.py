"""Whatever is amended: printed and filed as told, a package turns the old book into the new one.

The faces are compared as they look, picture by picture, by a printer and a hand that know nothing
of the program's own list of pages: the printer takes the pages two by two, the hand does what the
instruction says, leaf by leaf.
"""

import datetime as dt
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qms.model.kinds.ch02_manual import Release
from qms.model.manual import Chapter
from qms.model.snapshot import Snapshot
from qms.publish.book.book import laid_book, unlaid_book
from qms.publish.book.imprint import Imprint
from qms.publish.book.new_pages import new_pages
from qms.publish.book.writing import written
from qms.publish.change_pack import Paper, package, printed
from qms.publish.stamps import Stamp, stamped
from qms.store.loading import load
from tests.testing.faces import faces_of
from tests.testing.repository import repository

pytestmark = pytest.mark.paper

Text = tuple[str, ...]
Sheet = tuple[str | None, str | None]
SENTENCE = "各部门应按本手册办理，办理结果记入记录，并由本部门负责人核对后归档保存。"
FIRST: Text = tuple(f"甲{n}：{SENTENCE * (1 + n % 5)}" for n in range(18))
DAYS = tuple(dt.date(2026, month, 1) for month in (1, 3, 5, 7))
Step = tuple[str, int, int, int]

steps = st.lists(
    st.tuples(
        st.sampled_from(("insert", "delete", "change", "move", "table", "heading", "row", "list")),
        st.integers(0, 99), st.integers(0, 99), st.sampled_from((1, 2, 6, 30)),
    ),
    max_size=5,
)  # fmt: skip
EMPTIED: list[Step] = [("delete", 99, 0, 1)] * 12
GROWN: list[Step] = [("insert", 4, 0, 30)]
TABLED: list[Step] = [("table", 3, 0, 30), ("move", 17, 0, 1)]
TORN: list[Step] = [("row", 3, 0, 30), ("list", 9, 0, 30)]


def amended(text: Text, chosen: Sequence[Step], seed: int) -> Text:
    blocks = list(text)
    for at, (kind, here, there, size) in enumerate(chosen):
        fresh = f"乙{seed}-{at}：{SENTENCE * size}"
        if kind == "table":
            rows = "\n".join(f"| {seed}-{at}-{row} | {SENTENCE} |" for row in range(size))
            fresh = f"| 序号 | 内容 |\n| --- | --- |\n{rows}"
        elif kind == "row":  # longer than a page from some thirty sentences on
            long = "".join(f"{n}：{SENTENCE}" for n in range(2 * size))
            fresh = f"| 序号 | 内容 |\n| --- | --- |\n| {seed}-{at} | {long} |\n| 末 | 短 |"
        elif kind == "list":
            fresh = f"1. {fresh}\n" + "\n".join(f"   - {n}：{SENTENCE}" for n in range(size))
        elif kind == "heading":
            fresh = f"**{fresh[:12]}**"
        if kind in {"insert", "table", "heading", "row", "list"} or not blocks:
            blocks.insert(here % (len(blocks) + 1), fresh)
        elif kind == "delete":
            blocks.pop(here % len(blocks))
        elif kind == "change":
            blocks[here % len(blocks)] = fresh
        else:
            blocks.insert(there % len(blocks), blocks.pop(here % len(blocks)))
    return tuple(blocks)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return load(repository(tmp_path_factory.mktemp("paper") / "r"), as_of=DAYS[0])


def _chapter(chapter: Chapter, text: Text, amendment: int) -> Chapter:
    head = chapter.body.split("\n", 1)[0]
    front = chapter.front.model_copy(update={"revision": f"A/{amendment}"})
    return replace(chapter, front=front, body=f"{head}\n\n" + "\n\n".join(text) + "\n")


def releases_of(base: Snapshot, texts: Sequence[Text]) -> list[Imprint]:
    """Return releases one after the other, each with the pages that it would be given."""
    made: list[Release] = []
    found: list[Imprint] = []
    (chapter,) = base.chapters
    for number, text in enumerate(texts):
        here = _chapter(chapter, text, number)
        day = DAYS[number]
        draft = replace(
            base, as_of=day, chapters=(here,), tables={**base.tables, "release": tuple(made)}
        )
        pages = new_pages(draft, made[-1] if made else None, amendment=number)
        release = Release.model_validate({
            "id": f"A-{number}", "edition": "A", "amendment": number, "effective": day,
            "reason": "例", "format": 3, "pages": pages.pages, "deleted_pages": pages.deleted,
            "chapters": (
                {"path": here.path, "chapter": "1", "revision": f"A/{number}",
                 "sha256": here.sha256},
            ),
        })  # fmt: skip
        made.append(release)
        stands = replace(draft, tables={**base.tables, "release": tuple(made)})
        found.append(Imprint(stands, release, stands))
    return found


@dataclass(frozen=True)
class Printout:
    """A PDF as it comes out of the printer: a picture for each face, and what is told with it."""

    faces: tuple[str, ...]
    told: dict[str, Any]
    listed: list[dict[str, Any]]


def _on_paper(content: bytes, path: Path) -> Printout:
    path.write_bytes(content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        told = {
            name: json.loads(pdf.attachments[name].get_file().read_bytes())
            for name in ("instruction.json", "pages.json")
            if name in pdf.attachments
        }
    return Printout(tuple(faces_of(path)), told.get("instruction.json", {}), told["pages.json"])


def _sheets(faces: Sequence[str]) -> list[Sheet]:
    assert len(faces) % 2 == 0, "printed two-sided, the last sheet has a back"
    return list(zip(faces[::2], faces[1::2], strict=True))


def _filed(old: Sequence[tuple[str, Sheet]], told: dict[str, Any], new: list[Sheet]) -> list[Sheet]:
    """Do with the leaves of a binder what the instruction says, line after line."""
    binder, stack = list(old), list(new)
    for line in told["exchanges"]:
        fresh = [(label, stack.pop(0)) for label in line["insert"]]
        labels = [label for label, _ in binder]
        if line["remove"]:
            at = labels.index(line["remove"][0])
            assert labels[at : at + len(line["remove"])] == line["remove"]
            binder[at : at + len(line["remove"])] = fresh
        else:
            at = labels.index(line["behind"]) + 1 if line["behind"] else 0
            binder[at:at] = fresh
    assert not stack, "every leaf of the package has its place"
    return [sheet for _, sheet in binder]


@settings(max_examples=6)
@given(
    edits=st.lists(steps, min_size=1, max_size=3),
    start=st.integers(0, 2),
    number=st.sampled_from(("001", "044")),
)
@example(edits=[[]], start=0, number="001")
@example(edits=[EMPTIED, GROWN], start=0, number="001")
@example(edits=[GROWN, GROWN, GROWN], start=0, number="001")
@example(edits=[TABLED, EMPTIED], start=1, number="044")
@example(edits=[TORN, GROWN, [("delete", 4, 0, 1)]], start=1, number="044")
def test_printing_two_sided_and_doing_as_told_gives_exactly_the_new_book(
    base: Snapshot, tmp_path_factory: pytest.TempPathFactory,
    edits: list[list[Step]], start: int, number: str,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("faces")
    texts = [FIRST]
    for seed, chosen in enumerate(edits, 1):
        texts.append(amended(texts[-1], chosen, seed))
    chain = releases_of(base, texts)
    first, last = chain[min(start, len(chain) - 2)], chain[-1]
    stamp = Stamp("受控", number, "例", "QMS-EXAMPLE", "QMS-EXAMPLE")

    def book(imprint: Imprint, name: str) -> Printout:
        (content,) = stamped(written(laid_book(imprint)), [stamp])
        return _on_paper(content, folder / f"{name}.pdf")

    old, new = book(first, "old"), book(last, "new")
    made = package(unlaid_book(first), unlaid_book(last))
    pack = printed(made)
    (content,) = stamped(pack.content, [stamp], cover=pack.first_sheet)
    packed = _on_paper(content, folder / "pack.pdf")
    before = packed.told["first_sheet_page"] - 1
    behind = packed.told["summary_page"] - 1
    binder = [
        (leaf["leaf"], sheet) for leaf, sheet in zip(old.listed, _sheets(old.faces), strict=True)
    ]
    assert _filed(binder, packed.told, _sheets(packed.faces)[before // 2 : behind // 2]) == (
        _sheets(new.faces)
    )
    alone = printed(made, paper=Paper.one_sided)
    (content,) = stamped(alone.content, [stamp], cover=alone.first_sheet)
    single = _on_paper(content, folder / "single.pdf")
    shown = single.faces[single.told["first_sheet_page"] - 1 : single.told["summary_page"] - 1]
    is_blank = [("sha256" not in side) for leaf in packed.listed for side in leaf["sides"]]
    faces = packed.faces[before:behind]
    assert list(shown) == [face for face, blank in zip(faces, is_blank, strict=True) if not blank]
