"""The page that tells what the code on a printed copy stands for, without any server (2.2.2)."""

import json

from qms.model.kinds.ch05_leadership import Department
from qms.publish.site_pages import (
    Page,
    Site,
)
from qms.standing.genuine import (
    CodeState,
    Genuine,
    genuine,
)

_GOOD = {CodeState.current, CodeState.uncontrolled, CodeState.ahead}


def pages(site: Site) -> list[Page]:
    """Return the page with the codes given so far; a typed or scanned one is looked up in it."""
    t = site.t
    known = {code: _told(site, each) for code, each in sorted(genuine(site.today).items())}
    data = json.dumps(known, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    label = t("封面上的短码", "The short code on the cover")
    ask = t("输入短码，或扫描封面上的二维码。", "Type the code, or scan the QR code on the cover.")
    unknown = t(
        "没有发出过这个短码：不是本手册的受控本，或输错了。",
        "No copy bears this code: it is not genuine, or mistyped.",
    )
    day = t("截至", "as of")
    content = (
        f"<p>{ask}</p>\n\n"
        f'<form class="qms-verify" data-unknown="{unknown}"><label>{label} '
        '<input name="code" autocomplete="off" spellcheck="false" size="13"></label> '
        f'<button type="submit">{t("核验", "Verify")}</button>'
        '<p role="status" class="qms-verdict"></p></form>\n\n'
        f'<script type="application/json" id="qms-codes">{data}</script>\n\n'
        f"<p>{t('同样的回答：', 'The same answer: ')}<code>qms verify</code>"
        f"（{day} {site.today.as_of}）</p>\n"
    )
    return [Page("verify/copy.md", t("核验受控本", "Verify a printed copy"), content)]


def _told(site: Site, each: Genuine) -> dict[str, object]:
    copy = each.copy
    department = site.today.find(Department, copy.holder.department)
    holder = site.t(department.name, department.name_en) if department else copy.holder.organisation
    kind = site.say(copy.copy_class.label)
    words = site.t(
        f"{each.release.name}，{kind}本，分发号 {copy.number}，{copy.issued_on} 发给 {holder}："
        f"{each.standing.label.zh}。",
        f"{each.release.name}, {kind.lower()} copy {copy.number}, issued to {holder} on "
        f"{copy.issued_on}: {each.standing.label.en}.",
    )
    return {"good": each.standing in _GOOD, "words": words}
