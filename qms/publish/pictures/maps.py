"""The process map, the organisation chart and the service network, from their registers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qms.model.kinds.ch04_system import Process
from qms.model.kinds.ch05_leadership import Department, Post
from qms.model.kinds.ch08_repair import ServiceStation
from qms.model.snapshot import Snapshot
from qms.publish.pictures.drawing import ACCENT, Box, arrow, box, svg, text
from qms.publish.templating import Markup, trusted
from qms.text import Lang, Text

WIDTH = 460.0
_ONE_LINE = 26
_BANDS = (
    ("M", Text(zh="管理过程", en="Management processes")),
    ("C", Text(zh="顾客导向过程", en="Customer-oriented processes")),
    ("S", Text(zh="支持过程", en="Support processes")),
)
_MAP = Text(zh="过程关系图", en="Process map")
_CHART = Text(zh="售后服务管理组织机构图", en="Organisation of after-sales service")


def process_map(snapshot: Snapshot, lang: Lang = "zh") -> Markup:
    """Return the three bands of processes; under each name the processes that it feeds."""
    parts: list[Markup] = []
    y = 4.0
    processes = snapshot.all(Process)
    for letter, heading in _BANDS:
        members = [each for each in processes if each.id.startswith(letter)]
        rows = -(-len(members) // 3) or 1
        height = 24 + rows * 40.0
        parts.append(
            trusted(
                f'<rect x="2" y="{y:g}" width="{WIDTH - 4:g}" height="{height:g}" rx="6" '
                f'fill="none" stroke="{ACCENT}" stroke-dasharray="4 3" stroke-width="0.8"/>'
            )
        )
        parts.append(text(12, y + 15, f"{heading.say(lang)}（{letter}）", size=10, anchor="start"))
        for index, process in enumerate(members):
            feeds = "→ " + "、".join(process.next) if process.next else ""
            name = process.name if lang == "zh" else process.name_en
            shape = Box(
                10 + index % 3 * 148, y + 22 + index // 3 * 40, 144, 34,
                _in_two(f"{process.id} {name}", feeds), fit=lang == "en",
            )  # fmt: skip
            parts.append(box(shape))
        y += height + 18
        if letter != "S":
            parts.append(arrow((WIDTH / 3, y - 17), (WIDTH / 3, y - 1)))
            parts.append(arrow((WIDTH * 2 / 3, y - 1), (WIDTH * 2 / 3, y - 17)))
    return svg(WIDTH, y - 12, _MAP.say(lang), *parts)


def _in_two(name: str, below: str = "") -> tuple[str, ...]:
    """Break a long English name at a space, with what stands below it on the second line."""
    if len(name) <= _ONE_LINE or " " not in name[_ONE_LINE // 2 :]:
        return (name, below) if below else (name,)
    cut = name.rindex(" ", 0, _ONE_LINE) if " " in name[4:_ONE_LINE] else name.index(" ", 4)
    return name[:cut], f"{name[cut + 1 :]} {below}".strip()


def organisation(
    snapshot: Snapshot, lang: Lang = "zh", holders: Mapping[str, str] | None = None
) -> Markup:
    """Return the general manager, the deputies and the departments, each on the bus of its head.

    Args:
        snapshot: Its posts and departments.
        lang: The language of their names.
        holders: Who holds a post on the day, by its id; the book, which outlives them, names none.

    """
    posts = {post.id: post for post in snapshot.all(Post)}
    top = next((post for post in posts.values() if post.reports_to is None), None)
    if top is None:
        return svg(WIDTH, 30, _CHART.say(lang), text(WIDTH / 2, 18, "—"))
    departments = [each for each in snapshot.all(Department) if each.reports_to]
    deputies = sorted(
        {each.reports_to for each in departments if each.reports_to},
        key=lambda post: (-_depth(posts, post), post),
    )
    chart = _Chart(lang, holders or {})
    head = chart.box(WIDTH / 2 - 60, 4, 120, top, strong=True)
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
        lines = (self.named(each), held) if held else _in_two(self.named(each))
        shape = Box(x, y, width, 30, lines, strong=strong, fit=self.lang == "en" or bool(held))
        self.parts.append(box(shape))
        return shape

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


def service_network(snapshot: Snapshot) -> Markup:
    """Return the headquarters and the service stations in use, by region."""
    stations = [each for each in snapshot.all(ServiceStation) if each.is_active]
    head = Box(WIDTH / 2 - 60, 4, 120, 28, ("售后服务部",), strong=True)
    parts = [box(head)]
    width = WIDTH / max(len(stations), 1)
    for index, station in enumerate(stations):
        middle = width * index + width / 2
        shape = Box(middle - width / 2 + 4, 70, width - 8, 40, (station.name, station.region.zh))
        parts += [box(shape), arrow(head.bottom, (head.bottom[0], 50), (middle, 50), shape.top)]
    return svg(WIDTH, 116, "服务网络图", *parts)
