"""What a domain says of our mails: SPF, DKIM and DMARC, what it means, and the record to add."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tenants import sender_check
from tenants.outbound.errors import OutboundError
from tenants.sender_check import BAD, GOOD, UNKNOWN, WARN, Sending
from tests.outbound.name_server import naming
from tests.tenants.office import office

KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"
OURS = Sending(
    "mail.coop.example", "include:spf.service.example", "s1", KEY, "portal@mail.coop.example"
)
SIGNED = f"v=DKIM1; k=rsa; p={KEY}"


def found(records, sending=OURS):
    def ask(label, domain):
        return records.get(f"{label}.{domain}".lstrip("."), [])

    return {each.title: each for each in sender_check.check(sending, ask)}


@pytest.mark.parametrize(
    ("record", "state", "value"),
    [
        (None, BAD, "v=spf1 include:spf.service.example ~all"),
        ("v=spf1 mx include:spf.service.example -all", GOOD, ""),
        ("v=spf1 mx -all", WARN, "v=spf1 mx include:spf.service.example -all"),
        ("v=spf1 mx", WARN, "v=spf1 mx include:spf.service.example"),
        (
            "v=spf1 redirect=a.example",
            WARN,
            "v=spf1 include:spf.service.example redirect=a.example",
        ),
        ("v=spf1 mx +all", BAD, "v=spf1 mx ~all"),
        ("v=spf10 mx -all", BAD, "v=spf1 include:spf.service.example ~all"),
    ],
)
def test_spf_names_the_server_or_says_what_to_add(record, state, value):
    told = found({"mail.coop.example": [record] if record else ["other=1"]})["SPF"]

    assert (told.state, told.value) == (state, value)
    assert told.name == ("mail.coop.example" if value else "")


def test_two_of_one_kind_are_none():
    spf = ["v=spf1 mx -all", "v=spf1 a -all"]
    policies = ["v=DMARC1; p=none", "v=DMARC1; p=reject"]
    told = found({"mail.coop.example": spf, "_dmarc.mail.coop.example": policies})

    assert (told["SPF"].state, told["DMARC"].state) == (BAD, BAD)
    assert "v=spf1 a -all" in told["SPF"].found


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (SIGNED, GOOD),
        (f"k=rsa; p={KEY[:9]} {KEY[9:]}", GOOD),
        ("v=DKIM1; p=", BAD),
        ("v=DKIM1; p=another", BAD),
        ("hello", BAD),
    ],
)
def test_dkim_holds_the_key_that_mails_are_signed_with(record, state):
    told = found({"s1._domainkey.mail.coop.example": [record]})["DKIM"]

    assert told.state == state
    if state == BAD:
        assert (told.name, told.value) == ("s1._domainkey.mail.coop.example", SIGNED)


def test_dkim_without_a_selector_or_a_key_says_who_knows():
    nobody = found({}, Sending("coop.example", "mx", "", "", "a@coop.example"))["DKIM"]
    no_key = found({}, Sending("coop.example", "mx", "s1", "", "a@coop.example"))["DKIM"]

    assert (nobody.state, no_key.state, no_key.value) == (UNKNOWN, BAD, "")
    assert "DKIM_SELECTOR" in nobody.text


@pytest.mark.parametrize(
    ("name", "record", "state"),
    [
        ("_dmarc.mail.coop.example", "v=DMARC1; p=none; rua=mailto:a@b.example", GOOD),
        ("_dmarc.coop.example", "v=DMARC1;p=reject", GOOD),
        ("_dmarc.example", "v=DMARC1; p=reject", BAD),
        ("_dmarc.mail.coop.example", "v=DMARC1; rua=mailto:a@b.example", BAD),
    ],
)
def test_dmarc_is_looked_for_up_to_the_domain_that_somebody_owns(name, record, state):
    told = found({name: [record]})["DMARC"]

    assert told.state == state
    if state == BAD:
        assert told.value == "v=DMARC1; p=none; rua=mailto:portal@mail.coop.example"
        assert told.name == "_dmarc.mail.coop.example"


def test_name_servers_that_say_nothing_prove_nothing():
    def silent(_label, _domain):
        raise OutboundError("too_slow")

    assert {each.state for each in sender_check.check(OURS, silent)} == {UNKNOWN}


@pytest.mark.django_db(transaction=True)
def test_an_owner_looks_and_copies_the_record(settings):
    cache.clear()
    oak = office()
    settings.DEFAULT_FROM_EMAIL = "portal@coop.example.org"
    settings.SPF_MECHANISM, settings.DKIM_SELECTOR = "mx", "s1"
    browser, url = oak.browser(oak.owner), oak.url("settings/mail/")
    with naming() as server:
        settings.OUTBOUND, settings.OUTBOUND_DNS = True, server.address
        server.records["coop.example.org."] = ["v=spf1 mx ~all"]
        assert "In order" not in browser.get(url).text
        page = browser.get(f"{url}?check=1").text

    assert "v=spf1 mx ~all" in page
    assert "In order" in page
    assert "v=DMARC1; p=none; rua=mailto:portal@coop.example.org" in page
    assert "_dmarc.coop.example.org." in server.asked
    assert oak.browser().get(f"{url}?check=1").status_code == 403
