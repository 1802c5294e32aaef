"""Everybody is told once what they owe, by the means there are, and that is on file."""

import base64
import email
import email.policy
import hashlib
import hmac
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.testing.listeners import chat_server, mail_server, make_certificate
from tests.testing.repository import commit, git, qms, repository, text_of, write

DAY = ("--as-of", "2026-02-20", "--lang", "zh")
SEND = ("remind", "--send", "--by", "P-001", *DAY)


def _issue(number: int, holder: str) -> dict[str, str]:
    return {
        f"records/copy-event/2026/FF-2026-{number:04}.yaml": f"""\
id: FF-2026-{number:04}
form: QR-2.2.2-01 A/0
date: 2026-01-10
department: after-sales
filled_by: P-001
status: closed
action: issue
copy_number: '{number:03}'
release: A-0
copy_class: controlled
holder: {holder}
"""
    }


def _inside(person: str) -> str:
    return f"{{holder_class: department, department: after-sales, person: {person}}}"


LIST = """\
- id: FL-01
  name: 外部
  receivers:
  - {holder_class: supplier, organisation: Acme Ltd, contact: Ms Fox, address: 1 Hill Road,
     email: fox@example.com, language: en}
"""


@pytest.fixture(scope="module")
def owing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a repository where P-001, P-002 and a supplier owe the receipt of a copy each."""
    files = (
        _issue(1, _inside("P-001"))
        | _issue(2, _inside("P-002"))
        | _issue(3, "{holder_class: supplier, organisation: Acme Ltd}")
    )
    files["records/distribution-list/lists.yaml"] = LIST
    return repository(tmp_path_factory.mktemp("owing") / "r", files)


@pytest.fixture
def office(owing: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the repository as it was, with P-001's address and number, and nothing set up."""
    for name in ("QMS_SECRETS", "QMS_MAIL_PASSWORD", "QMS_WECOM", "QMS_DINGTALK", "QMS_FEISHU"):
        monkeypatch.delenv(name, raising=False)
    start = git(owing, "rev-parse", "HEAD")
    people = owing / "records/person/people.yaml"
    text = people.read_text(encoding="utf-8")
    first, rest = text.split("- id: P-002", 1)
    known = f"{first.rstrip()}\n  email: one@example.com\n  phone: +86 138-0000-0000\n- id: P-002"
    write(owing, {"records/person/people.yaml": known + rest})
    commit(owing)
    yield owing
    git(owing, "reset", "-q", "--hard", start)
    git(owing, "clean", "-q", "-f", "-d")


def _mail(root: Path, port: int, more: str = "security: none") -> None:
    settings = root / "qms.yml"
    said = settings.read_text(encoding="utf-8").split("mail:")[0]
    server = f"host: 127.0.0.1, port: {port}" if "tls" not in more else f"port: {port}"
    words = f"{said}mail: {{{server}, sender: qms@example.com, {more}}}\n"
    write(root, {"qms.yml": words})
    commit(root)


