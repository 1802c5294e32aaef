"""Whether totals follow from the manual's weights and conclusions from its bands (8.2.1, 8.2.4)."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch02_limits import Limit, grouped
from qms.model.kinds.ch08_delivery import CarrierEvaluation
from qms.model.kinds.ch08_repair import StationEvaluation, SupplierResult
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import register, retained
from qms.text import Text

_CENT, _WHOLE = Decimal("0.01"), Decimal(100)
_CARRIER: Mapping[str, str] = {
    "punctuality": "carrier.weight.punctual",
    "care": "carrier.weight.intact",
    "service": "carrier.weight.service",
    "price": "carrier.weight.price",
}
_STATION: Mapping[str, str] = {
    "repair_quality": "station.weight.repair",
    "satisfaction": "station.weight.satisfaction",
    "information": "station.weight.accuracy",
    "stock": "station.weight.stock",
    "site": "station.weight.site",
}
_CARRIER_BANDS: Mapping[str, str] = {
    "excellent": "carrier.band.excellent",
    "qualified": "carrier.band.qualified",
    "improve": "carrier.band.improve",
}
_STATION_BANDS: Mapping[str, str] = {
    "excellent": "station.band.excellent",
    "qualified": "station.band.qualified",
    "improve": "station.band.improve",
}


def _entry(name: str, value: int, states: str, unit: str) -> dict[str, object]:
    return {
        "id": name, "name": "例", "name_en": "x", "clause": "1", "states": states, "value": value,
        "unit": unit,
    }  # fmt: skip


def _register(weights: Mapping[str, str], bands: Mapping[str, str]) -> dict[str, str]:
    even = 100 // len(weights)
    rows = [_entry(name, even, "weight", "percent") for name in weights.values()]
    rows += [
        _entry(name, value, "band", "point")
        for name, value in zip(bands.values(), (90, 75, 60), strict=True)
    ]
    return register(Limit, *rows)


def _carried(**fields: object) -> dict[str, str]:
    sheet = {
        "carrier": "CAR-01", "period": "例", "consignments": 9, "punctuality": 80, "care": 80,
        "service": 80, "price": 80, "total": "80.00", "result": "qualified",
    } | fields  # fmt: skip
    figures = _register(_CARRIER, _CARRIER_BANDS)
    return figures | retained(CarrierEvaluation, "CY-2026-0001", **sheet)


def _served(**fields: object) -> dict[str, str]:
    sheet = {
        "station": "ST-01", "period": "例", "repair_quality": 80, "satisfaction": 80,
        "information": 80, "stock": 80, "site": 80, "total": "80.00", "result": "qualified",
    } | fields  # fmt: skip
    figures = _register(_STATION, _STATION_BANDS)
    return figures | retained(StationEvaluation, "FZ-2026-0001", **sheet)


_TOTAL = Text(
    zh="{id} 的综合得分写 {stated}，按手册的权重应为 {wanted}",
    en="{id} states a total of {stated}; by the manual's weights it is {wanted}",
)
_WHY_TOTAL = Text(
    zh="按别的权重算，各家就不能比，结论也不是手册的结论。",
    en="By other weights nobody can be compared, and the conclusion is not the manual's.",
)
_CURE_TOTAL = Text(
    zh="按手册的权重重算 total；已关闭的用 qms correct 更正。",
    en="Compute total anew by the manual's weights; correct a closed one by qms correct.",
)
_BAND = Text(
    zh="{id} 得 {total} 分，结论写“{stated}”，按手册的等级线应为“{wanted}”",
    en="{id} has {total} points and says {stated}; by the manual's bands it is {wanted}",
)
_WHY_BAND = Text(
    zh="结论决定整改、续用还是终止，须与得分相符。",
    en="The conclusion decides whether it goes on; it has to follow from the points.",
)
_CURE_BAND = Text(
    zh="改正 result；已关闭的用 qms correct 更正，并按结论办理。",
    en="Correct result (a closed one by qms correct) and act on it.",
)


@rule(
    "DLV105",
    clause="8.2.1",
    severity=Severity.ERROR,
    each=CarrierEvaluation,
    reads=(Limit,),
    title=Text(zh="承运商得分按手册的权重", en="A carrier's total follows the manual's weights"),
    message=_TOTAL,
    why=_WHY_TOTAL,
    cure=_CURE_TOTAL,
    bad=Example(_carried(total="81.00")),
    good=Example(_carried()),
)
def carrier_total(snapshot: Snapshot) -> Iterator[Hit]:
    """The total of a carrier's evaluation is not the weighted sum of its items."""
    for each in snapshot.live(CarrierEvaluation):
        yield from _total(snapshot, each, _CARRIER)


