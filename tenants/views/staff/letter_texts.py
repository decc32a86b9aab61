"""A co-op's own words in letters of the portal: changed, looked at, sent to oneself, and the portal's again."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from csp.constants import SELF
from csp.decorators import csp_exempt, csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import letter_texts, mail
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.forms.letter_texts import LetterTextForm
from tenants.http import CooperativeRequest
from tenants.letter_texts import PLACES, Changeable, Words
from tenants.models import LetterText, Member
from tenants.services import letter_texts as service
from tenants.services import letters
from tenants.views.staff.steps import posted
from tenants.writers.texts import TEST, shown

# The letter is a page of its own: no script, nothing loaded from elsewhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
MOST_VERSIONS = 20


@steward_required
@require_safe
def texts(request: CooperativeRequest) -> HttpResponse:
    """Each letter that can be changed, in each language that the portal writes."""
    own: dict[tuple[str, str], LetterText] = {}
    for row in LetterText.objects.filter(version__gt=0).order_by("version"):
        own[row.kind, row.language] = row
    rows = [
        {
            "letter": each,
            "title": mail.sort_of(each.kind).title,
            "languages": [
                {"code": code, "name": name, "own": _changed(own.get((each.kind, code)))}
                for code, name in settings.LANGUAGES
            ],
        }
        for each in letter_texts.all_changeable()
    ]
    return render(request, "tenants/staff/letter_texts.html", {"rows": rows})


@csp_update({"frame-src": [SELF]})
@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: CooperativeRequest, kind: str) -> HttpResponse:
    """What was drafted is shown until it is saved; only what was saved is sent to others."""
    letter, language = _letter(kind), _language(request)
    known = letter_texts.draft(kind, language) or letter_texts.current(kind, language)
    initial = vars(letter_texts.words_of(known))
    form = LetterTextForm(posted(request), initial=initial, letter=letter)
    action = request.POST.get("action", "")
    if form.is_valid() and action == "save" and _saved(request, kind, language, form):
        messages.success(request, _("Saved. Letters that leave from now on say it."))
        return redirect(_address(request, kind, language))
    if form.is_valid():
        draft = service.keep_draft(kind, language, form.words, by=request.staff)
        if action == "test":
            _send_to_me(request, draft)
            messages.success(request, _("It leaves now, to you."))
            return redirect(_address(request, kind, language))
    context = _shown(request, letter, language, form)
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/letter_text.html", context, status=status)


def _saved(request: CooperativeRequest, kind: str, language: str, form: LetterTextForm) -> bool:
    """Not over the words of a colleague that this page did not show."""
    seen = request.POST.get("seen", "")
    number = int(seen[:9]) if seen.isdecimal() else None
    try:
        service.save_text(kind, language, form.words, by=request.staff, seen=number)
    except ChangedMeanwhileError:
        said = _(
            "Somebody has saved other words since you opened this page: they are the first of the versions "
            "below. Save again to put yours in their place."
        )
        form.add_error(None, said)
        return False
    return True


@csp_exempt()
@xframe_options_sameorigin
@steward_required
@require_safe
def looks(request: CooperativeRequest, kind: str) -> HttpResponse:
    """The HTML of the letter, for the frame on the page."""
    letter, language = _letter(kind), _language(request)
    member = _member(request.GET.get("member", ""))
    _title, _text, html = shown(
        letter, request.cooperative, _words(kind, language), language, member
    )
    answer = HttpResponse(html)
    answer["Content-Security-Policy"] = POLICY
    return answer


@steward_required
@require_POST
def back(request: CooperativeRequest, kind: str) -> HttpResponse:
    """To the portal's words, or to those of a version before."""
    _letter(kind)
    language = _language(request)
    number = request.POST.get("version", "")
    words = Words()
    if number.isdecimal():
        rows = LetterText.objects.filter(kind=kind, language=language, version=int(number[:9]))
        words = letter_texts.words_of(rows.exclude(version=0).first())
    service.save_text(kind, language, words, by=request.staff)
    messages.success(request, _("Saved. Letters that leave from now on say it."))
    return redirect(_address(request, kind, language))


def _shown(
    request: CooperativeRequest, letter: Changeable, language: str, form: LetterTextForm
) -> dict[str, Any]:
    member = form.cleaned_data.get("member") if form.is_bound else None
    here = request.cooperative
    title, plain, _html = shown(letter, here, _words(letter.kind, language), language, member)
    query = f"?language={language}" + (f"&member={member.number}" if member else "")
    rows = LetterText.objects.filter(kind=letter.kind, language=language, version__gt=0)
    versions = list(rows.select_related("by__user").order_by("-version")[:MOST_VERSIONS])
    return {
        "form": form,
        "letter": letter,
        "title": mail.sort_of(letter.kind).title,
        "language": language,
        "languages": settings.LANGUAGES,
        "places": [
            (f"{{{name}}}", PLACES[name], name in letter.required) for name in letter.places
        ],
        "subject": f"{here.name}: {title}",
        "plain": plain,
        "looks": reverse("tenants:letter-text-looks", args=[here.slug, letter.kind]) + query,
        "drafted": letter_texts.draft(letter.kind, language) is not None,
        "versions": versions,
        "seen": versions[0].version if versions else 0,
        "changed": _changed(versions[0] if versions else None),
    }


def _send_to_me(request: CooperativeRequest, draft: LetterText) -> None:
    """Each time anew, so the key is drawn."""
    me = request.staff.user
    letters.write_letter(
        TEST, to=me.email, about=draft.code, key=str(uuid4()), language=draft.language
    )


def _words(kind: str, language: str) -> Words:
    row = letter_texts.draft(kind, language) or letter_texts.current(kind, language)
    return letter_texts.words_of(row)


def _changed(row: LetterText | None) -> LetterText | None:
    return None if row is None or row.is_empty else row


def _letter(kind: str) -> Changeable:
    found = letter_texts.find(kind)
    if found is None:
        raise Http404
    return found


def _language(request: CooperativeRequest) -> str:
    asked = request.GET.get("language") or request.POST.get("language") or ""
    known = dict(settings.LANGUAGES)
    if asked in known:
        return asked
    own = request.cooperative.language
    return own if own in known else (translation.get_language() or settings.LANGUAGE_CODE)


def _member(number: str) -> Member | None:
    return Member.objects.filter(number=number, anonymised_at=None).first() if number else None


def _address(request: CooperativeRequest, kind: str, language: str) -> str:
    page = reverse("tenants:letter-text", args=[request.cooperative.slug, kind])
    return f"{page}?language={language}"
