"""The folder for the auditor: everything in one ZIP, to be verified with stock tools (2.2.1)."""

import datetime as dt
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from itertools import count

from qms.model.kinds.ch02_manual import Release, Signature
from qms.model.kinds.ch07_competence import Person, SigningKey
from qms.model.snapshot import Snapshot
from qms.publish.audit_pack.deciders import summary
from qms.publish.audit_pack.people import held, staff
from qms.publish.templating import Markup, filled, joined
from qms.standing.release import NAMESPACE, signatures_of
from qms.text import LANGS, Lang, Text

SUMS = "SHA256SUMS"
SIGNERS = "allowed_signers"
README = "README.html"
ANCHOR = "anchor.txt"
BUNDLE = "history.bundle"
WITHHELD = "WITHHELD"
DECISIONS = "decisions.csv"
_ELSEWHERE = re.compile(r"[\\\x00-\x1f\x7f]|^/+|(?<![^/])\.\.(?=/|$)")
_EPOCH = (1980, 1, 1, 0, 0, 0)

_TITLE = Text(zh="审核文件夹", en="Folder for the auditor")
_WHAT = Text(
    zh="{number} {release}，数据截至 {day}，取自提交 {commit}。从 site/index.html 开始浏览。",
    en="{number} {release}, data as of {day}, from the commit {commit}. Begin with "
    "site/index.html.",
)
_PEOPLE = Text(zh="其中的个人信息", en="What it holds about people")
_PRIVATE = Text(
    zh="records/ 是原始记录，签名和摘要以此为准；history.bundle 是全部历史，还有已更正和已销毁的"
    "内容。两者都含有下列个人信息，另有 {staff} 名员工的姓名、岗位、培训和签名；"
    "仅供审核使用，用后删除。",
    en="records/ holds the records as they were signed and summed, history.bundle all of their "
    "history, with what was corrected or disposed of since. Both hold the personal data below, and "
    "names, posts, training and signatures of {staff} members of staff: for the audit only, to be "
    "deleted after it.",
)
_MASKED = Text(
    zh="下列个人信息已遮盖，电话号码也不出现在其他文字里；照片、扫描件和历史不在其中。"
    "仍含 {staff} 名员工的姓名、岗位、培训和签名。",
    en="The personal data below are masked, telephone numbers in other text too; photos, scans and "
    "the history are left out. It holds names, posts, training and signatures of {staff} members "
    "of staff.",
)
_WITHHELD = Text(
    zh="遮盖或未附的每个文件，在 {sums} 里有一行摘要，取自“盐”加原文。需要核对某个原件时，向公司"
    "要该文件和它的盐（公司另存，不在本文件夹里），运行下面的命令，结果应是其中的一行。",
    en="Of each file that is masked or left out {sums} bears a digest, taken of a salt and the "
    "original. To look at an original, ask the company for it and for its salt (which it keeps, "
    "not in this folder); what this prints should stand there.",
)
_WHOLE = Text(zh="文件是否完整", en="Are the files whole")
_WHOLE_HOW = Text(
    zh="在本文件夹中运行；每一行都应是 OK。",
    en="Run this in the folder; every line should say OK.",
)
_GENUINE = Text(zh="批准是否真实", en="Are the approvals genuine")
_GENUINE_HOW = Text(
    zh="每条命令应输出 Good。allowed_signers 由 records/person/ 中的公钥写成；"
    "要独立核对，请与签署人当面对照密钥指纹。",
    en="Each command should say Good. allowed_signers was written from the public keys in "
    "records/person/; to be independent of it, compare the fingerprints with the signers.",
)
_COVERS = Text(
    zh="签署的是哪份发布记录：摘要应等于签署记录中的 sha256。",
    en="Which release record was signed: the sum should be the sha256 of its statements.",
)
_TEXT = Text(
    zh="所签的正文：每一行都应是 OK，每个摘要都写在发布记录里。",
    en="The text that was signed: every line should say OK, and each sum stand in the record.",
)
_TIME = Text(zh="时间由谁证明", en="Whose word the time is")
_TIME_HOW = Text(
    zh="每条命令应输出 Verification: OK。根证书由公司放入，请向该机构另行取得一份对照。",
    en="Each command should say Verification: OK. The company put the root certificates in: get "
    "them from the authorities, too.",
)
_HISTORY = Text(zh="历史是否延续", en="Does the history go on")
_HISTORY_HOW = Text(
    zh="从历史取出仓库，其中应有本文件夹的提交。把 anchor.txt 另行保存：下次用"
    " qms check --since-anchor 或下面最后一条命令对照。",
    en="Take the repository out of the history; it should hold the commit of this folder. Keep "
    "anchor.txt apart: next time hold it against qms check --since-anchor, or the last command.",
)
_PARTS = (
    ("site/", Text(zh="网站", en="the site")),
    ("*.pdf", Text(zh="手册", en="the manual")),
    ("log/", Text(zh="发放台账", en="the issue log")),
    ("matrix/", Text(zh="符合性矩阵", en="the conformity matrix")),
    ("manual/", Text(zh="各章原文", en="the chapters as text")),
    ("records/", Text(zh="记录、签署与签名", en="records, statements and signatures")),
    (
        "released/",
        Text(zh="每次发布的正文，与签署时逐字节相同", en="each release's text as signed"),
    ),
    (BUNDLE, Text(zh="git 历史", en="the history, for git")),
    (DECISIONS, Text(zh="谁作的决定，是否签名", en="who decided what, and whether that is signed")),
    (ANCHOR, Text(zh="供您保存的一行", en="the line for you to keep")),
    (WITHHELD, Text(zh="遮盖或未附文件的摘要", en="digests of what is masked or left out")),
)


