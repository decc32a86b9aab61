"""No card at hand: a few of our own members by name, after a look at a photo ID, and never a partner's."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tenants import outbox
from tenants.models import Event, Member
from tenants.secrets import name_key
from tests.benefits import desks, scene, visiting
from tests.credentials import members

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def device(elm):
    return desks.paired(elm)


def on_the_register(side, *names):
    made = []
    for name in names:
        [membership] = members.started(side.coop, name=name)
        with side.within:
            Member.objects.filter(pk=membership.member_id).update(name_key=name_key(name))
        made.append(membership)
    return made


def look_up(device, wanted, **values):
    return device.post("/desk/lookup/", {"wanted": wanted, "seen": "on", **values}, follow=True)


def searches(side):
    with side.within:
        rows = Event.objects.filter(name="DeskLookedUp").order_by("pk")
        return [row.data["matches"] for row in rows]


def test_without_a_look_at_a_photo_id_nobody_is_found(elm, device):
    on_the_register(elm, "Amara Okonkwo")
    answer = device.post("/desk/lookup/", {"wanted": "amara"})

    assert answer.status_code == 422
    assert "Okonkwo" not in answer.content.decode()
    assert searches(elm) == []


def test_words_of_a_name_find_people_by_name_and_kind_alone(elm, device):
    [amara, _other] = on_the_register(elm, "Amará Okonkwo", "Bo Fraser")
    html = look_up(device, "okon amara").content.decode()

    assert "Amará Okonkwo" in html
    assert "Consumer member" in html
    assert "Bo Fraser" not in html
    assert amara.member.number not in html
    assert amara.member.email not in html
    assert searches(elm) == ["1"]


def test_who_is_chosen_is_answered_as_looked_up(elm, device):
    [amara] = on_the_register(elm, "Amara Okonkwo")
    answer = look_up(device, "amara", chosen=str(amara.code))
    check = desks.last_check(elm)

    assert desks.headline(answer) == "Member"
    assert (check.reason, check.evidence, check.membership) == ("member", "looked_up", amara)


def test_a_number_finds_its_member(elm, device):
    [amara] = on_the_register(elm, "Amara Okonkwo")

    assert "Amara Okonkwo" in look_up(device, amara.member.number).content.decode()


def test_five_are_shown_and_six_are_too_many(elm, device):
    on_the_register(elm, *[f"Amara Number {letter}" for letter in "abcde"])
    assert look_up(device, "amara").content.decode().count("Amara Number") == 5
    on_the_register(elm, "Amara Number f")
    answer = look_up(device, "amara")

    assert answer.status_code == 422
    assert "Amara Number" not in answer.content.decode()
    assert "More than 5 members match" in answer.content.decode()


@pytest.mark.parametrize("wanted", ["", "a", ".."])
def test_a_letter_or_two_search_for_nobody(elm, device, wanted):
    on_the_register(elm, "Amara Okonkwo")

    assert look_up(device, wanted).status_code == 422
    assert searches(elm) == []


def test_who_left_is_not_found_by_name(elm, device):
    [gone] = on_the_register(elm, "Amara Okonkwo")
    members.end(gone)

    assert look_up(device, "amara").status_code == 422
    assert searches(elm) == ["0"]


def test_a_visiting_member_is_one_of_ours(elm, device, home, alice):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()
    with elm.within:
        Member.objects.update(name_key=name_key("Alice Ashe"))

    assert "Visiting member" in look_up(device, "alice ashe").content.decode()


def test_a_partners_member_is_never_found(elm, device, oak):
    scene.agreed(oak, elm)
    [theirs] = on_the_register(oak, "Bettong Canary-2f7d")
    for wanted in ("bettong", theirs.member.number):
        answer = look_up(device, wanted, chosen=str(theirs.code))

        assert answer.status_code in {404, 422}
        assert "Canary-2f7d" not in answer.content.decode()


def test_who_is_chosen_was_among_those_found(elm, device):
    [_amara, other] = on_the_register(elm, "Amara Okonkwo", "Bo Fraser")

    assert look_up(device, "amara", chosen=str(other.code)).status_code == 404
    assert desks.last_check(elm) is None


def test_searching_on_and_on_ends_soon(elm, device):
    answers = [look_up(device, "nobody").status_code for _time in range(25)]

    assert set(answers) == {422, 429}
