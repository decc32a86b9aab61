"""Members keep their own details: some at once, some after the team has looked; each co-op by its own rule."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from tenants import outbox
from tenants.models import ChangeRequest, Event, Member, RegisterEntry
from tenants.own_details import asked_for, is_short_for
from tenants.services import own_details
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/me/details/"


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def signed_in(oak, name="Amara Okonkwo", email="amara@example.org"):
    """A member with a login, at their own page."""
    from tenants.services.people import enter_person  # noqa: PLC0415 -- only here

    user = enter_person(email, name=name, confirmed=True)
    member = oak.joined(name, email, user=user).member
    outbox.drain()
    browser = Client()
    browser.force_login(user)
    browser.user, browser.member = user, Member.objects.get(pk=member.pk)
    return browser


@pytest.fixture
def amara(oak):
    return signed_in(oak)


def values(member, **changed):
    known = own_details.values_of(member) | {"country": "GB"} | changed
    return {key: value for key, value in known.items() if value is not False}


def save(browser, **changed):
    address = reverse("tenants:my-details-change", args=[browser.member.code])
    answer = browser.post(address, values(browser.member, **changed), follow=True)
    browser.member.refresh_from_db()
    return answer


@pytest.mark.parametrize(
    ("on_card", "name", "is_short"),
    [
        ("", "Amara Okonkwo", True),
        ("A. Okonkwo", "Amara Okonkwo", True),
        ("Amara O.", "Amara Okonkwo", True),
        ("amara okonkwo", "Amara Okonkwo", True),
        ("Okonkwo Amara", "Amara Okonkwo", False),
        ("Bea Lind", "Amara Okonkwo", False),
        ("-", "Amara Okonkwo", False),
        ("Amara Amara", "Amara Okonkwo", False),
        ("J. Nunez", "José Ñuñez", True),
    ],
)
def test_a_short_form_of_the_name_is_told_from_another_name(on_card, name, is_short):
    assert is_short_for(on_card, name) is is_short


def test_the_address_is_asked_for_only_where_the_rule_says_so():
    changed = {"town": "Leeds", "phone": "1"}

    assert asked_for(changed, name="A", approve_address=False) == {}
    assert asked_for(changed, name="A", approve_address=True) == {"town": "Leeds"}
    assert asked_for({"name": "B"}, name="A", approve_address=False) == {"name": "B"}


def test_phone_language_and_address_are_saved_at_once_with_an_entry(oak, amara):
    answer = save(
        amara,
        phone="020 7946 0958",
        language="de",
        town="Leeds",
        postcode="LS1 1AA",
        address="1 Wharf",
    )

    assert "Saved." in answer.text
    assert (amara.member.phone, amara.member.language, amara.member.town) == (
        *("020 7946 0958", "de"),
        "Leeds",
    )
    assert RegisterEntry.objects.filter(subject=amara.member.code, values__town="Leeds").exists()
    assert Event.objects.filter(name="OwnDetailsChanged", by=None).count() == 1
    assert not ChangeRequest.objects.exists()


def test_a_short_name_on_the_card_means_a_new_card_at_once(oak, amara):
    save(amara, name_on_card="A. Okonkwo")

    assert amara.member.name_on_card == "A. Okonkwo"
    assert (
        Event.objects.filter(name="MembershipChanged", data__cause__startswith="named:").count()
        == 1
    )


def test_another_name_waits_for_the_team_and_is_accepted(oak, amara):
    answer = save(amara, name="Amara Lind", phone="1234567")

    assert "What your co-op looks at first was asked for" in answer.text
    assert (amara.member.name, amara.member.phone) == ("Amara Okonkwo", "1234567")
    assert "Your co-op has not decided yet" in amara.get(PAGE).text
    office_of = oak.browser()
    listed = office_of.get(reverse("tenants:change-requests", args=[oak.coop.slug]))
    assert "Amara Okonkwo" in listed.text
    [asked] = ChangeRequest.objects.all()
    there = reverse("tenants:change-request", args=[oak.coop.slug, asked.code])
    assert "Amara Lind" in office_of.get(there).text

    office_of.post(f"{there}accept/")
    again = office_of.post(f"{there}accept/", follow=True)
    outbox.drain()

    amara.member.refresh_from_db()
    assert amara.member.name == "Amara Lind"
    assert "It was decided already" in again.text
    assert any("Your details were changed" in each.subject for each in mail.outbox)
    assert RegisterEntry.objects.filter(values__name="Amara Lind", by=oak.steward).exists()


def test_what_is_declined_is_told_with_the_reason(oak, amara):
    save(amara, name="Amara Lind")
    [asked] = ChangeRequest.objects.all()
    there = reverse("tenants:change-request", args=[oak.coop.slug, asked.code])

    refused = oak.browser().post(there, {"reason": ""})
    oak.browser().post(there, {"reason": "Send us the certificate."})
    outbox.drain()

    assert refused.status_code == 422
    assert "Send us the certificate." in amara.get(PAGE).text
    assert any("Send us the certificate." in each.body for each in mail.outbox)
    amara.member.refresh_from_db()
    assert amara.member.name == "Amara Okonkwo"


def test_an_address_waits_where_the_co_op_says_so(oak, amara):
    rule = reverse("tenants:own-changes", args=[oak.coop.slug])
    oak.browser(oak.owner).post(rule, {"approve_address": "on"})

    save(amara, town="Leeds", postcode="LS1 1AA", address="1 Wharf")

    assert amara.member.town == ""
    assert ChangeRequest.objects.get().wanted["town"] == "Leeds"


def test_asking_again_takes_the_place_and_it_can_be_taken_back(oak, amara):
    save(amara, name="Amara Lind")
    save(amara, name="Amara Fox")
    states = list(ChangeRequest.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["withdrawn", "asked"]

    amara.post(reverse("tenants:my-details-withdraw", args=[amara.member.code]))

    assert not ChangeRequest.objects.filter(state="asked").exists()


def test_another_choice_takes_back_what_was_asked_for_and_the_same_one_leaves_it(oak, amara):
    save(amara, name_on_card="Zora")
    asked = ChangeRequest.objects.get()
    save(amara, name_on_card="Zora", phone="0123 456")
    assert ChangeRequest.objects.get(state="asked") == asked, "nobody decides on another one"
    save(amara, name_on_card="A. Okonkwo")

    assert not ChangeRequest.objects.filter(state="asked").exists()
    assert amara.member.name_on_card == "A. Okonkwo"


def test_letters_go_to_a_confirmed_address_only_and_the_old_one_is_told(oak, amara):
    refused = save(amara, email="new@example.org")
    assert refused.status_code == 422
    EmailAddress.objects.create(user=amara.user, email="new@example.org", verified=True)

    save(amara, email="new@example.org")
    outbox.drain()

    assert amara.member.email == "new@example.org"
    [told] = [each for each in mail.outbox if "another address" in each.subject]
    assert told.to == ["amara@example.org"]
    assert "new@example.org" not in told.body


def test_nobody_changes_what_is_somebody_elses(oak, amara):
    other = signed_in(oak, "Bea Lind", "bea@example.org")
    address = reverse("tenants:my-details-change", args=[amara.member.code])

    assert other.get(address).status_code == 404
    assert other.post(address, values(amara.member, phone="1")).status_code == 404
    assert "Amara" not in other.get(PAGE).text
    assert Client().get(PAGE).status_code == 302


def test_each_co_op_has_its_own_part(oak, amara):
    elm = office(name="Elm Lane", slug="elm")
    with elm.within:
        elm.joined("Amara Okonkwo", "amara@example.org", user=amara.user)
        outbox.drain()

    text = amara.get(PAGE).text

    assert "Oak Street" in text
    assert "Elm Lane" in text
    assert text.count("Change<") == 2
