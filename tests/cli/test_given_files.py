"""A file that a command is given may be anything: a sentence with its cure, nothing written."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import pytest

from tests.testing.commands import every_command
from tests.testing.documents import LINE, NUMBER
from tests.testing.readers import make_read
from tests.testing.repository import commit, git, qms, write
from tests.testing.writers import World, amended, temporary

BY = ("--by", "P-001")
DAY = ("--as-of", "2026-06-01")
JUDGED = ("--evaluator", "P-001", "--conclusion", "例", *BY)
TO = ("--to", "after-sales", "--keeper", "P-002")
# {file} is the awkward file, {key} signs, {pub} is the public half of another, {book} a book.
GIVEN: Mapping[str, tuple[str, ...]] = {
    "check --baseline": ("{file}",),
    "check --since-anchor": ("{file}",),
    "check --signers": ("{file}",),
    "group check --sites": ("{file}",),
    "group status --sites": ("{file}",),
    "group matrix --sites": ("{file}",),
    "group kpi --sites": ("{file}",),
    "import file": ("change-request", "{file}", *BY),
    "import --map": ("change-request", "{table}", "--map", "{file}", *BY),
    "new --from": ("change-request", "--from", "{file}", *BY),
    "self-evaluate --take": ("--take", "{file}", *JUDGED),
    "evaluate-compliance --take": ("--take", "{file}", *JUDGED),
    "copy receive --take": ("--take", "{file}", *BY),
    "copy exchange --key": ("001", "--to", "A/1", *BY, "--key", "{file}"),
    "restore file": ("{file}", "nowhere"),
    "sign --key": ("--on", "LS-2026-0001", "--as", "prepared", "--key", "{file}"),
    "copy issue --key": (*TO, *BY, "--key", "{file}"),
    "change-pack --key": ("--to", "A/1", "--copy", "001", "--send", *BY, "--key", "{file}"),
    "change-pack --verify": ("--verify", "{file}", "{book}", "{book}"),
    "key introduce public": ("P-011", "{file}", "--key", "{key}"),
    "key introduce --key": ("P-011", "{pub}", "--key", "{file}"),
}
# Any file may be attached, and codes may stand in any text: refused is only what is no file.
ANY: Mapping[str, tuple[str, ...]] = {
    "adopt file": ("{file}",),
    "copy ack --attach": ("001", "--received-by", "例", *BY, "--attach", "{file}"),
    "copy amend --attach": (
        "001", "--to", "A/1", "--received-by", "例", "--leaves-returned", "1", *BY,
        "--attach", "{file}",
    ),
    "copy receive --attach": ("--take", "{owed}", *BY, "--attach", "{file}"),
    "copy stocktake --codes": ("--codes", "{file}", *BY),
    "document add file": ("QP-7.5-02", "{file}", *BY),
    "change new --file": (
        "--document", NUMBER, "--reason", "improvement", "--explanation", "例", *BY,
        "--file", "{file}",
    ),
}  # fmt: skip
NO_FILE = ("nothing", "no name", "a folder", "an address", "a path through a file", "an empty file")
BESIDE = {  # where the file is no parameter of its own
    "verify": ("{file}",),
    "key restart": ("--minutes", "GR-2026-0001", "--reason", "例", "P-011={file}"),
}
WRITTEN = {"--output", "--write-baseline", "--annotate", "--root", "folder", "target"}
GBK = os.fsdecode("投诉".encode("gbk"))


def _nothing(folder: Path) -> Path:
    return folder / "nothing.pdf"


def _with(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


AWKWARD: Mapping[str, Callable[[Path], Path]] = {
    "nothing": _nothing,
    "no name": lambda _: Path(),
    "a folder": lambda folder: folder,
    "an address": lambda _: Path("https://example.org/a.pdf"),
    "a path through a file": lambda folder: _with("plain", b"x")(folder) / "a.pdf",
    "an empty file": _with("empty.pdf", b""),
    "random bytes": _with("random.pdf", bytes(range(256)) * 40),
    "GBK": _with("gbk.txt", "- 售后服务：甲\n".encode("gbk")),
    "UTF-16": _with("utf16.txt", "- 售后服务：甲\n".encode("utf-16")),
    "a name in GBK": _with(f"{GBK}.pdf", "名".encode("gbk")),
    "half a PDF": _with("half.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"),
    "half a ZIP": _with("half.xlsx", b"PK\x03\x04\x14\x00\x00\x00\x08\x00"),
    "an endless file": lambda _: Path("/dev/zero"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> World:
    root = make_read(tmp_path_factory.mktemp("given") / "company", keys)
    world = World(root, keys, root.parent)
    world.done(*amended(world, signed=True))
    write(root, {"records/document/more.yaml": LINE.replace(NUMBER, "QP-7.5-02")})
    commit(root)
    world.done(*temporary(world))
    world.done("export", "change-request", "--csv", "--output", str(root.parent / "table.csv"))
    world.done("copy", "receive", "--output", str(root.parent / "owed.xlsx"), *DAY)
    return world


def _is_refused(world: World, name: str, words: tuple[str, ...], path: Path) -> None:
    named = {
        "file": path,
        "key": world.keys["P-011"],
        "pub": f"{world.keys['stranger']}.pub",
        "book": world.beside / "book.pdf",
        "table": world.beside / "table.csv",
        "owed": world.beside / "owed.xlsx",
    }
    head = git(world.root, "rev-parse", "HEAD")
    done = qms(world.root, *name.split(), *(each.format(**named) for each in words))
    assert done.exit_code in {1, 2}, done.stderr
    said = done.stderr + done.stdout
    assert len([line for line in done.stderr.splitlines() if line.strip()]) > 1, said  # and a cure
    # Of the only file that a command reads, what it holds is said without its name.
    is_only = (
        name
        in {
            "import",
            "self-evaluate",
            "evaluate-compliance",
            "copy receive",
        }
        and path.is_file()
    )
    assert is_only or path.name in {"", f"{GBK}.pdf"} or path.name in said
    assert "Traceback" not in said
    assert "Error" not in said
    assert git(world.root, "rev-parse", "HEAD") == head
    assert git(world.root, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("name", "what"),
    [
        *((name, what) for name in (*GIVEN, *BESIDE) for what in AWKWARD),
        *((name, what) for name in ANY for what in NO_FILE),
    ],
)
def test_an_awkward_file_is_refused_in_a_sentence(
    name: str, what: str, world: World, tmp_path: Path
) -> None:
    path = AWKWARD[what](tmp_path)
    if name in BESIDE:
        _is_refused(world, name, BESIDE[name], path)
        return
    command, option = name.rsplit(" ", 1)
    words = {**GIVEN, **ANY}[name]
    is_only = option.startswith("--") and option not in words
    _is_refused(world, command, (option, *words) if is_only else words, path)


def test_every_file_that_a_command_reads_is_in_the_table() -> None:
    read = {
        f"{name} {each.opts[-1]}"
        for name, command in every_command()
        for each in command.params
        if isinstance(each.type, click.Path) and each.opts[-1] not in WRITTEN
    }
    listed = set(GIVEN) | set(ANY)
    assert {each for each in read if each.split(" --")[0] != "change-pack"} <= listed
    assert read >= set(GIVEN) - {"change-pack --verify"}
