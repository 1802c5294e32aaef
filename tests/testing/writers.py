"""Every command that writes, each with a company in which it can be run, for kills and races."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from tests.testing.company import edit, make_company, release, request, sign_all
from tests.testing.documents import FIRST, LINE, NUMBER, SECOND
from tests.testing.repository import commit, git, qms, write

ROOT = Path(__file__).parents[2]
BY = ("--by", "P-001")
DAY = ("--as-of", "2026-06-01")
Keys = Mapping[str, Path]
Words = tuple[str, ...]


@dataclass(frozen=True)
class World:
    """A repository that one command is tried on, the keys of its people, and a folder beside it."""

    root: Path
    keys: Keys
    beside: Path

    def done(self, *words: str) -> None:
        """Run a command that must succeed."""
        result = qms(self.root, *words)
        assert result.exit_code == 0, (words, result.stderr)


@dataclass(frozen=True)
class Writer:
    """A command that writes: what goes before, and the words of the command itself."""

    words: Callable[[World], Words]
    on_sample: bool = False
    asks_time: bool = False

    @staticmethod
    def of(*words: str) -> "Writer":
        """Return a command that needs nothing before it."""
        return Writer(lambda _: (*words, *DAY))


OPEN = request("agreed")["records/change-request/2026/GG-2026-0001.yaml"].split("reviewed:")[0]
REQUEST = (
    "--set", "reason=improvement", "--set", "explanation=例", "--set", "method=pages",
    "--set", "changes=[{clause: '1', before: 甲, after: 乙}]",
)  # fmt: skip


def make_kept(root: Path, keys: Keys) -> Path:
    """Make a company with a release, an open request, two copies out and one returned."""
    company = make_company(root, dict(keys))
    release(company, dict(keys), "--edition", "2025-12-10", "2026-01-01")
    world = World(company, keys, company.parent)
    pdf = ("--output", str(company.parent / "copy.pdf"))
    for _ in range(3):
        world.done("copy", "issue", "--to", "after-sales", "--keeper", "P-002", *BY, *DAY, *pdf)
    world.done("copy", "ack", "001", "--received-by", "乙二", *BY, *DAY)
    world.done("copy", "return", "003", "--returned-by", "乙二", "--reason", "例", *BY, *DAY)
    write(company, {"records/change-request/2026/GG-2026-0001.yaml": OPEN})
    commit(company)
    return company


def make_sample(root: Path) -> Path:
    """Make a copy of the sample without its history."""
    root.mkdir(parents=True)
    for name in ("manual", "records", "attachments", "schemas"):
        shutil.copytree(ROOT / name, root / name)
    settings = (ROOT / "qms.yml").read_text(encoding="utf-8").split("frozen_since")[0]
    write(root, {"qms.yml": settings})
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Test")
    git(root, "config", "user.email", "test@example.org")
    commit(root, "begin")
    return root
    return root


def _approved(world: World) -> None:
    """Let the draft differ from the release, with an approved request for it."""
    write(world.root, request("agreed"))
    edit(world.root)
    commit(world.root)


def amended(world: World, *, signed: bool) -> Words:
    """Prepare an amendment, signed by all or by nobody; return the words that release it."""
    _approved(world)
    words = ("release", "--amendment", "--effective", "2026-07-01", *DAY)
    world.done(*words, "--reason", "例", "--prepare")
    if signed:
        sign_all(world.root, dict(world.keys), DAY[1])
    return words


def _prepare(world: World) -> Words:
    _approved(world)
    words = ("release", "--amendment", "--effective", "2026-07-01", "--reason", "例", "--prepare")
    return (*words, *DAY)


def _sign(world: World) -> Words:
    amended(world, signed=False)
    return ("sign", "--as", "prepared", "--key", str(world.keys["P-011"]), *DAY)


def temporary(world: World) -> Words:
    """Have an agreed request; return the words that make a temporary amendment of it."""
    write(world.root, request("agreed"))
    commit(world.root)
    words = ("--change", "GG-2026-0001", "--clause", "1", "--text", "临时")
    return ("release", "--temporary", *words, "--effective", "2026-07-01", "--expires",
            "2026-09-01", *DAY)  # fmt: skip


def _lapse(world: World) -> Words:
    world.done(*temporary(world))
    return ("release", "--lapse", "LS-2026-0001", "--by", "P-011", "--reason", "例", *DAY)


def _amend_copy(world: World) -> Words:
    """A receipt answers a notice: the pages are sent before it is signed."""
    world.done(*_send_pack(world))
    words = ("--to", "A/1", "--received-by", "乙二", "--leaves-returned", "1")
    return ("copy", "amend", "001", *words, *BY, *DAY)


def _send_pack(world: World) -> Words:
    world.done(*amended(world, signed=True))
    pdf = ("--output", str(world.beside / "pack.pdf"))
    return ("change-pack", "--to", "A/1", "--copy", "001", "--send", *BY, *DAY, *pdf)


def _reminded(world: World) -> Words:
    letters = ("--output", str(world.beside / "letters.zip"))
    return ("remind", "--send", "--days", "30", *BY, *letters)


def _reviewed(world: World) -> Words:
    world.done("change", "review", "GG-2026-0001", "--by", "P-012", *DAY)
    return ("change", "approve", "GG-2026-0001", "--by", "P-013", *DAY)


def _issue(world: World) -> Words:
    pdf = ("--output", str(world.beside / "issued.pdf"))
    return ("copy", "issue", "--to", "after-sales", "--keeper", "P-002", *BY, *DAY, *pdf)


_LIST = """\
- id: FL-01
  name: 例
  receivers:
    - {holder_class: supplier, organisation: 甲, address: 例}
    - {holder_class: certification-body, organisation: 乙, address: 例}
