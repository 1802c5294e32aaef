"""The life of the manual through its commands: change requests, study, slips, withdrawal."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.testing.company import HOLDERS, ROLES, codes, edit, release, replace, sign_all
from tests.testing.repository import commit, git, qms, run_qms, text_of, write

ASKER = "P-001"
REVIEWER, APPROVER = "P-012", "P-013"
STUDY = ("--study-post", "general-manager", "--study-by", "2026-04-01")


def _ask(root: Path, day: str, *options: str) -> str:
    asked = qms(
        root, "change", "new", "--reason", "improvement", "--explanation", "完善", "--by", ASKER,
        "--as-of", day, *options,
    )  # fmt: skip
    assert asked.exit_code == 0, asked.stderr
    return asked.stdout.strip()


def _approve(root: Path, number: str, day: str) -> None:
    for step, person in (("review", REVIEWER), ("approve", APPROVER)):
        done = qms(root, "change", step, number, "--by", person, "--as-of", day)
        assert done.exit_code == 0, done.stderr


def test_a_whole_life(company: Path, keys: dict[str, Path]) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    assert codes(company) == set()

    edit(company)
    commit(company, "draft")
    rejected = _ask(company, "2026-02-01")
    refusal = qms(
        company, "change", "reject", rejected, "--by", REVIEWER, "--opinion", "理由不足",
        "--as-of", "2026-02-02",
    )  # fmt: skip
    assert refusal.exit_code == 0, refusal.stderr
    amend = ("--amendment", "--effective", "2026-03-01", "--as-of", "2026-02-10", "--prepare")
    assert "1" in qms(company, "release", *amend, "--lang", "en").stderr

    asked = _ask(company, "2026-02-03", *STUDY)
    shown = qms(company, "change", "show", asked, "--lang", "en").stdout
    assert "学习{+并执行+}本手册" in shown
    _approve(company, asked, "2026-02-05")
    release(company, keys, "--amendment", "2026-02-10", "2026-03-01")
    listed = qms(company, "change", "list", "--lang", "en").stdout
    assert f"{rejected}  2026-02-01  rejected  —" in listed
    assert f"{asked}  2026-02-03  approved  A/1" in listed

    replace(company, "manual/01-order.md", "学习并执行", "学习、执行并改进")
    commit(company, "draft")
    second = _ask(company, "2026-05-01", "--new-edition")
    _approve(company, second, "2026-05-02")
    release(company, keys, "--edition", "2026-05-10", "2026-06-01")
    history = qms(company, "history", "--lang", "en", "--as-of", "2026-05-31").stdout
    assert "B/0  2026-06-01  approved, not yet in effect" in history
    assert "A/1  2026-03-01  in force" in history
    assert "A/0  2026-01-01  superseded" in history
    assert git(company, "tag") == "manual/A-0\nmanual/A-1\nmanual/B-0"
    assert codes(company) == {"STU101"}


def test_nobody_decides_twice_out_of_turn_or_without_the_post(
    company: Path, keys: dict[str, Path]
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    number = _ask(company, "2026-02-01", "--clause", "1", "--after", "新")
    day = ("--as-of", "2026-02-02", "--lang", "en")
    early = qms(company, "change", "approve", number, "--by", APPROVER, *day)
    wrong = qms(company, "change", "review", number, "--by", APPROVER, *day)
    assert "waits for another step: Reviewed" in early.stderr
    assert "does not hold deputy-business" in wrong.stderr
    _approve(company, number, "2026-02-03")
    again = qms(company, "change", "approve", number, "--by", APPROVER, *day)
    assert "decided already" in again.stderr
    assert {early.exit_code, wrong.exit_code, again.exit_code} == {1}


def test_a_request_without_a_change_or_for_an_unknown_clause_is_refused(company: Path) -> None:
    base = ("--reason", "law", "--explanation", "例", "--by", ASKER, "--lang", "en")
    unknown = qms(company, "change", "new", *base, "--clause", "9.9")
    assert "no clause 9.9" in unknown.stderr
    stranger = qms(company, "change", "new", *base[:-4], "--by", "P-999", "--lang", "en")
    assert "no single P-999" in stranger.stderr
    assert git(company, "status", "--porcelain") == ""


def test_a_manual_with_errors_is_not_released(company: Path) -> None:
    replace(company, "manual/01-order.md", "各部门应学习本手册", "各部门应执行《没有的文件》")
    commit(company)
    options = ("--edition", "--effective", "2026-01-01", "--prepare", "--lang", "en")
    refused = qms(company, "release", *options)
    assert refused.exit_code == 1
    assert "manual/01-order.md:14: " in refused.stderr


def _with_study(company: Path, keys: dict[str, Path]) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    edit(company)
    commit(company)
    number = _ask(company, "2026-02-01", *STUDY)
    _approve(company, number, "2026-02-02")
    release(company, keys, "--amendment", "2026-02-10", "2026-03-01")


def test_who_has_not_studied_by_the_date_is_named_until_all_have(
    company: Path, keys: dict[str, Path]
) -> None:
    _with_study(company, keys)
    in_time = qms(company, "check", "--as-of", "2026-04-01", "--lang", "en").stdout
    late = qms(company, "check", "--as-of", "2026-04-02", "--lang", "en").stdout
    assert "STU101" not in in_time
    assert "甲一 has not confirmed the study of A/1 by 2026-04-01" in late
    for person in ("P-001", "P-002", "P-003", "P-013"):
        confirmed = qms(company, "study", "confirm", "--person", person, "--as-of", "2026-03-15")
        assert confirmed.exit_code == 0, confirmed.stderr
    assert "STU101" not in qms(company, "check", "--as-of", "2026-04-02").stdout
    again = qms(company, "study", "confirm", "--person", "P-001", "--as-of", "2026-03-16")
    assert again.exit_code == 1
    assert "outstanding" not in qms(company, "study", "list", "--lang", "en").stdout


def test_a_confirmation_of_another_text_does_not_count(
    company: Path, keys: dict[str, Path]
) -> None:
    _with_study(company, keys)
    qms(company, "study", "confirm", "--person", "P-001", "--as-of", "2026-03-15")
    path = next(company.glob("records/study-confirmation/2026/*.yaml"))
    sha = path.read_text(encoding="utf-8").split("sha256: ")[1][:64]
    replace(company, str(path.relative_to(company)), sha, "ab" * 32)
    commit(company)
    assert {"STU101", "STU102", "FRZ101"} <= codes(company)


def _slip(company: Path, keys: dict[str, Path]) -> str:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    number = _ask(company, "2026-02-01", "--clause", "1", "--after", "新")
    _approve(company, number, "2026-02-02")
    filed = qms(
        company, "release", "--temporary", "--effective", "2026-02-10", "--expires", "2026-04-30",
        "--change", number, "--clause", "1", "--text", "暂由值班员代签。", "--as-of", "2026-02-05",
        "--lang", "en",
    )  # fmt: skip
    assert filed.exit_code == 0, filed.stderr
    return "LS-2026-0001"


def _sign_on(root: Path, keys: dict[str, Path], number: str, day: str) -> None:
    for role, person in ROLES.items():
        signed = qms(
            root, "sign", "--on", number, "--as", role, "--key", str(keys[person]), "--as-of", day
        )
        assert signed.exit_code == 0, signed.stderr


def test_a_temporary_amendment_is_signed_expires_by_itself_and_wants_an_end(
    company: Path, keys: dict[str, Path]
) -> None:
    number = _slip(company, keys)
    unsigned = qms(company, "check", "--as-of", "2026-02-10").stdout
    assert "TMP102" in unsigned
    _sign_on(company, keys, number, "2026-02-06")
    for day, found in (("2026-02-10", False), ("2026-04-30", False), ("2026-05-01", True)):
        assert ("TMP101" in qms(company, "check", "--as-of", day).stdout) is found
    lapse = qms(
        company, "release", "--lapse", number, "--by", APPROVER, "--reason", "不再需要",
        "--as-of", "2026-05-01",
    )  # fmt: skip
    assert lapse.exit_code == 0, lapse.stderr
    assert codes(company) == set()


def test_the_request_of_a_lapsed_temporary_amendment_enters_no_release(
    company: Path, keys: dict[str, Path]
) -> None:
    number = _slip(company, keys)
    _sign_on(company, keys, number, "2026-02-06")
    lapse = ("release", "--lapse", number, "--by", APPROVER, "--reason", "不再需要")
    assert qms(company, *lapse, "--as-of", "2026-05-01").exit_code == 0
    replace(company, "manual/01-order.md", "学习本手册", "学习并执行本手册")
    commit(company)
    step = ("release", "--amendment", "--effective", "2026-05-20", "--as-of", "2026-05-05")
    refused = qms(company, *step, "--reason", "例", "--prepare", "--lang", "en")
    assert refused.exit_code == 1
    assert "without an approved change request: 1" in refused.stderr
    other = _ask(company, "2026-05-02", "--clause", "1", "--after", "新")
    _approve(company, other, "2026-05-03")
    prepared = qms(company, *step, "--reason", "例", "--prepare")
    assert prepared.exit_code == 0, prepared.stderr
    record = (company / "records/release-candidate/A-1.yaml").read_text(encoding="utf-8")
    assert other in record
    assert "GG-2026-0001" not in record


@pytest.mark.paper
def test_the_slip_lies_in_front_of_its_page_only_while_it_is_in_force(
    company: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    number = _slip(company, keys)
    book = tmp_path / "book.pdf"

    def pages(day: str) -> list[str]:
        run_qms(company, "pdf", "--as-of", day, "--output", str(book))
        return text_of(book).split("\f")

    before = pages("2026-02-10")
    assert not [page for page in before if f"临时更改 {number}" in page]
    _sign_on(company, keys, number, "2026-02-06")
    during, after = pages("2026-02-10"), pages("2026-05-01")
    slips = [at for at, page in enumerate(during) if "暂由值班员代签" in page]
    assert len(slips) == 1
    assert f"临时更改 {number}" in during[slips[0]]
    assert "有效期至 2026-04-30" in during[slips[0]]
    # Printed two-sided the slip is a sheet of its own, which faces the page that it alters.
    assert f"{number} 背面空白" in during[slips[0] + 1]
    assert "各部门应学习本手册" in during[slips[0] + 2]
    assert len(after) == len(before)
    assert not [page for page in after if "暂由值班员代签" in page]


def test_an_altered_temporary_amendment_is_found(company: Path, keys: dict[str, Path]) -> None:
    number = _slip(company, keys)
    _sign_on(company, keys, number, "2026-02-06")
    path = f"records/temporary-amendment/2026/{number}.yaml"
    replace(company, path, "expires: 2026-04-30", "expires: 2026-12-31")
    commit(company)
    assert {"REL102", "FRZ101"} <= codes(company)


def test_a_withdrawn_release_gives_way_to_the_one_before(
    company: Path, keys: dict[str, Path]
) -> None:
    _with_study(company, keys)
    filed = qms(
        company, "release", "--withdraw", "A/1", "--effective", "2026-04-01", "--reason", "有误",
        "--as-of", "2026-03-20",
    )  # fmt: skip
    assert filed.exit_code == 0, filed.stderr
    _sign_on(company, keys, "TY-2026-0001", "2026-03-21")
    before = qms(company, "status", "--as-of", "2026-03-31", "--lang", "en").stdout
    after = qms(company, "status", "--as-of", "2026-04-01", "--lang", "en").stdout
    assert "in force: A/1" in before
    assert "in force: A/0" in after
    assert "A/1  2026-03-01  withdrawn" in qms(company, "history", "--lang", "en").stdout


def test_too_many_amendments_propose_a_new_edition_and_are_reported(
    company: Path, keys: dict[str, Path]
) -> None:
    settings = company / "qms.yml"
    text = settings.read_text(encoding="utf-8")
    limited = text.replace("{number: QM-01}", "{number: QM-01, amendments_per_edition: 1}")
    settings.write_text(limited, encoding="utf-8")
    commit(company)
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    for month, (old, new) in enumerate((("学习", "学习一"), ("学习一", "学习二")), start=2):
        replace(company, "manual/01-order.md", old, new)
        commit(company)
        _approve(company, _ask(company, f"2026-0{month}-01"), f"2026-0{month}-02")
        day = f"2026-0{month}-10"
        options = ("--amendment", "--effective", f"2026-0{month}-20", "--as-of", day)
        prepared = qms(company, "release", *options, "--reason", "例", "--prepare", "--lang", "en")
        assert ("Better make it a new edition" in prepared.stderr) is (month == 3)
        sign_all(company, keys, day)
        assert qms(company, "release", *options).exit_code == 0
        assert ("REL112" in codes(company)) is (month == 3)


def test_the_agent_signs_for_a_public_key_file(company: Path, keys: dict[str, Path]) -> None:
    qms(company, "release", "--edition", "--effective", "2026-01-01", "--prepare")
    started = subprocess.run(["ssh-agent", "-s"], check=True, capture_output=True, text=True)
    agent = dict(
        line.split(";")[0].split("=") for line in started.stdout.splitlines() if "=" in line
    )
    try:
        subprocess.run(
            ["ssh-add", "-q", keys["P-011"]],
            env=os.environ | agent,
            check=True,
            capture_output=True,
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSH_AUTH_SOCK", agent["SSH_AUTH_SOCK"])
            options = ("--key", f"{keys['P-011']}.pub", "--as-of", "2025-12-10")
            signed = qms(company, "sign", "--as", "prepared", *options)
        assert signed.exit_code == 0, signed.stderr
    finally:
        os.kill(int(agent["SSH_AGENT_PID"]), 15)


def test_optional_signatures_still_want_names_and_say_unsigned(
    company: Path, tmp_path: Path
) -> None:
    replace(company, "qms.yml", "signatures: required", "signatures: optional")
    commit(company)
    options = ("--edition", "--effective", "2026-01-01", "--as-of", "2025-12-10")
    qms(company, "release", *options, "--reason", "例", "--prepare")
    nameless = qms(company, "sign", "--as", "prepared", "--as-of", "2025-12-10")
    assert nameless.exit_code == 1
    for role, person in ROLES.items():
        signed = qms(company, "sign", "--as", role, "--by", person, "--as-of", "2025-12-10")
        assert signed.exit_code == 0, signed.stderr
    assert qms(company, "release", *options).exit_code == 0
    book = tmp_path / "book.pdf"
    run_qms(company, "pdf", "--as-of", "2026-01-02", "--output", str(book))
    assert text_of(book).count("未签名") == len(HOLDERS)


@pytest.mark.paper
def test_the_draft_is_written_while_the_released_text_stays_in_force(
    company: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    edit(company)
    commit(company)
    texts = {}
    for name, options in (("force", ()), ("draft", ("--draft",))):
        book = tmp_path / f"{name}.pdf"
        run_qms(company, "pdf", "--as-of", "2026-02-01", "--output", str(book), *options)
        texts[name] = text_of(book)
    assert "学习本手册" in texts["force"]
    assert "草稿" not in texts["force"]
    assert "学习并执行本手册" in texts["draft"]
    assert "草稿" in texts["draft"]


def test_what_the_auditors_guide_says_to_type_verifies_a_release(
    company: Path, keys: dict[str, Path]
) -> None:
    release(company, keys, "--edition", "2025-12-10", "2026-01-01")
    guide = Path(__file__).parents[2] / "docs/en/auditor.md"
    script = guide.read_text(encoding="utf-8").split("```sh\n")[1].split("```")[0]
    script = (
        script
        .replace("A-1", "A-0")
        .replace("P-001", "P-013")
        .replace("people.yaml", "signers.yaml")
    )
    good = subprocess.run(
        ["bash", "-ec", script], cwd=company, capture_output=True, text=True, check=False
    )
    assert good.returncode == 0, good.stderr
    assert 'Good "qms-release" signature for P-013' in good.stdout
    statement = (company / "records/signature/A-0-approved.yaml").read_text(encoding="utf-8")
    assert good.stdout.split()[-2] in statement
    replace(company, "records/signature/A-0-approved.yaml", "2025-12-10", "2025-12-09")
    bad = subprocess.run(["bash", "-ec", script], cwd=company, capture_output=True, check=False)
    assert bad.returncode != 0


def test_a_file_of_a_release_candidate_cannot_lead_out_of_the_repository(company: Path) -> None:
    write(company, {"records/release/A-0.yaml": "-> ../../../outside.yaml"})
    commit(company)
    assert "FIL104" in codes(company)
