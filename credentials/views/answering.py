"""POST /credentials/answer: a desk of another portal asks what a card's code stands for.

Anybody may ask who says who they are: the question is signed by a co-op, and the answer is for it alone.
"""

from __future__ import annotations

from functools import partial

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from credentials import answering
from credentials.core.desk import MEDIA_TYPE
from credentials.core.errors import CoreError, UnreachableError
from credentials.errors import (
    CardUnknownError,
    NoSigningKeyError,
    QuestionSpentError,
    TooManyQuestionsError,
)


@csrf_exempt
@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The home's statement, or why there is none, as a code."""
    text = request.read(answering.MOST + 1).decode("ascii", "replace")
    try:
        if not _may_look(request):
            return _refused(TooManyQuestionsError.code, TooManyQuestionsError.status)
        told = answering.answer_desk(text, may_ask=partial(_may_ask, request))
        return HttpResponse(told, content_type=MEDIA_TYPE)
    except CardUnknownError as error:
        # A miss costs as much as on the pages, so that codes are guessed no faster here.
        ratelimit.consume(request, action="check_card")
        return _refused(error.code, error.status)
    except (TooManyQuestionsError, QuestionSpentError, NoSigningKeyError) as error:
        return _refused(error.code, error.status)
    except UnreachableError as error:
        return _refused(error.code, 503)
    except CoreError as error:
        return _refused(error.code, 400)


def _may_look(request: HttpRequest) -> bool:
    guesses = ratelimit.consume(request, action="check_card", dry_run=True)
    return bool(guesses and ratelimit.consume(request, action="verify_api"))


def _may_ask(request: HttpRequest, asker: str) -> bool:
    return bool(ratelimit.consume(request, action="desk_scan", key=f"asker {asker}"))


def _refused(code: str, status: int) -> HttpResponse:
    return JsonResponse({"error": code}, status=status)
