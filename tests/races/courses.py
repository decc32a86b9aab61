"""What is raced for: things that only one may get, or that may be tried so many times. Once Django is set up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from benefits.desk import devices
from benefits.desk.reasons import Found, Reason
from benefits.eligibility import Evidence, Period
from benefits.eligibility.often import Budget
from benefits.eligibility.what import ShopCode as CodeForShop
from benefits.models import Desk, DeskCheck, Integration, Redemption, ShopCode
from benefits.services.desk import add_desk, pair_desk, record_check
from benefits.services.giving import give_benefit
from benefits.services.giving.codes import redeem_code
from benefits.shop_codes import code_of
from tenants.models import (
    Application,
    ClaimCode,
    Cooperative,
    Member,
    Membership,
    MembershipClass,
    Staff,
    User,
)
from tenants.secrets import email_key
from tenants.services import claiming
from tenants.services.applying import MOST_TRIES, confirm_application, submit_trusted
from tenants.services.decisions import approve_application
from tenants.services.programs import add_program
from tenants.views.code_forms import MAILBOX, SECOND_PROOF, TRIES_OF_A_CODE
from tests.benefits.giving import giving
from tests.benefits.terms_of_all import benefit
from tests.races import typed

RACERS = 16
ONE = {"done": 1}
MUCH = 10_000_000
Act = Callable[[Any, int], str | None]


@dataclass(frozen=True)
class Course:
    """`prepare` makes as many things as are asked for; `act` is what each racer does to one of them, and gives how that
    ended where it is not simply done. Each round must come to `expected`, and add exactly one to what `left` counts in the database."""

    prepare: Callable[[int], Sequence[Any]]
    act: Act
    expected: dict[str, int]
    left: Callable[[], int]


def _apply(how_many: int) -> list[int]:
    kind = MembershipClass.objects.filter(visiting=False)[0]
    return [
        submit_trusted(
            name=f"Racer {number}",
            name_on_card="Racer",
            email=f"racer{number}@example.org",
            share_name=False,
            membership_class=kind,
        ).pk
        for number in range(how_many)
    ]


def _approve(key: int, _racer: int) -> None:
    row = Application.objects.get(pk=key)
    approve_application(row, by=Staff.objects.all()[0], undo=timedelta())


def _give(key: str, _racer: int) -> str | None:
    given = give_benefit(giving(benefit(Budget(MUCH, Period.MONTH)), f"holder {key}", key=key))
    return "replayed" if given.replayed else None


def _codes(how_many: int) -> list[str]:
    add_program(Integration, "Web shop", by=Staff.objects.all()[0])
    wanted = benefit(
        Budget(MUCH, Period.MONTH), parameters=CodeForShop(5, valid_days=14), id="code"
    )
    codes = []
    for number in range(how_many):
        given = give_benefit(giving(wanted, f"buyer {number}", key=f"code-{number}")).redemption
        assert given is not None
        codes.append(code_of(given.code))
    return codes


def _redeem(code: str, racer: int) -> None:
    """Each an order of its own."""
    shop = Integration.objects.all()[0]
    here = Cooperative.objects.get(pk=shop.cooperative_id)
    redeem_code(code, reference=f"order {racer}", by=shop, here=here, bill=5000)


def _claimable(how_many: int) -> list[tuple[int, list[int]]]:
    """A letter's code, and two people who hold it."""
    members = Member.objects.bulk_create(
        Member(number=f"P-{number}", name="On paper", cooperative=_here())
        for number in range(how_many)
    )
    claiming.new_codes(members, by=None)
    codes = dict(ClaimCode.objects.values_list("member_id", "pk"))
    users = User.objects.bulk_create(
        User(email=f"claimer{number}@example.org") for number in range(2 * how_many)
    )
    return [
        (codes[each.pk], [users[2 * place].pk, users[2 * place + 1].pk])
        for place, each in enumerate(members)
    ]


def _claim(thing: tuple[int, list[int]], racer: int) -> None:
    user = User.objects.get(pk=thing[1][racer % 2])
    claiming.claim_membership(ClaimCode.objects.get(pk=thing[0]), user, user.email)


def _drafts(how_many: int) -> list[int]:
    until = timezone.now() + timedelta(hours=12)
    rows = Application.objects.bulk_create(
        Application(
            email=f"draft{number}@example.org",
            email_key=email_key(f"draft{number}@example.org"),
            confirm_code_digest="0" * 64,
            confirm_code_expires_at=until,
            draft_expires_at=until,
        )
        for number in range(how_many)
    )
    return [each.pk for each in rows]


