"""Rules and privacy notice: drafted, looked at, published once, and read by who applies."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.errors import NothingNewError
from tenants.models import Bylaws, Event, TextDraft
from tenants.rewording import COMES, GOES, changed
from tenants.services import texts
from tests.tenants.office import office

TOLD = {"title": "Rules", "text": "One member, one vote.", "changes": ""}
DATABASE = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def at(oak, of="bylaws", step=""):
    return oak.url(f"settings/texts/{of}/{step}")


def publish(oak, of="bylaws"):
    browser = oak.browser(oak.owner)
    page = browser.get(at(oak, of, "preview/"))
    return browser.post(at(oak, of, "publish/"), {"seen": page.context["seen"]}, follow=True)


@DATABASE
def test_a_draft_is_nobodys_until_it_is_published_and_then_a_version(oak):
    browser = oak.browser(oak.owner)
    answer = browser.post(at(oak), TOLD)

    assert answer["Location"] == at(oak, step="preview/")
    assert "One member, one vote." not in browser.get("/c/oak/bylaws/").content.decode()
    publish(oak)
    browser.post(at(oak), {**TOLD, "text": "And one share.", "changes": "Shares are new."})
    said = publish(oak).content.decode()

    assert "Version 2 is published" in said
    assert list(Bylaws.objects.order_by("version").values_list("version", "text", "changes")) == [
        (1, "One member, one vote.", ""),
        (2, "And one share.", "Shares are new."),
    ]
    assert Event.objects.filter(name="BylawsPublished", by=oak.owner).count() == 2
    assert not TextDraft.objects.exists()
    assert "New in this version: Shares are new." in browser.get("/c/oak/bylaws/").content.decode()


@DATABASE
def test_what_says_nothing_new_is_not_published(oak):
    browser = oak.browser(oak.owner)
    for _ in range(2):
        browser.post(at(oak), TOLD)
        page = publish(oak).content.decode()

    assert "Nothing was published" in page
    assert Bylaws.objects.count() == 1
    assert TextDraft.objects.get().text == TOLD["text"], "the draft stays"


@DATABASE
def test_what_a_colleague_changed_since_is_not_published_unread(oak):
    draft = texts.save_draft("bylaws", **TOLD, by=oak.owner)
    texts.save_draft("bylaws", **{**TOLD, "text": "Two votes."}, by=oak.owner)

    with pytest.raises(NothingNewError):
        texts.publish_draft("bylaws", seen=draft.saved_at.isoformat(), by=oak.owner)
    assert not Bylaws.objects.exists()


@DATABASE
def test_a_draft_without_text_is_refused_and_keeps_what_was_typed(oak):
    answer = oak.browser(oak.owner).post(at(oak), {**TOLD, "text": " "})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter the text." in page
    assert 'value="Rules"' in page


@DATABASE
def test_a_draft_is_thrown_away_and_what_is_published_stays(oak):
    texts.publish_bylaws("Rules", "One member, one vote.")
    texts.save_draft("bylaws", **{**TOLD, "text": "Two votes."}, by=oak.owner)

    oak.browser(oak.owner).post(at(oak, step="discard/"))

    assert not TextDraft.objects.exists()
    assert Bylaws.objects.get().text == "One member, one vote."


@DATABASE
def test_a_text_of_another_kind_is_not_found(oak):
    assert oak.browser(oak.owner).get(at(oak, "menu")).status_code == 404


@DATABASE
def test_the_first_privacy_notice_begins_with_what_is_set(oak):
    page = oak.browser(oak.owner).get(at(oak, "privacy")).content.decode()

    assert f"Privacy at {oak.coop.name}" in page
    assert f"after {oak.coop.deletion_days} days" in page


SAID = ("One member, one vote.", "One member, two votes.", "We meet.", "We meet in spring.", "No")
TEXTS = st.lists(st.sampled_from(SAID), max_size=6)


@settings(suppress_health_check=list(HealthCheck))  # how fast values are drawn is the machine's
@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_from_what_changed(before, after):
    paragraphs = changed("\n\n".join(before), "\n\n".join(after))

    def read(without):
        said = ("".join(p.text for p in each if p.how != without) for each in paragraphs)
        return [each for each in said if each]

    assert read(COMES) == before
    assert read(GOES) == after
