"""Where the desk is asked for: on this machine, or under a name behind a proxy that speaks TLS."""

import re
from dataclasses import dataclass
from typing import Final

from qms.errors import UsageError
from qms.text import Text, same

_NAME: Final = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z")
LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Entrance:
    """The port that is listened on, on this machine alone; and the office's name, if it has one.

    With a name every request must have come to the proxy by TLS and ask for this name. People log
    in with a passkey; without one a link opens the desk and a name is chosen.
    """

    port: int
    name: str = ""

    @property
    def is_office(self) -> bool:
        """The desk is for other machines too."""
        return bool(self.name)

    @property
    def hosts(self) -> frozenset[str]:
        """The names, with port, under which pages may be asked for."""
        if self.is_office:
            return frozenset({self.name, f"{self.name}:443"})
        return self.local_hosts

    @property
    def local_hosts(self) -> frozenset[str]:
        """The names of this machine's own address."""
        return frozenset(f"{name}:{self.port}" for name in LOCAL)

    @property
    def cookie(self) -> str:
        """The name of the cookie; all ports of a machine share their cookies."""
        return "__Host-qms-desk" if self.is_office else f"qms-desk-{self.port}"


def office_name(words: str) -> str:
    """Return a host name as browsers write it.

    Raises:
        UsageError: It is none; passkeys are bound to a name, and an address is no name.

    """
    name = words.strip().lower().removesuffix(".")
    if _NAME.match(name) is None:
        raise UsageError(
            Text(
                zh="{name} 不是完整的主机名；通行密钥只认名称，不认 IP 地址。",
                en="{name} is no full host name; a passkey knows names, not addresses.",
            ),
            Text(zh="例如 --name qms.example.com。", en="Such as --name qms.example.com."),
            name=same(words),
        )
    return name
