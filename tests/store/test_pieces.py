"""What is parsed piece by piece is what the whole text says, whatever was written before."""

from hypothesis import example, given
from hypothesis import strategies as st

from qms.store import yaml

LINES = (
    "id: TS-1", "status: closed", "status: open", "id: TS-1", "n: 1", "n: 1.0", "n: true", "n:",
    "text: |", "text: |+", "text: >-", "  on", "", "  two: 2", "list:", "- a", "- a: 1", "  b: 2",
    "- - x", "-", "# remark", "  # remark", 'text: "open', 'close"', "text: 'it", "s'", "b: [1,",
    "  2]", "- 2]", "b: {x: 1,", "y: 2}", "---", "...", "--- x", "? k", ": v", "%YAML 1.2",
    "a: &x 1", "a: *x", "a: !!str 1", "<<: 1", "9: x", "true: x", '"id": x', "id : x", "id:x",
    "Id: x", "a-b: x", "text: word", " id: x", "\tid: x", "text: '", "<<<<<<< a", "=======",
    "text: a: b", "text: a #", "a: \x07", "a: x\rb: y", "a: x\r", "x\u2028y: 1", "a: [[[[", "]]]]",
    "- |", "- >", "  - b", "- 'x", "-  a: 1", "- # remark", "text: # remark", "a: ``", "a: @x",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(LINES), max_size=8).map("\n".join)
ENDED = st.tuples(TEXT, st.sampled_from(("\n", "", "\n\n"))).map("".join)


@given(st.lists(ENDED, min_size=1, max_size=3))
@example(["text: |+\n  on\n\nid: TS-1\n", "text: |+\n  on\nid: TS-1\n"])
@example(['text: "open\nid: TS-1\nclose"\n'])
@example(["id: TS-1\nid: TS-1\n"])
@example(["- a\n- b\n", "- a\n- b\nid: x\n"])
@example(["a: [" + "\nb: [".join([""] * 70) + "\n"])
def test_pieces_say_what_the_whole_text_says(texts: list[str]) -> None:
    pieces = yaml.Pieces()
    for text in texts:
        one, other = pieces.parsed(text), yaml.parsed(text)
        assert repr(one) == repr(other)


def test_what_did_not_change_is_the_same_object() -> None:
    pieces = yaml.Pieces()
    before = pieces.parsed("id: TS-1\nsteps:\n- due: 2026-01-01\nnote: one\n")
    after = pieces.parsed("id: TS-1\nsteps:\n- due: 2026-01-01\nnote: two\n")
    assert before["steps"] is after["steps"]
    assert before["note"] != after["note"]
