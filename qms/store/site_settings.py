"""What mkdocs.yml may say of the site: its name, colours and language; the rest is the package's.

A repository is data: whatever in it would run, or rewrite pages, is told and never used.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from qms.model.finding import Place
from qms.model.snapshot import Flaw, Problem
from qms.store import git, yaml
from qms.store.template import template_root
from qms.text import Text

FILE = "mkdocs.yml"
_OURS = frozenset({"search", "offline", "qms"})
_COLOUR = re.compile(r"[a-z-]{1,30}")
_COLOURS = ("scheme", "primary", "accent")
_STEERING = ("hooks", "extra_css", "extra_javascript", "extra_templates", "INHERIT")
_WHAT = Text(
    zh="这一项会运行代码或改写网页，生成网站时不采用",
    en="this would run code or rewrite pages; the site is built without it",
)
_WANTED = Text(
    zh="删去；mkdocs.yml 只采用 site_name、theme.language 和 theme.palette",
    en="take it out; of mkdocs.yml only site_name, theme.language and theme.palette are used",
)


def site_problems(tree: git.Tree) -> list[Problem]:
    """Return what mkdocs.yml asks for that no repository may."""
    data = _data(tree)
    if isinstance(data, yaml.BadYaml):
        place = Place(FILE, line=data.line, column=data.column)
        return [Problem(Flaw.steering, place, data.what, data.wanted)]
    return [Problem(Flaw.steering, Place(FILE, keys), _WHAT, _WANTED) for keys in _steering(data)]


def site_config(tree: git.Tree) -> dict[str, Any]:
    """Return the packaged configuration with the few things that the repository may say."""
    config = dict(_mapping(yaml.parsed((template_root() / FILE).read_text(encoding="utf-8"))))
    data = _data(tree)
    if isinstance(data, yaml.BadYaml):
        return config
    name, theme = data.get("site_name"), _mapping(data.get("theme"))
    if isinstance(name, str):
        config["site_name"] = html.escape(name)  # noqa: TID251 - the theme prints it raw
    language = theme.get("language")
    if isinstance(language, str) and _COLOUR.fullmatch(language):
        config["theme"]["language"] = language
    theirs = theme.get("palette")
    for ours, said in zip(config["theme"]["palette"], _listed(theirs), strict=False):
        ours |= {key: said[key] for key in _COLOURS if _is_colour(said.get(key))}
    return config


def _data(tree: git.Tree) -> dict[str, Any] | yaml.BadYaml:
    text = yaml.decoded(tree.read(FILE) or b"")
    data = yaml.parsed(text) if isinstance(text, str) else text
    return data if isinstance(data, yaml.BadYaml) else dict(_mapping(data))


def _steering(data: Mapping[str, Any]) -> Iterator[tuple[str | int, ...]]:
    yield from ((key,) for key in _STEERING if data.get(key))
    theme = data.get("theme")
    if isinstance(theme, str) and theme != "material":
        yield ("theme",)
    for key in ("custom_dir", "name"):
        if _mapping(theme).get(key) not in {None, "material"}:
            yield ("theme", key)
    for at, plugin in enumerate(_list(data.get("plugins"))):
        named = {plugin} if isinstance(plugin, str) else set(_mapping(plugin))
        if named - _OURS:
            yield ("plugins", at)


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and _COLOUR.fullmatch(value) is not None


def _listed(palette: object) -> list[Mapping[str, Any]]:
    return [_mapping(each) for each in (palette if isinstance(palette, list) else [palette] * 2)]


def _list(value: object) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value)
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
