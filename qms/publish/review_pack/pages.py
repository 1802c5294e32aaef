"""Prints the pack: a summary on one page, then each input from a new page on (9.7)."""

from qms.model.finding import Severity
from qms.publish.pictures.tables import table
from qms.publish.review_pack import leading
from qms.publish.review_pack.material import Chart, Grid, Material
from qms.publish.review_pack.sections import Section, fact_rows, figure_rows, finding_rows, sections
from qms.publish.templating import Markup, html, joined
from qms.standing.copies import copies_on, events_of
from qms.standing.overdue import overdue

_STYLE = Markup("""<style>
.summary table { font-size: 7.4pt; line-height: 1.3; margin: 1mm 0 2mm; }
.summary td, .summary th { padding: .5mm 1.2mm; }
.summary p { margin: .8mm 0; text-indent: 0; font-size: 9pt; line-height: 1.45; }
.summary h1 { margin: 0 0 2mm; }
.summary h2 { margin: 2mm 0 1mm; font-size: 11pt; }
.input { break-before: page; }
.input table { font-size: 8pt; }
.input p { text-indent: 0; }
.input figure { margin: 2mm 0 3mm; }
.input figure svg { max-height: 100mm; }
.input .tall svg { max-height: 150mm; }
.input figcaption { break-after: auto; font-weight: 400; font-size: 8pt; }
.input h3 { break-after: avoid; margin: 3mm 0 1mm; }
.verdict { border: .8pt solid #1f5f8b; padding: 2mm; }
.summary h3 { margin: 2mm 0 0; font-size: 10pt; }
.overview { break-before: page; }
.sheets td { height: 8mm; vertical-align: middle; }
</style>""")

_SEATS = 8
_LINES = 8


def title_of(m: Material) -> str:
    """Return the pack's title."""
    return m.t(f"{m.year} 年度管理评审输入", f"Inputs of the management review {m.year}")


def pdf(m: Material) -> bytes:
    """Return the pack as PDF."""
    from qms.publish.book.weasy import printed

    made = sections(m)
    parts = (summary(m, made), *(_printed(m, each) for each in made), sheets(m), annex(m, made))
    company = m.snapshot.settings.company
    author = company.get("name" if m.lang == "zh" else "name_en", "")
    body = _STYLE + joined(parts)
    return printed(body, title=title_of(m), day=m.as_of, author=author, is_counted=True)


def summary(m: Material, made: tuple[Section, ...]) -> Markup:
    """Return the first page, which leads, and the page behind it, which lists every input."""
    figures = tuple(
        each for (kpi, period), each in sorted(m.figures.items()) if period == str(m.year) and kpi
    )
    verdict = m.t(
        "结论（由主持人填写）：体系 □适宜 □充分 □有效；□需要改进，说明：",
        "Verdict (for the chair): the system is □ suitable □ adequate □ effective; improve:",
    )
    lacking = [words for each in made for words in each.part.lacking]
    matters = leading.decisions(m, lacking)
    first = (
        html("<h1>{}</h1>", title_of(m)),
        html('<p class="verdict">{}</p>', verdict),
        _grid(leading.events(m)),
        _grid(leading.missed(m, figures)),
        html("<p>{}</p>", leading.met(m, figures)) if figures else Markup(""),
        _grid(leading.decision_grid(m, matters)),
        html("<p>{}</p>", _completeness(m, made)),
        html("<p>{}</p>", _standing(m)),
    )
    heads = (m.t("输入", "Input"), m.t("要点", "Key points"), m.t("检查发现", "Findings"),
             m.t("记录", "Records"))  # fmt: skip
    second = [table(heads, [_line(m, each) for each in made])]
    if figures:
        grid = figure_rows(m, figures)
        second.append(table(grid.heads[:-1], [row[:-1] for row in grid.rows]))
    form = '<section class="summary">{}</section><section class="summary overview">{}</section>'
    return html(form, joined(first), joined(second))