def _guess(key: int, racer: int) -> None:
    confirm_application(Application.objects.get(pk=key), f"{racer:06d}")


def _desks(how_many: int) -> list[tuple[int, str]]:
    by = Staff.objects.all()[0]
    desks = [add_desk(f"Till {number}", by=by) for number in range(how_many)]
    # Thousands of rounds last longer than a link is open.
    Desk.objects.update(pairing_until=timezone.now() + timedelta(days=1))
    return [(each.pk, devices.pairing_token(each)) for each in desks]


def _pair(thing: tuple[int, str], _racer: int) -> None:
    pair_desk(Desk.objects.get(pk=thing[0]), thing[1])


def _live(how_many: int) -> list[str]:
    add_desk("Door", by=Staff.objects.all()[0])
    return [f"live-{number}" for number in range(how_many)]


def _hold_out(token: str, _racer: int) -> str | None:
    found = Found(Reason.MEMBER, Evidence.LIVE, live=token)
    check = record_check(found, desk=Desk.objects.order_by("-pk")[0])
    return None if check.evidence == "live" else "picture"


def _here() -> Cooperative:
    return Cooperative.objects.get()


COURSES: dict[str, Course] = {
    "approval": Course(
        _apply,
        _approve,
        ONE | {"already_decided": RACERS - 1},
        lambda: Membership.objects.filter(member__name__startswith="Racer").count(),
    ),
    "benefit": Course(
        lambda n: [f"use-{number}" for number in range(n)],
        _give,
        ONE | {"replayed": RACERS - 1},
        lambda: Redemption.objects.filter(benefit="off").count(),
    ),
    "shop_code": Course(
        _codes,
        _redeem,
        ONE | {"code_refused": RACERS - 1},
        lambda: ShopCode.objects.exclude(redeemed_at=None).count(),
    ),
    "letter_code": Course(
        _claimable,
        _claim,
        ONE | {"code_spent": RACERS - 1},
        lambda: Member.objects.filter(name="On paper").exclude(user=None).count(),
    ),
    "pairing_link": Course(
        _desks,
        _pair,
        ONE | {"pairing_spent": RACERS - 1},
        lambda: Desk.objects.exclude(paired_at=None).count(),
    ),
    "live_code": Course(
        _live,
        _hold_out,
        ONE | {"picture": RACERS - 1},
        lambda: DeskCheck.objects.filter(evidence="live").count(),
    ),
    "guesses": Course(
        _drafts,
        _guess,
        {"code_refused": MOST_TRIES, "code_spent": RACERS - MOST_TRIES},
        lambda: Application.objects.filter(confirm_fails=MOST_TRIES, state="draft").count(),
    ),
    "tries_an_hour": Course(
        typed.networks,
        typed.type_anybodys,
        {"done": typed.SHARE.of_one, "enough": RACERS - typed.SHARE.of_one},
        typed.tried(typed.SHARE.of_one),
    ),
    "login_guesses": Course(
        typed.addresses,
        typed.guess_login,
        {"wrong": TRIES_OF_A_CODE, "enough": RACERS - TRIES_OF_A_CODE},
        typed.tried(TRIES_OF_A_CODE, rows=2),
    ),
    "login_sessions": Course(
        typed.addresses,
        typed.guess_in_sessions,
        {"wrong": MAILBOX.free, "wait": RACERS - MAILBOX.free},
        typed.tried(MAILBOX.free),
    ),
    "login_code": Course(
        typed.addresses,
        typed.sign_in,
        ONE | {"wrong": TRIES_OF_A_CODE - 1, "enough": RACERS - TRIES_OF_A_CODE},
        typed.tried(TRIES_OF_A_CODE),
    ),
    "mailbox_guesses": Course(
        typed.addresses,
        typed.guess_mailbox,
        {"wrong": TRIES_OF_A_CODE, "enough": RACERS - TRIES_OF_A_CODE},
        typed.tried(TRIES_OF_A_CODE, rows=2),
    ),
    "app_guesses": Course(
        typed.apps,
        typed.guess_app,
        {"wrong": SECOND_PROOF.free, "wait": RACERS - SECOND_PROOF.free},
        typed.tried(SECOND_PROOF.free),
    ),
    "app_code": Course(typed.apps, typed.show_app, ONE | {"refused": RACERS - 1}, typed.shown),
    "recovery_code": Course(
        typed.recovering, typed.recover, ONE | {"refused": RACERS - 1}, typed.recovered
    ),
}
