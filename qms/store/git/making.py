"""Makes a new repository, as the user, with his own name."""

from pathlib import Path

from qms.store.git.door import initialised


def begin(root: Path, message: str) -> None:
    """Make a repository of a folder and commit all that is in it."""
    repo = initialised(root)
    repo.run("add", "-A")
    if repo.ask("config", "user.email", as_user=True).status:
        repo.run("config", "user.name", "qms")
        repo.run("config", "user.email", "qms@localhost")
    repo.run("commit", "-q", "-m", message, as_user=True)
