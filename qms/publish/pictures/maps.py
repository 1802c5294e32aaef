"""The organisation chart and the service network, from their registers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch08_repair import ServiceStation
from qms.model.snapshot import Snapshot
from qms.publish.pictures.drawing import Box, arrow, box, svg, text
from qms.publish.pictures.wrapping import in_two
from qms.publish.templating import Markup
from qms.text import Lang, Text

WIDTH = 460.0
_CHART = Text(zh="售后服务管理组织机构图", en="Organisation of after-sales service")
_NETWORK = Text(zh="服务网络图", en="Service network")
_AFTER_SALES = Text(zh="售后服务部", en="After-sales")


def organisation(
    snapshot: Snapshot, lang: Lang = "zh", holders: Mapping[str, str] | None = None
) -> Markup:
    """Return the general manager, the deputies and the departments, each on the bus of its head.

    The management representative stands beside the general manager.

    Args:
        snapshot: Its posts and departments.
        lang: The language of their names.
        holders: Who holds a post on the day, by its id; the book, which outlives them, names none.

    """
    return _organisation(snapshot, lang, holders or {}, with_staff=True)


def organisation_formerly(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the chart without the management representative, as the first editions have it."""
    return _organisation(snapshot, lang, {}, with_staff=False)


def _organisation(
    snapshot: Snapshot, lang: Lang, holders: Mapping[str, str], *, with_staff: bool
) -> Markup:
    posts = {post.id: post for post in snapshot.all(Post)}
    top = next((post for post in posts.values() if post.reports_to is None), None)
    if top is None:
        return svg(WIDTH, 30, _CHART.say(lang), text(WIDTH / 2, 18, "—"))
    departments = [each for each in snapshot.all(Department) if each.reports_to]
    deputies = sorted(
        {each.reports_to for each in departments if each.reports_to},
        key=lambda post: (-_depth(posts, post), post),
    )
    chart = _Chart(lang, holders)
    head = chart.box(WIDTH / 2 - 60, 4, 120, top, strong=True)
    if with_staff:
        chart.beside(head, _staff(posts, departments, top))
    width = WIDTH / max(len(deputies), 1)
    deepest = 0
    for index, post in enumerate(deputies):
        left = width * index + 6
        start = [head.bottom, (head.bottom[0], 46.0), (left + 8, 46.0)]
        if post != top.id and post in posts:
            above = chart.box(left, 62, width - 12, posts[post])
            middle = above.top[0]
            chart.parts.append(arrow(head.bottom, (head.bottom[0], 46), (middle, 46), above.top))
            start = [(left + 8, above.bottom[1])]
        column = [each for each in departments if each.reports_to == post]
        chart.bus(start, column, width - 30)
        deepest = max(deepest, len(column))
    return svg(WIDTH, 112 + deepest * _ROW, _CHART.say(lang), *chart.parts)


def _staff(posts: Mapping[str, Post], departments: Sequence[Department], top: Post) -> list[Post]:
    """Return the posts under the head of all that lead no department: management representative."""
    leading = {each.head_post for each in departments} | {each.reports_to for each in departments}
    return [each for each in posts.values() if each.reports_to == top.id and each.id not in leading]


_BESIDE = 150
_ROW = 38.0


@dataclass(frozen=True, slots=True)
class _Chart:
    """The parts of an organisation chart as they are drawn."""

    lang: Lang
    holders: Mapping[str, str]
    parts: list[Markup] = field(default_factory=list)

    def named(self, each: Post | Department) -> str:
        """Return the name of a post or department."""
        return each.name if self.lang == "zh" else each.name_en

    def box(
        self, x: float, y: float, width: float, each: Post | Department, *, strong: bool = False
    ) -> Box:
        """Draw a box with the name, and below it who holds the post."""
        held = self.holders.get(each.id if isinstance(each, Post) else each.head_post, "")
        lines = (self.named(each), held) if held else in_two(self.named(each))
        shape = Box(x, y, width, 30, lines, strong=strong, fit=self.lang == "en" or bool(held))
        self.parts.append(box(shape))
        return shape

    def beside(self, head: Box, staff: Sequence[Post]) -> None:
        """Put those who head no department at the sides of whom they report to."""
        for post, is_right in zip(staff, (True, False), strict=False):
            x = head.right[0] + 24 if is_right else head.x - 24 - _BESIDE
            shape = self.box(x, head.y, _BESIDE, post)
            ends = (head.right, shape.left) if is_right else (head.left, shape.right)
            self.parts.append(arrow(*ends))

    def bus(
        self, start: list[tuple[float, float]], column: Sequence[Department], width: float
    ) -> None:
        """Hang departments on one line, side by side and none below another.

        Each arrow runs down the line itself: a figure of a released page has as many parts as ever.
        """
        x = start[-1][0]
        for row, department in enumerate(column):
            top = 108 + row * _ROW
            shape = self.box(x + 10, top, width, department)
            self.parts.append(arrow(*start, (x, top + 15), shape.left))
            start = [(x, top + 15)]


def _depth(posts: dict[str, Post], post: str) -> int:
    return 1 if post in posts and posts[post].reports_to else 0


def service_network(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the headquarters and the service stations in use, by region.

    A station without an English name is known in English by its number.
    """
    stations = [each for each in snapshot.all(ServiceStation) if each.is_active]
    head = Box(WIDTH / 2 - 60, 4, 120, 28, (_AFTER_SALES.say(lang),), strong=True)
    parts = [box(head)]
    width = WIDTH / max(len(stations), 1)
    for index, station in enumerate(stations):
        middle = width * index + width / 2
        name = station.name if lang == "zh" else station.name_en or f"Station {station.id}"
        region = station.region.zh if lang == "zh" else station.region.en
        shape = Box(middle - width / 2 + 4, 70, width - 8, 40, (name, region), fit=lang == "en")
        parts += [box(shape), arrow(head.bottom, (head.bottom[0], 50), (middle, 50), shape.top)]
    return svg(WIDTH, 116, _NETWORK.say(lang), *parts)
