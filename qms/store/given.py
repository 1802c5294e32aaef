"""Files that a user names on the command line: what they hold, or a sentence why they do not.

Whatever may stand there instead of a file is known here once: nothing, a folder, an address, an
empty or endless file, text in an encoding that Windows writes.
"""

import re
from pathlib import Path

from qms import limits
from qms.errors import QmsError, UsageError
from qms.store.causes import cause
from qms.text import Text, same

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def content(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        UsageError: There is no such file, or it is a folder or an address.
        QmsError: It is empty, too large, or may not be read.

    """
    if not path.exists() or path.is_dir():
        raise _no_file(path)
    try:
        with path.open("rb") as file:
            found = file.read(limits.GIVEN_BYTES + 1)
    except OSError as error:
        raise QmsError(
            Text(zh="读不了文件 {path}：{why}。", en="The file {path} cannot be read: {why}."),
            Text(
                zh="检查文件的权限，关闭占用它的程序后再来。",
                en="Check its permissions, close programs that hold it, and try again.",
            ),
            path=same(str(path)),
            why=_FORBIDDEN if isinstance(error, PermissionError) else cause(error).inside,
        ) from error
    if not found:
        raise _of(path, _EMPTY, _ANEW)
    if len(found) > limits.GIVEN_BYTES:
        raise _of(path, _LARGE, _OURS)
    return found


def stands(path: Path) -> None:
    """Let a file be one, which is read piece by piece elsewhere.

    Raises:
        UsageError: There is no such file, or it is a folder, an address or no plain file.

    """
    if not path.is_file():
        raise _no_file(path)


def text(path: Path) -> str:
    """Return the text of a file: UTF-8, or what Windows writes: UTF-16 with its mark, GB18030.

    Raises:
        QmsError: It cannot be read (see `content`), or is no text.

    """
    raw = content(path)
    marked = next((name for mark, name in _ENCODINGS.items() if raw.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            found = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in found:
            return found
    raise _of(path, _NO_TEXT, _AS_UTF8)


def _no_file(path: Path) -> UsageError:
    if path.is_dir():
        what, cure = _FOLDER, _THE_FILE
    elif _ADDRESS.match(str(path)):
        what, cure = _ONLINE, _SAVED
    else:
        what, cure = _ABSENT, _WHERE
    return UsageError(what, cure, path=same(str(path)))


def _of(path: Path, what: Text, cure: Text) -> QmsError:
    return QmsError(what, cure, path=same(str(path)), most=same(str(limits.GIVEN_BYTES // 1024**2)))


_FORBIDDEN = Text(zh="没有读它的权限", en="you may not read it")
_ABSENT = Text(zh="没有文件 {path}。", en="There is no file {path}.")
_WHERE = Text(
    zh="检查文件名的拼写，以及命令是在哪个文件夹里输入的。",
    en="Check how the name is spelt, and in which folder the command was typed.",
)
_FOLDER = Text(zh="{path} 是文件夹，这里要的是文件。", en="{path} is a folder; a file is wanted.")
_THE_FILE = Text(zh="写明文件夹里的哪一个文件。", en="Name the file in it.")
_ONLINE = Text(
    zh="{path} 是网址；程序只读本机的文件，不上网取。",
    en="{path} is an address; files are read from this machine, nothing is fetched.",
)
_SAVED = Text(zh="先下载保存，再写那个文件。", en="Save it as a file first, and name that file.")
_EMPTY = Text(zh="文件 {path} 是空的。", en="The file {path} is empty.")
_ANEW = Text(
    zh="多半是下载或复制时中断了，重新取一份。",
    en="Most likely a download or copy broke off; get it anew.",
)
_LARGE = Text(
    zh="文件 {path} 超过 {most} MiB，没有读。",
    en="The file {path} has over {most} MiB; it was not read.",
)
_OURS = Text(zh="检查是否写错了文件。", en="See whether it is the file that was meant.")
_NO_TEXT = Text(zh="{path} 不是文本文件。", en="{path} is no text.")
_AS_UTF8 = Text(
    zh="检查是否写错了文件；是文本的，另存为 UTF-8。",
    en="See whether it is the file that was meant; if it is, save it as UTF-8 text.",
)
