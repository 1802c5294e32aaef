"""A reminder as an e-mail, in the form that mail programs open (.eml)."""

import datetime as dt
import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from qms.publish.plain_text import inline


def message(
    *, sender: str, sender_name: str, to: str, name: str, subject: str, words: str,
    moment: dt.datetime,
) -> bytes:  # fmt: skip
    """Return a message as bytes; the same for the same words and moment.

    Names and subject stay within their line, whatever they hold.
    """
    made = EmailMessage(policy=SMTP)
    if sender:
        made["From"] = Address(inline(sender_name), addr_spec=sender)
    made["To"] = Address(inline(name), addr_spec=to)
    made["Subject"] = inline(subject)
    made["Date"] = format_datetime(moment)
    seed = hashlib.sha256(f"{to}\n{moment.isoformat()}\n{words}".encode()).hexdigest()[:32]
    made["Message-ID"] = f"<{seed}@{sender.partition('@')[2] or 'qms.invalid'}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(words, charset="utf-8", cte="base64")
    return made.as_bytes()
