"""Whatever says of itself that it is a copy is answered: genuine, not genuine, or no sound PDF."""

import io
import json
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qms import limits
from qms.errors import QmsError
from qms.operations.copies.verify import verify_file
from tests.testing.pdfs import noted
from tests.testing.records import sample
from tests.testing.sample import ROOT
from tests.testing.traps import TRAPS

_WORDS = st.one_of(st.sampled_from(TRAPS), st.text(max_size=20))
_DAYS = st.sampled_from(["0001-01-01", "9999-12-31", "2026-11-01", "2026-02-30", "2026-W01-1", ""])
_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _WORDS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=3)
    ),
    max_leaves=6,
)
# Numbers that are nowhere on file: a copy that is would be printed again, for seconds.
_NOTES = st.one_of(
    _VALUES,
    st.fixed_dictionaries(
        {"release": st.one_of(st.just("A/2"), _VALUES), "copy": st.one_of(st.just("999"), _VALUES),
         "code": _VALUES, "as_of": st.one_of(_DAYS, _VALUES)},
        optional={"program": _VALUES},
    ),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@example(["release", "copy", "code", "as_of"])
@example(dict.fromkeys(("release", "copy", "code", "as_of")))
@given(note=_NOTES)
def test_whatever_a_note_says_it_is_answered(tmp_path: Path, note: object) -> None:
    path = tmp_path / "copy.pdf"
    path.write_bytes(noted(json.dumps(note).encode()))
    verdict = verify_file(ROOT, sample(), path)
    assert not verdict.is_genuine
    assert verdict.what.zh
    assert verdict.what.en


@pytest.mark.parametrize("note", [b"", b"\xff", b"{", b"[" * 100_000, b"\0"])
def test_a_note_that_is_none_is_answered(note: bytes, tmp_path: Path) -> None:
    path = tmp_path / "copy.pdf"
    path.write_bytes(noted(note))
    with pytest.raises(QmsError, match="is no sound PDF"):
        verify_file(ROOT, sample(), path)


@pytest.mark.parametrize("way", ["/FlateDecode", "/LZWDecode", ["/FlateDecode", "/FlateDecode"]])
def test_a_note_that_unpacks_without_end_is_not_unpacked(
    way: str | list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NOTE_BYTES", 1000)
    packed = zlib.compress(b" " * 100_000)
    with pikepdf.open(io.BytesIO(noted(b"{}"))) as pdf:
        stream = pdf.attachments["copy.json"].get_file().obj
        name = pikepdf.Array([pikepdf.Name(each) for each in way]) if way[0][1:] else way
        stream.write(packed, filter=pikepdf.Name(name) if isinstance(name, str) else name)
        path = tmp_path / "copy.pdf"
        pdf.save(path)
    with pytest.raises(QmsError, match="is no sound PDF"):
        verify_file(ROOT, sample(), path)
