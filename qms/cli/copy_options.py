"""The options that the commands on copies share."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qms.operations.copies.copy import Recipient
    from qms.operations.records.attaching import Enclosure

_CLASSES = (
    "department", "certification-body", "service-provider", "supplier", "interested-party",
    "authority",
)  # fmt: skip
to = click.option("--to", required=True, metavar="HOLDER", help="Department or body.  持有人")
keeper = click.option("--keeper", metavar="PERSON", help="Who keeps it.  保管人")
holder_class = click.option("--class", "holder_class", type=click.Choice(_CLASSES),
                      default="department", help="Class of holder.  持有人类别")  # fmt: skip
by = click.option("--by", required=True, metavar="PERSON", help="Who files this.  经办人")
reason = click.option("--reason", required=True, help="Why.  原因")
key = click.option("--key", type=click.Path(path_type=Path),
                    help="Your SSH key, for the signed code.  签名密钥")  # fmt: skip
attach = click.option("--attach", "scans", multiple=True,
                       type=click.Path(path_type=Path),
                       help="Scan of the signed sheet.  签字单扫描件")  # fmt: skip
number = click.argument("number", metavar="N")


def recipient(to: str, keeper: str | None, holder_class: str) -> "Recipient":
    """Return to whom a copy goes, as the options say."""
    from qms.model.kinds.ch02_copies import HolderClass
    from qms.operations.copies.copy import Recipient

    chosen = next(each for each in HolderClass if each.value == holder_class)
    return Recipient(to, keeper, chosen)


def enclosures(paths: tuple[Path, ...]) -> "tuple[Enclosure, ...]":
    """Return files as they are sent, to be attached."""
    from qms.operations.records.attaching import Enclosure
    from qms.store import given

    return tuple(Enclosure(each.name, given.content(each)) for each in paths)
