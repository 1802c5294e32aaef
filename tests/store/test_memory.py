"""What is remembered of files read before changes no report, whatever happens to it."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qms.store import clock, notebook
from qms.store.loading import load
from tests.testing.repository import MINIMAL, commit, qms, qms_process, repository, write

DAY = dt.date(2026, 11, 23)
ROOT = Path(__file__).parents[2]
HOUR = 3600 * 10**9
CHECK = [sys.executable, "-m", "qms", "check", "--as-of", DAY.isoformat()]

DEPARTMENT = "- {{id: {id}, name: {name}, name_en: X, head_post: {post}, duties: 例}}\n"
FORM = """\
$schema: https://json-schema.org/draft/2020-12/schema
x-qms: {{title: {{zh: 演练, en: Drill}}, form: QR-1-90, clause: "1", owner: after-sales,
  family: maintained, id_pattern: "XF-[0-9]+"}}
type: object
required: [place]
properties: {{place: {{type: string, minLength: {least}}}, leader: {{type: string, x-ref: {kind}}}}}
"""
CONTENTS = [
    DEPARTMENT.format(id="new", name="新部门", post="general-manager"),
    DEPARTMENT.format(id="new", name="老部门", post="general-manager"),
    DEPARTMENT.format(id="new", name="新部门", post="nobody-there"),
    DEPARTMENT.format(id="after-sales", name="新部门", post="general-manager"),
    DEPARTMENT.format(id="one", name="甲", post="general-manager")
    + DEPARTMENT.format(id="one", name="乙", post="general-manager"),
    "- {id: XF-1, place: 库房, leader: P-001}\n",
    "- {id: XF-1, place: 库房, leader: general-manager}\n",
    "id: XF-2\nplace: 库\n",
    "- {id: XF-1, place: 库房, leader: P-001}\n- {id: XF-3}\n",
    "- id: XF-1\r\n  place: 库房\r\n",
    "- {id: [\n",
    "[]\n",
    "",
]
PATHS = [
    "records/department/more.yaml",
    "records/department/2026/more.yaml",
    "records/drill/a.yaml",
    "records/drill/b.yaml",
    "records/nothing/a.yaml",
]
FORMS = [FORM.format(least=least, kind=kind) for least in (1, 2) for kind in ("person", "post")]
edits = st.one_of(
    st.tuples(st.sampled_from(PATHS), st.sampled_from([*CONTENTS, None])),
    st.tuples(st.just("schemas/custom/drill.yaml"), st.sampled_from([*FORMS, None])),
    st.tuples(st.sampled_from(PATHS), st.sampled_from([f"-> ../../{path}" for path in MINIMAL])),
)


def cache(root: Path) -> Path:
    return root / ".git" / notebook.FOLDER


def report(root: Path, *arguments: str) -> str:
    """Return the whole report without the time that each rule took."""
    done = qms(root, "check", "--format", "json", "--as-of", DAY.isoformat(), *arguments)
    assert done.exit_code in {0, 1}, done.output
    return done.stdout


@contextmanager
def opened_files() -> Iterator[set[str]]:
    """Note which files Python opens."""
    is_on = True
    seen: set[str] = set()

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if is_on and event == "open":
            seen.add(str(arguments[0]))

    sys.addaudithook(note)
    yield seen
    is_on = False


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an hour have passed since the files were written, so that their times tell."""
    at = clock.nanoseconds() + HOUR
    monkeypatch.setattr(clock, "nanoseconds", lambda: at)


def put(root: Path, path: str, content: str | None) -> None:
    (root / path).unlink(missing_ok=True)
    if content is not None:
        write(root, {path: content})


