"""What the built folder holds: links that lead somewhere, no private numbers, the same bytes."""

import hashlib
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from ruamel.yaml import YAML

from tests.site.conftest import ROOT, build, company
from tests.testing.repository import commit, write

pytestmark = pytest.mark.paper

_TARGET = re.compile(r'(?:href|src)="([^"]*)"')
_ID = re.compile(r'\bid="([^"]*)"')
_PHONE = re.compile(r"(?<!\d)1[3-9]\d-?\d{4}-?\d{4}(?!\d)")


def texts(folder: Path) -> dict[Path, str]:
    kinds = {".html", ".js", ".json", ".xml", ".txt"}
    return {
        path: path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in kinds and "assets" not in path.parts
    }


def personal_values() -> set[str]:
    """The telephone numbers of the sample, found without the program's own declarations."""
    found: set[str] = set()
    for path in (ROOT / "records").rglob("*.yaml"):
        found |= set(_PHONE.findall(path.read_text(encoding="utf-8")))
    return found


def test_no_telephone_number_of_the_sample_is_anywhere_in_the_folder(sample_site: Path) -> None:
    numbers = personal_values()
    assert numbers
    leaks = {
        (path.relative_to(sample_site), number)
        for path, text in texts(sample_site).items()
        for number in numbers | {number.replace("-", "") for number in numbers}
        if number in text
    }
    assert leaks == set()


def test_no_complainant_is_named_anywhere_in_the_folder(sample_site: Path) -> None:
    names = {
        YAML(typ="safe").load(path.read_text(encoding="utf-8"))["complainant"]
        for path in (ROOT / "records/complaint").rglob("*.yaml")
    }
    assert names
    page = sample_site / "evidence/complaint/TS-2026-0014.html"
    assert "•••" in page.read_text(encoding="utf-8")
    leaks = {
        (path, name) for path, text in texts(sample_site).items() for name in names if name in text
    }
    assert leaks == set()


def test_every_link_leads_to_a_file_and_every_anchor_to_its_place(sample_site: Path) -> None:
    pages = {
        path: text
        for path, text in texts(sample_site).items()
        if path.suffix == ".html" and path.name != "404.html"
    }
    ids = {path: set(_ID.findall(text)) for path, text in pages.items()}
    lost: set[str] = set()
    for path, text in pages.items():
        for target in _TARGET.findall(text):
            bare, anchor = urldefrag(target)
            if re.match(r"(https?:|mailto:|data:|javascript:)", target):
                continue
            place = (path.parent / unquote(bare)).resolve() if bare else path
            if not place.exists() or (
                anchor and place in ids and unquote(anchor) not in ids[place] | {"__skip"}
            ):
                lost.add(f"{path.relative_to(sample_site)}: {target}")
    assert pages
    assert lost == set()


def test_nothing_is_loaded_from_elsewhere(sample_site: Path) -> None:
    loading = re.compile(r'<(?:script|img|iframe|link)[^>]*(?:src|href)="(?:https?:)?//[^"]*"')
    found = {path for path, text in texts(sample_site).items() if loading.search(text)}
    assert found == set()


def test_every_page_is_small(sample_site: Path) -> None:
    large = {
        path.relative_to(sample_site): path.stat().st_size
        for path in sample_site.rglob("*.html")
        if path.stat().st_size > 300_000
    }
    assert large == {}


def test_half_of_all_pages_weigh_less_than_twelve_kilobytes(sample_site: Path) -> None:
    sizes = [path.stat().st_size for path in sample_site.rglob("*.html")]
    assert statistics.median(sizes) < 12_000


def test_the_site_is_the_same_bytes_twice(sample_site: Path, tmp_path: Path) -> None:
    again = build(ROOT, tmp_path / "again")
    assert sums(again) == sums(sample_site)


def sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("privacy", "shown"),
    [("full", "欧阳测试来电 199-0000-9999"), ("masked", "•••来电 •••"), ("none", "•••来电 •••")],
)
def test_privacy_decides_what_is_shown_of_people(privacy: str, shown: str, tmp_path: Path) -> None:
    root = company(tmp_path / "company", records=2, more=f"privacy: {privacy}\n")
    site = build(root, tmp_path / "built")
    page = (site / "evidence/complaint/TS-2026-0001.html").read_text(encoding="utf-8")
    assert shown in page
    assert ("欧•••" in page) is (privacy == "masked")
    assert ("联系方式" in page) is (privacy != "none")
    everything = "".join(texts(site).values())
    assert ("199-0000-9999" in everything) is (privacy == "full")
    assert ("010-12345678" in everything) is (privacy == "full")
    assert ("欧阳测试" in everything) is (privacy == "full")


def test_what_a_record_says_is_text_and_never_markup(tmp_path: Path) -> None:
    site = build(company(tmp_path / "company", records=1), tmp_path / "built")
    page = (site / "evidence/complaint/TS-2026-0001.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;第 1 次&lt;/b&gt;" in page
    assert "<b>第 1 次</b>" not in page


def test_many_records_of_a_kind_stand_in_data_files_and_in_no_pages(large_site: Path) -> None:
    assert not (large_site / "evidence/complaint").exists()
    page = (large_site / "evidence/complaint.html").read_text(encoding="utf-8")
    assert page.count("<tr>") == 201
    script = (large_site / "evidence/data/complaint.js").read_text(encoding="utf-8")
    rows = json.loads(script.split("=", 2)[2].rstrip(";\n"))
    assert len(rows) == 2001
    assert "199-0000-9999" not in script


ORDER = """\
---
chapter: "1"
translates: {revision}
title: Promulgation order
---
# 1 Promulgation order

All departments shall study this manual.
"""


@pytest.mark.parametrize(("revision", "is_ahead"), [("A/0", False), ("A/7", True)])
def test_a_translation_says_what_it_translates_and_that_it_is_of_another_revision(
    revision: str,
    is_ahead: bool,
    tmp_path: Path,
) -> None:
    root = company(tmp_path / "company", records=1)
    write(root, {"manual/en/01-order.md": ORDER.format(revision=revision)})
    commit(root, "translation")
    page = (build(root, tmp_path / "built") / "en/manual/1.html").read_text(encoding="utf-8")
    assert "All departments shall study this manual." in page
    assert f"Translation of revision {revision}" in page
    assert ("not in force yet; in force is A/0" in page) is is_ahead
    assert "各部门应学习本手册" not in page


def test_a_chapter_without_translation_stands_in_chinese_and_says_so(large_site: Path) -> None:
    page = (large_site / "en/manual/1.html").read_text(encoding="utf-8")
    assert "This chapter has no translation yet" in page
    assert '<div lang="zh-CN" class="block' in page


def test_a_translated_chapter_stands_in_english_with_its_figures(sample_site: Path) -> None:
    page = (sample_site / "en/manual/8.html").read_text(encoding="utf-8")
    assert "This chapter has no translation yet" not in page
    assert "First substantive reply" in page
    assert "{{" not in page


def test_a_new_company_has_a_site_with_every_chapter(tmp_path: Path) -> None:
    made = subprocess.run(
        [
            sys.executable,
            "-m",
            "qms",
            "init",
            str(tmp_path / "new"),
            "--name",
            "新",
            "--short",
            "新",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    site = build(tmp_path / "new", tmp_path / "built")
    chapters = {path.stem for path in (site / "manual").glob("[0-9]*.html")}
    assert chapters == {str(number) for number in range(1, 11)}


def test_a_draft_is_marked_on_every_page(tmp_path: Path) -> None:
    site = build(ROOT, tmp_path / "draft", "--draft")
    for path in ("manual/8.html", "en/manual/8.html", "evidence/complaint/TS-2026-0014.html"):
        page = (site / path).read_text(encoding="utf-8")
        banner = "Draft: not approved" if path.startswith("en/") else "草稿：未经批准"
        assert banner in page
    assert "受控 · 现行有效" not in (site / "manual/8.html").read_text(encoding="utf-8")


def test_mkdocs_itself_builds_the_same_site(sample_site: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "--site-dir", tmp_path / "out"],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "QMS_AS_OF": "2026-11-23",
            "NO_MKDOCS_2_WARNING": "1",
            "SOURCE_DATE_EPOCH": "1795392000",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sums(tmp_path / "out") == sums(sample_site)
