"""From the form to the trust list, by the people who press the buttons, and the letters on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from credentials.models import Accreditation, Ruling, Vouch
from credentials.services import accrediting
from tenants import outbound, outbox
from tenants.models import Staff
from tenants.outbound import Kept, OutboundError
from tests.credentials.accrediting import scene

pytestmark = pytest.mark.django_db(transaction=True)
State = Accreditation.State


@pytest.fixture
def all_():
    return scene()


def at(party, route, *arguments):
    return reverse(f"credentials:{route}", args=[party.coop.slug, *arguments])


def typed(all_, **changed):
    return {
        "body": str(all_.body.coop.pk),
        "legal_name": "Oak Street Co-operative Limited",
        "trading_name": "Oak Street",
        "registration_number": "IP1",
        "registration_authority": "Mutuals Public Register",
        "jurisdiction": "GB-SCT",
        "register_url": "https://register.example.org/ip1",
        "category": "COOP",
        "membership_base": ["consumer"],
        "domain": "https://Oak.example.org/",
        "domain_proof": "file",
        "first": str(all_.elm.coop.pk),
        "second": str(all_.ash.coop.pk),
        **changed,
    }


def sent(mailoutbox):
    outbox.drain()
    mails = sorted((mail.to[0], mail.subject) for mail in mailoutbox)
    mailoutbox.clear()
    return mails


def asked(all_):
    """Oak sends the form, and both vouch, each on its own page."""
    answer = all_.oak.browser().post(at(all_.oak, "accreditation-ask"), typed(all_))
    assert answer.status_code == 302
    for party in (all_.elm, all_.ash):
        with party.within:
            code = Vouch.objects.get().code
        said = {"answer": "vouch", "sentence": "We share a van."}
        party.browser().post(at(party, "vouch", code), said)
    with all_.oak.within:
        return Accreditation.objects.get()


def proposed(all_, row):
    """The first person of the body writes down what they saw, and proposes."""
    first, today = all_.body.browser(), timezone.localdate()
    seen = {"kind": "register", "seen_on": today.isoformat(), "note": "IP1 is there."}
    first.post(at(all_.body, "accreditation-seen", row.code), seen)
    given = {
        "assurance": "registryVerified",
        "valid_until": (today + timedelta(200)).isoformat(),
        "conditions": "Send us your accounts.",
    }
    first.post(at(all_.body, "accreditation-propose", row.code, "accredit"), given)
    with all_.body.within:
        return Ruling.objects.get()


def test_who_is_asked_hears_of_it(all_, mailoutbox):
    row = asked(all_)

    assert row.domain == "oak.example.org"
    # Who has answered before the letter was written gets none.
    assert sent(mailoutbox) == [
        ("owner@commons.example.org", "Commons Federation: Oak asks to be accredited"),
        ("second@commons.example.org", "Commons Federation: Oak asks to be accredited"),
    ]
    all_.ask(all_.elm, vouchers=(all_.oak, all_.ash))
    assert ("owner@oak.example.org", "Oak: Elm asks you to vouch for it") in sent(mailoutbox)


def test_a_request_goes_from_form_to_trust_list(all_, mailoutbox):
    row = asked(all_)
    sent(mailoutbox)
    ruling = proposed(all_, row)
    waits = "Commons Federation: A decision on Oak waits for a second person"
    assert sent(mailoutbox) == [("second@commons.example.org", waits)]
    confirm = at(all_.body, "accreditation-confirm", row.code)
    assert all_.body.browser().post(confirm, {"ruling": ruling.code}).status_code == 403
    assert all_.now(row).state == State.ASKED

    all_.body.browser("second").post(confirm, {"ruling": ruling.code})

    assert all_.now(row).state == State.IN_FORCE
    told = "Oak: You are accredited by Commons Federation"
    assert sent(mailoutbox) == [("owner@oak.example.org", told)]
    page = Client().get("/c/commons/trust-list/").content.decode()
    assert "Oak Street Co-operative Limited" in page
    assert "It was found in the public register" in page
    own = all_.oak.browser().get(at(all_.oak, "accreditation")).content.decode()
    assert "We share a van." in own
    assert "Send us your accounts." in own
    assert "/c/oak/accreditation.json" in own


def test_a_refusal_is_appealed_at_the_page(all_, mailoutbox):
    row = all_.refused()
    assert (
        "owner@oak.example.org",
        "Oak: Commons Federation has refused the accreditation",
    ) in sent(mailoutbox)
    oak = all_.oak.browser()
    assert "No members yet." in oak.get(at(all_.oak, "accreditation")).content.decode()

    oak.post(at(all_.oak, "accreditation-appeal", row.code), {"text": "We have nine now."})

    assert all_.now(row).state == State.APPEALED
    assert ("owner@commons.example.org", "Commons Federation: Oak appeals your refusal") in sent(
        mailoutbox
    )
    page = all_.body.browser().get(at(all_.body, "accreditation-review", row.code))
    assert "We have nine now." in page.content.decode()


def test_a_suspension_takes_one_click_and_a_reason_that_no_letter_repeats(all_, mailoutbox):
    row = all_.accredited()
    sent(mailoutbox)
    suspend = at(all_.body, "accreditation-suspend", row.code)
    browser = all_.body.browser()
    assert browser.post(suspend, {"text": ""}).status_code == 422

    browser.post(suspend, {"text": "The books are closed."})
    outbox.drain()

    assert all_.now(row).state == State.SUSPENDED
    [mail] = mailoutbox
    assert mail.subject == "Oak: Commons Federation has suspended your accreditation"
    assert "The books are closed." not in mail.body + mail.alternatives[0].content
    assert "/c/oak/staff/accreditation/" in mail.body
    assert (
        "The books are closed."
        in all_.oak.browser().get(at(all_.oak, "accreditation")).content.decode()
    )


def test_a_proposal_is_sent_back_with_a_word(all_):
    row = all_.ask()
    all_.propose(row)
    page = at(all_.body, "accreditation-send-back", row.code)
    second = all_.body.browser("second")

    second.post(page, {"text": "The number is wrong."})

    shown = second.get(at(all_.body, "accreditation-review", row.code)).content.decode()
    assert "The number is wrong." in shown
    assert second.get(page).status_code == 302


def test_what_nobody_has_seen_is_refused_at_its_field(all_):
    row = all_.ask()
    given = {
        "assurance": "registryVerified",
        "valid_until": (timezone.localdate() + timedelta(9)).isoformat(),
    }
    address = at(all_.body, "accreditation-propose", row.code, "accredit")

    answer = all_.body.browser().post(address, given)

    assert answer.status_code == 422
    assert "Write down first what you saw" in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"second": "first"}, "Choose another co-op than the first."),
        ({"jurisdiction": "Scotland"}, "Enter two capital letters"),
        ({"domain": "not a domain"}, "Enter the domain alone"),
        ({"register_url": "javascript:alert(1)"}, "Enter the whole link"),
    ],
)
def test_the_form_says_what_is_wrong(all_, changed, said):
    if changed.get("second") == "first":
        changed = {"second": str(all_.elm.coop.pk)}

    answer = all_.oak.browser().post(at(all_.oak, "accreditation-ask"), typed(all_, **changed))

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_owner_asks_and_reviewers_without_that_role_only_prepare(all_):
    row = all_.ask()
    ruling = all_.propose(row)
    all_.body.staff("steward", Staff.Role.MEMBERSHIP)
    all_.oak.staff("steward", Staff.Role.MEMBERSHIP)
    steward = all_.body.browser("steward")

    assert steward.get(at(all_.body, "accreditation-review", row.code)).status_code == 200
    confirm = at(all_.body, "accreditation-confirm", row.code)
    assert steward.post(confirm, {"ruling": ruling.code}).status_code == 403
    assert all_.oak.browser("steward").get(at(all_.oak, "accreditation")).status_code == 403


def test_a_co_op_that_is_no_federation_has_no_reviews(all_):
    assert all_.oak.browser().get(at(all_.oak, "accreditations")).status_code == 404


def test_letters_before_and_at_the_lapse_reach_both_sides(all_, mailoutbox):
    all_.accredited(valid_until=timezone.localdate() + timedelta(20))
    sent(mailoutbox)
    with all_.body.within:
        accrediting.turn_clocks()
    warned = sent(mailoutbox)
    with all_.body.within:
        Accreditation.objects.update(valid_until=timezone.localdate() - timedelta(1))
        accrediting.turn_clocks()
    lapsed = sent(mailoutbox)

    assert [to for to, _subject in warned] == [
        "owner@commons.example.org",
        "owner@oak.example.org",
        "second@commons.example.org",
    ]
    assert all("The accreditation of Oak ends on" in subject for _to, subject in warned)
    assert all("The accreditation of Oak has lapsed" in subject for _to, subject in lapsed)


def test_a_website_that_shows_the_line_is_believed_and_no_other(all_, monkeypatch):
    row = all_.ask(domain_proof="file")
    found = {}

    def answer(url, _profile, *, fresh):
        if url not in found:
            raise OutboundError("status_404")
        return Kept(found[url], 0)

    monkeypatch.setattr(outbound, "fetch", answer)
    look, page = (at(all_.body, f"accreditation-{name}", row.code) for name in ("look", "review"))
    browser = all_.body.browser()
    assert "Look at the website now" in browser.get(page).content.decode()
    address = "https://oak.example.org/.well-known/coop-accreditation.txt"
    for text in (None, b"hello", f"coop-accreditation={row.proof_token}x".encode()):
        found.update({address: text} if text else {})
        browser.post(look)
        assert all_.now(row).domain_seen_on is None

    found[address] = f"coop-accreditation={row.proof_token}\n".encode()
    browser.post(look)

    assert all_.now(row).domain_seen_on == timezone.localdate()
    assert "The portal read it on the website." in browser.get(page).content.decode()


def test_a_renewal_is_asked_for_with_a_button(all_, mailoutbox):
    row = all_.accredited(valid_until=timezone.localdate() + timedelta(20))
    sent(mailoutbox)
    oak = all_.oak.browser()
    page = at(all_.oak, "accreditation")
    assert "Ask for renewal" in oak.get(page).content.decode()

    oak.post(at(all_.oak, "accreditation-renew", row.code))

    told = "Commons Federation: Oak asks you to renew its accreditation"
    assert sent(mailoutbox) == [
        ("owner@commons.example.org", told),
        ("second@commons.example.org", told),
    ]
    assert "Ask for renewal" not in oak.get(page).content.decode()
    listed = all_.body.browser().get(at(all_.body, "accreditations") + "?state=in_force")
    assert "Asks to be renewed" in listed.content.decode()
