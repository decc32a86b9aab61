"""Enter the co-op that the address names, and leave it. Refusals and mistakes become one clear answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme

from tenants import scope, second_proof, spoken
from tenants.access import ROLES_ATTRIBUTE
from tenants.errors import DomainError
from tenants.models import Cooperative

OK: Final = 200
MISTAKEN: Final = 422


class CooperativeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with scope.nowhere():
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        slug = kwargs.pop("cooperative", None)
        if slug is None:
            return
        found = (
            Cooperative.objects.filter(slug=slug).exclude(state=Cooperative.State.CLOSED).first()
        )
        if found is None:
            raise Http404
        request.cooperative = found  # type: ignore[attr-defined]  # -- views read it through CooperativeRequest
        scope.enter(found.pk)
        spoken.fall_back_on(request, found.language)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """A refusal is answered in one place: a sentence on the page the person came from."""
        if not isinstance(error, DomainError):
            return None
        if request.path.startswith("/api/") or (
            request.accepts("application/json") and not request.accepts("text/html")
        ):
            return JsonResponse(
                {"code": error.code, "detail": str(error.message)}, status=error.status
            )
        back = request.headers.get("referer", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(back, {request.get_host()}):
            messages.error(request, str(error.message))
            return redirect(back)
        return _refusal(request, error)


class SecondProofMiddleware:
    """No page of a team opens to a session that has seen a code from a mail and nothing else.

    It asks nobody whom the page would turn away: to them it is not there, with a second proof or without.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not getattr(view, ROLES_ATTRIBUTE, ()) or second_proof.is_given(request):
            return None
        return second_proof.ask(request) if second_proof.is_asked_of(request) else None


class MistakesMiddleware:
    """A form with mistakes is answered with 422, as by our own views, where it is somebody else's view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        shown = (response.context_data or {}).values()
        wrong = any(isinstance(each, BaseForm) and each.errors for each in shown)
        if request.method == "POST" and response.status_code == OK and wrong:
            response.status_code = MISTAKEN
        return response


def _refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    return render(request, "refused.html", {"error": error}, status=error.status)
