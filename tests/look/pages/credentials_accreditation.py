"""Asking a federation, vouching, its review by two people, and its trust list."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from credentials.models import Accreditation
from tenants import outbox
from tests.credentials.accrediting import Party, Scene, scene
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("JSON", "credentials:accreditation-document")
no_page("POST only, leads to the review", "credentials:accreditation-confirm")
no_page("POST only, leads to the review", "credentials:accreditation-look")
no_page("POST only, leads to the accreditation", "credentials:accreditation-renew")
OF_US = "main section.card"


def arranged() -> Scene:
    """Commons accredits; Oak asks, Elm and Ash are asked to vouch."""
    return scene()


def sit(visit, party: Party, name: str = "owner") -> None:
    visit.sign_in(party.staff(name).user)


def go(visit, route: str, party: Party, row=None, **arguments) -> None:
    code = {"code": row.code} if row is not None else {}
    visit.go(f"credentials:{route}", cooperative=party.coop.slug, **code, **arguments)


@shows("credentials:accreditation", heading="Accreditation", rows=1, row=OF_US)
def own(visit):
    made = arranged()
    made.vouch(made.ask(), made.elm)
    sit(visit, made.oak)
    go(visit, "accreditation", made.oak)


@shows("credentials:accreditation", "in force", heading="Accreditation")
def own_in_force(visit):
    made = arranged()
    row = made.ask()
    made.vouch(row)
    made.decide(row, assurance="vouched", conditions="Send us your accounts by June.")
    outbox.drain()
    sit(visit, made.oak)
    go(visit, "accreditation", made.oak)


@shows("credentials:accreditation", "ending", heading="Accreditation")
def own_ending(visit):
    made = arranged()
    made.accredited(valid_until=timezone.localdate() + timedelta(20))
    outbox.drain()
    sit(visit, made.oak)
    go(visit, "accreditation", made.oak)


@shows("credentials:accreditation", "refused", heading="Accreditation")
def own_refused(visit):
    made = arranged()
    made.refused()
    sit(visit, made.oak)
    go(visit, "accreditation", made.oak)


@shows("credentials:accreditation", "to vouch", heading="Accreditation")
def own_to_vouch(visit):
    made = arranged()
    made.ask()
    sit(visit, made.elm)
    go(visit, "accreditation", made.elm)


@shows("credentials:accreditation", EMPTY, heading="Accreditation", rows=0, row=OF_US)
def own_empty(visit):
    made = arranged()
    sit(visit, made.ash)
    go(visit, "accreditation", made.ash)


@shows("credentials:accreditation-ask", heading="Ask for accreditation")
def ask(visit):
    made = arranged()
    sit(visit, made.oak)
    go(visit, "accreditation-ask", made.oak)


@shows("credentials:accreditation-ask", ERROR, heading="Ask for accreditation")
def ask_nothing(visit):
    ask(visit)
    visit.send_nothing()


@shows("credentials:accreditation-withdraw", heading="Take the request to Commons Federation back?")
def withdraw(visit):
    made = arranged()
    row = made.ask()
    sit(visit, made.oak)
    go(visit, "accreditation-withdraw", made.oak, row)


APPEAL = "Appeal against the decision of Commons Federation"


@shows("credentials:accreditation-appeal", heading=APPEAL)
def appeal(visit):
    made = arranged()
    row = made.refused()
    sit(visit, made.oak)
    go(visit, "accreditation-appeal", made.oak, row)


@shows("credentials:accreditation-appeal", ERROR, heading=APPEAL)
def appeal_without_words(visit):
    appeal(visit)
    visit.send_nothing()


@shows("credentials:vouch", heading="Vouch for Oak?")
def vouch(visit):
    made = arranged()
    row = made.ask()
    sit(visit, made.elm)
    with made.elm.within:
        asked = row.vouches.get(voucher=made.elm.coop)
    go(visit, "vouch", made.elm, asked)


@shows("credentials:vouch", ERROR, heading="Vouch for Oak?")
def vouch_without_a_sentence(visit):
    vouch(visit)
    visit.send_nothing()


@shows("credentials:accreditations", heading="Accreditations", rows=2)
def listed(visit):
    made = arranged()
    made.propose(made.ask())
    made.ask(made.elm, vouchers=(made.oak, made.ash), legal_name="Elm Lane Limited")
    sit(visit, made.body)
    go(visit, "accreditations", made.body)


@shows("credentials:accreditations", EMPTY, heading="Accreditations", rows=0)
def none_listed(visit):
    made = arranged()
    sit(visit, made.body)
    go(visit, "accreditations", made.body)


@shows(
    "credentials:accreditation-review",
    heading="Oak",
    rows=2,
    row="main li.card",
    without={EMPTY: "two co-ops are always asked"},
)
def review(visit):
    made = arranged()
    row = made.ask()
    made.vouch(row, made.elm)
    made.see(row)
    sit(visit, made.body)
    go(visit, "accreditation-review", made.body, row)


@shows("credentials:accreditation-review", "to confirm", heading="Oak")
def review_to_confirm(visit):
    made = arranged()
    row = made.ask()
    made.vouch(row)
    made.propose(row, assurance="vouched", conditions="Send us your accounts by June.")
    sit(visit, made.body, "second")
    go(visit, "accreditation-review", made.body, row)


@shows("credentials:accreditation-review", "proposed", heading="Oak")
def review_proposed(visit):
    made = arranged()
    row = made.ask()
    made.propose(row)
    sit(visit, made.body)
    go(visit, "accreditation-review", made.body, row)


@shows("credentials:accreditation-review", "proof found", heading="Oak")
def review_with_proof_found(visit):
    made = arranged()
    row = made.ask(domain_proof="file")
    with made.body.within:
        found = {"domain_looked_at": timezone.now(), "domain_shown_on": timezone.localdate()}
        Accreditation.objects.filter(pk=row.pk).update(**found)
    sit(visit, made.body)
    go(visit, "accreditation-review", made.body, row)


@shows("credentials:accreditation-review", "in force", heading="Oak")
def review_in_force(visit):
    made = arranged()
    row = made.accredited()
    sit(visit, made.body)
    go(visit, "accreditation-review", made.body, row)


@shows("credentials:accreditation-seen", heading="What have you seen of Oak?")
def seen(visit):
    made = arranged()
    row = made.ask()
    sit(visit, made.body)
    go(visit, "accreditation-seen", made.body, row)


@shows("credentials:accreditation-seen", ERROR, heading="What have you seen of Oak?")
def seen_nothing(visit):
    seen(visit)
    visit.send_nothing()


@shows("credentials:accreditation-propose", heading="Accredit Oak?")
def propose(visit):
    made = arranged()
    row = made.ask()
    sit(visit, made.body)
    go(visit, "accreditation-propose", made.body, row, kind="accredit")


@shows("credentials:accreditation-propose", ERROR, heading="Accredit Oak?")
def propose_nothing(visit):
    propose(visit)
    visit.send_nothing()


@shows("credentials:accreditation-propose", "refuse", heading="Refuse Oak?")
def propose_to_refuse(visit):
    made = arranged()
    row = made.ask()
    sit(visit, made.body)
    go(visit, "accreditation-propose", made.body, row, kind="refuse")


@shows("credentials:accreditation-send-back", heading="Send the proposal on Oak back?")
def send_back(visit):
    made = arranged()
    row = made.ask()
    made.propose(row)
    sit(visit, made.body, "second")
    go(visit, "accreditation-send-back", made.body, row)


@shows("credentials:accreditation-send-back", ERROR, heading="Send the proposal on Oak back?")
def send_back_without_words(visit):
    send_back(visit)
    visit.send_nothing()


@shows("credentials:accreditation-suspend", heading="Suspend the accreditation of Oak?")
def suspend(visit):
    made = arranged()
    row = made.accredited()
    sit(visit, made.body)
    go(visit, "accreditation-suspend", made.body, row)


@shows("credentials:accreditation-suspend", ERROR, heading="Suspend the accreditation of Oak?")
def suspend_without_a_reason(visit):
    suspend(visit)
    visit.send_nothing()


@shows("tenants:overview", "accreditation suspended", heading="Overview")
def overview_while_suspended(visit):
    made = arranged()
    made.suspend(made.accredited())
    outbox.drain()
    sit(visit, made.oak)
    visit.go("tenants:overview", cooperative=made.oak.coop.slug)
