"""A member's picture: by consent, drawn anew, shown at one's own co-op's desks, gone at once without it."""

from __future__ import annotations

import io
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from benefits.models import DeskCheck
from tenants.models import Event, MemberPhoto, Membership
from tenants.services import forgetting_members, leaving, members
from tests.benefits.desks import hold_out, paired
from tests.benefits.scene import Side
from tests.credentials import holding
from tests.credentials.together import amara_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    made = holding.opened()
    with made.within:
        yield made


def picture(size=(900, 1200)):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "PNG", pnginfo=None)
    return SimpleUploadedFile("me.png", file.getvalue(), "image/png")


def own(route, card):
    return reverse(f"credentials:{route}", args=[card.code])


def given(user, card):
    browser = holding.signed_in(user)
    browser.post(own("card-photo", card), {"photo": picture(), "agreed": "on"})
    return browser


def office(valley, route, member):
    return reverse(f"tenants:{route}", args=[valley.coop.slug, member.code])


def test_a_picture_is_kept_only_with_consent_and_drawn_anew(valley):
    user, card = amara_of(valley)
    browser = holding.signed_in(user)
    silent = browser.post(own("card-photo", card), {"photo": picture()})
    text = SimpleUploadedFile("me.png", b"<svg onload=alert(1)>", "image/png")
    wrong = browser.post(own("card-photo", card), {"photo": text, "agreed": "on"})
    assert silent.status_code == wrong.status_code == 422
    assert "only with this consent" in silent.text
    assert "no picture that we can read" in wrong.text
    assert not MemberPhoto.objects.exists()

    given(user, card)
    shown = browser.get(own("card-photo-file", card))
    with Image.open(io.BytesIO(shown.content)) as kept:
        assert (kept.format, max(kept.size)) == ("JPEG", 480)
    assert "no-store" in shown["Cache-Control"]
    assert MemberPhoto.objects.get().by is None


def test_it_is_nobody_elses_to_see(valley):
    user, card = amara_of(valley)
    given(user, card)
    stranger = holding.signed_in(holding.person("eve@example.org", "Eve"))
    member = card.membership.member

    for route in ("card-photo", "card-photo-file"):
        assert stranger.get(own(route, card)).status_code == 404
    assert stranger.get(office(valley, "member-photo-file", member)).status_code == 404
    assert stranger.post(own("card-photo-remove", card)).status_code == 404
    assert MemberPhoto.objects.exists()


def test_staff_keep_one_with_a_consent_they_write_down(valley):
    _user, card = amara_of(valley)
    member, browser = card.membership.member, valley.browser()
    page = office(valley, "member-photo", member)
    silent = browser.post(page, {"photo": picture()})
    browser.post(page, {"photo": picture(), "agreed": "on"})

    assert silent.status_code == 422
    assert MemberPhoto.objects.get().by == valley.steward
    assert "With the member&#x27;s consent since" in browser.get(
        office(valley, "member", member)
    ).text.replace("'", "&#x27;")
    assert browser.get(office(valley, "member-photo-file", member)).status_code == 200
    browser.post(office(valley, "member-photo-remove", member))
    assert browser.get(office(valley, "member-photo-file", member)).status_code == 404
    assert [
        each.name for each in Event.objects.filter(name__startswith="Photo").order_by("id")
    ] == [
        "PhotoKept",
        "PhotoRemoved",
    ]


def test_a_desk_of_the_co_op_shows_it_until_the_consent_is_withdrawn(valley):
    user, card = amara_of(valley)
    browser = given(user, card)
    side = Side(valley.coop, valley.steward, valley.consumer, valley.consumer)
    device, other = paired(side), paired(side, "Back door")
    answer = hold_out(device, card.card_code)
    shown = reverse("benefits:desk-photo", args=[DeskCheck.objects.get().code])
    assert shown in answer.text
    assert device.get(shown)["Content-Type"] == "image/jpeg"
    assert browser.get(shown).status_code == 302
    assert other.get(shown).status_code == 404
    assert device.get(reverse("benefits:desk-photo", args=[uuid4()])).status_code == 404

    browser.post(own("card-photo-remove", card))
    assert device.get(shown).status_code == 404
    assert shown not in hold_out(device, card.card_code).text


def test_it_is_in_my_data_and_forgotten_with_the_person(valley):
    user, card = amara_of(valley)
    browser = given(user, card)
    packed = browser.post(reverse("credentials:privacy-download")).content
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    leaving.set_rules(own_months={}, by=valley.owner, retention_years=0)
    members.end_membership(card.membership, reason="resigned", by=valley.steward)
    Membership.objects.filter(pk=card.membership.pk).update(ends_on="2020-01-01")
    forgetting_members.anonymise_due()

    assert any(name.endswith("/photo.jpg") for name in names)
    assert not MemberPhoto.objects.exists()
