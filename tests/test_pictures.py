"""The pictures of the README and the guides: there, light, shown, and said in words."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.png"))
GUIDES = [each for each in (ROOT / "docs").glob("*/*.md") if each.stem not in {"rulebook", "kinds"}]
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted(GUIDES)]
_SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)]+\.png)\)")
_MOST = 60_000
_OPENING = ("clause", "stamped", "check", "pack")


def shown(page: Path) -> list[tuple[str, Path]]:
    """Return what a page shows: the words for it, and the file."""
    found = _SHOWN.findall(page.read_text(encoding="utf-8"))
    return [(words, (page.parent / target).resolve()) for words, target in found]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each.name)
def test_a_picture_is_light_enough_for_git_and_shown_somewhere(picture: Path) -> None:
    assert picture.stat().st_size <= _MOST
    assert any(picture == target for page in PAGES for _words, target in shown(page))


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_opens_with_four_pictures(readme: str) -> None:
    names = [target.name.split(".")[0] for _words, target in shown(ROOT / readme)]
    assert names == [*_OPENING]


def test_every_picture_shown_is_there_and_said_in_words() -> None:
    for page in PAGES:
        for words, target in shown(page):
            assert target in PICTURES, page
            assert len(words) > 4, page


@pytest.mark.parametrize("guide", ["auditor", "desk", "document-controller", "manager", "records"])
def test_a_guide_shows_the_same_pictures_in_both_languages(guide: str) -> None:
    pages = [shown(ROOT / "docs" / lang / f"{guide}.md") for lang in ("zh", "en")]
    names = [[target.name.split(".")[0] for _words, target in each] for each in pages]
    assert names[0] == names[1] != []
