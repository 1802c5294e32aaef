"""The program's sentences as an office says them: commands become pages, codes become names.

Rules and refusals name commands, since the command line is where they are at home. Here the
command is said in words, and the page that does the same is offered beside the sentence.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from qms.errors import QmsError
from qms.model.kinds.record import kind_name
from qms.model.snapshot import Snapshot
from qms.text import Lang, Text

_END = r"[\s，。；、）)`”,.]"
_WORD = (
    rf"--[a-z-]+(?:[ =][^\s，。；、）)`”]+)?|[A-Za-z0-9_{{}}./=…-]+(?={_END}|$)"
    "|字段=值|保管人|经办人|人员|本人|原因|新保管人"
)
_COMMAND = re.compile(rf"[`“]?qms (?P<name>[a-z-]+)(?P<rest>(?: (?:{_WORD}))*)[`”]?")
_CODE = re.compile(r"(?<![\w.-])[a-z]+(?:-[a-z]+)+(?![\w-])")
_OPTION = re.compile(r"--[a-z][a-z-]*")


@dataclass(frozen=True, slots=True)
class Way:
    """A page on which something is done."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence without commands, and the pages that it speaks of."""

    text: str
    ways: tuple[Way, ...] = ()


_PLAIN: dict[str, tuple[Text, str]] = {
    "study": (Text(zh="学习确认", en="the study page"), "/study"),
    "copy": (Text(zh="受控本", en="the copies page"), "/copies"),
    "change-pack": (Text(zh="换页包", en="the change packages"), "/copies/packages"),
    "check": (Text(zh="发现项", en="the findings page"), "/findings"),
    "kpi": (Text(zh="指标", en="the key figures"), "/figures"),
    "status": (Text(zh="今天", en="the page Today"), "/"),
    "list": (Text(zh="记录", en="the records"), "/records"),
    "export": (Text(zh="记录", en="the records"), "/records"),
    "self-evaluate": (Text(zh="自我评价", en="the self-evaluation"), "/list/self-evaluation"),
    "evaluate-compliance": (Text(zh="合规性评价", en="the compliance evaluation"),
                            "/list/compliance-evaluation"),
    "review": (Text(zh="评审", en="the reviews"), "/list/management-review"),
    "change": (Text(zh="文件更改申请", en="the change requests"), "/list/change-request"),
    "document": (Text(zh="受控文件清单（由文件管理员办理）",
                      en="the register of documents (its controller does it)"), "/list/document"),
    "key": (Text(zh="通行密钥", en="the passkeys page"), "/passkeys"),
    "matrix": (Text(zh="符合性矩阵", en="the conformity matrix"), "/matrix"),
    "release": (Text(zh="发布手册", en="releasing the manual"), "/release"),
    "sign": (Text(zh="签署", en="signing"), "/changes"),
    "remind": (Text(zh="催办", en="reminders"), "/remind"),
    "pdf": (Text(zh="受控本页面的“下载打印”", en="“Get it for printing” on a copy's page"),
            "/copies"),
}  # fmt: skip


def spoken(sentence: str, snapshot: Snapshot, lang: Lang) -> Spoken:
    """Return a sentence in words, with the pages that it speaks of."""
    ways: list[Way] = []

    def said(found: re.Match[str]) -> str:
        way = _way(found["name"], found["rest"].split(), snapshot, lang)
        if way is None:
            return ""
        if way not in ways:
            ways.append(way)
        return f"“{way.text}”" if lang == "zh" else way.text

    text = _in_the_manual(_COMMAND.sub(said, sentence), snapshot, lang)
    text = _CODE.sub(lambda found: _named(found[0], snapshot, lang), text)
    return Spoken(text, tuple(ways))


def _in_the_manual(sentence: str, snapshot: Snapshot, lang: Lang) -> str:
    """Return a sentence with chapters called by number and title instead of their files."""
    for each in snapshot.chapters:
        number, title = each.front.chapter, each.front.title
        named = f"第 {number} 章《{title}》" if lang == "zh" else f"chapter {number}, {title}"
        sentence = named.join(re.split(rf"{re.escape(each.path)}(?::\d+)?", sentence))
    return sentence


def refusal(error: QmsError, snapshot: Snapshot, lang: Lang) -> str:
    """Return why something was refused and what to do, without what only a terminal knows."""
    message = spoken(error.message.say(lang, **error.values), snapshot, lang).text
    cure = error.cure.say(lang, **error.values) if error.cure else ""
    if _OPTION.search(_COMMAND.sub("", cure)):
        return message
    return "\n".join(filter(None, (message, spoken(cure, snapshot, lang).text)))


def _way(name: str, rest: list[str], snapshot: Snapshot, lang: Lang) -> Way | None:
    if name == "new":
        return _new(rest, snapshot, lang)
    if name in _VERBS:
        return _about_record([name, *rest], snapshot, lang)
    if name == "copy" and len(rest) > 1 and rest[1].isdecimal():
        number = rest[1].zfill(3)
        text = Text(zh=f"分发号 {number}", en=f"copy {number}").say(lang)
        return Way(text, f"/copies/{number}")
    if name in _PLAIN:
        plain, href = _PLAIN[name]
        return Way(plain.say(lang), href)
    return None


def _new(rest: list[str], snapshot: Snapshot, lang: Lang) -> Way | None:
    model = snapshot.kinds.get(rest[0]) if rest else None
    if model is None:
        return None
    pairs = dict(each.split("=", 1) for each in rest[1:] if "=" in each and "{" not in each)
    query = f"?{urlencode(pairs)}" if pairs else ""
    title = model.header.title
    text = Text(zh=f"新建《{title.zh}》", en=f"a new {title.en}").say(lang)
    return Way(text, f"/new/{kind_name(model)}{query}")


_VERBS = {
    "correct": Text(zh="更正", en="correct"),
    "close": Text(zh="关闭", en="close"),
    "edit": Text(zh="修改", en="edit"),
    "show": Text(zh="查看", en="look at"),
}


def _about_record(rest: list[str], snapshot: Snapshot, lang: Lang) -> Way | None:
    verb = _VERBS[rest[0]].say(lang)
    number = rest[1] if len(rest) > 1 else ""
    kind = next((kind for kind, rows in snapshot.index.items() if number and number in rows), None)
    if kind is None:
        return Way(verb, "/records")
    page = "correct" if rest[0] == "correct" else "record"
    return Way(f"{verb} {number}", f"/{page}/{kind}/{quote(number, safe='')}")


def _named(code: str, snapshot: Snapshot, lang: Lang) -> str:
    """Return the name of a post or department, or the title of a form, that a code stands for."""
    for kind in ("post", "department"):
        found = snapshot.index.get(kind, {}).get(code)
        if found is not None:
            english = getattr(found, "name_en", "") if lang == "en" else ""
            return str(english or getattr(found, "name", code))
    model = snapshot.kinds.get(code)
    return f"《{model.header.title.zh}》" if model and lang == "zh" else code
