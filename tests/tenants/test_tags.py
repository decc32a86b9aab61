"""Tags: a few words of a co-op for some of its members."""

from __future__ import annotations

import pytest

from tenants.models import Event, Tag
from tenants.services import tags
from tests.tenants.crowd import people, url
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def test_tags_are_few_words_of_a_co_op(oak):
    browser = oak.browser()
    ada, _bea = people(oak, 2)
    for name in ("Board", "board "):
        browser.post(url(oak, "tags"), {"name": name})
    empty = browser.post(url(oak, "tags"), {"name": ""})
    word, other = Tag.objects.get(), tags.add_tag("Choir", by=oak.steward)
    taken = browser.post(url(oak, "tag", word.code), {"name": "CHOIR"})
    browser.post(url(oak, "tag", word.code), {"name": "The board"})
    browser.post(
        url(oak, "member-tags", ada.code), {"tags": [str(word.code)], "new": "Gives lifts"}
    )
    page = browser.get(url(oak, "member", ada.code)).text

    assert empty.status_code == taken.status_code == 422
    assert "Another tag is called so already." in taken.text
    assert "The board" in page
    assert "Gives lifts" in page
    browser.post(url(oak, "member-tags", ada.code), {"tags": [str(other.code)]})
    assert [each.tag.name for each in ada.tags.all()] == ["Choir"]
    browser.post(url(oak, "tag-remove", other.code))
    assert not ada.tags.exists()
    assert Event.objects.filter(name="MemberUntagged").count() == 2


def test_a_co_op_has_no_more_tags_than_it_can_look_over(oak, monkeypatch):
    monkeypatch.setattr(Tag, "MOST", 1)
    tags.add_tag("One", by=oak.steward)
    refused = oak.browser().post(url(oak, "tags"), {"name": "Two"})

    assert refused.status_code == 422
    assert "Your co-op has many tags already." in refused.text
