"""A desk that gives, with terms and people of our choice."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.utils import timezone

from benefits import counting
from benefits.eligibility import Situation
from benefits.services.giving import Given, Giving, give_benefit
from tests.benefits import questions
from tests.benefits.scene import Side

AGREEMENT = UUID("00000000-0000-4000-8000-000000000001")


def giving(benefit, holder="amara", *, now=None, claims=None, **values) -> Giving:
    moment = counting.clock("UTC", now or timezone.now())
    here = {name: values.pop(name) for name in list(values) if name in Situation.__slots__}
    here = questions.situation(now=moment, **here)
    values.setdefault("agreement", AGREEMENT)
    values.setdefault("version", 1)
    values.setdefault("key", str(uuid4()))
    return Giving(
        benefit=benefit,
        holder=holder,
        claims=claims or questions.claims(),
        situation=here,
        **values,
    )


def give(side: Side, benefit, holder="amara", **values) -> Given:
    with side.within:
        return give_benefit(giving(benefit, holder, **values))
