"""POST /c/<co-op>/api/v1/codes/check and …/redeem: what a web shop asks, with the token of its program."""

from __future__ import annotations

from typing import Any, Final

from allauth.core import ratelimit
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from benefits.errors import CodeRefusedError
from benefits.models import Integration
from benefits.ruling.base import CENTS
from benefits.services.giving.codes import redeem_code
from benefits.shop_codes import State, state_of
from credentials.views.bearer import program_of
from credentials.views.problems import (
    PROBLEM,
    PROGRAM_TOKEN,
    ProblemError,
    ProblemSerializer,
    ProblemView,
)
from tenants.dates import today_in

NO_AMOUNT: Final = "Send amount as a number of two decimals at most, such as 120.00."
STATUS: Final = {
    "amount_needed": 400,
    "unknown": 404,
    "used": 409,
    "taken_back": 410,
    "expired": 410,
}


class CodeSerializer(serializers.Serializer[Any]):
    """What is asked about."""

    code = serializers.CharField(max_length=40, help_text="As the member typed it.")


class OrderSerializer(CodeSerializer):
    """What is taken, and for which order."""

    reference = serializers.CharField(
        max_length=80, help_text="Your own number of the order: sent twice, it is taken once."
    )
    amount = serializers.DecimalField(
        max_digits=9,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="What the order comes to before the code, such as 120.00. "
        "Needed where needsAmount is true; else sent for the sums.",
    )


class StateSerializer(serializers.Serializer[Any]):
    """What the code is good for. It says nothing about the person."""

    valid = serializers.BooleanField()
    reason = serializers.ChoiceField(["ok", "unknown", "used", "expired", "taken_back"])
    title = serializers.CharField(allow_blank=True)
    percentOff = serializers.IntegerField(help_text="0 where an amount is taken off.")  # noqa: N815 -- the API's style
    amountOff = serializers.CharField(allow_blank=True, help_text="Such as 5.00 EUR.")  # noqa: N815 -- the API's style
    currency = serializers.CharField(allow_blank=True)
    needsAmount = serializers.BooleanField(help_text="Taking it needs the amount of the order.")  # noqa: N815 -- the API's style
    besideOthers = serializers.ChoiceField(  # noqa: N815 -- the API's style
        ["", "best", "never"],
        help_text="With another discount: no rule, the better one counts, or not together.",
    )
    expiresOn = serializers.DateField(allow_null=True)  # noqa: N815 -- the API's style


class _ShopView(ProblemView):
    """Asked by a program of this co-op, and by nobody else."""

    authentication_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not ratelimit.consume(request._request, action="shop_code"):  # noqa: SLF001 -- the way from DRF's request to Django's
            raise ProblemError(429, "too_many", "Too many requests. Wait a minute.")
        self.integration = program_of(request, Integration)
        self.here = request.cooperative  # type: ignore[attr-defined]  # -- set by the middleware for /c/<co-op>/

    def read(self, shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
        asked = shape(data=request.data)
        try:
            asked.is_valid(raise_exception=True)
        except ValidationError as error:
            if isinstance(error.detail, dict) and error.detail.keys() == {"amount"}:
                raise ProblemError(400, "not_complete", NO_AMOUNT) from None
            wanted = ", ".join(name for name, each in shape().fields.items() if each.required)
            raise ProblemError(400, "not_complete", f"Send an object with: {wanted}.") from None
        return dict(asked.validated_data)


_REFUSALS: Final = {
    (400, PROBLEM): OpenApiResponse(ProblemSerializer, "Not complete, or the amount is needed."),
    (401, PROBLEM): OpenApiResponse(ProblemSerializer, "No token, or not of this co-op."),
    (415, PROBLEM): OpenApiResponse(ProblemSerializer, "Not JSON."),
    (429, PROBLEM): OpenApiResponse(ProblemSerializer, "Too many requests."),
}


class CheckCodeView(_ShopView):
    @extend_schema(
        summary="Check a code",
        description="Changes nothing. Ask before the member pays; take the code once they have.",
        operation_id="checkCode",
        tags=["codes"],
        auth=PROGRAM_TOKEN,
        request=CodeSerializer,
        responses={
            200: OpenApiResponse(StateSerializer, "What the code is good for, or why it is not."),
            **_REFUSALS,
        },
        examples=[OpenApiExample("A code", value={"code": "K7Q2-M9XD-3FGH"}, request_only=True)],
    )
    def post(self, request: Request, **_arguments: Any) -> Response:
        asked = self.read(CodeSerializer, request)
        return Response(_told(state_of(asked["code"], today_in(self.here.time_zone))))


class RedeemCodeView(_ShopView):
    @extend_schema(
        summary="Take a code",
        description="Once. The same reference of the same program may be sent again and again.",
        operation_id="redeemCode",
        tags=["codes"],
        auth=PROGRAM_TOKEN,
        request=OrderSerializer,
        responses={
            200: OpenApiResponse(StateSerializer, "Taken for this order."),
            **_REFUSALS,
            (404, PROBLEM): OpenApiResponse(ProblemSerializer, "Not a code of this co-op."),
            (409, PROBLEM): OpenApiResponse(ProblemSerializer, "Taken for another order."),
            (410, PROBLEM): OpenApiResponse(ProblemSerializer, "Too old, or taken back."),
        },
    )
    def post(self, request: Request, **_arguments: Any) -> Response:
        asked = self.read(OrderSerializer, request)
        amount = asked.get("amount")
        try:
            taken = redeem_code(
                asked["code"],
                reference=asked["reference"],
                by=self.integration,
                here=self.here,
                bill=None if amount is None else int(amount * CENTS),
            )
        except CodeRefusedError as refusal:
            raise ProblemError(STATUS[refusal.reason], refusal.reason, str(refusal)) from None
        return Response(_told(State(valid=True, reason="ok", code=taken)))


def _told(state: State) -> dict[str, Any]:
    found = state.code
    return {
        "valid": state.valid,
        "reason": state.reason,
        "title": found.redemption.title if found else "",
        "percentOff": found.percent_off if found else 0,
        "amountOff": state.amount_off if found and found.amount_off else "",
        "currency": found.redemption.currency if found else "",
        "needsAmount": found.needs_bill if found else False,
        "besideOthers": found.beside_others if found else "",
        "expiresOn": found.expires_on if found else None,
    }
