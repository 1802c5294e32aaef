"""Signs and verifies plain files with people's own SSH keys, through stock `ssh-keygen -Y`."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.passkey import is_by_its_owner
from qms.standing.release import NAMESPACE
from qms.store import children, given
from qms.text import Text, same

_TOOL = "ssh-keygen"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as `ssh-keygen` prints it, and its SHA-256 fingerprint."""

    line: str
    fingerprint: str

    @property
    def body(self) -> str:
        """Algorithm and key, without the comment: what two lines of one key share."""
        return " ".join(self.line.split()[:2])


def _run(*arguments: str, given: bytes = b"") -> children.Done:
    try:
        return children.run(_TOOL, *arguments, given=given, seconds=_SECONDS)
    except children.SilentProgramError as error:
        raise QmsError(
            error.message,
            Text(
                zh="先用 ssh-add 载入密钥，或用 --key 指定无口令的密钥文件。",
                en="Load the key with ssh-add first, or name a key file with --key.",
            ),
            **error.values,
        ) from error


def public_key(key: Path) -> PublicKey:
    """Return the public half of a key file (private or .pub).

    Raises:
        QmsError: There is no such file, or it is no SSH key.

    """
    beside = key if key.suffix == ".pub" else Path(f"{key}.pub")
    done = None
    if beside.is_file():
        line = given.text(beside).strip()
    else:
        given.content(key)  # says so where there is no such file
        done = _run("-y", "-f", str(key))
        line = done.out.decode(errors="replace").strip()
    found = PublicKey(line, fingerprint(line)) if line else None
    if found is None or not found.fingerprint or (done is not None and done.status):
        raise QmsError(
            Text(zh="{path} 不是可用的 SSH 密钥。", en="{path} is no usable SSH key."),
            Text(zh="用 ssh-keygen -t ed25519 生成一把。", en="Make one: ssh-keygen -t ed25519."),
            path=same(str(key)),
        )
    return found


def fingerprint(line: str) -> str:
    """Return the SHA-256 fingerprint of a public key line; empty when it is no key."""
    done = _run("-l", "-E", "sha256", "-f", "/dev/stdin", given=(line + "\n").encode())
    parts = done.out.decode(errors="replace").split()
    return parts[1] if done.status == 0 and len(parts) > 1 else ""


def signed(content: bytes, key: Path, *, namespace: str = NAMESPACE) -> bytes:
    """Return the armored signature of `content`.

    Raises:
        QmsError: ssh-keygen refuses; says why.

    """
    done = _run("-Y", "sign", "-q", "-f", str(key), "-n", namespace, given=content)
    if done.status or not done.out:
        raise QmsError(
            Text(zh="签名失败：{why}", en="Signing failed: {why}"),
            Text(zh="检查密钥与口令后再签。", en="Check the key and its passphrase, then sign."),
            why=same(done.said),
        )
    return done.out


def is_valid(
    content: bytes, signature: bytes, *, key_lines: list[str], namespace: str = NAMESPACE
) -> bool:
    """Tell whether one of these keys signed exactly this content, for this use.

    A passkey's signature must also bear that its owner was verified, which `ssh-keygen` asks not.
    """
    with tempfile.TemporaryDirectory(prefix="qms-") as folder:
        allowed = Path(folder, "allowed_signers")
        allowed.write_text(
            "".join(
                f'signer namespaces="{namespace}" {" ".join(line.split()[:2])}\n'
                for line in key_lines
            ),
            encoding="utf-8",
        )
        armor = Path(folder, "signature.sig")
        armor.write_bytes(signature)
        done = _run(
            "-Y", "verify", "-f", str(allowed), "-I", "signer", "-n", namespace,
            "-s", str(armor), given=content,
        )  # fmt: skip
        return done.status == 0 and is_by_its_owner(signature, key_lines)