@pytest.mark.attacks
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(edits, st.booleans()), min_size=1, max_size=5))
def test_a_report_is_the_same_with_and_without_memory_whatever_is_edited(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[tuple[str, str | None], bool]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        later(patch)
        root = repository(tmp_path_factory.mktemp("edited") / "r")
        for (path, content), is_committed in steps:
            put(root, path, content)
            if is_committed:
                commit(root)
            with_memory, snapshot = report(root), load(root, as_of=DAY)
            tables = {kind: list(rows) for kind, rows in snapshot.tables.items()}
            kept = cache(root).rename(root / ".git" / "aside")
            assert report(root) == with_memory
            afresh = load(root, as_of=DAY)
            assert {kind: list(rows) for kind, rows in afresh.tables.items()} == tables
            assert afresh.problems == snapshot.problems
            shutil.rmtree(cache(root))
            kept.rename(cache(root))


def test_an_unchanged_file_is_neither_read_nor_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r")
    later(monkeypatch)
    people = str(root / "records/person/people.yaml")
    with opened_files() as first:
        before = report(root)
    with opened_files() as second:
        after = report(root)
    assert people in first
    assert people not in second
    assert before == after


def test_a_file_written_just_now_is_read_again_since_its_time_may_not_tell(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    report(root)
    with opened_files() as second:
        report(root)
    assert str(root / "records/person/people.yaml") in second


def test_a_name_that_is_no_text_is_read_each_time_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r")
    later(monkeypatch)
    name = os.fsencode(root) + b"/records/department/\xff.yaml"
    with open(name, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(b"- id: [\n")
    assert report(root) == report(root)


def test_the_same_content_is_judged_anew_under_another_kind_or_declaration(tmp_path: Path) -> None:
    root = repository(
        tmp_path / "r", {"schemas/custom/drill.yaml": FORMS[0], PATHS[2]: CONTENTS[5]}
    )
    assert "FIL103" not in report(root)
    put(root, "records/department/x.yaml", CONTENTS[0])
    assert "FIL103" not in report(root)
    put(root, "records/post/x.yaml", CONTENTS[0])
    assert "records/post/x.yaml" in report(root, "--select", "FIL103")
    put(root, PATHS[0], CONTENTS[5])
    assert "records/department/more.yaml" in report(root, "--select", "FIL103")
    put(root, "records/post/x.yaml", None)
    put(root, "schemas/custom/drill.yaml", FORMS[1])
    assert '"REF103"' in report(root)
    put(root, "schemas/custom/drill.yaml", FORM.format(least=9, kind="person"))
    assert "records/drill/a.yaml" in report(root, "--select", "FIL103")


def test_a_file_edited_within_a_tick_of_the_clock_is_seen_to_be_changed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    path = root / "records/department/departments.yaml"
    before = path.stat()
    assert '"REF103"' not in report(root)
    path.write_text(path.read_text("utf-8").replace("general-manager", "general-manages"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert '"REF103"' in report(root)


def test_a_file_whose_time_was_set_back_is_seen_to_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r")
    path = root / "records/department/departments.yaml"
    os.utime(path, ns=(0, 0))
    later(monkeypatch)
    assert '"REF103"' not in report(root)
    path.write_text(path.read_text("utf-8").replace("general-manager", "general-manages"), "utf-8")
    os.utime(path, ns=(0, 0))
    assert '"REF103"' in report(root)


DAMAGES = {
    "removed": lambda _: None,
    "emptied": lambda _: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "one byte changed": lambda content: content[:-3] + bytes([content[-3] ^ 1]) + content[-2:],
    "no text": lambda _: b"\xff\x00" * 50,
    "a folder": lambda _: ...,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_memory_is_as_good_as_none_and_is_written_anew(
    tmp_path: Path, damage: str
) -> None:
    root = repository(tmp_path / "r", {PATHS[0]: CONTENTS[2], PATHS[4]: CONTENTS[0]})
    expected = report(root)
    names = sorted(each.name for each in cache(root).iterdir())
    assert "facts" in names
    for name in names:
        path = cache(root) / name
        damaged = DAMAGES[damage](path.read_bytes())
        path.unlink()
        if damaged is ...:
            path.mkdir()
        elif damaged is not None:
            path.write_bytes(damaged)
        assert report(root) == expected, name
        if damaged is not ... and name == "facts":
            assert path.read_bytes() != damaged
        shutil.rmtree(cache(root))
        assert report(root) == expected


def forge(path: Path, body: bytes) -> None:
    """Write a page as the program itself would have, that says what we like."""
    notebook.Notebook(path.parent).write(path.name, body)


@pytest.mark.parametrize(
    "lie",
    ["[]", "null", "7", "{}", '{"a": 1}', '"x"', "[[1]]", '{"person::x": [1, 2]}', "[" * 9999],
)
def test_a_memory_of_another_shape_is_as_good_as_none(tmp_path: Path, lie: str) -> None:
    root = repository(tmp_path / "r", {PATHS[0]: CONTENTS[2]})
    expected = report(root)
    for path in sorted(cache(root).iterdir()):
        kept = path.read_bytes()
        forge(path, lie.encode())
        assert report(root) == expected, path.name
        if path.name == "facts":
            keys = json.loads(kept.partition(b"\n")[2])
            for value in (json.loads(lie) if lie != "[" * 9999 else 1, [1, 2, 3], [["a"], 1, 1]):
                forge(path, json.dumps(dict.fromkeys(keys, value)).encode())
                if value != {}:
                    assert report(root) == expected, value
        path.write_bytes(kept)


def test_records_that_do_not_fit_the_facts_are_read_from_their_file(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {PATHS[0]: CONTENTS[2]})
    expected = report(root)
    shelves = sorted(cache(root).glob("rows-*"))
    assert shelves
    for path in shelves:
        spans = json.loads(path.read_bytes().split(b"\n")[1])
        for rows in (b"{}", b"[]", b'[{"id": "x"}]', b"{", b""):
            cut = {key: [0, len(rows)] for key in spans}
            forge(path, json.dumps(cut).encode() + b"\n" + rows)
            assert report(root) == expected


def test_what_another_program_or_account_wrote_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r")
    expected = report(root)
    path = cache(root) / "facts"
    known = json.loads(path.read_bytes().partition(b"\n")[2])
    lie = {key: [[*ids, "twice", "twice"], *rest] for key, (ids, *rest) in known.items()}
    forge(path, json.dumps(lie).encode())
    lied = path.read_bytes()
    assert report(root) != expected, "the memory is not used at all: this test would prove nothing"
    with monkeypatch.context() as patch:
        patch.setattr(notebook, "program_digest", lambda: "1" * 64)
        path.write_bytes(lied)
        assert report(root) == expected
    path.write_bytes(lied)
    done = subprocess.run(
        [*CHECK, "--select", "REF", "--root", root], check=False, capture_output=True, text=True,
        cwd=ROOT, env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / "other-account")},
    )  # fmt: skip
    assert "twice" not in done.stdout
    assert done.returncode == 0, done.stderr
    secret = tmp_path / "other-account/qms/secret"
    assert secret.stat().st_mode & 0o077 == 0


def test_without_a_place_for_the_secret_nothing_is_remembered(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = subprocess.run(
        [*CHECK, "--root", root], check=False, capture_output=True, text=True,
        cwd=ROOT, env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / "file")},
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    assert not cache(root).exists()


def test_figures_are_tried_again_when_their_records_change(tmp_path: Path) -> None:
    kpi = (
        "id: example\nname: 例\nname_en: Example\nclause: '1'\npopulation: department\n"
        "where: name = '例'\nnumerator: 'true'\nunit: '%'\ndirection: higher\n"
        "targets: {'2026': '90'}\nowner: after-sales\nfrequency: quarter\ntraps: 无\n"
    )
    some = DEPARTMENT.format(id="some", name="例", post="general-manager")
    root = repository(tmp_path / "r", {"records/kpi/example.yaml": kpi, PATHS[0]: some})
    assert "FIG1" not in report(root, "--select", "FIG")
    assert (cache(root) / "figures").exists()
    with opened_files() as second:
        assert "FIG1" not in report(root, "--select", "FIG")
    assert str(cache(root) / "figures") in second
    put(root, PATHS[0], some.replace("例,", "他,"))
    assert "FIG103" in report(root, "--select", "FIG")
    assert "FIG103" in report(root, "--select", "FIG"), "a flaw is not remembered as none"
    put(root, PATHS[0], some)
    assert "FIG1" not in report(root, "--select", "FIG")
    put(root, "records/kpi/example.yaml", kpi.replace("'true'", "tru"))
    assert "FIG101" in report(root, "--select", "FIG")


def test_programs_that_run_at_once_neither_disturb_nor_break_each_other(tmp_path: Path) -> None:
    files = {
        f"records/department/{n}.yaml": DEPARTMENT.format(id=f"d-{n}", name="例", post="nobody")
        for n in range(40)
    }
    root = repository(tmp_path / "r", files)

    def checked(_: int) -> str:
        return subprocess.run(
            [*CHECK, "--select", "REF", "--format", "json", "--root", root],
            check=False, capture_output=True, text=True, cwd=ROOT,
        ).stdout  # fmt: skip

    expected = checked(0)
    assert expected.count("REF103") >= 40
    shutil.rmtree(cache(root))
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(checked, range(8))) == {expected}
    assert not [each for each in cache(root).iterdir() if each.name.startswith(".")]
    assert checked(0) == expected


def test_a_memory_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    expected = report(root)
    shutil.rmtree(cache(root))
    cache(root).write_text("not a folder", encoding="utf-8")
    assert report(root) == expected


def test_what_other_branches_held_does_not_grow_without_end(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    files, size = 5, 15_000
    for n in range(100):
        text = DEPARTMENT.format(id=f"d-{n}", name="例" * (size // 3), post="general-manager")
        put(root, PATHS[0], text)
        load(root, as_of=DAY)
    kept = json.loads((cache(root) / "facts").read_bytes().partition(b"\n")[2])
    assert len(kept) <= 2 * files
    assert sum(each.stat().st_size for each in cache(root).iterdir()) < 16 * 2.2 * size


def test_a_commit_is_judged_by_what_is_remembered_of_the_folder(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {PATHS[0]: CONTENTS[2]})
    report(root)
    put(root, PATHS[0], CONTENTS[0])
    assert "nobody-there" not in report(root)
    of_commit = report(root, "--ref", "HEAD")
    shutil.rmtree(cache(root))
    assert report(root, "--ref", "HEAD") == of_commit
    assert "nobody-there" in of_commit


def test_what_one_process_remembers_the_next_one_knows_again(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"records/department/new.yaml": CONTENTS[0]})
    written = []
    for _ in range(2):
        qms_process(root, "check", "--as-of", DAY.isoformat())
        pages = (root / ".git" / notebook.FOLDER).iterdir()
        written.append({page.name: page.read_bytes() for page in pages})
    assert "history" in written[0]
    apart = {name for name in written[1] if written[0].get(name) != written[1][name]}
    assert apart <= {"states"}  # the times of files, noted once these are old enough to tell
