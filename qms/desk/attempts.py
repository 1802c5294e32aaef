"""Counts attempts that failed, so that nobody guesses a code or wears out the login."""

import ipaddress
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from qms.errors import QmsError
from qms.text import Text

MOST: Final = 10
WITHIN: Final = 900.0  # seconds
_MOST_ADDRESSES: Final = 10_000
_HALF: Final = 64  # bits


class TooOftenError(QmsError):
    """Too many attempts failed from one address; the right one waits too."""


class Attempts:
    """Failures by address within the last quarter of an hour; they end with the run.

    Of IPv6 the half that one customer is given counts as one address: within it he has 2**64.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        """Take what counts seconds."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._failures: dict[str, deque[float]] = {}

    def refuse_too_many(self, address: str) -> None:
        """Let an attempt from this address be made.

        Raises:
            TooOftenError: Too many have failed.

        """
        with self._lock:
            if len(self._recent(_network(address))) >= MOST:
                raise TooOftenError(
                    Text(
                        zh="从这里失败的次数太多，暂时不受理。",
                        en="Too many attempts failed from here; for now none is taken.",
                    ),
                    Text(zh="一刻钟以后再试。", en="Try again in a quarter of an hour."),
                )

    def failed(self, address: str) -> None:
        """Count a failure."""
        network = _network(address)
        with self._lock:
            recent = self._recent(network)
            recent.append(self._seconds())
            self._failures.pop(network, None)
            self._failures[network] = recent
            while len(self._failures) > _MOST_ADDRESSES:
                del self._failures[next(iter(self._failures))]

    def _recent(self, network: str) -> deque[float]:
        recent = self._failures.get(network, deque(maxlen=MOST))
        while recent and self._seconds() - recent[0] > WITHIN:
            recent.popleft()
        return recent


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.IPv6Address(int(found) >> _HALF << _HALF))
    return address
