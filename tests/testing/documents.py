"""A company with one registered document, and the steps by which its versions come."""

from pathlib import Path

from tests.testing.repository import qms, repository, write

NUMBER = "QP-7.5-01"
FIRST = "# 例文\n\n## 1 职责\n\n文件管理员发放文件。\n\n## 2 记录\n\n登记表。\n"
SECOND = FIRST.replace("发放文件", "登记并发放文件")
_POSTS = {"P-004": "after-sales-head", "P-005": "deputy-business"}


def _post(post: str) -> str:
    return f"""\
- id: {post}
  name: {post}
  name_en: {post}
  department: after-sales
  overview: 例
  duties: 例
  coordination: 例
  authority: 例
  qualification: {{education: 例, experience: 例, training: 例}}
  features: 例
  written_by: P-001
  confirmed_by: P-001
  approved_by: P-001
  approved_on: 2025-01-01
"""


def _person(person: str, post: str) -> str:
    return f"""\
- id: {person}
  name: 员{person}
  department: after-sales
  joined: 2020-01-01
  posts: [{{post: {post}, since: 2020-01-01}}]
"""


LINE = f"""\
- id: {NUMBER}
  name: 例文
  name_en: Example
  version: A/0
  clause: "1"
  owner: after-sales
  prepared_by: P-004
  reviewed_by: P-005
  approved_by: P-001
  approved_on: 2025-12-18
  effective: 2026-01-01
  last_review: 2025-12-18
  next_review: 2026-12-17
"""


def with_document(root: Path) -> Path:
    """Make a repository whose register has a document without a file."""
    return repository(
        root,
        {
            "records/post/more.yaml": "".join(_post(each) for each in _POSTS.values()),
            "records/person/more.yaml": "".join(_person(*each) for each in _POSTS.items()),
            "records/document/documents.yaml": LINE,
        },
    )


def add(root: Path, content: str = FIRST) -> None:
    """File the document's first version."""
    write(root.parent, {"first.md": content})
    _done(root, "document", "add", NUMBER, str(root.parent / "first.md"), "--by", "P-004",
          "--as-of", "2026-03-01")  # fmt: skip


def ask(root: Path, content: str = SECOND, *more: str) -> str:
    """File a change request with the new text, and return its number."""
    write(root.parent, {"new.md": content})
    return _done(root, "change", "new", "--document", NUMBER, "--file", str(root.parent / "new.md"),
                 "--reason", "improvement", "--explanation", "例", "--by", "P-004",
                 "--as-of", "2026-04-01", *more).strip()  # fmt: skip


def approve(root: Path, request: str) -> None:
    """Have a change request reviewed and approved."""
    _done(root, "change", "review", request, "--by", "P-005", "--as-of", "2026-04-02")
    _done(root, "change", "approve", request, "--by", "P-001", "--as-of", "2026-04-03")


def release(root: Path, request: str) -> None:
    """File the version that an approved request asks for."""
    _done(root, "document", "release", request, "--effective", "2026-05-01",
          "--as-of", "2026-04-04")  # fmt: skip


def changed(root: Path) -> Path:
    """Make a repository whose document has two versions, the second by a request."""
    with_document(root)
    add(root)
    request = ask(root)
    approve(root, request)
    release(root, request)
    return root


def _done(root: Path, *arguments: str) -> str:
    result = qms(root, *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout
