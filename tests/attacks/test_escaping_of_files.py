"""What goes into files of other formats: data about a PDF, QR codes, calendars, headers, names."""

import datetime as dt
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pytest
import segno
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

import qms
from qms.model.finding import Place
from qms.operations.copies.print_copy import on_site
from qms.publish.audit_pack import archive
from qms.publish.book.weasy import printed
from qms.publish.due_dates import ics
from qms.publish.plain_text import inline
from qms.publish.templating import html
from qms.standing.due import Due, dues
from qms.text import Text
from tests.testing.records import sample
from tests.testing.traps import HEADERS, PATHS, TRAPS

pytestmark = pytest.mark.attacks
words = st.sampled_from(TRAPS) | st.text(max_size=12)
trapped = st.lists(words, min_size=1, max_size=3).map("".join).filter(bool)
DAY = dt.date(2026, 11, 23)


@given(trapped, trapped)
def test_a_qr_code_holds_one_address_whatever_the_site_is_called(site: str, code: str) -> None:
    link = on_site(site, "copy", "7XK2M-4QB9T")
    assert re.fullmatch(r"https://[!-~]*/verify/copy\.html#7XK2M-4QB9T", link)
    assert "#" not in link.removesuffix("#7XK2M-4QB9T")
    assert unquote(link).startswith(f"https://{site}/verify/") or "%" in site
    assert on_site("qms.example.org", "copy", code).endswith(f"#{code}")


_DECODE = """
const read = require(process.argv[1]);
const codes = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(codes.map((rows) => {
  const side = rows.length * 4;
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
    const light = rows[y >> 2][x >> 2] ? 0 : 255;
    pixels.set([light, light, light, 255], (y * side + x) * 4);
  }
  const found = read(pixels, side, side);
  return found && Buffer.from(found.binaryData).toString("utf8");
})));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_what_a_telephone_reads_from_a_qr_code_is_what_was_meant() -> None:
    """Read with the reader that the site brings along."""
    texts = [on_site(each, "copy", "7XK2M-4QB9T") for each in TRAPS]
    codes = [
        [list(row) for row in segno.make(each, error="m").matrix_iter(border=4)] for each in texts
    ]
    reader = Path(qms.__file__).parent / "site/assets/jsqr.js"
    done = subprocess.run(
        ["node", "-e", _DECODE, str(reader)],
        input=json.dumps(codes),
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == texts


def _spoken(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=12)
@given(st.lists(st.sampled_from(TRAPS), min_size=4, max_size=12).map("".join))
def test_the_data_about_a_pdf_are_words_and_its_xml_is_whole(trap: str) -> None:
    with pikepdf.open(io.BytesIO(printed(html("<p>{}</p>", trap), title=trap, day=DAY))) as pdf:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/JavaScript"} & set(pdf.Root.keys())
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        told = str(pdf.docinfo["/Title"])
        about = ET.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314 - our own
        links = [each for page in pdf.pages for each in page.get("/Annots", [])]
    assert links == []
    spoken = _spoken(inline(trap))
    assert _spoken(told) == spoken
    namespace = "{http://purl.org/dc/elements/1.1/}"
    titles = ["".join(each.itertext()) for each in about.iter(f"{namespace}title")]
    assert [_spoken(each) for each in titles] == [spoken]


@cache
def _due() -> Due:
    return dues(sample())[0]


def _event(words: str, path: str) -> list[str]:
    """Return the properties of the event that a calendar has of a duty in these words."""
    said = Text(zh=words, en=words)
    raw = ics.render(sample(), [replace(_due(), duty=said, place=Place(path))], "zh")
    assert len(re.findall(rb"(?m)^BEGIN:", raw.replace(b"\r\n ", b""))) == 2
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    return sorted(event.keys())


@settings(max_examples=40)
@given(trapped, trapped)
def test_an_event_of_a_calendar_has_the_lines_that_it_has_without_traps(
    trap: str, other: str
) -> None:
    assert _event(trap, other) == _event("x", "y")


@pytest.mark.parametrize("name", [*HEADERS, *PATHS, 'a"; filename="b.exe', "\x1b[31m", "手册.pdf"])
def test_the_name_of_a_file_stays_one_header(name: str) -> None:
    """As in a letter: a header is a line, and a name within it one value."""
    from qms.desk.desk import disposition

    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    letter = message_from_bytes(
        f"Content-Disposition: {header}\r\n\r\n".encode(), policy=policy.default
    )
    assert list(letter.keys()) == ["Content-Disposition"]
    encoded = header.partition("filename*=UTF-8''")[2]
    assert re.fullmatch(r"[A-Za-z0-9_.~%-]*", encoded)
    assert unquote(encoded) == name


@given(st.lists(trapped, min_size=2, max_size=4, unique=True))
@example(["\\", "\0"])
def test_names_in_an_archive_stay_inside_and_apart(names: list[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(dict.fromkeys(names, b"x")))) as made:
        listed = [each for each in made.namelist() if each != "SHA256SUMS"]
    assert len(listed) == len(set(listed)) == len(names)
    for name in listed:
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        assert "\\" not in name
        assert "\0" not in name
