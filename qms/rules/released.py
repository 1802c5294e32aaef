"""Whether what was released is what was signed and asked for, and stayed so (2.2.1, 2.2.3)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import Release, release_name
from qms.model.kinds.record import place_of
from qms.model.rule import GONE, Example, hit, not_judged, rule
from qms.model.snapshot import Problem, ReleaseFact, Snapshot
from qms.rules.examples import MINIMAL, RELEASE, SUM
from qms.text import Text

_PATH = "records/release/A-0.yaml"
_ORDER = "manual/01-order.md"


_OTHER = Text(
    zh="浅克隆没有发布提交，未核对所发布的内容；用 git fetch --unshallow 取回",
    en="a shallow clone lacks the commit, so what was released was not judged; fetch it with "
    "git fetch --unshallow",
)


_UNREAD = Text(
    zh="其中有文件无法读取，是否与发布时相同没有判断",
    en="a file of it cannot be read, so whether it is as released was not judged",
)


@rule(
    "REL118",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Release, ReleaseFact),
    title=Text(zh="发布的就是所签的", en="What was released is what was signed"),
    message=Text(
        zh="{name} 的发布提交 {commit} 里，{what} 与三人所签的不符",
        en="in {commit}, which released {name}, {what} is not what was signed",
    ),
    why=Text(
        zh="签的是摘要；书、网站和历史印的是发布提交里的内容，两者必须相同。",
        en="Digests are signed; book, site and history print what stands in that commit.",
    ),
    cure=Text(
        zh="从可信的克隆取回发布时的历史；发布的书、网站在此之前不再生成。",
        en="Fetch the true history from a clone that you trust; nothing is printed until then.",
    ),
    bad=Example({}, committed={_PATH: RELEASE}),
    is_integrity=True,
)
def released_otherwise(snapshot: Snapshot) -> Iterator[Hit]:
    """At the commit of a release a chapter, its head, a register or a setting departs."""
    for fact in snapshot.releases_in_git:
        place = Place(f"records/release/{fact.release}.yaml", line=1, column=1)
        if fact.is_cut:
            yield not_judged(place, _OTHER)
        for what in fact.altered:
            yield hit(
                place, name=release_name(fact.release), commit=(fact.commit or "—")[:12], what=what
            )


@rule(
    "REL119",
    clause="2.2.1",
    severity=Severity.INFO,
    reads=(Release, ReleaseFact),
    title=Text(zh="发布只进入历史一次", en="A release enters history once"),
    message=Text(
        zh="{name} 的发布记录在提交 {other} 又被带入历史；正文取自 {commit}",
        en="the record of {name} enters history again in {other}; its text is taken from {commit}",
    ),
    why=Text(
        zh="另一条历史可能带着别的正文。",
        en="Another line of history may bring another text along.",
    ),
    cure=Text(
        zh="看一看那个提交是谁、为什么并入的；无需改动。",
        en="See who merged that commit and why; nothing needs changing.",
    ),
    bad=Example({}, committed={_PATH: RELEASE}, between=({_PATH: GONE}, {_PATH: RELEASE})),
    is_integrity=True,
)
def released_twice(snapshot: Snapshot) -> Iterator[Hit]:
    """More than one commit brings the record of a release in."""
    for fact in snapshot.releases_in_git:
        for other in fact.also:
            yield hit(
                Place(f"records/release/{fact.release}.yaml", line=1, column=1),
                name=release_name(fact.release),
                other=other[:12],
                commit=(fact.commit or "—")[:12],
            )


@rule(
    "REL120",
    clause="2.2.3",
    severity=Severity.ERROR,
    reads=(Release, ReleaseFact),
    title=Text(zh="每处更改都有批准的申请", en="Every change of a release was asked for"),
    message=Text(
        zh="{name} 改动了条款 {clauses}，但所列的已批准更改申请都不涉及",
        en="{name} changed {clauses}, and none of its approved change requests names that",
    ),
    why=Text(
        zh="更改先申请、审核、批准，再发布（2.2.3）。",
        en="A change is asked for, reviewed and approved before it is released (2.2.3).",
    ),
    cure=Text(
        zh="补报更改申请并在下一修改中发布；查明为何未经申请就发布。",
        en="File the request and release it with the next amendment; find out how this came.",
    ),
    bad=Example(
        {},
        committed={_PATH: RELEASE, _ORDER: MINIMAL[_ORDER]},
        between=(
            {
                _ORDER: MINIMAL[_ORDER].replace("应学习", "应学习并执行"),
                "records/release/A-1.yaml": RELEASE.replace("A-0", "A-1").replace(
                    "amendment: 0", "amendment: 1"
                ),
            },
        ),
    ),
    is_integrity=True,
)
def released_unasked(snapshot: Snapshot) -> Iterator[Hit]:
    """A release changed clauses that no approved request of it names."""
    for fact in snapshot.releases_in_git:
        if fact.uncovered:
            yield hit(
                Place(f"records/release/{fact.release}.yaml", line=1, column=1),
                name=release_name(fact.release),
                clauses=", ".join(fact.uncovered),
            )


@rule(
    "REL121",
    clause="2.2.3",
    severity=Severity.WARNING,
    reads=(Problem, Release, ReleaseFact),
    title=Text(zh="书中所引未改动", en="What the book draws is as released"),
    message=Text(
        zh="{what} 自 {name} 发布后有改动，现行的书仍按 {name} 印",
        en="{what} was modified since {name}; the book in force still prints it as of {name}",
    ),
    why=Text(
        zh="登记册、承诺、公司名称也印在书里，改了要像改正文一样申请、发布（2.2.3）。",
        en="Registers, promise and company are printed too; they change like the text (2.2.3).",
    ),
    cure=Text(
        zh="提出更改申请并发布下一修改，或恢复原状。",
        en="Raise a change request and release the next amendment, or restore it.",
    ),
    bad=Example({_PATH: RELEASE + f"format: 2\nprinted: {{qms.yml: '{SUM}'}}\n"}),
)
def printed_otherwise_since(snapshot: Snapshot) -> Iterator[Hit]:
    """A register, a setting or an English text is not as the newest release has it."""
    unread = {each.place.path.rpartition("/")[0] for each in snapshot.problems}
    for newest in snapshot.releases[-1:]:
        for what in newest.departing(snapshot.printed):
            if any(folder == what or folder.startswith(f"{what}/") for folder in unread):
                yield not_judged(Place(what, line=1, column=1), _UNREAD)
                continue
            yield hit(place_of(newest, "printed"), what=what, name=newest.name)
