"""Some 300 texts that somebody would write who wants pages to run them. Each calls `hit()` if a page lets it.

`§` stands for a word of its own in each use, so that what became of it can be found.
"""

from __future__ import annotations

from typing import Final

from tests.hostile.markup import MARKUP
from tests.hostile.spellings import SPELLINGS

MARK: Final = "qzx"
SIGN: Final = "§"

# Events that need nobody, and those that do: what is left in the page as an attribute is found either way.
_ALONE = (
    ("img src=x", "onerror"),
    ("svg", "onload"),
    ("body", "onload"),
    ("body", "onpageshow"),
    ("video src=x", "onerror"),
    ("audio src=x", "onerror"),
    ("details open", "ontoggle"),
    ("input autofocus", "onfocus"),
    ("select autofocus", "onfocus"),
    ("textarea autofocus", "onfocus"),
    ("a tabindex=1 autofocus", "onfocusin"),
    ("iframe", "onload"),
    ("object data=x", "onerror"),
    ("embed src=x", "onload"),
    ("link rel=stylesheet href=x", "onerror"),
    ("style", "onload"),
    ("script src=x", "onerror"),
    ("image src=x", "onerror"),
    ("input type=image src=x", "onerror"),
    ("svg><image href=x", "onerror"),
    ("svg><set attributeName=x", "onbegin"),
    ("svg><animate attributeName=x dur=1s", "onbegin"),
    ("math><mi", "onload"),
    ("track src=x", "onerror"),
    ("frameset", "onload"),
)
_ASKED = (
    ("a href=x", "onclick"),
    ("b", "onmouseover"),
    ("div", "onpointerenter"),
    ("p", "onwheel"),
    ("p contenteditable", "onbeforeinput"),
    ("p", "oncopy"),
    ("p", "ondblclick"),
    ("form", "onsubmit"),
    ("form", "onreset"),
    ("button", "onclick"),
    ("input", "onchange"),
    ("dialog open", "onclose"),
    ("marquee", "onstart"),
    ("x", "oncontextmenu"),
    ("x-el", "onanimationstart"),
    ("label", "ontouchstart"),
    ("video controls", "onplay"),
    ("button popovertarget=p", "onbeforetoggle"),
    ("div", "onscrollend"),
    ("div", "ondragstart"),
)
_CLOSERS = ("", '">', "'>", "</title>", "</textarea>", "</script>", "</style>", "-->", "</select>")
_SCHEMES = (
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    "java\tscript:hit()",
    " javascript:hit()",
    "\x01javascript:hit()",
    "javascript&colon;hit()",
    "&#106;avascript:hit()",
    "&#x6A;avascript:hit()",
    "java&NewLine;script:hit()",
    "javascript://x%0Ahit()",
    "javascript:/*--></title>*/hit()",
    "data:text/html,<script>hit()</script>",
    "data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=hit()>",
    "vbscript:hit()",
    "view-source:javascript:hit()",
    "feed:javascript:hit()",
    "blob:javascript:hit()",
    "//evil.test/x.js",
    "\\\\evil.test\\x.js",
)
_IN_ADDRESSES = (
    "<a href='{}'>§</a>",
    "<iframe src='{}'></iframe>§",
    "<form action='{}'><button>§</button></form>",
    "<object data='{}'>§</object>",
)


def _spelled(text: str) -> str:
    """Each stands on one line of the list above, so the ends of lines have signs of their own there."""
    return text.replace("␤", "\n").replace("␍", "\r").replace("\0", "\ufffd")


def texts() -> list[str]:
    """Each of them once, the nul aside: no database keeps it."""
    single = [_spelled(each) for each in (MARKUP + SPELLINGS).split("\n") if SIGN in each]
    alone = [f"<{tag} {event}=hit() id=§>§" for tag, event in (*_ALONE, *_ASKED)]
    closed = [f"{each}<svg onload=hit() id=§>§" for each in _CLOSERS]
    addresses = [
        f"{_IN_ADDRESSES[n % len(_IN_ADDRESSES)].format(scheme)}"
        for n, scheme in enumerate(_SCHEMES)
    ]
    schemes = [f"{scheme}//§" for scheme in _SCHEMES]
    return list(dict.fromkeys([*single, *alone, *closed, *addresses, *schemes]))


def marked(text: str, number: int) -> str:
    return text.replace(SIGN, f"{MARK}{number}z")
