"""What stands in a cell of a paper form: room to write, or the value of a record."""

import datetime as dt
import re
from collections.abc import Mapping

from qms.forms.fields import NOTHING, Field, Shape
from qms.forms.tabular.cells import Office
from qms.model.calendar import local
from qms.publish.templating import Markup, escaped, html, joined, lines

_LONG = re.compile(
    "内容|说明|分析|措施|原因|结论|要求|情况|意见|描述|理由|处理|总结|方案|现象|影响|职责|概述|"
    "评价|建议|计划|症状|发现|摘要|安排|结果|事实|依据|过程$|目的|需求|活动|经过|方法|效果|教训"
)
_SHORT = re.compile("日期|时间|人$|号$|状态|等级|级别|结果$")
_MOST_BOXES = 9  # a longer list of choices is a line to write on
_WIDE_BOXES = 12  # characters of choices that fit into half a row
_TICK = Markup('<span class="tick">✓</span>')
_BOX = Markup('<span class="box">□</span>')


def is_long(field: Field) -> bool:
    """Tell whether people write sentences into a field."""
    if field.shape in {Shape.items, Shape.mapping}:
        return True
    if field.shape is Shape.choice:
        words = sum(len(label.zh) + 2 for _, label in field.options)
        return _has_boxes(field) and words > _WIDE_BOXES
    if field.shape is not Shape.text or field.refers_to is not None:
        return False
    return bool(_LONG.search(field.label.zh)) and not _SHORT.search(field.label.zh)


def blank(field: Field) -> Markup:
    """Return the room for a value: boxes to tick, places for year, month and day, or nothing."""
    match field.shape:
        case Shape.choice if _has_boxes(field):
            return _boxes([label.zh for _, label in field.options], set())
        case Shape.items if field.item is not None and _has_boxes(field.item):
            return _boxes([label.zh for _, label in field.item.options], set())
        case Shape.boolean:
            return _boxes(["是", "否"], set())
        case Shape.day:
            return Markup('<span class="date">年<i></i>月<i></i>日</span>')
        case Shape.moment:
            return Markup('<span class="date">年<i></i>月<i></i>日<i></i>时<i></i>分</span>')
        case Shape.money:
            return Markup('<span class="unit">元</span>')
        case Shape.integer | Shape.decimal if field.unit.zh:
            return html('<span class="unit">{}</span>', field.unit.zh)
        case _:
            return Markup("")


def filled(field: Field, value: object, office: Office) -> Markup:
    """Return a value as people read it; an empty one is struck with a slash."""
    if value is None or value in ("", [], {}):
        return Markup('<span class="slash">/</span>')
    match field.shape:
        case Shape.choice if _has_boxes(field):
            words = {label.zh for key, label in field.options if key == value}
            return _boxes([label.zh for _, label in field.options], words)
        case Shape.boolean:
            return _boxes(["是", "否"], {"是" if value else "否"})
        case Shape.items if field.item is not None and isinstance(value, list):
            if _has_boxes(field.item):
                words = {label.zh for key, label in field.item.options if key in value}
                return _boxes([label.zh for _, label in field.item.options], words)
            return joined((said(field.item, each, office) for each in value), by="、")
        case Shape.mapping if isinstance(value, Mapping):
            item = field.item or field
            pairs = (html("{}：{}", key, said(item, each, office)) for key, each in value.items())
            return joined(pairs, by="；")
        case Shape.integer | Shape.decimal if field.unit.zh:
            return html("{} {}", said(field, value, office), field.unit.zh)
        case _:
            return said(field, value, office)


def said(field: Field, value: object, office: Office) -> Markup:
    """Return one value in words."""
    match field.shape:
        case Shape.choice:
            words = (label.zh for key, label in field.options if key == value)
            return escaped(next(words, str(value)))
        case Shape.text if field.refers_to:
            return escaped(_named(field.refers_to, str(value), office))
        case Shape.day:
            return escaped(_day(dt.date.fromisoformat(str(value))))
        case Shape.moment:
            moment = local(dt.datetime.fromisoformat(str(value)), office.zone)
            return escaped(f"{_day(moment.date())} {moment:%H:%M}")
        case _:
            return lines(value)


def _named(kind: str, number: str, office: Office) -> str:
    """Return a name with its number, or the name alone where the number is only a word."""
    name = office.names.get(kind, {}).get(number, NOTHING).zh
    if not name:
        return number
    return f"{name}（{number}）" if any(each.isdigit() for each in number) else name


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _has_boxes(field: Field) -> bool:
    return field.shape is Shape.choice and len(field.options) <= _MOST_BOXES


def _boxes(words: list[str], ticked: set[str]) -> Markup:
    return joined(
        html('<span class="choice">{}{}</span>', _TICK if word in ticked else _BOX, word)
        for word in words
    )
