"""Every statement that can be verified of a clause is verified, and every rule has its clause."""

from pathlib import Path

import ryaml

from qms.rules import all_rules
from tests.rules.verify_lines import LINES

ROOT = Path(__file__).parent.parent.parent
CLAUSES = (
    "1 2.2.1 2.2.2 2.2.3 2.2.4 2.4 3.2 3.3 4.1.1 4.1.2 4.4 5.2 5.3 5.4 6.1.1 6.2 6.3 6.4.3 6.5 "
    "7.1.2 7.1.3 7.1.4 7.1.5 7.1.6 7.2 7.3 7.4 7.5 8.2.1 8.2.2 8.2.3 8.2.4 8.2.5 8.2.6 8.2.7 "
    "8.3.1 8.3.6 8.5 9.4 9.6 9.7 10"
)


def test_every_clause_that_can_be_verified_is_and_every_statement_has_a_rule() -> None:
    assert list(LINES) == CLAUSES.split()
    assert all(codes for statements in LINES.values() for codes in statements.values())


def test_every_rule_that_is_named_exists() -> None:
    named = {
        code for statements in LINES.values() for codes in statements.values() for code in codes
    }
    assert named <= {rule.code for rule in all_rules()}
    assert named


def test_every_rule_stands_under_a_clause_of_the_manual() -> None:
    text = (ROOT / "records/clause/clauses.yaml").read_text(encoding="utf-8")
    clauses = {row["id"] for row in ryaml.loads(text)}
    assert {rule.clause for rule in all_rules()} <= clauses
