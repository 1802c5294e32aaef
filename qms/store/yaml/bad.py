"""What a file is that is not the YAML we accept, and what can be told before it is parsed."""

from dataclasses import dataclass

from qms.text import Text


@dataclass(frozen=True, slots=True)
class BadYaml:
    """A file that is not the YAML we accept: where, what, and what is wanted."""

    line: int
    column: int
    what: Text
    wanted: Text
    is_encoding: bool = False


def too_large(mebibytes: int) -> BadYaml:
    """Say that a file is larger than the settings allow; it is not read."""
    return BadYaml(
        1,
        1,
        Text(
            zh=f"文件超过 {mebibytes} MiB，未读取",
            en=f"the file is over {mebibytes} MiB and was not read",
        ),
        Text(
            zh="拆成每月一个文件，或在 qms.yml 改 limits.file_mebibytes",
            en="split it, a file a month, or raise limits.file_mebibytes in qms.yml",
        ),
    )


def carriage_return(text: str) -> BadYaml | None:
    """Say where a text has line ends of Windows or old Macintosh; it can be read all the same."""
    at = text.find("\r")
    if at < 0:
        return None
    return BadYaml(
        text.count("\n", 0, at) + 1,
        at - text.rfind("\n", 0, at),
        Text(zh="换行是 CRLF，不是 LF", en="its lines end in CRLF, not LF"),
        Text(
            zh="在编辑器中改为 LF 保存，或运行 git add --renormalize .",
            en="save it with LF, or run git add --renormalize .",
        ),
        is_encoding=True,
    )


def decoded(content: bytes) -> str | BadYaml:
    """Return the text of a file in UTF-8, or what else it seems to be."""
    utf8 = Text(zh="存为 UTF-8（无 BOM）后再试", en="save it as UTF-8 without a BOM")
    if content.startswith(b"\xef\xbb\xbf"):
        return BadYaml(
            1, 1, Text(zh="文件以 BOM 开头", en="it starts with a BOM"), utf8, is_encoding=True
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        what = Text(zh="不是 UTF-8 文本", en="it is not UTF-8 text")
    else:
        what = Text(zh="编码是 GBK，不是 UTF-8", en="it is encoded in GBK, not UTF-8")
    return BadYaml(line, column, what, utf8, is_encoding=True)


def position(text: str, at: int) -> tuple[int, int]:
    """Return line and column of a character."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
