"""Statements and keys for the examples of rules that look at signatures (clause 2.2.1)."""

from qms.rules.examples import SUM

# Statements that were really signed, with a key that is thrown away.
_PREPARED = (
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgS1rt0YItODUkiIZXKCkfB7b3HJNik2aOL5iS0O4PAI"
    "oAAAALcW1zLXJlbGVhc2UAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVkMjU1MTkAAABAM5OgH1Vqc0N9Y61A"
    "r85tqlAXXdoLR227WxXsN6HqdcMAYYXVjxae0mG/iZaUPbxarIDWPeay6URejZ5NFhcsAw=="
)


_BY_ANOTHER_NAME = (
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgS1rt0YItODUkiIZXKCkfB7b3HJNik2aOL5iS0O4PAI"
    "oAAAALcW1zLXJlbGVhc2UAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVkMjU1MTkAAABADnzUi5YWcuPe/ybL"
    "z8q+8VQrwdqBJVo26pQopIATpxJYHtxIwhB8dnPKlD6g0ckGYuNCLrEh0YI0oxVSm4MGBA=="
)


_REVIEWED = (
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgS1rt0YItODUkiIZXKCkfB7b3HJNik2aOL5iS0O4PAI"
    "oAAAALcW1zLXJlbGVhc2UAAAAAAAAABnNoYTUxMgAAAFMAAAALc3NoLWVkMjU1MTkAAABA0MMF0ovODqoFmjXK"
    "Pxy+1Dqk4guT/C41WywBRkUyWsXFOnBTWNI+NVhCRbBx/S20dOAnWj6xpvbj3pXTRhh2DQ=="
)


_FINGERPRINT = "SHA256:0hs5d4BUrgq59z3RyKq8gbFqroc83h+eG9+QLhnx+80"


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEta7dGCLTg1JIiGVygpHwe29xyTYpNmji+YktDuDwCK"


ANOTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPa+Aly2XRQcu9jjSPRVe+wRXCNLSRbgz1Kc6+QKdeV7"


SIGNERS = "records/person/signers.yaml"
SIGNATURE = "records/signature/A-0-prepared.yaml.sig"


def signer(person: str = "P-011", key: str = KEY, since: str = "2020-01-01") -> str:
    """Return the line of the people register for the preparer or the reviewer."""
    name, post = {
        "P-011": ("签一", "after-sales-head"),
        "P-012": ("签二", "deputy-business"),
    }[person]
    return (
        f"- id: {person}\n  name: {name}\n  department: after-sales\n  joined: 2020-01-01\n"
        f"  posts: [{{post: {post}, since: {since}}}]\n"
        f'  keys: [{{public: "{key}", valid_from: 2025-01-01}}]\n'
    )


def prepared(name: str = "签一") -> dict[str, str]:
    """Return the preparer's line, statement and signature, signed with KEY under either name."""
    armor = _PREPARED if name == "签一" else _BY_ANOTHER_NAME
    statement = _statement("prepared", "P-011", name, "after-sales-head", 1)
    return {SIGNERS: signer()} | _signed("prepared", statement, armor)


def reviewed() -> dict[str, str]:
    """Return the reviewer's statement and signature, signed with KEY too."""
    statement = _statement("reviewed", "P-012", "签二", "deputy-business", 2)
    return _signed("reviewed", statement, _REVIEWED)


def _statement(role: str, person: str, name: str, post: str, day: int) -> str:
    return (
        f"id: A-0-{role}\nrelease: A-0\nsha256: {SUM}\nrole: {role}\nperson: {person}\n"
        f"name: {name}\npost: {post}\nat: '2025-12-0{day}T09:00:00+08:00'\n"
        f"fingerprint: {_FINGERPRINT}\n"
    )


def _signed(role: str, statement: str, armor: str) -> dict[str, str]:
    lines = "\n".join(armor[at : at + 70] for at in range(0, len(armor), 70))
    edge = "-----{} SSH SIGNATURE-----"
    return {
        f"records/signature/A-0-{role}.yaml": statement,
        f"records/signature/A-0-{role}.yaml.sig": "\n".join((
            edge.format("BEGIN"),
            lines,
            edge.format("END"),
            "",
        )),
    }
