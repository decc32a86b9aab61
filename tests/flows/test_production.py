"""A portal in earnest: production settings, gunicorn with two processes, PostgreSQL, Redis, TLS before it, and a browser."""

from __future__ import annotations

import http.client
import json
import secrets
import ssl
from pathlib import Path

import pytest

from scripts.front import TlsFront
from tests.flows.applying import apply
from tests.flows.signing_in import sign_in, sign_in_at_office
from tests.support.browser import DESK, Look, page_of
from tests.support.portal import running
from tests.support.setups import SERVERS
from tests.support.sink import free_port

pytestmark = [pytest.mark.flow, pytest.mark.browser, pytest.mark.postgres, pytest.mark.redis]
STEWARD, AMARA = "bo@oak.example.org", "amara@example.org"
TOKEN = "figures-for-the-operator"
WITHIN = 15_000


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The portal, and the door before it."""
    inner, folder = free_port(), tmp_path_factory.mktemp("production")
    earnest = {
        "PRODUCTION": "yes",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "BEHIND_TLS_PROXY": "yes",
        "METRICS_TOKEN": TOKEN,
        "WEB_CONCURRENCY": "2",
    }
    with (
        TlsFront(tmp_path_factory.mktemp("certificates"), inner=inner) as front,
        running(folder, SERVERS, origin=front.origin, port=inner, **earnest) as portal,
    ):
        portal.act("open", slug="oak", name="Oak Street Food Co-op", prefix="OAK", steward=STEWARD)
        yield portal, front


@pytest.fixture
def opened(browser, place):
    def window():
        look = Look("light", DESK)
        return page_of(browser, look, ignore_https_errors=True, base_url=place[0].origin)

    return window


def test_the_steps_of_the_tour_are_gone_through_in_earnest(place, opened):
    """Somebody applies, the steward proves twice who they are and approves, the card is seen by its owner."""
    portal, _ = place
    with opened() as window, opened() as desk:
        for page in (window, desk):
            page.set_default_timeout(WITHIN)
        apply(portal, window, name="Amara Okonkwo", email=AMARA)
        sign_in_at_office(portal, desk, STEWARD)
        desk.goto("/c/oak/staff/applications/")
        desk.get_by_role("link", name="Amara Okonkwo").first.click()
        desk.get_by_role("button", name="Approve and send card").click()
        portal.mail(AMARA, "card")

        sign_in(portal, window, AMARA)
        window.goto("/me/")
        window.get_by_role("link", name="Oak Street Food Co-op").first.click()
        window.get_by_role("link", name="Show at the desk").wait_for()
        names = {each["name"]: each for each in window.context.cookies()}
        assert names["__Host-sid"]["secure"]
        assert names["__Host-sid"]["httpOnly"]
        assert window.complaints == desk.complaints == []


def test_what_only_a_demonstration_has_is_not_there_and_the_headers_are(place):
    _, front = place
    answer = asked(front, "/")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Cache-Control" not in answer.headers or answer.status == 302
    for path in ("/demo/", "/dev/mail/", "/metrics"):
        assert asked(front, path).status == 404
    assert asked(front, "/", Host="evil.example").status == 400


def test_the_figures_are_those_of_both_processes(place):
    portal, front = place
    for _ in range(40):
        assert asked(front, "/accessibility/").status == 200
    known = {"Authorization": f"Bearer {TOKEN}"}
    told = {asked(front, "/metrics", **known).status for _ in range(6)}
    text = asked(front, "/metrics", **known).read().decode()

    assert told == {200}
    line = 'coopportal_request_seconds_count{area="public",kind="2xx",method="GET"} '
    assert float(text.partition(line)[2].partition("\n")[0]) >= 40
    assert "coopportal_outbox_given_up 0.0" in text
    kept = Path(portal.processes.environment["DATA"]) / "metrics"
    assert len(list(kept.glob("histogram_*.db"))) >= 2, "one for each process"


def test_a_line_of_the_log_is_an_object_without_addresses(place):
    portal, front = place
    assert asked(front, "/interest/canary-token-7f3e/").status in {404, 410}
    portal.processes.wait_for("the line", lambda: "interest-kept" in portal.processes.read("web"))
    written = portal.processes.read("web").splitlines()
    lines = [json.loads(line) for line in written if line.startswith('{"time"')]

    assert [each for each in lines if each.get("page") == "interest-kept"]
    assert not [each for each in lines if "canary-token" in str(each)]


def asked(front, path, **headers):
    trusted = ssl.create_default_context(cafile=str(front.authority))
    connection = http.client.HTTPSConnection("localhost", front.port, context=trusted, timeout=20)
    connection.request("GET", path, headers={"Host": front.origin[8:], **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    answer.read = lambda: body
    return answer
