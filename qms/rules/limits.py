"""Whether each figure of the text stands once, in the register, and rules can go by it (2.2)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_limits import Limit, States, Unit, grouped
from qms.model.kinds.record import place_of
from qms.model.manual import Chapter
from qms.model.prose import figures_in
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import MINIMAL, SETTINGS, register
from qms.standing.bound import printed_by, written_out
from qms.standing.limits import BOUND, BOUND_MANUAL, is_usable
from qms.text import Text, listed

_ORDER = "manual/01-order.md"
_STUDY: dict[str, object] = {
    "id": "study.within", "name": "学习", "name_en": "Study", "clause": "1", "states": "deadline",
    "value": 15, "unit": "day",
}  # fmt: skip


def _example(body: str, *rows: dict[str, object], settings: str = "") -> dict[str, str]:
    text = MINIMAL[_ORDER].replace("各部门应学习本手册。", body)
    files = {_ORDER: text} | register(Limit, *rows)
    return files | ({"qms.yml": MINIMAL["qms.yml"] + settings} if settings else {})


_PRINTED = "各部门应在 {{ limit.study.within }}内学习本手册。"


@rule(
    "LIM101",
    clause="2.2",
    severity=Severity.WARNING,
    reads=(Chapter, Limit),
    title=Text(zh="正文的数字取自量值清单", en="Figures of the text come from the register"),
    message=Text(
        zh="条款 {number} 直接写了“{words}”，不在《手册量值清单》里",
        en="clause {number} writes out “{words}”, which is in no register of figures",
    ),
    why=Text(
        zh="同一个数字写两处，改了一处，另一处就不作数了；规则也数不到它。",
        en="A figure that stands twice is changed once; and no rule counts what is not registered.",
    ),
    cure=Text(
        zh="登记一行（qms new limit），正文写 limit.编号 的变量；不是量值的，登记原文和原因。",
        en="Register it (qms new limit) and print it by its variable limit.ID; what is no figure "
        "is registered with its words and the reason.",
    ),
    bad=Example(_example(_PRINTED + "三十日内应修订。", _STUDY)),
    good=Example(_example(_PRINTED, _STUDY)),
)
def figure_unbound(snapshot: Snapshot) -> Iterator[Hit]:
    """A number with its unit stands in the prose, printed from no entry and listed as none."""
    if not snapshot.all(Limit):
        return
    for chapter, figure, entry in written_out(snapshot):
        if entry is None:
            yield hit(
                chapter.at(figure.line, figure.column),
                mark=f"{figure.clause} {figure.words}", number=figure.clause, words=figure.words,
            )  # fmt: skip


@rule(
    "LIM102",
    clause="2.2",
    severity=Severity.WARNING,
    reads=(Chapter, Limit),
    title=Text(zh="登记的量值在其条款里印出", en="A registered figure is printed by its clause"),
    message=Text(
        zh="{name}（{id}，{value}）登记在条款 {number}，那里的正文没有引用",
        en="{name} ({id}, {value}) is registered for clause {number}, whose text does not print it",
    ),
    why=Text(
        zh="规则按清单计时，正文却没有写，执行的人无从知道。",
        en="Rules go by the register; who is to keep a limit has to read it in the text.",
    ),
    cure=Text(
        zh="在该条款写上 limit.{id} 的变量，或改正条款号，或删去这一行。",
        en="Print the variable limit.{id} in that clause, correct the clause, or drop the line.",
    ),
    bad=Example(_example("各部门应学习本手册。", _STUDY)),
    good=Example(_example(_PRINTED, _STUDY)),
)
def figure_unprinted(snapshot: Snapshot) -> Iterator[Hit]:
    """An entry is not printed where it is said to be, or the words listed as none are gone."""
    printed = printed_by(snapshot)
    written = {(figure.clause, figure.words) for _, figure, _ in written_out(snapshot)}
    for entry in snapshot.all(Limit):
        if entry.states is States.none:
            is_there = (entry.clause, entry.words) in written
        else:
            is_there = entry.id in printed.get(entry.clause, ())
        if not is_there:
            yield hit(
                place_of(entry, "clause"), id=entry.id, number=entry.clause, value=entry.said,
                name=Text(zh=entry.name, en=entry.name_en),
            )  # fmt: skip


@rule(
    "LIM103",
    clause="2.2",
    severity=Severity.ERROR,
    guards_release=True,
    each=Limit,
    title=Text(zh="规则用到的量值能换算", en="Rules can go by what is registered"),
    message=Text(
        zh="规则用到的 {id} {problem}，暂按 {value} 判定",
        en="{id}, which rules go by, {problem}; it is judged by {value}",
    ),
    why=Text(
        zh="规则不自带数字；清单里没有，就只能按清单出现以前的通行值。",
        en="Rules carry no figures; what the register lacks is judged as it was before there "
        "was one.",
    ),
    cure=Text(
        zh="在 records/limit/ 补上这一行，或改用能换算的单位。",
        en="Add the line under records/limit/, or use a unit that can be converted.",
    ),
    bad=Example(
        _example(
            _PRINTED.replace("study.within", "promise.reply"),
            _STUDY | {"id": "promise.reply", "unit": "month"},
        )
    ),
)
def figure_unusable(snapshot: Snapshot) -> Iterator[Hit]:
    """An entry that a rule goes by counts in a unit that does not convert."""
    limits, manual = dict(snapshot.settings.limits), dict(snapshot.settings.manual)
    for bound, values in ((BOUND, limits), (BOUND_MANUAL, manual)):
        for field, name in bound.items():
            entry = snapshot.find(Limit, name)
            if entry is not None and not is_usable(field, entry):
                yield hit(
                    place_of(entry, "unit"), id=name, value=values[field],
                    problem=Text(zh=f"写作 {entry.said.zh}，不能换算",
                                 en=f"reads {entry.said.en} and does not convert"),
                )  # fmt: skip


@rule(
    "LIM104",
    clause="2.2",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Limit,),
    title=Text(zh="规则用到的量值没有遗漏", en="Nothing that rules go by is left out"),
    message=Text(
        zh="清单没有规则用到的 {names}，暂按 qms.yml 或通行值判定",
        en="the register lacks {names}, which rules go by; qms.yml or what applied before it "
        "is used",
    ),
    why=Text(
        zh="有了清单，规则就只认清单；缺的一行没有人看得见。",
        en="Where there is a register rules go by it; nobody sees a line that is missing.",
    ),
    cure=Text(
        zh="把这几行补进 records/limit/，从 qms.yml 删去相应的 limits。",
        en="Add the lines under records/limit/ and take them out of limits in qms.yml.",
    ),
    bad=Example(_example(_PRINTED, _STUDY | {"id": "promise.reply"}, _STUDY)),
)
def figures_missing(snapshot: Snapshot) -> Iterator[Hit]:
    """The register serves the rules, and lacks some of what they go by."""
    known = {each.id for each in snapshot.all(Limit)}
    wanted = [*BOUND.values(), *BOUND_MANUAL.values()]
    missing = [name for name in wanted if name not in known]
    if missing and len(missing) < len(wanted):
        yield hit(
            Place("records/limit", line=1, column=1), mark=" ".join(missing),
            names=listed(missing),
        )  # fmt: skip


_PROMISE = "客户来访、来函、来电，48小时内给予反馈和处理。"


@rule(
    "LIM105",
    clause="3.2",
    severity=Severity.ERROR,
    reads=(Limit,),
    title=Text(zh="承诺的数字取自量值清单", en="The promise's figure comes from the register"),
    message=Text(
        zh="qms.yml 的 promise 写“{words}”，清单里没有这样的答复或处理时限（{known}）",
        en="promise in qms.yml says “{words}”, and the register has no such limit ({known})",
    ),
    why=Text(
        zh="对客户承诺一个数，规则按另一个数计时，承诺就落空了。",
        en="A promise of one figure that rules count by another is no promise.",
    ),
    cure=Text(
        zh="在 promise 里写 limit.promise.reply 的变量，由程序填入。",
        en="Write the variable limit.promise.reply in promise; the program fills it in.",
    ),
    bad=Example(
        register(Limit, _STUDY | {"id": "promise.reply", "clause": "1", "value": 24,
                                  "unit": "hour"})
        | {"qms.yml": SETTINGS.replace("promise: 例", f"promise: {_PROMISE}")}
    ),
)  # fmt: skip
def promise_unbound(snapshot: Snapshot) -> Iterator[Hit]:
    """The promise writes out a figure that no entry of clause 3.2 states."""
    entries = [snapshot.find(Limit, name) for name in ("promise.reply", "promise.handling")]
    known = [each for each in entries if each is not None]
    printed = {each.printed.replace(" ", "") for each in known}
    for _, words in figures_in(snapshot.settings.promise) if known else ():
        if words.replace(" ", "") not in printed:
            yield hit(
                Place("qms.yml", keys=("promise",)), words=words,
                known=listed(each.printed for each in known),
            )  # fmt: skip


_WHOLE = Decimal(100)


@rule(
    "LIM106",
    clause="2.2",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Limit,),
    title=Text(zh="一组权重合计百分之百", en="The weights of one evaluation make a hundred"),
    message=Text(
        zh="{family} 的权重合计 {total}%，应为 100%",
        en="the weights of {family} make {total}%; they should make 100%",
    ),
    why=Text(
        zh="合计不是一百，综合得分就不能与等级线相比。",
        en="Otherwise no total can be held against the bands.",
    ),
    cure=Text(zh="改正其中的值。", en="Correct the values."),
    bad=Example(
        _example(
            _PRINTED,
            _STUDY,
            _STUDY | {"id": "carrier.weight.price", "states": "weight", "unit": "percent"},
        )
    ),
)
def weights_uneven(snapshot: Snapshot) -> Iterator[Hit]:
    """Weights of one family do not add up to a hundred per cent."""
    families: defaultdict[str, list[Limit]] = defaultdict(list)
    for entry in snapshot.all(Limit):
        if entry.states is States.weight and entry.unit is Unit.percent:
            families[entry.id.rpartition(".")[0]].append(entry)
    for family, entries in families.items():
        total = sum((each.value or Decimal(0) for each in entries), Decimal(0))
        if total != _WHOLE:
            yield hit(
                place_of(entries[0], "value"), mark=family, family=family, total=grouped(total)
            )


@rule(
    "LIM107",
    clause="2.2",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(),
    title=Text(zh="限值不写两处", en="No limit stands twice"),
    message=Text(
        zh="qms.yml 的 {field} 在《手册量值清单》里也有，以清单为准",
        en="{field} in qms.yml is in the register of figures too, which counts",
    ),
    why=Text(
        zh="两处写，改了不算数的那一处，没有人发现。",
        en="Of two, somebody changes the one that does not count.",
    ),
    cure=Text(zh="从 qms.yml 删去。", en="Take it out of qms.yml."),
    bad=Example(
        _example(
            _PRINTED, _STUDY | {"id": "copies.receipt"}, settings="limits: {receipt_days: 9}\n"
        )
    ),
)
def limit_twice(snapshot: Snapshot) -> Iterator[Hit]:
    """A limit of the settings is an entry of the register too."""
    for field in snapshot.settings.overruled:
        yield hit(Place("qms.yml", keys=tuple(field.split("."))), mark=field, field=field)
