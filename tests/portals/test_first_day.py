"""A co-op's first day, with its worker and its mail server: a list of 500 is taken over, everybody ends with a card."""

from __future__ import annotations

import base64
import re

import pypdfium2
import pytest

from tests.support.portal import link_in, running, text_of
from tests.support.setups import EMBEDDED

ALL, WITHOUT, SHARING = 500, 40, 20
BY_LETTER = WITHOUT + SHARING
BY_MAIL = ALL - BY_LETTER
AT_ONCE = 200
CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
SECONDS = 240
SLUG = "oak"


def name_of(number):
    return f"Given{number} Family{number * 7}"


def address_of(number):
    if number < WITHOUT:
        return ""
    if number < BY_LETTER:
        return f"home{number // 2}@example.org"
    return f"m{number}@example.org"


def the_list():
    lines = [
        f"A-{n},{name_of(n)},{address_of(n)},{n + 1} Mill Lane,{10000 + n},Millbrook,2019-04-01"
        for n in range(ALL)
    ]
    return "\n".join(["Number,Name,Email,Address,Postcode,Town,Member since", *lines])


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with running(tmp_path_factory.mktemp("first-day"), EMBEDDED) as portal:
        name = "Oak Street Food Co-op"
        portal.act("open", slug=SLUG, name=name, prefix="OAK", steward="bo@oak.example.org")
        yield portal


def done(portal, code):
    def is_done():
        return portal.act("job", slug=SLUG, code=code)["done"]

    portal.processes.wait_for("a job", is_done, SECONDS)
    return portal.act("job", slug=SLUG, code=code)["counts"]


def invitations_in(sink):
    return [mail for mail in sink.kept if "membership card" in str(mail["Subject"])]


def letters_in(content):
    """By name the code of each letter."""
    document = pypdfium2.PdfDocument(content)
    found = {}
    for page in document:
        words = " ".join(page.get_textpage().get_text_bounded().split())
        [name] = set(re.findall(r"Given\d+ Family\d+", words))
        [found[name]] = CODE.findall(words)
    document.close()
    return found


def until(portal, what, probe):
    portal.processes.wait_for(what, probe, SECONDS)


def taken_over(portal):
    """On the register, with cards that nobody was told of."""
    job = portal.act("take_over", slug=SLUG, text=the_list())["job"]
    assert done(portal, job) == {"created": ALL}
    assert done(portal, portal.act("make_cards", slug=SLUG)["job"]) == {"started": ALL}
    until(portal, "all cards", lambda: portal.act("issued", slug=SLUG) == ALL)
    assert invitations_in(portal.sink) == [], "nobody is told before somebody is invited"


def invited(portal):
    """The wave, and the mails that came of it, hour by hour."""
    wave = portal.act("invite", slug=SLUG, at_once=AT_ONCE, an_hour=ALL)["wave"]
    first = portal.act("wave", slug=SLUG, code=wave)
    assert (first["mail"], first["letter"], first["none"]) == (BY_MAIL, BY_LETTER, 0)
    for wanted in (AT_ONCE, 2 * AT_ONCE, BY_MAIL):
        until(portal, "mails", lambda n=wanted: len(invitations_in(portal.sink)) >= n)
        portal.act("an_hour_later", slug=SLUG)
    until(portal, "the end", lambda: portal.act("wave", slug=SLUG, code=wave)["state"] == "done")
    mails = invitations_in(portal.sink)
    mailed = sorted(str(mail["To"]) for mail in mails)
    assert mailed == sorted(address_of(n) for n in range(BY_LETTER, ALL))
    for mail in mails:
        [name] = set(re.findall(r"Given\d+ Family\d+", text_of(mail)))
        assert str(mail["To"]) == address_of(int(name.split()[0].removeprefix("Given")))
    return wave, mails


def lettered(portal, wave):
    """By name the code of the letter of each whom no mail reached."""
    job = portal.act("print_rest", slug=SLUG, code=wave)["job"]
    assert done(portal, job) == {"printed": BY_LETTER}
    until(portal, "the paper", lambda: portal.act("paper", slug=SLUG, code=job))
    letters = letters_in(base64.b64decode(portal.act("paper", slug=SLUG, code=job)))
    assert sorted(letters) == sorted(name_of(n) for n in range(BY_LETTER))
    assert len(set(letters.values())) == BY_LETTER
    return letters


def test_everybody_of_a_list_ends_with_a_usable_card(portal):
    taken_over(portal)
    wave, mails = invited(portal)
    letters = lettered(portal, wave)
    links = [link_in(mail, "/claim/") for mail in mails]
    assert len(set(links)) == BY_MAIL
    assert portal.act("follow", links=links) == [200] * BY_MAIL
    assert portal.act("claim", letters=letters) == dict.fromkeys(letters, "/me/")

    assert portal.act("verdicts", slug=SLUG) == {"good": ALL}
    last = portal.act("wave", slug=SLUG, code=wave)
    assert (last["opened"], last["came_in"], last["bounced"]) == (ALL, BY_LETTER, 0)
    assert (last["written"], last["lettered"], last["rest"]) == (BY_MAIL, BY_LETTER, 0)
    assert portal.act("counted", slug=SLUG) == {
        "members": ALL,
        "memberships": ALL,
        "cards": ALL,
        "seated": BY_LETTER,
        "given_up": 0,
    }
