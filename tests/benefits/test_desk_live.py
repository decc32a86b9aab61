"""A code from the member's own screen is worth more than a picture of the card: for a minute, and once."""

from __future__ import annotations

import base64
import io
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image

from credentials import live
from credentials.card import reading
from tenants.models import Locator
from tests.benefits import desks, visiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def device(elm):
    return desks.paired(elm)


def drawn(side, *, ago=0, **values):
    _membership, card, text = desks.carded(side, **values)
    moment = timezone.now() - timedelta(seconds=ago)
    return live.live_text(card.card_code, text.partition("#")[2], now=moment)


def evidence(side, device, text):
    answer = desks.hold_out(device, text)
    assert desks.headline(answer) == "Member"
    return desks.last_check(side).evidence


@pytest.mark.parametrize(
    ("ago", "expected"), [(0, "live"), (45, "live"), (62, "shown"), (-5, "shown")]
)
def test_it_is_live_for_a_minute_and_a_picture_after_it(elm, device, ago, expected):
    assert evidence(elm, device, drawn(elm, ago=ago)) == expected


def test_it_counts_once_at_whichever_desk_comes_first(elm, device, home):
    text = drawn(home.side)
    assert evidence(elm, device, text) == "live"
    assert evidence(elm, device, text) == "shown"
    assert evidence(home.side, desks.paired(home.side), text) == "shown"


def test_a_partners_live_card_is_live_here_too(elm, device, home):
    assert evidence(elm, device, drawn(home.side)) == "live"


def test_a_seal_of_another_card_or_a_changed_one_is_worth_nothing(elm, device):
    mine, other = drawn(elm), drawn(elm)
    borrowed = mine.replace(live.token_in(mine), live.token_in(other))
    token = live.token_in(other)
    changed = other.replace(token, token[:-1] + str((int(token[-1]) + 1) % 10))

    assert evidence(elm, device, borrowed) == "shown"
    assert evidence(elm, device, changed) == "shown"


@pytest.mark.parametrize("token", ["", "1", "x" * 34, "9" * 34, "-" + "1" * 33, "\uff11" * 34])
def test_made_up_seals_are_worth_nothing(elm, device, token):
    text = drawn(elm)

    assert evidence(elm, device, text.replace(live.token_in(text), token)) == "shown"


def test_used_ones_are_forgotten_when_they_are_too_old_anyway(elm, device):
    evidence(elm, device, drawn(elm))
    used = Locator.objects.filter(kind=Locator.Kind.LIVE)
    used.update(created_at=timezone.now() - timedelta(minutes=5))
    evidence(elm, device, drawn(elm))

    assert used.count() == 1


def test_the_members_screen_shows_a_code_that_is_live_and_drawn_anew(elm, device):
    user, card = visiting.member(elm, "alice@elm.example.org")
    phone = Client()
    phone.force_login(user)
    page = f"/me/cards/{card.code}/?at=desk"
    whole = phone.get(page).content.decode()
    part = phone.get(page, headers={"HX-Request": "true"}).content.decode()

    assert 'data-poll-every="30"' in whole
    assert part.lstrip().startswith('<div class="desk-qr"')
    for html in (whole, part):
        assert text_of_the_picture(html).startswith(
            f"http://localhost:8000/v/{card.card_code}?live="
        )
    assert evidence(elm, device, text_of_the_picture(whole)) == "live"


def text_of_the_picture(html):
    """As a camera reads it."""
    kept = html.partition('<img src="data:image/svg+xml;base64,')[2].partition('"')[0]
    svg = base64.b64decode(kept).decode()
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    picture = Image.new("L", (side, side), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg.rpartition('d="')[2]):
        picture.paste(0, (int(x), int(y), int(x) + int(length), int(y) + 1))
    file = io.BytesIO()
    picture.resize((side * 8, side * 8), Image.Resampling.NEAREST).save(file, "PNG")
    [text] = reading.codes_in_picture(file.getvalue())
    return text


def test_any_phone_that_scans_it_still_sees_the_public_page(elm):
    text = drawn(elm)
    page = Client().get("/v/" + text.partition("/v/")[2].partition("#")[0])

    assert page.status_code == 200
    assert "Member" in page.content.decode()
