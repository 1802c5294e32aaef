"""Whether every file of the repository can be read as what it claims to be (clause 7.5)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Severity
from qms.model.rule import Example, hit, rule
from qms.model.snapshot import Flaw, Problem, Snapshot
from qms.text import Text

_MESSAGE = Text(zh="{what}", en="{what}")
_CURE = Text(zh="{wanted}。", en="{wanted}.")
_WHY = Text(
    zh="读不出的文件不能作证据，也可能藏着别的问题。",
    en="A file that cannot be read proves nothing and may hide other departures.",
)


def _hits(snapshot: Snapshot, *flaws: Flaw) -> Iterator[Hit]:
    for problem in snapshot.problems:
        if problem.flaw in flaws:
            yield hit(
                problem.place, mark=problem.place.field, what=problem.what, wanted=problem.wanted
            )


@rule(
    "FIL101",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem,),
    title=Text(zh="文件是 UTF-8 文本", en="Files are UTF-8 text"),
    message=_MESSAGE,
    why=_WHY,
    cure=_CURE,
    bad=Example({"records/risk/risks.yaml": "\ufeff[]\n"}),
    is_integrity=True,
)
def encoding(snapshot: Snapshot) -> Iterator[Hit]:
    """A file is not UTF-8, or starts with a byte-order mark."""
    yield from _hits(snapshot, Flaw.encoding)


@rule(
    "FIL102",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem,),
    title=Text(zh="YAML 能够解析", en="YAML parses"),
    message=_MESSAGE,
    why=_WHY,
    cure=_CURE,
    bad=Example({"records/risk/risks.yaml": "- id: R-001\n  id: R-002\n"}),
    is_integrity=True,
)
def syntax(snapshot: Snapshot) -> Iterator[Hit]:
    """A file is not YAML 1.2, or a chapter has no front matter."""
    yield from _hits(snapshot, Flaw.syntax)


@rule(
    "FIL103",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem,),
    title=Text(zh="记录符合其表单", en="Records fit their form"),
    message=_MESSAGE,
    why=Text(
        zh="字段不全或写法不对的记录不能证明条款已执行。",
        en="A record with missing or malformed fields does not prove that a clause is followed.",
    ),
    cure=_CURE,
    bad=Example({"records/clause/more.yaml": '- id: "99"\n  titel: 多余\n'}),
    is_integrity=True,
)
def schema(snapshot: Snapshot) -> Iterator[Hit]:
    """A record or a chapter's front matter departs from its schema."""
    yield from _hits(snapshot, Flaw.schema)


@rule(
    "FIL104",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem,),
    title=Text(zh="只有普通文件", en="Plain files only"),
    message=_MESSAGE,
    why=Text(
        zh="符号链接可能指向仓库外，内容不受控。",
        en="A link may point outside the repository, where nothing is controlled.",
    ),
    cure=_CURE,
    bad=Example({"records/risk/risks.yaml": "-> ../../outside.yaml"}),
    is_integrity=True,
)
def links(snapshot: Snapshot) -> Iterator[Hit]:
    """A file is a symbolic link."""
    yield from _hits(snapshot, Flaw.link)


_RECORD = """\
id: XX-2026-0001
form: QR-1-01 A/0
date: 2026-02-01
department: after-sales
filled_by: P-001
release: A-0
sha256: SUM
person: P-001
attachments: [{path: FILE, sha256: SUM}]
""".replace("SUM", "ab" * 32)
_CONFIRMATION = "records/study-confirmation/2026/XX-2026-0001.yaml"


@rule(
    "FIL106",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem,),
    title=Text(zh="附件在仓库里且未改动", en="Attachments are there and unchanged"),
    message=_MESSAGE,
    why=Text(
        zh="附件是证据的一部分，凭摘要认定。",
        en="An attachment is part of the evidence and known by its digest.",
    ),
    cure=_CURE,
    bad=Example({_CONFIRMATION: _RECORD.replace("FILE", "../../etc/passwd")}),
    is_integrity=True,
)
def attachment(snapshot: Snapshot) -> Iterator[Hit]:
    """An attached file lies outside the repository, is missing, or has another digest."""
    yield from _hits(snapshot, Flaw.attachment)


