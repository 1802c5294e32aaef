"""The annual review pack: every input of the management review on figures one can recount (9.7)."""

import hashlib
import io
import zipfile
from collections.abc import Callable

from qms.publish.review_pack.material import Grid, Material
from qms.publish.review_pack.pages import pdf
from qms.publish.review_pack.sections import Section, fact_rows, figure_rows, finding_rows, sections

_EPOCH = (1980, 1, 1, 0, 0, 0)

__all__ = ["Material", "pack"]


def pack(m: Material, *, signed: Callable[[bytes], bytes]) -> dict[str, bytes]:
    """Return the whole pack by file name: PDF, workbook, and both in a ZIP with their sums.

    Args:
        m: What it is made from.
        signed: Signs the PDF with the company's certificate, where there is one.

    """
    files = {f"review-{m.year}.pdf": signed(pdf(m)), f"review-{m.year}.xlsx": xlsx(m)}
    return {**files, f"review-{m.year}.zip": zipped(files)}


def xlsx(m: Material) -> bytes:
    """Return every table of the pack as a workbook; figures with the ids that they counted."""
    from qms.publish.workbook import Table, workbook

    made = sections(m)
    grids = [_figures(m), _months(m), _records(m, made), finding_rows(m, m.report.findings)]
    for each in made:
        grids += [
            _numbered(each, grid)
            for grid in (
                fact_rows(m, each.part.facts),
                figure_rows(m, each.results),
                *each.part.grids,
            )
            if grid.rows
        ]
    names: dict[str, int] = {}
    tables = []
    for grid in grids:
        name = _sheet_name(grid.title, names)
        tables.append(Table(name, grid.heads, grid.rows))
    return workbook(tables, day=m.as_of)


def _numbered(section: Section, grid: Grid) -> Grid:
    return Grid(f"{section.number:02} {grid.title}", grid.heads, grid.rows)


def _sheet_name(title: str, names: dict[str, int]) -> str:
    """Return a name that Excel takes, and that no other sheet has."""
    plain = "".join("-" if each in "[]:*?/\\'" else each for each in title)[:28].strip()
    names[plain] = names.get(plain, 0) + 1
    return plain if names[plain] == 1 else f"{plain} {names[plain]}"


def _figures(m: Material) -> Grid:
    rows: list[tuple[object, ...]] = []
    for year in (m.year, m.year - 1):
        for (kpi, period), each in sorted(m.figures.items()):
            if period != str(year):
                continue
            rest = sorted(set(each.base) - set(each.counted))
            rows.append((
                kpi, each.kpi.name, period,
                m.t("无数据", "no data") if each.value is None else float(each.value),
                m.say(each.kpi.units), "" if each.target is None else float(each.target),
                len(each.counted), len(each.base), " ".join(each.counted), " ".join(rest),
                "" if each.backlog is None else len(each.backlog.open),
            ))  # fmt: skip
    return Grid(
        m.t("指标", "Key figures"),
        (m.t("编号", "Number"), m.t("指标", "Figure"), m.t("期间", "Period"), m.t("实绩", "Value"),
         m.t("单位", "Unit"), m.t("目标", "Target"), m.t("计数", "Counted"), m.t("总数", "Base"),
         m.t("计数的记录", "Records counted"), m.t("其余记录", "Other records"),
         m.t("未了", "Open")),
        tuple(rows),
    )  # fmt: skip


def _months(m: Material) -> Grid:
    kpis = {each.kpi.id: each.kpi for each in m.figures.values()}
    rows = []
    for number, kpi in sorted(kpis.items()):
        for year in (m.year, m.year - 1):
            values = [
                "" if each.value is None else float(each.value) for each in m.months(number, year)
            ]
            rows.append((number, kpi.name if m.lang == "zh" else kpi.name_en, year, *values))
    months = tuple(f"{month:02}" for month in range(1, 13))
    heads = (m.t("编号", "Number"), m.t("指标", "Figure"), m.t("年度", "Year"), *months)
    return Grid(m.t("逐月", "By month"), heads, tuple(rows))


def _records(m: Material, made: tuple[Section, ...]) -> Grid:
    rows = tuple(
        (section.name(m), title, each)
        for section in made
        for title, ids in section.records
        for each in ids
    )
    heads = (m.t("输入", "Input"), m.t("种类", "Kind"), m.t("记录", "Record"))
    return Grid(m.t("输入与记录", "Inputs and records"), heads, rows)


def zipped(files: dict[str, bytes]) -> bytes:
    """Return the files in one ZIP with a manifest that `sha256sum -c` understands."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, "SHA256SUMS": "".join(lines).encode()}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return stream.getvalue()
