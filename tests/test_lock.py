"""The locks in lock/: what pyproject.toml declares, by hash, and of no index in particular."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from qms.extras import EXTRAS, extra_of

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_EXTRAS = PROJECT["project"]["optional-dependencies"]
_ALL = ("adopt", "book", "site", "desk", "postgresql", "certificate")
SETS = {
    "default": (),
    "all": _ALL,
    "dev": (*_ALL, "dev"),
    "engines": (*_ALL, "dev", "cluster", "spark"),
}


def declared(lock: str) -> list[Requirement]:
    groups = _EXTRAS | PROJECT["dependency-groups"]
    if lock == "build":
        return [Requirement(each) for each in groups["build"]]
    words = list(PROJECT["project"]["dependencies"])
    for name in SETS[lock]:
        words += groups[name]
    return [Requirement(each) for each in words]


def pinned(lock: str) -> dict[str, dict[str, str]]:
    """Return by name each version of a lock with the lines that stand under it."""
    text = (ROOT / f"lock/{lock}.txt").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for name, version, below in re.findall(
        r"^([a-z0-9._-]+)==([^\s;]+)(.*(?:\n[ ].*)*)", text, re.MULTILINE
    ):
        found.setdefault(canonicalize_name(name), {})[version] = below
    return found


@pytest.mark.parametrize("lock", [*SETS, "build"])
def test_a_lock_holds_what_is_declared_and_nothing_that_is_no_more(lock: str) -> None:
    locked = pinned(lock)
    wanted = {canonicalize_name(each.name): each for each in declared(lock)}
    for name, requirement in wanted.items():
        assert name in locked, f"{name}: make lock"
        for version in locked[name]:
            assert requirement.specifier.contains(version), f"{requirement}: make lock"
    asked = {
        name
        for name, versions in locked.items()
        if any("service-manual-qms (pyproject.toml" in below for below in versions.values())
    }
    assert asked == set(wanted), "make lock"


@pytest.mark.parametrize("lock", [*SETS, "build"])
def test_every_package_is_held_by_hash_and_of_no_index_in_particular(lock: str) -> None:
    text = (ROOT / f"lock/{lock}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    for name, versions in pinned(lock).items():
        assert all("--hash=sha256:" in below for below in versions.values()), name


def test_a_package_has_the_same_versions_in_every_lock() -> None:
    widest = pinned("engines")
    for lock in SETS:
        for name, versions in pinned(lock).items():
            assert set(versions) <= set(widest[name]), name


def test_engines_and_cluster_come_with_no_set_that_does_not_ask_for_them() -> None:
    for lock in ("default", "all"):
        assert not {"pyspark", "distributed", "dask"} & set(pinned(lock))
    assert "pyspark" not in pinned("dev")  # the tests start a scheduler, and no Spark
    assert not {"weasyprint", "mkdocs", "starlette", "jieba"} & set(pinned("default"))


def test_whoever_lacks_an_extra_can_be_told_which() -> None:
    """Every package of an extra is known by a module that the sentence finds."""
    modules = {"mkdocs-material": "material"}
    assert set(EXTRAS) == set(_EXTRAS) - {"all"}
    for extra in EXTRAS:
        for each in _EXTRAS[extra]:
            name = canonicalize_name(Requirement(each).name)
            assert extra_of(modules.get(name, name.replace("-", "_"))) == extra
