"""Makes a new company's repository from the template manual (clause 2.2)."""

from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.kinds import kinds
from qms.model.manual import as_draft
from qms.operations.records import schemas
from qms.settings import FORMAT
from qms.standing.first_steps import TO_FILL_IN
from qms.store import git, yaml
from qms.store.template import template_root
from qms.store.writing import write_file
from qms.text import Text, same

# Registers that are the template's own; every other kind starts empty.
_KEPT = ("clause", "department", "evaluation-item", "form", "kpi", "limit", "process")
_OWN = "\nextensions:\n"
_SETTINGS = """\
# 本公司的设置。写“{open}”的地方请补上；qms check 会列出首次发布以前还要做什么。
company:
  name: {name}
  short: {short}
  products: {open}
  product_series: {open}
  product_models: {open}
  newer_products: {open}
  spirit: {open}
  drafting_unit: 售后服务部
  hotline: {open}
  hours: {open}
  site: {open}
  wechat: {open}
promise: 客户来访、来函、来电，{{{{ limit.promise.reply }}}}内给予反馈和处理。
manual:
  number: QM-AS-01
lang: zh
signatures: required
standards:
  iso9001-2015:
    excluded:
      "8.3": 体系范围是售后服务（4.2），不含产品的设计和开发
  gbt27922-2011: {{}}
format: {format}
"""
_IGNORED = "/build/\n/.qms/\n"


@dataclass(frozen=True, slots=True)
class Created:
    """A repository that was made."""

    root: Path
    files: int


def init(target: Path, *, name: str, short: str) -> Created:
    """Make a git repository with the template manual, empty record folders and a first commit.

    Raises:
        QmsError: The folder is there and not empty.

    """
    if target.exists() and any(target.iterdir()):
        raise QmsError(
            Text(zh="文件夹 {path} 不是空的。", en="The folder {path} is not empty."),
            Text(zh="换一个新文件夹。", en="Name a new one."),
            path=same(str(target)),
        )
    files = _files(name=name, short=short)
    for path, content in files.items():
        write_file(target / path, content.encode())
    git.begin(target, f"{short}：自模板建立")
    return Created(target.resolve(), len(files))


def _files(*, name: str, short: str) -> dict[str, str]:
    source = template_root()
    files = {
        "qms.yml": _SETTINGS.format(
            name=yaml.scalar(name), short=yaml.scalar(short), format=FORMAT, open=TO_FILL_IN
        ),
        ".gitignore": _IGNORED,
        "mkdocs.yml": (source / "mkdocs.yml").read_text(encoding="utf-8"),
    }
    for chapter in sorted((source / "manual").glob("*.md")):
        files[f"manual/{chapter.name}"] = as_draft(chapter.read_text(encoding="utf-8"))
    for kind in kinds():
        if kind not in _KEPT:
            files[f"records/{kind}/.gitkeep"] = ""
            continue
        for record in sorted((source / "records" / kind).rglob("*.yaml")):
            path = record.relative_to(source).as_posix()
            files[path] = _begun_anew(record.read_text(encoding="utf-8"))
    for schema, content in schemas.expected().items():
        files[f"schemas/{schema}"] = content
    return files


def _begun_anew(text: str) -> str:
    """Return a register without what the template's own people revised and approved."""
    return yaml.edited(text, lambda data: data.pop("extensions", None)) if _OWN in text else text
