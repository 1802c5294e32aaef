"""A passkey's tap is a signature for stock ssh-keygen, and nothing but its owner's own tap is."""

import base64
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qms.errors import QmsError
from qms.model import passkey
from qms.model.passkey import Answer, Flag, Site, armored, made, tap_of, to_sign
from qms.model.signing import fingerprint_of, signing_fingerprint
from qms.store import keys
from tests.testing.authenticator import OWNER, SITE, Authenticator

pytestmark = pytest.mark.attacks
MESSAGE = "id: GG-2026-0001-approved\nname: 何映雪\n".encode()
USE = "qms-release"


def signed(device: Authenticator, message: bytes = MESSAGE, **said: object) -> bytes:
    answer = device.tapped(to_sign(message, USE), **said)
    line = device.passkey().line
    return armored(answer, line=line, site=device.site, message=message, namespace=USE)


def forged(device: Authenticator, message: bytes = MESSAGE) -> bytes:
    """Return what a program makes that asks none of the desk's questions."""
    answer = device.tapped(to_sign(message, USE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passkey, "_flags", lambda _data, _site: OWNER | Flag.has_key)
        patch.setattr(passkey, "_refuse_other", lambda *_: None)
        line = Authenticator(device.site, secret=device.secret).passkey().line
        return armored(answer, line=line, site=device.site, message=message, namespace=USE)


def stock(folder: Path, message: bytes, armor: bytes, line: str, use: str = USE) -> bool:
    """Ask ssh-keygen as an auditor would."""
    (folder / "allowed").write_text(f'P-012 namespaces="{use}" {line}\n')
    (folder / "signature").write_bytes(armor)
    done = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", folder / "allowed", "-I", "P-012", "-n", use, "-s",
         folder / "signature"], input=message, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == 0


@pytest.mark.parametrize(
    "site", [SITE, Site("http://localhost:8765"), Site("https://qms.example.org:8443")]
)
def test_stock_ssh_keygen_and_the_check_accept_a_tap(tmp_path: Path, site: Site) -> None:
    device = Authenticator(site)
    armor, line = signed(device), device.passkey().line
    assert stock(tmp_path, MESSAGE, armor, line)
    assert keys.is_valid(MESSAGE, armor, key_lines=[line])
    assert keys.fingerprint(line) == fingerprint_of(line) == signing_fingerprint(armor)
    tap = tap_of(armor)
    assert (tap.flags, tap.origin, tap.name) == (OWNER, site.origin, site.name)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
@example(b"")
@example("签".encode() * 50)
def test_whatever_is_tapped_verifies(tmp_path: Path, message: bytes) -> None:
    device = Authenticator()
    assert stock(tmp_path, message, signed(device, message), device.passkey().line)


def test_nothing_but_what_was_tapped_verifies(tmp_path: Path) -> None:
    device, other = Authenticator(), Authenticator()
    armor, line = signed(device), device.passkey().line
    assert not stock(tmp_path, MESSAGE + b"x", armor, line)
    assert not keys.is_valid(MESSAGE + b"x", armor, key_lines=[line])
    assert not keys.is_valid(MESSAGE, armor, key_lines=[other.passkey().line])
    assert not keys.is_valid(MESSAGE, armor, key_lines=[line], namespace="another-use")
    renamed = Authenticator(Site("https://other.example.org"), secret=device.secret)
    assert not keys.is_valid(MESSAGE, armor, key_lines=[renamed.passkey().line])


def test_no_byte_of_a_signature_may_change() -> None:
    device = Authenticator()
    armor, line = signed(device), device.passkey().line
    head, *body, tail, _ = armor.decode().split("\n")
    whole = base64.b64decode("".join(body))
    for at in range(0, len(whole), 9):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        text = "\n".join([head, base64.b64encode(changed).decode(), tail, ""])
        assert not keys.is_valid(MESSAGE, text.encode(), key_lines=[line]), at


@pytest.mark.parametrize("flags", [Flag.present, Flag.verified, Flag(0)])
def test_a_tap_by_somebody_unknown_is_refused_though_ssh_keygen_takes_it(
    tmp_path: Path, flags: Flag
) -> None:
    device = Authenticator(flags=flags)
    with pytest.raises(QmsError, match="did not check that it is you"):
        signed(device)
    armor = forged(device)
    line = Authenticator(secret=device.secret).passkey().line
    if flags & Flag.present:
        assert stock(tmp_path, MESSAGE, armor, line)
    assert not keys.is_valid(MESSAGE, armor, key_lines=[line])


