"""Status lists of both sides, the smallest and the largest that we write: each reads the other's."""

from __future__ import annotations

import pytest

from benchmarks import lists, peers
from credentials.core.status import MAXIMUM, MINIMUM, decode, encode, set_in

pytestmark = pytest.mark.node


def test_each_side_reads_the_lists_of_the_other():
    drawn = {
        MINIMUM: lists.drawn_of(MINIMUM),
        MAXIMUM: [0, MAXIMUM - 1, *range(7, MAXIMUM, 65_537)],
    }
    given = [
        {"size": size, "positions": places, "packed": encode(places, size), "turns": 1}
        for size, places in drawn.items()
    ]

    told = peers.by_node("lists.mjs", given)

    assert told is not None
    for places, each in zip(drawn.values(), told, strict=True):
        assert each["read"] == sorted(places)
        assert list(set_in(decode(each["packed"]))) == sorted(places)
        with pytest.raises(SystemExit):
            lists.agree(places[1:], each)
