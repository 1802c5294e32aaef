"""The conformity matrix: clause by evidence by findings, as text, a page or a workbook (7.5)."""

from collections.abc import Callable

from qms.publish.matrix import html, text, xlsx
from qms.standing.conformity import Matrix
from qms.text import Lang

Renderer = Callable[[Matrix, Lang], str | bytes]

FORMATS: dict[str, Renderer] = {"text": text.render, "html": html.render, "xlsx": xlsx.render}
