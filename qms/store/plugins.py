"""Loads rules that are not ours: those of installed packages, and of the repository's own file.

An installed package was trusted by whoever installed it. The repository's own file is code of
whoever can push to it, so the caller must have been told on the command line to run it.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from qms.model.rule import Rule
from qms.store import digests

GROUP = "qms.rules"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Where rules came from, the rules, and why they could not be loaded if they could not."""

    source: str
    rules: tuple[Rule, ...] = ()
    failure: str = ""
    line: int = 1
    package: str = ""
    version: str = ""
    digest: str = ""


def installed() -> Iterator[Loaded]:
    """Yield the rules of every installed package that offers some at the entry point."""
    for point in metadata.entry_points(group=GROUP):
        try:
            rules = _rules_in(point.load())
            named = (point.dist.name, point.dist.version) if point.dist else (point.value, "")
            yield Loaded(
                point.value, rules, package=named[0], version=named[1],
                digest=_digest_of(point.module),
            )  # fmt: skip
        except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody else's code
            yield Loaded(point.value, failure=_said(error))


def of_file(root: Path, written: str) -> Loaded:
    """Run the repository's own file of rules and return what it declares.

    The file must be a plain one inside the repository, so that a link cannot lead elsewhere.
    """
    path = root / written
    inside = path.resolve().is_relative_to(root.resolve()) and not path.is_symlink()
    if not (inside and path.is_file()):
        return Loaded(written, failure="no plain file inside the repository")
    digest = digests.sha256(path.read_bytes())
    module = types.ModuleType("qms_rules_of_repository")
    module.__file__ = str(path)
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), vars(module))  # noqa: S102 - confirmed
        return Loaded(written, _rules_in(module), package=written, digest=digest)
    except SyntaxError as error:
        return Loaded(written, failure=_said(error), line=error.lineno or 1)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody else's code
        return Loaded(written, failure=_said(error), line=_line(error, str(path)))


def _digest_of(module: str) -> str:
    """Return what stands for the code of a package: the digest over its modules' own digests."""
    spec = find_spec(module.partition(".")[0])
    if spec is None:
        return ""
    folders = [Path(each) for each in spec.submodule_search_locations or ()]
    files = sorted(each for folder in folders for each in folder.rglob("*.py"))
    files = files or ([Path(spec.origin)] if spec.origin else [])
    lines = [f"{each.name} {digests.sha256(each.read_bytes())}" for each in files]
    return digests.sha256("\n".join(lines).encode())


def _rules_in(found: object) -> tuple[Rule, ...]:
    if isinstance(found, Rule):
        return (found,)
    members = vars(found).values() if isinstance(found, types.ModuleType) else found
    rules = tuple(each for each in members if isinstance(each, Rule))  # type: ignore[attr-defined] # whatever it is
    if not rules:
        raise ValueError("it declares no rule")
    return rules


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".split("\n", 1)[0]


def _line(error: BaseException, path: str) -> int:
    """Return the line of the file where it broke, the innermost that lies in it."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
