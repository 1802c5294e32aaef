"""A passkey is enrolled with a code, enters the register by its rules, and signs what was shown."""

import base64
import datetime as dt
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from qms.model.passkey import Answer, Flag, Site
from qms.model.signing import fingerprint_of
from qms.store import clock, enrolments
from tests.desk.conftest import Visitor, desk_over, words
from tests.testing.authenticator import OWNER, Authenticator
from tests.testing.company import edit, make_company, release
from tests.testing.repository import git, qms

pytestmark = pytest.mark.attacks
KEEPER = "P-011"
CONCESSION = """\
id: RB-2026-0001
form: QR-7.5-05 A/0
date: 2026-11-23
department: after-sales
filled_by: P-011
approved_by: P-013
status: closed
code: MEA101
record: MI-004
reason: 例
expires: 2026-12-31
"""


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    """A company with a release, signed by three with keys of their own."""
    root = make_company(tmp_path_factory.mktemp("tap") / "company", keys, "decisions: signed\n")
    git(root, "config", "user.name", "desk")
    git(root, "config", "user.email", "desk@example.org")
    release(root, keys, "--edition", "2026-11-20", "2026-11-21")
    edit(root)
    git(root, "commit", "-qam", "a change of the text")
    return root


@pytest.fixture
def desk(released: Path, tmp_path: Path) -> Iterator[Visitor]:
    root = shutil.copytree(released, tmp_path / "office", symlinks=True)
    with desk_over(root) as visitor:
        visitor.base = visitor.base.replace("127.0.0.1", "localhost")
        visitor.http.base_url = visitor.base
        yield visitor.enter(KEEPER)


def device_for(desk: Visitor, **more: object) -> Authenticator:
    return Authenticator(Site(desk.base), **more)


def code_for(desk: Visitor, person: str) -> str:
    return enrolments.new_code(desk.root, person, now=clock.now(dt.UTC))


def asked_on(page: str) -> dict[str, str]:
    return {
        "asked": re.search(r'name="asked" value="([^"]+)"', page)[1],
        "challenge": unescape(re.search(r'data-challenge="([^"]+)"', page)[1]),
    }


def in_url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def sent(answer: Answer, **more: str) -> dict[str, str]:
    parts = {"data": answer.data, "client": answer.client, "signature": answer.signature}
    return {name: in_url(each) for name, each in parts.items()} | more


def challenge_of(asked: dict[str, str]) -> bytes:
    return base64.urlsafe_b64decode(asked["challenge"] + "==")


def enrolled(desk: Visitor, person: str, device: Authenticator, code: str = "") -> str:
    page = desk.post("/enrol", code=code or code_for(desk, person)).text
    asked = asked_on(page)
    answer = device.made(challenge_of(asked))
    key = {"key": in_url(device.public), "credential": in_url(device.credential)}
    return words(desk.post("/enrol/made", asked=asked["asked"], **sent(answer), **key))


def entered(desk: Visitor, person: str, device: Authenticator) -> None:
    """Put a device's passkey into the register by the introduction of two others' keys."""
    line = device.passkey().line
    public = desk.root.parent / "new.pub"
    public.write_text(line)
    others = [each for each in ("P-011", "P-012", "P-013") if each != person]
    for each in others:
        key = str(KEYS[each])
        done = qms(
            desk.root, "key", "introduce", person, str(public), "--key", key,
            "--as-of", "2026-11-23",
        )  # fmt: skip
        assert done.exit_code == 0, done.stderr


KEYS: dict[str, Path] = {}


@pytest.fixture(autouse=True)
def _known(keys: dict[str, Path]) -> None:
    KEYS.update(keys)


def request_at(desk: Visitor) -> str:
    """Ask for the change, and have it reviewed, by the command line; return its number."""
    asked = qms(
        desk.root, "change", "new", "--reason", "improvement", "--explanation", "写明执行",
        "--by", "P-011", "--as-of", "2026-11-23",
    )  # fmt: skip
    assert asked.exit_code == 0, asked.stderr
    number = re.search(r"GG-\d{4}-\d{4}", asked.stdout + asked.stderr)[0]
    done = qms(desk.root, "change", "review", number, "--by", "P-012", "--as-of", "2026-11-23")
    assert done.exit_code == 0, done.stderr
    return number


def signed(desk: Visitor, path: str, device: Authenticator) -> str:
    asked = asked_on(desk.get(path).text)
    answer = device.tapped(challenge_of(asked))
    return words(desk.post(path, asked=asked["asked"], **sent(answer)))


