"""Builds the static site with stock MkDocs in a process of its own."""

import datetime as dt
from pathlib import Path

from qms.errors import QmsError
from qms.extras import needs
from qms.store import children
from qms.text import Text, same


def build_site(root: Path, target: Path, *, as_of: dt.date, ref: str | None, draft: bool) -> None:
    """Build the site into a folder.

    Raises:
        QmsError: MkDocs is not installed, or refuses; says its last words.

    """
    needs("site")
    environment = {
        "QMS_AS_OF": as_of.isoformat(),
        "QMS_DRAFT": "1" if draft else "0",
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": str(int(dt.datetime.combine(as_of, dt.time(), dt.UTC).timestamp())),
    }
    if ref:
        environment["QMS_REF"] = ref
    done = children.run_python(
        "mkdocs", "build", "--quiet", "--clean", "--config-file", str(root / "mkdocs.yml"),
        "--site-dir", str(target.resolve()), folder=root, extra=environment,
    )  # fmt: skip
    if done.status:
        raise QmsError(
            Text(zh="网站没有建成：{why}", en="The site was not built: {why}"),
            Text(zh="先运行 qms check 排除错误。", en="Run qms check and mend the errors first."),
            why=same("\n".join(done.said.splitlines()[-3:])),
        )
