"""The `qms` program: finds a command by name, and turns every outcome into an exit status.

0 done; 1 findings or refused; 2 wrong usage or no QMS repository; 3 a defect of the program;
130 interrupted.
"""

import gc
import os
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path

import click

from qms import __version__
from qms.cli.commands import Group
from qms.cli.context import Context, lang_option
from qms.errors import QmsError
from qms.extras import absent, extra_of
from qms.text import Lang, Text

# Each name with its module and one line of help, so that `qms --help` imports none of them.
COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("build", "Everything, into build/.  全部生成"),
    "check": ("check", "Check the repository against its own manual.  符合性检查"),
    "anchor": ("anchor", "One line for an outsider to keep.  外部锚"),
    "rule": ("rule", "Rules of your own.  自定规则"),
    "explain": ("explain", "What a rule wants and why.  规则说明"),
    "matrix": ("matrix", "Clause by evidence by findings.  符合性矩阵"),
    "pdf": ("pdf", "Print the manual.  打印手册"),
    "history": ("history", "What changed, when, by whom.  修改历史"),
    "diff": ("diff", "Redline between two releases.  对比"),
    "copy": ("copy", "Numbered copies: issue, receipts, losses.  受控本"),
    "change-pack": ("change_pack", "The pages to exchange.  换页包"),
    "verify": ("verify", "Is this copy genuine and current?  验真"),
    "log": ("log", "Issue log of releases and copies.  发放台账"),
    "status": ("status", "What is in force and what falls due.  状态与到期"),
    "timestamp": ("timestamp", "Outside time stamps over signatures.  时间戳"),
    "remind": ("remind", "A message to each of what they owe.  催办"),
    "calendar": ("calendar", "What falls due, by month or as .ics.  到期日历"),
    "export": ("export", "Records for Excel, or the blank form.  导出表格"),
    "import": ("import_", "Records back from Excel.  导入表格"),
    "form": ("form", "Paper form of a kind or a record.  打印表单"),
    "schemas": ("schemas", "JSON Schemas of the record kinds.  记录模式"),
    "desk": ("desk", "The system in a browser.  浏览器界面"),
    "site": ("site", "Build the site.  网站"),
    "audit-pack": ("audit_pack", "The folder for the auditor.  审核文件夹"),
    "review-pack": ("review_pack", "Inputs of the management review.  管理评审包"),
    "init": ("init", "New repository from the template.  新建仓库"),
    "adopt": ("adopt", "An old manual against the clauses.  旧手册对照"),
    "upgrade": ("upgrade", "Bring a repository to this version's format.  升级仓库"),
    "kpi": ("kpi", "Key figures, and what each counted.  绩效指标"),
    "group": ("group", "Several repositories as one.  集团"),
    "objectives": ("objectives", "Objectives and their results.  目标完成情况"),
    "self-evaluate": ("self_evaluate", "Self-evaluation by 15 indicators.  自我评价"),
    "evaluate-compliance": ("evaluate_compliance", "Obligations due.  合规性评价"),
    "sign": ("sign", "Sign the prepared release.  签署待发布版本"),
    "key": ("key", "Whose signing key is whose.  签名密钥"),
    "new": ("new", "File a new record.  新建记录"),
    "edit": ("edit", "A record in the editor.  编辑"),
    "close": ("close", "Close a record.  关闭"),
    "correct": ("correct", "Correct a closed record.  更正"),
    "show": ("show", "A record, and what refers to it.  查看"),
    "list": ("list_", "Records of a kind.  列出"),
    "trace": ("trace", "From clause to record to action.  追溯"),
    "clause": ("clause", "What hangs on a clause.  条款增删"),
    "change": ("change", "Change requests.  文件更改申请"),
    "document": ("document", "Controlled documents and their files.  受控文件"),
    "leaver": ("leaver", "All that a leaver hands over.  离职交接"),
    "study": ("study", "Who has studied a release.  手册学习"),
    "review": ("review", "Review of the manual and management review.  评审"),
    "release": ("release", "Prepare and make a release of the manual.  发布手册"),
    "renumber": ("renumber", "Part two records with one number.  重号改号"),
    "backup": ("backup", "The whole state in one file.  备份"),
    "restore": ("restore", "A backup made a repository again.  恢复"),
    "repair": ("repair", "Finish or undo what a crash left behind.  修复"),
}


class LazyGroup(Group):
    """Imports a command's module only when that command runs or shows its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"qms.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qms")
@lang_option()
def program() -> None:
    """Keep, prove, print and show a service-management manual and its records.

    \b
    Example:  qms check --lang en --as-of 2026-11-23
    """


def main() -> None:
    """Run the program and exit with its status."""
    # No package that happens to be installed runs in ours, nor is looked for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A run is short and makes few rings; looking for them so often would take a tenth of it.
    gc.set_threshold(100_000, 20, 20)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the program on these arguments and return its exit status."""
    try:
        return _status(
            program.main(
                arguments, prog_name="qms", standalone_mode=False, obj=Context(start=Path.cwd())
            )
        )
    except click.exceptions.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except click.ClickException as error:
        return _misused(error, _lang(arguments))
    except QmsError as error:
        from qms.publish.plain_text import shown

        click.echo(shown(error.say(_lang(arguments))), err=True)
        return error.status
    except BrokenPipeError:
        return 0
    except (OSError, MemoryError) as error:
        return _circumstance(error, _lang(arguments))
    except ModuleNotFoundError as error:
        extra = extra_of(error.name)
        if extra is None:
            return _defect(_lang(arguments))
        click.echo(absent(extra).say(_lang(arguments)), err=True)
        return 1
    except Exception:  # noqa: BLE001 - the outermost handler: a bug is told in a sentence
        return _defect(_lang(arguments))


def _status(result: object) -> int:
    return result if isinstance(result, int) else 0


def _lang(arguments: list[str]) -> Lang:
    """Return the language for a refusal: as asked, else that of qms.yml, else Chinese."""
    for before, after in zip(arguments, [*arguments, ""][1:], strict=True):
        if "--lang=en" in before or (before == "--lang" and after == "en"):
            return "en"
        if "--lang=zh" in before or (before == "--lang" and after == "zh"):
            return "zh"
    try:
        return Context(start=Path.cwd()).lang
    except (QmsError, OSError):
        return "zh"


def _misused(error: click.ClickException, lang: Lang) -> int:
    """Say what click cannot make of the words; they may be names of files that steer a terminal."""
    from qms.cli.misuse import said
    from qms.publish.plain_text import shown

    click.echo(shown(said(error, lang)), err=True)
    return 2


def _circumstance(error: OSError | MemoryError, lang: Lang) -> int:
    """Say what the system refused, where no operation knew more; what it did not refuse is ours."""
    from qms.publish.plain_text import shown
    from qms.store.met import met

    refusal = met(error)
    if refusal is None:
        return _defect(lang)
    click.echo(shown(refusal.say(lang)), err=True)
    return refusal.status


def _defect(lang: Lang) -> int:
    told = f"qms {__version__}\n{traceback.format_exc()}"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="qms-", suffix=".log", delete=False, encoding="utf-8", errors="replace"
        ) as log:
            log.write(told)
        place = log.name
    except OSError:  # no room even for that: the last line says most
        place = told.strip().rpartition("\n")[2]
    sentence = Text(
        zh="程序自身出错，已把详情写入 {log}，请转交维护者。",
        en="The program itself failed; details are in {log}, ready to send to its maintainers.",
    )
    click.echo(sentence.say(lang, log=place), err=True)
    return 3
