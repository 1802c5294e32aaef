"""SARIF and JUnit reports fit their public schemas, whatever the repository holds."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from tests.testing.repository import qms, repository

PUBLIC = Path(__file__).parent.parent / "public"
SAMPLE = Path(__file__).parent.parent.parent
OWN_RULES = "company: {name: 例, short: 例}\npromise: 例\nmanual: {number: QM-01}\n"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A repository with findings whose words and file names try to break out of a format."""
    return repository(
        tmp_path / "r",
        {
            "qms.yml": OWN_RULES + "check: {own_rules: missing.py}\n",
            "records/risk/<b>&\"'\x01\x0b.yaml": "- {id: R-001, '</testsuite>': ]]>}\n",
            "records/risk/百 %E4#a?b.yaml": "id: [\n",
            "records/complaint/x.yaml": "id: '\U0001f512\ufffd'\n",
        },
    )


@pytest.fixture(params=["sound", "sample", "hostile"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "sound":
        return repository(tmp_path / "s", {})
    if request.param == "sample":
        return SAMPLE
    return Path(request.getfixturevalue("hostile"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sarif_fits_its_schema(root: Path, lang: str) -> None:
    printed = qms(root, "check", "--format", "sarif", "--lang", lang).stdout
    schema = json.loads((PUBLIC / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    errors = Draft202012Validator(schema).iter_errors(json.loads(printed))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_json_fits_the_schema_that_we_publish_for_its_format(root: Path, lang: str) -> None:
    report = json.loads(qms(root, "check", "--format", "json", "--lang", lang).stdout)
    path = SAMPLE / f"docs/formats/report-{report['format']}.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    errors = Draft202012Validator(schema).iter_errors(report)
    assert [error.message for error in errors] == []
    assert report.keys() == schema["properties"].keys(), "whatever is said is described"
    assert report["summary"].keys() == schema["properties"]["summary"]["properties"].keys()
    described = schema["$defs"]["finding"]["properties"].keys()
    assert all(each.keys() == described for each in report["findings"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_junit_fits_its_schema_and_its_counts(root: Path, lang: str) -> None:
    printed = qms(root, "check", "--format", "junit", "--lang", lang).stdout_bytes
    schema = etree.XMLSchema(etree.parse(PUBLIC / "junit-10.xsd"))
    document = etree.fromstring(printed)
    schema.assertValid(document)
    (suite,) = document
    assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
    assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
    assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))


def test_the_schemas_refuse_what_is_wrong(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"records/complaint/x.yaml": "id: [\n"})
    log = json.loads(qms(root, "check", "--format", "sarif").stdout)
    log["runs"][0]["results"][0]["level"] = "grave"
    schema = json.loads((PUBLIC / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(log))
    suites = etree.fromstring(qms(root, "check", "--format", "junit").stdout_bytes)
    del suites[0].findall("testcase")[0].attrib["name"]
    assert not etree.XMLSchema(etree.parse(PUBLIC / "junit-10.xsd")).validate(suites)
