"""An old manual comes in: what goes to which clause, what goes nowhere, nothing lost (2.2)."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.model.adopted import Block, adopted, clause_of
from qms.operations.adoption.adopt import laid
from qms.store import word
from tests.testing.records import sample
from tests.testing.repository import qms, repository

CLAUSES = [
    ("8", "运行"),
    ("8.2.4", "维修保养服务过程"),
    ("8.3.6", "客户投诉管理"),
    ("10", "持续改进"),
]
OLD = """\
# 第八章 运行
总则一句。
## 8.2.4 维修保养服务
应先登记。
### 上门礼仪
穿工装。
## 8.9 车辆管理
车钥匙放办公室。
## 客户投诉管理办法
当日登记。
"""


def test_headings_go_to_clauses_and_what_does_not_is_told(tmp_path: Path) -> None:
    path = tmp_path / "old.md"
    path.write_text(OLD, encoding="utf-8")
    whole = laid(sample(), path)
    assert [(part.clause, part.blocks[0].place) for part in whole.parts] == [
        ("8", 1), ("8.2.4", 3), ("", 7), ("8.3.6", 9),
    ]  # fmt: skip
    assert [each.text for each in whole.parts[1].blocks][2:] == ["上门礼仪", "穿工装。"]


TEXTS = st.sampled_from(["运行", "8.2.4 维修保养服务过程", "别的", "第十章 持续改进", "一句话。"])
BLOCKS = st.lists(st.tuples(st.integers(0, 6), TEXTS | st.text(max_size=20)))


@given(rows=BLOCKS)
def test_every_block_is_in_exactly_one_part_in_its_order(rows: list[tuple[int, str]]) -> None:
    blocks = [Block(place, level, text) for place, (level, text) in enumerate(rows, start=1)]
    whole = adopted(blocks, CLAUSES)
    assert [each for part in whole.parts for each in part.blocks] == blocks
    assert len(whole.mapped) + len(whole.rest) == len(whole.parts)


@pytest.mark.parametrize(
    ("heading", "clause"),
    [
        ("8.2.4 维修保养服务过程", "8.2.4"),
        ("8.2.4　维修保养服务", "8.2.4"),
        ("第十章 持续改进", "10"),
        ("客户投诉管理", "8.3.6"),
        ("7.5 客户投诉的管理", "8.3.6"),
        ("8.2.4 车辆管理", ""),
        ("附录", ""),
        ("", ""),
    ],
)
def test_a_title_counts_more_than_a_number(heading: str, clause: str) -> None:
    assert clause_of(heading, CLAUSES) == clause


def document(*paragraphs: str) -> bytes:
    """Return a Word document of the paragraphs given as XML."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    style = "".join(
        f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/>'
        "</w:style>"
        for level in (1, 2)
    )
    files = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats'
        '.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.'
        'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
        f'ContentType="{kind}.document.main+xml"/><Override PartName="/word/styles.xml" '
        f'ContentType="{kind}.styles+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.'
        'org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats'
        '.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas'
        '.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas'
        '.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
        "</Relationships>",
        "word/styles.xml": f'<?xml version="1.0"?><w:styles {space}>{style}</w:styles>',
        "word/document.xml": f'<?xml version="1.0"?><w:document {space}><w:body>'
        f"{''.join(paragraphs)}</w:body></w:document>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def paragraph(text: str, style: int | None = None) -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def test_word_comes_in_with_headings_by_style_and_by_number_and_tables(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc>{paragraph(each)}</w:tc>" for each in ("步骤", "时限"))
    raw = document(
        paragraph("8 运行", 1), paragraph("8.2.4 维修保养服务过程"),
        paragraph("应先登记 &lt;单&gt;。"),
        f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>", paragraph("车辆管理", 2), paragraph("钥匙。"),
    )  # fmt: skip
    path = tmp_path / "旧手册.docx"
    path.write_bytes(raw)
    whole = laid(sample(), path)
    assert [part.clause for part in whole.parts] == ["8", "8.2.4", ""]
    texts = [each.text for part in whole.parts for each in part.blocks]
    assert "应先登记 <单>。" in texts
    assert any(re.search(r"步骤 *\| *时限", each) for each in texts)
    assert texts[-1] == "钥匙。"


def test_the_command_writes_both_parts_and_leaves_the_manual_alone(tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    old = tmp_path / "old.md"
    old.write_text("# 管理手册颁布令\n应学习。\n# 车辆\n钥匙。\n", encoding="utf-8")
    before = (root / "manual/01-order.md").read_bytes()
    done = qms(root, "adopt", str(old), "--output", str(tmp_path / "out"))
    assert done.exit_code == 0, done.stderr
    assert "共 4 段：对上 2 段，分到 1 个条款；没有对上 2 段" in done.stdout
    assert "应学习。" in (tmp_path / "out/clauses.md").read_text(encoding="utf-8")
    rest = (tmp_path / "out/rest.md").read_text(encoding="utf-8")
    assert "钥匙。" in rest
    assert "原文第 3 至 4 段" in rest
    assert (root / "manual/01-order.md").read_bytes() == before
    again = qms(root, "adopt", str(old), "--output", str(tmp_path / "out"))
    assert again.exit_code == 1
    assert "不是空的" in again.stderr


@pytest.mark.parametrize(
    "raw", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", document("<w:p")],
    ids=["cut", "old", "xml"],
)  # fmt: skip
def test_what_is_no_word_document_is_one_sentence(raw: bytes, tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    (tmp_path / "x.docx").write_bytes(raw)
    done = qms(root, "adopt", str(tmp_path / "x.docx"))
    assert done.exit_code == 1
    assert "不是 Word 文档" in done.stderr


def test_what_unpacks_to_too_much_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word.limits, "SHEET_UNPACKED_BYTES", 100)
    root = repository(tmp_path / "root")
    (tmp_path / "x.docx").write_bytes(document(paragraph("例")))
    done = qms(root, "adopt", str(tmp_path / "x.docx"))
    assert done.exit_code == 1
    assert "没有读取" in done.stderr
