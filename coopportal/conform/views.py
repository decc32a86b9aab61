"""Issuing for whoever asks, and verifying with what suites send. The checks are the portal's own."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coopportal.conform import documents
from coopportal.conform.issuers import STATUS, Issuer, issuers
from credentials import resolving
from credentials.core.credential import issuer_of
from credentials.core.data_integrity.proof import add_proof, append_proof
from credentials.core.errors import CoreError
from credentials.core.status import MINIMUM
from credentials.core.types import JSON, Document
from credentials.verifying import telling
from credentials.verifying.check import check_anything
from credentials.verifying.given import SignedFile
from credentials.verifying.presented import check_presentation
from credentials.views import documents as publications
from credentials.views.api import PARSERS, Wanted, problems_of, refuse_other_uses
from credentials.views.presentations import asked_presentation, told_presentation
from credentials.views.problems import ProblemError, ProblemView


@extend_schema(exclude=True)
class IssueView(ProblemView):
    """Signs whatever holds its form, in the name of the route's issuer."""

    parser_classes = PARSERS

    def post(self, request: Request, name: str) -> Response:
        issuer = issuers().get(name)
        if issuer is None:
            raise Http404
        credential = _object(request.data, "credential")
        try:
            signed = _signed(_prepared(credential, issuer), issuer)
        except CoreError as error:
            raise ProblemError(422, error.code, str(error)) from None
        return Response({"verifiableCredential": signed}, status=201)


def _object(data: JSON, name: str) -> Document:
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, dict):
        raise ProblemError(400, "not_complete", f"Send an object with {name}.")
    return found


def _prepared(credential: Document, issuer: Issuer) -> Document:
    """Issued by this issuer, whomever it named; a name that is none is left for the check to refuse."""
    whole = dict(credential)
    named = whole.setdefault("issuer", issuer.did_key)
    documents.check_unsigned(documents.with_examples(whole))
    by_web = issuer.name != STATUS and issuer_of(whole) == issuer.did_web
    did = (
        issuer.did_web if by_web else issuer.did_key
    )  # a list has one issuer, and so has what stands in it
    whole["issuer"] = {**named, "id": did} if isinstance(named, dict) else did
    if issuer.name == STATUS and "credentialStatus" not in whole:
        whole["credentialStatus"] = issuer.entry(secrets.randbelow(MINIMUM))
    return documents.with_data_integrity(whole) if documents.is_of_1_1(whole) else whole


def _signed(whole: Document, issuer: Issuer) -> Document:
    """The document as it was sent, with a proof over what it means, or under JCS over its letters."""
    read = whole if "-jcs-" in issuer.cryptosuite else documents.with_examples(whole)
    sign = append_proof if "proof" in whole else add_proof
    signed = sign(
        read,
        issuer.signer(issuer_of(whole)),
        created=timezone.now(),
        cryptosuite=issuer.cryptosuite,
    )
    return {**whole, "proof": signed["proof"]}


@extend_schema(exclude=True)
class VerifyView(ProblemView):
    parser_classes = PARSERS

    def post(self, request: Request) -> Response:
        document = _object(request.data, "verifiableCredential")
        refuse_other_uses(SignedFile(document), Wanted.of(request.data))
        if documents.is_of_1_1(document):
            return _of_1_1(documents.with_examples(document))
        answer = check_anything(SignedFile(documents.with_examples(document)))
        body = telling.as_json(answer) | {"problemDetails": problems_of(answer.checks)}
        return Response(body, status=200 if answer.verified else 422)


def _of_1_1(document: Document) -> Response:
    try:
        documents.verify_1_1(document, resolve=resolving.resolve, now=timezone.now())
    except CoreError as error:
        raise ProblemError(422, error.code, str(error)) from None
    return Response({"verified": True, "problemDetails": []})


@extend_schema(exclude=True)
class VerifyPresentationView(ProblemView):
    parser_classes = PARSERS

    def post(self, request: Request) -> Response:
        document, challenge, domain = asked_presentation(request.data)
        read = documents.with_examples(document)
        found = check_presentation(read, challenge=challenge, domain=domain)
        return Response(told_presentation(found), status=200 if found.verified else 422)


def published(request: HttpRequest, **_arguments: Any) -> HttpResponse:
    """The issuers' identity documents and the list, from where a co-op's own stand."""
    return publications.did_document(request)
