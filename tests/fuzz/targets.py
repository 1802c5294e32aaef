"""What reads a foreign file, and what it may answer: a value, problems, or a refusal."""

import io
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf

from qms.errors import QmsError
from qms.forms.tabular.reading import taken
from qms.model.anchor import anchor_in
from qms.model.kinds import kinds
from qms.model.snapshot import Problem
from qms.operations.copies.proof import verify
from qms.operations.copies.verify import verify_file
from qms.operations.group.sites import group_of
from qms.operations.records import importing
from qms.operations.records.exporting import office_of
from qms.store import custom, given, keys, markdown, records, sheets, standards, yaml
from qms.store.secrets import lines_in
from qms.store.timestamps import time_of
from tests.testing.pdfs import noted
from tests.testing.records import sample
from tests.testing.sample import ROOT


@dataclass(frozen=True)
class Target:
    """A reader of foreign files.

    Attributes:
        name: What it reads.
        seeds: Sound files to begin with.
        reads: Reads a file; returns in a few words what came of it.

    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    reads: Callable[[bytes], str]

    def answer(self, content: bytes) -> str:
        """Return what a file is answered with; an exception but a refusal is a defect."""
        try:
            return self.reads(content)
        except QmsError as refusal:
            said = refusal.say("zh") + refusal.say("en")
            assert said.strip(), "a refusal without a sentence"
            return f"refused: {refusal.say('en').splitlines()[0]}"


def _told(problems: Iterable[Problem]) -> str:
    found = list(problems)
    for each in found:
        assert each.what.zh, each
        assert each.what.en, each
        assert each.wanted.en, each
    return f"problem: {found[0].what.en}" if found else "read"


def _files(*patterns: str) -> Callable[[], Sequence[bytes]]:
    @cache
    def seeds() -> Sequence[bytes]:
        return [path.read_bytes() for each in patterns for path in sorted(ROOT.glob(each))[:20]]

    return seeds


def _record(content: bytes) -> str:
    for kind in ("complaint", "person", "limit", "corrective-action"):
        _, problems = records.read_records(f"records/{kind}/x.yaml", content, kinds()[kind])
    return _told(problems)


def _chapter(content: bytes) -> str:
    found = markdown.read_chapter("manual/01-order.md", content)
    return _told(found) if isinstance(found, list) else "read"


def _translation(content: bytes) -> str:
    return "read" if markdown.read_translation("manual/en/01-order.md", content) else "none"


class _Tree:
    """A repository of one file."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path, self.content = path, content

    def read(self, path: str) -> bytes | None:
        return self.content if path == self.path else None


def _settings(content: bytes) -> str:
    from qms.store.loading import read_settings

    read_settings(_Tree("qms.yml", content))  # type: ignore[arg-type] # asks for that file alone
    return "read"


def _own_form(content: bytes) -> str:
    found = custom._declared("schemas/custom/x.yaml", "x", content)
    return _told(found) if isinstance(found, tuple) else "read"


def _standard(content: bytes) -> str:
    found = standards.read_standard("standards/iso9001-2015.yaml", content)
    return _told(found) if isinstance(found, list) else "read"


def _csv(content: bytes) -> str:
    grid, _ = sheets.from_csv(content)
    read = taken(kinds()["complaint"], [grid], office_of(sample(), is_text=True))
    return f"fault: {read.faults[0].what.en}" if read.faults else "read"


def _workbook(content: bytes) -> str:
    grids = sheets.from_workbook(content)
    read = taken(kinds()["change-request"], grids, office_of(sample(), is_text=False))
    return f"fault: {read.faults[0].what.en}" if read.faults else "read"


@cache
def _workbooks() -> Sequence[bytes]:
    from qms.operations.records.exporting import export

    return [export(sample(), kind, "xlsx") for kind in ("change-request", "person")]


@cache
def _tables() -> Sequence[bytes]:
    from qms.operations.records.exporting import export

    return [export(sample(), kind, "csv") for kind in ("complaint", "person")]


