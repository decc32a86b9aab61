"""What our APIs answer instead: a problem of RFC 9457, in words that are ours."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers
from rest_framework.exceptions import (
    APIException,
    MethodNotAllowed,
    NotAcceptable,
    ParseError,
    UnsupportedMediaType,
)
from rest_framework.response import Response
from rest_framework.views import APIView

from credentials.verifying.given import UnreadableError

PROBLEM: Final = "application/problem+json"
_TOO_MANY: Final = 429
_NO_TOKEN: Final = 401
PROGRAM_TOKEN: Final[Any] = [{"programToken": []}]
_TITLES: Final = {
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    410: "Gone",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
_OF_THE_FRAMEWORK: Final[dict[type[Exception], tuple[int, str, str]]] = {
    ParseError: (400, "not_json", "Send JSON, as application/json."),
    MethodNotAllowed: (405, "post_only", "Send it with POST."),
    NotAcceptable: (406, "json_only", "The answer is JSON: accept application/json."),
    UnsupportedMediaType: (415, "not_json", "Send JSON, as application/json."),
}


class ProblemError(APIException):
    """Nothing was checked. The sentence is ours, never the sender's."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence, code)
        self.status_code = status
        self.code = code


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    status = serializers.IntegerField(required=False)
    code = serializers.CharField(required=False)


class ProblemView(APIView):
    """Every refusal leaves as a problem."""

    def handle_exception(self, exc: Exception) -> Response:
        """Every refusal as a problem, in words that are ours."""
        if isinstance(exc, UnreadableError):
            exc = ProblemError(400, exc.code, str(exc))
        if type(exc) in _OF_THE_FRAMEWORK:
            exc = ProblemError(*_OF_THE_FRAMEWORK[type(exc)])
        if not isinstance(exc, ProblemError):
            return super().handle_exception(exc)
        body = {
            "type": "about:blank",
            "title": _TITLES[exc.status_code],
            "status": exc.status_code,
            "detail": str(exc.detail),
            "code": exc.code,
        }
        answer = Response(body, status=exc.status_code, content_type=PROBLEM)
        if exc.status_code == _TOO_MANY:
            answer["Retry-After"] = "60"
        if exc.status_code == _NO_TOKEN:
            answer["WWW-Authenticate"] = "Bearer"
        return answer
