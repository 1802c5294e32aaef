"""Status 3 is for bugs alone: every place that raises, and what becomes of what it raises."""

import ast
import string
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

import pytest
from pydantic_core import PydanticCustomError, PydanticKnownError

import qms
from qms.cli import main
from qms.errors import QmsError
from qms.text import Text

PACKAGE = Path(qms.__file__).parent
# What is no refusal when it is raised, with the function that catches it and has its handler.
CAUGHT: Mapping[str, str] = {
    "BadCell": "qms.forms.tabular.reading:_fill",
    "UnusualError": "qms.store.yaml.writing:dumped",
    "_BadAnswerError": "qms.operations.records.asking:_answer",
    "HTTPException": "qms.desk.application:_answered",
    "KeyboardInterrupt": "qms.cli.main:run",
    "MovedError": "qms.operations.filing.filing:_filed",
    "_KeyTwiceError": "qms.store.custom:_data",
    "_TooLargeError": "qms.desk.guard:__call__",
    "qms.forms.custom.verdicts:refuse": "qms.operations.records.judging:judged",
    "qms.model.passkey:_opened": "qms.model.passkey:tap_of",
    "qms.model.passkey:take": "qms.model.passkey:tap_of",
    "qms.model.signing:signers_in": "qms.operations.checking.signers:signers_from",
    "qms.operations.copies.proof:_bound": "qms.operations.copies.proof:_read",
    "qms.operations.copies.proof:_filed": "qms.operations.copies.proof:verify",
    "qms.standing.seal:_strings": "qms.standing.seal:raw_signature",
    "qms.store.plugins:_rules_in": "qms.store.plugins:of_file",
}
ELSEWHERE = {
    "qms.model.kinds.numbers:parse": "pydantic, as every validator",
    "qms.publish.book.weasy:fetch": "WeasyPrint; tests/attacks/test_doors.py",
    "qms.store.outbound:post": "whoever posts catches FAILURES: robots, timestamps, certificates",
    "qms.store.circumstances:explained": "the system's own error, where it is no circumstance",
}
BUGS = {
    "qms.cli.context:file": "a command that files without saying that it writes",
    "qms.model.page_numbers:number_of": "a page number that no release record may hold",
    "qms.model.seen:_refuse": "a rule that reads what it does not declare",
    "qms.model.seen:_require": "a rule that reads what it does not declare",
    "qms.operations.copies.issue:_events": "an order of copies that files something else",
    "qms.publish.templating:html": "a piece of HTML with more gaps than values, or fewer",
    "qms.publish.site_pages.hidden:hidden": "more told of a code than an entry holds",
}


