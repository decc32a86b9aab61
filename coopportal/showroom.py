"""Every component on one page: filled, empty and wrong. For screenshots, and for whoever builds a page."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tenants.models import Cooperative

STAFF_NAVIGATION = [
    {"label": "Overview", "url": "#", "icon": "layout-dashboard"},
    {"label": "Applications", "url": "#", "icon": "inbox", "badge": 6, "current": True},
    {"label": "Members", "url": "#", "icon": "users"},
    {"label": "Partners", "url": "#", "icon": "handshake"},
    {"label": "Team", "url": "#", "icon": "user-check"},
    {"label": "Settings", "url": "#", "icon": "settings"},
]
TABS = [
    {"label": "To review", "url": "#", "count": 6, "current": True},
    {"label": "Waiting for applicant", "url": "#", "count": 2},
    {"label": "Approved", "url": "#", "count": 418},
    {"label": "Declined", "url": "#", "count": 9},
]
PEOPLE = [
    (
        "Amara Okonkwo-Lindqvist",
        "amara@example.org",
        "GV-004217",
        "Consumer",
        "new",
        "New",
        "Applied 2 hours ago",
    ),
    ("José Ñuñez", "jose@example.org", "-", "Worker", "new", "New", "Applied yesterday"),
    (
        "Łukasz Żółć",
        "lukasz@example.org",
        "-",
        "Consumer",
        "information_asked",
        "Needs info",
        "Share payment missing",
    ),
    (
        "Nguyễn Thị Hà",
        "ha@example.org",
        "-",
        "Consumer",
        "duplicate",
        "Duplicate?",
        "Possible duplicate of GV-001188",
    ),
    (
        "Wren Whitfield",
        "wren@example.org",
        "GV-003310",
        "Consumer",
        "bounced",
        "Email failed",
        "Bounced: mailbox full",
    ),
    (
        "محمد العربي",
        "m@example.org",
        "-",
        "Household",
        "withdrawn",
        "Withdrawn",
        "Yesterday",
    ),
]
BULK = [
    {
        "value": "approve",
        "label": "Approve {n} and send cards",
        "plain": "Approve and send cards",
        "kind": "primary",
    },
    {"value": "ask", "label": "Ask for information"},
    {"value": "decline", "label": "Decline"},
]
FACTS = [
    {"label": "Co-op", "value": "Green Valley Food Co-op"},
    {"label": "Number", "value": "GV-004217", "number": True},
    {"label": "Class", "value": "Consumer"},
    {"label": "Valid until", "value": "20 Nov 2027"},
]
ANSWERS = [
    {
        "label": "Full name",
        "value": "Amara Okonkwo-Lindqvist",
        "href": "#",
        "change": "Change",
    },
    {
        "label": "Email address",
        "value": "amara@example.org",
        "href": "#",
        "change": "Change",
    },
]
TASKS = [
    {"label": "Application sent", "state": "done", "word": "Done", "note": "22 November"},
    {"label": "Answer a question", "href": "#", "state": "open", "word": "To do"},
    {
        "label": "Decision",
        "state": "waiting",
        "word": "Not yet",
        "note": "Green Valley will answer within 5 days.",
    },
]
CHECKS = [
    {
        "label": "Signature",
        "passed": True,
        "text": "Signed by Green Valley Food Co-op and not changed since.",
    },
    {
        "label": "Not cancelled",
        "passed": None,
        "text": "The list of cancelled cards could not be reached.",
    },
    {"label": "In date", "passed": False, "text": "Ended on 3 October 2026."},
]
HEADS = ["Partner", "Visits", "Since"]
ROWS = [["Hillside Tool Library", 112, "May 2026"], ["Riverbank Housing", 9, "July 2026"]]


class ExampleForm(forms.Form):
    name = forms.CharField(label="Full name", help_text="As you would like it on your card")
    email = forms.EmailField(label="Email address")
    note = forms.CharField(label="Anything we should know", required=False, widget=forms.Textarea)
    chosen = forms.ChoiceField(
        label="How would you like to join?",
        choices=[("consumer", "Consumer"), ("worker", "Worker"), ("household", "Household")],
        widget=forms.RadioSelect,
    )
    news = forms.MultipleChoiceField(
        label="What may we write to you about?",
        choices=[("meetings", "Meetings"), ("offers", "New benefits")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    sector = forms.ChoiceField(label="Sector", choices=[("food", "Food"), ("tools", "Tools")])
    since = forms.DateField(
        label="Member since", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    proof = forms.FileField(label="Card file", required=False, help_text="JSON, PNG or PDF")
    code = forms.CharField(
        label="Code from the email",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    agreed = forms.BooleanField(label="I accept the bylaws")


@require_safe
def showroom(request: HttpRequest) -> HttpResponse:
    base = {"staff": "base_staff.html", "member": "base_member.html", "desk": "base_desk.html"}.get(
        request.GET.get("base", ""), "base_public.html"
    )
    wrong = request.GET.get("state") == "error"
    form = ExampleForm({"name": "Amara Okonkwo-Lindqvist", "email": "amara@"} if wrong else None)
    return render(request, "portal/showroom.html", {**_example(), "base": base, "form": form})


def _example() -> dict[str, object]:
    now = timezone.now()
    return {
        "cooperative": Cooperative(
            slug="green-valley",
            name="Green Valley Food Co-op",
            number_prefix="GV",
            phone="01234 567890",
            email="hello@example.org",
        ),
        "unsaved": True,
        "place": "front desk",
        "staff_navigation": STAFF_NAVIGATION,
        "tabs": TABS,
        "people": PEOPLE,
        "bulk": BULK,
        "facts": FACTS,
        "answers": ANSWERS,
        "tasks": TASKS,
        "entries": [
            {"at": now, "text": "Approved", "who": "Bo Larsen"},
            {"at": now - timedelta(days=2), "text": "Application received", "who": ""},
        ],
        "checks": CHECKS,
        "page": Paginator(range(418), 25).get_page(4),
        "heads": HEADS,
        "rows": ROWS,
    }
