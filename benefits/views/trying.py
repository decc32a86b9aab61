"""Staff: try what the desk would say, for a member who does not exist. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from benefits import agreed, wording
from benefits.days import day_field
from benefits.eligibility import (
    Benefit,
    Claims,
    Evidence,
    Standing,
    Use,
    Verdict,
)
from benefits.eligibility.proof import Approver, Prerequisite
from benefits.ruling.base import CENTS
from benefits.sides import Bond
from benefits.situations import Question, situation_of
from benefits.views.uses import reading
from tenants.dates import today_in
from tenants.forms.naming import name_fields
from tenants.http import CooperativeRequest
from tenants.models import Cooperative, MembershipClass

Gift = tuple[Bond, Benefit]
STANDINGS = (
    (Standing.GOOD, _("In good standing")),
    (Standing.SUSPENDED, _("Not in good standing")),
    (Standing.ENDED, _("Ended")),
    (Standing.UNKNOWN, _("Their co-op cannot be asked")),
)
EVIDENCE = (
    ("SHOWN", _("A card, on paper or on a screen")),
    ("LIVE", _("The code that changes, or an answer from home")),
)
FURTHEST: Final = timedelta(3660)
PHOTO_IDS = (("", _("Not looked at")), ("yes", _("Fits")), ("no", _("Does not fit")))


class TryForm(forms.Form):
    gift = forms.ChoiceField(label=_("Benefit"))
    kind = forms.ChoiceField(label=_("Kind of membership"), choices=MembershipClass.Kind.choices)
    member_days = forms.IntegerField(
        label=_("A member for so many days"), min_value=0, max_value=36_600, initial=400
    )
    standing = forms.ChoiceField(label=_("Standing at home"), choices=STANDINGS)
    evidence = forms.ChoiceField(label=_("What is shown"), choices=EVIDENCE)
    photo_id = forms.ChoiceField(label=_("Photo ID"), choices=PHOTO_IDS, required=False)
    adults = forms.IntegerField(label=_("Adults"), min_value=1, max_value=99, initial=1)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=99, initial=0)
    units = forms.IntegerField(
        label=_("How many are asked for"), min_value=1, max_value=99, initial=1
    )
    bill = forms.DecimalField(
        label=_("What it would cost"),
        min_value=0,
        max_value=1_000_000,
        decimal_places=2,
        required=False,
    )
    other_percent = forms.IntegerField(
        label=_("Another discount they have, in %"), min_value=0, max_value=100, initial=0
    )
    approved = forms.BooleanField(label=_("Your co-op said yes to this person"), required=False)
    prepared = forms.BooleanField(label=_("What is needed once is done"), required=False)
    lacking = forms.BooleanField(label=_("It cannot be had today"), required=False)
    today = forms.IntegerField(label=_("Used today so often"), min_value=0, max_value=99, initial=0)
    before = forms.IntegerField(
        label=_("Used yesterday so often"), min_value=0, max_value=99, initial=0
    )
    on = day_field(_("On this day"))
    clock = forms.TimeField(
        label=_("At"), widget=forms.TimeInput({"type": "time"}, "%H:%M"), initial=time(12)
    )
    site = forms.CharField(label=_("Place"), max_length=120, required=False)

    def __init__(
        self, *args: Any, gifts: Iterable[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.here_today = today
        self.fields["gift"].choices = list(gifts)  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
        self.fields["on"].initial = today
        name_fields(self)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if abs(on - self.here_today) > FURTHEST:
            raise forms.ValidationError(gettext("Choose a day at most ten years from today."))
        return on


@reading
@require_GET
def simulate(request: CooperativeRequest) -> HttpResponse:
    """What we give today, asked for by whomever one likes; the answer is the desk's own."""
    gifts = {
        f"{bond.theirs.did} {benefit.id}": (bond, benefit)
        for bond in agreed.in_force()
        for benefit in bond.ours_today
    }
    names = [(key, f"{bond.theirs.name}: {each.title}") for key, (bond, each) in gifts.items()]
    asked = request.GET if "gift" in request.GET else None
    form = TryForm(asked, gifts=names, today=today_in(request.cooperative.time_zone))
    context: dict[str, Any] = {"form": form, "gifts": names}
    if asked is not None and form.is_valid():
        gift = gifts[form.cleaned_data["gift"]]
        verdict = _decided(request.cooperative, gift, form.cleaned_data)
        context |= {
            "verdict": verdict,
            "said": wording.verdict(verdict),
            "conditions": wording.conditions(verdict),
            "rules": wording.benefit(gift[1]),
        }
    status = 422 if form.errors else 200
    return render(request, "benefits/uses/try.html", context, status=status)


def _decided(host: Cooperative, gift: Gift, said: dict[str, Any]) -> Verdict:
    bond, benefit = gift
    midnight = datetime.combine(said["on"], time(0), ZoneInfo(host.time_zone))
    now = datetime.combine(said["on"], said["clock"], ZoneInfo(host.time_zone))
    earlier = max(now - timedelta(minutes=30), midnight)
    uses = [Use(earlier)] * said["today"] + [Use(now - timedelta(1))] * said["before"]
    claims = Claims(
        home=bond.theirs.name,
        membership_class=said["kind"],
        eligible=True,
        valid_from=said["on"] - timedelta(min(said["member_days"], 365)),
        valid_until=said["on"] + timedelta(180),
        name="A. Member",
        member_since=said["on"] - timedelta(said["member_days"]),
        adults=said["adults"],
        children=said["children"],
    )
    needed = benefit.rules_of(Prerequisite)
    situation = situation_of(
        host,
        bond,
        benefit,
        at=now,
        evidence=Evidence[said["evidence"]],
        standing=Standing(said["standing"]),
        site=said["site"],
        adults=said["adults"],
        children=said["children"],
        units=said["units"],
        bill=int((said["bill"] or 0) * CENTS),
        other_percent=said["other_percent"],
        approved_by=frozenset({str(Approver.HOST)} if said["approved"] else ()),
        fulfilled=frozenset(rule.what for rule in needed if said["prepared"]),
        lacking=said["lacking"],
        photo_id={"": None, "yes": True, "no": False}[said["photo_id"]],
    )
    return Question(benefit, bond, "", claims, situation).verdict(uses)