"""


def _issue_list(world: World) -> Words:
    write(world.root, {"records/distribution-list/lists.yaml": _LIST})
    commit(world.root)
    archive = ("--output", str(world.beside / "issued.zip"))
    return ("copy", "issue", "--list", "FL-01", "--consent", "P-011", *BY, *DAY, *archive)


_MEETING = ("--meeting-on", "2026-06-20", "--venue", "室", "--chair", "P-001",
            "--participant", "P-002")  # fmt: skip


def _minutes(world: World) -> Words:
    world.done("review", "open", "2026", *_MEETING, *BY, *DAY)
    path = "records/management-review/2026/GR-2026-0001.yaml"
    lines: list[str] = []
    for line in (world.root / path).read_text(encoding="utf-8").splitlines():
        lines.append(line)
        if line.strip().startswith("- input:") and "last-actions" not in line:
            lines.append("    summary: 已评审")
    decision = (
        "decisions:\n"
        "  - {topic: improvement, text: 甲, owner: P-002, due: 2026-12-31}\n"
        "  - {topic: improvement, text: 乙, owner: P-002, due: 2026-12-31}\n"
    )
    write(world.root, {path: "\n".join([*lines, "conclusion: 有效", decision])})
    commit(world.root)
    return ("review", "close", "2026", *BY, *DAY)


def _table(world: World) -> Words:
    """Export the requests, and add a new row to them."""
    table = world.beside / "table.xlsx"
    world.done("export", "change-request", "--output", str(table))
    book = openpyxl.load_workbook(table)
    for sheet in (book["文件更改申请单"], book["更改内容"]):
        heads = [str(cell.value).rstrip("*") for cell in sheet[1]]
        row = [cell.value for cell in sheet[2]]
        row[heads.index("编号")] = "新1"
        if "原因说明" in heads:  # what is the same as a record on file is not filed again
            row[heads.index("原因说明")] = "另例"
        sheet.append(row)
    book.save(table)
    book.close()
    return ("import", "change-request", str(table), *BY, *DAY)


def _received(world: World) -> Words:
    """Fill in who signed for the copies that nobody has signed for yet."""
    sheet = world.beside / "receipts.xlsx"
    world.done("copy", "receive", "--output", str(sheet), *DAY)
    _filled(sheet, "待签收", {"签收人": "乙二"})
    scan = world.beside / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 signed")
    return ("copy", "receive", "--take", str(sheet), "--attach", str(scan), *BY, *DAY)


def _exchange(world: World) -> Words:
    _approved(world)
    words = ("release", "--edition", "--effective", "2026-07-01", *DAY)
    world.done(*words, "--reason", "例", "--prepare")
    sign_all(world.root, dict(world.keys), DAY[1])
    world.done(*words)
    archive = ("--output", str(world.beside / "new.zip"))
    return ("copy", "exchange", "001", "002", "--to", "B/0", *BY, *DAY, *archive)


def _stocktake(world: World) -> Words:
    codes = world.beside / "codes.txt"
    codes.write_text("001\n002\n", encoding="utf-8")
    return ("copy", "stocktake", "--codes", str(codes), *BY, *DAY)


def _filled(path: Path, sheet: str, given: Mapping[str, object]) -> None:
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    heads = {cell.value: cell.column for cell in page[1]}
    for row in page.iter_rows(min_row=2):
        for head, value in given.items():
            page.cell(row[0].row, heads[head]).value = value
    book.save(path)
    book.close()


_WHO = ("--by", "P-006", "--evaluator", "P-006", "--conclusion", "有效", "--as-of", "2026-11-23")


def _self_evaluated(world: World) -> Words:
    sheet = world.beside / "self.xlsx"
    world.done("self-evaluate", "--output", str(sheet), "--as-of", "2026-11-23")
    answers = {"抽样数": 15, "不符合数": 1, "证据": "例", "发现项": "一次晚发"}
    _filled(sheet, "评价指标", answers)
    return ("self-evaluate", "--take", str(sheet), *_WHO)


def _compliance(world: World) -> Words:
    sheet = world.beside / "compliance.xlsx"
    world.done("evaluate-compliance", "--all", "--output", str(sheet), "--as-of", "2026-11-23")
    answers = {
        "结论（符合/部分符合/不符合/不适用）": "不符合",
        "评价方法": "例",
        "证据": "例",
        "差距": "例",
    }
    _filled(sheet, "合规义务", answers)
    return ("evaluate-compliance", "--take", str(sheet), *_WHO)


def _behind(world: World) -> Words:
    """Leave the folder behind its last commit, as a killed git would."""
    path = "records/change-request/2026/GG-2026-0002.yaml"
    write(world.root, {path: OPEN.replace("0001", "0002", 1)})
    commit(world.root)
    git(world.root, "read-tree", "HEAD~1")
    (world.root / path).unlink()
    return ("repair",)


def _doubled(world: World) -> Words:
    """Let two open records bear one number, as a merge of two clones may leave them."""
    write(world.root, {"records/change-request/2026/other.yaml": OPEN.replace("例", "另例")})
    commit(world.root)
    return ("renumber", "GG-2026-0001", *DAY)


def _fresh(world: World, name: str) -> Path:
    """Make a key that nobody has yet."""
    made = world.beside / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", made]
    subprocess.run(command, check=True)
    return made.with_name(f"{name}.pub")


def _introduced(world: World) -> Words:
    key = ("--key", str(world.keys["P-011"]))
    return ("key", "introduce", "P-011", str(_fresh(world, "new")), *key)


def _revoked(world: World) -> Words:
    command = ["ssh-keygen", "-l", "-E", "sha256", "-f", f"{world.keys['P-011']}.pub"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return ("key", "revoke", told.split()[1])


def _restarted(world: World) -> Words:
    """Begin anew with the keys of all, as a management review decided."""
    world.done(*_minutes(world))
    new = [f"{each}={_fresh(world, each)}" for each in ("P-011", "P-012", "P-013")]
    return ("key", "restart", "--minutes", "GR-2026-0001", "--reason", "遗失", *new)


def registered(world: World) -> Words:
    """Let a document be registered; return the words that file its first version."""
    line = LINE
    for former, here in (("P-004", "P-011"), ("P-005", "P-012"), ("by: P-001", "by: P-013")):
        line = line.replace(former, here)
    write(world.root, {"records/document/documents.yaml": line})
    commit(world.root)
    write(world.beside, {"first.md": FIRST, "second.md": SECOND})
    return ("document", "add", NUMBER, str(world.beside / "first.md"), "--by", "P-011", *DAY)


def _next_version(world: World) -> Words:
    """Have the next version asked for and approved; return the words that release it."""
    asked = ("change", "new", "--document", NUMBER, "--file", str(world.beside / "second.md"))
    world.done(*asked, "--reason", "improvement", "--explanation", "例", "--by", "P-011", *DAY)
    world.done("change", "review", "GG-2026-0002", "--by", "P-012", *DAY)
    world.done("change", "approve", "GG-2026-0002", "--by", "P-013", *DAY)
    return ("document", "release", "GG-2026-0002", "--effective", "2026-06-01", *DAY)


def _document_released(world: World) -> Words:
    world.done(*registered(world))
    return _next_version(world)


def _document_issued(world: World) -> Words:
    world.done(*registered(world))
    to = ("--to", "after-sales", "--keeper", "P-002", "--received-by", "乙二")
    return ("document", "issue", NUMBER, *to, *BY, *DAY)


def _document_exchanged(world: World) -> Words:
    world.done(*_document_issued(world))
    world.done(*_next_version(world))
    return ("document", "exchange", NUMBER, "001", "--received-by", "乙二", *BY, *DAY)


def _document_taken_back(world: World) -> Words:
    world.done(*_document_issued(world))
    return ("document", "take-back", NUMBER, "001", "--reason", "例", *BY, *DAY)


WRITERS: Mapping[str, Writer] = {
    "new": Writer.of("new", "change-request", *REQUEST, *BY),
    "edit": Writer.of("edit", "GG-2026-0001"),
    "close": Writer.of("close", "GG-2026-0001"),
    "correct": Writer.of("correct", "FF-2026-0004", "received_by=丙三", "--reason", "例", *BY),
    "import": Writer(_table),
    "change new": Writer.of(
        "change",
        "new",
        "--reason",
        "improvement",
        "--explanation",
        "例",
        "--clause",
        "1",
        "--before",
        "甲",
        "--after",
        "乙",
        *BY,
    ),
    "change review": Writer.of("change", "review", "GG-2026-0001", "--by", "P-012"),
    "change approve": Writer(_reviewed),
    "change reject": Writer.of(
        "change", "reject", "GG-2026-0001", "--by", "P-012", "--opinion", "例"
    ),
    "sign": Writer(_sign, asks_time=True),
    "release": Writer(lambda world: amended(world, signed=True)),
    "release --prepare": Writer(_prepare),
    "release --temporary": Writer(temporary),
    "release --lapse": Writer(_lapse),
    "release --withdraw": Writer.of(
        "release", "--withdraw", "A/0", "--effective", "2026-07-01", "--reason", "例"
    ),
    "key introduce": Writer(_introduced, asks_time=True),
    "key revoke": Writer(_revoked, asks_time=True),
    "key restart": Writer(_restarted, asks_time=True),
    "study confirm": Writer.of("study", "confirm", "--person", "P-002"),
    "copy issue": Writer(_issue),
    "copy issue --list": Writer(_issue_list),
    "copy ack": Writer.of("copy", "ack", "002", "--received-by", "乙二", *BY),
    "copy receive": Writer(_received),
    "copy exchange": Writer(_exchange),
    "copy stocktake": Writer(_stocktake),
    "copy refuse": Writer.of("copy", "refuse", "002", "--reason", "例", *BY),
    "copy loan": Writer.of(
        "copy",
        "loan",
        "001",
        "--to",
        "after-sales",
        "--keeper",
        "P-001",
        "--until",
        "2026-07-01",
        *BY,
    ),
    "copy leaver": Writer.of("copy", "leaver", "P-002", "--keeper", "P-001", "--reason", "例", *BY),
    "copy amend": Writer(_amend_copy),
    "copy replace": Writer.of("copy", "replace", "001", "--reason", "例", *BY),
    "copy lost": Writer.of("copy", "lost", "001", "--reason", "例", *BY),
    "copy transfer": Writer.of(
        "copy", "transfer", "001", "--to", "after-sales", "--keeper", "P-001", "--reason", "例", *BY
    ),
    "copy return": Writer.of(
        "copy", "return", "001", "--returned-by", "乙二", "--reason", "例", *BY
    ),
    "copy destroy": Writer.of(
        "copy", "destroy", "003", "--witness", "P-002", "--reason", "例", *BY
    ),
    "change-pack": Writer(_send_pack),
    "timestamp": Writer.of("timestamp", "--anchor"),
    "remind": Writer(_reminded),
    "review record": Writer.of(
        "review", "record", *BY, "--participant", "P-001", "--conclusion", "适宜"
    ),
    "review open": Writer.of("review", "open", "2026", *_MEETING, *BY),
    "review close": Writer(_minutes),
    "self-evaluate": Writer(_self_evaluated, on_sample=True),
    "evaluate-compliance": Writer(_compliance, on_sample=True),
    "repair": Writer(_behind),
    "renumber": Writer(_doubled),
    "upgrade": Writer.of("upgrade"),
    "document add": Writer(registered),
    "document release": Writer(_document_released),
    "document issue": Writer(_document_issued),
    "document exchange": Writer(_document_exchanged),
    "document take-back": Writer(_document_taken_back),
}
