"""The content of a file of the repository, or the problem that it is."""

from qms.model.finding import Place
from qms.model.snapshot import Flaw, Problem
from qms.settings import Settings
from qms.store import git, yaml
from qms.text import Text

_MEBIBYTE = 1024 * 1024


def is_too_large(size: int, settings: Settings) -> bool:
    """Tell whether a file has more bytes than the settings allow."""
    return size > settings.limits.file_mebibytes * _MEBIBYTE


def content_of(
    tree: git.Tree, path: str, settings: Settings, entry: git.Entry | None = None
) -> tuple[bytes | None, list[Problem]]:
    """Return a file's bytes; a link, a giant or Windows line ends give a problem."""
    if is_too_large((entry or tree.entry(path)).size, settings):
        return None, [bad(path, yaml.too_large(settings.limits.file_mebibytes))]
    content = tree.read(path)
    if content is None:
        return None, [link(path)]
    if b"\r" in content and not content.startswith(b"\xef\xbb\xbf"):
        returns = yaml.carriage_return(content.decode("utf-8", "replace"))
        if returns is not None:
            return content, [bad(path, returns)]
    return content, []


def bad(path: str, bad: yaml.BadYaml) -> Problem:
    """Say that a file is not the YAML we accept."""
    flaw = Flaw.encoding if bad.is_encoding else Flaw.syntax
    return Problem(flaw, Place(path, line=bad.line, column=bad.column), bad.what, bad.wanted)


def link(path: str) -> Problem:
    """Say that a path is a symbolic link, or no plain file."""
    return Problem(
        Flaw.link,
        Place(path, line=1, column=1),
        Text(
            zh="是符号链接或不是普通文件，未读取",
            en="it is a symbolic link or no plain file, and was not read",
        ),
        Text(zh="换成真正的文件", en="replace it by the file itself"),
    )
