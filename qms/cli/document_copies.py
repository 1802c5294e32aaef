"""`qms document issue|exchange|take-back|copies`: numbered copies of documents (2.2.2)."""

from functools import partial
from typing import TYPE_CHECKING

import click

from qms.cli import commands
from qms.cli import copy_options as options
from qms.cli.context import Context, common
from qms.text import Text, same

if TYPE_CHECKING:
    from qms.store.changes import Changes, Filed

_document = click.argument("document", metavar="QP-…")
_received = click.option("--received-by", required=True, help="Who signed for it.  签收人")


@commands.command("issue")
@common(ref=False, writes=True)
@_document
@options.to
@options.keeper
@options.holder_class
@_received
@options.by
def issue(
    context: Context, document: str, *, to: str, keeper: str | None, holder_class: str,
    received_by: str, by: str,
) -> int:  # fmt: skip
    """Hand out a numbered copy of the version in force."""
    from qms.operations.copies.of_documents import hand_out

    recipient = options.recipient(to, keeper, holder_class)
    return _filed(
        context,
        partial(hand_out, document=document, recipient=recipient, received_by=received_by, by=by),
    )


@commands.command("exchange")
@common(ref=False, writes=True)
@_document
@options.number
@_received
@options.by
def exchange(context: Context, document: str, number: str, received_by: str, by: str) -> int:
    """Hand over the version in force and take the old one back."""
    from qms.operations.copies.of_documents import exchange as exchanged

    asked = partial(exchanged, document=document, number=number, received_by=received_by, by=by)
    return _filed(context, asked)


@commands.command("take-back")
@common(ref=False, writes=True)
@_document
@options.number
@click.option("--lost", is_flag=True, help="It is lost.  遗失")
@options.reason
@options.by
def take_back(
    context: Context, document: str, number: str, *, lost: bool, reason: str, by: str
) -> int:
    """A copy came back for good, or is lost; its number is not given again."""
    from qms.operations.copies.of_documents import end

    asked = partial(end, document=document, number=number, is_lost=lost, reason=reason, by=by)
    return _filed(context, asked)


@commands.command("copies")
@common()
@_document
def copies(context: Context, document: str) -> int:
    """List the copies of a document: number, version, holder, since when, out or not."""
    from qms.operations.documents.versions import document_named
    from qms.standing.document_copies import document_copies, holder_of_copy

    snapshot, lang = context.counted("document-copy"), context.lang
    document_named(snapshot, document)
    for (of, number), each in sorted(document_copies(snapshot)[0].items()):
        if of == document:
            holder = holder_of_copy(snapshot, each).say(lang)
            state = each.event.action.label.say(lang)
            context.tell(f"{number}  {each.version.version}  {holder}  {each.since}  {state}\n")
    return context.status()


def _filed(context: Context, operation: "partial[Changes[None]]") -> int:
    from qms.model.kinds.ch07_document_copies import DocumentCopy

    def tell(filed: "Filed[None]") -> None:
        event = filed.of(DocumentCopy)
        context.say(
            _FILED, id=same(event.id), number=same(event.copy_number), action=event.action.label
        )

    context.file(operation, tell)
    return 0


_FILED = Text(zh="分发号 {number}：{action}（{id}）。", en="Copy {number}: {action} ({id}).")
COMMANDS = (issue, exchange, take_back, copies)
