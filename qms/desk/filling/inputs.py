"""The inputs of a form, made from the fields of its kind: what a template needs to draw them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from qms.desk.filling.choosing import Chooser
from qms.desk.filling.taking import Trouble
from qms.desk.filling.typed import ROW, Typed
from qms.forms.fields import NOTHING, Field, Shape
from qms.forms.tabular.columns import CURRENCIES
from qms.publish.forms.values import is_long
from qms.text import Lang, Text

_FEW = 60  # as many can be chosen from a list that opens; more are searched


class Look(Enum):
    """How an input is drawn."""

    line = "line"
    area = "area"
    number = "number"
    day = "day"
    moment = "moment"
    choice = "choice"
    ticks = "ticks"
    money = "money"
    search = "search"
    group = "group"
    table = "table"
    pairs = "pairs"


@dataclass(frozen=True)
class Input:
    """One input, or a group or table of them."""

    path: str
    label: Text
    look: Look
    words: str = ""
    ticked: tuple[str, ...] = ()
    options: tuple[tuple[str | Text, Text], ...] = ()
    kind: str = ""
    unit: Text = NOTHING
    hint: Text = NOTHING
    is_required: bool = False
    troubles: tuple[Trouble, ...] = ()
    theirs: str | None = None
    inner: tuple["Input", ...] = ()
    rows: tuple["Row", ...] = ()
    heads: tuple[Field, ...] = ()

    @property
    def id(self) -> str:
        """What labels and messages name it by."""
        return "f-" + self.path.replace(".", "-").replace(ROW, "")

    def said(self, words: str, lang: Lang) -> str:
        """Return words that may be a choice as people read them."""
        return next((text.say(lang) for value, text in self.options if value == words), words)

    def offers(self, lang: Lang) -> bool:
        """Tell whether what stands in it is one of its choices."""
        said = (value.say(lang) if isinstance(value, Text) else value for value, _ in self.options)
        return not self.words or self.words in said

    @property
    def name(self) -> str:
        """What it is sent as."""
        return "." + self.path


@dataclass(frozen=True)
class Row:
    """A row of a table, with the mark that keeps its place."""

    path: str
    mark: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class Drawing:
    """What inputs are drawn from: words, troubles, and what the registers offer to choose from."""

    typed: Typed
    chooser: Chooser
    troubles: Sequence[Trouble] = ()
    theirs: Typed | None = None
    by_path: Mapping[str, tuple[Trouble, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the troubles by input."""
        found: dict[str, tuple[Trouble, ...]] = {}
        for each in self.troubles:
            found[each.path] = (*found.get(each.path, ()), each)
        object.__setattr__(self, "by_path", found)

    def inputs(self, fields: Iterable[Field], below: str = "") -> tuple[Input, ...]:
        """Return the inputs of these fields."""
        start = f"{below}." if below else ""
        return tuple(self.input(each, start + each.name) for each in fields)

    def input(self, described: Field, path: str) -> Input:
        """Return the input of one field."""
        drawn = Input(
            path,
            described.label,
            _look(described, self.chooser.count(described.refers_to or "")),
            words=self.typed.at(path),
            kind=described.refers_to or "",
            unit=described.unit,
            hint=described.hint,
            is_required=described.is_required,
            troubles=self.by_path.get(path, ()),
            theirs=self._theirs(path),
        )
        match drawn.look:
            case Look.group:
                return replace(drawn, inner=self.inputs(described.inner, path))
            case Look.table | Look.pairs:
                return self._table(drawn, described)
            case Look.ticks:
                options = described.item.options if described.item else ()
                return replace(drawn, options=options, ticked=self.typed.all_at(path))
            case Look.money:
                return self._money(drawn)
            case Look.choice:
                return replace(drawn, options=self._options(described))
            case _:
                return drawn

    def _theirs(self, path: str) -> str | None:
        """Return what somebody else wrote here meanwhile, where it differs."""
        if self.theirs is None or self.theirs.at(path) == self.typed.at(path):
            return None
        return self.theirs.at(path)

    def _options(self, described: Field) -> tuple[tuple[str | Text, Text], ...]:
        if described.shape is Shape.boolean:
            return _YES_NO
        if described.refers_to is None:
            return described.options
        return tuple((each, each) for each in self.chooser.options(described.refers_to))

    def _money(self, drawn: Input) -> Input:
        amount, currency = f"{drawn.path}.amount", f"{drawn.path}.currency"
        return replace(
            drawn,
            words=self.typed.at(amount),
            ticked=(self.typed.at(currency) or CURRENCIES[0],),
            theirs=self._theirs(amount),
        )

    def _table(self, drawn: Input, described: Field) -> Input:
        item = described.item or described
        rows = []
        for number in self.typed.rows(drawn.path):
            path = f"{drawn.path}.{number}"
            inputs: tuple[Input, ...]
            if drawn.look is Look.pairs:
                inputs = (
                    self.input(Field("key", _KEY, Shape.text), f"{path}.key"),
                    self.input(replace(item, label=_VALUE), f"{path}.value"),
                )
            elif item.inner:
                inputs = self.inputs(item.inner, path)
            else:
                inputs = (self.input(replace(item, label=described.label), path),)
            rows.append(Row(path, f".{path}{ROW}", inputs))
        return replace(drawn, rows=tuple(rows), heads=item.inner)


_YES_NO = (("yes", Text(zh="是", en="Yes")), ("no", Text(zh="否", en="No")))
_KEY = Text(zh="栏目", en="Entry")
_VALUE = Text(zh="内容", en="Content")
_LOOKS = {
    Shape.integer: Look.number,
    Shape.decimal: Look.number,
    Shape.boolean: Look.choice,
    Shape.day: Look.day,
    Shape.moment: Look.moment,
    Shape.choice: Look.choice,
    Shape.money: Look.money,
    Shape.sheet: Look.group,
    Shape.mapping: Look.pairs,
}


def _look(described: Field, choices: int) -> Look:
    if described.shape is Shape.items:
        return Look.ticks if described.item is not None and described.item.options else Look.table
    if described.shape in _LOOKS:
        return _LOOKS[described.shape]
    if described.refers_to is not None:
        return Look.choice if 0 < choices <= _FEW else Look.search
    return Look.area if is_long(described) else Look.line
