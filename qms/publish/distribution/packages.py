"""What goes with change packages: a letter to each holder, and the order to a printer's shop."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from qms.model.kinds.ch02_manual import release_name
from qms.model.snapshot import Snapshot
from qms.publish.book.weasy import bound, laid_out, meta, printed
from qms.publish.distribution import FOLDER, Delivery, in_words
from qms.publish.pictures.tables import table
from qms.publish.templating import filled, html, joined

_LOOK = html("""<style>
.cover .to { margin-top: 20mm }
.cover h1 { margin-top: 14mm }
.cover .signed { margin-top: 20mm; text-align: right }
</style>""")
_TITLE = "手册换页通知"


def covers(snapshot: Snapshot, chosen: Sequence[Delivery], sent: Sequence[int]) -> bytes:
    """Return a letter to each holder, on a sheet of its own, in the language of the list.

    Args:
        snapshot: The repository on the day.
        chosen: The packages, each with the leaves that come back.
        sent: How many leaves each puts in.

    """
    company = snapshot.settings.company
    body = joined([
        _LOOK,
        *(
            filled(
                f"{FOLDER}/cover.html",
                lang="en" if each.is_in_english else "zh",
                company=(each.is_in_english and company.get("name_en")) or company.get("name", ""),
                manual=snapshot.settings.manual,
                each=each,
                sent=leaves,
                old=release_name(each.copy.release),
                since=in_words(each.release.effective, is_in_english=each.is_in_english),
                day=in_words(snapshot.as_of, is_in_english=each.is_in_english),
                days=snapshot.settings.limits.receipt_days,
            )
            for each, leaves in zip(chosen, sent, strict=True)
        ),
    ])
    document = laid_out(body, None, head=meta(created=str(snapshot.as_of), author="", title=_TITLE))
    seed = hashlib.sha256(body.encode()).digest()[:16]
    return bound(document, document.pages, title=_TITLE, identifier=seed, attachments=[])


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be printed: for whom, and how many of its pages, which are not what it weighs."""

    file: str
    copy: str
    holder: str
    pages: int
    sha256: str

    def sheets(self, *, one_sided: bool) -> int:
        """Return how many sheets of paper it takes."""
        return self.pages if one_sided else -(-self.pages // 2)


_HEADS = ("序号", "文件", "分发号", "持有人", "页数", "纸张数", "SHA-256（前十二位）")
_SHOWN = 12


def print_order(snapshot: Snapshot, jobs: Sequence[Job], *, one_sided: bool = False) -> bytes:
    """Return what a printer's shop needs: a numbered list of the files, and how to print them.

    The files lie in this order in the one with all of them.
    """
    rows = [
        (
            number, each.file, each.copy, each.holder, each.pages,
            each.sheets(one_sided=one_sided), each.sha256[:_SHOWN],
        )
        for number, each in enumerate(jobs, 1)
    ]  # fmt: skip
    total = sum(each.sheets(one_sided=one_sided) for each in jobs)
    how = "单面打印" if one_sided else "双面打印，长边翻转"
    body = html(
        '<section class="front"><h1>印刷委托单</h1>'
        "<p>{}　{}　{}</p>"
        "<p>请按下表次序每个文件印一份，A4，{}，原尺寸（不缩放），彩色；"
        "每份单独叠放，不装订，打四孔，份与份之间放一张隔页。共 {} 份，{} 张纸。"
        "all.pdf 按同一次序合并了全部文件，可一次印出。印完请把文件从机器上删除。</p>{}"
        "<p>委托人：______________　　承印：______________　　日期：______________</p></section>",
        snapshot.settings.company.get("name", ""),
        snapshot.settings.manual.number,
        in_words(snapshot.as_of, is_in_english=False),
        how,
        len(jobs),
        total,
        table(_HEADS, rows, css="jobs"),
    )
    return printed(body, title="印刷委托单", day=snapshot.as_of)
