"""Refuses a book that would not be done in the time and memory of a desk computer."""

from collections.abc import Iterable

from qms import limits
from qms.errors import QmsError
from qms.model.manual import Chapter
from qms.text import Text, same


def refuse_long(chapters: Iterable[Chapter]) -> None:
    """Refuse chapters that together have too many characters, before they are laid out.

    Raises:
        QmsError: They have more than `limits.BOOK_CHARACTERS`; names the longest.

    """
    lengths = {each.path: len(each.body) for each in chapters}
    if sum(lengths.values()) > limits.BOOK_CHARACTERS:
        raise QmsError(
            Text(
                zh="手册正文共 {count} 字，最多排 {most} 字，没有排版。最长的是 {path}。",
                en="The chapters have {count} characters; at most {most} are laid out, and nothing "
                "was. The longest is {path}.",
            ),
            Text(
                zh="把清单、数据移入登记，或另立文件、在手册中引用。",
                en="Move lists and data into registers, or into documents that the manual cites.",
            ),
            count=same(f"{sum(lengths.values()):,}"),
            most=same(f"{limits.BOOK_CHARACTERS:,}"),
            path=same(max(lengths, key=lambda path: lengths[path])),
        )


def refuse_thick(pages: int) -> None:
    """Refuse a book of too many pages: an annex that lists records may have any number.

    Raises:
        QmsError: It has more than `limits.BOOK_PAGES`.

    """
    if pages > limits.BOOK_PAGES:
        raise QmsError(
            Text(
                zh="手册有 {count} 页，最多印 {most} 页，没有印。",
                en="The book has {count} pages; at most {most} are printed, and nothing was.",
            ),
            Text(
                zh="多半是附录里的登记太长；把不需要印的登记从手册中移出。",
                en="Most likely a register in an annex is too long; take it out of the manual.",
            ),
            count=same(f"{pages:,}"),
            most=same(f"{limits.BOOK_PAGES:,}"),
        )
