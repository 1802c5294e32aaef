"""`qms new` at a real terminal: it asks in the manual's words and checks each answer at once."""

import contextlib
import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.testing.processes import PATIENCE, command
from tests.testing.repository import git, qms, repository


class Terminal:
    """A terminal with the program in it; what is typed follows what was asked."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command(*arguments, "--root", str(root)),
            stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True, start_new_session=True,
            env=os.environ | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "200"},
        )  # fmt: skip
        os.close(theirs)
        self.seen = ""

    def closes(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.ours)

    def until(self, words: str) -> None:
        end = time.monotonic() + PATIENCE
        while words not in self.seen:
            ready, _, _ = select.select([self.ours], [], [], 0.2)
            if ready:
                try:
                    self.seen += os.read(self.ours, 65536).decode(errors="replace")
                except OSError:
                    break
            assert time.monotonic() < end, self.seen
        assert words in self.seen, self.seen
        self.seen = self.seen.split(words, 1)[1]

    def types(self, question: str, answer: str) -> None:
        self.until(question)
        os.write(self.ours, f"{answer}\n".encode())

    def interrupts(self) -> int:
        """Press Ctrl-C until it ends: one pressed just before the program reads is not seen."""
        while self.process.poll() is None:
            with contextlib.suppress(OSError):
                os.write(self.ours, b"\x03")
            again = time.monotonic() + 20
            while self.process.poll() is None and time.monotonic() < again:
                select.select([], [], [], 0.1)
        return self.ends()

    def ends(self) -> int:
        code = self.process.wait(PATIENCE)
        ready, _, _ = select.select([self.ours], [], [], 0.5)
        if ready:
            with contextlib.suppress(OSError):
                self.seen += os.read(self.ours, 65536).decode(errors="replace")
        return code


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(
        tmp_path / "r",
        {
            "records/customer/customers.yaml": (
                "- {id: CU-001, name: 样本电缆厂, grade: regular, region: east, contact: 例,"
                " phone: '0', privacy_note: 例}\n"
            )
        },
    )


@pytest.fixture
def at_terminal(root: Path) -> Iterator[Callable[..., Terminal]]:
    """Open terminals, and leave no process behind whatever the test says."""
    opened: list[Terminal] = []

    def open_one(*arguments: str) -> Terminal:
        opened.append(Terminal(root, *arguments))
        return opened[-1]

    yield open_one
    for each in opened:
        each.closes()


def test_a_clerk_answers_in_words_and_a_bad_answer_is_asked_again(
    root: Path, at_terminal: Callable[..., Terminal]
) -> None:
    terminal = at_terminal("new", "recall-notice", "--by", "P-001", "--as-of", "2026-03-02")
    terminal.until("1 一级")
    terminal.types("召回级别*", "9")
    terminal.until("填序号 1 至 3")
    terminal.types("召回级别*", "2")
    terminal.types("产品类别*", "电力电缆设备")
    terminal.types("型号*", "YLJ-1")
    terminal.types("再加一项吗", "y")
    terminal.types("型号*", "YLJ-2")
    terminal.types("再加一项吗", "")
    terminal.types("应召回的出厂编号*", "小写 a")
    terminal.until("写法应为")
    terminal.types("应召回的出厂编号*", "A1")
    terminal.types("再加一项吗", "")
    terminal.types("生产数*", "两台")
    terminal.until("填整数")
    terminal.types("生产数*", "-1")
    terminal.until("至少 0")
    terminal.types("生产数*", "2")
    terminal.types("销售数*", "2")
    terminal.types("召回原因*", "")
    terminal.until("这一栏必须填写")
    terminal.types("召回原因*", "联锁 失效: #1")
    terminal.types("法律依据*", "例")
    terminal.types("召回措施*", "例")
    terminal.types("已停止销售*", "也许")
    terminal.until("填 是 或 否")
    terminal.types("已停止销售*", "是")
    terminal.types("开始日期*", "2026-02-30")
    terminal.until("且日期存在")
    terminal.types("开始日期*", "2026-03-02")
    terminal.types("完成期限*", "2026-03-31")
    terminal.types("通知方式*", "电话")
    terminal.types("还填写选填的栏目吗", "n")
    assert terminal.ends() == 0
    text = (root / "records/recall-notice/2026/ZH-2026-0001.yaml").read_text(encoding="utf-8")
    assert "level: second" in text
    assert re.search(r"models:\s*(\[YLJ-1, YLJ-2\]|\n\s*- YLJ-1\n\s*- YLJ-2)", text)
    assert "sale_stopped: true" in text
    assert "联锁 失效: #1" in qms(root, "show", "ZH-2026-0001").stdout
    assert git(root, "status", "--porcelain") == ""


def test_people_customers_moments_and_steps_are_asked_for_in_english_too(
    root: Path, at_terminal: Callable[..., Terminal]
) -> None:
    terminal = at_terminal(
        "new", "repair-order", "--by", "甲一", "--as-of", "2026-03-02", "--lang", "en"
    )
    terminal.types("Customer*", "nobody")
    terminal.until("No customer has the number or name nobody")
    terminal.types("Customer*", "样本电缆厂")
    terminal.types("Serial number*", "A1")
    terminal.types("Product group*", "1")
    terminal.types("Region*", "East China")
    terminal.types("Kind of service*", "on-site")
    terminal.types("Fault code*", "E01")
    terminal.types("In warranty*", "yes")
    terminal.until("Reception")
    terminal.types("Reported at*", "2026-03-01")
    terminal.until("Give the time too")
    terminal.types("Reported at*", "2026-03-01 08:30")
    terminal.types("Received by*", "甲一")
    terminal.types("Contact*", "x")
    terminal.types("Phone*", "0")
    terminal.types("Symptom as described*", "leaks")
    terminal.types("optional fields too", "")
    assert terminal.ends() == 0
    text = (root / "records/repair-order/2026/WX-2026-0001.yaml").read_text(encoding="utf-8")
    assert "at: '2026-03-01T08:30:00+08:00'" in text
    assert "customer: CU-001" in text
    assert "by: P-001" in text


def test_ctrl_c_leaves_nothing_behind(root: Path, at_terminal: Callable[..., Terminal]) -> None:
    before = git(root, "rev-parse", "HEAD")
    terminal = at_terminal("new", "complaint", "--by", "P-001")
    terminal.types("客户*", "CU-001")
    terminal.until("受理渠道*")
    assert terminal.interrupts() == 130
    assert git(root, "rev-parse", "HEAD") == before
    assert git(root, "status", "--porcelain") == ""


def test_without_a_terminal_no_question_is_asked(root: Path) -> None:
    refused = qms(root, "new", "complaint", "--by", "P-001")
    assert refused.exit_code == 1
    assert "customer" in refused.stderr


def test_long_work_is_named_on_a_terminal_before_it_begins(
    at_terminal: Callable[..., Terminal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = at_terminal("pdf", "--draft", "--output", str(tmp_path / "manual.pdf"))
    terminal.until("正在排版手册，请稍候")
    terminal.until("已写出")
    assert terminal.ends() == 0