@dataclass(frozen=True)
class Raise:
    """A place that raises: where, what, and the call that makes it, if one does."""

    module: ModuleType
    function: str
    node: ast.Raise
    tree: ast.Module

    @property
    def place(self) -> str:
        return f"{self.module.__name__}:{self.function}"

    @property
    def call(self) -> ast.Call | None:
        return self.node.exc if isinstance(self.node.exc, ast.Call) else None

    @property
    def raised(self) -> object:
        """The class of what is raised, as far as code and annotations say it."""
        words = self.call.func if self.call else self.node.exc
        assert words is not None
        try:
            found: object = eval(ast.unparse(words), vars(self.module))  # noqa: S307 - our own code
        except (NameError, AttributeError):
            return self._annotated(ast.unparse(words).rpartition(".")[2])
        if isinstance(found, FunctionType):
            return typing.get_type_hints(found)["return"]
        return found if isinstance(found, type) else type(found)

    def _annotated(self, name: str) -> object:
        """The class that a method of this module, or what it imports late, says it returns."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef) and node.name == name and node.returns:
                return eval(ast.unparse(node.returns), vars(self.module))  # noqa: S307
            if isinstance(node, ast.ImportFrom) and name in {each.name for each in node.names}:
                late = getattr(import_module(str(node.module)), name)
                return typing.get_type_hints(late)["return"]
        return None


@cache
def raises() -> tuple[Raise, ...]:
    return tuple(each for path in sorted(PACKAGE.rglob("*.py")) for each in _raises_in(path))


def _raises_in(path: Path) -> Iterator[Raise]:
    if path.name == "__main__.py":
        return
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    module = import_module(name.removesuffix(".__init__"))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function, node in _inside(tree, ""):
        if node.exc is not None and not isinstance(node.exc, ast.BoolOp):
            yield Raise(module, function, node, tree)


def _inside(node: ast.AST, function: str) -> Iterator[tuple[str, ast.Raise]]:
    for child in ast.iter_child_nodes(node):
        inner = (
            child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        )
        if isinstance(child, ast.Raise):
            yield inner, child
        yield from _inside(child, inner)


def _of(kind: object, *classes: type) -> bool:
    kinds = typing.get_args(kind) or (kind,)
    return any(isinstance(each, type) and issubclass(each, classes) for each in kinds)


def test_whatever_is_raised_is_a_refusal_or_caught_or_a_known_bug() -> None:
    left = []
    for each in raises():
        name = getattr(each.raised, "__name__", "?")
        known = {each.place, name} & {*CAUGHT, *ELSEWHERE, *BUGS}
        # pydantic makes a ValidationError of these two, and `qms.store.schema` a problem of that
        if not known and not _of(each.raised, QmsError, PydanticCustomError, PydanticKnownError):
            left.append(f"{each.place}, line {each.node.lineno}: {ast.unparse(each.node)}")
    assert not left, "\n".join(left)


def test_the_tables_name_nothing_that_is_gone() -> None:
    places = {each.place for each in raises()}
    names = {getattr(each.raised, "__name__", "?") for each in raises()}
    assert {*CAUGHT, *BUGS, *ELSEWHERE} <= places | names | {"qms.store.circumstances:explained"}


@pytest.mark.parametrize("what", CAUGHT)
def test_what_is_caught_has_a_handler_where_the_table_says(what: str) -> None:
    module, _, function = CAUGHT[what].partition(":")
    path = PACKAGE.parent / Path(*module.split(".")).with_suffix(".py")
    handled = {
        ast.unparse(handler.type) if handler.type else "BaseException"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function
        for handler in ast.walk(node)
        if isinstance(handler, ast.ExceptHandler)
    }
    wanted = {"ValueError", "ValidationError", "Exception"} if ":" in what else {what}
    assert any(each in words for each in wanted for words in handled), handled


def _texts(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Give each sentence of a call's own words, in each language."""
    for argument in call.args:
        if isinstance(argument, ast.Call) and ast.unparse(argument.func) == "Text":
            for each in argument.keywords:
                yield ast.unparse(argument), each.value


@pytest.mark.parametrize("each", raises(), ids=lambda each: f"{each.place}:{each.node.lineno}")
def test_each_gap_of_a_sentence_is_filled(each: Raise) -> None:
    """A gap that nothing fills would end the refusal itself with status 3."""
    if each.call is None or not _of(each.raised, QmsError):
        return
    given = {keyword.arg for keyword in each.call.keywords}
    for words, sentence in _texts(each.call):
        if isinstance(sentence, ast.Constant):
            gaps = {name for _, name, _, _ in string.Formatter().parse(sentence.value) if name}
            assert gaps <= given or not given, words
            assert given or not gaps, words
        elif isinstance(sentence, ast.JoinedStr):
            assert not given, f"a name with a brace in it would be taken for a gap: {words}"


def test_each_refusal_ends_with_1_or_2() -> None:
    def below(kind: type[QmsError]) -> Iterator[type[QmsError]]:
        yield kind
        for each in kind.__subclasses__():
            yield from below(each)

    assert {each.status for each in below(QmsError)} == {1, 2}


def test_a_refusal_says_names_with_braces_as_they_are() -> None:
    refusal = QmsError(Text(zh="没有 {name}。", en="No {name}."), name=Text(zh="{0}", en="{x!r}"))
    assert refusal.say("en") == "No {x!r}."


@pytest.mark.parametrize(
    ("raised", "status", "said"),
    [
        (OSError(28, "No space left on device", "x"), 1, "The disk is full (x)"),
        (OSError(13, "Permission denied"), 1, "not writable"),
        (OSError(5, "Input/output error"), 1, "The disk failed"),
        (MemoryError(), 1, "not enough memory"),
        (FileNotFoundError(2, "No such file or directory"), 1, "is no more"),
        (BrokenPipeError(32, "Broken pipe"), 0, ""),
        (KeyboardInterrupt(), 130, ""),
        (FileNotFoundError(2, "No such file or directory", "x"), 3, "The program itself failed"),
        (KeyError("x"), 3, "The program itself failed"),
        (RecursionError(), 3, "The program itself failed"),
    ],
)
def test_the_outermost_handler_tells_circumstances_from_bugs(
    raised: BaseException,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise raised

    monkeypatch.setattr(main.program, "main", broken)
    assert main.run(["status", "--lang", "en"]) == status
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
