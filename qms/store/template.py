"""Where the template manual is: in the installed package, or in the repository it runs from."""

from pathlib import Path

import qms


def template_root() -> Path:
    """Return the folder that holds manual/, records/ and mkdocs.yml of the template."""
    package = Path(qms.__file__).parent
    installed = package / "template"
    return installed if installed.is_dir() else package.parent
