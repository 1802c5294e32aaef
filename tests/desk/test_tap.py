"""A passkey is made and tapped in a real browser, and stock ssh-keygen accepts what was signed."""

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.conftest import Visitor, desk_over
from tests.desk.test_browser import PHONE, at_the_desk
from tests.desk.test_passkeys import _known, code_for, released, request_at  # noqa: F401
from tests.testing.repository import git, qms

pytestmark = pytest.mark.browser
expect.set_options(timeout=120_000)  # a busy machine is no failure


@pytest.fixture
def office(released: Path, tmp_path: Path) -> Iterator[Visitor]:  # noqa: F811 - the fixture
    root = shutil.copytree(released, tmp_path / "office", symlinks=True)
    with desk_over(root) as visitor:
        visitor.base = visitor.base.replace("127.0.0.1", "localhost")
        yield visitor


def with_authenticator(page: Page, *, verified: bool = True) -> None:
    """Give a browser a device that knows its owner by finger, or does not."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def enrolled(page: Page, desk: Visitor, person: str) -> str:
    """Enrol with a code as its owner would; return the fingerprint that the page names."""
    page.goto(f"{desk.base}/passkeys")
    page.get_by_role("link", name="用登记码登记").click()
    page.locator("#code").fill(code_for(desk, person))
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="在这台设备上登记").click()
    expect(page.locator("h1")).to_have_text("已登记")
    return re.search(r"SHA256:\S+?(?=。)", page.locator(".said").inner_text())[0]


def introduced(desk: Visitor, person: str, keys: dict[str, Path]) -> str:
    """Let two others introduce the passkey that waits, by their keys; return its line."""
    from qms.store.enrolments import enrolments

    line = enrolments(desk.root).of(person)[0].line
    public = desk.root.parent / f"{person}.pub"
    public.write_text(line)
    for other in {"P-011", "P-012", "P-013"} - {person}:
        done = qms(
            desk.root, "key", "introduce", person, str(public), "--key", str(keys[other]),
            "--as-of", "2026-11-23",
        )  # fmt: skip
        assert done.exit_code == 0, done.stderr
    return line


@pytest.mark.parametrize("size", [(1280, 900), PHONE])
def test_an_approver_enrols_and_approves_a_request_by_a_tap(
    browser: Browser, office: Visitor, keys: dict[str, Path], size: tuple[int, int]
) -> None:
    number = request_at(office)
    with at_the_desk(browser, office, "P-013", size=size) as page:
        with_authenticator(page)
        fingerprint = enrolled(page, office, "P-013")
        line = introduced(office, "P-013", keys)
        page.goto(f"{office.base}/changes/{number}")
        page.get_by_role("button", name="同意").click()
        expect(page.locator("h1")).to_contain_text(f"签署：{number}")
        expect(page.locator("main")).to_contain_text(fingerprint)
        expect(page.locator("main")).to_contain_text("写明执行")
        digest = page.locator("#digest").inner_text()
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0
        page.get_by_role("button", name="点按签名").click()
        expect(page.locator(".said")).to_contain_text("批准已签署")
    file = next(office.root.rglob(f"{number}-approved.yaml"))
    assert f"sha256: {digest}" in file.read_text()
    allowed = office.root.parent / "allowed"
    allowed.write_text(f"P-013 {line}\n")
    stock = ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "P-013", "-n", "qms-release"]
    for given, says in ((file.read_bytes(), 0), (file.read_bytes() + b"x", 255)):
        done = subprocess.run([*stock, "-s", f"{file}.sig"], input=given, check=False)
        assert done.returncode == says
    assert git(office.root, "status", "--porcelain") == ""


def test_a_device_that_does_not_know_its_owner_signs_nothing(
    browser: Browser, office: Visitor
) -> None:
    with at_the_desk(browser, office, "P-013") as page:
        with_authenticator(page, verified=False)
        page.goto(f"{office.base}/enrol")
        page.locator("#code").fill(code_for(office, "P-013"))
        page.get_by_role("button", name="继续").click()
        page.get_by_role("button", name="在这台设备上登记").click()
        expect(page.locator("[data-trouble]")).to_be_visible()
        page.get_by_role("button", name="在这台设备上登记").click()  # and may be tried again
        expect(page.locator("[data-trouble]")).to_be_visible()


def test_three_people_release_the_manual_by_taps_from_three_browsers(
    browser: Browser, company: Path
) -> None:
    """From the first keys to the release and its study: nobody has a key file."""
    git(company, "config", "user.name", "desk")
    git(company, "config", "user.email", "desk@example.org")
    people = {"P-011": "编制", "P-012": "审核", "P-013": "批准"}
    with contextlib.ExitStack() as stack, desk_over(company) as desk:
        desk.base = desk.base.replace("127.0.0.1", "localhost")
        pages = {each: stack.enter_context(at_the_desk(browser, desk, each)) for each in people}
        for person, page in pages.items():
            with_authenticator(page)
            enrolled(page, desk, person)
        keeper = pages["P-011"]
        for _ in people:
            keeper.goto(f"{desk.base}/passkeys")
            keeper.get_by_role("button", name="指纹核对过，登记").first.click()
            expect(keeper.locator(".said")).to_contain_text("已进花名册")
        options = ("--edition", "--effective", "2026-11-23", "--as-of", "2026-11-23")
        assert qms(company, "release", *options, "--reason", "首次", "--prepare").exit_code == 0
        late = pages["P-012"]
        late.goto(f"{desk.base}/sign/reviewed/release")
        expect(late.locator("main")).to_contain_text("还没有编制签署")
        for person, role in people.items():
            page = pages[person]
            page.goto(f"{desk.base}/changes")
            page.get_by_role("link", name="看全文，点按签署").click()
            page.get_by_role("button", name="点按签名").click()
            expect(page.locator(".said")).to_contain_text(f"{role}已签署")
        keeper.goto(f"{desk.base}/release")
        keeper.get_by_role("button", name="完成发布").click()
        expect(keeper.locator(".said")).to_contain_text("A/0 已发布")
        stack.close()
    for role in ("prepared", "reviewed", "approved"):
        file = company / f"records/signature/A-0-{role}.yaml"
        allowed = company.parent / "allowed"
        allowed.write_text(qms(company, "key", "list", "--as-of", "2026-11-23").stdout)
        person = re.search(r"person: (\S+)", file.read_text())[1]
        done = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", person, "-n", "qms-release", "-s",
             f"{file}.sig"], input=file.read_bytes(), capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    found = qms(company, "check", "--as-of", "2026-11-23", "--select", "REL", "--select", "KEY")
    assert found.exit_code == 0, found.stdout
