"""The way through the form, as a browser walks it."""

from __future__ import annotations

import re

from tenants import outbox
from tenants.models import Bylaws
from tests.tenants import joining

JOIN = "/c/elm/join/"
DETAILS = {**joining.AMARA, "name_on_card": "Amara O."}


def post(browser, step, **values):
    return browser.post(f"{JOIN}{step}", values)


def begin(browser, elm):
    return post(browser, "", membership_class=elm.consumer.code)


def to_check(browser, elm, **values):
    begin(browser, elm)
    return post(browser, "details/", **{**DETAILS, **values})


def send(browser, **values):
    version = Bylaws.objects.first().version
    return post(
        browser, "check/", **{"accept": "on", "share_name": "yes", "version": version, **values}
    )


def to_verify(browser, elm, **values):
    to_check(browser, elm, **values)
    answer = send(browser)
    outbox.drain()
    return answer


def lead_to(answer, step):
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"{JOIN}{step}")


def problems(answer):
    """The lines of the error summary, with where they lead."""
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "<title>Error:" in html.replace("\n", "")
    summary = html[html.index("error-summary") : html.index("</ul>", html.index("error-summary"))]
    found = re.findall(r'<li><a href="#(\w+)">(.*?)</a></li>', summary)
    assert all(f'id="{field}"' in html for field, _text in found)
    return found
