"""The tour, and becoming somebody else with a click. Only with demo data, and only on its own machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coopportal.demo import guide, personas, session
from coopportal.demo.tour import STEPS
from coopportal.demo.tour import step as step_of

View = Callable[..., HttpResponse]


def _here(view: View) -> View:
    """Refused under a name that is not this machine's, and without demo data."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not session.is_allowed(request):
            raise PermissionDenied
        return view(request, **kwargs)

    return guarded


@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """The steps with what has happened so far, and who one can be; htmx asks for the steps alone."""
    context = {
        "ready": settings.DEMO and (settings.DATA / "demo").exists(),
        "allowed": session.is_allowed(request),
    }
    if context["allowed"]:
        context |= _tour(request) | {"people": _people(request)}
    whole = request.headers.get("HX-Request") != "true" or not context["allowed"]
    return render(request, "portal/demo.html" if whole else "portal/demo.html#tour", context)


def _tour(request: HttpRequest) -> dict[str, Any]:
    run = session.run_of(request)
    begun = run is not None and run.application is not None
    done = run.done if run is not None and begun else []
    steps = []
    for each in STEPS:
        place = guide.place(each, run if begun else None, done)
        steps.append(
            {
                "key": each.key,
                "title": each.title,
                "text": each.text,
                "action": each.action,
                "done": each.key in done,
                "open": place.open,
                "note": place.note,
            }
        )
    return {
        "begun": begun,
        "walked": len(done) == len(STEPS),
        "applicant": run.application if run is not None and begun else None,
        "steps": steps,
    }


def _people(request: HttpRequest) -> list[dict[str, Any]]:
    """Those whose login is there by now."""
    mine = request.user.email if request.user.is_authenticated else ""
    return [
        {
            "key": one.key,
            "name": one.name or guide.SOMEBODY,
            "who": one.who,
            "current": one.email == mine,
        }
        for one in personas.PERSONAS
        if not one.email or personas.login_of(one)
    ]


@never_cache
@require_POST
@_here
def become(request: HttpRequest, key: str) -> HttpResponse:
    one = personas.persona(key)
    if one is None:
        raise Http404
    user = personas.login_of(one)
    if one.email and user is None:
        raise Http404
    session.become(request, user)
    try:
        resolve(one.start)
    except Resolver404:
        return redirect("landing")
    return redirect(one.start)


@never_cache
@require_POST
@_here
def step(request: HttpRequest, key: str) -> HttpResponse:
    """Become who the step needs, and go where it is done. A step that is not open yet leads back."""
    wanted = step_of(key)
    if wanted is None:
        raise Http404
    run = session.run_of(request)
    if run is not None and run.application is None:
        run = None
    if wanted.key == "join" and (run is None or not run.is_sent):
        return guide.begin(request, run)
    if run is None or not guide.place(wanted, run, run.done).open:
        return redirect("demo")
    session.become(request, guide.actor(wanted, run))
    return redirect(guide.address(wanted, run) or "demo")


@never_cache
@require_POST
@_here
def again(request: HttpRequest) -> HttpResponse:
    """Forget this walk; the next one is somebody else's. What was done stays done."""
    session.become(request, None)
    answer = redirect("demo")
    session.forget_run(answer)
    return answer
