"""What is not found may stand in a file that could not be read: such files are named."""

from qms.errors import QmsError
from qms.model.snapshot import Snapshot
from qms.text import Text, joined, same, told

_NAMED = 5
_UNREAD = Text(
    zh="{look}另有 {count} 份这类文件未能读取，可能就在其中：{files}。用 qms check 查看原因。",
    en="{look} What could not be read of the kind ({count:file|files}) may hold it: "
    "{files}. See why with qms check.",
)

_OUTSIDE = Text(
    zh="{look}也可能在外接的表里，那里的记录只计入指标，不能逐份查看：{tables}。",
    en="{look} It may stand in an attached table, whose records are counted in figures and cannot "
    "be looked at one by one: {tables}.",
)


def unfound(
    snapshot: Snapshot, message: Text, cure: Text, *kinds: str, **values: object
) -> QmsError:
    """Return the refusal to work with a record that is not found.

    Args:
        snapshot: Where it was looked for.
        message: What is not there.
        cure: Where to look it up.
        kinds: The kinds that it may be of; by default any.
        values: What fills the gaps of both.

    """
    tables = [each for kind, each in snapshot.outside.items() if not kinds or kind in kinds]
    if tables:
        said = told(cure, **values)
        return QmsError(message, _OUTSIDE, **values, look=said, tables=joined(map(same, tables)))
    folders = tuple(f"records/{kind}/" for kind in kinds) or ("records/",)
    left = [each for each in snapshot.unread_files if each.startswith(folders)]
    if not left:
        return QmsError(message, cure, **values)
    said = told(cure, **values)
    files = joined(same(each) for each in left[:_NAMED])
    count = same(str(len(left)))
    return QmsError(message, _UNREAD, **values, look=said, count=count, files=files)
