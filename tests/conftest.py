"""Fixtures that several folders of tests share."""

from pathlib import Path

import pytest

from tests.testing.company import make_company, make_keys


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def company(tmp_path: Path, keys: dict[str, Path]) -> Path:
    return make_company(tmp_path / "company", keys)
