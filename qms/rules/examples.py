"""Writes the files of a rule's examples, so that an example shows only what matters to its rule."""

import json
from collections.abc import Mapping

from qms.model.kinds.record import Evidence, Record, kind_name

SUM = "ab" * 32
RELEASE = f"""\
id: A-0
edition: A
amendment: 0
effective: 2026-01-01
reason: 例
chapters:
  - {{path: manual/01-order.md, chapter: "1", revision: A/0, sha256: {SUM}}}
"""
RELEASED = {"records/release/A-0.yaml": RELEASE}
CUSTOMER = {
    "records/customer/customers.yaml": (
        "- {id: CU-001, name: 例, grade: regular, region: east, contact: 例, phone: '0',"
        " privacy_note: 例}\n"
    )
}


def retained(model: type[Record], number: str, **fields: object) -> dict[str, str]:
    """Return one retained record as a file; fields that are None are left out.

    The head that every form shares is filled in: form, date, department, who filled it in.
    """
    head: dict[str, object] = {"id": number}
    if issubclass(model, Evidence):
        head |= {
            "form": model.header.form_and_version,
            "date": "2026-03-02",
            "department": "after-sales",
            "filled_by": "P-001",
        }
    lines = [
        f"{name}: {_flow(value)}" for name, value in (head | fields).items() if value is not None
    ]
    return {f"records/{kind_name(model)}/2026/{number}.yaml": "\n".join(lines) + "\n"}


def register(model: type[Record], *rows: Mapping[str, object]) -> dict[str, str]:
    """Return the lines of a register as a file; fields that are None are left out."""
    lines = [
        f"- {_flow({name: value for name, value in row.items() if value is not None})}"
        for row in rows
    ]
    return {f"records/{kind_name(model)}/example.yaml": "\n".join(lines) + "\n"}


def _flow(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
