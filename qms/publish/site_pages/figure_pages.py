"""From a key figure to the records that it counted, and from a record to its figures (9.2)."""

from qms.model.figure import Result
from qms.model.kinds.ch09_monitoring import Kpi
from qms.model.kinds.record import Record, kind_name
from qms.model.personal import label
from qms.publish.site_pages import Site
from qms.publish.site_pages.charts import met_badge
from qms.publish.site_pages.markup import badge, link, paragraph, safe, table
from qms.publish.site_pages.missed import is_against
from qms.publish.site_pages.values import href
from qms.publish.templating import Markup, html, joined

_BASE = "../"
_A_YEAR = 4
"""Letters of a period that is a whole year; its records stand with its months."""


def figure_section(site: Site, kpi: Kpi) -> Markup:
    """Return what a figure says in a sentence, its value, and each month with the records."""
    t = site.t
    now = [each for each in site.figures if each.kpi.id == kpi.id]
    months = _months(site, kpi)
    rows = [_row(site, each) for each in [*now, *reversed(months)]]
    heads = (
        t("期间", "Period"),
        t("实绩", "Value"),
        t("分子", "Numerator") if kpi.measure is None else t("统计量", "Measure"),
        t("分母", "Denominator"),
        t("结果", "Result"),
        t("计入的记录（✗ 为不利的）", "Records counted (✗ against it)"),
    )
    name = t("逐月数值", "Month by month")
    chart = link(t("趋势图", "trend"), f"../../charts/kpi.html#{kpi.id}")
    return html(
        "{}<h2>{}</h2>{}<p>{}</p>",
        paragraph(sentence(site, kpi)),
        name,
        table(heads, rows, name=name),
        chart,
    )


def _months(site: Site, kpi: Kpi) -> list[Result]:
    until = f"{site.today.as_of:%Y-%m}"
    if kpi.period_date is None:
        return []
    return [each for each in site.trends if each.kpi.id == kpi.id and each.period <= until]


def sentence(site: Site, kpi: Kpi) -> Markup:
    """Return what a figure counts as a sentence; its conditions in SQL stand below it."""
    model = site.today.kinds.get(kpi.population)
    kind = site.say(model.header.title) if model else kpi.population
    where = link(kind, f"../{kpi.population}.html") if model else safe(kind)
    day = kpi.period_date or ""
    if model and day in model.model_fields:
        day = site.say(label(model, day).text)
    share = kpi.measure is None
    if site.lang == "zh":
        begin = html("按“{}”归入各月的{}", day, where) if day else html("统计日的{}", where)
        body = "中，符合分子条件的份数除以符合分母条件的份数" if share else "的统计量"
        return html("{}：{}{}。{}。", kpi.name, begin, body, kpi.traps)
    begin = html("records of {} put into a month by “{}”", where, day)
    if not day:
        begin = html("records of {} as they stand on the day", where)
    body = "those that meet the numerator, over those that meet the denominator"
    said = body if share else "the measure below"
    return html("{}: of the {}, {}.", kpi.name_en, begin, said)


def _row(site: Site, result: Result) -> tuple[str, ...]:
    share = result.kpi.measure is None
    period = result.period
    if len(period) > _A_YEAR and result.is_running(site.today.as_of):
        period += site.t("（未完）", " (running)")
    return (
        safe(period),
        safe(result.shown(site.lang)),
        str(len(result.counted)) if share else "—",
        str(len(result.base)),
        met_badge(site, result),
        _records(site, result) if len(result.period) > _A_YEAR else "—",
    )


def _records(site: Site, result: Result) -> Markup:
    """Return the records of the denominator, those that count against the figure first."""
    if not result.base.is_listed or not result.counted.is_listed:
        return safe(site.t("记录太多，未逐一列出", "too many to list"))
    against = [each for each in result.base if is_against(result, each)]
    others = [each for each in result.base if not is_against(result, each)]
    kind = result.kpi.population
    marked = [html('<span class="qms-bad">✗ {}</span>', _to(site, kind, each)) for each in against]
    return joined([*marked, *(_to(site, kind, each) for each in others)], by=" ") or safe("—")


def _to(site: Site, kind: str, record_id: str) -> Markup:
    if record_id not in site.today.index.get(kind, {}):
        return safe(record_id)
    return link(record_id, href(site, kind, record_id, _BASE))


def counted_in(site: Site, record: Record) -> Markup:
    """Return the figures and months in which a record counts, and whether it reached them."""
    found = site.counting.get((kind_name(type(record)), record.id), ())
    if not found:
        return Markup("")
    items = joined(_counted(site, record.id, each) for each in found)
    return html("<h2>{}</h2><ul>{}</ul>", site.t("计入的指标", "Counts in these figures"), items)


def _counted(site: Site, record_id: str, result: Result) -> Markup:
    name = site.t(result.kpi.name, result.kpi.name_en)
    verdict = Markup("")
    if result.kpi.measure is None:
        is_in = record_id in result.counted.ids
        word = site.t("计入分子", "in numerator") if is_in else site.t("仅计入分母", "in base only")
        verdict = badge(word, "bad" if is_against(result, record_id) else "good")
    to_page = link(name, href(site, "kpi", result.kpi.id, _BASE))
    return html("<li>{} {} {}</li>", to_page, result.period, verdict)
