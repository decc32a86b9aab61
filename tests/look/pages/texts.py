"""Rules and privacy notice: what an owner writes, and what people read."""

from __future__ import annotations

from tenants.models import TextDraft
from tenants.services import texts
from tests.look.pages.tenants import VERSIONS, go
from tests.look.pages.tenants_staff import at_office
from tests.look.pages.tenants_staff import go as at_the_office
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.tenants import joining

NOTICE = "We keep your name and how to reach you.\n\nIf you leave, we keep it for three years."


def at_texts(visit, route="texts", *, drafted=False, noticed=False, **arguments):
    """At an owner's desk; `drafted`: version 1 is published, the next one is being written."""
    oak = at_office(visit, "owner")
    with oak.within:
        if drafted:
            joining.bylaws("One member, one vote.\n\nShares are paid back within six months.")
            texts.save_draft(
                TextDraft.Of.BYLAWS,
                title="Our rules",
                text="One member, one vote, however large the share.\n\nWe meet in spring.",
                changes="The meeting is in spring.",
                by=oak.owner,
            )
        if noticed:
            texts.publish_privacy_notice("Privacy at Oak Street", NOTICE)
    at_the_office(visit, oak, route, **arguments)


def noticed(visit, text=NOTICE):
    with visit.world.elm.within:
        texts.publish_privacy_notice("Privacy at Elm", text)


@shows("tenants:texts", heading="Rules and privacy", rows=2, row="section li")
def written(visit):
    at_texts(visit, drafted=True, noticed=True)


@shows("tenants:texts", EMPTY, heading="Rules and privacy", rows=0, row="section li")
def nothing_written(visit):
    at_texts(visit)


@shows("tenants:text-edit", heading="Bylaws")
def writing(visit):
    at_texts(visit, "text-edit", drafted=True, of="bylaws")


@shows("tenants:text-edit", "suggested", heading="Privacy notice")
def suggested(visit):
    at_texts(visit, "text-edit", of="privacy")


@shows("tenants:text-edit", ERROR, heading="Bylaws")
def without_text(visit):
    writing(visit)
    visit.page.locator("#id_text").fill("")
    visit.send_nothing("main form.form")


@shows("tenants:text-preview", heading="Our rules")
def before_publishing(visit):
    at_texts(visit, "text-preview", drafted=True, of="bylaws")


@shows("tenants:privacy-notice", heading="Privacy at Elm", rows=2, row=VERSIONS)
def notice(visit):
    noticed(visit)
    noticed(visit, "We keep your name.\n\nIf you leave, we keep it for two years.")
    go(visit, "privacy-notice")


@shows("tenants:privacy-notice", EMPTY, heading="Privacy notice", rows=0, row=VERSIONS)
def no_notice(visit):
    go(visit, "privacy-notice")


@shows(
    "tenants:privacy-notice-version",
    heading="Privacy at Elm",
    rows=2,
    row=VERSIONS,
    without={"empty": "a version that is not there is not found"},
)
def older_notice(visit):
    noticed(visit)
    noticed(visit, "We keep your name.")
    go(visit, "privacy-notice-version", version=1)


no_page("POST only", "tenants:text-publish", "tenants:text-discard")
