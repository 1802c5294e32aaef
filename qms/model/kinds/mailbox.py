"""Where somebody is written to by e-mail, as a field of a person or a line of a list."""

from typing import Annotated

from pydantic import Field

from qms.settings import MAILBOX

Mailbox = Annotated[str, Field(pattern=rf"^({MAILBOX})?$", max_length=254)]
"""An address, or nothing."""
