"""The desk in an office: behind a proxy that speaks TLS, opened by passkeys, each line of the
threat model of docs/security.md tried."""

import datetime as dt
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from qms.desk import attempts
from qms.desk.application import application
from qms.desk.entrance import Entrance, office_name
from qms.desk.house import House
from qms.desk.serving import _listening
from qms.desk.visits import Lasts, Visits
from qms.errors import UsageError
from qms.model.passkey import Flag, Site
from qms.store import clock, enrolments
from tests.desk.conftest import ROOT, words
from tests.desk.test_passkeys import asked_on, challenge_of, in_url, sent
from tests.testing.authenticator import Authenticator
from tests.testing.company import make_company
from tests.testing.repository import git, qms

pytestmark = pytest.mark.attacks
NAME = "qms.example.com"
SITE = Site(f"https://{NAME}")
DAY = dt.date(2026, 11, 23)


class Seconds:
    """A clock that goes on when it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Proxy(httpx.HTTPTransport):
    """What stands before the desk: speaks TLS for its name and says where a request came from."""

    def __init__(self, port: int, address: str) -> None:
        super().__init__()
        self.port = port
        self.address = address

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = httpx.Headers(request.headers)
        forged = headers.get("x-forwarded-for")
        headers["x-forwarded-for"] = f"{forged}, {self.address}" if forged else self.address
        headers["x-forwarded-proto"] = request.url.scheme
        url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        passed = httpx.Request(request.method, url, headers=headers, stream=request.stream)
        return super().handle_request(passed)


class Office:
    """A desk that is served, its log, and its clock."""

    def __init__(self, root: Path, port: int, seconds: Seconds, log: list[str]) -> None:
        self.root, self.port, self.seconds, self.log = root, port, seconds, log
        self._browsers: list[httpx.Client] = []

    def browser(self, address: str = "192.0.2.1") -> httpx.Client:
        found = httpx.Client(
            base_url=SITE.origin, transport=Proxy(self.port, address), follow_redirects=True,
            timeout=120,
        )  # fmt: skip
        self._browsers.append(found)
        return found

    def code(self, person: str) -> str:
        return enrolments.new_code(self.root, person, now=clock.now(dt.UTC))

    def close(self) -> None:
        for each in self._browsers:
            each.close()


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]) -> Path:
    root = make_company(tmp_path_factory.mktemp("office") / "company", keys)
    git(root, "config", "user.name", "desk")
    git(root, "config", "user.email", "desk@example.org")
    return root


@pytest.fixture
def office(staffed: Path, tmp_path: Path) -> Iterator[Office]:
    root = shutil.copytree(staffed, tmp_path / "office", symlinks=True)
    seconds, log = Seconds(), []
    sockets = _listening(0)
    port = sockets[0].getsockname()[1]
    visits = Visits(Lasts(), seconds=seconds)
    app = application(House(root, day=DAY), visits, entrance=Entrance(port, NAME), log=log.append)
    config = uvicorn.Config(app, log_level="error", access_log=False, proxy_headers=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
    thread.start()
    found = Office(root, port, seconds, log)
    try:
        yield found
    finally:
        found.close()
        server.should_exit = True
        thread.join()
        for each in sockets:
            each.close()


def token_on(page: httpx.Response) -> str:
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def enrolled(office: Office, person: str) -> Authenticator:
    browser, device = office.browser(), Authenticator(SITE, credential=person.encode())
    token = token_on(browser.get("/enrol"))
    page = browser.post("/enrol", data={"token": token, "code": office.code(person)})
    asked = asked_on(page.text)
    told = sent(device.made(challenge_of(asked)), key=in_url(device.public))
    told |= {"credential": in_url(device.credential), "asked": asked["asked"], "token": token}
    assert "已登记" in words(browser.post("/enrol/made", data=told))
    return device


def logged_in(browser: httpx.Client, device: Authenticator) -> httpx.Response:
    page = browser.get("/login")
    asked = asked_on(page.text)
    told = sent(device.tapped(challenge_of(asked)), credential=in_url(device.credential))
    return browser.post("/login", data=told | {"token": token_on(page), "asked": asked["asked"]})


def is_in(page: httpx.Response, person: str) -> bool:
    return page.status_code == 200 and f"签{person}" in words(page)


def test_a_passkey_opens_the_desk_for_its_owner(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser()
    assert str(browser.get("/list/person").url).endswith("/login")
    assert "签P-011" not in words(browser.get("/list/person"))
    assert is_in(logged_in(browser, device), "P-012")
    assert is_in(browser.get("/mine"), "P-012")


@pytest.mark.parametrize("path", ["/who", "/open/x", "/mine", "/passkeys", "/records"])
def test_nobody_chooses_a_name_or_looks_without_logging_in(office: Office, path: str) -> None:
    browser = office.browser()
    assert "签P-0" not in words(browser.get(path))
    token = token_on(browser.get("/login"))
    browser.post("/who", data={"token": token, "person": "P-011"})
    assert "签P-0" not in words(browser.get(path))


def test_whoever_is_logged_in_becomes_nobody_else(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser()
    token = token_on(logged_in(browser, device))
    answer = browser.post("/who", data={"token": token, "person": "P-013"})
    assert answer.status_code == 404
    assert is_in(browser.get("/mine"), "P-012")
    assert browser.post("/window", data={"token": token}).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"x-forwarded-proto": "http"}, {"host": "evil.example"}])
def test_plain_http_and_other_names_are_refused(office: Office, headers: dict[str, str]) -> None:
    own = {"host": NAME} | headers
    if "host" in headers:
        own["x-forwarded-proto"] = "https"
    answer = httpx.get(f"http://127.0.0.1:{office.port}/login", headers=own)
    assert answer.status_code in {403, 421}
    local = httpx.get(f"http://127.0.0.1:{office.port}/login")
    assert local.status_code == 421
    assert httpx.get(f"http://127.0.0.1:{office.port}/health").status_code == 200


def test_only_this_machine_is_listened_on(office: Office) -> None:
    own = {each.getsockname()[0] for each in _closed(_listening(0))}
    assert own <= {"127.0.0.1", "::1"}
    assert office.port


def _closed(sockets: list) -> list:
    yield from sockets
    for each in sockets:
        each.close()


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_another_site_posts_nothing(office: Office, headers: dict[str, str]) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser()
    token = token_on(logged_in(browser, device))
    assert browser.post("/logout", data={"token": token}, headers=headers).status_code == 403
    assert is_in(browser.get("/mine"), "P-012")


def test_the_cookie_goes_by_tls_to_this_host_alone(office: Office) -> None:
    browser = office.browser()
    answer = browser.get("/login")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-qms-desk=")
    for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
        assert word.lower() in cookie.lower()
    assert "max-age" in answer.headers["strict-transport-security"]


def test_a_login_changes_the_cookie_that_was_there_before(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser()
    browser.get("/login")
    before = browser.cookies["__Host-qms-desk"]
    logged_in(browser, device)
    assert browser.cookies["__Host-qms-desk"] != before
    thief = office.browser()
    thief.cookies.set("__Host-qms-desk", before, domain=NAME)
    assert "签P-012" not in words(thief.get("/mine"))


def test_a_second_login_ends_the_visit_that_the_first_one_opened(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser()
    logged_in(browser, device)
    before = browser.cookies["__Host-qms-desk"]
    assert is_in(logged_in(browser, device), "P-012")
    thief = office.browser()
    thief.cookies.set("__Host-qms-desk", before, domain=NAME)
    assert "签P-012" not in words(thief.get("/mine"))


def test_nobody_enrols_a_passkey_under_the_name_of_anothers(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser, other = office.browser(), Authenticator(SITE, credential=device.credential)
    token = token_on(browser.get("/enrol"))
    page = browser.post("/enrol", data={"token": token, "code": office.code("P-013")})
    asked = asked_on(page.text)
    told = sent(other.made(challenge_of(asked)), key=in_url(other.public))
    told |= {"credential": in_url(device.credential), "asked": asked["asked"], "token": token}
    assert "已登记过" in words(browser.post("/enrol/made", data=told))
    assert not enrolments.enrolments(office.root).of("P-013")
    assert is_in(logged_in(office.browser(), device), "P-012")


def test_whatever_day_is_looked_at_people_and_their_rights_are_todays(office: Office) -> None:
    device, other = enrolled(office, "P-011"), enrolled(office, "P-013")
    browser, there = office.browser(), office.browser()
    token = token_on(logged_in(browser, device))
    logged_in(there, other)
    browser.post("/day", data={"token": token, "day": "2019-06-01"})  # before anybody had joined
    assert is_in(browser.get("/mine"), "P-011")
    ended = browser.post("/logout/everywhere", data={"token": token, "person": "P-013"})
    assert "登录已结束" in words(ended)
    assert str(there.get("/mine").url).endswith("/login")
    browser.post("/day", data={"token": token})
    assert "当日的情况" not in words(browser.get("/mine"))


def test_a_tap_that_was_seen_opens_nothing_again(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser()
    page = browser.get("/login")
    asked = asked_on(page.text)
    told = sent(device.tapped(challenge_of(asked)), credential=in_url(device.credential))
    data = told | {"token": token_on(page), "asked": asked["asked"]}
    assert is_in(browser.post("/login", data=data), "P-012")
    thief = office.browser()
    page = thief.get("/login")
    again = told | {"token": token_on(page), "asked": asked_on(page.text)["asked"]}
    assert "签P-012" not in words(thief.post("/login", data=again))
    assert "签P-012" not in words(thief.get("/mine"))


def test_a_tap_for_another_site_or_by_a_stranger_or_unverified_opens_nothing(
    office: Office,
) -> None:
    device = enrolled(office, "P-012")
    for other in (
        Authenticator(Site("https://evil.example"), secret=device.secret, credential=b"P-012"),
        Authenticator(SITE, credential=b"P-012"),
        Authenticator(SITE, credential=b"nobody"),
        Authenticator(SITE, secret=device.secret, credential=b"P-012", flags=Flag.present),
    ):
        browser = office.browser()
        assert "签P-012" not in words(logged_in(browser, other))
        assert "签P-012" not in words(browser.get("/mine"))


def test_a_leaver_and_a_revoked_key_are_out_at_once(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser()
    assert is_in(logged_in(browser, device), "P-012")
    file = office.root / "records/person/signers.yaml"
    text = file.read_text(encoding="utf-8")
    key = f"    - {{public: {device.passkey().line}, valid_from: 2026-01-01, revoked: 2026-11-01}}"
    mended = re.sub(r"(id: P-012(?:.|\n)*?keys: )\[(\{.*\})\]", rf"\1\n    - \2\n{key}", text)
    assert mended != text
    file.write_text(mended, encoding="utf-8")
    git(office.root, "commit", "-qam", "revoked")
    assert str(browser.get("/mine").url).endswith("/login")
    file.write_text(
        text.replace("name: 签P-012\n", "name: 签P-012\n  left: 2026-11-22\n"), encoding="utf-8"
    )
    git(office.root, "commit", "-qam", "left")
    assert "打不开工作台" in words(logged_in(browser, device))
    file.write_text(text, encoding="utf-8")
    git(office.root, "commit", "-qam", "back")
    assert is_in(logged_in(browser, device), "P-012")
    assert is_in(browser.get("/mine"), "P-012")
    token = token_on(browser.get("/mine"))
    browser.post("/day", data={"token": token, "day": "2026-01-05"})
    file.write_text(
        text.replace("name: 签P-012\n", "name: 签P-012\n  left: 2026-11-22\n"), encoding="utf-8"
    )
    git(office.root, "commit", "-qam", "left, while looking at the past")
    assert str(browser.get("/mine").url).endswith("/login")


def test_a_passkey_that_is_used_no_more_ends_its_visits(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser()
    token = token_on(logged_in(browser, device))
    browser.post(f"/passkeys/forget/{in_url(device.credential)}", data={"token": token})
    assert str(browser.get("/mine").url).endswith("/login")


def test_out_is_out_here_and_everywhere(office: Office) -> None:
    device, other = enrolled(office, "P-012"), enrolled(office, "P-013")
    here, there, elsewhere = office.browser(), office.browser(), office.browser()
    token = token_on(logged_in(here, device))
    logged_in(there, device)
    logged_in(elsewhere, other)
    kept = here.cookies["__Host-qms-desk"]
    here.post("/logout", data={"token": token})
    here.cookies.set("__Host-qms-desk", kept, domain=NAME)
    assert str(here.get("/mine").url).endswith("/login")
    assert is_in(there.get("/mine"), "P-012")
    token = token_on(logged_in(here, device))
    here.post("/logout/everywhere", data={"token": token})
    assert str(there.get("/mine").url).endswith("/login")
    assert is_in(elsewhere.get("/mine"), "P-013")


def test_a_visit_ends_after_a_time(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser()
    logged_in(browser, device)
    office.seconds.now += Lasts().idle - 1
    assert is_in(browser.get("/mine"), "P-012")
    office.seconds.now += Lasts().idle + 1
    assert str(browser.get("/mine").url).endswith("/login")
    logged_in(browser, device)
    for _ in range(round(Lasts().most / Lasts().idle) + 1):
        office.seconds.now += Lasts().idle - 1
        page = browser.get("/mine")
    assert str(page.url).endswith("/login")


def test_codes_are_not_guessed(office: Office) -> None:
    guesser = office.browser("198.51.100.7")
    token = token_on(guesser.get("/enrol"))
    for _ in range(attempts.MOST):
        wrong = guesser.post("/enrol", data={"token": token, "code": "AAAA-BBBB-CCCC"})
        assert "登记码无效" in words(wrong)
    good = {"token": token, "code": office.code("P-012")}
    forged = {"x-forwarded-for": "203.0.113.9"}
    for headers in ({}, forged):
        refused = guesser.post("/enrol", data=good, headers=headers)
        assert refused.status_code == 429
        assert "失败的次数太多" in words(refused)
    other = office.browser("203.0.113.9")
    good["token"] = token_on(other.get("/enrol"))
    assert "签P-012" in words(other.post("/enrol", data=good))
    office.seconds.now += attempts.WITHIN + 1
    good["token"] = token
    assert "签P-012" in words(guesser.post("/enrol", data=good))


@pytest.mark.parametrize(
    ("address", "is_same"),
    [("2001:db8:1:2:ffff::9", True), ("2001:db8:1:3::1", False), ("192.0.2.1", False)],
)
def test_who_has_a_whole_network_guesses_no_more_often(address: str, *, is_same: bool) -> None:
    counted = attempts.Attempts(Seconds())
    for nth in range(attempts.MOST):
        counted.failed(f"2001:db8:1:2::{nth:x}")
    if is_same:
        with pytest.raises(attempts.TooOftenError):
            counted.refuse_too_many(address)
    else:
        counted.refuse_too_many(address)


def test_logins_are_not_worn_out(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser("198.51.100.7")
    for _ in range(attempts.MOST):
        logged_in(browser, Authenticator(SITE, credential=b"nobody"))
    page = browser.get("/login")
    asked = asked_on(page.text)
    told = sent(device.tapped(challenge_of(asked)), credential=in_url(device.credential))
    data = told | {"token": token_on(page), "asked": asked["asked"]}
    assert browser.post("/login", data=data).status_code == 429


def test_the_log_tells_what_was_done_and_of_nobody(office: Office) -> None:
    device = enrolled(office, "P-012")
    browser = office.browser("198.51.100.7")
    logged_in(browser, device)
    httpx.get(f"http://127.0.0.1:{office.port}/P-013", headers={"host": "evil.example"})
    browser.get("/record/person/P-013")
    browser.get("/search?q=签P-013")
    browser.get("/nowhere/P-013")
    told = "\n".join(office.log)
    assert "GET /record/{kind}/{number:path} 200" in told
    assert re.search(r"POST /login 303 \d+ ms", told)
    assert "GET - 421" in told
    for private in ("P-012", "P-013", "198.51.100.7", "192.0.2.1", in_url(device.credential)):
        assert private not in told


@pytest.mark.parametrize(
    "name", ["", "localhost", "192.0.2.1", "qms", "a b.example.com", "-a.example.com", "例.com",
             "qms.example.com:8443", "https://qms.example.com", "a" * 64 + ".example.com"],
)  # fmt: skip
def test_what_is_no_host_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        office_name(name)


def test_a_host_name_is_taken_as_browsers_write_it() -> None:
    assert office_name(" QMS.Example.COM. ") == NAME


def test_the_first_code_is_printed_and_served_is_what_has_a_name(office: Office) -> None:
    done = qms(office.root, "desk", "--code", "P-012", "--as-of", "2026-11-23")
    assert done.exit_code == 0
    code = done.stdout.strip()
    assert enrolments.person_with(office.root, code, now=clock.now(dt.UTC)) == "P-012"
    past = ("--serve", "--name", NAME, "--as-of", "2026-11-23")
    for words_given in (("--serve",), ("--name", NAME), ("--serve", "--name", "192.0.2.1"), past):
        assert qms(office.root, "desk", *words_given, "--port", "0").exit_code == 2
    gone = qms(office.root, "desk", "--code", "P-999")
    assert gone.exit_code == 1


@pytest.mark.parametrize("file", ["Caddyfile", "nginx.conf", "qms-desk.service"])
def test_the_ready_files_agree_with_the_desk(file: str) -> None:
    text = (ROOT / "deploy" / file).read_text(encoding="utf-8")
    assert NAME in text
    assert "8765" in text
    if file == "nginx.conf":
        for header in ("X-Forwarded-Proto $scheme", "X-Forwarded-For $remote_addr", "Host $host"):
            assert f"proxy_set_header {header};" in text
