"""A child process that answers line by line for as long as it is asked."""

import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from qms.store.children import environment, missing


class Conversation:
    """A child that answers line by line for as long as it is asked."""

    def __init__(self, *command: str, folder: Path, extra: Mapping[str, str]) -> None:
        """Start it.

        Raises:
            MissingProgramError: It is not installed.

        """
        try:
            self._child = subprocess.Popen(  # noqa: S603 - a list of arguments, never a shell
                command,
                cwd=folder,
                env=environment(extra),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except FileNotFoundError as error:
            raise missing(command[0]) from error

    def say(self, lines: Iterable[bytes]) -> None:
        """Say several lines at once; their answers are to be read before the pipe fills."""
        if self._child.stdin is not None:
            with suppress(BrokenPipeError):
                self._child.stdin.write(b"".join(line + b"\n" for line in lines))
                self._child.stdin.flush()

    def answer(self) -> bytes:
        """Return the next line that is answered, without its end; empty where none comes."""
        return self._child.stdout.readline().rstrip(b"\n") if self._child.stdout else b""

    def read(self, size: int) -> bytes:
        """Return so many bytes of what follows the answer."""
        return self._child.stdout.read(size) if self._child.stdout else b""

    def close(self) -> None:
        """End it."""
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        self._child.wait()
