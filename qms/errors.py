"""The refusals that a user can cause, each with what is wrong and what to do."""

from qms.text import LANGS, Lang, Text, same


class QmsError(Exception):
    """The program refuses for a stated reason; the command line prints it and exits 1."""

    status = 1

    def __init__(self, message: Text, cure: Text | None = None, **values: object) -> None:
        """Take the sentence, its cure and the values that fill the gaps of both."""
        super().__init__(message.en)
        self.message = message
        self.cure = cure
        self.values = values

    @property
    def whole(self) -> Text:
        """The message alone, its gaps filled."""
        zh, en = (self.message.say(lang, **self.values) for lang in LANGS)
        return Text(zh=zh, en=en)

    def say(self, lang: Lang) -> str:
        """Return message and cure in one language, a line each."""
        lines = [self.message.say(lang, **self.values)]
        if self.cure is not None:
            lines.append("  " + self.cure.say(lang, **self.values))
        return "\n".join(lines)


class UsageError(QmsError):
    """The command line was used wrongly, or the folder is no QMS repository; exit status 2."""

    status = 2


def not_a_repository(root: str) -> UsageError:
    """Say that a folder holds no QMS."""
    return UsageError(
        Text(
            zh="{root} 不是 QMS 仓库：没有 git 仓库或缺少 qms.yml。",
            en="{root} is not a QMS repository: no git repository, or no qms.yml in it.",
        ),
        Text(
            zh="请进入仓库目录，或用 --root 指定；新建用 qms init。",
            en="Change into the repository or name it with --root; make a new one with qms init.",
        ),
        root=same(root),
    )
