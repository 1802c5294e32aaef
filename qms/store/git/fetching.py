"""Fetches a repository from an address that the user named, into a folder of his account."""

import hashlib
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from qms.errors import QmsError
from qms.store import children
from qms.text import Text

_SCHEMES = ("https", "ssh", "file")
_PATIENCE = 600  # seconds for all of a history to come
_REF, _SETTINGS = "refs/qms/fetched", "qms.yml"
# Nobody sits there to be asked for a password; his agent and his stored ones are asked.
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": ":".join(_SCHEMES)}


def is_address(repository: str) -> bool:
    """Tell whether a repository is named by an address, and not by its folder."""
    return "://" in repository or "::" in repository or repository.startswith("git@")


def fetched(address: str, ref: str, folder: Path) -> tuple[Path, str]:
    """Return a copy of a repository below a folder, and the name of the fetched commit there.

    What came before is kept there, so that only what is new travels.

    Raises:
        QmsError: The address is none that is fetched from, or nothing came.

    """
    _refuse_unfit(address)
    home = folder / hashlib.sha256(address.encode()).hexdigest()[:24]
    if not (home / ".git/HEAD").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True, mode=0o700)
        _git("init", "-q", str(home))
    _git(
        "-C", str(home), "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "fetch", "-q",
        "--no-tags", "--no-recurse-submodules", "--", address, f"+{ref}:{_REF}",
        "+refs/tags/*:refs/tags/*",
    )  # fmt: skip
    # By this file a folder is known for ours. Nothing is checked out: that would run filters.
    settings = children.run("git", "-C", str(home), "cat-file", "blob", f"{_REF}:{_SETTINGS}")
    (home / _SETTINGS).write_bytes(settings.out)
    return home, _REF


def _refuse_unfit(address: str) -> None:
    if address.startswith("git@"):
        return
    parts = urlsplit(address)
    if parts.scheme not in _SCHEMES:
        raise QmsError(
            Text(
                zh="只从 https、ssh、file 地址取仓库。",
                en="repositories are fetched from https, ssh and file addresses alone.",
            ),
            Text(
                zh="改写地址，或先克隆再写文件夹。",
                en="Change it, or clone first and name the folder.",
            ),
        )
    if parts.password:
        raise QmsError(
            Text(zh="地址里带有密码。", en="the address holds a password."),
            Text(
                zh="从地址里删去，改用 SSH 密钥或 git 的凭据助手。",
                en="Take it out; use an SSH key or git's credential helper.",
            ),
        )


def _git(*arguments: str) -> None:
    if children.run("git", *arguments, extra=_QUIET, seconds=_PATIENCE).status:
        # What git says may hold the address, and with it names of hosts and people.
        raise QmsError(
            Text(
                zh="取不到：地址不通，没有权限，或者没有这个分支或标签。",
                en="nothing came: it cannot be reached, is not allowed, or has no such ref.",
            ),
            Text(zh="用 git ls-remote 试这个地址。", en="Try the address with git ls-remote."),
        )
