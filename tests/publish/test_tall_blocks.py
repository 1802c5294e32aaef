"""A block that is taller than a page is named, before the first release and after it."""

from pathlib import Path

import pytest

from tests.testing.repository import commit, qms, repository

pytestmark = pytest.mark.paper

WORDS = "各部门应按本手册办理，办理结果记入记录，并由本部门负责人核对后归档保存。"
TALL = {
    "row": f"| 甲 | 乙 |\n| --- | --- |\n| 起头 | {WORDS * 120} |",
    "paragraph": WORDS * 140,
    "item": f"- {WORDS * 140}",
}


@pytest.mark.parametrize("kind", TALL)
def test_a_block_taller_than_a_page_is_named_and_nothing_is_printed(
    kind: str, tmp_path: Path
) -> None:
    root = repository(tmp_path / "r")
    chapter = root / "manual/01-order.md"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(f"{text}\n{TALL[kind]}\n\n最后一段。\n", encoding="utf-8")
    commit(root)
    book = tmp_path / "book.pdf"
    said = qms(root, "pdf", "--draft", "--output", str(book), "--lang", "zh")
    assert said.exit_code == 1, said.stderr
    assert "条款 1 有一段或表格的一行比一页还长" in said.stderr
    assert "拆成几段、几行" in said.stderr
    assert not book.exists()
