"""Outside time stamps: one command asks for them, stock openssl verifies them, none is bent."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.testing.authority import Authority, serving
from tests.testing.company import make_company, release
from tests.testing.repository import commit, git, qms

pytestmark = pytest.mark.attacks

SIGNED = "records/signature/A-0-approved.yaml.sig"
GUIDES = [Path(__file__).parents[2] / f"docs/{lang}/auditor.md" for lang in ("zh", "en")]


class Office:
    """A company that has released, with two authorities."""

    def __init__(self, root: Path, authorities: tuple[Authority, ...]) -> None:
        self.root = root
        self.first, self.second = authorities

    def findings(self, *options: str) -> dict[str, str]:
        """Return the findings about time, their messages by path."""
        report = json.loads(
            qms(self.root, "check", "--format", "json", "--lang", "en", *options).stdout
        )
        return {
            each["path"]: each["message"]
            for each in report["findings"]
            if each["code"].startswith("TIM")
        }


@pytest.fixture(scope="module")
def authorities(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[tuple[Authority, str]]]:
    folder = tmp_path_factory.mktemp("authorities")
    first, second = Authority(folder, "tsa-one"), Authority(folder, "tsa-two")
    with serving(first) as one, serving(second) as two:
        yield [(first, one), (second, two)]


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory,
    keys: dict[str, Path],
    authorities: list[tuple[Authority, str]],
) -> Path:
    named = ", ".join(
        f"{{name: {each.folder.name}, url: '{url}', ca: {each.folder.name}.pem, since: 2020-01-01}}"
        for each, url in authorities
    )
    root = make_company(
        tmp_path_factory.mktemp("stamped") / "company", keys, f"timestamps: [{named}]\n"
    )
    for each, _ in authorities:
        (root / f"{each.folder.name}.pem").write_bytes(each.root)
    commit(root)
    day = subprocess.run(
        ["date", "+%Y-%m-%d"], env={"TZ": "UTC-8"}, capture_output=True, text=True, check=True
    ).stdout.strip()
    release(root, keys, "--edition", day, day)
    return root


@pytest.fixture
def office(tmp_path: Path, made: Path, authorities: list[tuple[Authority, str]]) -> Office:
    for each, _ in authorities:
        each.is_open = True
    root = Path(shutil.copytree(made, tmp_path / "r", symlinks=True))
    return Office(root, tuple(each for each, _ in authorities))


def stamped(office: Office) -> None:
    done = qms(office.root, "timestamp", "--anchor", "--lang", "en")
    assert done.exit_code == 0, done.stderr


def test_signatures_and_anchor_are_stamped_and_stock_openssl_verifies_them(office: Office) -> None:
    assert len(office.findings()) == 3  # three signatures wait; of each one finding is kept here
    stamped(office)
    assert office.findings() == {}
    anchor = next((office.root / "anchors").glob("*.txt")).relative_to(office.root)
    for path in (SIGNED, str(anchor)):
        for name in ("tsa-one", "tsa-two"):
            line = f"openssl ts -verify -data {path} -in {path}.{name}.tsr -CAfile {name}.pem"
            done = subprocess.run(
                line.split(), cwd=office.root, capture_output=True, text=True, check=False
            )
            assert "Verification: OK" in done.stdout + done.stderr
    for guide in GUIDES:
        (line,) = re.findall(r"^openssl ts -verify .*$", guide.read_text("utf-8"), re.MULTILINE)
        done = subprocess.run(
            ["sh", "-c", line], cwd=office.root, capture_output=True, text=True, check=False
        )
        assert "Verification: OK" in done.stdout + done.stderr
    assert git(office.root, "status", "--porcelain") == ""
    again = qms(office.root, "timestamp", "--lang", "en")
    assert "Nothing waits" in again.stderr + again.stdout


def test_without_a_network_it_waits_and_says_so_and_nothing_is_lost(office: Office) -> None:
    office.first.is_open = office.second.is_open = False
    before = office.first.asked
    waits = qms(office.root, "timestamp", "--lang", "en")
    assert waits.exit_code == 1
    assert f"Waits: {SIGNED}.tsa-one.tsr (HTTP 503)" in waits.stderr + waits.stdout
    assert SIGNED in office.findings()
    assert office.first.asked == before
    office.first.is_open = True  # the second is still away
    half = qms(office.root, "timestamp", "--lang", "en")
    assert half.exit_code == 1
    assert (office.root / f"{SIGNED}.tsa-one.tsr").is_file()
    assert "tsa-two" in office.findings()[SIGNED]
    office.second.is_open = True
    assert qms(office.root, "timestamp").exit_code == 0
    assert office.findings() == {}


def test_a_check_asks_no_authority(office: Office) -> None:
    stamped(office)
    office.first.is_open = office.second.is_open = False
    before = office.first.asked, office.second.asked
    assert office.findings() == {}
    assert (office.first.asked, office.second.asked) == before


def content_changed(office: Office) -> str:
    path = next((office.root / "anchors").glob("*.txt"))
    path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
    return "it is not over this file"


def token_of_another_file(office: Office) -> str:
    other = SIGNED.replace("approved", "reviewed")
    shutil.copy(office.root / f"{other}.tsa-one.tsr", office.root / f"{SIGNED}.tsa-one.tsr")
    return "it is not over this file"


def token_of_an_own_authority(office: Office) -> str:
    own = Authority(office.root.parent, "own")
    query = subprocess.run(
        ["openssl", "ts", "-query", "-data", SIGNED, "-sha256", "-cert"],
        cwd=office.root, capture_output=True, check=True,
    ).stdout  # fmt: skip
    (office.root / f"{SIGNED}.tsa-one.tsr").write_bytes(own.stamp(query))
    return "or not by this authority"


def token_of_an_unknown_authority(office: Office) -> str:
    token = (office.root / f"{SIGNED}.tsa-one.tsr").read_bytes()
    (office.root / f"{SIGNED}.mine.tsr").write_bytes(token)
    return "name no such authority"


def token_garbled(office: Office) -> str:
    (office.root / f"{SIGNED}.tsa-one.tsr").write_bytes(b"x")
    return "it is no time stamp"


def token_removed(office: Office) -> str:
    (office.root / f"{SIGNED}.tsa-one.tsr").unlink()
    return "there is no time stamp yet"


def anchor_of_no_history(office: Office) -> str:
    path = next((office.root / "anchors").glob("*.txt"))
    line = path.read_text("utf-8")
    tip = line.split("commit=")[1][:40]
    words = line.rpartition(" short=")[0].replace(tip, "1" * 40)
    path.write_text(words + "\n", encoding="utf-8")
    return "its commit is not in this history"


ATTACKS = (
    content_changed, token_of_another_file, token_of_an_own_authority,
    token_of_an_unknown_authority, token_garbled, token_removed, anchor_of_no_history,
)  # fmt: skip


@pytest.fixture
def all_stamped(office: Office) -> Office:
    stamped(office)
    return office


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.__name__)
def test_a_token_that_does_not_fit_is_found(all_stamped: Office, attack: object) -> None:
    assert callable(attack)
    said = attack(all_stamped)
    commit(all_stamped.root)
    assert any(said in each for each in all_stamped.findings().values())


def test_a_stated_time_that_no_token_bears_out_is_found(
    all_stamped: Office, keys: dict[str, Path], tmp_path: Path
) -> None:
    """Signed again with a day made up: the token over the new signature tells the true one."""
    for at, said in (
        ("2025-12-10T10:00:00+08:00", "more than a day after the stated time"),
        ("2099-12-10T10:00:00+08:00", "before the time that is stated"),
    ):
        root = Path(shutil.copytree(all_stamped.root, tmp_path / at[:4], symlinks=True))
        statement = root / SIGNED.removesuffix(".sig")
        lines = statement.read_text("utf-8").splitlines()
        changed = [f"at: {at}" if line.startswith("at:") else line for line in lines]
        statement.write_text("\n".join(changed) + "\n", encoding="utf-8")
        (root / SIGNED).unlink()
        subprocess.run(
            ["ssh-keygen", "-Y", "sign", "-q", "-f", keys["P-013"], "-n", "qms-release", statement],
            check=True,
        )
        for token in root.glob(f"{SIGNED}.*.tsr"):
            token.unlink()
        commit(root)
        qms(root, "timestamp")
        forged = Office(root, (all_stamped.first, all_stamped.second))
        assert any(said in each for each in forged.findings().values()), at
