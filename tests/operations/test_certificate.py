"""PDF files signed with the company's certificate: stock pdfsig accepts them (PAdES)."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.testing.authority import Authority, serving
from tests.testing.company import make_company, release
from tests.testing.repository import commit, qms

pytestmark = pytest.mark.paper

DAY = ("--as-of", "2026-03-10")
BY = ("--by", "P-011")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    root = make_company(tmp_path_factory.mktemp("certified") / "company", keys)
    release(root, keys, "--edition", "2025-12-10", "2026-01-01")
    return root


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    for words in (
        (
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem"
            " -days 30 -subj /CN=Sample -addext keyUsage=critical,digitalSignature,nonRepudiation"
        ),
        "pkcs12 -export -inkey k.pem -in c.pem -out c.p12 -passout pass:open",
    ):
        subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
    return folder / "c.p12"


@pytest.fixture
def root(made: Path, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QMS_CERTIFICATE", str(certificate))
    monkeypatch.setenv("QMS_CERTIFICATE_PASSWORD", "open")
    return Path(shutil.copytree(made, tmp_path / "r", symlinks=True))


def pdfsig(file: Path) -> str:
    done = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_pdfsig_accepts_book_copy_and_review_pack(root: Path, tmp_path: Path) -> None:
    copy = ("copy", "issue", "--to", "after-sales", "--keeper", "P-001", *BY)
    files = {
        tmp_path / "book.pdf": ("pdf",),
        tmp_path / "copy.pdf": copy,
        tmp_path / "pack/review-2026.pdf": ("review-pack", "2026"),
    }
    for file, words in files.items():
        target = file.parent if words[0] == "review-pack" else file
        done = qms(root, *words, *DAY, "--output", str(target))
        assert done.exit_code == 0, done.stderr
        said = pdfsig(file)
        assert "Signature is Valid." in said
        assert "ETSI.CAdES.detached" in said
        assert "Total document signed" in said
    verified = qms(root, "verify", str(tmp_path / "copy.pdf"), *DAY, "--lang", "en")
    assert verified.exit_code == 0, verified.stdout + verified.stderr


def test_one_changed_byte_is_noticed(root: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.pdf"
    qms(root, "pdf", *DAY, "--output", str(book))
    content = bytearray(book.read_bytes())
    content[len(content) // 3] ^= 1
    book.write_bytes(content)
    assert "Signature is Valid." not in pdfsig(book)


def test_without_a_certificate_the_bytes_are_the_same_each_time(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = tmp_path / "signed.pdf"
    qms(root, "pdf", *DAY, "--output", str(signed))
    monkeypatch.delenv("QMS_CERTIFICATE")
    for name in ("one.pdf", "two.pdf"):
        qms(root, "pdf", *DAY, "--output", str(tmp_path / name))
    plain = (tmp_path / "one.pdf").read_bytes()
    assert plain == (tmp_path / "two.pdf").read_bytes()
    assert signed.read_bytes().startswith(plain)  # signed by an update behind what was printed


def test_a_certificate_that_cannot_be_used_is_refused_in_a_sentence(
    root: Path, tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("pdf", *DAY, "--output", str(tmp_path / "x.pdf"))
    monkeypatch.setenv("QMS_CERTIFICATE_PASSWORD", "wrong")
    refused = qms(root, *words)
    assert refused.exit_code == 1
    assert "打不开" in refused.stderr
    inside = shutil.copy(certificate, root / "c.p12")
    monkeypatch.setenv("QMS_CERTIFICATE", str(inside))
    refused = qms(root, *words)
    assert refused.exit_code == 1
    assert "在仓库里" in refused.stderr
    assert not (tmp_path / "x.pdf").exists()


def test_the_signature_bears_the_time_of_an_authority_where_one_is_named(
    root: Path, tmp_path: Path
) -> None:
    authority = Authority(tmp_path, "tsa")
    with serving(authority) as url:
        settings = (root / "qms.yml").read_text(encoding="utf-8")
        named = f"timestamps: [{{name: tsa, url: '{url}', ca: tsa.pem, since: 2030-01-01}}]\n"
        (root / "qms.yml").write_text(settings + named, encoding="utf-8")
        (root / "tsa.pem").write_bytes(authority.root)
        commit(root)
        book = tmp_path / "book.pdf"
        done = qms(root, "pdf", *DAY, "--output", str(book))
        assert done.exit_code == 0, done.stderr
        assert authority.asked
        assert "Signature is Valid." in pdfsig(book)
        authority.is_open = False
        refused = qms(root, "pdf", *DAY, "--output", str(tmp_path / "no.pdf"))
        assert refused.exit_code == 1
        assert "HTTP 503" in refused.stderr
