"""POST /presentations/verify, in the shape of the VC API (https://www.w3.org/TR/vcalm/)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from credentials.core.shown import MOST_SHOWN
from credentials.core.types import JSON
from credentials.verifying import telling
from credentials.verifying.presented import Presented, check_presentation
from credentials.views.api import (
    LONGEST,
    PARSERS,
    CheckSerializer,
    ReportSerializer,
    Wanted,
    count_request,
    problems_of,
)
from credentials.views.problems import PROBLEM, ProblemError, ProblemSerializer, ProblemView


class PresentationOptionsSerializer(serializers.Serializer[Any]):
    """What the presentation must have been made for. Others are accepted and not used."""

    challenge = serializers.CharField(
        required=False,
        max_length=LONGEST,
        help_text="What you asked to be signed. Without it, an old presentation may be sent again.",
    )
    domain = serializers.CharField(
        required=False, max_length=LONGEST, help_text="For whom it must have been made."
    )


class PresentationAskedSerializer(serializers.Serializer[Any]):
    """What is sent."""

    verifiablePresentation = serializers.DictField(  # noqa: N815 -- the standard's name
        help_text=f"With {MOST_SHOWN} credentials at most."
    )
    options = PresentationOptionsSerializer(required=False)


class PresentationReportSerializer(serializers.Serializer[Any]):
    """The report on the presentation, and one on each credential in it."""

    verified = serializers.BooleanField(help_text="Whether everything was checked and passed.")
    holder = serializers.CharField(
        allow_null=True, help_text="The DID that signed it; null: nobody is known to hold it."
    )
    checks = CheckSerializer(many=True)
    credentials = ReportSerializer(many=True)
    problemDetails = ProblemSerializer(many=True)  # noqa: N815 -- the standard's name


class VerifyPresentationView(ProblemView):
    """Check a presentation. Nothing is stored; the answer is the same for everyone."""

    parser_classes = PARSERS

    @extend_schema(
        summary="Check a presentation",
        description="What is in it, and who holds it out. An unsigned presentation is a wrapper: "
        "what is in it is checked, and nobody is known to hold it.",
        operation_id="verifyPresentation",
        request=PresentationAskedSerializer,
        responses={
            200: OpenApiResponse(PresentationReportSerializer, "Verified: every check passed."),
            422: OpenApiResponse(PresentationReportSerializer, "Checked, and not verified."),
            (400, PROBLEM): OpenApiResponse(ProblemSerializer, "Nothing that could be checked."),
            (413, PROBLEM): OpenApiResponse(ProblemSerializer, "Far bigger than a few cards."),
            (415, PROBLEM): OpenApiResponse(ProblemSerializer, "Not JSON."),
            (429, PROBLEM): OpenApiResponse(ProblemSerializer, "Too many requests."),
        },
        examples=[
            OpenApiExample(
                "An unsigned presentation of one credential",
                value={
                    "verifiablePresentation": {
                        "@context": ["https://www.w3.org/ns/credentials/v2"],
                        "type": ["VerifiablePresentation"],
                        "verifiableCredential": [{"@context": [], "type": []}],
                    }
                },
                request_only=True,
            ),
            OpenApiExample(
                "A challenge and a domain",
                value={
                    "verifiablePresentation": {"type": ["VerifiablePresentation"], "proof": {}},
                    "options": {"challenge": "0Zt8x1m2qv", "domain": "shop.example"},
                },
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request, **_arguments: Any) -> Response:
        count_request(request, "verify_api")
        document, challenge, domain = asked_presentation(request.data)
        found = check_presentation(document, challenge=challenge, domain=domain)
        return Response(told_presentation(found), status=200 if found.verified else 422)


def asked_presentation(data: JSON) -> tuple[dict[str, Any], str, str]:
    presentation = data.get("verifiablePresentation") if isinstance(data, dict) else None
    if not isinstance(presentation, dict):
        raise ProblemError(
            400, "no_presentation", "Send an object with a presentation as verifiablePresentation."
        )
    wanted = Wanted.of(data)
    return presentation, wanted.challenge, wanted.domain


def told_presentation(found: Presented) -> dict[str, Any]:
    return {
        "verified": found.verified,
        "holder": found.holder or None,
        "checks": [telling.check_as_json(each) for each in found.checks],
        "credentials": [
            telling.as_json(each) | {"problemDetails": problems_of(each.checks)}
            for each in found.answers
        ],
        "problemDetails": problems_of(found.checks),
    }
