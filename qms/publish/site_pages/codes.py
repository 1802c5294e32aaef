"""The page that tells what the code on a printed copy stands for, without any server (2.2.2)."""

import json

from qms.model.kinds.ch05_leadership import Department
from qms.publish.site_pages import (
    Page,
    Site,
)
from qms.publish.templating import filled, trusted
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
    content = filled(
        "publish/site_pages/templates/codes.html",
        ask=ask,
        unknown=unknown,
        label=label,
        verify=t("核验", "Verify"),
        data=trusted(data),
        same=t("同样的回答：", "The same answer: "),
        as_of=f"{day} {site.today.as_of}",
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