@pytest.mark.parametrize("more", [b"\n", b"\nx\n", "签".encode(), b"\x00"])
def test_what_stands_round_a_signature_does_not_hide_who_tapped(more: bytes) -> None:
    device = Authenticator(flags=Flag.present)
    line = Authenticator(secret=device.secret).passkey().line
    for armor in (forged(device) + more, more + forged(device)):
        assert not keys.is_valid(MESSAGE, armor, key_lines=[line])


@pytest.mark.parametrize(
    "origin",
    ["http://qms.example.org", "https://evil.example", "https://evilqms.example.org", "null", ""],
)
def test_a_tap_on_another_page_is_none(origin: str) -> None:
    device = Authenticator()
    with pytest.raises(QmsError, match="not for what the page shows"):
        signed(device, origin=origin)
    elsewhere = Authenticator(Site(origin), secret=device.secret)
    armor = forged(elsewhere)
    line = device.passkey().line
    assert not keys.is_valid(MESSAGE, armor, key_lines=[line])


@pytest.mark.parametrize(
    "said",
    [
        {"type": "webauthn.create"},
        {"type": "payment.get"},
        {"challenge": base64.urlsafe_b64encode(to_sign(b"another", USE)).decode().rstrip("=")},
        {"challenge": ""},
        {"crossOrigin": True},
    ],
)
def test_an_answer_to_another_question_is_none(said: dict[str, object]) -> None:
    with pytest.raises(QmsError, match="not for what the page shows"):
        signed(Authenticator(), **said)


def test_a_tap_is_not_good_for_a_second_statement() -> None:
    device = Authenticator()
    answer = device.tapped(to_sign(MESSAGE, USE))
    line, second = device.passkey().line, MESSAGE.replace(b"0001", b"0002")
    with pytest.raises(QmsError):
        armored(answer, line=line, site=SITE, message=second, namespace=USE)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.binary(max_size=80), st.binary(max_size=80))
@example(b"", b"", b"")
@example(bytes(37), b"[]", b"\x30\x00")
@example(bytes(37), b"[" * 20_000, b"\x30\x80")
@example(bytes(37), b"{}", b"\x30\x02\x02\x7f")
def test_nonsense_is_refused_in_a_sentence(data: bytes, client: bytes, signature: bytes) -> None:
    device = Authenticator()
    good = device.tapped(to_sign(MESSAGE, USE))
    line = device.passkey().line
    for answer in (
        Answer(data, client, signature),
        replace(good, data=data),
        replace(good, client=client),
        replace(good, signature=signature),
    ):
        with pytest.raises(QmsError):
            armored(answer, line=line, site=SITE, message=MESSAGE, namespace=USE)
    with pytest.raises(QmsError):
        made(data, client, Answer(signature, client, b""), site=SITE, challenge=b"new")
    assert tap_of(data) is None


def test_only_a_passkey_made_here_for_this_question_is_taken() -> None:
    device = Authenticator()
    answer = device.made(b"new")
    wanted = {"site": SITE, "challenge": b"new"}
    name = device.credential
    assert made(device.public, name, answer, **wanted).flags & Flag.verified
    other = Authenticator()
    for key, given_answer, how in (
        (other.public, answer, wanted),  # not the key that its device named
        (device.public[:-1], answer, wanted),
        (device.public, answer, wanted | {"challenge": b"old"}),
        (device.public, answer, wanted | {"site": Site("https://evil.example")}),
        (device.public, device.tapped(b"new"), wanted),
        (device.public, Authenticator(flags=Flag.present).made(b"new"), wanted),
    ):
        with pytest.raises(QmsError):
            made(key, name, given_answer, **how)
    for another in (b"1", name[:-1], name + b"1", b""):  # not what its device calls it
        with pytest.raises(QmsError):
            made(device.public, another, answer, **wanted)


@pytest.mark.parametrize("line", ["", "x", "ssh-ed25519 AAAA", f"{passkey.KEY_TYPE} !", "签 名"])
def test_what_is_no_passkey_belongs_to_no_site(line: str) -> None:
    assert passkey.site_of(line) == ""
