"""Hazardous waste goes to who may take it, with proof (clause 8.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.kinds.ch08_returns import WasteDisposal
from qms.model.kinds.record import place_of
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Snapshot
from qms.rules.examples import retained
from qms.text import Text


def _waste(**fields: object) -> dict[str, str]:
    sheet = {
        "waste": "例", "quantity": 1, "unit": "kg", "hazardous": True, "handled_by": "P-001",
        "receiver": "例", "permit": "例", "permit_until": "2026-12-31", "proof": "例",
    } | fields  # fmt: skip
    return retained(WasteDisposal, "FQ-2026-0001", **sheet)


@rule(
    "WST101",
    clause="8.5",
    severity=Severity.ERROR,
    each=WasteDisposal,
    title=Text(zh="危险废物交给有证单位", en="Hazardous waste goes to a licensed receiver"),
    message=Text(
        zh="危险废物 {id} 交给 {receiver}，{state}",
        en="hazardous waste {id} to {receiver}: {state}",
    ),
    why=Text(zh="无证处置是违法行为。", en="To hand it to anybody else breaks the law."),
    cure=Text(
        zh="索取在有效期内的许可证；没有的，停止移交并上报。",
        en="Ask for a valid permit; without one stop and report.",
    ),
    bad=Example(_waste(permit_until="2026-02-28")),
    good=Example(_waste()),
)
def no_permit(snapshot: Snapshot) -> Iterator[Hit]:
    """Hazardous waste was handed over without a permit, or after its end."""
    for each in snapshot.live(WasteDisposal):
        if not each.hazardous:
            continue
        until = each.permit_until
        if not each.permit or until is None:
            state = Text(zh="没有许可证号或有效期", en="no permit or no end of it")
        elif until < each.date:
            state = Text(zh=f"许可证已于 {until} 到期", en=f"its permit ended on {until}")
        else:
            continue
        place = place_of(each, "permit")
        yield hit(place, owner=each.department, id=each.id, receiver=each.receiver, state=state)


@rule(
    "WST102",
    clause="8.5",
    severity=Severity.ERROR,
    each=WasteDisposal,
    title=Text(zh="危险废物有处置凭证", en="Hazardous waste has proof of its disposal"),
    message=Text(zh="危险废物 {id} 没有处置凭证", en="hazardous waste {id} has no proof"),
    why=Text(zh="凭证证明废物没有流失。", en="The proof shows that it went nowhere else."),
    cure=Text(zh="向接收单位索取联单，填写 proof。", en="Ask the receiver for the manifest."),
    bad=Example(_waste(proof="")),
    good=Example(_waste()),
)
def no_proof(snapshot: Snapshot) -> Iterator[Hit]:
    """Hazardous waste was handed over without proof."""
    for each in snapshot.live(WasteDisposal):
        if each.hazardous and not each.proof:
            yield hit(place_of(each, "hazardous"), owner=each.department, id=each.id)
