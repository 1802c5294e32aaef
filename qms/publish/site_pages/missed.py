"""The months in which a figure missed its target, with the records that count against it (9.2)."""

from qms.model.figure import Result
from qms.model.kinds.ch06_objectives import Direction
from qms.publish.site_pages import Site
from qms.publish.site_pages.markup import badge, link, paragraph
from qms.publish.site_pages.values import href
from qms.publish.templating import Markup, html, joined

EVIDENCE = "../evidence/"


def missed_months(site: Site, results: list[Result]) -> Markup:
    """Return the months that missed the target, each with the records against it."""
    if not results:
        return Markup("")
    months = joined((_against(site, each) for each in results), by=site.t("；", "; "))
    return paragraph(html("{} {}", badge(site.t("未达标", "missed"), "bad"), months))


def _against(site: Site, result: Result) -> Markup:
    period = result.period
    if result.is_running(site.today.as_of):
        period += site.t("（未完）", " (running)")
    return html("{} {}", period, records_against(site, result))


def records_against(site: Site, result: Result) -> Markup:
    """Return links to the records against a share; of a median or a sum, to those it counted."""
    if not result.base.is_listed or not result.counted.is_listed:
        return Markup("")
    against = [each for each in result.base if is_against(result, each)]
    ids = (against or list(result.base))[:_MOST_AGAINST]
    known = site.today.index.get(result.kpi.population, {})
    return joined(
        (
            link(each, href(site, result.kpi.population, each, EVIDENCE))
            for each in ids
            if each in known
        ),
        by=" ",
    )


_MOST_AGAINST = 8


def is_against(result: Result, record_id: str) -> bool:
    """Tell whether a record keeps a share from its target: out, or in where less is better."""
    if result.kpi.measure is not None:
        return False
    is_in = record_id in result.counted.ids
    return is_in is (result.kpi.direction is Direction.lower_is_better)
