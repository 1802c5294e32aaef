"""Keeps the JSON Schemas under schemas/ equal to the record kinds (clause 7.5)."""

import json
from collections.abc import Mapping
from pathlib import Path

from qms.forms.custom import OwnRecord
from qms.model.kinds import kinds
from qms.model.kinds.record import Record, kind_name
from qms.store import custom, git
from qms.store.writing import write_file


def schema_of(model: type[Record]) -> str:
    """Return a kind's JSON Schema 2020-12: one record, or a list of them, in a file."""
    whole = model.model_json_schema()
    definitions = whole.pop("$defs", {})
    definitions["record"] = whole
    if issubclass(model, OwnRecord):
        # A schema within a schema keeps its own references under a name of its own.
        name = f"urn:qms:{kind_name(model)}"
        definitions["own"] = {"$id": name} | dict(model.verdicts.schema)
        definitions["record"] = {"allOf": [whole, {"$ref": name}]}
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


def expected(own: Mapping[str, type[Record]] | None = None) -> dict[str, str]:
    """Return the file name and content of every kind's schema, a company's own ones included."""
    every = kinds() | dict(own or {})
    return {f"{kind}.json": schema_of(model) for kind, model in every.items()}


def _wanted(root: Path) -> dict[str, str]:
    return expected(custom.own_kinds(git.WorkTree(root)).models)


def drift(root: Path) -> list[str]:
    """Return the names of schema files that are missing, superfluous or not up to date."""
    wanted = _wanted(root)
    folder = root / "schemas"
    present = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return sorted(
        name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
    )


def write(root: Path) -> list[str]:
    """Bring schemas/ up to date; return the names that were written or removed."""
    changed = drift(root)
    wanted = _wanted(root)
    for name in changed:
        target = root / "schemas" / name
        if name in wanted:
            write_file(target, wanted[name].encode())
        else:
            target.unlink()
    return changed
