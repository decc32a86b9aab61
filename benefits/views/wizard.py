"""The steps of a proposal: which there are, what was typed in each, and what it comes to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from benefits import summaries
from benefits.abroad import Home
from benefits.drafting import writing
from benefits.drafting.gifts import GIVE, GiftsForm
from benefits.drafting.overlay import overlaid
from benefits.drafting.steps import (
    LimitsForm,
    NetworkForm,
    PartnerForm,
    Scene,
    StepForm,
    TermForm,
    WhoForm,
)
from benefits.drafting.writing import Writer
from benefits.eligibility import Benefit
from benefits.sides import Sides
from benefits.terms import Draft, Terms
from tenants.dates import today_in
from tenants.http import CooperativeRequest
from tenants.models import Cooperative

CHECK: Final = "check"
FIRST: Final = ("partner", "network")
STEPS: Final[Mapping[str, type[StepForm]]] = {
    "partner": PartnerForm,
    "network": NetworkForm,
    "who": WhoForm,
    "gifts": GiftsForm,
    "limits": LimitsForm,
    "term": TermForm,
}
TITLES: Final = {
    "partner": _("Which co-op do you want to agree with?"),
    "network": _("A network that co-ops can join"),
    "who": _("Whose membership counts?"),
    "gifts": _("What you give, and what you get"),
    "limits": _("Limits"),
    "term": _("From when until when?"),
    CHECK: _("Check the agreement"),
}
NUMBER: Final = "number"
MORE: Final = "more"
WORDS: Final = "words"


class Wizard:
    """For a new agreement; or, with `changes`, for other terms of one."""

    def __init__(
        self,
        request: CooperativeRequest,
        changes: Sides | None = None,
        *,
        network: bool = False,
        abroad: Home | None = None,
    ) -> None:
        self.request = request
        self.changes = changes
        self.abroad = abroad
        self.network = changes.agreement.network if changes else network
        first = () if changes or abroad else ("network" if network else "partner",)
        self.order = [*first, *(step for step in STEPS if step not in FIRST)]
        name = "network" if network else abroad.did if abroad else "new"
        name = str(changes.agreement.code) if changes else name
        self._key = f"agreement:{request.cooperative.pk}:{name}"

    def begin(self) -> None:
        """Start anew from the terms that stand."""
        if self.changes:
            today = today_in(self.request.cooperative.time_zone)
            newest = self.changes.newest
            pages = writing.typed(newest, self._here, self._others, today)
            self.request.session[self._key] = {**pages, NUMBER: newest.number}

    def forget(self, sent: UUID) -> None:
        """It is sent: what was typed goes, and which words they were stays for a second window that shows them."""
        self.request.session[self._sent_key] = [self.words, str(sent)]
        self.request.session.pop(self._key, None)

    @property
    def sent(self) -> str:
        """The agreement that was made of the words that the page shows, or of all that was typed; empty where none was."""
        words, code = self.request.session.get(self._sent_key, ("", ""))
        return str(code) if not self._kept or self.request.POST.get(WORDS) == words else ""

    @cached_property
    def words(self) -> str:
        """What is signed on the last page, so short that the page can bring it back."""
        draft = self.draft()
        signed = [
            draft.terms.to_json(),
            [each.did for each in self.parties],
            dict(self.typed("network") or {}),
            [draft.starts_on.isoformat(), draft.ends_on.isoformat(), draft.notice_days, draft.note],
        ]
        return hashlib.sha256(json.dumps(signed, sort_keys=True).encode()).hexdigest()

    @property
    def shows_others(self) -> bool:
        """Whether the page that was sent showed other words than would be signed now."""
        return self.request.POST.get(WORDS, self.words) != self.words

    @property
    def number(self) -> int:
        """The version that was on the page when the change began."""
        return int(self._kept.get(NUMBER, 0))

    @cached_property
    def partners(self) -> list[Cooperative]:
        """The chosen co-ops, of a new agreement."""
        typed = self.typed("partner")
        if self.changes or typed is None:
            return []
        form = PartnerForm(typed, scene=Scene(self.request.cooperative))
        chosen = form.cleaned_data["partners"] if form.is_valid() else []
        return list(Cooperative.objects.filter(pk__in=chosen).order_by("name"))

    @property
    def names(self) -> str:
        if self.changes:
            return summaries.title(self.changes)
        if self.abroad:
            return self.abroad.name
        return summaries.names(self.partners) if self.partners else ""

    @property
    def parties(self) -> list[Writer]:
        return [self._here, *self._others]

    def form(self, step: str, data: MultiValueDict[str, Any] | None) -> StepForm:
        scene = Scene(
            self.request.cooperative,
            tuple(each.did for each in self._others),
            self.names,
            asks=self.changes is not None and self.changes.ruling is not None,
            get=self._base is None or writing.alike(self._base, self._others),
            network=self.network,
        )
        return STEPS[step](data, scene=scene)

    @cached_property
    def filled(self) -> dict[str, StepForm]:
        """The steps that hold, up to the first that does not."""
        forms: dict[str, StepForm] = {}
        for step in self.order:
            typed = self.typed(step)
            form = self.form(step, typed) if typed is not None else None
            if form is None or not form.is_valid():
                break
            forms[step] = form
        return forms

    @property
    def missing(self) -> str:
        return next((step for step in self.order if step not in self.filled), CHECK)

    def is_early(self, step: str) -> bool:
        whole = [*self.order, CHECK]
        return whole.index(step) > whole.index(self.missing)

    def may_check(self, step: str) -> bool:
        return step == CHECK and self.missing == CHECK

    def draft(self) -> Draft:
        """What the pages say, with the rules that were written one by one."""
        if self.network:
            return writing.network_draft(self.filled, self._here, self._base)
        drawn = writing.draft(self.filled, self._here, self._others, self._base)
        return replace(drawn, terms=overlaid(drawn.terms, self.more))

    @property
    def more(self) -> dict[str, dict[str, Any]]:
        """Benefits that were written rule by rule: by giver and id; None where one was taken out."""
        kept: dict[str, dict[str, Any]] = self._kept.get(MORE, {})
        return kept

    def keep_benefit(self, side: str, code: str, benefit: Benefit | None) -> None:
        """For our side, or alike for all the others."""
        more = {did: dict(gifts) for did, gifts in self.more.items()}
        for did in self.givers(side):
            more.setdefault(did, {})[code] = benefit.to_json() if benefit else None
        self.request.session[self._key] = {**self._kept, MORE: more}

    def givers(self, side: str) -> list[str]:
        return [self._here.did] if side == GIVE else [each.did for each in self._others]

    def currency(self, side: str) -> str:
        """Where what is given is paid for, as far as we know."""
        giver = self._here if side == GIVE else self._others[0]
        return giver.currency

    def gifts(self, side: str) -> tuple[Benefit, ...]:
        """What is given so far, by us or by the first of the others."""
        given = self.draft().terms.given_by(self.givers(side)[0])
        return given.benefits if given else ()

    def rules_url(self, side: str, code: str) -> str:
        slug = self.request.cooperative.slug
        if self.changes:
            arguments = [slug, self.changes.agreement.code, side, code]
            return reverse("benefits:agreement-change-rules", args=arguments)
        return reverse("benefits:agreement-rules", args=[slug, side, code])

    def typed(self, step: str) -> MultiValueDict[str, Any] | None:
        typed = self._kept.get(step)
        return MultiValueDict(typed) if typed is not None else None

    def keep(self, step: str) -> None:
        own = {name for name in self.request.POST if name != "csrfmiddlewaretoken"}
        typed = {key: self.request.POST.getlist(key) for key in own}
        self.request.session[self._key] = {**self._kept, step: typed}

    def after(self, step: str) -> str:
        at = self.order.index(step) + 1
        return self.order[at] if at < len(self.order) else CHECK

    def go(self, step: str) -> HttpResponse:
        return redirect(self.url(step))

    def url(self, step: str) -> str:
        slug = self.request.cooperative.slug
        if self.changes:
            code = self.changes.agreement.code
            return reverse("benefits:agreement-change-step", args=[slug, code, step])
        name = "network-new" if self.network else "agreement-new"
        name = "abroad-new" if self.abroad else name
        return reverse(f"benefits:{name}", args=[slug, step])

    def place(self, step: str) -> dict[str, Any]:
        """Where one is on the way, and what leads back."""
        whole = [*self.order, CHECK]
        at = whole.index(step)
        slug = self.request.cooperative.slug
        out = reverse("benefits:partners", args=[slug])
        if self.changes:
            out = reverse("benefits:agreement", args=[slug, self.changes.agreement.code])
        return {
            "step": at + 1,
            "of": len(whole),
            "title": TITLES[step],
            "partner_names": self.names,
            "back_href": self.url(whole[at - 1]) if at else out,
            "parts": [{"title": TITLES[each], "href": self.url(each)} for each in self.order],
        }

    @property
    def _sent_key(self) -> str:
        return f"{self._key}:sent"

    @property
    def _kept(self) -> dict[str, Any]:
        kept: dict[str, Any] = self.request.session.get(self._key, {})
        return kept

    @property
    def _base(self) -> Terms | None:
        return Terms.from_json(self.changes.newest.terms) if self.changes else None

    @property
    def _here(self) -> Writer:
        here = self.request.cooperative
        return Writer(here.did, here.name, here.country)

    @property
    def _others(self) -> list[Writer]:
        if self.changes:
            standing = [each for each in self.changes.others if not each.left_at]
            return [
                Writer(each.did, each.name, each.cooperative.country if each.cooperative else "")
                for each in standing
            ]
        if self.abroad:
            return [Writer(self.abroad.did, self.abroad.name)]
        return [Writer(each.did, each.name, each.country) for each in self.partners]
