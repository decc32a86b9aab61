"""One page, three steps. It opens on the first step that is not done, whoever interrupted it before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coopportal.errors import MailNotTakenError
from coopportal.services import setup
from coopportal.services.opening import Opening, open_with_steward
from coopportal.setting_up.forms import CodeForm, MailForm, OpeningForm, OperatorForm
from coopportal.setting_up.mail import send_test_mail
from tenants.mail_layout import sender_address
from tenants.models import Installation, User

SESSION = "setup"
UNPROCESSABLE = 422
GONE = 410
STEPS = 3


@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Where setting up stands. The link is the first proof; once there is a second, both are asked."""
    row = setup.find(token)
    if row is None:
        raise Http404
    if row.finished_at is not None:
        reason = _("This portal has been set up. The link works once.")
        return render(request, "410.html", {"reason": reason}, status=GONE)
    if row.operator is not None and request.user != row.operator:
        return _come_back(request, row.operator)
    request.session[SESSION] = request.path
    return STEP_OF[_step(row)](request, row)


def _step(row: Installation) -> str:
    if row.operator is None:
        return "operator"
    if not is_mfa_enabled(row.operator, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        return "proof"
    if row.mail_checked_at is None:
        return "mail"
    return "cooperative"


def _come_back(request: HttpRequest, operator: User) -> HttpResponse:
    """Another browser, or signed out meanwhile: the link signs in, and a second proof is asked for."""
    if request.method != "POST":
        return render(request, "portal/setup/come_back.html", {"operator": operator})
    record_authentication(request, operator, method=SESSION)
    answer: HttpResponse = perform_login(
        request, Login(user=operator, email_verification="none", redirect_url=request.path)
    )
    return answer


def _operator(request: HttpRequest, _row: Installation) -> HttpResponse:
    form = OperatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = setup.register_operator(**form.cleaned_data)
        record_authentication(request, user, method=SESSION)
        answer: HttpResponse = perform_login(
            request, Login(user=user, email_verification="none", redirect_url=request.path)
        )
        return answer
    return _page(request, 1, "operator", form)


def _proof(request: HttpRequest, _row: Installation) -> HttpResponse:
    """allauth's own pages do it, and show the recovery codes; they lead back here."""
    return _page(request, 1, "proof", None)


def _mail(request: HttpRequest, row: Installation) -> HttpResponse:
    if request.method == "POST" and "code" in request.POST:
        return _code(request, row)
    known = {"sender": row.sender or sender_address(), "email": getattr(request.user, "email", "")}
    form = MailForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        sender, to = form.cleaned_data["sender"], form.cleaned_data["email"]
        code = setup.ask_for_proof(sender=sender, email=to)
        try:
            send_test_mail(sender=sender, to=to, code=code)
        except MailNotTakenError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect(f"{request.path}?sent=1")
    if row.code_digest and request.method != "POST" and "sent" in request.GET:
        return _page(request, 2, "code", CodeForm(), row=row)
    return _page(request, 2, "mail", form)


def _code(request: HttpRequest, row: Installation) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        if setup.confirm_mail(form.cleaned_data["code"]):
            messages.success(request, _("Mail works."))
            return redirect(request.path)
        form.add_error(
            "code", _("That code is not right, or it is too old. Send another test mail.")
        )
    return _page(request, 2, "code", form, row=row)


def _cooperative(request: HttpRequest, _row: Installation) -> HttpResponse:
    mine = {"steward_email": getattr(request.user, "email", "")}
    form = OpeningForm(request.POST or None, initial=mine, resume=True)
    if request.method == "POST" and form.is_valid():
        opened = open_with_steward(Opening(**form.cleaned_data), resume=True)
        setup.finish()
        request.session.pop(SESSION, None)
        (settings.DATA / "setup-link").unlink(missing_ok=True)
        messages.success(
            request, _("{name} is open, and your portal is set up.").format(name=opened.name)
        )
        return redirect("network")
    return _page(request, 3, "cooperative", form)


def _page(
    request: HttpRequest, step: int, name: str, form: Form | None, **context: Any
) -> HttpResponse:
    context |= {"step": step, "of": STEPS, "form": form, "files": not settings.EMAIL_HOST}
    failed = form is not None and form.is_bound and bool(form.errors)
    status = UNPROCESSABLE if failed else 200
    return render(request, f"portal/setup/{name}.html", context, status=status)


STEP_OF: dict[str, Callable[[HttpRequest, Installation], HttpResponse]] = {
    "operator": _operator,
    "proof": _proof,
    "mail": _mail,
    "cooperative": _cooperative,
}
