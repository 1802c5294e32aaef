"""A sentence in the two languages that everything printed to users exists in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, Lang] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or term in Chinese and English; `{gaps}` are filled when it is printed."""

    zh: str
    en: str

    def say(self, lang: Lang, /, **values: object) -> str:
        """Return the sentence in one language, each gap filled from `values`.

        A value that is itself a `Text` is said in the same language.
        """
        sentence = self.zh if lang == "zh" else self.en
        if not values:
            return sentence
        spoken = {
            name: value.say(lang) if isinstance(value, Text) else value
            for name, value in values.items()
        }
        return sentence.format(**spoken)


def joined(parts: Iterable[Text], *, zh: str = "、", en: str = ", ") -> Text:
    """Return several texts as one, with what stands between two of them in each language."""
    found = tuple(parts)
    return Text(zh=zh.join(each.zh for each in found), en=en.join(each.en for each in found))


def same(term: str) -> Text:
    """Return a term that reads alike in both languages: a code, a number, a name."""
    return Text(zh=term, en=term)
