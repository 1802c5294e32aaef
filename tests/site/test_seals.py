"""Codes cannot be read off the site, and a signed code is checked offline in a browser (2.2.2)."""

import datetime as dt
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect

from qms.model.kinds.ch02_copies import CopyEvent
from qms.standing.genuine import genuine
from qms.standing.seal import armored, seal_in
from qms.store.loading import load
from tests.site.conftest import build
from tests.testing.company import make_company, release
from tests.testing.repository import run_qms, text_of

pytestmark = pytest.mark.browser

DAY = ("--as-of", "2026-01-02")


@pytest.fixture(scope="session")
def company_with_copies(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    """A company with copy 001 sealed with an Ed25519 key and 002 with an ECDSA P-256 key."""
    folder = tmp_path_factory.mktemp("sealed")
    elliptic = folder / "P-012"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ecdsa", "-b", "256", "-N", "", "-f", elliptic], check=True
    )
    own = keys | {"P-012": elliptic}
    root = make_company(folder / "company", own)
    release(root, own, "--edition", "2025-12-10", "2026-01-01")
    for number, person in (("001", "P-011"), ("002", "P-012")):
        run_qms(
            root, "copy", "issue", "--to", "after-sales", "--keeper", "P-001", "--by", "P-001",
            "--key", str(own[person]), *DAY, "--output", str(folder / f"{number}.pdf"),
        )  # fmt: skip
    return root


@pytest.fixture(scope="session")
def built(company_with_copies: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("seal-site") / "built"
    return build(company_with_copies, target, as_of="2026-12-31")


def seals(root: Path) -> list[str]:
    snapshot = load(root, as_of=dt.date(2026, 11, 23))
    return [each.seal for each in snapshot.all(CopyEvent) if each.seal]


@pytest.fixture(scope="module")
def page(browser: Browser, built: Path) -> Iterator[Page]:
    made = browser.new_page()
    made.goto((built / "verify/seal.html").as_uri())
    yield made
    made.close()


def test_no_code_stands_anywhere_in_the_site(company_with_copies: Path, built: Path) -> None:
    codes = list(genuine(load(company_with_copies, as_of=dt.date(2026, 11, 23))))
    told = (built / "verify/copy.html").read_text(encoding="utf-8")
    table = json.loads(re.findall(r'id="qms-codes">(.*?)</script>', told)[0])
    assert len(table["known"]) == len(codes)
    assert len({len(each) for each in table["known"].values()}) == 1
    salts = [
        event.salt
        for event in load(company_with_copies, as_of=dt.date(2026, 11, 23)).all(CopyEvent)
    ]
    assert all(salts)
    for file in built.rglob("*"):
        if file.suffix in {".html", ".js", ".json"}:
            text = file.read_text(encoding="utf-8")
            assert not [code for code in (*codes, *salts) if code in text], file


def test_signed_codes_are_checked_offline_and_forged_ones_refused(
    company_with_copies: Path, page: Page
) -> None:
    verdict = page.locator(".qms-verdict")
    for number, token in zip(("001", "002"), seals(company_with_copies), strict=True):
        page.get_by_label("签名码的内容").fill(token)
        page.get_by_role("button", name="核验", exact=True).click()
        expect(verdict).to_contain_text(f"签名有效：QM-01 A/0，分发号 {number}")
        for forged, said in (
            (token.replace(f"~{number}~", "~009~"), "签名无效"),
            (token.replace("~A-0~", "~A-1~"), "签名无效"),
            (token[:-12] + "A" * 12, "签名无效"),
            (token.replace("~20", "~19", 1), "不能确认"),
            ("hello", "这不是签名码"),
        ):
            page.get_by_label("签名码的内容").fill(forged)
            page.get_by_role("button", name="核验", exact=True).click()
            expect(verdict).to_contain_text(said)
            assert verdict.get_attribute("data-good") == "false"


def test_a_signed_code_is_read_from_a_photo(
    company_with_copies: Path, page: Page, tmp_path: Path
) -> None:
    picture = tmp_path / "photo.png"
    segno.make(seals(company_with_copies)[0], error="m").save(str(picture), scale=4, border=6)
    page.get_by_label("照片").set_input_files(picture)
    expect(page.locator(".qms-verdict")).to_contain_text("签名有效：QM-01 A/0，分发号 001")


def test_a_printed_cover_can_be_photographed(
    company_with_copies: Path, page: Page, tmp_path: Path
) -> None:
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed")
    book = company_with_copies.parent / "001.pdf"
    subprocess.run(
        ["pdftoppm", "-png", "-r", "200", "-f", "1", "-l", "1", "-singlefile", book,
         tmp_path / "cover"], check=True,
    )  # fmt: skip
    page.get_by_label("照片").set_input_files(tmp_path / "cover.png")
    expect(page.locator(".qms-verdict")).to_contain_text("签名有效：QM-01 A/0，分发号 001")


def test_stock_ssh_keygen_accepts_what_a_signed_code_holds(
    company_with_copies: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    seal = seal_in(seals(company_with_copies)[0])
    assert seal is not None
    public = Path(f"{keys['P-011']}.pub").read_text(encoding="utf-8")
    (tmp_path / "allowed").write_text(f"P-011 {public}", encoding="utf-8")
    (tmp_path / "seal.sig").write_bytes(armored(seal, public))
    verify = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "P-011", "-n", "qms-copy"]
    done = subprocess.run(
        [*verify, "-s", "seal.sig"],
        cwd=tmp_path,
        input=seal.message,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    print_ = subprocess.run(
        ["ssh-keygen", "-lf", f"{keys['P-011']}.pub"], check=True, capture_output=True, text=True
    ).stdout.split()[1]
    assert print_ in text_of(company_with_copies.parent / "001.pdf").replace("\n", "")
