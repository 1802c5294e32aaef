"""Whether what a chapter shows can be printed (clause 2.2)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.manual import DRAWN, Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import MINIMAL
from qms.text import Text

_CHAPTER = MINIMAL["manual/01-order.md"] + "\n"
_KNOWN = (
    "figure:" + ", ".join(sorted(DRAWN["figure"])) + "; table:" + ", ".join(sorted(DRAWN["table"]))
)


@rule(
    "MAN109",
    clause="2.2",
    severity=Severity.ERROR,
    guards_release=True,
    each=Chapter,
    title=Text(zh="图都印得出来", en="Every picture can be printed"),
    message=Text(
        zh="图片 {what} 印不出来：手册只印由登记画出的图表",
        en="the picture {what} is not printed: the manual prints what is drawn from the registers",
    ),
    why=Text(
        zh="图片文件和网址不受控，印出的手册里会空缺，读者看不出少了什么。",
        en="A picture file or an address is not controlled; it would be missing in the printed "
        "manual without anybody seeing that.",
    ),
    cure=Text(
        zh="删去，或单独一行写成 ![图名](figure:名称)，名称为："
        f"{_KNOWN}。照片、扫描件作为记录的附件登记。",
        en=f"Delete it, or write ![caption](figure:NAME) on a line of its own; names: {_KNOWN}. "
        "File photos and scans as attachments of records.",
    ),
    bad=Example({"manual/01-order.md": _CHAPTER + "见图 ![图](http://example.org/a.png)。\n"}),
    good=Example({
        "manual/01-order.md": _CHAPTER + "![图](figure:pdca)\n\n写作 `![图](a.png)`。\n"
    }),
)
def picture_not_printed(snapshot: Snapshot) -> Iterator[Hit]:
    """A chapter holds a picture that is no figure drawn from the registers on its own line."""
    for chapter in snapshot.chapters:
        for found in chapter.unprintable:
            yield hit(chapter.at(found.line, found.column), mark=found.title, what=found.title)
