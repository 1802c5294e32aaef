"""What takes a form, or a step of it, out of judgement while it is still open (clauses 7.5, 9.2).

Made void, put back to a draft, cancelled, or taken off its list: nothing of it is late any more.
So it takes a correction, with reason and a second person, as the voiding of a closed form does.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from qms.model.facts import fixed_fields, pattern_of, ways_out
from qms.model.frozen import leaves_apart, unexplained
from qms.model.kinds.record import Evidence, Status

Data = Mapping[str, Any]
STATUS = "status"


def decides_on_judgement(model: type[BaseModel], field: str) -> bool:
    """Tell whether a field says that a form, or a step of it, is judged at all."""
    return pattern_of(field) in ways_out(model)


def is_out(data: Data) -> bool:
    """Tell whether a form is in nobody's judgement: a draft or void."""
    return str(data.get(STATUS, Status.open)) in ways_out(Evidence)[STATUS]


def withdrawals(
    model: type[BaseModel], before: Data, after: Data
) -> Iterator[tuple[str, str, str]]:
    """Yield each field by which a judged form goes out of judgement untold: old and new value."""
    then, now = leaves_apart({STATUS: Status.open.value} | dict(before), after)
    out = ways_out(model)
    taken = {
        field: (old, now[field])
        for field, old in then.items()
        if (values := out.get(pattern_of(field)))
        and now.get(field, old) in values - {old}
        and old not in values
    }
    lost = dict(_taken_off(model, then, now))
    if taken or lost:
        untold = set(unexplained({STATUS: Status.open.value} | dict(before), after))
        yield from ((field, *values) for field, values in taken.items() if field in untold)
        yield from ((field, old, "") for field, old in lost.items() if not _tells(after, field))


def _taken_off(
    model: type[BaseModel], then: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the fixed facts of a list's entries that stand in no entry any more, if it shrank."""
    lists = {pattern for pattern in fixed_fields(model) if ".*." in pattern}
    for pattern in sorted(lists):
        old = {field: value for field, value in then.items() if pattern_of(field) == pattern}
        new = [value for field, value in now.items() if pattern_of(field) == pattern]
        left = Counter(new)
        if len(new) < len(old):
            for field, value in old.items():
                if left[value]:
                    left[value] -= 1
                else:
                    yield field, value


def _tells(after: Data, field: str) -> bool:
    told = after.get("corrections") or ()
    return any(isinstance(each, Mapping) and each.get("field") == field for each in told)
