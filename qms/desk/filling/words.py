"""Sentences of the model in the form's words: the name of a field becomes its label."""

import re
from collections.abc import Iterable
from functools import cache

from qms.forms.fields import Field, fields_of
from qms.model.kinds.record import Record
from qms.text import Lang

_NAME = re.compile(r"(?<![\w.-])[a-z][a-z0-9]*(?:[_.][a-z0-9_]+)*(?![\w-])")


@cache
def _labels(model: type[Record], lang: Lang) -> dict[str, str]:
    found: dict[str, str] = {}

    def gather(fields: Iterable[Field]) -> None:
        for each in fields:
            found.setdefault(each.name, each.label.say(lang))
            gather(each.inner)
            gather(each.item.inner if each.item is not None else ())

    gather(fields_of(model))
    return found


def in_words(sentence: str, model: type[Record], lang: Lang) -> str:
    """Return a sentence with each field called as the form calls it."""
    labels = _labels(model, lang)

    def called(found: re.Match[str]) -> str:
        parts = [part for part in found[0].split(".") if not part.isdigit()]
        is_plain_word = lang == "en" and "_" not in found[0] and "." not in found[0]
        if is_plain_word or not all(part in labels for part in parts):
            return found[0]
        return " ".join(labels[part] for part in parts)

    said = _NAME.sub(called, sentence)
    for label in labels.values():  # "受理时间 received_at" names the field twice
        said = said.replace(f"{label} {label}", label)
    return said.replace("—：", "").replace("—: ", "")  # where a message has no field of its own
