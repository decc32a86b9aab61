"""Staff: try what the desk would say, for a member who does not exist. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from benefits import agreed, wording
from benefits.eligibility import (
    Benefit,
    Claims,
    Evidence,
    Situation,
    Standing,
    Use,
    UseHistory,
    Verdict,
    decide_benefit,
)
from benefits.sides import Bond
from benefits.views.uses import reading
from tenants.http import CooperativeRequest
from tenants.models import MembershipClass

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
    ("LOOKED_UP", _("No card: looked up by name")),
)
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
    units = forms.IntegerField(label=_("How many are asked for"), min_value=1, initial=1)
    today = forms.IntegerField(label=_("Used today so often"), min_value=0, max_value=99, initial=0)
    before = forms.IntegerField(
        label=_("Used yesterday so often"), min_value=0, max_value=99, initial=0
    )
    on = forms.DateField(
        label=_("On this day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    clock = forms.TimeField(label=_("At"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    site = forms.CharField(label=_("Place"), max_length=120, required=False)

    def __init__(self, *args: Any, gifts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gift"].choices = list(gifts)  # type: ignore[attr-defined]  # -- a ChoiceField, declared above


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
    today = agreed.today_at(request.cooperative)
    start = {"on": today, "clock": time(12)}
    asked = request.GET if "gift" in request.GET else None
    form = TryForm(asked, gifts=names, initial=start)
    context: dict[str, Any] = {"form": form, "gifts": names}
    if asked is not None and form.is_valid():
        gift = gifts[form.cleaned_data["gift"]]
        verdict = _decided(request.cooperative.name, gift, form.cleaned_data)
        context |= {
            "verdict": verdict,
            "said": wording.verdict(verdict),
            "conditions": wording.conditions(verdict),
            "rules": wording.benefit(gift[1]),
        }
    status = 422 if form.errors else 200
    return render(request, "benefits/uses/try.html", context, status=status)


def _decided(host: str, gift: Gift, said: dict[str, Any]) -> Verdict:
    bond, benefit = gift
    now = datetime.combine(said["on"], said["clock"])
    earlier = now - timedelta(minutes=30)
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
    situation = Situation(
        host=host,
        now=now,
        starts_on=bond.version.starts_on,
        ends_on=bond.version.ends_on,
        partner=bond.theirs.did,
        evidence=Evidence[said["evidence"]],
        standing=Standing(said["standing"]),
        checked_at=now,
        mutual=bond.mutual,
        site=said["site"],
        adults=said["adults"],
        children=said["children"],
        units=said["units"],
        photo_id={"": None, "yes": True, "no": False}[said["photo_id"]],
    )
    return decide_benefit(benefit, claims, situation, UseHistory.of(uses, now=now))
