"""Tries inputs for some minutes: `python -m tests.fuzz MINUTES [SEED] [TARGET ...]`.

What no reader may do is kept under build/fuzz/, to be mended and moved to `tests/corpus/`.
"""

import functools
import logging
import random
import sys
import time
import traceback
from pathlib import Path

from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS, Target

say = functools.partial(print, flush=True)
_SLOW = 10.0  # seconds that one file may take at the most
_FOUND = Path("build/fuzz")


def main(words: list[str]) -> int:
    """Try every target in turn until the time is over; say how many inputs were tried."""
    minutes = float(words[0]) if words else 1.0
    seed = int(words[1]) if len(words) > 1 else random.SystemRandom().randrange(10**9)
    chosen = [each for each in TARGETS if not words[2:] or each.name in words[2:]]
    logging.disable(logging.CRITICAL)  # what libraries say of broken files is no answer of ours
    say(f"seed {seed}; {minutes:g} minutes over {', '.join(each.name for each in chosen)}")
    found = tried = 0
    for number, target in enumerate(chosen):
        chance = random.Random(f"{seed} {target.name}")  # noqa: S311 - repeatable, not secret
        end = time.monotonic() + (minutes * 60 / len(chosen))
        count = failures = 0
        while time.monotonic() < end:
            count += 1
            failures += _fails(target, chance, f"{seed}-{number}-{count}")
        say(f"{target.name:12} {count:8} tried, {failures} found")
        tried, found = tried + count, found + failures
    say(f"{tried} inputs tried, {found} found" + (f"; they lie in {_FOUND}/" if found else ""))
    return int(bool(found))


def _fails(target: Target, chance: random.Random, name: str) -> bool:
    seeds = target.seeds()
    content = mutated(chance.choice(seeds), seeds, chance)
    start = time.monotonic()
    try:
        target.answer(content)
        why = ""
    except Exception:  # noqa: BLE001 - what must never happen is what is looked for
        why = traceback.format_exc()
    if not why and time.monotonic() - start > _SLOW:
        why = f"took over {_SLOW} s"
    if why:
        (_FOUND / target.name).mkdir(parents=True, exist_ok=True)
        (_FOUND / target.name / name).write_bytes(content)
        say(f"{target.name}: {name}\n{why.strip().splitlines()[-1]}")
    return bool(why)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
