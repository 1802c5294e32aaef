"""Whether signatures, once demanded, stay so (clause 2.2.1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.rule import Example, hit, rule
from qms.model.signing import SigningHistory
from qms.model.snapshot import Snapshot
from qms.rules.examples import SETTINGS
from qms.standing.signing import commit_of
from qms.text import Text

_REQUIRED = SETTINGS + "signatures: required\n"


@rule(
    "KEY111",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(SigningHistory,),
    title=Text(zh="要求签名之后不再放宽", en="Signatures stay required"),
    message=Text(
        zh="qms.yml 曾要求密钥签名，提交 {commit} 改成不要求",
        en="qms.yml demanded signatures by key; {commit} made them optional",
    ),
    why=Text(
        zh="放宽之后，谁都可以写一行字代替签名。",
        en="Once they are optional, anybody can write a line in place of a signature.",
    ),
    cure=Text(
        zh="在 qms.yml 恢复 signatures: required。", en="Set signatures: required in qms.yml again."
    ),
    bad=Example({"qms.yml": SETTINGS}, committed={"qms.yml": _REQUIRED}),
    good=Example({"qms.yml": _REQUIRED}, committed={"qms.yml": _REQUIRED}),
    is_integrity=True,
)
def made_optional(snapshot: Snapshot) -> Iterator[Hit]:
    """Signatures were required and are not any more."""
    if snapshot.signing.lowered and snapshot.settings.signatures != "required":
        commit = commit_of(snapshot.signing.lowered[-1])
        yield hit(Place("qms.yml", line=1, column=1), commit=commit)


@rule(
    "KEY112",
    clause="2.2.1",
    severity=Severity.INFO,
    reads=(SigningHistory,),
    title=Text(zh="曾有一段时间不要求签名", en="Signatures were optional for a while"),
    message=Text(
        zh="提交 {commit} 曾把签名改成不要求，现已恢复",
        en="{commit} made signatures optional for a while; they are required again",
    ),
    why=Text(zh="恢复之后留痕即可。", en="It has been put right; the note remains."),
    cure=Text(zh="无需处理。", en="Nothing to do."),
    bad=Example(
        {"qms.yml": _REQUIRED}, committed={"qms.yml": _REQUIRED}, between=({"qms.yml": SETTINGS},)
    ),
    is_integrity=True,
)
def was_optional(snapshot: Snapshot) -> Iterator[Hit]:
    """Signatures were made optional and are required again."""
    if snapshot.settings.signatures == "required":
        for commit in snapshot.signing.lowered:
            yield hit(Place("qms.yml", line=1, column=1), commit=commit_of(commit))
