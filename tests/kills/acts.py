"""What people do while processes die: each act bears being done again by whoever got no answer."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from benefits.eligibility import Period
from benefits.eligibility.often import Budget
from benefits.services.giving import give_benefit
from credentials import queries as cards
from credentials.errors import RotationRunningError, TooManyKeysError
from credentials.services import keys, printing
from tenants import nudging
from tenants.errors import AlreadyDecidedError, DomainError
from tenants.importing.reading import read
from tenants.models import Application, Bylaws, Import, Member, Membership, MembershipClass, Staff
from tenants.services import importing, many, members
from tenants.services.applying import submit_trusted
from tenants.services.decisions import approve_application
from tests.benefits.giving import giving
from tests.benefits.terms_of_all import benefit
from tests.kills import dying

CANARY = "Perpetua Quillfeather"  # a name that no log may hold
LINES = 12
AT_ONCE = 8
BUDGET = 100_000


def address(ident: str) -> str:
    return f"{ident}@canary.example.org"


def approve(ident: str) -> None:
    """Every third click comes twice, and each nudge may."""
    application = Application.objects.filter(email=address(ident)).first() or _apply(ident)
    number = int(ident.rpartition("-")[2])
    with dying.around("approve"):
        _decide(application)
    if number % 3 == 0:
        assert not _decide(application), "one application was approved twice"
    for _ in range(number % 4):
        nudging.nudge()  # the portal's own, which bears it that the broker was killed just now


def _apply(ident: str) -> Application:
    return submit_trusted(
        name=f"{CANARY} {ident}",
        name_on_card=f"{CANARY} {ident}",
        email=address(ident),
        share_name=True,
        bylaws=Bylaws.objects.first(),
        membership_class=MembershipClass.objects.filter(visiting=False)[0],
    )


def _decide(application: Application) -> bool:
    """The same click twice: the second meets a sentence, never a second membership."""
    try:
        approve_application(application, by=_owner(), undo=timedelta())
    except AlreadyDecidedError:
        return False
    return True


def suspend(_ident: str) -> None:
    with dying.around("suspend"):
        if row := _anyone(Membership.Standing.GOOD):
            members.suspend_membership(row, reason="Fees", by=_owner())


def restore(_ident: str) -> None:
    with dying.around("restore"):
        if row := _anyone(Membership.Standing.SUSPENDED):
            members.restore_membership(row, by=_owner())


def end(_ident: str) -> None:
    with dying.around("end"):
        if row := _anyone(Membership.Standing.GOOD):
            members.end_membership(row, reason=Membership.EndReason.RESIGNED, by=_owner())


def replace(ident: str) -> None:
    with dying.around("replace"):
        if row := _anyone(Membership.Standing.GOOD):
            members.ask_for_new_card(row, by=_owner(), key=_key(ident))


def give(ident: str) -> None:
    """At a desk: the same check pressed again gives the same use again."""
    asked = benefit(Budget(BUDGET, Period.MONTH))
    with dying.around("give"):
        give_benefit(giving(asked, f"holder {ident}", key=ident))
    assert give_benefit(giving(asked, f"holder {ident}", key=ident)).replayed


def bring(ident: str) -> None:
    """A file of members, planned and run."""
    row = Import.objects.filter(name=f"{ident}.csv").first() or _upload(ident)
    with dying.around("import"):
        importing.run(row, by=_owner())


def _upload(ident: str) -> Import:
    content = "Number,Name,Email,Member since\n" + "".join(
        f"{ident}-{n},{CANARY} {n},{address(f'{ident}-{n}')},2019-04-01\n" for n in range(LINES)
    )
    row = importing.upload(read(content.encode()), name=f"{ident}.csv", by=_owner())
    kind = str(MembershipClass.objects.filter(visiting=False)[0].code)
    importing.make_plan(row, columns=row.columns, classes={}, fallback=kind, month_first=False)
    return row


def suspend_many(ident: str) -> None:
    rows = list(Member.objects.order_by("?")[:AT_ONCE])
    act = random.choice(("suspend", "restore"))
    with dying.around("many"):
        many.begin(
            act, rows, key=_key(ident), particulars={"reason": "Fees"}, title="Many", by=_owner()
        )


def print_cards(ident: str) -> None:
    rows = cards.chosen(cards.Choice())[:AT_ONCE]
    with dying.around("print"):
        printing.begin(rows, key=_key(ident), paper=printing.Paper("sheet", "front"), by=_owner())


def rotate(_ident: str) -> None:
    """As many as fit into a document; whoever comes again finds the rotation under way."""
    try:
        with dying.around("rotate"):
            keys.rotate_signing_key(by=_owner())
    except (RotationRunningError, TooManyKeysError):
        pass


def activate(_ident: str) -> None:
    with dying.around("activate"):
        keys.activate_due_keys()


def _anyone(standing: Membership.Standing) -> Membership | None:
    return Membership.objects.filter(standing=standing).order_by("?").first()


def _owner() -> Staff:
    return Staff.objects.order_by("pk")[0]


def _key(ident: str) -> UUID:
    return uuid5(NAMESPACE_URL, ident)


ACTS: dict[str, Callable[[str], None]] = {
    "approve": approve,
    "suspend": suspend,
    "restore": restore,
    "end": end,
    "replace": replace,
    "give": give,
    "bring": bring,
    "many": suspend_many,
    "print": print_cards,
    "rotate": rotate,
    "activate": activate,
}
# A row of acts, done over and over, each lane at one co-op and in a process of its own.
LANES: dict[str, tuple[str, tuple[str, ...]]] = {
    "first": ("oak", ("approve", "suspend", "approve", "suspend", "restore", "replace")),
    "second": ("elm", ("approve", "bring", "many", "approve", "print", "end")),
    "third": ("ash", ("approve", "give", "rotate", "give", "activate", "replace")),
}
REFUSED = DomainError  # what an act may meet because another was faster, or it was done already