def _in_a_file(content: bytes, name: str, read: Callable[[Path], object]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        read(path)
    return "read"


def _mapping(content: bytes) -> str:
    return _in_a_file(content, "map.yml", importing.mapping)


def _key(content: bytes) -> str:
    return _in_a_file(content, "key.pub", keys.public_key)


def _package(content: bytes) -> str:
    return _in_a_file(content, "x.pdf", lambda path: verify(path, path, path))


def _copy(content: bytes) -> str:
    return _in_a_file(content, "x.pdf", lambda path: verify_file(ROOT, sample(), path))


def _copies() -> Sequence[bytes]:
    # A copy that is nowhere on file, as one that is would be printed again.
    note = {"release": "A/2", "copy": "999", "code": "7XK2M-4QB9T", "as_of": "2026-11-01"}
    return [noted(json.dumps(note).encode())]


@cache
def _packages() -> Sequence[bytes]:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.add_blank_page()
    leaf = {"leaf": "1-1", "sides": [{"id": "1-1", "sha256": "0"}], "before": 0, "after": 0}
    told = {"exchanges": [{"remove": ["1-1"], "insert": ["1-1"], "behind": ""}]}
    for name, data in (("pages.json", [leaf]), ("instruction.json", told)):
        spec = pikepdf.AttachedFileSpec(pdf, json.dumps(data).encode(), filename=name)
        pdf.attachments[name] = spec
    stream = io.BytesIO()
    pdf.save(stream, compress_streams=False)
    return [stream.getvalue()]


def _anchor(content: bytes) -> str:
    return "read" if anchor_in(content.decode(errors="replace")) else "none"


def _token(content: bytes) -> str:
    return "read" if time_of(content) else "none"


def _secrets(content: bytes) -> str:
    return _in_a_file(content, "x.env", lambda path: [*lines_in(given.text(path), "x.env")])


def _group(content: bytes) -> str:
    return _in_a_file(content, "group.yml", group_of)


def _yaml(content: bytes) -> str:
    text = yaml.decoded(content)
    data = text if isinstance(text, yaml.BadYaml) else yaml.parsed(text)
    if isinstance(data, yaml.BadYaml):
        assert data.line >= 1
        return f"problem: {data.what.en}"
    return "read"


TARGETS = (
    Target("yaml", _files("records/*/*.yaml"), _yaml),
    Target(
        "record",
        _files(
            "records/complaint/2026/*.yaml",
            "records/person/*.yaml",
            "records/limit/*.yaml",
            "records/corrective-action/*/*.yaml",
        ),
        _record,
    ),
    Target("chapter", _files("manual/*.md"), _chapter),
    Target("translation", _files("manual/en/*.md"), _translation),
    Target("settings", lambda: [*_files("qms.yml")(), SOURCES], _settings),
    Target("own-form", lambda: [OWN_FORM], _own_form),
    Target("standard", _files("qms/model/standards/iso9001-2015.yaml"), _standard),
    Target("csv", _tables, _csv),
    Target("workbook", _workbooks, _workbook),
    Target("mapping", lambda: [MAPPING], _mapping),
    Target("key", lambda: [KEY], _key),
    Target("package", _packages, _package),
    Target("copy", _copies, _copy),
    Target("anchor", lambda: [ANCHOR], _anchor),
    Target("token", lambda: [TOKEN], _token),
    Target("secrets", lambda: [SECRETS], _secrets),
    Target("group", lambda: [GROUP], _group),
)
SOURCES = (
    (ROOT / "qms.yml").read_bytes()
    + b"""
sources:
  complaint:
    service: crm
    table: service.tickets
    columns: {id: ticket, received_at: opened}
  repair-order: data/orders.parquet
"""
)
ANCHOR = (
    f"qms-anchor/1 commit={'a' * 40} date=2026-11-23 release=A-2 record={'b' * 64} "
    f"closed=350:{'c' * 64} keys=SHA256:{'d' * 43}\n"
).encode()
TOKEN = bytes.fromhex("30820003") + b"\x02\x01\x00" + b"20261123120000Z"
SECRETS = b"# mail\nexport QMS_MAIL_PASSWORD='x'\nQMS_WECOM=x\n"
GROUP = b"""\
name: G
sites:
  - {name: east, repository: east, region: East, ref: HEAD}
  - {name: west, repository: 'https://example.com/west.git'}
"""
OWN_FORM = """\
x-qms:
  title: {zh: 消防演练记录, en: Fire drill}
  form: QR-7.1.4-90
  clause: "7.1.4"
  owner: after-sales
  family: retained
  retain_years: 3
  id_pattern: XF-[0-9]{4}-[0-9]{4}
type: object
required: [place]
properties:
  place: {type: string, title: 地点, x-title-en: Place}
  cost: {type: string, format: money, title: 费用, x-unit: 元}
""".encode()
MAPPING = """\
headings: {收到: 日期}
values: {状态: {完: 已关闭}}
constants: {部门: 办公室}
""".encode()
KEY = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl x\n"