def _standing(m: Material) -> str:
    release = m.snapshot.in_force
    counts = m.t("，", ", ").join(
        f"{m.say(severity.label)} {m.report.count(severity)}" for severity in reversed(Severity)
    )
    copies = copies_on(events_of(m.snapshot), m.as_of).values()
    owed = sum(1 for copy in copies if copy.unacknowledged and copy.state.is_out)
    late = len(overdue(m.snapshot, m.report.findings))
    name = release.name if release else m.t("尚未发布", "nothing released")
    where = m.snapshot.ref[:12]
    if where == "worktree":
        where = m.t("未提交的工作区", "work tree, not committed")
    said = m.t(
        f"数据截至 {m.as_of}（{where}）；现行手册 {name}；未确认换页的受控本 "
        f"{owed} 本；逾期事项 {late} 项；符合性检查：{counts}，"
        f"未能判断 {len(m.report.not_judged)}。",
        f"Data up to {m.as_of} ({where}); manual in force: {name}; copies with "
        f"leaves owed: {owed}; overdue: {late}; check: {counts}, "
        f"not judged {len(m.report.not_judged)}.",
    )
    said += f" {m.say(m.report.uncounted)}".rstrip()
    if m.anchor is not None:
        said += m.t(f" 锚：{m.anchor.on_paper.zh}。", f" Anchor: {m.anchor.on_paper.en}.")
    for each in m.sources.attached:
        said += f" {each.kind}: {m.say(each.origin)} (SHA-256 {each.sha256})."
    return said


def _completeness(m: Material, made: tuple[Section, ...]) -> str:
    if all(each.is_empty for each in made):
        return m.t(
            f"本包不完整：{m.year} 年没有任何记录，没有可供评审的内容。",
            f"This pack is incomplete: {m.year} has no records at all, nothing to review.",
        )
    empty = [m.say(each.input.label) for each in made if not each.is_complete]
    lacking = [words for each in made for words in each.part.lacking]
    missing = [
        *(m.t(f"“{each}”没有内容也没有说明原因", f"“{each}” has no entries and no reason is given")
          for each in empty),
        *lacking,
        *([m.say(m.report.uncounted).rstrip("。.")] if m.report.unread else []),
    ]  # fmt: skip
    if not missing:
        return m.t("本包完整：各项输入都有内容或原因。", "This pack is complete.")
    return (
        m.t("本包不完整：", "This pack is incomplete: ")
        + m.t("；", "; ").join(missing)
        + m.t("。", ".")
    )


def _line(m: Material, section: Section) -> tuple[object, ...]:
    points = m.t("；", "; ").join(f"{each.name} {each.value}" for each in section.part.facts[:3])
    if section.is_empty:
        points = _nothing(m, section)
    count = sum(len(ids) for _, ids in section.records)
    return section.name(m), points or "—", len(section.findings), count


def _nothing(m: Material, section: Section) -> str:
    if section.excuse:
        return m.t(f"无，因为{section.excuse}", f"none, because {section.excuse}")
    return m.t(
        f"{m.year} 年没有记录，也没有说明原因（不完整）",
        f"no records in {m.year}, and no reason is given (incomplete)",
    )


def _printed(m: Material, section: Section) -> Markup:
    parts = [html("<h2>{}</h2>", section.name(m))]
    if section.is_empty:
        parts.append(html("<p><strong>{}</strong></p>", _nothing(m, section)))
    elif section.given and section.given.summary:
        said = m.t("评审记录：", "Minutes: ") + section.given.summary
        parts.append(html("<p>{}</p>", said))
    parts += [html("<p>{}</p>", each) for each in section.part.lacking]
    parts.append(_grid(fact_rows(m, section.part.facts)))
    parts.append(_grid(figure_rows(m, section.results)))
    parts += [_chart(each) for each in section.charts]
    parts += [html("<p>{}</p>", section.by_month)] if section.by_month else []
    parts += [_grid(each) for each in section.part.grids]
    if section.findings:
        parts.append(_grid(finding_rows(m, section.findings)))
    else:
        parts.append(html("<p>{}</p>", m.t("检查：没有发现。", "Check: nothing found.")))
    parts.append(html("<p>{}</p>", _rests_on(m, section)))
    return html('<section class="input">{}</section>', joined(parts))


