"""What `show` and `trace` say is in words: no name of a field, no code where a name is known."""

import pytest

from qms.model.kinds.record import place_of
from qms.operations.records.exporting import office_of
from qms.operations.records.record import links_to
from qms.operations.records.telling import told, told_field
from qms.text import Lang
from tests.testing.records import sample


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Department: After-sales service", "Filled in by: Xu Anran P-012")),
        ("zh", ("部门: 售后服务部", "填写人: 许安然 P-012")),
    ],
)
def test_a_record_names_people_and_departments(lang: Lang, words: tuple[str, ...]) -> None:
    record = sample().index["complaint"]["TS-2026-0001"]
    said = "\n".join(told(record, office_of(sample(), lang=lang)))
    assert all(each in said for each in words)
    assert ": 2026-01-13 09:12\n" in said
    assert "T09:12" not in said


def test_no_field_of_the_sample_is_told_by_its_name_in_the_file() -> None:
    langs: tuple[Lang, Lang] = ("zh", "en")
    for number in ("TS-2026-0001", "WX-2026-0001", "P-004", "after-sales"):
        links = list(links_to(sample(), number))
        assert links, number
        for link in links:
            for lang in langs:
                assert not {"_", "."} & set(told_field(link, lang)), place_of(link.source)
