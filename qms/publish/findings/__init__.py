"""The check's report in every format: one module a format, one table of them."""

from collections.abc import Callable, Sequence

from qms.model.finding import Report
from qms.model.rule import Rule
from qms.publish.findings import (
    github,
    gitlab,
    html,
    json,
    jsonl,
    junit,
    markdown,
    owners,
    sarif,
    text,
)
from qms.text import Lang

Renderer = Callable[[Report, Lang, Sequence[Rule]], str]

RENDERERS: dict[str, Renderer] = {
    "text": text.render,
    "json": json.render,
    "jsonl": jsonl.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "github": github.render,
    "gitlab": gitlab.render,
    "markdown": markdown.render,
    "html": html.render,
}
BY_OWNER: Renderer = owners.render
IN_COLOUR: Renderer = text.render_in_colour
