"""Pictures of members, with their consent."""

from __future__ import annotations

import io

from PIL import Image

from tenants.services import photos
from tests.credentials import holding
from tests.look.pages.tenants_staff import go
from tests.look.registry import ERROR, no_page, shows

no_page("POST only, leads back", "credentials:card-photo-remove", "tenants:member-photo-remove")
no_page(
    "a picture", "credentials:card-photo-file", "tenants:member-photo-file", "benefits:desk-photo"
)


def known(visit, *, staff):
    valley = holding.opened()
    user = holding.person()
    card = holding.card(valley, user)
    file = io.BytesIO()
    Image.new("RGB", (360, 480), (70, 120, 110)).save(file, "JPEG")
    with valley.within:
        member = card.membership.member
        photos.keep_photo(member, file.getvalue(), by=valley.steward)
    visit.sign_in(valley.steward.user if staff else user)
    return valley, card, member


@shows("credentials:card-photo", heading="My picture")
def own(visit):
    _valley, card, _member = known(visit, staff=False)
    visit.go("credentials:card-photo", code=card.code)


@shows("credentials:card-photo", ERROR, heading="My picture")
def own_without_consent(visit):
    own(visit)
    visit.press("Keep the picture")


@shows("tenants:member-photo", heading="A picture of Amara Okonkwo-Lindqvist")
def at_the_office(visit):
    valley, _card, member = known(visit, staff=True)
    go(visit, valley, "member-photo", code=member.code)


@shows("tenants:member-photo", ERROR, heading="A picture of Amara Okonkwo-Lindqvist")
def without_consent(visit):
    at_the_office(visit)
    visit.press("Keep the picture")


@shows("tenants:member", "with a picture", heading="Amara Okonkwo-Lindqvist")
def member_with_a_picture(visit):
    valley, _card, member = known(visit, staff=True)
    go(visit, valley, "member", code=member.code)
