"""A chapter may name what is drawn, and nothing else: both lists are one."""

from qms.model.manual import DRAWN
from qms.publish.pictures import PICTURES, TABLES


def test_what_a_chapter_may_name_is_what_is_drawn() -> None:
    assert {"figure": frozenset(PICTURES), "table": frozenset(TABLES)} == DRAWN
