"""What tests of attacks ask of the report."""

import json
from pathlib import Path
from typing import Any

from tests.testing.repository import qms


def findings(root: Path, *options: str, day: str = "2026-11-23") -> list[dict[str, Any]]:
    """Return the findings of a check, in English."""
    result = qms(root, "check", "--format", "json", "--lang", "en", "--as-of", day, *options)
    assert result.exit_code in {0, 1}, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return found