def allowed_signers(snapshot: Snapshot) -> str:
    """Return the public keys of the staff as `ssh-keygen -Y verify` reads them."""
    zone = snapshot.settings.zone
    return "".join(
        f"{person.id} {_options(key, zone)} {' '.join(key.public.split()[:2])}\n"
        for person in snapshot.all(Person)
        for key in person.keys
    )


def _options(key: SigningKey, zone: dt.tzinfo) -> str:
    """Return in which name space and between which moments a key is good."""
    ends = [key.valid_until + dt.timedelta(days=1)] if key.valid_until else []
    ends += [key.revoked] if key.revoked else []
    options = [f'namespaces="{NAMESPACE}"', f'valid-after="{_stamp(key.valid_from, zone)}"']
    options += [f'valid-before="{_stamp(min(ends), zone)}"'] if ends else []
    return ",".join(options)


def _stamp(day: dt.date, zone: dt.tzinfo) -> str:
    return _moment(dt.datetime.combine(day, dt.time(), zone))


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%d%H%M%SZ")


def verifications(snapshot: Snapshot, release: Release) -> list[str]:
    """Return a line of stock `ssh-keygen` for each signature on a release."""
    given = signatures_of(snapshot.all(Signature), release.id)
    return [
        f"ssh-keygen -Y verify -f {SIGNERS} -I {signature.person} -n {NAMESPACE} "
        f"-O verify-time={_moment(signature.at)} "
        f"-s records/signature/{signature.id}.yaml.sig < records/signature/{signature.id}.yaml"
        for signature in given.values()
    ]


def readme(snapshot: Snapshot, *, is_masked: bool = False) -> str:
    """Return the page that explains the folder and how to verify it, in both languages.

    Args:
        snapshot: What the folder is made from, personal data included: the page says which.
        is_masked: They are withheld, as is the history.

    """
    return filled(
        "publish/audit_pack/templates/readme.html",
        lang="zh-CN",
        title=f"{_TITLE.zh} · {_TITLE.en}",
        parts=joined(_part(snapshot, lang, is_masked=is_masked) for lang in LANGS),
    )


def _part(snapshot: Snapshot, lang: Lang, *, is_masked: bool) -> Markup:
    release = snapshot.in_force
    return filled(
        "publish/audit_pack/templates/part.html",
        lang=lang,
        what=_WHAT.say(
            lang,
            number=snapshot.settings.manual.number,
            release=release.name if release else "—",
            day=snapshot.as_of.isoformat(),
            commit=snapshot.ref,
        ),
        listed=[each for each in _PARTS if each[0] != (BUNDLE if is_masked else WITHHELD)],
        people=_PEOPLE,
        private=(_MASKED if is_masked else _PRIVATE).say(lang, staff=staff(snapshot)),
        held=held(snapshot),
        withheld=_WITHHELD.say(lang, sums=WITHHELD) if is_masked else "",
        whole=_WHOLE,
        whole_how=_WHOLE_HOW,
        sums=SUMS,
        genuine=_GENUINE,
        genuine_how=_GENUINE_HOW,
        covers=_COVERS,
        text=_TEXT,
        releases=[
            (each, verifications(snapshot, each), _text_recipe(each)) for each in snapshot.releases
        ],
        decided=summary(snapshot),
        time=_TIME,
        time_how=_TIME_HOW,
        stamps=_time_recipe(snapshot),
        history="" if is_masked else _HISTORY,
        history_how=_HISTORY_HOW,
        recipe=_history_recipe(snapshot),
    )


def _time_recipe(snapshot: Snapshot) -> list[str]:
    roots = {each.name: each.ca for each in snapshot.settings.timestamps}
    return [
        f"openssl ts -verify -data {each.over} -in {each.path} -CAfile {roots[each.authority]}"
        for each in snapshot.stamps.tokens
        if each.authority in roots
    ]


def _text_recipe(release: Release) -> list[str]:
    folder, record = f"released/{release.id}", f"records/release/{release.id}.yaml"
    return [
        f"(cd {folder} && sha256sum -c {SUMS})",
        f"cut -c1-64 {folder}/{SUMS} | while read sum; do grep -q $sum {record} || exit 1; done",
    ]


def _history_recipe(snapshot: Snapshot) -> list[str]:
    commit = snapshot.ref
    return [
        f"git clone -q {BUNDLE} history-{commit[:12]}",
        f"git -C history-{commit[:12]} fsck --no-dangling",
        f"git -C history-{commit[:12]} merge-base --is-ancestor {commit} HEAD",
    ]


def _in_archive(names: Iterable[str]) -> dict[str, str]:
    """Return by name a path that no unpacker takes for one elsewhere, nor the sums for two lines.

    Names that need no change keep theirs; of those that would become one, the later are numbered.
    """
    every = sorted(names, key=lambda each: (_ELSEWHERE.search(each) is not None, each))
    found: dict[str, str] = {}
    taken = {SUMS}
    for name in every:
        plain = _ELSEWHERE.sub("_", name)
        tried = (plain if n == 1 else f"{plain}_{n}" for n in count(1))
        found[name] = next(each for each in tried if each not in taken)
        taken.add(found[name])
    return found


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return the files with their sums in one ZIP; the same files give the same bytes."""
    inside = _in_archive(files)
    ordered = dict(sorted((inside[name], content) for name, content in files.items()))
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in ordered.items()
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in {SUMS: sums.encode(), **ordered}.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)
    return stream.getvalue()
