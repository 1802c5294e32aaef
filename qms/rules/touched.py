"""Whether a signature that was filed stayed as it was (clause 2.2.1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.rule import GONE, Example, hit, rule
from qms.model.signing import SigningHistory
from qms.model.snapshot import Snapshot
from qms.rules.signed_examples import SIGNATURE, prepared
from qms.standing.signing import commit_of
from qms.text import Text


@rule(
    "KEY109",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(SigningHistory,),
    title=Text(zh="签名文件不删不改", en="Signature files are neither removed nor changed"),
    message=Text(
        zh="签名文件 {path} 被删除或改动（提交 {commit}）",
        en="the signature {path} was removed or changed ({commit})",
    ),
    why=Text(
        zh="没有签名文件，签署只剩一行字；换一个，就是另一个人签的。",
        en="Without it the statement is a line of text; with another, another person's.",
    ),
    cure=Text(
        zh="从 git 历史恢复：git checkout {first} -- {path}，再提交。",
        en="Restore it from git history: git checkout {first} -- {path}, and commit.",
    ),
    bad=Example({SIGNATURE: GONE}, committed=prepared()),
    good=Example(prepared(), committed=prepared()),
    is_integrity=True,
)
def signature_touched(snapshot: Snapshot) -> Iterator[Hit]:
    """A signature that once stood is gone or another."""
    for path, file in sorted(snapshot.signing.files.items()):
        if not file.is_intact and file.touched:
            yield hit(
                Place(path, line=1, column=1), path=path, commit=commit_of(file.touched[-1]),
                first=file.step.commit[:12] or "HEAD",
            )  # fmt: skip


@rule(
    "KEY110",
    clause="2.2.1",
    severity=Severity.INFO,
    reads=(SigningHistory,),
    title=Text(zh="签名文件曾被动过", en="A signature was away for a while"),
    message=Text(
        zh="签名文件 {path} 曾被删除或改动（提交 {commit}），已恢复（提交 {restored}）",
        en="the signature {path} was removed or changed ({commit}) and put back ({restored})",
    ),
    why=Text(
        zh="恢复之后签名仍然有效，但这件事留痕。",
        en="Put back, it is good as before; that it was away stays told.",
    ),
    cure=Text(zh="无需处理。", en="Nothing to do."),
    bad=Example(prepared(), committed=prepared(), between=({SIGNATURE: GONE},)),
    is_integrity=True,
)
def signature_restored(snapshot: Snapshot) -> Iterator[Hit]:
    """A signature was removed or changed and stands again as it did."""
    for path, file in sorted(snapshot.signing.files.items()):
        if file.is_intact and file.touched:
            yield hit(
                Place(path, line=1, column=1), path=path, commit=commit_of(file.touched[-1]),
                restored=commit_of(file.restored),
            )  # fmt: skip
