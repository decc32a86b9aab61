from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tenants import outbox, scope
from tenants.models import ClaimCode, Letter, Locator, Member, Seat, User
from tenants.secrets import CROCKFORD, card_code_key, is_claim_code
from tenants.services import claiming, seats
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def oak():
    return office()


def pair(oak, address="both@example.org"):
    """Two people of one household, as an import or a paper leaves them."""
    with oak.within, transaction.atomic():
        made = [
            Member.objects.create(number=f"P-{name}", name=name, email=address, email_key=address)
            for name in ("Ada", "Ben")
        ]
        seats.seat_members(made)
    return made


def codes(oak, members):
    with oak.within, transaction.atomic():
        return claiming.claim_codes(members)


def signed_in(address):
    user, _made = User.objects.get_or_create(email=address)
    EmailAddress.objects.get_or_create(
        user=user, email=address, defaults={"verified": True, "primary": True}
    )
    client = Client()
    client.force_login(user)
    return client, user


def holders(oak):
    with oak.within:
        return dict(Member.objects.values_list("name", "user__email"))


def test_any_one_slip_and_any_two_swapped_neighbours_are_noticed(oak):
    [code] = codes(oak, pair(oak)[:1]).values()

    assert is_claim_code(card_code_key(f"{code[:5].lower()}-{code[5:]} "))
    for place in range(10):
        for letter in set(CROCKFORD) - {code[place]}:
            assert not is_claim_code(code[:place] + letter + code[place + 1 :])
    for place in range(9):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or not is_claim_code(swapped)


def test_a_code_is_the_same_at_each_print_and_kept_nowhere(oak):
    members = pair(oak)
    first, again = codes(oak, members), codes(oak, members)

    assert first == again
    assert len(set(first.values())) == 2
    kept = [str(each) for row in Locator.objects.values_list() for each in row]
    with oak.within:
        kept += [str(each) for row in ClaimCode.objects.values_list() for each in row]
    assert not set(first.values()) & set(kept)


def test_a_shared_address_gives_nobody_somebody_elses_card(oak):
    ada, _ben = pair(oak)

    client, user = signed_in("both@example.org")

    assert holders(oak) == {"Ada": None, "Ben": None}
    assert not Seat.objects.filter(user=user).exists()
    client.post("/claim/", {"code": codes(oak, [ada])[ada.pk]})
    page = client.get("/claim-confirm/").content.decode()
    assert "Ada" in page
    assert not re.search(r"\bBen\b", page)
    assert client.post("/claim-confirm/")["Location"] == "/me/"
    assert holders(oak) == {"Ada": "both@example.org", "Ben": None}


def test_the_other_one_is_refused_by_this_login_and_seated_by_an_address_of_their_own(oak):
    ada, ben = pair(oak)
    both = codes(oak, [ada, ben])
    client, _user = signed_in("both@example.org")
    client.post("/claim/", {"code": both[ada.pk]})
    client.post("/claim-confirm/")

    client.post("/claim/", {"code": both[ben.pk]})
    refused = client.post("/claim-confirm/")
    assert refused.status_code == 422
    assert "address of your own" in refused.content.decode()

    guest = Client()
    guest.post("/claim/", {"code": both[ben.pk]})
    asked = guest.post("/claim-email/", {"email": "ben@example.net"})
    assert asked["Location"].startswith("/accounts/login/code/confirm/")
    [code] = re.findall(r"^\s*([A-Z0-9-]{6,12})\s*$", mail.outbox[-1].body, re.MULTILINE)
    there = guest.post(asked["Location"], {"code": code})
    assert there["Location"] == "/claim-confirm/"
    assert guest.post("/claim-confirm/")["Location"] == "/me/"
    assert holders(oak) == {"Ada": "both@example.org", "Ben": "ben@example.net"}
    with oak.within:
        assert Member.objects.get(name="Ben").email == "ben@example.net"


