"""POST /credentials/verify, in the shape of the VC API (https://www.w3.org/TR/vcalm/), and its description.

Anything but 200 means that the credential was not verified: 422 with the report where it was checked, a
problem of RFC 9457 where there was nothing to check.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from allauth.core import ratelimit
from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from credentials.core.encoding import MAX_BYTES, parse_json
from credentials.core.errors import EncodingError
from credentials.core.report import FAILED, NOT_CHECKED, Check
from credentials.core.shown import made_for
from credentials.core.types import JSON
from credentials.verifying import accepting, telling
from credentials.verifying import given as reading
from credentials.verifying.answer import Answer
from credentials.verifying.check import check_anything
from credentials.verifying.given import Given, SignedFile
from credentials.views.problems import PROBLEM, ProblemError, ProblemSerializer, ProblemView
from tenants.models import Cooperative

# The names that the standards give to what went wrong.
_PROBLEMS: Final = {
    "form": "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR",
    "context": "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR",
    "signature": "https://w3id.org/security#PROOF_VERIFICATION_ERROR",
    "issuer": "https://w3id.org/security#INVALID_VERIFICATION_METHOD",
    "presentation": "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR",
    "presentation_signature": "https://w3id.org/security#PROOF_VERIFICATION_ERROR",
    "challenge": "https://w3id.org/security#INVALID_CHALLENGE_ERROR",
    "domain": "https://w3id.org/security#INVALID_DOMAIN_ERROR",
    "authority": "https://w3id.org/security#INVALID_VERIFICATION_METHOD",
    "revocation": "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR",
    "suspension": "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR",
}


class StrictParser(BaseParser):
    """JSON as strict as what is signed: what other software reads differently is refused."""

    media_type = "application/json"

    def parse(self, stream: Any, _media_type: Any = None, _parser_context: Any = None) -> JSON:
        data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ProblemError(413, "too_big", "This is far bigger than a card.")
        try:
            return parse_json(data)
        except EncodingError as error:
            raise ProblemError(400, error.code, str(error)) from None


class LinkedDataParser(StrictParser):
    media_type = "application/ld+json"


class CredentialParser(StrictParser):
    media_type = "application/vc"


LONGEST: Final = 300
PARSERS: Final = [StrictParser, LinkedDataParser, CredentialParser]


class OptionsSerializer(serializers.Serializer[Any]):
    """What the proof must have been made for. Others are accepted and not used."""

    challenge = serializers.CharField(required=False, max_length=LONGEST)
    domain = serializers.CharField(required=False, max_length=LONGEST)
    expectedProofPurpose = serializers.CharField(  # noqa: N815 -- the standard's name
        required=False, help_text="Credentials are signed for assertionMethod."
    )


class AskedSerializer(serializers.Serializer[Any]):
    """What is sent."""

    verifiableCredential = serializers.JSONField(  # noqa: N815 -- the standard's name
        help_text="The signed document; or, as a text, what stands in a card's QR code."
    )
    options = OptionsSerializer(required=False)


class CheckSerializer(serializers.Serializer[Any]):
    """One check."""

    check = serializers.CharField()
    outcome = serializers.ChoiceField(["passed", "failed", "not_checked"])
    code = serializers.CharField(help_text="Stable between releases.")
    detail = serializers.CharField()


class CardSerializer(serializers.Serializer[Any]):
    """What is known of a genuine card."""

    cooperative = serializers.CharField(help_text="Whose member it is about.")
    cooperativeId = serializers.CharField(help_text="The co-op's DID.")  # noqa: N815 -- the API's style
    issuer = serializers.CharField(help_text="Who signed: the co-op, or who may sign for it.")
    issuerId = serializers.CharField(help_text="The issuer's DID.")  # noqa: N815 -- the API's style
    portal = serializers.CharField(help_text="The host of another portal; empty for a co-op here.")
    vouchedFor = serializers.ListField(  # noqa: N815 -- as the others
        child=serializers.CharField(),
        help_text="Bodies that say a co-op of another portal is one; name and host of each.",
    )
    membershipClass = serializers.CharField()  # noqa: N815 -- as in the credential
    initials = serializers.CharField()
    validUntil = serializers.DateField()  # noqa: N815 -- as in the credential


class AcceptanceSerializer(serializers.Serializer[Any]):
    """Under a co-op's own address: whether that co-op accepts the card, by its own rule."""

    cooperative = serializers.CharField()
    accepted = serializers.BooleanField(allow_null=True, help_text="null: not known.")
    code = serializers.CharField(help_text="Stable between releases.")
    detail = serializers.CharField()


class ReportSerializer(serializers.Serializer[Any]):
    """The report; the same that /verify/ shows."""

    verified = serializers.BooleanField(help_text="Whether everything was checked and passed.")
    verdict = serializers.CharField()
    headline = serializers.CharField()
    detail = serializers.CharField()
    checked = serializers.ChoiceField(["signed_file", "qr_code", "card_code"])
    checks = CheckSerializer(many=True)
    card = CardSerializer(allow_null=True)
    acceptance = AcceptanceSerializer(
        required=False, allow_null=True, help_text="Only under a co-op's own address."
    )
    problemDetails = ProblemSerializer(many=True)  # noqa: N815 -- the standard's name


