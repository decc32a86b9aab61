"""POST /c/<co-op>/credentials/issue and …/status, in the shape of the VC API (https://www.w3.org/TR/vcalm/).

A program of the co-op asks, with its token. What it may have signed: `credentials/core/issuable.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from credentials.core.errors import CoreError
from credentials.core.status import ENTRY_TYPE, PURPOSES
from credentials.core.types import JSON
from credentials.models import IssuingProgram
from credentials.services import issuance, programs, status
from credentials.views.api import PARSERS, count_request
from credentials.views.bearer import program_of
from credentials.views.problems import (
    PROBLEM,
    PROGRAM_TOKEN,
    ProblemError,
    ProblemSerializer,
    ProblemView,
)
from tenants.errors import DomainError

SUITES: Final = ("eddsa-rdfc-2022", "eddsa-jcs-2022")
_REFUSALS: Final = {
    (400, PROBLEM): OpenApiResponse(ProblemSerializer, "Nothing that could be done."),
    (401, PROBLEM): OpenApiResponse(ProblemSerializer, "No token, or not of this co-op."),
    (409, PROBLEM): OpenApiResponse(ProblemSerializer, "Not as things stand."),
    (413, PROBLEM): OpenApiResponse(ProblemSerializer, "Far too big."),
    (415, PROBLEM): OpenApiResponse(ProblemSerializer, "Not JSON."),
    (422, PROBLEM): OpenApiResponse(ProblemSerializer, "Understood, and refused."),
    (429, PROBLEM): OpenApiResponse(ProblemSerializer, "Too many requests."),
}
_CREDENTIAL: Final = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        {"CourseCompleted": "https://oak.example/terms#CourseCompleted"},
    ],
    "type": ["VerifiableCredential", "CourseCompleted"],
    "issuer": "did:web:portal.example:c:oak",
    "credentialSubject": {"name": "Amara Okafor"},
}


class StatusAskedForSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField([ENTRY_TYPE])
    statusPurpose = serializers.ChoiceField(  # noqa: N815 -- the standard's name
        PURPOSES, required=False, help_text="Left out: both."
    )


class IssueOptionsSerializer(serializers.Serializer[Any]):
    """Others are accepted and not used."""

    cryptosuite = serializers.ChoiceField(SUITES, required=False)
    credentialId = serializers.CharField(  # noqa: N815 -- the standard's name
        required=False, max_length=300, help_text="Where the credential has no id of its own."
    )
    credentialStatus = StatusAskedForSerializer(  # noqa: N815 -- the standard's name
        required=False, help_text="One, or a list: it gets a place in the co-op's status lists."
    )


class IssueAskedSerializer(serializers.Serializer[Any]):
    """What is to be signed: with the co-op as its issuer, and without a proof."""

    credential = serializers.DictField()
    options = IssueOptionsSerializer(required=False)


class IssuedSerializer(serializers.Serializer[Any]):
    """The credential with its proof, and its status where that was asked for."""

    verifiableCredential = serializers.DictField()  # noqa: N815 -- the standard's name


class StatusChangeSerializer(serializers.Serializer[Any]):
    """Which status of which credential."""

    credentialId = serializers.CharField(  # noqa: N815 -- the standard's name
        max_length=300,
        help_text="The credential's id, or the credentialId that it was issued with.",
    )
    credentialStatus = StatusAskedForSerializer(  # noqa: N815 -- the standard's name
        help_text="With statusPurpose."
    )
    status = serializers.BooleanField(
        default=True, help_text="false lifts a suspension. What is revoked stays revoked."
    )


class StatusSetSerializer(serializers.Serializer[Any]):
    """Published: whoever asks for the list now reads it."""

    credentialId = serializers.CharField()  # noqa: N815 -- the standard's name
    statusPurpose = serializers.ChoiceField(PURPOSES)  # noqa: N815 -- the standard's name
    status = serializers.BooleanField()


class _ProgramView(ProblemView):
    """Asked by a program that may issue for this co-op, and by nobody else."""

    authentication_classes = ()
    parser_classes = PARSERS
    program: IssuingProgram

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        count_request(request, "verify_api")  # tokens are guessed no faster than this
        self.program = program_of(request, IssuingProgram)
        count_request(request, "issue_api", key=f"program {self.program.code}")


class IssueView(_ProgramView):
    @extend_schema(
        summary="Issue a credential",
        description="Signed with the co-op's key. Not for cards, accreditations, status lists and "
        "presentations: those come from the co-op's register and rulings.",
        operation_id="issueCredential",
        tags=["credentials"],
        auth=PROGRAM_TOKEN,
        request=IssueAskedSerializer,
        responses={201: OpenApiResponse(IssuedSerializer, "Signed."), **_REFUSALS},
        examples=[
            OpenApiExample("With a status", request_only=True, value={
                "credential": _CREDENTIAL,
                "options": {"credentialStatus": {"type": ENTRY_TYPE}},
            })
        ],
    )  # fmt: skip
    def post(self, request: Request, **_arguments: Any) -> Response:
        asked = _asked(request.data)
        with _as_problems():
            document = programs.issue_for_program(
                asked,
                by=self.program,
                take_places=issuance.take_places,
                publish=status.publish_series,
            )
        return Response({"verifiableCredential": document}, status=201)


class StatusView(_ProgramView):
    @extend_schema(
        summary="Set the status of a credential",
        description="Of what this same program issued with a status.",
        operation_id="updateCredentialStatus",
        tags=["credentials"],
        auth=PROGRAM_TOKEN,
        request=StatusChangeSerializer,
        responses={
            200: OpenApiResponse(StatusSetSerializer, "Set, and published."),
            (404, PROBLEM): OpenApiResponse(ProblemSerializer, "Not issued by this program."),
            **_REFUSALS,
        },
        examples=[
            OpenApiExample("Revoke", request_only=True, value={
                "credentialId": "urn:uuid:6f6a9e9a-3c50-4c1c-9d58-0d1f1c2a3b4c",
                "credentialStatus": {"type": ENTRY_TYPE, "statusPurpose": "revocation"},
            })
        ],
    )  # fmt: skip
    def post(self, request: Request, **_arguments: Any) -> Response:
        asked = StatusChangeSerializer(data=request.data)
        if not asked.is_valid() or "statusPurpose" not in asked.validated_data["credentialStatus"]:
            raise ProblemError(
                400,
                "not_complete",
                "Send credentialId, credentialStatus with type and statusPurpose, and status.",
            )
        told = asked.validated_data
        reference, purpose = told["credentialId"], told["credentialStatus"]["statusPurpose"]
        with _as_problems():
            programs.set_status(
                reference,
                purpose,
                on=told["status"],
                by=self.program,
                publish=status.publish_series,
            )
        body = {"credentialId": reference, "statusPurpose": purpose, "status": told["status"]}
        return Response(body)


@contextmanager
def _as_problems() -> Iterator[None]:
    try:
        yield
    except CoreError as error:
        raise ProblemError(422, error.code, str(error)) from None
    except DomainError as error:
        raise ProblemError(error.status, error.code, str(error)) from None


def _asked(data: JSON) -> programs.Asked:
    credential = data.get("credential") if isinstance(data, dict) else None
    if not isinstance(credential, dict):
        raise ProblemError(400, "no_credential", "Send an object with a credential.")
    options = data.get("options", {})
    if not isinstance(options, dict):
        raise ProblemError(400, "bad_options", "Send options as an object.")
    suite, reference = options.get("cryptosuite", SUITES[0]), options.get("credentialId", "")
    if suite not in SUITES:
        raise ProblemError(
            400, "bad_options", f"Send one of these as cryptosuite: {', '.join(SUITES)}."
        )
    if not isinstance(reference, str) or len(reference) > programs.LONGEST_REFERENCE:
        raise ProblemError(
            400, "bad_options", "Send credentialId as a text of at most 300 letters."
        )
    return programs.Asked(credential, str(suite), reference, _purposes(options))


def _purposes(options: dict[str, Any]) -> tuple[str, ...]:
    """The lists that are asked for, in our order; none where none were."""
    found = options.get("credentialStatus", [])
    wanted: set[str] = set()
    for one in found if isinstance(found, list) else [found]:
        purpose = one.get("statusPurpose", PURPOSES) if isinstance(one, dict) else ""
        if not isinstance(one, dict) or one.get("type") != ENTRY_TYPE:
            purpose = ""
        if purpose not in (*PURPOSES, PURPOSES):
            raise ProblemError(
                400,
                "bad_options",
                f"Send credentialStatus with type {ENTRY_TYPE} and statusPurpose, one of these: "
                f"{', '.join(PURPOSES)}.",
            )
        wanted |= set(PURPOSES) if purpose is PURPOSES else {purpose}
    return tuple(purpose for purpose in PURPOSES if purpose in wanted)