def test_a_request_is_approved_by_a_tap_that_stock_commands_accept(desk: Visitor) -> None:
    device = device_for(desk)
    assert "P-013 签P-013" in words(desk.post("/enrol", code=code_for(desk, "P-013")))
    assert "已登记，指纹 SHA256:" in enrolled(desk, "P-013", device)
    entered(desk, "P-013", device)
    number = request_at(desk)
    approver = desk.beside("P-013")
    approver.http.base_url = desk.base
    page = approver.post(f"/changes/{number}", verdict="agreed", opinion="同意")
    assert str(page.url).endswith(f"/sign/approved/{number}")
    shown = words(page)
    statement = unescape(re.search(r'(?s)<pre id="exact">(.*?)</pre>', page.text)[1])
    digest = re.search(r"sha256: (\w+)", statement)[1]
    assert digest in shown
    assert "写明执行" in shown  # what is approved, not only its number
    asked = asked_on(page.text)
    answer = device.tapped(challenge_of(asked))
    done = words(approver.post(f"/sign/approved/{number}", asked=asked["asked"], **sent(answer)))
    assert f"{number}：批准已签署" in done
    file = next(desk.root.rglob(f"{number}-approved.yaml"))
    assert file.read_text() == statement
    allowed = desk.root.parent / "allowed"
    allowed.write_text(qms(desk.root, "key", "list", "--as-of", "2026-11-23").stdout)
    assert device.passkey().line.split()[1] in allowed.read_text()
    stock = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "P-013", "-n", "qms-release", "-s",
         f"{file}.sig"], input=file.read_bytes(), capture_output=True, check=False,
    )  # fmt: skip
    assert b"Good" in stock.stdout
    assert git(desk.root, "status", "--porcelain") == ""
    found = qms(desk.root, "check", "--as-of", "2026-11-23", "--select", "KEY", "REL")
    assert number not in found.stdout
    assert "P-013" not in found.stdout
    again = approver.post(f"/sign/approved/{number}", asked=asked["asked"], **sent(answer))
    assert "这一页已用过" in words(again)  # the same tap, sent again


def test_a_key_revoked_while_its_page_stands_open_signs_no_more(desk: Visitor) -> None:
    device = device_for(desk)
    enrolled(desk, "P-013", device)
    entered(desk, "P-013", device)
    number = request_at(desk)
    approver = desk.beside("P-013")
    approver.http.base_url = desk.base
    asked = asked_on(approver.post(f"/changes/{number}", verdict="agreed").text)
    fingerprint = fingerprint_of(device.passkey().line)
    revoked = qms(desk.root, "key", "revoke", fingerprint, "--as-of", "2026-11-23")
    assert revoked.exit_code == 0, revoked.stderr
    before = git(desk.root, "rev-parse", "HEAD")
    answer = device.tapped(challenge_of(asked))
    done = approver.post(f"/sign/approved/{number}", asked=asked["asked"], **sent(answer))
    assert "没有写入任何内容" in words(done)
    assert git(desk.root, "rev-parse", "HEAD") == before


def test_a_tap_for_another_page_or_without_its_owner_signs_nothing(desk: Visitor) -> None:
    device = device_for(desk)
    enrolled(desk, "P-013", device)
    entered(desk, "P-013", device)
    number = request_at(desk)
    approver = desk.beside("P-013")
    approver.http.base_url = desk.base
    path = f"/sign/approved/{number}"
    approver.post(f"/changes/{number}", verdict="agreed")
    before = git(desk.root, "rev-parse", "HEAD")
    stranger = device_for(desk)
    away = Authenticator(Site("http://localhost:1"), secret=device.secret)
    blind = device_for(desk, secret=device.secret, flags=Flag.present)
    assert "对这份声明的签名" in signed(approver, path, stranger)
    assert "不是对本页所示内容" in signed(approver, path, away)
    assert "没有核实是您本人" in signed(approver, path, blind)
    first, second = (asked_on(approver.get(path).text) for _ in range(2))
    answer = device.tapped(b"another question")
    assert "不是对本页" in words(approver.post(path, asked=first["asked"], **sent(answer)))
    for part in ("data", "client", "signature"):
        asked = asked_on(approver.get(path).text)
        bad = sent(device.tapped(challenge_of(asked))) | {part: "!!"}
        assert "没有作答" in words(approver.post(path, asked=asked["asked"], **bad))
    theirs = sent(device.tapped(challenge_of(second)))
    assert "这一页已用过" in words(desk.post(path, asked=second["asked"], **theirs))
    assert git(desk.root, "rev-parse", "HEAD") == before


