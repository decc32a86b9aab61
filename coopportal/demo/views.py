"""The tour, and becoming somebody else with a click. Only with demo data, and only on its own machine."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coopportal.demo import personas, session, shop
from coopportal.demo.tour import STORIES
from coopportal.demo.tour import story as story_of
from coopportal.demo.tours.base import Walk, house
from coopportal.demo.tours.selling import Selling

View = Callable[..., HttpResponse]
SOMEBODY = _("Somebody new")


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
    """The stories, how far each has come in this browser, and who one can be."""
    context = _state(request)
    if context["allowed"]:
        context["stories"] = [_card(each, request) for each in STORIES if _plays(each)]
        context["people"] = _people(request)
    return render(request, "portal/demo.html", context)


@never_cache
@require_safe
def story(request: HttpRequest, story: str) -> HttpResponse:
    """One story: its steps with what has happened so far; htmx asks for the steps alone."""
    kind = _found(story)
    context = _state(request) | {"story": kind}
    whole = request.headers.get("HX-Request") != "true"
    if context["allowed"]:
        context |= _steps(kind, session.walk_of(request, kind))
    part = "" if whole or not context["allowed"] else "#tour"
    answer = render(request, f"portal/demo_story.html{part}", context)
    session.keep_story(answer, kind.slug)
    return answer


@never_cache
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """Back to the story that this browser looked at last."""
    found = story_of(session.story_of(request))
    return redirect("demo-story", found.slug) if found else redirect("demo")


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
def step(request: HttpRequest, story: str, key: str) -> HttpResponse:
    """Become who the step needs, and go where it is done. A step that is not open yet leads back."""
    kind = _found(story)
    wanted = next((each for each in kind.steps if each.key == key), None)
    if wanted is None:
        raise Http404
    walk, back = session.walk_of(request, kind), redirect("demo-story", kind.slug)
    first = wanted is kind.steps[0]
    if walk is None and not (first and _plays(kind)):
        return back
    begun = kind(kind.begin()) if walk is None else walk
    answer = begun.enter(request, wanted) if begun.may_begin(wanted) else None
    answer = answer or back
    session.keep_walk(answer, kind, begun.key)
    session.keep_story(answer, kind.slug)
    return answer


@never_cache
@require_POST
@_here
def again(request: HttpRequest, story: str) -> HttpResponse:
    """Forget this walk; the next one is somebody else's. What was done stays done."""
    kind = _found(story)
    session.become(request, None)
    answer = redirect("demo-story", kind.slug)
    session.forget_walk(answer, kind)
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_here
def web_shop(request: HttpRequest) -> HttpResponse:
    """An order at an invented shop: the code is checked, or used up, through the public interface."""
    if not _plays(Selling):
        raise Http404
    walk = session.walk_of(request, Selling)
    code = walk.code if isinstance(walk, Selling) else ""
    another = {"order": f"W-{secrets.randbelow(90_000) + 10_000}"}
    posted = request.POST if request.method == "POST" else None
    form = shop.OrderForm(posted, initial={"code": code, **another})
    pays, answer, number = "pay" in request.POST, None, ""
    if form.is_valid():
        asked = form.cleaned_data
        number = asked["order"]
        answer = shop.redeem(request, **asked) if pays else shop.check(request, asked["code"])
        if pays:
            form = shop.OrderForm(initial=asked | another)
    context = {"form": form, "answer": answer, "pays": pays, "number": number}
    status = 422 if form.errors else 200
    return render(request, "portal/demo_shop.html", context, status=status)


def _state(request: HttpRequest) -> dict[str, Any]:
    ready = settings.DEMO and (settings.DATA / "demo").exists()
    return {"ready": ready, "allowed": ready and session.is_allowed(request)}


def _found(slug: str) -> type[Walk]:
    found = story_of(slug)
    if found is None:
        raise Http404
    return found


def _plays(kind: type[Walk]) -> bool:
    """Whether its co-ops are there by now."""
    return all(house(slug) for slug in kind.houses)


def _card(kind: type[Walk], request: HttpRequest) -> dict[str, Any]:
    walk = session.walk_of(request, kind)
    return {
        "story": kind,
        "done": len(walk.done) if walk else 0,
        "of": len(kind.steps),
        "begun": walk,
    }


def _steps(kind: type[Walk], walk: Walk | None) -> dict[str, Any]:
    done = walk.done if walk else []
    return {
        "walk": walk,
        "plays": _plays(kind),
        "walked": len(done) == len(kind.steps),
        "steps": [
            {
                "step": each,
                "done": each.key in done,
                "open": walk.is_open(each) if walk else each is kind.steps[0],
                "note": walk.note(each) if walk else "",
                "typed": walk.typed(each) if walk else "",
            }
            for each in kind.steps
        ],
    }


def _people(request: HttpRequest) -> list[dict[str, Any]]:
    """Those whose login is there by now."""
    mine = request.user.email if request.user.is_authenticated else ""
    return [
        {
            "key": one.key,
            "name": one.name or SOMEBODY,
            "who": one.who,
            "current": one.email == mine,
        }
        for one in personas.PERSONAS
        if not one.email or personas.login_of(one)
    ]