def _read(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _records(root: Path) -> list[str]:
    return [each.read_text() for each in sorted(root.glob("records/reminder/*/*.yaml"))]


def test_without_send_the_messages_are_shown_and_nothing_happens(
    office: Path, tmp_path: Path
) -> None:
    before = git(office, "rev-parse", "HEAD")
    said = qms(office, "remind", *DAY, "--output", str(tmp_path / "r.zip"))
    assert said.exit_code == 0, said.stderr
    assert "—— 甲一 <one@example.com>（邮件文件）" in said.stdout
    assert "2026-01-25  逾期  26 天  手册签收 分发号 001" in said.stdout
    assert "—— Acme Ltd Ms Fox <fox@example.com>（邮件文件、信函）" in said.stdout
    assert "receipt outstanding: copy 003" in said.stdout
    assert "qms remind --send" in said.stderr
    assert git(office, "rev-parse", "HEAD") == before
    with zipfile.ZipFile(tmp_path / "r.zip") as packed:
        assert set(packed.namelist()) == {"SHA256SUMS", "P-001.eml", "003.eml", "letters.pdf"}
        message = _read(packed.read("P-001.eml"))
        packed.extract("letters.pdf", tmp_path)
    assert message["Subject"] == "待办提醒：1 项，其中逾期 1 项"
    assert "手册签收 分发号 001" in message.get_content()
    letters = text_of(tmp_path / "letters.pdf")
    assert "1 Hill Road" in letters
    assert "乙二" in letters, "who has no address gets a letter"


def test_a_run_is_one_record_in_one_commit_and_nobody_is_told_twice_on_a_day(
    office: Path, tmp_path: Path
) -> None:
    with mail_server() as server:
        _mail(office, server.port)
        before = int(git(office, "rev-list", "--count", "HEAD"))
        output = ("--output", str(tmp_path / "r.zip"))
        assert qms(office, *SEND, *output).exit_code == 0
        again = qms(office, *SEND, *output)
    assert again.exit_code == 0
    assert "今天都已提醒过" in again.stderr
    assert int(git(office, "rev-list", "--count", "HEAD")) == before + 1
    assert sorted(to for to, _ in server.took) == ["fox@example.com", "one@example.com"]
    (record,) = _records(office)
    assert "- letter" in record
    assert "copy_numbers:" in record
    assert "手册签收 分发号 001" in record
    sent = _read(dict(server.took)["fox@example.com"])
    assert [each.addr_spec for each in sent["From"].addresses] == ["qms@example.com"]
    assert "copy 003" in sent.get_content()
    check = qms(office, "check", "--select", "FIL", "--format", "json", *DAY)
    assert '"error": 0' in check.stdout, check.stdout


def test_what_a_server_refuses_is_said_not_filed_and_tried_again(office: Path) -> None:
    with mail_server(refuses=frozenset({"one@example.com"})) as server:
        _mail(office, server.port)
        first = qms(office, *SEND)
        assert first.exit_code == 1
        assert "甲一（电子邮件）：没有送达：550 nobody here" in first.stderr
        assert "P-001\n" not in _records(office)[0].split("reminded:")[1]
        server.refuses = frozenset()
        assert qms(office, *SEND).exit_code == 0
    assert [to for to, _ in server.took] == ["fox@example.com", "one@example.com"]
    assert len(_records(office)) == 2


def test_where_the_line_breaks_the_rest_is_said_to_be_unsent(office: Path) -> None:
    with mail_server(breaks_after=1) as server:
        _mail(office, server.port)
        said = qms(office, *SEND)
    assert said.exit_code == 1
    assert said.stderr.count("没有送达") == 1
    assert [to for to, _ in server.took] == ["one@example.com"]


def test_no_server_answers_and_letters_are_filed_all_the_same(office: Path) -> None:
    with mail_server() as server:
        pass  # its port is closed again
    _mail(office, server.port)
    said = qms(office, *SEND)
    assert said.exit_code == 1
    assert said.stderr.count("Connection refused") == 2
    assert "- mail" not in _records(office)[0]


def test_the_password_goes_over_tls_alone_and_a_stranger_s_certificate_is_refused(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    with mail_server(certificate) as server:
        _mail(office, server.port, "host: localhost, security: tls, user: qms")
        said = qms(office, *SEND)
        assert said.exit_code == 1
        assert "QMS_MAIL_PASSWORD" in said.stderr
        monkeypatch.setenv("QMS_MAIL_PASSWORD", "example words")
        stranger = qms(office, *SEND, "--only", "P-001")
        assert "self-signed certificate" in stranger.stderr
        assert not server.logins
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert qms(office, *SEND, "--only", "P-001").exit_code == 0
    assert base64.b64decode(server.logins[0]) == b"\0qms\0example words"
    assert "example words" not in said.stderr + stranger.stderr


def test_mail_is_not_sent_in_the_open_to_another_machine(office: Path) -> None:
    _mail(office, 25)
    settings = (office / "qms.yml").read_text(encoding="utf-8")
    write(office, {"qms.yml": settings.replace("127.0.0.1", "mail.example.com")})
    said = qms(office, *SEND)
    assert said.exit_code == 1
    assert "不能明文发送" in said.stderr
    assert not _records(office)


@pytest.mark.parametrize(
    "trap", ["甲\r\nBcc: all@example.com", "甲\u202e<x@example.com>", '甲", "']
)
def test_a_name_ends_no_header(trap: str, office: Path, tmp_path: Path) -> None:
    people = (office / "records/person/people.yaml").read_text(encoding="utf-8")
    quoted = trap.encode("unicode_escape").decode().replace('"', '\\"')
    write(office, {"records/person/people.yaml": people.replace("甲一", f'"{quoted}"')})
    said = qms(office, "remind", *DAY, "--output", str(tmp_path / "r.zip"))
    assert said.exit_code == 0, said.stderr
    with zipfile.ZipFile(tmp_path / "r.zip") as packed:
        message = _read(packed.read("P-001.eml"))
    assert "Bcc" not in message
    assert [each.addr_spec for each in message["To"].addresses] == ["one@example.com"]


def test_each_robot_gets_its_own_json_signed_where_it_has_a_key(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with chat_server(certificate) as server:
        at = f"https://localhost:{server.port}"
        secrets = tmp_path / "robots.txt"
        secrets.write_text(
            f"# 群机器人\nQMS_WECOM={at}/cgi-bin/webhook/send?key=example\n"
            f"QMS_DINGTALK={at}/robot/send?access_token=example\nQMS_DINGTALK_SECRET=SECexample\n"
            f"QMS_FEISHU={at}/open-apis/bot/v2/hook/example\nQMS_FEISHU_SECRET=example\n",
            encoding="utf-8",
        )
        monkeypatch.setenv("QMS_SECRETS", str(secrets))
        said = qms(office, *SEND, "--only", "P-001")
    assert said.exit_code == 0, said.stderr
    (_, wecom), (path, dingtalk), (_, feishu) = server.got
    assert "手册签收" in wecom["text"]["content"]
    assert wecom["text"]["mentioned_mobile_list"] == ["13800000000"]
    assert dingtalk["at"]["atMobiles"] == ["13800000000"]
    asked = parse_qs(urlsplit(path).query)
    signed = hmac.digest(
        b"SECexample", f"{asked['timestamp'][0]}\nSECexample".encode(), hashlib.sha256
    )
    assert asked["sign"] == [base64.b64encode(signed).decode()]
    signed = hmac.digest(f"{feishu['timestamp']}\nexample".encode(), b"", hashlib.sha256)
    assert feishu["sign"] == base64.b64encode(signed).decode()
    assert feishu["content"]["text"] == wecom["text"]["content"]
    assert all(f"- {each}" in _records(office)[0] for each in ("wecom", "dingtalk", "feishu"))


@pytest.mark.parametrize(
    ("answer", "status", "why"),
    [
        (
            {"errcode": 45009, "errmsg": "api freq out of limit"},
            200,
            "45009: api freq out of limit",
        ),
        ({"errcode": False}, 200, "False"),
        ({}, 200, "None: ?"),
        ({"errcode": 0}, 302, "HTTP 302"),
    ],
)
def test_a_robot_that_does_not_take_it_is_not_on_file(
    answer: dict[str, object], status: int, why: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server(answer=answer, status=status) as server:
        address = f"http://127.0.0.1:{server.port}/cgi-bin/webhook/send?key=hidden-words"
        monkeypatch.setenv("QMS_WECOM", address)
        said = qms(office, *SEND, "--only", "P-002")
    assert said.exit_code == 1
    assert why in said.stderr
    assert "hidden-words" not in said.stderr
    assert not _records(office)


@pytest.mark.parametrize(
    "address",
    ["http://example.com/x", "qyapi", "https://", "https://[x", "https://a b/", "file:///x"],
)
def test_an_address_that_is_none_is_refused_without_showing_it(
    address: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QMS_FEISHU", address)
    said = qms(office, *SEND)
    assert said.exit_code == 1
    assert "QMS_FEISHU 里的机器人地址不能用" in said.stderr
    assert not _records(office)


def test_secrets_inside_the_repository_are_refused_and_found(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "0123abcd-example"
    inside = office / "config" / "robots.env"
    robot = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}"
    write(office, {"config/robots.env": f"QMS_WECOM={robot}\n"})
    link = tmp_path / "outside.env"
    link.symlink_to(inside)
    for named in (inside, link):
        monkeypatch.setenv("QMS_SECRETS", str(named))
        said = qms(office, *SEND)
        assert said.exit_code == 1
        assert "在仓库里" in said.stderr
    monkeypatch.delenv("QMS_SECRETS")
    found = qms(office, "check", "--select", "FIL110", *DAY)
    assert "config/robots.env:1" in found.stdout
    commit(office)
    found = qms(office, "check", "--select", "FIL110", "--ref", "HEAD", *DAY)
    assert "config/robots.env:1" in found.stdout
    assert key not in found.stdout


def test_a_line_of_the_file_that_is_none_is_named_and_not_repeated(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets.txt"
    secrets.write_text("QMS_WECOM=https://localhost/\nmy password\n", encoding="utf-8")
    monkeypatch.setenv("QMS_SECRETS", str(secrets))
    said = qms(office, "remind", *DAY)
    assert said.exit_code == 1
    assert "第 2 行" in said.stderr
    assert "my password" not in said.stderr
