"""The check's report in every format: one module a format, one table of them."""

from collections.abc import Callable

from qms.model.finding import Report
from qms.publish.findings import json, text
from qms.text import Lang

Renderer = Callable[[Report, Lang], str]

RENDERERS: dict[str, Renderer] = {
    "text": text.render,
    "json": json.render,
}
