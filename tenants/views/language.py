"""The language of this browser, and of whoever is signed in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tenants import spoken
from tenants.services import people


# Without a token, so that no public page has to set a cookie for it. From another site the session does not
# come along (SameSite), so a stranger's form could at most change the language of the next page.
@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if not spoken.is_known(chosen):
        raise Http404
    if request.user.is_authenticated:
        people.speak(request.user, chosen)
    # Not in the form: a page that is not there for somebody says nothing of its address.
    back = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = redirect(back if ours else "landing")
    spoken.remember(response, chosen)
    return response
