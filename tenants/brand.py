"""One colour picked by a co-op becomes colours that can be read: darkened or lightened in OKLCH.

Pure: a colour comes in as #rrggbb, colours go out. Contrast is WCAG 2.2's; the way through OKLCH
(Ottosson's Oklab in polar form) keeps the hue a person picked while its lightness moves.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache

READABLE = 4.5
AT_NIGHT = 6.0  # on dark ground small text needs more than the least the standard asks
VIVID = 1.3  # and colour, or every brand turns to chalk
INK = "#1c1b19"
BLACK = "#000000"
PAPER = "#ffffff"
# What text in the co-op's colour may stand on, as static/css/tokens.css has them.
LIGHT_SURFACES = ("#fbfaf7", "#ffffff", "#f2f0ea")
DARK_SURFACES = ("#151614", "#1d1f1c", "#101110")
SOFT_LIGHT = 0.12
SOFT_DARK = 0.14
STEP = 0.005

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Theme:
    """Colours of one theme. `soft` is a ground that `brand` can be read on."""

    brand: str
    strong: str
    on_brand: str
    soft: str


@dataclass(frozen=True)
class Palette:
    """Both themes, and the raw colour for the card with text that can be read on it."""

    light: Theme
    dark: Theme
    card: str
    on_card: str


@lru_cache(maxsize=512)
def fit_colour(colour: str) -> Palette:
    """The readable colours for what a co-op picked; #rrggbb in any case."""
    raw = _parse(colour)
    card = _write(raw)
    return Palette(
        light=_theme(raw, LIGHT_SURFACES, darker=True),
        dark=_theme(raw, DARK_SURFACES, darker=False),
        card=card,
        on_card=max((PAPER, BLACK), key=lambda text: contrast(text, card)),
    )


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast, 1 to 21."""
    bright, dim = sorted((_luminance(_parse(one)), _luminance(_parse(other))), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def stylesheet(colour: str) -> str:
    """The few properties that differ from one co-op to the next."""
    palette = fit_colour(colour)
    card = f"--card:{palette.card};--on-card:{palette.on_card};"
    dark = _properties(palette.dark)
    return (
        f":root{{{_properties(palette.light)}{card}}}\n"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
        f':root[data-theme="dark"]{{{dark}}}\n'
    )


def digest(colour: str) -> str:
    """Names the stylesheet by its content, so that it may be cached for ever."""
    return hashlib.sha256(stylesheet(colour).encode()).hexdigest()[:12]


def _properties(theme: Theme) -> str:
    return (
        f"--brand:{theme.brand};--brand-strong:{theme.strong};"
        f"--on-brand:{theme.on_brand};--brand-soft:{theme.soft};"
    )


def _theme(raw: Rgb, surfaces: tuple[str, ...], *, darker: bool) -> Theme:
    """Move the lightness until the colour can be read on every surface, its own soft one included."""
    lightness, chroma, hue = _to_oklch(raw)
    least, share = (READABLE, SOFT_LIGHT) if darker else (AT_NIGHT, SOFT_DARK)
    chroma *= 1.0 if darker else VIVID
    while True:
        brand = _write(_from_oklch(lightness, chroma, hue))
        soft = _mix(brand, surfaces[1], share)
        if all(contrast(brand, surface) >= least for surface in (*surfaces, soft)):
            break
        lightness += -STEP if darker else STEP
    on_brand = _text_on(brand)
    # Pressed or pointed at, the button moves away from its text, so that it never reads worse.
    away = -0.06 if on_brand == PAPER else 0.06
    strong = _write(_from_oklch(min(1.0, max(0.0, lightness + away)), chroma, hue))
    return Theme(brand=brand, strong=strong, on_brand=on_brand, soft=soft)


def _text_on(ground: str) -> str:
    return max((PAPER, INK), key=lambda text: contrast(text, ground))


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_parse(one), _parse(other), strict=True)
    red, green, blue = (share * a + (1 - share) * b for a, b in pairs)
    return _write((red, green, blue))


def _parse(colour: str) -> Rgb:
    if len(colour) != len(INK) or colour[0] != "#":
        raise ValueError("A colour is written #rrggbb.")
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _write(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in rgb)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 -- sRGB's own constants


def _gamma(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055  # noqa: PLR2004 -- sRGB's own constants


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(part) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_oklch(rgb: Rgb) -> tuple[float, float, float]:
    red, green, blue = (_linear(part) for part in rgb)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """Back to sRGB; where the screen cannot show the colour, chroma gives way before hue."""
    a, b = math.cos(hue), math.sin(hue)
    while True:
        rgb = _from_oklab(lightness, chroma * a, chroma * b)
        if chroma < 0.002 or all(-0.001 <= part <= 1.001 for part in rgb):  # noqa: PLR2004 -- below what eyes can tell
            red, green, blue = (_gamma(part) for part in rgb)
            return red, green, blue
        chroma *= 0.94


def _from_oklab(lightness: float, a: float, b: float) -> Rgb:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
