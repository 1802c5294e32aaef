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
