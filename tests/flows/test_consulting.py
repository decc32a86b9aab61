"""A comment on the definition: confirmed from the mail, read and answered by a federation, and seen by everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.portal import link_in

pytestmark = [pytest.mark.flow, pytest.mark.browser]
ADDRESS, MODERATOR = "iris@brook.example.org", "nia@ridge.example.org"
SAID, ANSWER = "Grandparents come along too.", "The next version has a word for them."


def test_a_comment_is_confirmed_published_and_answered(portal, window, at_desk):
    window.goto("/definition/comment/")
    window.get_by_label("What is it about?").select_option("term-covers")
    window.get_by_label("Your comment").fill(SAID)
    window.get_by_role("textbox", name="Email address").fill(ADDRESS)
    window.get_by_label("You may publish my comment.").check()
    window.locator("main form button.button-primary").click()
    window.get_by_role("heading", name="Look into your mailbox").wait_for()
    asked = portal.mail(ADDRESS, "confirm your comment")
    window.goto(link_in(asked, "/definition/comment/"))
    window.get_by_role("button", name="Yes, that is my comment").click()
    window.get_by_text("Somebody reads it before others can.").wait_for()

    portal.act("open", slug="ridge", name="Ridge Federation", prefix="RI", steward=MODERATOR)
    portal.act("federate", slug="ridge", second="second@ridge.example.org")
    desk = at_desk(MODERATOR)
    desk.goto("/network/consultation/")
    desk.get_by_role("link", name=SAID).click()
    desk.get_by_label("Publish it", exact=True).check()
    assert ADDRESS not in desk.locator("main").inner_text()
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_label("Decision").select_option("accepted")
    desk.get_by_label("Answer", exact=True).fill(ANSWER)
    desk.get_by_role("button", name="Save and send the answer").click()
    desk.get_by_text("Saved.").wait_for()

    told = [portal.mail(ADDRESS, what) for what in ("is published", "There is an answer")]
    assert not [each for each in told if ANSWER in each.as_string() or SAID in each.as_string()]
    window.goto(link_in(told[1], "/definition/comment/"))
    expect(window.locator("main")).to_contain_text(ANSWER, use_inner_text=True)
    window.goto("/definition/consultation/")
    seen = window.locator("main").inner_text()
    assert SAID in seen
    assert ANSWER in seen
    assert ADDRESS not in seen
