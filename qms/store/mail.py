"""The one door to SMTP: gives messages to the server that `qms.yml` names."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from qms.errors import QmsError
from qms.settings import MailSettings
from qms.text import Text, same

_SECONDS = 60
_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_OWN_MACHINE = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as bytes, and the address that it goes to."""

    to: str
    content: bytes


def refuse_unready(server: MailSettings, password: str) -> None:
    """Refuse settings with which nothing could be sent.

    Raises:
        QmsError: No sender, a user without a password, or an open line to another machine.

    """
    if not server.sender:
        raise QmsError(_NO_SENDER, _SENDER)
    if server.user and not password:
        raise QmsError(_NO_PASSWORD, _PASSWORD)
    if server.security == "none" and server.host not in _OWN_MACHINE:
        raise QmsError(_OPEN, _CLOSED, host=same(server.host))


def delivered(
    server: MailSettings, password: str, letters: Sequence[Letter]
) -> tuple[str | None, ...]:
    """Return for each letter None where the server took it, else why it did not.

    Raises:
        QmsError: The settings are such that nothing could be sent; see `refuse_unready`.

    """
    refuse_unready(server, password)
    found: list[str | None] = []
    try:
        with _connected(server, password) as line:
            for each in letters:
                found.append(_sent(line, server.sender, each))  # noqa: PERF401 - kept if it breaks
    except (OSError, smtplib.SMTPException) as error:
        found += [_why(error)] * (len(letters) - len(found))
    return tuple(found)


@contextmanager
def _connected(server: MailSettings, password: str) -> Iterator[smtplib.SMTP]:
    port = server.port or _PORTS[server.security]
    # Never this machine's own name, which the other side need not know.
    ours = server.sender.partition("@")[2]
    context = ssl.create_default_context()
    line = (
        smtplib.SMTP_SSL(server.host, port, ours, timeout=_SECONDS, context=context)
        if server.security == "tls"
        else smtplib.SMTP(server.host, port, ours, timeout=_SECONDS)
    )
    with line:
        if server.security == "starttls":
            line.starttls(context=context)
        if server.user:
            line.login(server.user, password)
        yield line


def _sent(line: smtplib.SMTP, sender: str, letter: Letter) -> str | None:
    """Give one letter; a server that refuses this one is asked for the next."""
    try:
        line.sendmail(sender, [letter.to], letter.content)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        return _why(error)
    return None


def _why(error: Exception) -> str:
    """Return what went wrong in the server's words, without anything of ours."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return f"{code} {_in_words(said)}"
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return f"{error.smtp_code} {_in_words(answer)}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__


def _in_words(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


_NO_SENDER = Text(zh="没有写明发件人。", en="It is not said whose letters they are.")
_SENDER = Text(zh="在 qms.yml 的 mail 下写 sender。", en="Write sender under mail in qms.yml.")
_NO_PASSWORD = Text(
    zh="邮箱要登录，但没有密码。", en="The mail server wants a login, and there is no password."
)
_PASSWORD = Text(
    zh="把密码写进环境变量 QMS_MAIL_PASSWORD，或 QMS_SECRETS 指向的仓库外的文件。",
    en="Put it into QMS_MAIL_PASSWORD, or into the file outside of the repository that "
    "QMS_SECRETS names.",
)
_OPEN = Text(
    zh="到 {host} 的邮件不能明文发送：security 为 none 只限本机。",
    en="Mail is not sent to {host} in the open: security none is for this machine alone.",
)
_CLOSED = Text(zh="改用 tls 或 starttls。", en="Say tls or starttls.")
