"""The few tags the templates need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tenants import brand, navigation

register = template.Library()

BREAK = SafeString("<wbr>")
COOP = re.compile(r"\bco-ops?\b(?![^<]*>)", re.IGNORECASE)
SPRITE = "vendor/lucide-1.62.0/icons.svg"

# A state's word is translated where it is declared; here only its shape and colour are chosen.
KINDS = {
    "ok": "active approved accepted accredited complete current delivered done genuine given good in_force live "
    "on_board open passed sent valid verified",
    "info": "appealed asked create draft invited new offered pending planned planning proposed published received running sending "
    "signed submitted talking undoing update",
    "warn": "awaiting_accreditation change_requested columns duplicate expiring held information_asked paused "
    "suspended unchecked unconfirmed unknown waiting",
    "bad": "bounced compromised declined error failed not_genuine refused revoked",
}
KIND_OF = {state: kind for kind, states in KINDS.items() for state in states.split()}


@register.filter
def breakable(address: str) -> SafeString:
    """An address that may go on in the next line between its parts, rather than within a word."""
    parts = re.split(r"(?<=[:/@])(?![:/]|$)", address)
    joined = format_html_join(BREAK, "{}", ((part,) for part in parts))
    return format_html('<span translate="no">{}</span>', joined)


@register.filter
def unbroken(text: str) -> SafeString:
    """A text in which no line ends within the word co-op."""
    return SafeString(COOP.sub(r'<span class="unbroken">\g<0></span>', conditional_escape(text)))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture beside words; with a label it speaks for itself."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            label,
            static(SPRITE),
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static(SPRITE),
        name,
    )


@register.filter
def kind(state: object) -> str:
    """The badge of a state: ok, info, warn, bad, or off for what is over."""
    return KIND_OF.get(str(state).lower().replace("-", "_").replace(" ", "_"), "off")


@register.simple_tag(takes_context=True)
def brand_stylesheet(context: Context) -> SafeString | str:
    """The co-op's colours, on the pages that are its own."""
    cooperative = context.get("cooperative")
    if not cooperative or context.get("unsaved"):
        return ""
    return format_html(
        '<link rel="stylesheet" href="{}">',
        reverse("brand-stylesheet", args=[cooperative.slug, brand.digest(cooperative.colour)]),
    )


@register.simple_tag
def canonical(name: str, *arguments: object) -> str:
    """A whole address, to copy: from the origin that never changes."""
    return f"{settings.CANONICAL_ORIGIN}{reverse(name, args=arguments)}"


@register.simple_tag
def linked_data(value: dict[str, Any]) -> SafeString:
    """Data for search engines beside the page, as inert as text: no sign in it ends the element."""
    drawn = json_script(value)
    return SafeString(drawn.replace("application/json", "application/ld+json", 1))


@register.simple_tag
def languages() -> list[dict[str, Any]]:
    """Each language that the portal speaks, by its own name, and whether it is the one spoken now."""
    now = get_language()
    return [
        {"code": code, "name": name, "active": code == now} for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def staff_items(context: Context) -> Iterable[Any]:
    """What this person may open at this co-op."""
    shown: Iterable[Any] | None = context.get("staff_navigation")
    request = context.get("request")
    return shown or (navigation.items_for(request) if request else ())


@register.simple_tag(takes_context=True)
def offices(context: Context) -> Sequence[Any]:
    """Where this person works, asked once for all that a page shows of it."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return ()
    if not hasattr(request, "offices"):
        request.offices = navigation.offices_of(request.user)
    found: Sequence[Any] = request.offices
    return found


@register.simple_tag(takes_context=True)
def staff_finds(context: Context) -> str:
    """Where members and applicants are looked for, for whoever may."""
    request = context.get("request")
    return navigation.search_for(request) if request else ""


@register.filter
def page_numbers(paginator: Paginator[Any], number: int) -> list[int]:
    """The pages around the current one; 0 stands for the gap."""
    pages = paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
    return [page if isinstance(page, int) else 0 for page in pages]


@register.filter
def nth(items: Sequence[Any], index: int) -> Any:
    return items[index]
