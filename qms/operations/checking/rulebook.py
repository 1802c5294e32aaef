"""Gathers the rules that judge a repository: the manual's, installed ones, and its own (9.2)."""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from qms import rules
from qms.errors import QmsError, UsageError
from qms.model.finding import Finding, NotJudged, Place, Ran, Severity
from qms.model.rule import Rule
from qms.operations.checking.own_rules import OwnFile, declared_in
from qms.store import git, loading, plugins
from qms.text import Text, joined, same

UNLOADED_RULES = "QMS902"
OWN_RULES = "QMS903"
CODE = re.compile(r"[A-Z]{2,5}[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule that can judge, and what is to be said of those that cannot."""

    rules: tuple[Rule, ...]
    broken: tuple[Finding, ...] = ()
    not_run: tuple[NotJudged, ...] = ()
    own: OwnFile | None = None
    ran: tuple[Ran, ...] = ()

    def named(self, code: str) -> Rule | None:
        """Return the rule with a code, if there is one."""
        return next((each for each in self.rules if each.code == code.upper()), None)

    def wanted(self, code: str) -> Rule:
        """Return the rule with a code.

        Raises:
            UsageError: There is none; what did not load, or was not run, is said with it.

        """
        found = self.named(code)
        if found is None:
            raise UsageError(
                Text(zh="没有规则 {code}。", en="There is no rule {code}."),
                same("{reasons}") if self.reasons else None,
                code=same(code),
                reasons=joined(self.reasons, zh="\n", en="\n"),
            )
        return found

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why some rules cannot judge: which did not load and where, which were not run."""
        said = [
            Text(
                zh=f"{each.place.path}:{each.place.line}: {each.say('zh')}",
                en=f"{each.place.path}:{each.place.line}: {each.say('en')}",
            )
            for each in self.broken
        ]
        return (*said, *(each.reason for each in self.not_run))


class Own(Enum):
    """What becomes of the rules of the repository's own file, which are code."""

    left = "left"
    apart = "apart"
    within = "within"


def rulebook(root: Path, own_rules: Own = Own.left) -> Rulebook:
    """Return the rules; the repository's own file is run only where the caller allows it.

    They judge in a process of their own; `within` loads them here, to try their examples. Which
    file that is, the checked-out qms.yml says, whatever commit is judged: to check somebody
    else's commit must not run what it names.
    """
    loaded = list(plugins.installed())
    not_run: list[NotJudged] = []
    own = _own_file(root)
    apart = declared_in(root, own) if own and own_rules is Own.apart else None
    if apart is not None:
        loaded.append(apart.loaded)
    elif own and own_rules is Own.within:
        loaded.append(plugins.of_file(root, own))
    elif own:
        not_run.append(NotJudged(OWN_RULES, Place("qms.yml", line=1, column=1), _confirm(own)))
    together = list(rules.all_rules())
    broken: list[Finding] = []
    for each in loaded:
        if each.failure:
            broken.append(_unloaded(each, each.failure))
        for rule in each.rules:
            why = _unfit(rule, together)
            if why:
                broken.append(_unloaded(each, why))
            else:
                together.append(rule)
    ordered = sorted(together, key=lambda each: each.code)
    ran = tuple(Ran(each.package, each.version, each.digest) for each in loaded if each.rules)
    return Rulebook(tuple(ordered), tuple(broken), tuple(not_run), apart, ran)


def foreign(book: Rulebook) -> list[Rule]:
    """Return the rules that are not the program's own: of the repository, and of packages."""
    ours = {each.code for each in rules.all_rules()}
    return [each for each in book.rules if each.code not in ours]


def _own_file(root: Path) -> str:
    try:
        return loading.read_settings(git.WorkTree(root)).check.own_rules
    except QmsError:
        return ""  # said where the settings are needed; an older commit may have sound ones


def _unfit(rule: Rule, others: list[Rule]) -> str:
    if not CODE.fullmatch(rule.code):
        return f"{rule.code} is no code such as ABC101"
    if any(rule.code == other.code for other in others):
        return f"{rule.code} is a rule already"
    return ""


def _unloaded(source: plugins.Loaded, why: str) -> Finding:
    is_file = source.source.endswith(".py")
    return Finding(
        code=UNLOADED_RULES,
        severity=Severity.ERROR,
        clause="9.2",
        owner="after-sales",
        place=Place(source.source if is_file else "qms.yml", line=source.line, column=1),
        message=Text(
            zh="自定规则 {source} 不能载入：{why}", en="the rules of {source} do not load: {why}"
        ),
        cure=Text(
            zh="改正该文件或软件包；其他规则照常检查。",
            en="Correct that file or package; the other rules judged all the same.",
        ),
        values={"source": source.source, "why": why},
    )


def _confirm(own: str) -> Text:
    return Text(
        zh=f"没有运行 {own} 中的自定规则；信任这个仓库时加 --allow-repository-code",
        en=f"the rules of {own} were not run; add --allow-repository-code if you trust them",
    )
