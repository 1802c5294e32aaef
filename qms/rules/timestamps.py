"""Whether outside time stamps hold, and bear out the times that are stated (2.2.1)."""

from collections.abc import Iterator

from qms.model.finding import Hit, Place, Severity
from qms.model.kinds.ch02_manual import Signature
from qms.model.rule import Example, hit, not_judged, rule
from qms.model.snapshot import Proof, Snapshot
from qms.model.timestamp import GRACE, SKEW, TimeStamps, Token, TokenFlaw
from qms.rules.examples import SETTINGS
from qms.standing.stamped import Stampable, stampable, waiting
from qms.text import Text

_ASKED = SETTINGS + (
    "timestamps: [{name: tsa, url: 'https://tsa.example', ca: tsa.pem, since: 2026-01-01}]\n"
)
_LINE = (
    f"qms-anchor/1 commit={'0' * 40} date=2026-02-01 release=- record=- "
    f"closed=0:{'0' * 64} keys=-\n"
)
_KEPT = "anchors/2026-02-01.txt"
_FLAWS = {
    TokenFlaw.unread: Text(zh="不是时间戳", en="it is no time stamp"),
    TokenFlaw.unknown_authority: Text(
        zh="qms.yml 的 timestamps 里没有这家机构，或没有它的根证书",
        en="timestamps in qms.yml name no such authority, or its root certificate is not there",
    ),
    TokenFlaw.not_of_this: Text(
        zh="不是对这个文件盖的，或不是这家机构盖的",
        en="it is not over this file, or not by this authority",
    ),
}


@rule(
    "TIM101",
    clause="2.2.1",
    severity=Severity.ERROR,
    reads=(Proof, Signature, TimeStamps),
    title=Text(zh="时间戳属实", en="Time stamps hold"),
    message=Text(zh="{path}：{what}", en="{path}: {what}"),
    why=Text(
        zh="时间戳由外面的机构盖，证明文件在那一刻已经存在；对不上的不证明任何事。",
        en="A token is an outsider's word that a file was there; one that does not fit is none.",
    ),
    cure=Text(
        zh="从 git 历史恢复文件和时间戳；从未属实的，删去后用 qms timestamp 重盖。",
        en="Restore file and token from history; one that never held is removed: qms timestamp.",
    ),
    bad=Example({_KEPT: _LINE, f"{_KEPT}.tsa.tsr": "x", "tsa.pem": "x", "qms.yml": _ASKED}),
    good=Example({}),
    is_integrity=True,
)
def unfit(snapshot: Snapshot) -> Iterator[Hit]:
    """A token proves nothing, or that what is stated is false; a filed anchor is of no history."""
    times = {each.path: each for each in stampable(snapshot)}
    for token in snapshot.stamps.tokens:
        place = Place(token.path, line=1, column=1)
        if token.flaw is TokenFlaw.unjudged:
            yield not_judged(place, _NO_TOOL)
        elif token.flaw is not None:
            yield hit(place, path=token.path, what=_FLAWS[token.flaw])
        elif (of := times.get(token.over)) and token.at and token.at + SKEW < of.stated:
            what = Text(
                zh=f"盖于 {token.at:%Y-%m-%d %H:%M} UTC，早于所写的时间",
                en=f"given {token.at:%Y-%m-%d %H:%M} UTC, before the time that is stated",
            )
            yield hit(place, path=token.path, what=what)
    for kept in snapshot.stamps.anchors:
        place = Place(kept.path, line=1, column=1)
        if kept.is_ours is None:
            yield not_judged(place, _SHALLOW)
        elif not kept.is_ours:
            yield hit(place, path=kept.path, what=_NOT_OURS)


_NO_TOOL = Text(
    zh="没有 openssl，时间戳未核验", en="there is no openssl here, so time stamps were not verified"
)
_SHALLOW = Text(
    zh="浅克隆没有锚所记的提交；用 git fetch --unshallow 取回",
    en="a shallow clone lacks the anchor's commit; fetch it with git fetch --unshallow",
)
_NOT_OURS = Text(
    zh="不是锚，或它所记的提交不在历史里",
    en="it is no anchor, or its commit is not in this history",
)


@rule(
    "TIM102",
    clause="2.2.1",
    severity=Severity.WARNING,
    reads=(Proof, Signature, TimeStamps),
    title=Text(zh="签名当日盖时间戳", en="Signatures are stamped the same day"),
    message=Text(zh="{path}（{authority}）：{what}", en="{path} ({authority}): {what}"),
    why=Text(
        zh="签署时间是签署人写的；一日之内的时间戳才能证明它。",
        en="Who signs states the time; a token within a day bears it out.",
    ),
    cure=Text(
        zh="联网后运行 qms timestamp；已经晚了的，时间只能证明到盖戳那一刻。",
        en="Run qms timestamp where there is a network; what is late proves no more than its own "
        "time.",
    ),
    bad=Example({_KEPT: _LINE, "qms.yml": _ASKED}),
    good=Example({}),
)
def late(snapshot: Snapshot) -> Iterator[Hit]:
    """A signature or an anchor waits for its token, or a signature got one too late."""
    for each, authority in waiting(snapshot):
        place = Place(each.path, line=1, column=1)
        yield hit(place, path=each.path, authority=authority.name, what=_WAITS)
    times = {each.path: each for each in stampable(snapshot)}
    for token in snapshot.stamps.tokens:
        if (of := times.get(token.over)) and _is_late(of, token):
            what = Text(
                zh=f"时间戳盖于 {token.at:%Y-%m-%d %H:%M} UTC，晚于所写的时间一日以上",
                en=f"stamped {token.at:%Y-%m-%d %H:%M} UTC, more than a day after the stated time",
            )
            place = Place(token.path, line=1, column=1)
            yield hit(place, path=token.path, authority=token.authority, what=what)


def _is_late(of: Stampable, token: Token) -> bool:
    return token.at is not None and not of.is_anchor and token.at > of.stated + GRACE


_WAITS = Text(zh="还没有时间戳", en="there is no time stamp yet")
