"""For how long complaints were open, or still are (8.3.6)."""

from collections import defaultdict

from qms.model.calendar import local
from qms.model.kinds.ch08_complaints import Complaint
from qms.model.kinds.record import Status
from qms.publish.pictures.charts import Bar, bars
from qms.publish.site_pages import Site
from qms.publish.site_pages.markup import link, safe, table
from qms.publish.site_pages.values import href
from qms.publish.templating import Markup, html
from qms.standing.promise import is_open

AGES = (2, 7, 30, 90)
EVIDENCE = "../evidence/"


def drawn(site: Site) -> Markup:
    """Return the chart and its table: all complaints, and those not closed on the day."""
    t, today = site.t, site.today.as_of
    zone = site.today.settings.zone
    counted: dict[int, list[Complaint]] = defaultdict(list)
    for each in site.today.all(Complaint):
        if each.status in {Status.draft, Status.void} or each.received_at.date() > today:
            continue
        end = local(each.closed_at, zone).date() if each.closed_at else today
        days = (min(end, today) - local(each.received_at, zone).date()).days
        counted[sum(days > limit for limit in AGES)].append(each)
    names = _age_names(site)
    bars_of, rows = [], []
    for index, name in enumerate(names):
        found = counted.get(index, [])
        still = [each for each in found if is_open(each, site.today)]
        bars_of.append(Bar(name, len(found), len(still), f"{len(found)} ({len(still)})"))
        links = site.listed(
            link(each.id, href(site, "complaint", each.id, EVIDENCE)) for each in still[:20]
        )
        rows.append((safe(name), str(len(found)), str(len(still)), links or "—"))
    title = t("投诉账龄：全部（其中未关闭）", "Age of complaints: all (of which open)")
    said = "; ".join(f"{bar.name} {bar.note}" for bar in bars_of)
    heads = (t("账龄", "Age"), t("全部", "All"), t("未关闭", "Open"), t("未关闭的投诉", "Which"))
    return html(
        '<figure class="qms-chart">{}</figure>\n\n', bars(f"{title}: {said}", bars_of)
    ) + table(heads, rows, name=title)


def _age_names(site: Site) -> list[str]:
    t = site.t
    bounds = [0, *AGES]
    names = [
        t(f"{low}–{high} 天", f"{low}–{high} days")
        for low, high in zip((0, *(each + 1 for each in AGES)), AGES, strict=False)
    ]
    return [*names, t(f"{bounds[-1]} 天以上", f"over {bounds[-1]} days")]
