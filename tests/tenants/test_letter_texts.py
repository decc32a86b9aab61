"""A co-op's own words in letters: what may stand in them, where they end up, and what they cannot leave out."""

from __future__ import annotations

import pytest

from tenants import letter_texts, outbox
from tenants.letter_texts import Words
from tenants.models import Event, LetterText
from tenants.services import letter_texts as service
from tenants.services import members
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
OWN = Words(
    "{name}, a pause",
    "Dear {name} ({number}),\nwe are sorry.\n\n{kind} at {coop}: paused. <b>{nothing}",
    "Warmly,\nBo",
)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def suspend(oak, mailoutbox, name="Amara Okonkwo", **values):
    held = oak.joined(name, **values)
    outbox.drain()
    mailoutbox.clear()
    members.suspend_membership(held, reason="Dues.", by=oak.steward)
    outbox.drain()
    [sent] = mailoutbox
    return held, sent


def halves(sent):
    return sent.body, sent.alternatives[0][0]


def test_own_words_stand_in_the_letter_and_the_rest_is_the_portals(oak, mailoutbox):
    service.save_text("membership_suspended", "en", OWN, by=oak.owner)
    held, sent = suspend(oak, mailoutbox)
    text, html = halves(sent)

    assert sent.subject == "Oak Street: Amara Okonkwo, a pause"
    number = held.member.number
    assert (
        f"Dear Amara Okonkwo ({number}),\nwe are sorry.\n\nConsumer member at Oak Street: paused."
        in text
    )
    assert "<b>{nothing}" in text, "a place that is not known stays, and is nothing else"
    assert "&lt;b&gt;{nothing}" in html
    assert f"Dear Amara Okonkwo ({number}),<br>we are sorry." in html
    for half in (text, html):
        assert "Your membership has not ended." in half
        assert "/me/" in half
        assert "is suspended for now" not in half
    assert text.index("/me/") < text.index("Warmly,\nBo") < text.index("--\nOak Street")


def test_another_language_keeps_the_portals_words(oak, mailoutbox):
    service.save_text("membership_suspended", "en", OWN, by=oak.owner)
    _held, sent = suspend(oak, mailoutbox, language="de")

    assert "a pause" not in sent.subject
    assert "Guten Tag" in sent.body or "Hallo" in sent.body


def test_what_somebody_calls_themselves_is_no_place(oak, mailoutbox):
    service.save_text("membership_suspended", "en", Words(opening="Dear {name}!"), by=oak.owner)
    _held, sent = suspend(oak, mailoutbox, "{coop} {number}")

    assert "Dear {coop} {number}!" in sent.body


def test_the_portals_words_come_back_and_versions_are_kept(oak, mailoutbox):
    browser, url = oak.browser(), oak.url("messages/texts/membership_suspended/")
    for subject in ("One", "Two"):
        browser.post(url, {"language": "en", "subject": subject, "action": "save"})
    page = browser.get(url).text
    assert "Use this one again" in page
    browser.post(f"{url}back/", {"language": "en"})
    assert letter_texts.current("membership_suspended", "en").is_empty
    browser.post(f"{url}back/", {"language": "en", "version": "1"})
    _held, sent = suspend(oak, mailoutbox)

    assert sent.subject == "Oak Street: One"
    versions = LetterText.objects.order_by("version").values_list("version", "subject")
    assert list(versions) == [(1, "One"), (2, "Two"), (3, ""), (4, "One")]
    assert Event.objects.filter(name="LetterTextSet", by=oak.steward).count() == 4


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("membership_suspended", {"subject": "For {last_day}"}, "This letter does not know {last_day}."),
        ("membership_suspended", {"closing": "{password}"}, "This letter does not know {password}."),
        ("membership_ending", {"opening": "Goodbye {name}."}, "The opening must say {last_day}."),
        ("membership_ending", {"member": "X-1"}, "No member has this number."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_lost(oak, kind, values, said):
    url = oak.url(f"messages/texts/{kind}/")
    answer = oak.browser().post(url, {"language": "en", "action": "save", **values})

    assert answer.status_code == 422
    assert said in answer.text
    assert next(iter(values.values())) in answer.text
    assert not LetterText.objects.exists()


def test_it_is_looked_at_and_sent_to_oneself_before_anybody_gets_it(oak, mailoutbox):
    held, _sent = suspend(oak, mailoutbox)
    browser, url = oak.browser(), oak.url("messages/texts/membership_ending/")
    typed = {
        "language": "en",
        "opening": "Dear {name}, until {last_day}.",
        "member": held.member.number,
    }
    page = browser.post(url, {**typed, "action": "look"}).text
    assert "Dear Amara Okonkwo, until " in page
    assert "Not saved yet" in page
    looks = browser.get(f"{url}looks/?language=en&member={held.member.number}")
    assert "Dear Amara Okonkwo, until " in looks.text
    assert "script" not in looks["Content-Security-Policy"]
    mailoutbox.clear()
    browser.post(url, {**typed, "action": "test"})
    outbox.drain()
    [mine] = mailoutbox
    assert mine.to == [oak.steward.user.email]
    assert mine.subject == "To look at: Oak Street: The last day of your membership"
    assert "until " in mine.body
    assert letter_texts.current("membership_ending", "en") is None, "nothing was saved"


def test_every_letter_that_can_be_changed_is_shown_in_every_language(oak):
    """For somebody invented and for a member: template, places and sample fit one another."""
    held = oak.joined()
    browser = oak.browser()
    listed = browser.get(oak.url("messages/texts/")).text
    rows = letter_texts.all_changeable()
    assert len(rows) == 12
    for row in rows:
        assert f"texts/{row.kind}/?language=de" in listed
        opening = " ".join(f"<{name}={{{name}}}>" for name in row.places)
        service.keep_draft(row.kind, "de", Words("S", opening, "C"), by=oak.owner)
        for member in ("", held.member.number):
            looks = browser.get(
                oak.url(f"messages/texts/{row.kind}/looks/?language=de&member={member}")
            )
            assert "{" not in looks.text.partition("<body")[2], row.kind
            assert "&lt;coop=Oak Street&gt;" in looks.text
    assert browser.get(oak.url("messages/texts/application_code/")).status_code == 404


def test_words_that_a_colleague_saved_meanwhile_are_not_written_over_unseen(oak):
    browser, at = oak.browser(), oak.url("messages/texts/membership_suspended/")
    mine = browser.get(at)
    service.save_text("membership_suspended", "en", Words("Hers", "", ""), by=oak.owner)
    data = {"language": "en", "subject": "Mine", "action": "save", "seen": mine.context["seen"]}
    refused = browser.post(at, data)

    assert refused.status_code == 422
    assert "Somebody has saved other words since you opened this page" in refused.text
    assert "Hers" in refused.text
    assert letter_texts.current("membership_suspended", "en").subject == "Hers"
    again = browser.post(at, data | {"seen": refused.context["seen"]})
    assert again.status_code == 302
    assert letter_texts.current("membership_suspended", "en").subject == "Mine"
