"""Check a card: the page behind its QR code, and the page that takes a file, a text or the camera.

Nothing is written and nobody is told apart, so no form here needs a token against other sites' forms; and
without one, these pages set no cookie.
"""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from csp.decorators import csp_update
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from credentials.verifying import accepting, telling
from credentials.verifying import given as reading
from credentials.verifying.answer import Answer, Source, Verdict
from credentials.verifying.check import check_anything
from credentials.verifying.given import LONGEST_CODE, CardCode, Given, UnreadableError
from tenants.http import with_camera
from tenants.secrets import card_code_key

# The longest signed half in digits, and some.
LONGEST_SIGNED = 1000


class CheckForm(forms.Form):
    """Anything that may be a card. What was typed stays on the page."""

    file = forms.FileField(
        label=_("Or choose a file"),
        help_text=_("The signed JSON file, the PDF, or a picture of the QR code."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,.pdf,.png,.jpg,.jpeg,.webp"}),
    )
    text = forms.CharField(
        label=_("Type or paste it"),
        help_text=_(
            "The 8 letters and digits on the card, or the text of its QR code or signed file."
        ),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "spellcheck": "false",
                "autocapitalize": "off",
                "autocomplete": "off",
                "data-scan-input": "",
            }
        ),
    )


@csrf_exempt
@never_cache
@csp_update({"script-src": ["'wasm-unsafe-eval'"]})
@with_camera
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Every check by name, in words."""
    if request.method != "POST":
        return render(request, "credentials/verify/verify.html", {"form": CheckForm()})
    too_many = _too_many(request)
    if too_many is not None:
        return too_many
    form, given = _read(request)
    if given is None:
        return render(request, "credentials/verify/verify.html", {"form": form}, status=422)
    answer = check_anything(given)
    context = {"form": CheckForm(), **_shown(answer), "accepted": _accepted(request, answer)}
    return render(request, "credentials/verify/verify.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: HttpRequest, code: str) -> HttpResponse:
    """What any phone sees that opens the QR code. The signed half comes by POST: it stands behind #."""
    too_many = _too_many(request)
    if too_many is not None:
        return too_many
    signed = request.POST.get("signed", "")[:LONGEST_SIGNED]
    answer = _looked_up(code, signed)
    status = 404 if answer.verdict == Verdict.UNKNOWN else 200
    context = {"asks": not signed, **_shown(answer)}
    page = render(request, "credentials/verify/verdict.html", context, status=status)
    page["X-Robots-Tag"] = "noindex"
    return page


@never_cache
@require_safe
def verdict_json(request: HttpRequest, code: str) -> HttpResponse:
    """The same for machines."""
    too_many = _too_many(request)
    if too_many is not None:
        return too_many
    answer = _looked_up(code, "")
    status = 404 if answer.verdict == Verdict.UNKNOWN else 200
    return JsonResponse(telling.as_json(answer), status=status)


def _too_many(request: HttpRequest) -> HttpResponse | None:
    """Codes could be guessed by asking for pages, so those count too."""
    answer: HttpResponse | None = ratelimit.consume_or_429(
        request, action="check_card", limit_get=True
    )
    return answer


def _looked_up(code: str, signed: str) -> Answer:
    """A code that could be none gets the answer of one that is not known."""
    key = card_code_key(code) if len(code) <= LONGEST_CODE else ""
    if not key:
        return Answer(Verdict.UNKNOWN, Source.CODE)
    return check_anything(CardCode(key, signed))


def _read(request: HttpRequest) -> tuple[CheckForm, Given | None]:
    try:
        form = CheckForm(request.POST, request.FILES)
    except RequestDataTooBig:
        form = CheckForm({})
        form.full_clean()
        form.add_error("text", _("This is far bigger than a card. Check one card at a time."))
        return form, None
    form.full_clean()
    sent = request.FILES.get("file")
    field = "file" if sent else "text"
    try:
        if sent:
            return form, reading.from_file(sent.read(reading.MOST_OF_A_FILE + 1))
        return form, reading.from_text(request.POST.get("text", ""))
    except UnreadableError as error:
        form.add_error(field, str(error))
    return form, None


def _accepted(request: HttpRequest, answer: Answer) -> dict[str, Any] | None:
    """On a co-op's own page: whether it accepts the card, and why."""
    here = getattr(request, "cooperative", None)
    acceptance = accepting.acceptance_of(answer, here) if here else None
    if here is None or acceptance is None:
        return None
    home = answer.facts.cooperative if answer.facts else ""
    return {
        "host": here,
        "kind": {True: "ok", False: "bad", None: "warn"}[acceptance.accepted],
        "sentence": accepting.sentence(acceptance, host=here.name, home=home),
    }


def _shown(answer: Answer) -> dict[str, Any]:
    return {
        "answer": answer,
        "words": telling.words_of(answer),
        "checks": telling.checks_of(answer),
        "proves": telling.proves(answer),
        "signature": telling.signature_line(answer),
        "signer": telling.signer_line(answer),
        "checked_at": timezone.now(),
        "good": answer.verdict == Verdict.GOOD,
    }
