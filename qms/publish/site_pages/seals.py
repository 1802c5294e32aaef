"""The page that checks a copy's signed code offline, typed, photographed or by camera (2.2.2)."""

import base64
import datetime as dt
import json
import struct

from qms.model.kinds.ch07_competence import Person, SigningKey
from qms.model.signing import fingerprint_of, key_blob
from qms.publish.site_pages import Page, Site
from qms.publish.templating import filled, trusted
from qms.standing.release import state_of
from qms.standing.seal import NAMESPACE, SHOWN, key_mark_of, may_seal
from qms.text import Text


def pages(site: Site) -> list[Page]:
    """Return the page with all that a browser needs to check a code without asking anybody."""
    t = site.t
    plain = json.dumps(_known(site), ensure_ascii=False, separators=(",", ":"))
    data = plain.replace("<", "\\u003c")
    content = filled(
        "publish/site_pages/templates/seals.html",
        ask=site.say(_ASK),
        label=t("签名码的内容", "What the signed code says"),
        verify=t("核验", "Verify"),
        photo=t("照片", "Photo"),
        camera=t("摄像头", "Camera"),
        data=trusted(data),
        what=site.say(_WHAT),
    )
    return [Page("verify/seal.md", t("核验签名码", "Check a signed code"), content)]


_ASK = Text(
    zh="扫描封面左下角的签名码，选一张它的照片，或粘贴它的内容。核验在本机完成，不联网。",
    en="Scan the signed code at the lower left of the cover, choose a photo of it, or paste what "
    "it says. It is checked on this computer; nothing is sent.",
)
_WHAT = Text(
    zh="签名有效，说明这一本确由该密钥的持有人按这一版发放；此后是否遗失、收回，用短码核验。"
    "请把页面给出的指纹与封面所印、与留存的名单核对。",
    en="A good signature says that the holder of the key issued this copy at this release; whether "
    "it was lost or returned since, the short code tells. Compare the fingerprint with the one "
    "on the cover and with the list that you kept.",
)


def _known(site: Site) -> dict[str, object]:
    t, snapshot = site.t, site.today
    return {
        "namespace": NAMESPACE,
        "document": snapshot.settings.manual.number,
        "keys": [
            _key(person, key)
            for person in snapshot.all(Person)
            for key in person.keys
            if may_seal(key.public)
        ],
        "releases": {
            release.id: {
                "digest": snapshot.signable_digests.get(release.id, "")[:SHOWN],
                "standing": site.say(state_of(snapshot, release).label),
            }
            for release in snapshot.releases
        },
        "good": t(
            "签名有效：{document} {release}，分发号 {number}，{day}，由 {name} 用密钥 {key} 签发。"
            "{release} {standing}（截至 ",
            "The signature is good: {document} {release}, copy {number}, {day}, signed by {name} "
            "with key {key}. {release} is {standing} (as of ",
        )
        + t(f"{snapshot.as_of}）。", f"{snapshot.as_of})."),
        "bad": t(
            "签名无效：内容被改动，或不是本公司签发的。",
            "The signature is bad: it was altered, or is not this company's.",
        ),
        "none": t("这不是签名码。", "This is no signed code."),
        "stranger": t(
            "签名码所用的密钥不在花名册里，或当日无效：不能确认。",
            "The key is not in the register, or was not good on that day: not confirmed.",
        ),
        "other": t(
            "签名有效，但所写的版本与本站的发布记录不符：不能确认。",
            "The signature is good, but the release that it names is not this site's: "
            "not confirmed.",
        ),
        "unread": t("照片里没有找到签名码。", "There is no signed code in the picture."),
        "unable": t(
            "这个浏览器不能核验：请从文件夹或以 https 打开，或用 qms verify。",
            "This browser cannot check it: open the page from a folder or over https, or use "
            "qms verify.",
        ),
    }


def _key(person: Person, key: SigningKey) -> dict[str, str]:
    ends = [key.valid_until + dt.timedelta(days=1)] if key.valid_until else []
    ends += [key.revoked] if key.revoked else []
    blob = key_blob(key.public)
    (length,) = struct.unpack(">I", blob[:4])
    kind = blob[4 : 4 + length].decode()
    raw = blob[-32:] if kind == "ssh-ed25519" else blob[-65:]
    return {
        "mark": key_mark_of(key.public),
        "kind": kind,
        "raw": base64.b64encode(raw).decode(),
        "blob": base64.b64encode(blob).decode(),
        "fingerprint": fingerprint_of(key.public),
        "name": person.name,
        "from": key.valid_from.isoformat(),
        "until": min(ends).isoformat() if ends else "9999",
    }
