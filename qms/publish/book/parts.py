"""What the book is made of: the chapters, the annexes drawn from the records, the cover's note."""

from qms.model.kinds.ch05_leadership import Department
from qms.model.kinds.ch07_documents import Document, Form
from qms.model.snapshot import Snapshot
from qms.publish.book.blocks import Maker, Piece, chapter_pieces
from qms.publish.book.cutting import cut
from qms.publish.book.paging import Part
from qms.publish.book.setting import Hand
from qms.publish.book.sizes import refuse_long
from qms.publish.pictures import TABLES
from qms.publish.pictures.tables import table
from qms.publish.templating import Markup, joined

ANNEX = "附"


def parts_of(snapshot: Snapshot, hand: Hand = Hand.by_signs) -> tuple[Part, ...]:
    """Return the parts of the book that have pages of their own: chapters and annexes.

    The words are the same in either hand, but for two drawings that say more since; how they are
    set on pages is not. What is longer than a
    page is cut, unless a release has it whole.

    Raises:
        QmsError: The chapters are longer than a book may be.

    """
    refuse_long(snapshot.chapters)
    whole = frozenset(
        digest for each in snapshot.releases for page in each.pages for digest in page.blocks
    )
    chapters = [
        Part(
            chapter.front.chapter,
            chapter.front.title,
            cut(chapter_pieces(chapter, snapshot, hand=hand), whole),
            hand,
        )
        for chapter in snapshot.chapters
        if chapter.front.chapter != "0"
    ]
    return (*chapters, Part(ANNEX, "附录", cut(_annex(snapshot, hand), whole), hand))


def _annex(snapshot: Snapshot, hand: Hand) -> tuple[Piece, ...]:
    maker = Maker(ANNEX, snapshot, hand=hand)
    maker.title("附录 A　过程关系")
    maker.drawing("process-map")
    maker.table(TABLES["processes"](snapshot))
    maker.title("附录 B　组织机构")
    maker.drawing("organisation")
    maker.table(TABLES["departments"](snapshot))
    maker.title("附录 C　记录清单")
    maker.table(_forms(snapshot))
    maker.title("附录 D　相关文件清单")
    maker.table(
        table(
            ("文件编号", "名称", "版本", "条款"),
            ((each.id, each.name, each.version, each.clause) for each in snapshot.all(Document)),
        )
    )
    return tuple(maker.pieces)


def _forms(snapshot: Snapshot) -> Markup:
    departments = {each.id: each.name for each in snapshot.all(Department)}
    return table(
        ("表单编号", "名称", "版本", "归口部门", "保存期"),
        (
            (
                form.id,
                form.name,
                form.version,
                departments.get(form.owner, form.owner),
                f"{form.retain_years} 年" if form.retain_years else "在用保持",
            )
            for form in snapshot.all(Form)
        ),
        css="small",
    )


def cover_note(snapshot: Snapshot) -> Markup:
    """Return what chapter 0 says; it stands at the foot of the cover."""
    covers_ = (chapter for chapter in snapshot.chapters if chapter.front.chapter == "0")
    return joined(each.html for chapter in covers_ for each in chapter_pieces(chapter, snapshot))
