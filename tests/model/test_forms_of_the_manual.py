"""Every record that the manual names has its kind, and every kind all that a clerk needs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qms.forms.fields import (
    Field,
    Shape,
    fields_of,
)
from qms.model.kinds import kinds
from qms.model.kinds.record import Evidence
from tests.testing.records import some_of

ROOT = Path(__file__).parent.parent.parent
# The records that the manual's clauses name, in their order, and the kind of each.
NAMED = {
    "文件发放登记表": "copy-event",
    "文件回收登记表": "copy-return",
    "文件补发申请单": "copy-replacement",
    "文件销毁记录": "copy-destruction",
    "文件更改申请单": "change-request",
    "修改记录": "amendment-record",
    "换页通知": "amendment-notice",
    "手册评审记录": "manual-review",
    "内外部环境分析报告": "context-analysis",
    "相关方需求清单": "interested-party",
    "战略行动计划": "strategic-plan",
    "过程清单": "process",
    "岗位说明书": "post",
    "风险和机遇清单": "risk",
    "风险变更分析报告": "risk-change-report",
    "风险和机遇应对计划": "risk-response",
    "目标分解表": "objective",
    "目标完成情况统计": "objective-result",
    "合规义务清单": "obligation",
    "法规查新记录": "currency-check",
    "规章制度监控评价表": "rule-evaluation",
    "体系变更申请": "system-change",
    "设备设施台账": "equipment",
    "设备维护记录": "equipment-maintenance",
    "人员花名册": "person",
    "售后服务管理师证书": "service-manager-certificate",
    "现场5S检查记录": "site-inspection",
    "测量设备台账": "instrument",
    "测量设备失效跟踪表": "instrument-failure",
    "故障案例汇编手册": "failure-case",
    "售后服务信息知识库": "knowledge-article",
    "年度服务培训策划方案": "training-plan",
    "专项培训报告及现场记录": "special-training-report",
    "岗位能力评定记录": "competence-assessment",
    "培训记录": "training",
    "信息沟通记录": "communication",
    "客户座谈会记录": "customer-forum",
    "受控文件清单": "document",
    "记录清单": "form",
    "外来文件清单": "external-document",
    "记录销毁记录": "record-disposal",
    "发运记录": "dispatch",
    "承运商评价": "carrier-evaluation",
    "用户交货培训回执单": "handover-training",
    "设备使用培训验收表": "equipment-acceptance",
    "安装服务委托书": "installation-commission",
    "维修服务单": "repair-order",
    "维修结算单": "repair-settlement",
    "服务站评价": "station-evaluation",
    "备件销售及发运记录": "parts-order",
    "备件销售价格表": "parts-price",
    "备件盘点记录": "stock-take",
    "产品退换专项报告": "return-report",
    "产品召回通知": "recall-notice",
    "产品召回记录": "recall",
    "客户回访记录": "follow-up",
    "在线服务记录": "online-ticket",
    "顾客关怀活动记录": "customer-care",
    "服务文化传播记录": "culture-communication",
    "客户信息访问记录": "data-access",
    "客户投诉处理单": "complaint",
    "不合格服务处置单": "nonconforming-service",
    "废弃物处置台账": "waste-disposal",
    "过程监视记录": "process-monitoring",
    "绩效分析报告": "performance-analysis",
    "合规性评价报告": "compliance-evaluation",
    "顾客满意度调查表": "satisfaction-survey",
    "顾客满意度分析报告": "satisfaction-analysis",
    "自我评价报告": "self-evaluation",
    "内部审核报告": "internal-audit",
    "管理评审计划": "management-review-plan",
    "管理评审报告": "management-review",
    "管理评审改进措施跟踪表": "review-action",
    "纠正措施单": "corrective-action",
    "改进项目": "improvement-project",
}


def test_every_record_that_the_manual_names_is_a_kind_of_that_name() -> None:
    for name, kind in NAMED.items():
        assert kinds()[kind].header.title.zh == name


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_has_records_to_try_it_on_and_a_schema(kind: str) -> None:
    assert some_of(kind)
    assert (ROOT / f"schemas/{kind}.json").is_file()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_declares_what_a_controlled_form_needs(kind: str) -> None:
    model = kinds()[kind]
    header = model.header
    assert header.title.zh
    assert header.title.en
    assert header.title.zh != header.title.en
    assert header.form.startswith(f"QR-{header.clause.split('.')[0]}")
    assert header.owner
    assert header.id_pattern
    assert header.family == "retained" or not issubclass(model, Evidence)
    assert bool(header.retain_years) is (header.family == "retained")


def every_field(kind: str) -> Iterator[Field]:
    waiting = list(fields_of(kinds()[kind]))
    while waiting:
        field = waiting.pop()
        waiting.extend([*field.inner, *([field.item] if field.item else [])])
        yield field


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_field_has_words_in_both_languages(kind: str) -> None:
    for field in every_field(kind):
        for words in (field.label, *(label for _, label in field.options)):
            assert words.zh.strip(), field
            assert words.en.strip(), field


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_what_is_counted_or_measured_names_its_unit(kind: str) -> None:
    for field in every_field(kind):
        said = (field.unit.zh + field.hint.zh + field.name + field.label.zh).lower()
        is_number = field.shape in {Shape.integer, Shape.decimal}
        if is_number and re.search(r"(hours?|minutes?|days?|months?|years?)$", field.name):
            assert field.unit.zh or re.search(r"year|年度|起始年|终止年|month|月份", said), field


def test_forms_have_one_number_each() -> None:
    forms = [model.header.form for model in kinds().values()]
    assert len(forms) == len(set(forms))
