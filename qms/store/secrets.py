"""What must never stand in the repository: the password of mail, the addresses of robots.

They come from the environment, or from a file outside the repository that `QMS_SECRETS` names, with
a line `NAME=value` each. Whoever has a copy of the repository would have them too, for ever: a
commit cannot be taken back. So a file inside is refused, and the check looks for what got in.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from qms.errors import QmsError
from qms.model.finding import Place
from qms.model.snapshot import Flaw, Problem
from qms.store import git, given
from qms.text import Text, listed, same

FILE = "QMS_SECRETS"
MAIL = "QMS_MAIL_PASSWORD"
WECOM, DINGTALK, FEISHU = "QMS_WECOM", "QMS_DINGTALK", "QMS_FEISHU"
DINGTALK_KEY, FEISHU_KEY = "QMS_DINGTALK_SECRET", "QMS_FEISHU_SECRET"
CERTIFICATE, CERTIFICATE_PASSWORD = "QMS_CERTIFICATE", "QMS_CERTIFICATE_PASSWORD"
_NAMES = (
    MAIL, WECOM, DINGTALK, FEISHU, DINGTALK_KEY, FEISHU_KEY, CERTIFICATE, CERTIFICATE_PASSWORD,
)  # fmt: skip

# As git reads it: the address of a robot with its key, or a line of such a file.
_TELLTALE = (
    r"(qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=|oapi\.dingtalk\.com/robot/send\?access_token="
    r"|open\.(feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/)[0-9A-Za-z-]{8,}"
    r"|^(export +)?(QMS_MAIL_PASSWORD|QMS_DINGTALK_SECRET|QMS_FEISHU_SECRET"
    r"|QMS_CERTIFICATE_PASSWORD)=[^ ]"
)
# Written by the program's own commands, each by its form; searching them costs the most.
_FOLDERS = (":(exclude)records", ":(exclude)manual", ":(exclude)schemas")


def secrets(root: Path) -> Mapping[str, str]:
    """Return what is set, by its name; the environment goes before the file.

    Raises:
        QmsError: The file cannot be read, stands inside the repository, or has a line that is none.

    """
    found = {name: os.environ[name] for name in _NAMES if os.environ.get(name)}
    named = os.environ.get(FILE)
    if not named:
        return found
    path = Path(named)
    if is_inside(path, root):
        raise QmsError(_INSIDE, _OUT, path=same(named))
    return dict(lines_in(given.text(path), named)) | found


def is_inside(path: Path, root: Path) -> bool:
    """Tell whether a file lies in the folder that git keeps, under any of its names."""
    top = git.repository(root).top.resolve()
    return path.resolve().is_relative_to(top)


def lines_in(text: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield each name with its value.

    Raises:
        QmsError: A line is neither that nor a remark.

    """
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip().removeprefix("export ").strip()
        if not said or said.startswith("#"):
            continue
        name, is_set, value = said.partition("=")
        if not is_set or name.strip() not in _NAMES:
            # What stands there is not repeated: it may be a password.
            raise QmsError(_NO_LINE, _LINES, path=same(path), line=number, names=listed(_NAMES))
        yield name.strip(), value.strip().strip("\"'")


def secret_problems(point: git.Viewpoint) -> list[Problem]:
    """Return the files of the repository that hold such a secret; of the folder or of a commit."""
    repo, ref = point.repo, None if point.is_folder else point.tip
    where = [ref] if ref else ["--untracked"]
    asked = repo.ask(
        "grep", "-I", "-n", "-z", "--max-count=1", "--full-name", "-E", "-e", _TELLTALE,
        *where, "--", ".", *_FOLDERS,
    )  # fmt: skip
    return [
        Problem(Flaw.secret, Place(path, line=line), _WHAT, _WANTED)
        for path, line in _places(asked.out.decode(errors="surrogateescape"), ref, repo.prefix)
    ]


def _places(listing: str, ref: str | None, prefix: str) -> Iterator[tuple[str, int]]:
    """Yield path and line out of what git printed: path, NUL, line, NUL, the words themselves."""
    for each in listing.splitlines():
        path, line, *_ = [*each.split("\0"), "", ""]
        if line.isdecimal():
            yield path.removeprefix(f"{ref}:" if ref else "").removeprefix(prefix), int(line)


_INSIDE = Text(
    zh="密码和机器人地址的文件 {path} 在仓库里；什么也没有发出。",
    en="The file {path} with password and robot addresses stands in the repository; nothing was "
    "sent.",
)
_OUT = Text(
    zh="把它移到仓库外，再让 QMS_SECRETS 指向那里。若已提交过，到邮箱或群里换掉密码和地址。",
    en="Move it out of the repository and let QMS_SECRETS name it there. If it was ever committed, "
    "change the password and the addresses.",
)
_NO_LINE = Text(
    zh="{path} 第 {line} 行不是“名称=值”，或名称不认识。",
    en="Line {line} of {path} is not NAME=value, or the name is not known.",
)
_LINES = Text(zh="可写的名称：{names}。", en="Names that are known: {names}.")
_WHAT = Text(
    zh="文件里有邮箱密码或群机器人的地址",
    en="the file holds the password of mail or the address of a chat robot",
)
_WANTED = Text(
    zh="从文件里删去，写进环境变量或仓库外由 QMS_SECRETS 指向的文件；"
    "凡提交过的，到邮箱或群里换掉，因为历史删不掉",
    en="take it out and put it into the environment, or into a file outside that QMS_SECRETS "
    "names; once committed it stays in the history, so change it where it is used",
)
