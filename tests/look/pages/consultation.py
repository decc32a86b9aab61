"""The consultation on the definition: for everybody, for who wrote a comment, and for who answers."""

from __future__ import annotations

from coopportal.services import consultation as service
from coopportal.tasks import send_comment_letters
from tests.look.pages.operator import operator
from tests.look.registry import EMPTY, ERROR, REFUSAL, no_page, shows
from tests.portal.consulting import answered, commented, moderator, proposed, published

no_page("a sheet", "network-consultation-export")
no_page("leads to the page that the comment stands on", "consultation-comment")
ARTICLES = "article"


def said():
    """A comment in every state that is listed, and proposals of three kinds."""
    coming = proposed("Count elders apart", state="accepted", answer="Museums do.", term="covers")
    open_one = proposed("Name the ages of children")
    answered("accepted", "You are right.", coming, text="Elders are counted apart at our pool.")
    answered("declined", "A card names no shares.", email="b@example.org", text="Put shares on it.")
    answered("later", "When wallets are in use.", email="c@example.org", text="Bind it to a phone.")
    published(email="d@example.org", text="Children until which age?", proposal=open_one)
    hidden = commented(email="e@example.org", text="Cheap watches!")
    service.hide_comment(hidden, by=moderator(), was=hidden.state)
    waiting = commented(
        email="f@example.org", text="Could each rule link to its scheme?", organisation="Warsztat"
    )
    send_comment_letters()
    return waiting


@shows("consultation", heading="Consultation", rows=6, row=ARTICLES)
def consultation(visit):
    said()
    visit.go("consultation")


@shows("consultation", EMPTY, heading="Consultation", rows=0, row=ARTICLES)
def nothing_said(visit):
    visit.go("consultation")


@shows("consultation", "none of a state", heading="Consultation", rows=0, row=ARTICLES)
def none_of_a_state(visit):
    visit.go("/definition/consultation/?state=later")


@shows("definition", "with a draft", heading="The definition of common membership", rows=9)
def definition_with_a_draft(visit):
    said()
    visit.go("definition")


@shows("comment", heading="Write a comment")
def write(visit):
    proposed()
    visit.go("comment")


@shows("comment", ERROR, heading="Write a comment")
def write_nothing(visit):
    visit.go("comment")
    visit.send_nothing()


@shows("comment-sent", heading="Look into your mailbox")
def sent(visit):
    visit.go("comment-sent")


@shows("comment-kept", heading="Confirm your comment")
def to_confirm(visit):
    row = service.write_comment(
        text="Grandparents come along too.", email="ada@example.org", name="Ada Marsh"
    )
    visit.go("comment-kept", token=service.link_token(row.code))


@shows("comment-kept", "confirmed", heading="Your comment")
def confirmed(visit):
    to_confirm(visit)
    visit.press("Yes, that is my comment")


@shows("comment-kept", "answered", heading="Your comment")
def with_an_answer(visit):
    row = answered("declined", "A card names no shares.", text="Put shares on it.")
    visit.go("comment-kept", token=service.link_token(row.code))


@shows("comment-delete", heading="Delete your comment?")
def to_delete(visit):
    visit.go("comment-delete", token=service.link_token(commented().code))


@shows("comment-delete", "deleted", heading="It is deleted")
def deleted(visit):
    to_delete(visit)
    visit.press("Delete everything")


@shows(REFUSAL, "a deleted comment", heading="This page is no longer there", status=410)
def gone(visit):
    visit.go("comment-kept", token="0" * 43)


@shows(REFUSAL, "a consultation of others", heading="We cannot find this page", status=404)
def no_permission(visit):
    visit.sign_in(visit.world.elm.staff.user)
    visit.go("network-consultation")


@shows("network-consultation", heading="Consultation", rows=1)
def comments(visit):
    operator(visit)
    said()
    visit.go("network-consultation")


@shows("network-consultation", EMPTY, heading="Consultation", rows=0)
def no_comments(visit):
    operator(visit)
    visit.go("network-consultation")


@shows("network-consultation", "without a match", heading="Consultation", rows=0)
def no_match(visit):
    operator(visit)
    said()
    visit.go("/network/consultation/?q=nowhere")


@shows(
    "network-comment",
    heading="Comment",
    rows=1,
    without={"empty": "whoever confirmed has had a letter"},
)
def one_comment(visit):
    operator(visit)
    visit.go("network-comment", code=said().code)


@shows("network-comment", ERROR, heading="Comment #1", rows=2)
def an_answer_without_words(visit):
    operator(visit)
    row = published()
    send_comment_letters()
    visit.go("network-comment", code=row.code)
    visit.press("Save and send the answer")


@shows("network-proposals", heading="Proposed changes", rows=2)
def proposals(visit):
    operator(visit)
    said()
    visit.go("network-proposals")


@shows("network-proposals", EMPTY, heading="Proposed changes", rows=0)
def no_proposals(visit):
    operator(visit)
    visit.go("network-proposals")


@shows("network-proposal", heading="Proposed change 1")
def one_proposal(visit):
    operator(visit)
    visit.go("network-proposal", code=proposed().code)


@shows("network-proposal", ERROR, heading="Proposed change 1")
def decided_without_words(visit):
    one_proposal(visit)
    visit.page.locator("#id_state").select_option("declined")
    visit.press("Save and publish")


@shows("network-proposal-new", heading="Propose a change")
def new_proposal(visit):
    operator(visit)
    visit.go("network-proposal-new")


@shows("network-proposal-new", ERROR, heading="Propose a change")
def propose_nothing(visit):
    operator(visit)
    visit.go("network-proposal-new")
    visit.send_nothing()