@rule(
    "DLV106",
    clause="8.2.1",
    severity=Severity.ERROR,
    each=CarrierEvaluation,
    reads=(Limit,),
    title=Text(zh="承运商结论按手册的等级线", en="A carrier's result follows the manual's bands"),
    message=_BAND,
    why=_WHY_BAND,
    cure=_CURE_BAND,
    bad=Example(_carried(result="excellent")),
    good=Example(_carried()),
)
def carrier_band(snapshot: Snapshot) -> Iterator[Hit]:
    """The conclusion of a carrier's evaluation is not that of the band of its total."""
    for each in snapshot.live(CarrierEvaluation):
        yield from _band(snapshot, each, _CARRIER_BANDS)


@rule(
    "RPR108",
    clause="8.2.4",
    severity=Severity.ERROR,
    each=StationEvaluation,
    reads=(Limit,),
    title=Text(zh="服务站得分按手册的权重", en="A station's total follows the manual's weights"),
    message=_TOTAL,
    why=_WHY_TOTAL,
    cure=_CURE_TOTAL,
    bad=Example(_served(total="81.00")),
    good=Example(_served()),
)
def station_total(snapshot: Snapshot) -> Iterator[Hit]:
    """The total of a station's evaluation is not the weighted sum of its items."""
    for each in snapshot.live(StationEvaluation):
        yield from _total(snapshot, each, _STATION)


@rule(
    "RPR109",
    clause="8.2.4",
    severity=Severity.ERROR,
    each=StationEvaluation,
    reads=(Limit,),
    title=Text(zh="服务站结论按手册的等级线", en="A station's result follows the manual's bands"),
    message=_BAND,
    why=_WHY_BAND,
    cure=_CURE_BAND,
    bad=Example(_served(result="improve")),
    good=Example(_served()),
)
def station_band(snapshot: Snapshot) -> Iterator[Hit]:
    """The conclusion of a station's evaluation is not that of the band of its total."""
    for each in snapshot.live(StationEvaluation):
        yield from _band(snapshot, each, _STATION_BANDS)


def _values(snapshot: Snapshot, names: Mapping[str, str]) -> dict[str, Decimal]:
    """Return the register's values by what they are for; none where one of them is missing."""
    found = {key: snapshot.find(Limit, name) for key, name in names.items()}
    values = {key: each.value for key, each in found.items() if each and each.value is not None}
    return values if len(values) == len(names) else {}


def _total(
    snapshot: Snapshot, each: CarrierEvaluation | StationEvaluation, weights: Mapping[str, str]
) -> Iterator[Hit]:
    values = _values(snapshot, weights)
    total = sum((getattr(each, name) * weight for name, weight in values.items()), Decimal(0))
    wanted = (total / _WHOLE).quantize(_CENT, ROUND_HALF_UP)
    if values and each.total.quantize(_CENT, ROUND_HALF_UP) != wanted:
        yield hit(
            place_of(each, "total"), owner=each.department, id=each.id, stated=each.total,
            wanted=wanted,
        )  # fmt: skip


def _band(
    snapshot: Snapshot, each: CarrierEvaluation | StationEvaluation, bands: Mapping[str, str]
) -> Iterator[Hit]:
    values = _values(snapshot, bands)
    reached = (SupplierResult[name] for name, least in values.items() if each.total >= least)
    wanted = next(reached, SupplierResult.ended)
    if values and each.result is not wanted:
        yield hit(
            place_of(each, "result"), owner=each.department, id=each.id,
            total=grouped(each.total), stated=each.result.label.inside, wanted=wanted.label.inside,
        )  # fmt: skip
