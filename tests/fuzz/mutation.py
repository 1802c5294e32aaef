"""Changes bytes as people, programs and attackers do: flips, cuts, doublings, traps, splices."""

import random
from collections.abc import Callable, Sequence

TRAPS = (
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\r",
    b"\t",
    b"\x1b[31m",
    b"\xe2\x80\xae",
    b"\xed\xa0\x80",
    b"'",
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b"- ",
    b": ",
    b"&a ",
    b"*a",
    b"!!python/object:os.system ",
    b"<<: ",
    b"---\n",
    b"...\n",
    b"|\n",
    b"> \n",
    b"#",
    b"%",
    b"@",
    b"`",
    b"~",
    b"null",
    b"yes",
    b"1e400",
    b"0x1f",
    b"1_000",
    b"12:34:56",
    b".inf",
    b".nan",
    b"-0",
    b"9" * 40,
    b"2026-02-30",
    b"9999-12-31",
    b"0000-00-00",
    b"2026-03-15T24:00:00+99:99",
    b"=1+1",
    b"../../etc/passwd",
    b"a" * 5000,
    "甲".encode() * 2000,
    b"[" * 2000,
    b"<script>",
    b"::error ::",
    b"\n<<<<<<< HEAD\n",
    b"id: id: id",
    b"{{ promise }}",
    b"{% raw %}",
    b"\xd6\xd0\xce\xc4",
    b"\xf0\x9f\x98\x80",
    b"\xcc\x81",
)


def mutated(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """Return a content changed once to four times."""
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(_WAYS)(content, others, chance)
    return content


def _flipped(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def _trapped(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(TRAPS) + content[at + chance.choice((0, 0, 1, 8)) :]


def _cut(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = sorted((chance.randint(0, len(content)), chance.randint(0, len(content))))
    return content[:start] + content[end:]


def _doubled(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    return b"\n".join([*lines[: at + 1], *lines[at:]])


def _swapped(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _spliced(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    return content[: chance.randint(0, len(content))] + other[chance.randint(0, len(other)) :]


def _revalued(content: bytes, _: Sequence[bytes], chance: random.Random) -> bytes:
    """Exchange the value of a line, the place where most of what is read decides something."""
    lines = content.split(b"\n")
    places = [at for at, line in enumerate(lines) if b": " in line]
    if places:
        at = chance.choice(places)
        lines[at] = lines[at].split(b": ", 1)[0] + b": " + chance.choice(TRAPS)
    return b"\n".join(lines)


_WAYS: tuple[Callable[[bytes, Sequence[bytes], random.Random], bytes], ...] = (
    _flipped, _trapped, _trapped, _cut, _doubled, _swapped, _spliced, _revalued, _revalued,
)  # fmt: skip
