"""What is written fast is, byte for byte, what ruamel.yaml writes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.store import yaml
from qms.store.yaml import writing
from tests.testing.sample import ROOT
from tests.testing.traps import TRAPS

words = st.one_of(
    st.sampled_from(TRAPS),
    st.text(max_size=12),
    st.text(st.sampled_from("aZ一龥09 .:#,'\"[]{}&*!|>%@`/()-。（"), max_size=12),
    st.sampled_from([
        "yes", "No", "null", "~", "12:34:56", "1_000", "0x1f", "1e5", "a: b", "a #b", "- a", "? a",
        "2026-11-03", "2026-11-03T09:00:00+08:00", "2026-02-30", "a ", " a", "a\nb", "", "甲：乙",
        "x" * 300, "完 成", "a  b", "=", "<<", "%x", "a,b", "(a)", "48/72", "199-0000-0103",
    ]),
)  # fmt: skip
values = st.one_of(
    words, st.integers(), st.booleans(), st.none(), st.dates(), st.floats(allow_nan=False),
    st.datetimes(timezones=st.just(dt.UTC)),
)  # fmt: skip
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True) | words
documents = st.dictionaries(
    names,
    st.recursive(
        values,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=5,
)


def records() -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "records").rglob("*.yaml")):
        data = yaml.parsed(path.read_text(encoding="utf-8"))
        yield from data if isinstance(data, list) else [data]  # type: ignore[misc] # sound files


def same(data: dict[str, Any]) -> bool:
    try:
        wanted = writing.slowly(writing.dated(data))
    except Exception as error:  # noqa: BLE001 - whatever it refuses is refused here as well
        with pytest.raises(type(error)):
            yaml.dumped(data)
        return True
    return yaml.dumped(data) == wanted


@given(documents)
def test_any_document_is_written_as_the_slow_writer_writes_it(data: dict[str, Any]) -> None:
    assert same(data)


def test_each_record_of_the_sample_is_too() -> None:
    assert all(same(each) for each in records())
