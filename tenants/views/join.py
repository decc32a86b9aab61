"""Apply in short steps. Each answer is kept as it is given, so a later day or another device goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import answers as own
from tenants import paying
from tenants.errors import CodeRefusedError, NotOpenError
from tenants.forms.applying import NO, YES, CheckForm, ClassForm, CodeForm, DetailsForm
from tenants.forms.fields import AnswersForm
from tenants.http import CooperativeRequest
from tenants.models import Application, Bylaws, MembershipClass, PrivacyNotice
from tenants.secrets import application_token
from tenants.services import applying, fields
from tenants.views.cooperative import open_classes
from tenants.views.join_steps import answer_day, answers, place, sent_in

SESSION = "applications"
DETAILS = ("name", "name_on_card", "email", "phone", "postcode", "message")
View = Callable[..., HttpResponse]


def remember(request: CooperativeRequest, application: Application) -> None:
    """This browser may go on with the application."""
    kept = request.session.get(SESSION, {})
    request.session[SESSION] = {**kept, str(request.cooperative.pk): str(application.code)}


def _kept(request: CooperativeRequest) -> Application | None:
    """What this browser has begun or sent here; a draft only as long as it lasts."""
    code = request.session.get(SESSION, {}).get(str(request.cooperative.pk))
    found = Application.objects.filter(code=code).select_related("membership_class").first()
    if found is None or found.deleted_at is not None:
        return None
    over = found.draft_expires_at is not None and found.draft_expires_at < timezone.now()
    return None if over else found


def _step(view: View) -> View:
    """A page that needs a draft. Without one it leads to the start, after sending to the end."""

    @wraps(view)
    @never_cache
    def with_draft(request: CooperativeRequest) -> HttpResponse:
        kept = _kept(request)
        if kept is None:
            messages.info(
                request,
                _(
                    "This device has no application in progress. Begin here, or open the link in "
                    "the email we sent you."
                ),
            )
            return _go(request, "join")
        if kept.state != Application.State.DRAFT:
            return _go(request, "join-done")
        return view(request, kept)

    return with_draft


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: CooperativeRequest) -> HttpResponse:
    """What is needed, the rules to read, and the kind of membership."""
    kept = _kept(request)
    draft = kept if kept is not None and kept.state == Application.State.DRAFT else None
    form = _class_form(request, draft)
    if request.method == "POST" and form.is_valid():
        if draft is None:
            if too_many := _too_many(request, "join_start"):
                return too_many
            draft, _token = applying.start_application(language=request.LANGUAGE_CODE)
            remember(request, draft)
        return _choose(request, draft, form)
    context = {
        "form": form,
        "draft": draft,
        "sent": kept if draft is None else None,
        "bylaws": Bylaws.objects.first(),
        "notice": PrivacyNotice.objects.first(),
        **place("class", draft),
    }
    return _page(request, "tenants/join/start.html", context)


@_step
@require_http_methods(["GET", "HEAD", "POST"])
def choose_class(request: CooperativeRequest, draft: Application) -> HttpResponse:
    """The kind of membership again, for who wants to change it."""
    form = _class_form(request, draft)
    if request.method == "POST" and form.is_valid():
        return _choose(request, draft, form)
    return _page(request, "tenants/join/class.html", {"form": form, **place("class", draft)})


@_step
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: CooperativeRequest, draft: Application) -> HttpResponse:
    """Who applies."""
    if draft.membership_class is None:
        return _go(request, "join")
    form = DetailsForm(
        _posted(request),
        initial=_known(request, draft),
        organisation=draft.membership_class.is_for_organisations,
    )
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in DETAILS}
        applying.save_answers(draft, **typed, language=request.LANGUAGE_CODE)
        more = own.asked_in(draft.membership_class).exists()
        return _go(request, "join-questions" if more else "join-check")
    context = {"form": form, "token": application_token(draft.code), **place("details", draft)}
    return _page(request, "tenants/join/details.html", context)


@_step
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: CooperativeRequest, draft: Application) -> HttpResponse:
    """What this co-op asks besides."""
    asked = list(own.asked_in(draft.membership_class))
    if not draft.name or not asked:
        return _go(request, "join-check")
    files = request.FILES if request.method == "POST" else None
    known = draft.field_answers.all()
    form = AnswersForm(_posted(request), files, fields=asked, known=known)
    if request.method == "POST" and form.is_valid():
        fields.answer_in_application(draft, form.given(), asked=asked)
        return _go(request, "join-check")
    token = application_token(draft.code)
    context = {"form": form, "token": token, **place("questions", draft)}
    return _page(request, "tenants/join/questions.html", context)


@_step
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: CooperativeRequest, draft: Application) -> HttpResponse:
    """All answers on one page, and the declaration."""
    if not draft.name or not draft.email:
        return _go(request, "join-details")
    if own.is_missing(draft):
        return _go(request, "join-questions")
    bylaws, notice = Bylaws.objects.first(), PrivacyNotice.objects.first()
    initial = {"share_name": YES if draft.share_name else NO} if draft.confirm_sends else {}
    youngest = draft.membership_class.minimum_age if draft.membership_class else None
    form = CheckForm(
        _posted(request), bylaws=bylaws, notice=notice, minimum_age=youngest, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        if too_many := _too_many(request, "join_send"):
            return too_many
        share = form.cleaned_data["share_name"] == YES
        applying.save_answers(
            draft,
            bylaws=bylaws,
            privacy_notice=notice,
            share_name=share,
            declared_age=youngest,
        )
        applying.send_confirmation(draft)
        return _go(request, "join-verify")
    rows = answers(draft, change=request.cooperative.slug)
    context = {"form": form, "draft": draft, "bylaws": bylaws, "notice": notice, "rows": rows}
    context |= place("check", draft)
    return _page(request, "tenants/join/check.html", context)


@_step
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: CooperativeRequest, draft: Application) -> HttpResponse:
    """The code from the mailbox sends the application."""
    if draft.confirm_sent_at is None:
        return _go(request, "join-check")
    form = CodeForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        if too_many := _too_many(request, "join_confirm"):
            return too_many
        try:
            sent_in(applying.confirm_application(draft, form.cleaned_data["code"]))
        except CodeRefusedError as refusal:
            form.add_error("code", str(refusal.message))
        else:
            return _go(request, "join-done")
    context = {"form": form, "draft": draft, **place("verify", draft)}
    return _page(request, "tenants/join/verify.html", context)


@_step
@require_POST
def resend(request: CooperativeRequest, draft: Application) -> HttpResponse:
    """A new code; the old one stops working."""
    if too_many := _too_many(request, "join_send"):
        return too_many
    before = draft.confirm_sends
    if applying.send_confirmation(draft).confirm_sends == before:
        messages.info(request, _("The last email left seconds ago. Wait half a minute, please."))
    else:
        messages.success(request, _("A new email is on its way. Only its code works now."))
    return _go(request, "join-verify")


@_step
@require_POST
def discard(request: CooperativeRequest, draft: Application) -> HttpResponse:
    """For a shared computer: what was typed is gone."""
    applying.discard_draft(draft)
    messages.success(request, _("What you typed is deleted. Nothing was sent."))
    return _go(request, "cooperative")


@never_cache
@require_safe
def done(request: CooperativeRequest) -> HttpResponse:
    """Sent: what happens next, and by when."""
    kept = _kept(request)
    if kept is None or kept.state == Application.State.DRAFT:
        return _go(request, "join-verify")
    context = {
        "application": kept,
        "token": application_token(kept.code),
        "pay": paying.of_application(kept),
        "by": answer_day(kept, request.cooperative),
    }
    return render(request, "tenants/join/done.html", context)


def _class_form(request: CooperativeRequest, draft: Application | None) -> ClassForm:
    classes = open_classes()
    if not request.cooperative.takes_applications or not classes:
        raise NotOpenError
    chosen = draft.membership_class if draft is not None else None
    initial = str(chosen.code) if chosen else request.GET.get("class")
    return ClassForm(
        _posted(request),
        classes=classes,
        here=request.cooperative,
        initial={"membership_class": initial} if initial else None,
    )


def _choose(request: CooperativeRequest, draft: Application, form: ClassForm) -> HttpResponse:
    code = form.cleaned_data["membership_class"]
    applying.save_answers(draft, membership_class=MembershipClass.objects.get(code=code))
    return _go(request, "join-check" if draft.name and draft.email else "join-details")


def _known(request: CooperativeRequest, draft: Application) -> dict[str, Any]:
    """What was typed before; for who is signed in, what we know already."""
    typed = {name: getattr(draft, name) for name in DETAILS}
    if not draft.email and request.user.is_authenticated:
        typed |= {"name": request.user.name, "email": request.user.email}
    return typed


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _too_many(request: CooperativeRequest, action: str) -> HttpResponse | None:
    answer: HttpResponse | None = ratelimit.consume_or_429(request, action=action)
    return answer


def _page(request: CooperativeRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form: forms.Form = context["form"]
    return render(request, template, context, status=422 if form.errors else 200)


def _go(request: CooperativeRequest, name: str) -> HttpResponse:
    return redirect(f"tenants:{name}", request.cooperative.slug)