@rule(
    "FIL107",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem,),
    title=Text(zh="自定表单的定义成立", en="Declarations of own forms hold"),
    message=_MESSAGE,
    why=Text(
        zh="定义有误的表单，其记录无法检查，也不能作证据。",
        en="Records of a form whose declaration is broken are not checked and prove nothing.",
    ),
    cure=_CURE,
    bad=Example({"schemas/custom/fire-drill.yaml": "type: object\n"}),
    is_integrity=True,
)
def own_form(snapshot: Snapshot) -> Iterator[Hit]:
    """A file under schemas/custom/ declares no kind that can be used."""
    yield from _hits(snapshot, Flaw.form)


@rule(
    "FIL105",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem,),
    title=Text(zh="记录放在其种类的文件夹里", en="Records stand in their kind's folder"),
    message=_MESSAGE,
    why=Text(zh="放错地方的记录没有人检查。", en="Nobody checks a record in the wrong place."),
    cure=_CURE,
    bad=Example({"records/complaints/one.yaml": "id: TS-2026-0001\n"}),
    is_integrity=True,
)
def unknown_kind(snapshot: Snapshot) -> Iterator[Hit]:
    """A folder under records/ is not named after a record kind."""
    yield from _hits(snapshot, Flaw.unknown_kind, Flaw.misplaced)


@rule(
    "FIL108",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem,),
    title=Text(zh="仓库不指挥网站", en="A repository does not steer the site"),
    message=_MESSAGE,
    why=Text(
        zh="审核员看的网站只能由记录生成；仓库里的代码或样式能改写、藏起条款。",
        en="An auditor's site is made of the records alone; code or styles out of a repository "
        "could rewrite or hide clauses.",
    ),
    cure=_CURE,
    bad=Example({"mkdocs.yml": "site_name: 例\nhooks: [hook.py]\n"}),
    good=Example({"mkdocs.yml": "site_name: 例\nplugins: [search, qms]\n"}),
    is_integrity=True,
)
def steers_the_site(snapshot: Snapshot) -> Iterator[Hit]:
    """mkdocs.yml names code, plug-ins, folders, styles or scripts of its own."""
    yield from _hits(snapshot, Flaw.steering)


@rule(
    "FIL109",
    clause="7.5",
    severity=Severity.ERROR,
    guards_release=True,
    reads=(Problem,),
    title=Text(zh="文件夹与最后一次提交一致", en="The folder has what was committed last"),
    message=_MESSAGE,
    why=Text(
        zh="程序或 git 中途被终止时，提交已成而文件夹没有跟上；再提交一次就会删掉那份记录。",
        en="Where a program was killed, a commit may stand that the folder has not followed; "
        "the next commit would delete the record again.",
    ),
    cure=_CURE,
    bad=Example({"rm records/risk/risks.yaml": ""}, committed={"records/risk/risks.yaml": "[]\n"}),
    is_integrity=True,
)
def follows_its_commit(snapshot: Snapshot) -> Iterator[Hit]:
    """Index and folder still have a file as it was before the last commit."""
    yield from _hits(snapshot, Flaw.behind)


@rule(
    "FIL110",
    clause="7.5",
    severity=Severity.ERROR,
    reads=(Problem,),
    title=Text(zh="仓库里没有密码", en="No password stands in the repository"),
    message=_MESSAGE,
    why=Text(
        zh="仓库给很多人看，历史删不掉；有了机器人的地址，谁都能以公司的名义发话。",
        en="Many read the repository, and its history stays; whoever has a robot's address can "
        "speak in the company's name.",
    ),
    cure=_CURE,
    bad=Example({"mail.env": "# 邮箱\nQMS_MAIL_PASSWORD=example\n"}),
    good=Example({"mail.md": "密码写在 QMS_MAIL_PASSWORD 里，不写在这里。\n"}),
    is_integrity=True,
)
def secrets_inside(snapshot: Snapshot) -> Iterator[Hit]:
    """A file of the repository holds the password of mail or the address of a chat robot."""
    yield from _hits(snapshot, Flaw.secret)