def test_a_code_is_good_for_one_person_once_and_for_a_day(desk: Visitor) -> None:
    now = clock.now(dt.UTC)
    old = enrolments.new_code(desk.root, "P-013", now=now - dt.timedelta(days=1))
    ahead = enrolments.new_code(desk.root, "P-012", now=now + dt.timedelta(hours=1))
    first = code_for(desk, "P-013")
    newer = code_for(desk, "P-013")
    for bad in (old, ahead, first, "AAAA-BBBB-CCCC", "", "' or 1"):
        assert "登记码无效" in words(desk.post("/enrol", code=bad))
    assert "已登记，指纹" in enrolled(desk, "P-013", device_for(desk), newer.lower())
    assert "登记码无效" in words(desk.post("/enrol", code=newer))
    kept = (desk.root / ".git" / enrolments.FILE).read_text()
    assert newer not in kept
    assert newer.replace("-", "") not in kept


def test_who_has_left_gets_no_code_and_uses_none(desk: Visitor) -> None:
    code = code_for(desk, "P-013")
    file = desk.root / "records/person/signers.yaml"
    text = file.read_text(encoding="utf-8").rstrip()
    file.write_text(text + "\n  left: 2026-11-20\n", encoding="utf-8")
    git(desk.root, "commit", "-qam", "leaves")
    assert "登记码无效" in words(desk.post("/enrol", code=code))
    assert "不在职" in words(desk.post("/passkeys/code", person="P-013"))


def test_a_passkey_enters_the_register_by_the_taps_of_two_others(desk: Visitor) -> None:
    devices = {each: device_for(desk, credential=each.encode()) for each in ("P-011", "P-012")}
    for person, device in devices.items():
        enrolled(desk, person, device)
        entered(desk, person, device)
    new = device_for(desk, credential=b"new")
    enrolled(desk, "P-013", new)
    path = f"/passkeys/introduce/{in_url(b'new')}"
    mark = new.passkey().line.split()[1]
    register = desk.root / "records/person/signers.yaml"
    says = {"P-011": "引入密钥已签署", "P-012": "见证密钥已签署"}
    for person, device in devices.items():
        assert mark not in register.read_text(encoding="utf-8")
        visitor = desk.beside(person)
        visitor.http.base_url = desk.base
        assert says[person] in signed(visitor, path, device)
    assert mark in register.read_text(encoding="utf-8")
    found = qms(desk.root, "check", "--as-of", "2026-11-23", "--select", "KEY")
    assert "KEY108" not in found.stdout


def test_no_key_is_entered_without_introduction_once_something_is_signed(desk: Visitor) -> None:
    new = device_for(desk)
    enrolled(desk, "P-013", new)
    before = git(desk.root, "rev-parse", "HEAD")
    page = desk.post(f"/passkeys/enter/{in_url(new.credential)}")
    assert "须由本人的旧密钥或另外两个人签名引入" in words(page)
    assert git(desk.root, "rev-parse", "HEAD") == before


def test_the_first_keys_are_entered_by_who_keeps_the_register(
    company: Path,
) -> None:
    git(company, "config", "user.name", "desk")
    git(company, "config", "user.email", "desk@example.org")
    with desk_over(company) as visitor:
        visitor.base = visitor.base.replace("127.0.0.1", "localhost")
        visitor.http.base_url = visitor.base
        visitor.enter(KEEPER)
        device = device_for(visitor)
        enrolled(visitor, "P-013", device)
        page = visitor.post(f"/passkeys/enter/{in_url(device.credential)}")
        assert "已进花名册" in words(page)
    assert device.passkey().line in (company / "records/person/signers.yaml").read_text("utf-8")


def test_a_file_signed_on_another_machine_is_taken(desk: Visitor) -> None:
    number = request_at(desk)
    approver = desk.beside("P-013")
    approver.http.base_url = desk.base
    approver.post(f"/changes/{number}", verdict="agreed")
    path = f"/sign/approved/{number}"
    for key, says in (("stranger", "对这份声明的签名"), ("P-013", "批准已签署")):
        asked = re.search(r'name="asked" value="([^"]+)"', approver.get(path).text)[1]
        statement = approver.get(f"/statement/{asked}").content
        done = subprocess.run(
            ["ssh-keygen", "-Y", "sign", "-q", "-f", KEYS[key], "-n", "qms-release"],
            input=statement, capture_output=True, check=True,
        )  # fmt: skip
        page = approver.http.post(
            path, data={"token": approver.token, "asked": asked}, files={"file": done.stdout}
        )
        assert says in words(page)


