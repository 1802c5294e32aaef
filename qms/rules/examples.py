"""Writes the files of a rule's examples, so that an example shows only what matters to its rule."""

import json
from collections.abc import Mapping

from qms.model.kinds.record import Evidence, Record, kind_name

# Settings with no more than there must be; an example adds what it is about.
SETTINGS = "company: {name: 样本公司, short: 样本}\npromise: 例\nmanual: {number: QM-01}\n"
# A sound repository with the least that the check wants; examples are laid over it.
MINIMAL = {
    "qms.yml": """\
company: {name: 样本公司, short: 样本}
promise: 客户来访、来函、来电，48小时内给予反馈和处理。
manual: {number: QM-01}
""",
    "manual/01-order.md": """\
---
document: QM-01
chapter: "1"
title: 管理手册颁布令
owner: after-sales
revision: A/0
status: draft
clauses:
  "1":
    owner: after-sales
---
# 1 管理手册颁布令

各部门应学习本手册。
""",
    "records/clause/clauses.yaml": """\
- {id: "1", title: 管理手册颁布令, title_en: Promulgation order}
""",
    "records/department/departments.yaml": """\
- {id: after-sales, name: 售后服务部, name_en: Service, head_post: general-manager, duties: 服务}
""",
    "records/post/posts.yaml": """\
- id: general-manager
  name: 总经理
  name_en: General manager
  department: after-sales
  overview: 总管
  duties: 批准
  coordination: 各部门
  authority: 全部
  qualification: {education: 本科, experience: 五年, training: 合格}
  features: 常白班
  written_by: P-001
  confirmed_by: P-001
  approved_by: P-001
  approved_on: 2025-01-01
""",
    "records/person/people.yaml": """\
- id: P-001
  name: 甲一
  department: after-sales
  joined: 2020-01-01
  posts: [{post: general-manager, since: 2020-01-01}]
- id: P-002
  name: 乙二
  department: after-sales
  joined: 2020-01-01
  posts: [{post: general-manager, since: 2020-01-01}]
- id: P-003
  name: 丙三
  department: after-sales
  joined: 2020-01-01
  left: 2026-08-31
  posts: [{post: general-manager, since: 2020-01-01, until: 2026-08-31}]
""",
}
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


# One for all examples of all rules: they are written whenever rules are gathered.
_flow = json.JSONEncoder(ensure_ascii=False).encode


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


# Statements that were really signed, with a key that is thrown away.
_PREPARED = (
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgS1rt0YItODUkiIZXKCkfB7b3HJNik2aOL5iS0O4PAI"
    "oAAAALcW1zLXJlbGVhc2UAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVkMjU1MTkAAABAM5OgH1Vqc0N9Y61A"
    "r85tqlAXXdoLR227WxXsN6HqdcMAYYXVjxae0mG/iZaUPbxarIDWPeay6URejZ5NFhcsAw=="
)
_BY_ANOTHER_NAME = (
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgS1rt0YItODUkiIZXKCkfB7b3HJNik2aOL5iS0O4PAI"
    "oAAAALcW1zLXJlbGVhc2UAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVkMjU1MTkAAABADnzUi5YWcuPe/ybL"
    "z8q+8VQrwdqBJVo26pQopIATpxJYHtxIwhB8dnPKlD6g0ckGYuNCLrEh0YI0oxVSm4MGBA=="
)
_REVIEWED = (
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgS1rt0YItODUkiIZXKCkfB7b3HJNik2aOL5iS0O4PAI"
    "oAAAALcW1zLXJlbGVhc2UAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVkMjU1MTkAAABA0MMF0ovODqoFmjXK"
    "Pxy+1Dqk4guT/C41WywBRkUyWsXFOnBTWNI+NVhCRbBx/S20dOAnWj6xpvbj3pXTRhh2DQ=="
)
_FINGERPRINT = "SHA256:0hs5d4BUrgq59z3RyKq8gbFqroc83h+eG9+QLhnx+80"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEta7dGCLTg1JIiGVygpHwe29xyTYpNmji+YktDuDwCK"
ANOTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPa+Aly2XRQcu9jjSPRVe+wRXCNLSRbgz1Kc6+QKdeV7"
SIGNERS = "records/person/signers.yaml"


def signer(person: str = "P-011", key: str = KEY, since: str = "2020-01-01") -> str:
    """Return the line of the people register for the preparer or the reviewer."""
    name, post = {
        "P-011": ("签一", "after-sales-head"),
        "P-012": ("签二", "deputy-business"),
    }[person]
    return (
        f"- id: {person}\n  name: {name}\n  department: after-sales\n  joined: 2020-01-01\n"
        f"  posts: [{{post: {post}, since: {since}}}]\n"
        f'  keys: [{{public: "{key}", valid_from: 2025-01-01}}]\n'
    )


def prepared(name: str = "签一") -> dict[str, str]:
    """Return the preparer's line, statement and signature, signed with KEY under either name."""
    armor = _PREPARED if name == "签一" else _BY_ANOTHER_NAME
    statement = _statement("prepared", "P-011", name, "after-sales-head", 1)
    return {SIGNERS: signer()} | _signed("prepared", statement, armor)


def reviewed() -> dict[str, str]:
    """Return the reviewer's statement and signature, signed with KEY too."""
    statement = _statement("reviewed", "P-012", "签二", "deputy-business", 2)
    return _signed("reviewed", statement, _REVIEWED)


def _statement(role: str, person: str, name: str, post: str, day: int) -> str:
    return (
        f"id: A-0-{role}\nrelease: A-0\nsha256: {SUM}\nrole: {role}\nperson: {person}\n"
        f"name: {name}\npost: {post}\nat: '2025-12-0{day}T09:00:00+08:00'\n"
        f"fingerprint: {_FINGERPRINT}\n"
    )


def _signed(role: str, statement: str, armor: str) -> dict[str, str]:
    lines = "\n".join(armor[at : at + 70] for at in range(0, len(armor), 70))
    edge = "-----{} SSH SIGNATURE-----"
    return {
        f"records/signature/A-0-{role}.yaml": statement,
        f"records/signature/A-0-{role}.yaml.sig": "\n".join((
            edge.format("BEGIN"),
            lines,
            edge.format("END"),
            "",
        )),
    }
