"""Builds the static site with stock MkDocs in a process of its own.

The configuration is the package's; the process runs in a folder of its own, where no file of the
repository is found by accident.
"""

import datetime as dt
import tempfile
from pathlib import Path

from qms.errors import QmsError, UsageError
from qms.extras import needs
from qms.store import children, git, met, yaml
from qms.store.site_settings import site_config
from qms.text import Text, same

_OF_A_SITE = ("index.html", "404.html")  # what a folder holds that a site was built into before


def build_site(
    root: Path,
    target: Path,
    *,
    as_of: dt.date,
    ref: str | None,
    draft: bool,
    is_masked: bool = False,
) -> None:
    """Build the site into a folder; a masked one shows nothing about people, whatever is set.

    Raises:
        UsageError: The folder holds other things, which the site would replace.
        QmsError: MkDocs is not installed, or refuses; says its last words.

    """
    needs("site")
    _refuse_foreign(target)
    environment = {
        "QMS_ROOT": str(root.resolve()),
        "QMS_AS_OF": as_of.isoformat(),
        "QMS_DRAFT": "1" if draft else "0",
        "QMS_MASKED": "1" if is_masked else "0",
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
        raise met.met_by_child(done.said) or QmsError(
            Text(zh="网站没有建成：{why}", en="The site was not built: {why}"),
            Text(
                zh="先运行 qms check 排除错误。", en="Run qms check and correct the errors first."
            ),
            why=same("\n".join(done.said.splitlines()[-3:])),
        )


def _refuse_foreign(target: Path) -> None:
    """Refuse a folder that is none, or that holds what nobody wants to lose: it is emptied."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not all((target / name).is_file() for name in _OF_A_SITE):
        raise UsageError(
            Text(
                zh="{path} 里有别的东西，生成网站会把它们清除；没有写入任何内容。",
                en="{path} holds other things, which the site would replace; nothing was written.",
            ),
            Text(
                zh="用 --output 指定一个新的或空的文件夹。",
                en="Name a new or an empty folder with --output.",
            ),
            path=same(str(target)),
        )
