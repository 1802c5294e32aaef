"""A sentence in the two languages that everything printed to users exists in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, Lang] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or term in Chinese and English; `{gaps}` are filled when it is printed.

    A gap `{count:record|records}` is filled with the number and the word that goes with it.
    """

    zh: str
    en: str

    @property
    def inside(self) -> "Text":
        """The term inside a sentence: in English with a small letter, but not an abbreviation."""
        is_word = self.en[:1].isupper() and not self.en[1:2].isupper()
        return Text(zh=self.zh, en=self.en[0].lower() + self.en[1:]) if is_word else self

    def say(self, lang: Lang, /, **values: object) -> str:
        """Return the sentence in one language, each gap filled from `values`.

        A value that is itself a `Text` is said in the same language.
        """
        if not values:
            return self.zh if lang == "zh" else self.en
        spoken = {
            name: value.say(lang) if isinstance(value, Text) else value
            for name, value in values.items()
        }
        sentence = _loosened(self.zh) if lang == "zh" else self.en
        said = (
            _PLURALS.vformat(sentence, (), spoken) if "|" in sentence else sentence.format(**spoken)
        )
        return _closed(said) if _LOOSE in sentence else said


_CHINESE = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’]"  # its words and its punctuation
_LOOSE = "\ue000"
"""Stands for the blank between a gap and a Chinese word until the gap is filled.

One between two gaps parts two values: it stays.
"""
_BESIDE_A_GAP = re.compile(rf"(?<={_CHINESE}) (?=\{{)|(?<=\}}) (?={_CHINESE})")
_BETWEEN_CHINESE = re.compile(rf"(?<={_CHINESE}){_LOOSE}(?={_CHINESE})")


@cache
def _loosened(sentence: str) -> str:
    return _BESIDE_A_GAP.sub(_LOOSE, sentence)


def _closed(said: str) -> str:
    """Keep a blank beside a number or a Latin word, and none between two Chinese ones."""
    return _BETWEEN_CHINESE.sub("", said).replace(_LOOSE, " ")


def told(sentence: Text, /, **values: object) -> Text:
    """Return a sentence with its gaps filled, in both languages."""
    return Text(zh=sentence.say("zh", **values), en=sentence.say("en", **values))


def joined(parts: Iterable[Text], *, zh: str = "、", en: str = ", ") -> Text:
    """Return several texts as one, with what stands between two of them in each language."""
    found = tuple(parts)
    return Text(zh=zh.join(each.zh for each in found), en=en.join(each.en for each in found))


def listed(terms: Iterable[str]) -> Text:
    """Return terms that read alike in both languages as a list in each."""
    return joined(same(each) for each in terms)


def same(term: str) -> Text:
    """Return a term that reads alike in both languages: a code, a number, a name."""
    return Text(zh=term, en=term)


def numbered(count: object, one: str, more: str) -> str:
    """Return a number with the English word for so many."""
    return f"{count} {one if str(count) == '1' else more}"


class _Plurals(Formatter):
    """Fills gaps; one whose format holds two words, with a number and the word for so many."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Fill one gap."""
        one, bar, many = format_spec.partition("|")
        if not bar:
            return format(value, format_spec)
        return numbered(value, one, many)


_PLURALS = _Plurals()
