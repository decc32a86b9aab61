"""Letters about accreditation, to those who answer for a co-op or review others.

What the other side wrote in its own words stands on the page, never in a letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials import issuers
from credentials.models import Accreditation, SignedFor, Vouch
from tenants.mail import Message, called, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Letter

TEMPLATE: Final = "credentials/mail/accreditation"
OURS, REVIEW = "credentials:accreditation", "credentials:accreditation-review"


@dataclass(frozen=True)
class _Words:
    """`{coop}` asked, `{body}` decides, `{day}` is the last day.

    Where the body signs the cards of the co-op, `signed` is said instead of `sentences`: more is lost then.
    """

    title: str | Promise
    sentences: tuple[str | Promise, ...]
    action: str | Promise
    page: str
    signed: tuple[str | Promise, ...] = ()


SIGN_OURSELVES: Final = gettext_lazy(
    "On the page “Who signs your cards”, an owner of {coop} can choose that the co-op signs them itself. Every "
    "member then gets a new card that counts."
)


WORDS: Final = {
    "accreditation_asked": _Words(
        gettext_lazy("{coop} asks to be accredited"),
        (gettext_lazy("Two of you decide: one proposes, another one confirms."),),
        gettext_lazy("Open the review"),
        REVIEW,
    ),
    "accreditation_appealed": _Words(
        gettext_lazy("{coop} appeals your refusal"),
        (gettext_lazy("People who did not take part in the refusal decide, where there are any."),),
        gettext_lazy("Open the review"),
        REVIEW,
    ),
    "accreditation_renewal": _Words(
        gettext_lazy("{coop} asks you to renew its accreditation"),
        (gettext_lazy("It lapses after {day} unless two of you renew it."),),
        gettext_lazy("Open the review"),
        REVIEW,
    ),
    "accreditation_proposed": _Words(
        gettext_lazy("A decision on {coop} waits for a second person"),
        (gettext_lazy("A colleague has proposed what to do. Nothing holds until you confirm it."),),
        gettext_lazy("Read the proposal"),
        REVIEW,
    ),
    "accreditation_accredit": _Words(
        gettext_lazy("You are accredited by {body}"),
        (
            gettext_lazy("{body} confirms that {coop} is a genuine co-op, until {day}."),
            gettext_lazy("Other co-ops that trust {body} can now recognise your cards."),
        ),
        gettext_lazy("See your accreditation"),
        OURS,
    ),
    "accreditation_renew": _Words(
        gettext_lazy("Your accreditation is renewed"),
        (gettext_lazy("{body} confirms {coop} until {day}."),),
        gettext_lazy("See your accreditation"),
        OURS,
    ),
    "accreditation_refuse": _Words(
        gettext_lazy("{body} has refused the accreditation"),
        (
            gettext_lazy("The reason stands on your page."),
            gettext_lazy("You can appeal within 30 days. Other people then look at it again."),
        ),
        gettext_lazy("Read the reason"),
        OURS,
    ),
    "accreditation_restore": _Words(
        gettext_lazy("Your accreditation is restored"),
        (gettext_lazy("It is in force again, until {day}."),),
        gettext_lazy("See your accreditation"),
        OURS,
    ),
    "accreditation_revoke": _Words(
        gettext_lazy("{body} has revoked your accreditation"),
        (
            gettext_lazy("The reason stands on your page."),
            gettext_lazy("Your members keep their cards. Other co-ops may not recognise them."),
        ),
        gettext_lazy("Read the reason"),
        OURS,
        (
            gettext_lazy("The reason stands on your page."),
            gettext_lazy("{body} signed your cards. From now on they count nowhere."),
            SIGN_OURSELVES,
        ),
    ),
    "accreditation_suspended": _Words(
        gettext_lazy("{body} has suspended your accreditation"),
        (
            gettext_lazy("The reason stands on your page."),
            gettext_lazy("Other co-ops may not recognise your cards until it is restored."),
        ),
        gettext_lazy("Read the reason"),
        OURS,
        (
            gettext_lazy("The reason stands on your page."),
            gettext_lazy("{body} signs your cards. Until it is restored, they count nowhere."),
            SIGN_OURSELVES,
        ),
    ),
    "accreditation_lapsing": _Words(
        gettext_lazy("The accreditation of {coop} ends on {day}"),
        (
            gettext_lazy("It lapses after that day unless {body} renews it."),
            gettext_lazy("An owner of {coop} can ask for that on the page."),
        ),
        gettext_lazy("Open the accreditation"),
        OURS,
        (
            gettext_lazy("It lapses after that day unless {body} renews it."),
            gettext_lazy("An owner of {coop} can ask for that on the page."),
            gettext_lazy(
                "{body} signs the cards of {coop}. When the accreditation lapses, they stop counting at once."
            ),
        ),
    ),
    "accreditation_lapsed": _Words(
        gettext_lazy("The accreditation of {coop} has lapsed"),
        (gettext_lazy("Its last day was {day}. {coop} can ask {body} again at any time."),),
        gettext_lazy("Open the accreditation"),
        OURS,
        (
            gettext_lazy("Its last day was {day}. {coop} can ask {body} again at any time."),
            gettext_lazy(
                "{body} signed the cards of {coop}. They stopped counting with the accreditation."
            ),
            SIGN_OURSELVES,
        ),
    ),
}


def _write(row: Letter) -> Message:
    here = _here(row)
    about = Accreditation.objects.select_related("applicant", "body").get(code=row.about)
    words = WORDS[row.kind]
    # The same news reaches both sides; each is led to its own page.
    page = REVIEW if about.body_id == here.pk else words.page
    arguments = [here.slug] if page == OURS else [here.slug, about.code]
    if words.signed and _signs(about, here):
        words = replace(words, sentences=words.signed)
    return _message(here, about, words, reverse(page, args=arguments))


def _signs(about: Accreditation, here: Cooperative) -> bool:
    """Whether the body signs the cards of the co-op, as far as this side of the two can see."""
    if about.body_id == here.pk:
        cards = SignedFor.objects.filter(home_did=about.applicant.did)
        return cards.filter(valid_until__gt=timezone.now()).exists()
    running = issuers.running()
    return running is not None and running.issuer_id == about.body_id


for _kind in WORDS:
    letter(_kind)(_write)


@letter("vouch_asked")
def write_vouch_asked(row: Letter) -> Message:
    here = _here(row)
    vouch = Vouch.objects.select_related("accreditation__applicant", "accreditation__body").get(
        code=row.about
    )
    words = _Words(
        _("{coop} asks you to vouch for it"),
        (
            _("{coop} wants {body} to confirm that it is a genuine co-op."),
            _("Vouch only if you know them. You answer with one sentence, or you decline."),
        ),
        _("Answer"),
        "",
    )
    address = reverse("credentials:vouch", args=[here.slug, vouch.code])
    return _message(here, vouch.accreditation, words, address)


@letter("trust_list_full")
def write_trust_list_full(row: Letter) -> Message:
    """About the federation itself."""
    here = _here(row)
    words = _Words(
        _("The trust list of {body} is full"),
        (
            _("It is as long as programs read it. What you decide now does not come onto it."),
            _("Each accreditation holds as before, and the co-op's own page shows it."),
            _(
                "End those that are not needed any more, or let a second federation accredit some of the co-ops."
            ),
        ),
        _("Open the accreditations"),
        "",
    )
    address = reverse("credentials:accreditations", args=[here.slug])
    return _written(here, {"body": here.name}, words, address)


def _message(here: Cooperative, about: Accreditation, words: _Words, address: str) -> Message:
    known = {
        "coop": about.applicant.name,
        "body": about.body.name,
        "day": date_format(about.valid_until, "DATE_FORMAT") if about.valid_until else "",
    }
    return _written(here, known, words, address)


def _written(here: Cooperative, known: dict[str, str], words: _Words, address: str) -> Message:
    title = str(words.title).format(**known)
    context = {
        "title": title,
        "subject": title,
        "sentences": [str(each).format(**known) for each in words.sentences],
        "action": words.action,
        "action_url": f"{settings.CANONICAL_ORIGIN}{address}",
    }
    text, html = write_halves(TEMPLATE, context, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)


def _here(row: Letter) -> Cooperative:
    return Cooperative.objects.get(pk=row.cooperative_id)


called(gettext_lazy("About accreditation"), *WORDS, "vouch_asked", "trust_list_full")
