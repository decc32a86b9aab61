"""A file to fill in, with the headings that the import reads without guessing."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from tenants import spreadsheets
from tenants.access import steward_required
from tenants.http import CooperativeRequest
from tenants.importing.besides import is_besides
from tenants.services.importing.register import labels

EXAMPLE = {
    "number": "GV-000123",
    "name": "Amara Okonkwo-Lindqvist",
    "email": "amara@example.org",
    "phone": "+44 20 7946 0958",
    "address": "12 Orchard Road",
    "postcode": "BS6 5AA",
    "town": "Bristol",
    "region": "",
    "country": "GB",
    "language": "en",
    "joined_on": "2019-04-01",
    "ends_on": "2027-03-31",
    "standing": "good",
    "class": "Consumer member",
    "shares": "5",
    "shares_paid": "250.00",
    "share_price": "50.00",
    "shares_on": "2019-04-01",
    "tags": "Newsletter; Till team",
}


@steward_required
@require_safe
def template(_request: CooperativeRequest, form: str) -> HttpResponseBase:
    """One line shows how; questions of the co-op's own are columns without an example."""
    if form not in spreadsheets.FORMS:
        raise Http404
    said = labels()
    names = [*EXAMPLE, *(name for name in said if is_besides(name) and name not in EXAMPLE)]
    heads = [str(said[name]) for name in names]
    return spreadsheets.answer(form, "members", heads, [[EXAMPLE.get(name, "") for name in names]])
