"""Figures over a table in PostgreSQL are those over the same records in files."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from qms.figures.tables import columns_of
from qms.model.kinds.ch08_complaints import Complaint
from qms.store.loading import load
from tests.testing import postgresql
from tests.testing.company import replace
from tests.testing.repository import commit, git, qms, qms_process
from tests.testing.sample import ROOT, sample_in

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(not postgresql.is_here(), reason="PostgreSQL is not installed"),
]
DAY = dt.date(2026, 11, 23)
KPI = ("kpi", "--as-of", DAY.isoformat(), "--format", "json", "--lang", "en")
SOURCE = """
sources:
  complaint:
    service: crm
    table: service.tickets
    columns: {id: ticket, received_at: opened}
"""
_RENAMED = {"id": "ticket", "received_at": "opened"}


@pytest.fixture(scope="module")
def database() -> Iterator[postgresql.Server]:
    with postgresql.server() as it:
        with psycopg.connect(it.owner()) as connection:
            _fill(connection, it.password)
        yield it


def _fill(connection: psycopg.Connection, password: str) -> None:
    """Lay the complaints of the sample into a table whose columns have names of its own."""
    columns = {name: _typed(kind) for name, kind in columns_of(Complaint).items()}
    connection.execute("create schema service")
    shape = sql.SQL(", ").join(
        sql.SQL("{} " + kind).format(sql.Identifier(_RENAMED.get(name, name)))
        for name, kind in columns.items()
    )
    connection.execute(sql.SQL("create table service.tickets ({})").format(shape))
    marks = sql.SQL(", ").join(sql.Placeholder() * len(columns))
    for row in load(ROOT, as_of=DAY, ref=None).all(Complaint):
        values = row.model_dump(mode="json", by_alias=True)
        given = [_value(values.get(name)) for name in columns]
        connection.execute(sql.SQL("insert into service.tickets values ({})").format(marks), given)
    connection.execute(
        sql.SQL("create role reader login password {}").format(sql.Literal(password))
    )
    connection.execute("grant usage on schema service to reader")
    connection.execute("grant select on service.tickets to reader")
    connection.execute("create table service.secret (id text)")


def _typed(kind: str) -> str:
    plain = {"VARCHAR": "text", "TIMESTAMP": "timestamptz", "DATE": "date", "BOOLEAN": "boolean",
             "BIGINT": "bigint", "DOUBLE": "numeric"}  # fmt: skip
    return plain.get(kind, "jsonb")


def _value(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, list | dict) else value


@pytest.fixture
def company(tmp_path: Path, database: postgresql.Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = sample_in(tmp_path / "company")
    git(root, "rm", "-rq", "records/complaint")
    settings = root / "qms.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + SOURCE, encoding="utf-8")
    commit(root)
    monkeypatch.setenv("PGSERVICEFILE", str(database.services(tmp_path)))
    return root


def test_each_figure_is_the_one_that_the_files_give(company: Path) -> None:
    here = json.loads(qms(ROOT, *KPI).stdout)
    done = qms(company, *KPI, "--allow-source", "complaint")
    there = json.loads(done.stdout)
    assert "complaint comes from the database service.tickets@crm" in done.stderr
    assert "SHA-256" in done.stderr
    assert there["figures"] == here["figures"]


def test_without_leave_no_server_is_asked(company: Path) -> None:
    said = qms(company, *KPI).stderr
    assert "service.tickets lies in a database; confirm it with --allow-source complaint" in said


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("table: service.tickets", "table: service.nothing", "has no table service.nothing"),
        ("table: service.tickets", "table: service.secret", "service.secret is not allowed"),
        ("received_at: opened", "received_at: seen", "has no column seen"),
        ("received_at: opened", "arrived: opened", "“arrived” under columns in qms.yml is no"),
        ("{id: ticket, ", "{", "has no numbers; say under columns which one is id"),
    ],
)
def test_what_does_not_fit_is_told(company: Path, old: str, new: str, wanted: str) -> None:
    replace(company, "qms.yml", old, new)
    commit(company)
    done = qms(company, *KPI, "--allow-source", "complaint")
    assert wanted in done.stderr
    assert done.exit_code == 1


def test_no_word_tells_who_logs_in_or_where(
    company: Path, database: postgresql.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (password, port) in enumerate([("wrong-one", 0), (None, 9)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        services = database.services(folder, password=password, port=port)
        monkeypatch.setenv("PGSERVICEFILE", str(services))
        done = qms(company, *KPI, "--allow-source", "complaint")
        assert done.exit_code == 1
        assert "cannot be reached, refuses the login or broke off" in done.stderr
        for secret in ("reader", "127.0.0.1", "wrong-one", database.password):
            assert secret not in done.stdout + done.stderr


def test_what_was_read_goes_with_the_process(
    company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    monkeypatch.setenv("TMPDIR", str(beside))
    done = qms_process(company, *KPI, "--allow-source", "complaint")
    assert "service.tickets@crm" in done.stderr
    assert list(beside.iterdir()) == []


def test_an_address_in_the_settings_is_refused(company: Path) -> None:
    text = (company / "qms.yml").read_text(encoding="utf-8")
    changed = text.replace(SOURCE, "\nsources: {complaint: 'postgresql://u:p@h/d'}\n")
    (company / "qms.yml").write_text(changed, encoding="utf-8")
    commit(company)
    said = qms(company, *KPI, "--allow-source", "complaint").stderr
    assert "an address may hold a password" in said
    assert "u:p@h" not in said
