"""The keys that sign for a co-op, and one that somebody else may have."""

from __future__ import annotations

from credentials.models import SigningKey
from credentials.services import keys
from tests.look.pages.credentials_programs import owner
from tests.look.registry import EMPTY, ERROR, shows

PAGE, COMPROMISED = "credentials:keys", "credentials:key-compromised"


def key_in_use(visit, side="elm"):
    with getattr(visit.world, side).within:
        return SigningKey.objects.get(state=SigningKey.State.ACTIVE)


@shows(PAGE, heading="Keys", rows=2)
def two_keys(visit):
    with visit.world.elm.within:
        keys.rotate_signing_key()
    owner(visit, page=PAGE)


@shows(PAGE, EMPTY, heading="Keys", rows=0)
def no_keys(visit):
    with visit.world.ash.within:
        SigningKey.objects.all().delete()
    owner(visit, "ash", page=PAGE)


@shows(PAGE, "compromised", heading="Keys", rows=1)
def none_that_signs(visit):
    with visit.world.ash.within:
        SigningKey.objects.update(state=SigningKey.State.COMPROMISED, wrapped=None)
    owner(visit, "ash", page=PAGE)


@shows(COMPROMISED, heading="Stolen or leaked?")
def what_will_happen(visit):
    owner(visit, page=COMPROMISED, code=key_in_use(visit).code)


@shows(COMPROMISED, ERROR, heading="Stolen or leaked?")
def not_sure(visit):
    owner(visit, page=COMPROMISED, code=key_in_use(visit).code)
    visit.press("Declare it compromised")
