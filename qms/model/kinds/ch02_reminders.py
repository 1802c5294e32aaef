"""Who was reminded of what he owes, when and by which means (clauses 2.2.2, 2.2.3, 7.4)."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from qms.model.kinds.ch02_copies import CopyNumber
from qms.model.kinds.numbers import refusal
from qms.model.kinds.record import Choice, Evidence, Header, Label, PersonId, Sheet, Words
from qms.text import Text


class Means(Choice):
    """How a reminder reaches somebody."""

    mail = "mail", "电子邮件", "E-mail"
    file = "file", "邮件文件", "E-mail as a file"
    wecom = "wecom", "企业微信群机器人", "WeCom robot"
    dingtalk = "dingtalk", "钉钉群机器人", "DingTalk robot"
    feishu = "feishu", "飞书群机器人", "Feishu robot"
    letter = "letter", "信函", "Letter"


class Reminded(Sheet):
    """One person of the company, or the holder of a copy outside, and what was said to them."""

    person: Annotated[PersonId | None, Label("被提醒人", "Person")] = None
    copy_numbers: Annotated[
        tuple[CopyNumber, ...], Label("公司外持有的分发号", "Copies held outside")
    ] = ()
    means: Annotated[tuple[Means, ...], Field(min_length=1), Label("方式", "By which means")]
    matters: Annotated[tuple[Words, ...], Field(min_length=1), Label("事项", "What is owed")]

    @model_validator(mode="after")
    def _one_addressee(self) -> "Reminded":
        if (self.person is None) == (not self.copy_numbers):
            raise refusal(
                zh="写明被提醒人，或公司外持有的分发号，二者取一",
                en="name the person, or the copies held outside: one of the two",
            )
        return self


class Reminder(Evidence):
    """The reminders sent in one run (催办记录)."""

    header: ClassVar[Header] = Header(
        title=Text(zh="催办记录", en="Reminders sent"),
        form="QR-7.4-03",
        clause="7.4",
        family="retained",
        owner="after-sales",
        id_pattern=r"CB-\d{4}-\d{4}",
        retain_years=3,
    )
    reminded: Annotated[
        tuple[Reminded, ...], Field(min_length=1), Label("被提醒人和事项", "Who and of what")
    ]
