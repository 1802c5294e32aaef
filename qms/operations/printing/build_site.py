"""Builds the static site with stock MkDocs in a process of its own.

The configuration is the package's; the process runs in a folder of its own, where no file of the
repository is found by accident.
"""

import datetime as dt
import tempfile
from pathlib import Path

from qms.errors import QmsError
from qms.extras import needs
from qms.store import children, git, yaml
from qms.store.site_settings import site_config
from qms.text import Text, same


def build_site(root: Path, target: Path, *, as_of: dt.date, ref: str | None, draft: bool) -> None:
    """Build the site into a folder.

    Raises:
        QmsError: MkDocs is not installed, or refuses; says its last words.

    """
    needs("site")
    environment = {
        "QMS_ROOT": str(root.resolve()),
        "QMS_AS_OF": as_of.isoformat(),
        "QMS_DRAFT": "1" if draft else "0",
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": str(int(dt.datetime.combine(as_of, dt.time(), dt.UTC).timestamp())),
    }
    if ref:
        environment["QMS_REF"] = ref
    tree: git.Tree = git.WorkTree(root) if ref is None else git.tree_at(root, ref)
    with tempfile.TemporaryDirectory(prefix="qms-site-") as folder:
        config = Path(folder, "mkdocs.yml")
        Path(folder, "manual").mkdir()
        config.write_text(yaml.dumped(site_config(tree)), encoding="utf-8")
        done = children.run_python(
            "mkdocs", "build", "--quiet", "--clean", "--config-file", str(config),
            "--site-dir", str(target.resolve()), folder=Path(folder), extra=environment,
        )  # fmt: skip
    if done.status:
        raise QmsError(
            Text(zh="网站没有建成：{why}", en="The site was not built: {why}"),
            Text(zh="先运行 qms check 排除错误。", en="Run qms check and mend the errors first."),
            why=same("\n".join(done.said.splitlines()[-3:])),
        )
