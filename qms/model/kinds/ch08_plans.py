"""The plan of a year: call-backs, care of customers, surveys (clauses 8.3.1, 8.3.3 and 9.5)."""

from typing import Annotated, ClassVar

from pydantic import Field

from qms.model.kinds.numbers import Money
from qms.model.kinds.record import Choice, Evidence, Header, Label, PersonId, Remark, Sheet, Words
from qms.text import Text


class PlannedWork(Choice):
    """What a yearly plan plans."""

    follow_up = "follow-up", "客户回访", "Call-backs"
    care = "care", "顾客关怀", "Customer care"
    survey = "survey", "满意度调查", "Satisfaction survey"


class PlannedItem(Sheet):
    """One line of a yearly plan."""

    what: Annotated[Words, Label("内容", "What")]
    whom: Annotated[Words, Label("对象", "For whom")]
    when: Annotated[Words, Label("时间", "When")]
    owner: Annotated[PersonId, Label("责任人", "Owner")]
    budget: Annotated[Money | None, Label("预算", "Budget")] = None


class YearlyPlan(Evidence):
    """What is to be done with customers in a year, before the year begins."""

    header: ClassVar[Header] = Header(
        title=Text(zh="客户工作年度计划", en="Yearly plan for customers"),
        form="QR-8.3-01",
        clause="8.3",
        family="retained",
        owner="after-sales",
        id_pattern=r"JH-\d{4}-\d{4}",
        retain_years=3,
    )
    plans: Annotated[PlannedWork, Label("计划类别", "Plans")]
    year: Annotated[int, Label("年度", "Year")]
    items: Annotated[tuple[PlannedItem, ...], Field(min_length=1), Label("各项", "Items")]
    effect: Annotated[Remark, Label("预期效果", "Effect wanted")] = ""