def test_a_code_works_once_and_not_for_ever(oak):
    ada, ben = pair(oak)
    both = codes(oak, [ada, ben])
    client, _user = signed_in("ada@example.net")
    client.post("/claim/", {"code": both[ada.pk]})
    client.post("/claim-confirm/")
    with oak.within:
        ClaimCode.objects.filter(member=ben).update(expires_at=timezone.now() - timedelta(1))

    for code in both.values():
        answer = Client().post("/claim/", {"code": code})
        assert answer.status_code == 422
        assert "leads nowhere" in answer.content.decode()
    assert codes(oak, [ben])[ben.pk] != both[ben.pk], "printed again, it is a new one"


def test_guessing_ends_after_ten_tries_an_hour_wherever_the_counter_is_asked(oak):
    ada, _ben = pair(oak)
    right = codes(oak, [ada])[ada.pk]
    guesses = [f"{n:09d}" for n in range(11)]
    guesses = [
        next(f"{each}{c}" for c in CROCKFORD if is_claim_code(f"{each}{c}")) for each in guesses
    ]
    statuses = [Client().post("/claim/", {"code": each}).status_code for each in guesses]

    assert statuses == [422] * 10 + [429]
    assert Client().post("/claim/", {"code": right}).status_code == 429, "the right one, too"


def test_many_who_type_their_own_code_in_one_network_are_nobody_who_guesses(oak):
    """An evening at which a co-op helps its members, or all who share an address of a mobile network."""
    with oak.within, transaction.atomic():
        people = [
            Member.objects.create(number=f"P-{each}", name=f"Person {each}") for each in range(12)
        ]
    answers = [
        Client().post("/claim/", {"code": code}).status_code for code in codes(oak, people).values()
    ]

    assert answers == [302] * 12


def test_typing_it_in_wrongly_is_no_try(oak):
    answers = [Client().post("/claim/", {"code": "AAAAA-AAAAB"}) for _ in range(12)]

    assert {answer.status_code for answer in answers} == {422}
    assert "mistyped" in answers[0].content.decode()


def test_nobody_gets_further_without_a_code(oak):
    pair(oak)

    assert Client().get("/claim-email/")["Location"] == "/claim/"
    client, _user = signed_in("ada@example.net")
    assert client.post("/claim-confirm/")["Location"] == "/claim/"
    assert holders(oak) == {"Ada": None, "Ben": None}


class TestFinding:
    def ask(self, oak, address):
        answer = Client().post(f"/c/{oak.coop.slug}/find/", {"email": address})
        outbox.drain()
        return answer

    def test_page_and_headers_say_the_same_whoever_asks(self, oak):
        oak.joined("Amara", "amara@example.org")
        known, unknown = (self.ask(oak, each) for each in ("amara@example.org", "who@example.org"))

        assert known["Location"] == unknown["Location"]
        assert known.content == unknown.content

    def test_the_mailbox_is_told_and_can_sign_in(self, oak):
        with oak.within:
            Member.objects.filter(pk=oak.joined("Amara", "amara@example.org").member.pk).update(
                user=None
            )
        self.ask(oak, "amara@example.org")

        [letter] = mail.outbox
        assert letter.to == ["amara@example.org"]
        assert "Amara, you are a member of Oak Street." in " ".join(letter.body.split())
        assert User.objects.filter(email="amara@example.org").exists()

    def test_who_is_not_known_reads_so_and_gets_no_login(self, oak):
        self.ask(oak, "who@example.org")

        assert "It does not, as far as the co-op knows." in " ".join(mail.outbox[0].body.split())
        assert not User.objects.filter(email="who@example.org").exists()

    def test_those_who_share_a_mailbox_are_led_to_their_codes(self, oak):
        members = pair(oak)
        for each in members:
            with oak.within:
                oak_class = oak.consumer
                each.memberships.create(
                    membership_class=oak_class,
                    ends_on=timezone.localdate() + timedelta(90),
                    cooperative_id=oak.coop.pk,
                )
        self.ask(oak, "both@example.org")

        text = mail.outbox[0].body
        assert "Ada" in text
        assert "Ben" in text
        assert "/claim/" in text

    def test_one_letter_an_hour_however_often_it_is_asked(self, oak):
        for _ in range(3):
            self.ask(oak, "who@example.org")

        assert len(mail.outbox) == 1
        with scope.within(oak.coop.pk):
            assert Letter.objects.count() == 1