class VerifyView(ProblemView):
    """Check a credential. Nothing is stored; the answer is the same for everyone."""

    parser_classes = PARSERS

    @extend_schema(
        summary="Check a credential",
        operation_id="verifyCredential",
        request=AskedSerializer,
        responses={
            200: OpenApiResponse(ReportSerializer, "Verified: every check passed."),
            422: OpenApiResponse(ReportSerializer, "Checked, and not verified."),
            (422, PROBLEM): OpenApiResponse(ProblemSerializer, "Made for something else."),
            (400, PROBLEM): OpenApiResponse(ProblemSerializer, "Nothing that could be checked."),
            (413, PROBLEM): OpenApiResponse(ProblemSerializer, "Far bigger than a card."),
            (415, PROBLEM): OpenApiResponse(ProblemSerializer, "Not JSON."),
            (429, PROBLEM): OpenApiResponse(ProblemSerializer, "Too many requests."),
        },
        examples=[
            OpenApiExample(
                "The text of a QR code",
                value={"verifiableCredential": "https://portal.example/v/K7Q2M9XD"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        count_request(request, "verify_api")
        given = _given(request.data)
        if not isinstance(given, SignedFile):
            count_request(request, "check_card")  # codes may be guessed no faster than on the pages
        refuse_other_uses(given, Wanted.of(request.data))
        answer = check_anything(given)
        body = telling.as_json(answer) | {"problemDetails": problems_of(answer.checks)}
        here = getattr(request._request, "cooperative", None)  # noqa: SLF001 -- as below
        if here is not None:
            body["acceptance"] = _acceptance(answer, here)
        return Response(body, status=200 if answer.verified else 422)


def count_request(request: Request, action: str, *, key: str | None = None) -> None:
    """Raises ProblemError where it was one too many."""
    if not ratelimit.consume(request._request, action=action, key=key):  # noqa: SLF001 -- the way from DRF's request to Django's
        raise ProblemError(429, "too_many", "Too many requests. Wait a minute.")


@extend_schema_view(post=extend_schema(operation_id="verifyCredentialHere"))
class VerifyHereView(VerifyView):
    """The same under a co-op's address, and whether that co-op accepts the card."""


@dataclass(frozen=True)
class Wanted:
    """What a proof must have been made for; empty where it was not asked for."""

    challenge: str = ""
    domain: str = ""
    purpose: str = ""

    @classmethod
    def of(cls, data: JSON) -> Wanted:
        """What is asked for is never passed over. Raises ProblemError where it cannot be read."""
        options = data.get("options", {})
        if not isinstance(options, dict):
            raise ProblemError(400, "bad_options", "Send options as an object.")
        names = ("challenge", "domain", "expectedProofPurpose")
        for name in names:
            value = options.get(name, "-")
            if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
                raise ProblemError(
                    400, "bad_options", f"Send {name} as a text of at most {LONGEST} letters."
                )
        return cls(*(options.get(name, "") for name in names))


def refuse_other_uses(given: Given, wanted: Wanted) -> None:
    """A credential is no answer to a challenge unless its proof says so. Raises ProblemError."""
    if wanted.purpose not in {"", "assertionMethod"}:
        raise ProblemError(422, "wrong_purpose", "Credentials are signed for assertionMethod.")
    proof = given.document.get("proof") if isinstance(given, SignedFile) else None
    for check in made_for(proof, wanted.challenge, wanted.domain):
        if check.outcome is FAILED:
            raise ProblemError(422, check.code, check.sentence)


def _acceptance(answer: Answer, here: Cooperative) -> dict[str, Any] | None:
    acceptance = accepting.acceptance_of(answer, here)
    if acceptance is None:
        return None
    home = answer.facts.cooperative if answer.facts else ""
    return {
        "cooperative": here.name,
        "accepted": acceptance.accepted,
        "code": acceptance.reason.value,
        "detail": accepting.sentence(acceptance, host=here.name, home=home),
    }


def _given(data: JSON) -> Given:
    """A document, or the text of a QR code."""
    credential = data.get("verifiableCredential") if isinstance(data, dict) else None
    if isinstance(credential, dict):
        return SignedFile(credential)
    if isinstance(credential, str):
        return reading.from_text(credential)
    raise ProblemError(
        400, "no_credential", "Send an object with one credential as verifiableCredential."
    )


def problems_of(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """What is wrong, under the names that the standards give to it."""
    wrong = [check for check in checks if check.code != "ok"]
    return [
        {
            "type": _PROBLEMS.get(check.name, "about:blank"),
            "title": _title(check),
            "detail": check.sentence,
            "code": check.code,
        }
        for check in wrong
    ]


def _title(check: Check) -> str:
    return f"{check.name}: {'not checked' if check.outcome is NOT_CHECKED else 'failed'}"


schema = SpectacularAPIView.as_view()

# Swagger UI writes its own styles and pictures into the page; only here, and only from this server.
_POLICY: Final = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
    "object-src": [NONE],
}


@method_decorator(csp_replace(_POLICY), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """The description to browse and try, drawn by Swagger UI from this server's own files."""

    http_method_names = ["get", "head"]
    url_name, title = "credentials:api-schema", "CoopPortal API"
