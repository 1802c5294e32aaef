"""The list of findings that are known already, to be kept and compared with (clause 9.2)."""

from qms.model.finding import Report

_HEAD = "qms-baseline 2"


def baseline_of(report: Report) -> str:
    """Return a line for each finding: its fingerprint, and for people rule and record or file."""
    lines = [
        f"{each.fingerprint} {each.code} {each.place.record or each.place.path}"
        for each in report.findings
    ]
    return "".join(f"{line}\n" for line in (_HEAD, *lines))


def read_baseline(written: str) -> frozenset[str] | None:
    """Return the fingerprints that a baseline lists; None if it is none, or of an older form."""
    if not written.strip():
        return frozenset()
    head, *lines = written.splitlines()
    if head.strip() != _HEAD:
        return None
    return frozenset(line.split()[0] for line in lines if line.strip())
