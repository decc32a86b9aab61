"""Staff: recognise members of a co-op of another portal. Our own word, found by the co-op's address."""

from __future__ import annotations

from typing import Any, Final

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from benefits.abroad import Home, HomeError, did_at, read_home
from benefits.days import DatesForm
from benefits.services import recognising
from benefits.services.recognising import Recognition
from benefits.terms import LONGEST_STAY, Gives
from tenants.access import partnerships_required
from tenants.forms.naming import name_fields
from tenants.http import CooperativeRequest
from tenants.models import Cooperative, MembershipClass

SENTENCES: Final = {
    "no_address": gettext_lazy(
        "Enter the address of the co-op's page, such as https://portal.example.org/c/oak/."
    ),
    "of_this_portal": gettext_lazy(
        "This co-op is of this portal. Propose an agreement to it instead."
    ),
    "not_found": gettext_lazy(
        "No co-op was found at this address. Check it, or try again in a few minutes."
    ),
    "name_too_long": gettext_lazy(
        "The name under which this co-op publishes itself has more than 200 letters. "
        "It cannot be kept whole here: ask the co-op for a shorter one."
    ),
}


class AddressForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Address of the co-op's page"),
        help_text=gettext_lazy("On its own portal, such as https://portal.example.org/c/oak/."),
        max_length=500,
        error_messages={"required": SENTENCES["no_address"]},
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


class RecognitionForm(DatesForm):
    """What we give, and from when until when."""

    classes = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of membership that count"),
        widget=forms.CheckboxSelectMultiple,
        choices=MembershipClass.Kind.choices,
        error_messages={"required": gettext_lazy("Choose at least one kind of membership.")},
    )
    visiting_class = forms.ChoiceField(
        label=gettext_lazy("Visitors become"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what visitors become at your co-op.")},
    )
    days = forms.IntegerField(
        label=gettext_lazy("How long a visit lasts"),
        help_text=gettext_lazy("In days, from 1 to 366."),
        min_value=1,
        max_value=LONGEST_STAY,
        initial=90,
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Notice"),
        help_text=gettext_lazy("How many days a visit may go on after you have ended this."),
        min_value=0,
        max_value=366,
        initial=30,
    )
    field_order = ["classes", "visiting_class", "days", "starts_on", "ends_on", "notice_days"]

    def __init__(self, *args: Any, here: Cooperative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = MembershipClass.objects.filter(visiting=True, has_vote=False)
        choices = [(str(each.code), each.name) for each in own]
        self.fields["visiting_class"].choices = choices  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
        if len(choices) == 1:
            self.fields["visiting_class"].initial = choices[0][0]
        self.begin_at(here)
        name_fields(self)

    def gives(self) -> Gives:
        told = self.cleaned_data
        return Gives.visiting(told["classes"], told["days"], told["visiting_class"])


@partnerships_required
@require_http_methods(["GET", "POST"])
def find(request: CooperativeRequest) -> HttpResponse:
    """Where is it? Its own portal is asked who it is."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="recognise")
        if too_many is not None:
            return too_many
        try:
            home = read_home(did_at(form.cleaned_data["address"]))
        except HomeError as error:
            form.add_error("address", str(SENTENCES[error.code]))
        else:
            request.session[_key(request)] = [home.did, home.name, home.endpoint]
            return redirect("benefits:recognise-terms", request.cooperative.slug)
    status = 422 if form.errors else 200
    return render(request, "benefits/recognising/find.html", {"form": form}, status=status)


@partnerships_required
@require_http_methods(["GET", "POST"])
def terms(request: CooperativeRequest) -> HttpResponse:
    """What its members get from us. In force with the button, and ours to end."""
    home = found_home(request)
    if home is None:
        return redirect("benefits:recognise", request.cooperative.slug)
    posted = request.POST if request.method == "POST" else None
    form = RecognitionForm(posted, here=request.cooperative)
    if request.method == "POST" and form.is_valid():
        made = recognising.recognise_members(_recognition(home, form), by=request.staff)
        request.session.pop(_key(request), None)
        messages.success(
            request, _("Members of {name} are welcome from now on.").format(name=home.name)
        )
        return redirect("benefits:agreement", request.cooperative.slug, made.code)
    context = {"form": form, "home": home}
    status = 422 if form.errors else 200
    return render(request, "benefits/recognising/terms.html", context, status=status)


def _key(request: CooperativeRequest) -> str:
    """Whoever works for two co-ops writes for each by itself."""
    return f"recognising:{request.cooperative.pk}"


def found_home(request: CooperativeRequest) -> Home | None:
    kept = request.session.get(_key(request))
    return Home(*kept) if kept else None


def _recognition(home: Home, form: RecognitionForm) -> Recognition:
    return Recognition(
        did=home.did,
        name=home.name,
        gives=form.gives(),
        starts_on=form.cleaned_data["starts_on"],
        ends_on=form.cleaned_data["ends_on"],
        notice_days=form.cleaned_data["notice_days"],
    )
