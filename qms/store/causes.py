"""Why the system refused something, from the number of its error, in both languages."""

import errno

from qms.text import Text, same

_FULL = (
    Text(zh="磁盘已满", en="The disk is full"),
    Text(zh="腾出空间后再来。", en="Make room, then come back."),
)
TOO_LARGE = (
    Text(zh="超出了系统允许的文件大小", en="A file would be larger than the system allows"),
    Text(zh="放宽限额（ulimit -f）后再来。", en="Raise the limit (ulimit -f), then come back."),
)
_NOT_ALLOWED = (
    Text(zh="文件夹不可写", en="The folder is not writable"),
    Text(
        zh="改文件夹的权限，或换一个可写的位置。",
        en="Change the folder's permissions, or work where you may write.",
    ),
)
BY_NUMBER = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: TOO_LARGE,
    errno.EROFS: _NOT_ALLOWED,
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
}
ELSE = {
    errno.EIO: Text(zh="读写磁盘出错", en="The disk failed"),
    errno.EMFILE: Text(zh="打开的文件太多", en="Too many files are open"),
    errno.ENFILE: Text(zh="打开的文件太多", en="Too many files are open"),
    errno.ELOOP: Text(zh="符号链接绕成了圈", en="Links lead round in a circle"),
    errno.ENAMETOOLONG: Text(zh="文件名太长", en="A file name is too long"),
    errno.EISDIR: Text(zh="应是文件的地方是个文件夹", en="A folder stands where a file should be"),
    errno.ENOTDIR: Text(zh="应是文件夹的地方是个文件", en="A file stands where a folder should be"),
    errno.EEXIST: Text(zh="已有同名的文件或文件夹", en="Something of that name is there already"),
    errno.EBUSY: Text(zh="文件正被占用", en="A file is in use"),
    errno.ETXTBSY: Text(zh="文件正被占用", en="A file is in use"),
    errno.ESTALE: Text(zh="网络盘断开了", en="The network drive is gone"),
    errno.ENOMEM: Text(zh="内存不足", en="There is not enough memory"),
}


def cause(error: OSError) -> Text:
    """Return why in a few words; the system's own where nothing better is known."""
    number = error.errno or 0
    if number in BY_NUMBER:
        return BY_NUMBER[number][0]
    return ELSE.get(number) or same(error.strerror or "?")