def _rests_on(m: Material, section: Section) -> str:
    """Return how many records of each kind the input rests on; the annex names them."""
    counted = m.t("、", ", ").join(f"{title} {len(ids)}" for title, ids in section.records)
    said = m.t("依据的记录（编号见附件）：", "Records it rests on (numbers in the annex): ")
    return said + (counted or m.t("无", "none"))


def sheets(m: Material) -> Markup:
    """Return the sheets that the meeting fills in: attendance, then what it decides."""
    blank = "　"
    came = (m.t("姓名", "Name"), m.t("部门和岗位", "Department and post"), m.t("签到", "Signature"),
            m.t("日期", "Date"))  # fmt: skip
    decided = (m.t("序", "No."), m.t("决定", "Decision"), m.t("类别", "Kind"),
               m.t("责任人", "Owner"), m.t("期限", "Due"), m.t("资源", "Means"))  # fmt: skip
    kinds = m.t("□改进 □体系变更 □资源", "□ improvement □ change □ resources")
    parts = (
        html("<h2>{}</h2>", m.t("参加人签到", "Attendance")),
        table(came, [(blank,) * len(came)] * _SEATS),
        html("<h2>{}</h2>", m.t("评审决定", "Decisions of the review")),
        table(decided, [(n, blank, kinds, blank, blank, blank) for n in range(1, _LINES + 1)]),
        html("<p>{}</p>", m.t("主持人（签字）：　　　　　　　　日期：",
                              "Chair (signature):                         Date:")),
    )  # fmt: skip
    return html('<section class="input sheets">{}</section>', joined(parts))


def annex(m: Material, made: tuple[Section, ...]) -> Markup:
    """Return the numbers of all records, input by input, for whoever recounts."""
    parts = [html("<h2>{}</h2>", m.t("附件　依据的记录", "Annex: records it rests on"))]
    for each in made:
        parts.append(html("<h3>{}</h3>", each.name(m)))
        parts.append(_records(m, each))
    return html('<section class="input">{}</section>', joined(parts))


def _records(m: Material, section: Section) -> Markup:
    rows = [(title, len(ids), " ".join(ids) or m.t("无", "none")) for title, ids in section.records]
    rows += [_counted(m, section, place) for place in range(len(section.results))]
    heads = (m.t("记录", "Records"), m.t("份数", "Count"), m.t("编号", "Numbers"))
    return table(heads, rows, css="small")


def _counted(m: Material, section: Section, place: int) -> tuple[str, int, str]:
    """Return the ids that a figure counted, and the rest of its base, for a recount."""
    result = section.results[place]
    name = result.kpi.name if m.lang == "zh" else result.kpi.name_en
    if not (result.base.is_listed and result.counted.is_listed):
        return name, len(result.base), m.t("见 qms kpi --ids", "see qms kpi --ids")
    rest = sorted(set(result.base) - set(result.counted))
    said = " ".join(result.counted) or "—"
    if rest:
        said += m.t("；未计入：", "; not counted: ") + " ".join(rest)
    return name, len(result.base), said


def _grid(grid: Grid) -> Markup:
    if not grid.rows:
        return Markup("")
    return html("<h3>{}</h3>{}", grid.title, table(grid.heads, grid.rows, css="small"))


def _chart(chart: Chart) -> Markup:
    form = '<figure class="{}">{}<figcaption>{}</figcaption></figure>'
    return html(form, "tall" if chart.is_tall else "short", chart.svg, chart.caption)