def test_a_damaged_file_of_passkeys_is_said_and_not_overwritten(desk: Visitor) -> None:
    file = desk.root / ".git" / enrolments.FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{")
    page = desk.get("/passkeys")
    assert page.status_code == 404
    assert "读不出来" in words(page)
    desk.post("/passkeys/code", person="P-013")
    assert file.read_text() == "{"


def test_flags_of_a_copied_passkey_are_kept_and_said(desk: Visitor) -> None:
    device = device_for(desk, flags=OWNER | Flag.can_be_copied | Flag.is_copied)
    enrolled(desk, KEEPER, device)
    kept = enrolments.enrolments(desk.root).of(KEEPER)[0]
    assert Flag(kept.flags) & Flag.is_copied
    assert "可同步到别的设备" in words(desk.get("/passkeys"))


def test_a_passkey_that_may_be_copied_signs_no_more_from_the_day_that_says_so(
    desk: Visitor,
) -> None:
    copied = device_for(desk, flags=OWNER | Flag.can_be_copied, credential=b"copied")
    enrolled(desk, "P-013", copied)
    entered(desk, "P-013", copied)
    number = request_at(desk)
    settings = desk.root / "qms.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}hardware_keys_from: 2026-11-23\n", encoding="utf-8")
    git(desk.root, "commit", "-qam", "hardware keys")
    approver = desk.beside("P-013")
    approver.http.base_url = desk.base
    approver.post(f"/changes/{number}", verdict="agreed")
    before = git(desk.root, "rev-parse", "HEAD")
    path = f"/sign/approved/{number}"
    assert "能复制到别的设备" in signed(approver, path, copied)
    assert git(desk.root, "rev-parse", "HEAD") == before
    settings.write_text(f"{text}hardware_keys_from: 2026-11-24\n", encoding="utf-8")
    git(desk.root, "commit", "-qam", "from tomorrow")
    assert "批准已签署" in signed(approver, path, copied)
    settings.write_text(f"{text}hardware_keys_from: 2026-11-01\n", encoding="utf-8")
    git(desk.root, "commit", "-qam", "and it is told afterwards")
    found = qms(desk.root, "check", "--as-of", "2026-11-23", "--select", "KEY116")
    assert f"{number}-approved" in found.stdout


def test_study_correction_and_what_else_is_decided_are_signed_by_a_tap(desk: Visitor) -> None:
    device = device_for(desk)
    enrolled(desk, "P-013", device)
    entered(desk, "P-013", device)
    reader = desk.beside("P-013")
    reader.http.base_url = desk.base
    page = reader.post("/study", release="A/0")
    assert "/sign/confirmed/XX-2026-" in str(page.url)
    path = str(page.url).removeprefix(desk.base)
    assert "确认已签署" in signed(reader, path, device)
    number = path.rpartition("/")[2]
    plan = "/correct/strategic-plan/ZL-2025-0001"
    assert qms(desk.root, "close", "ZL-2025-0001", "--as-of", "2026-11-23").exit_code == 0
    page = reader.http.post(
        plan, data={"token": reader.token, "field": "goal", ".goal": "改", "reason": "笔误"}
    )
    assert str(page.url).endswith("/sign/corrected/ZL-2025-0001"), words(page)
    assert "更正已签署" in signed(reader, "/sign/corrected/ZL-2025-0001", device)
    file = "concession/2026/RB-2026-0001"
    (desk.root / "records" / file).parent.mkdir(parents=True)
    (desk.root / f"records/{file}.yaml").write_text(CONCESSION, encoding="utf-8")
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "a concession")
    assert "RB-2026-0001 批准" in words(reader.get("/changes"))
    assert "批准已签署" in signed(reader, "/sign/approved/RB-2026-0001", device)
    found = qms(desk.root, "check", "--as-of", "2026-11-23", "--format", "json").stdout
    told = [each for each in json.loads(found)["findings"] if each["code"].startswith("DEC")]
    assert [each["message"] for each in told if number in each["message"]] == []
    assert [each["message"] for each in told if "P-013" in each["message"]] == []


def test_a_keeper_and_nobody_else_acknowledges_the_copy_that_was_issued_to_him(
    desk: Visitor,
) -> None:
    to = ("--to", "after-sales", "--keeper", "P-013", "--by", "P-011", "--as-of", "2026-11-23")
    assert qms(desk.root, "copy", "issue", *to).exit_code == 0
    other = desk.beside("P-012")
    assert "我已收到" not in words(other.get("/copies/001"))
    before = git(desk.root, "rev-parse", "HEAD")
    assert "不是发给您保管的" in words(other.post("/copies/001/mine"))
    assert git(desk.root, "rev-parse", "HEAD") == before
    keeper = desk.beside("P-013")
    assert "我已收到" in words(keeper.get("/copies/001"))
    assert "您已签收 001" in words(keeper.post("/copies/001/mine"))
    assert "我已收到" not in words(keeper.get("/copies/001"))
    again = words(keeper.post("/copies/001/mine"))
    assert "您已签收" not in again
    event = next(desk.root.rglob("FF-2026-0002.yaml")).read_text(encoding="utf-8")
    assert "received_by: 签P-013" in event
