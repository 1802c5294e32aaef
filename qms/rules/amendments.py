"""Whether who corrects or puts off signs it (7.5, 9.2)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import Signature
from qms.model.kinds.ch07_competence import Person
from qms.model.kinds.record import Record, place_of
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.signing import SigningHistory
from qms.model.snapshot import Proof, Snapshot
from qms.rules.corrections import corrected_action
from qms.rules.examples import SETTINGS
from qms.standing.amendments import amendments
from qms.standing.decisions import Decision, Standing, unproved
from qms.text import Text, told

_SIGNED = {"qms.yml": SETTINGS + "decisions: signed\n"}


@rule(
    "DEC105",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(Record, Person, Proof, Signature, SigningHistory),
    title=Text(zh="谁更正、谁延期，谁签名", en="Who corrects or puts off, signs"),
    message=Text(zh="{id} 的{role}（{person}）{how}", en="{id}, {role} by {person}: {how}"),
    why=Text(
        zh="更正和延期改变判定的结果；只写名字，谁都可以替别人写。",
        en="Corrections and extensions change a verdict; a name can be typed by anybody.",
    ),
    cure=Text(
        zh="由本人签名：qms sign --on {id} --as {word} --key 密钥",
        en="Let the person sign: qms sign --on {id} --as {word} --key KEY",
    ),
    bad=Example(corrected_action() | _SIGNED),
    good=Example(_SIGNED, committed=corrected_action()),
    is_integrity=True,
)
def amended_without_a_signature(snapshot: Snapshot) -> Iterator[Hit]:
    """Decisions are to be signed, and a correction or an extension is only stated."""
    every = list(amendments(snapshot))
    if snapshot.settings.decisions != "signed":
        if snapshot.settings.signatures == "required" and every:
            yield not_judged(Place("qms.yml", line=1, column=1), _only_stated(len(every)))
        return
    for each, standing in unproved(snapshot, every):
        yield _hit(snapshot, each, standing)


def _hit(snapshot: Snapshot, decision: Decision, standing: Standing) -> Hit:
    return hit(
        place_of(decision.record, decision.field, decision.nth),
        mark=f"{decision.field}.{decision.nth}", id=decision.record.id,
        role=decision.role.label, person=snapshot.named(decision.by), how=standing.label,
        word=decision.role.value,
    )  # fmt: skip


def _only_stated(count: int) -> Text:
    sentence = Text(
        zh="{count} 项更正和延期仅声明，未签名，不能核对是否本人作出；"
        "在 qms.yml 写 decisions: signed 后起算",
        en="{count:correction or extension|corrections and extensions} stated, not signed: "
        "whether the person did so was not judged; decisions: signed in qms.yml begins it",
    )
    return told(sentence, count=count)
