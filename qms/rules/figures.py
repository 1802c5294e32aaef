"""Whether the definitions of the key figures can be counted and recounted (9.2).

The flaws stand in the snapshot: whoever runs the check has tried the figures' SQL before.
"""

from collections.abc import Iterator

from qms.model.figure import FigureFlaw, FlawKind
from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.record import Record, called, place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Snapshot
from qms.text import Text


def _kpi(**changes: str) -> str:
    lines = {
        "id": "example",
        "name": "例",
        "name_en": "Example",
        "clause": '"1"',
        "population": "person",
        "numerator": "left is null",
        "unit": "'%'",
        "direction": "higher",
        "targets": "{'2026': '90'}",
        "owner": "after-sales",
        "frequency": "quarter",
        "traps": "无",
    } | changes
    return "".join(f"{key}: {value}\n" for key, value in lines.items())


_FILE = "records/kpi/example.yaml"
_GOOD = Example({_FILE: _kpi(numerator="'\"left\" is null'")})


def _of_kind(snapshot: Snapshot, kind: FlawKind) -> Iterator[Hit]:
    for flaw in snapshot.figure_flaws:
        if flaw.kind is kind:
            yield hit(
                place_of(flaw.kpi, flaw.field),
                mark=flaw.field,
                owner=flaw.kpi.owner,
                name=called(flaw.kpi),
                field=flaw.field,
                why=flaw.why,
            )


@rule(
    "FIG101",
    clause="9.2",
    severity=Severity.ERROR,
    reads=(FigureFlaw, Record),
    title=Text(zh="指标的 SQL 能执行", en="The SQL of a figure runs"),
    message=Text(
        zh="指标 {name} 的 {field} 不能执行：{why}", en="{field} of {name} does not run: {why}"
    ),
    why=Text(
        zh="算不出的指标等于没有监视。", en="A figure that cannot be counted watches nothing."
    ),
    cure=Text(
        zh="改正该条件，再用 qms kpi {name} --ids 核对。",
        en="Correct the condition and look at it with `qms kpi {name} --ids`.",
    ),
    bad=Example({_FILE: _kpi(numerator="lefft is null")}),
    good=_GOOD,
)
def figure_does_not_run(snapshot: Snapshot) -> Iterator[Hit]:
    """A condition is no SQL, or names a column, kind or date that is not there."""
    yield from _of_kind(snapshot, FlawKind.broken)


@rule(
    "FIG102",
    clause="9.2",
    severity=Severity.ERROR,
    reads=(FigureFlaw, Record),
    title=Text(zh="指标只读记录表", en="A figure reads the record tables only"),
    message=Text(
        zh="指标 {name} 的 {field} 要读文件或网络，已拒绝：{why}",
        en="{field} of {name} reaches for a file or the network and was refused: {why}",
    ),
    why=Text(
        zh="指标由记录算出，人人可以重算；仓库外的东西别人没有，也可能被用来泄露数据。",
        en="Figures come from the records, which all can recount; others lack what lies outside.",
    ),
    cure=Text(
        zh="改为只用记录表；更大的表用 qms.yml 的 sources 接入。",
        en="Use the record tables only; attach larger ones by `sources:` in qms.yml.",
    ),
    bad=Example({_FILE: _kpi(numerator="id in (select id from read_csv('/etc/passwd'))")}),
    good=_GOOD,
    is_integrity=True,
)
def figure_reaches_out(snapshot: Snapshot) -> Iterator[Hit]:
    """A condition tries to read a file, the network or the configuration."""
    yield from _of_kind(snapshot, FlawKind.reaches_out)


@rule(
    "FIG103",
    clause="9.2",
    severity=Severity.WARNING,
    reads=(FigureFlaw, Record),
    title=Text(zh="指标选得出记录", en="A figure selects records"),
    message=Text(zh="指标 {name} 什么也没数：{why}", en="{name} counts nothing: {why}"),
    why=Text(
        zh="总是“无数据”的指标看起来无事，其实没有监视。",
        en="A figure that always says “no data” looks calm and watches nothing.",
    ),
    cure=Text(
        zh="核对 where 和 denominator 的取值，如状态、种类的写法。",
        en="Compare the values in where and denominator with those in the records.",
    ),
    bad=Example({_FILE: _kpi(where="name = 'nobody'", numerator="'true'")}),
    good=_GOOD,
)
def figure_touches_nothing(snapshot: Snapshot) -> Iterator[Hit]:
    """The population has records, and the figure's base never holds one."""
    yield from _of_kind(snapshot, FlawKind.touches_nothing)


@rule(
    "FIG104",
    clause="9.2",
    severity=Severity.ERROR,
    reads=(FigureFlaw, Record),
    title=Text(zh="指标明天重算仍是同一个数", en="A figure is the same when recounted tomorrow"),
    message=Text(
        zh="指标 {name} 的 {field} 用了 {why}，每次算出的不同",
        en="{field} of {name} uses {why}, which differs at every count",
    ),
    why=Text(
        zh="随时钟或随机数变的数，谁也不能重算。",
        en="Nobody can recount what moves with the clock or by chance.",
    ),
    cure=Text(
        zh="用 as_of()（统计日）或 as_of_end()（统计日终）。",
        en="Use as_of(), the day of the count, or as_of_end(), its end.",
    ),
    bad=Example({_FILE: _kpi(numerator="joined < current_date")}),
    good=Example({_FILE: _kpi(numerator="joined < as_of()")}),
)
def figure_moves_with_the_clock(snapshot: Snapshot) -> Iterator[Hit]:
    """A condition asks for now, today or a random number."""
    yield from _of_kind(snapshot, FlawKind.moves)


@rule(
    "FIG105",
    clause="9.2",
    severity=Severity.ERROR,
    reads=(FigureFlaw, Record),
    title=Text(zh="接入的数据读得到", en="Attached tables can be read"),
    message=Text(
        zh="指标 {name} 所用的数据没有接入：{why}",
        en="the table that {name} needs is missing: {why}",
    ),
    why=Text(
        zh="没有接入的表不是空表；不能当作零。", en="A table that is missing is not an empty one."
    ),
    cure=Text(
        zh="改正 qms.yml 的 sources，或放上该文件。",
        en="Correct `sources:` in qms.yml, or put the file there.",
    ),
    bad=Example({
        "qms.yml": (
            "company: {name: 样本公司, short: 样本}\npromise: 例\nmanual: {number: QM-01}\n"
            "sources: {complaint: data/complaint.parquet}\n"
        ),
        _FILE: _kpi(population="complaint", numerator="closed_at is not null"),
    }),
    good=_GOOD,
)
def figure_without_its_table(snapshot: Snapshot) -> Iterator[Hit]:
    """A source in qms.yml is missing, no Parquet file, or doubles the records."""
    for flaw in snapshot.figure_flaws:
        if flaw.kind is FlawKind.unattached and "--allow-source" not in flaw.why.en:
            yield hit(place_of(flaw.kpi, flaw.field), name=called(flaw.kpi), why=flaw.why)
        elif flaw.kind is FlawKind.unattached:
            yield not_judged(Place("qms.yml"), flaw.why)
