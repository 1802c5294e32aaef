"""Fixtures that several folders of tests share."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.testing.company import make_company, make_keys

# How fast a property is tried says how busy the machine is, and nothing of what is tried.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def company(tmp_path: Path, keys: dict[str, Path]) -> Path:
    return make_company(tmp_path / "company", keys)
