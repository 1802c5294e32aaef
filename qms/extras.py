"""Which libraries come with an extra of the distribution, and the sentence where one is absent."""

from importlib.util import find_spec
from typing import Final

from qms.errors import QmsError
from qms.text import Text, same

# By extra: the modules that only it brings, as they are imported (and as they are distributed,
# where their version is asked for).
EXTRAS: Final[dict[str, tuple[str, ...]]] = {
    "adopt": ("mammoth",),
    "book": ("pikepdf", "pypdf", "segno", "weasyprint"),
    "site": ("material", "mkdocs"),
    "desk": ("python_multipart", "starlette", "uvicorn"),
    "postgresql": ("psycopg",),
    "certificate": ("asn1crypto", "pyhanko"),
    "cluster": ("distributed",),
    "spark": ("pyspark",),
}
_ENGINES: Final = ("cluster", "spark")
_FOR: Final[dict[str, Text]] = {
    "adopt": Text(zh="读取 Word 旧手册", en="Reading an old manual in Word"),
    "book": Text(zh="排版与印制", en="Printing"),
    "site": Text(zh="生成网站", en="The site"),
    "desk": Text(zh="浏览器工作台", en="The desk in the browser"),
    "certificate": Text(zh="用证书签章", en="Signing with a certificate"),
    "postgresql": Text(zh="读取 PostgreSQL 数据库", en="Reading from PostgreSQL"),
    "cluster": Text(zh="集群计算", en="Counting on a cluster"),
    "spark": Text(zh="Spark 计算", en="Counting on Spark"),
}


def extra_of(module: str | None) -> str | None:
    """Return the extra that brings a module, None where none does."""
    top = (module or "").partition(".")[0].lower()
    return next((extra for extra, modules in EXTRAS.items() if top in modules), None)


def absent(extra: str) -> QmsError:
    """Say that an extra is not installed, and how to have it."""
    return QmsError(
        Text(
            zh="{what}需要扩展包 [{extra}]，此处没有安装。",
            en="{what} needs the extra [{extra}], which is not installed here.",
        ),
        # Never a name alone: only a lock says which packages are meant, file by file.
        Text(
            zh="在程序的源码目录输入 make；或用其中的清单：pip install --require-hashes -r {lock}",
            en="In the program's source folder type make, or use its lock:"
            " pip install --require-hashes -r {lock}",
        ),
        what=_FOR[extra],
        extra=same(extra),
        lock=same(f"lock/{'engines' if extra in _ENGINES else 'all'}.txt"),
    )


def needs(*extras: str) -> None:
    """Refuse at once where an extra is absent that long work or a child process will want.

    Raises:
        QmsError: one of its modules cannot be found.

    """
    for extra in extras:
        if any(find_spec(each) is None for each in EXTRAS[extra]):
            raise absent(extra)
