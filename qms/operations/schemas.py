"""Keeps the JSON Schemas under schemas/ equal to the record kinds (clause 7.5)."""

import json
from pathlib import Path

from qms.model.kinds import kinds
from qms.model.kinds.record import Record
from qms.store.writing import write_file


def schema_of(model: type[Record]) -> str:
    """Return a kind's JSON Schema 2020-12: one record, or a list of them, in a file."""
    whole = model.model_json_schema()
    definitions = whole.pop("$defs", {})
    definitions["record"] = whole
    header = model.header
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": header.title.zh,
        "description": f"{header.title.en} · {header.form_and_version} · {header.clause}",
        "x-form": header.form,
        "x-clause": header.clause,
        "oneOf": [
            {"$ref": "#/$defs/record"},
            {"type": "array", "items": {"$ref": "#/$defs/record"}},
        ],
        "$defs": definitions,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def expected() -> dict[str, str]:
    """Return the file name and content of every kind's schema."""
    return {f"{kind}.json": schema_of(model) for kind, model in kinds().items()}


def drift(root: Path) -> list[str]:
    """Return the names of schema files that are missing, superfluous or not up to date."""
    wanted = expected()
    folder = root / "schemas"
    present = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return sorted(
        name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
    )


def write(root: Path) -> list[str]:
    """Bring schemas/ up to date; return the names that were written or removed."""
    changed = drift(root)
    wanted = expected()
    for name in changed:
        target = root / "schemas" / name
        if name in wanted:
            write_file(target, wanted[name].encode())
        else:
            target.unlink()
    return changed
