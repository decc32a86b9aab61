"""What a page of partners says again and again is worked out once: of each kind and rule, and in each language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from benefits.summaries import offers
from benefits.terms import Gives, Terms
from tests.benefits.terms_of_all import KINDS, RULES, benefit


def through_json(gift):
    return Terms.from_json(Terms({"did:web:oak": Gives((gift,))}).to_json()).gives["did:web:oak"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.kind)
def test_each_kind_with_every_rule_is_said_alike_however_it_was_read(kind):
    gift = benefit(*RULES, parameters=kind)

    assert offers([gift]) == offers(through_json(gift).benefits)


def test_each_reader_hears_it_in_their_own_language():
    gift = benefit(*RULES)
    with override("en"):
        [english] = offers([gift])
    with override("de"):
        [german] = offers([gift])
    with override("en"):
        assert offers([gift]) == [english]

    assert "For members of any co-op" in english
    assert german != english
    assert "members of" not in german


def test_what_was_kept_is_not_handed_out_for_other_terms():
    first, second = through_json(benefit(id="one")), through_json(benefit(id="two"))

    assert [each.id for each in (*first.benefits, *second.benefits)] == ["one", "two"]
