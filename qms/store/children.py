"""The one door through which a child process is started, and what it may inherit.

A child never gets what could steer git or Python from outside: variables of a git hook that this
program was started from, or a search path that leads into the repository. The user's own settings
of other programs (agents, proxies, editors, languages) stay his.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.text import Text, same

_IDENTITY = ("GIT_AUTHOR_", "GIT_COMMITTER_")
_STEERING = ("GIT_", "PYTHON")
_PART = 1 << 16


@dataclass(frozen=True, slots=True)
class Done:
    """How a child ended and what it wrote."""

    status: int
    out: bytes
    err: bytes

    @property
    def said(self) -> str:
        """What it complained of, for people."""
        return self.err.decode(errors="replace").strip()


class MissingProgramError(QmsError):
    """A program that is needed is not installed."""


class SilentProgramError(QmsError):
    """A program did not end in the time that it was given."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what a child inherits, with `extra` over it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_STEERING) or name.startswith(_IDENTITY)
    }
    return kept | dict(extra or {})


def run(
    *command: str,
    given: bytes = b"",
    folder: Path | None = None,
    extra: Mapping[str, str] | None = None,
    seconds: float | None = None,
    keep: tuple[int, ...] = (),
) -> Done:
    """Run a program to its end; never through a shell.

    Args:
        command: The program and its arguments.
        given: What it reads on its standard input.
        folder: The folder that it runs in; by default this process's own.
        extra: Variables set for it.
        seconds: The longest that it may take; by default as long as it wants.
        keep: File descriptors that stay open for as long as it runs.

    Raises:
        MissingProgramError: It is not installed.
        SilentProgramError: It did not end in time.

    """
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, never a shell
            command,
            input=given,
            cwd=folder,
            env=environment(extra),
            capture_output=True,
            check=False,
            timeout=seconds,
            pass_fds=keep,
        )
    except FileNotFoundError as error:
        raise missing(command[0]) from error
    except subprocess.TimeoutExpired as error:
        raise SilentProgramError(
            Text(zh="{program} 没有应答。", en="{program} did not answer."),
            program=same(Path(command[0]).name),
        ) from error
    return Done(done.returncode, done.stdout, done.stderr)


def streamed(
    *command: str, given: bytes, folder: Path, extra: Mapping[str, str]
) -> Generator[bytes | Done, None, None]:
    """Yield what a program writes as it comes, and last of all how it ended.

    It goes on while what came is worked at, and is ended where nobody wants the rest.

    Raises:
        MissingProgramError: It is not installed.

    """
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as said:
        asked.write(given)
        asked.seek(0)
        try:
            child = subprocess.Popen(  # noqa: S603 - a list of arguments, never a shell
                command, cwd=folder, env=environment(extra),
                stdin=asked, stdout=subprocess.PIPE, stderr=said,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise missing(command[0]) from error
        with child:
            try:
                while child.stdout and (part := child.stdout.read(_PART)):
                    yield part
            except GeneratorExit:
                child.kill()
                raise
            status = child.wait()
        said.seek(0)
        yield Done(status, b"", said.read())


def overheard(
    *command: str, given: bytes, folder: Path, seconds: float
) -> tuple[bytes, Text | None]:
    """Run a program whose end is not to be trusted, and return what it wrote until then.

    Returns:
        What came on its standard output, and how it ended where that was not well.

    Raises:
        MissingProgramError: It is not installed.

    """
    try:
        done = run(*command, given=given, folder=folder, seconds=seconds)
    except SilentProgramError as error:
        late = error.__cause__
        heard = late.output if isinstance(late, subprocess.TimeoutExpired) else None
        return heard or b"", Text(
            zh=f"{seconds:g} 秒内没有结束", en=f"it did not end within {seconds:g} seconds"
        )
    if done.status == 0:
        return done.out, None
    last = done.said.rpartition("\n")[2]
    return done.out, Text(
        zh=f"进程以状态 {done.status} 结束 {last}".strip(),
        en=f"its process ended with status {done.status} {last}".strip(),
    )


def run_python(
    module: str, *arguments: str, folder: Path, extra: Mapping[str, str] | None = None
) -> Done:
    """Run a module of our own interpreter, which looks for modules only where it is installed.

    It looks neither in the folder that it runs in nor where a variable says.
    """
    return run(sys.executable, "-E", "-P", "-m", module, *arguments, folder=folder, extra=extra)


def hand_over(*command: str) -> None:
    """Let a program of the user's own choice, such as an editor, have the terminal."""
    try:
        subprocess.run(command, check=False, env=os.environ)  # noqa: S603 - the user's own choice
    except FileNotFoundError as error:
        raise missing(command[0]) from error


def missing(program: str) -> MissingProgramError:
    """Return the refusal for want of a program."""
    return MissingProgramError(
        Text(zh="没有安装 {program}。", en="{program} is not installed."),
        Text(
            zh="安装它（git、openssh-client 等系统软件包）后再来。",
            en="Install it (system packages such as git, openssh-client), then come back.",
        ),
        program=same(Path(program).name),
    )
