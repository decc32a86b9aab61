"""Many members at once, tags, columns."""

from __future__ import annotations

from tenants import outbox
from tenants.models import Tag
from tenants.services import tags
from tests.look.pages.tenants_staff import at_office, go, registered
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("POST only, leads back to the list", "tenants:members-columns", "tenants:tag-remove")


def chosen(visit, action):
    oak, made = registered(visit)
    go(visit, oak, "members")
    for name in ("Amara Okonkwo-Lindqvist", "Bea Lind", "محمد العربي"):
        visit.page.get_by_label(f"Select {name}").check()
    visit.page.get_by_label("What to do with them").select_option(label=action)
    visit.press("Continue")
    return oak, made


@shows("tenants:members", "with rows selected", heading="Members", rows=3)
def members_selected(visit):
    oak, _made = registered(visit)
    with oak.within:
        tags.add_tag("Helps on Saturdays", by=oak.steward)
    visit.go(f"/c/{oak.coop.slug}/staff/members/?columns=number&columns=standing&columns=card")
    visit.page.get_by_label("Select Bea Lind").check()


@shows("tenants:members-many", heading="Suspend 3 members?")
def many(visit):
    chosen(visit, "Suspend")


@shows("tenants:members-many", ERROR, heading="Suspend 3 members?")
def many_without_a_reason(visit):
    chosen(visit, "Suspend")
    visit.press("Suspend")


@shows("tenants:members-many", "nothing chosen", status=422, heading="What to do with 3 members?")
def many_without_an_act(visit):
    chosen(visit, "What to do with them")


@shows("tenants:members-many", "on paper", heading="Print the cards of 3 members?")
def many_printed(visit):
    chosen(visit, "Print the cards")


@shows("tenants:job", "many members", heading="Many members at once", rows=2)
def many_done(visit):
    chosen(visit, "Suspend")
    visit.page.get_by_label("Reason").fill("The shop is closed in August.")
    visit.press("Suspend")
    outbox.drain()
    visit.page.reload()


def tagged(visit):
    oak = at_office(visit)
    made = oak.joined("Amara Okonkwo-Lindqvist")
    with oak.within:
        for word in ("Helps on Saturdays", "مجموعة الحديقة"):
            held = [each.tag for each in made.member.tags.all()]
            tags.set_tags(made.member, held, word, by=oak.steward)
        return oak, made.member, made.member.tags.first().tag


@shows("tenants:tags", heading="Tags", rows=2)
def all_tags(visit):
    oak, _member, _tag = tagged(visit)
    go(visit, oak, "tags")


@shows("tenants:tags", EMPTY, heading="Tags", rows=0)
def no_tags(visit):
    go(visit, at_office(visit), "tags")


@shows("tenants:tags", ERROR, heading="Tags", rows=2)
def tag_without_a_word(visit):
    all_tags(visit)
    visit.press("Add the tag")


@shows("tenants:tag", heading="Helps on Saturdays")
def tag(visit):
    oak, _member, word = tagged(visit)
    go(visit, oak, "tag", code=word.code)


@shows("tenants:tag", ERROR, heading="Helps on Saturdays")
def tag_without_a_name(visit):
    tag(visit)
    visit.page.get_by_label("Tag", exact=True).fill("")
    visit.press("Save the name")


@shows("tenants:member-tags", heading="Tags of Amara Okonkwo-Lindqvist")
def tags_of_a_member(visit):
    oak, member, _tag = tagged(visit)
    go(visit, oak, "member-tags", code=member.code)


@shows("tenants:member-tags", ERROR, heading="Tags of Amara Okonkwo-Lindqvist")
def one_tag_too_many(visit):
    oak, member, _tag = tagged(visit)
    with oak.within:
        left = range(Tag.MOST - Tag.objects.count())
        Tag.objects.bulk_create(Tag(name=f"Team {n}", name_key=f"team {n}") for n in left)
    go(visit, oak, "member-tags", code=member.code)
    visit.page.get_by_label("A new tag").fill("Choir")
    visit.press("Save the tags")
