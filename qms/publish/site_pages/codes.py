"""The page that tells what the code on a printed copy stands for, without any server (2.2.2)."""

import json

from qms.publish.site_pages import Page, Site
from qms.publish.site_pages.hidden import ROUNDS, hidden, salt_of
from qms.publish.templating import filled, trusted
from qms.standing.genuine import CodeState, Genuine, genuine

_GOOD = {CodeState.current, CodeState.uncontrolled, CodeState.ahead}


def pages(site: Site) -> list[Page]:
    """Return the page that tells of a code typed or scanned, and holds none in readable form."""
    t = site.t
    evidence = site.today
    newest = evidence.releases[-1].id if evidence.releases else ""
    number = evidence.settings.manual.number
    salt = salt_of(number, evidence.signable_digests.get(newest, ""))
    known = dict(
        sorted(hidden(code, salt, _told(site, each)) for code, each in genuine(evidence).items())
    )
    table = {"salt": salt, "rounds": ROUNDS, "known": known}
    data = json.dumps(table, separators=(",", ":"))
    label = t("封面上的短码", "The short code on the cover")
    ask = t("输入短码，或扫描封面上的二维码。", "Type the code, or scan the QR code on the cover.")
    unknown = t(
        "没有发出过这个短码：不是本手册的受控本，或输错了。",
        "No copy bears this code: it is not genuine, or mistyped.",
    )
    unable = t(
        "这个页面须从文件夹或以 https 打开才能核验。",
        "Open this page from a folder or over https; else the browser cannot check.",
    )
    day = t("截至", "as of")
    content = filled(
        "publish/site_pages/templates/codes.html",
        ask=ask,
        unknown=unknown,
        unable=unable,
        label=label,
        verify=t("核验", "Verify"),
        data=trusted(data),
        same=t("同样的回答：", "The same answer: "),
        as_of=f"{day} {site.today.as_of}",
    )
    return [Page("verify/copy.md", t("核验受控本", "Verify a printed copy"), content)]


def _told(site: Site, each: Genuine) -> dict[str, object]:
    """Return the least that who holds the copy needs: which it is, and how it stands."""
    copy, release = each.copy, each.release.name
    kind = site.say(copy.copy_class.label)
    words = site.t(
        f"{release}，{kind}本，分发号 {copy.number}，{copy.issued_on} 发放："
        f"{each.standing.label.zh}。",
        f"{release}, {kind.lower()} copy {copy.number}, issued on {copy.issued_on}: "
        f"{each.standing.label.en}.",
    )
    return {"good": each.standing in _GOOD, "words": words}
