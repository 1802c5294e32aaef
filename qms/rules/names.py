"""Whether the posts that the text gives duties to exist (clause 5.3)."""

import re
from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch05_leadership import Post
from qms.model.manual import Chapter
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import MINIMAL
from qms.text import Text

_ORDER = "manual/01-order.md"
_HAN = "一-鿿"
_RANKS = "管理者代表|经理|部长|主任|专员|管理员|工程师|总监|主管(?!部门)|科长|组长|班长|厂长"
_POST = re.compile(rf"[{_HAN}]{{0,8}}?(?:{_RANKS})")
# Somebody who is given a duty by what he does: 发运人员应……
_STAFF = re.compile(rf"[{_HAN}]{{1,8}}人员(?=应|不得|必须|须)")
# A post told from its like by what it is in charge of: 副总经理（分管经营）.
_QUALIFIED = re.compile(rf"[{_HAN}]{{2,8}}（分管[{_HAN}]{{1,8}}）")
_LEADING = re.compile(
    r"^.*(?:[由向和与及或将的经报请给对被是为]|会同|报告|通知|指定|协助|配合|其他)"
)
# Anybody, whom a name of a post would only narrow; customers' people; who happens to be there.
_ANYBODY = re.compile(
    r"^(?:任何|有关|相关|在岗|在场|受训|被?检查|复核|服务|所有|全体|客户|外来|人员)"
)


def _chapter(body: str) -> dict[str, str]:
    return {_ORDER: MINIMAL[_ORDER].replace("各部门应学习本手册。", body)}


@rule(
    "ORG104",
    clause="5.3",
    severity=Severity.WARNING,
    each=Chapter,
    reads=(Post,),
    title=Text(zh="正文只用有说明书的岗位", en="The text names posts that exist"),
    message=Text(zh="正文写有“{name}”，岗位说明书里没有", en="the text names {name}, no post"),
    why=Text(
        zh="职责写给不存在的岗位，就没有人做。",
        en="A duty given to a post that does not exist is nobody's.",
    ),
    cure=Text(
        zh="改用《岗位说明书》里的岗位名称，经文件更改发布；确有此岗位的，登记它。",
        en="Use the name of a post of the register, by a change; or register the post.",
    ),
    bad=Example(_chapter("服务经理应学习本手册。")),
    good=Example(_chapter("总经理应学习本手册，任何人员不得违反；由总经理报主管部门。")),
    owner="office",
)
def post_unknown(snapshot: Snapshot) -> Iterator[Hit]:
    """A word of the text reads like a post that has a duty and is none of the register."""
    posts = [each.name for each in snapshot.all(Post)]
    if not posts:
        return
    short = {name.split("（")[0] for name in posts}
    names = sorted({*posts, *short}, key=len, reverse=True)
    known = re.compile("|".join(re.escape(name) for name in names))
    ends = tuple(posts)
    for chapter in snapshot.chapters:
        for offset, line in enumerate(chapter.body.split("\n")):
            for found in _QUALIFIED.finditer(line):
                if not found[0].endswith(ends):
                    name = _LEADING.sub("", found[0])
                    column = found.end() - len(name) + 1
                    yield hit(chapter.at(chapter.body_line + offset, column), mark=name, name=name)
        text = known.sub(lambda found: "·" * len(found[0]), chapter.body)
        for offset, line in enumerate(text.split("\n")):
            for found in (*_POST.finditer(line), *_STAFF.finditer(line)):
                name = _LEADING.sub("", found[0])
                if name and not _ANYBODY.search(name):
                    column = found.end() - len(name) + 1
                    yield hit(chapter.at(chapter.body_line + offset, column), mark=name, name=name)
