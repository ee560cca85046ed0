"""The operator's one colour, and the shades that follow from it. Pure arithmetic."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_LIGHT_PAGE, _DARK_PAGE, _DARK_CARD = (0xF4, 0xF7, 0xF7), (0x0D, 0x15, 0x17), (0x14, 0x1E, 0x21)
_READABLE = 4.5

Colour = tuple[int, int, int]


class Unreadable(ValueError):
    """Text in or on this colour could not be read by everybody; the message says what to do."""


@dataclass(frozen=True)
class Palette:
    """The brand's colours of one theme, as the style sheet names them."""

    brand: str
    brand_2: str
    on_brand: str
    brand_soft: str
    brand_line: str
    brand_ink: str
    head: str
    head_2: str


def light(brand: str) -> Palette:
    """The shades on light pages; Unreadable where white text on them falls under 4.5."""
    colour = parse(brand)
    weakest = min(contrast(colour, _WHITE), contrast(colour, _LIGHT_PAGE))
    soft = mix(colour, _WHITE, 0.12)
    if weakest < _READABLE or contrast(colour, soft) < _READABLE:
        raise Unreadable(
            f"brand.colour {brand}: text in it has a contrast of {weakest:.1f} on the page, and needs 4.5; "
            f"{_hex(_darkened(colour))} is the nearest darker one that works"
        )
    return Palette(
        brand=_hex(colour),
        brand_2=_hex(mix(colour, _BLACK, 0.8)),
        on_brand=_hex(_WHITE),
        brand_soft=_hex(soft),
        brand_line=_hex(mix(colour, _WHITE, 0.36)),
        brand_ink=_hex(mix(colour, _BLACK, 0.78)),
        head=_hex(_head(colour, 0.53)),
        head_2=_hex(_head(colour, 0.7)),
    )


def dark(brand: str) -> Palette:
    """The shades on dark pages: the same hue, as bright as dark pages need it."""
    colour = _brightened(parse(brand))
    return Palette(
        brand=_hex(colour),
        brand_2=_hex(mix(colour, _WHITE, 0.75)),
        on_brand=_hex(mix(colour, _BLACK, 0.18)),
        brand_soft=_hex(mix(colour, _DARK_CARD, 0.18)),
        brand_line=_hex(mix(colour, _DARK_CARD, 0.45)),
        brand_ink=_hex(mix(colour, _WHITE, 0.6)),
        head=_hex(_head(parse(brand), 0.4)),
        head_2=_hex(_head(parse(brand), 0.52)),
    )


def parse(text: str) -> Colour:
    """The three parts of #rrggbb."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """`share` of the colour, and the rest of the other."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of WCAG 2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 255 for part in colour)
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    value: float = ((part + 0.055) / 1.055) ** 2.4
    return part / 12.92 if part <= 0.04045 else value


def _head(colour: Colour, share: float) -> Colour:
    """A bar dark enough for pale text of the second rank."""
    bar = mix(colour, _BLACK, share)
    while contrast(bar, (0xB4, 0xD0, 0xD6)) < _READABLE:
        bar = mix(bar, _BLACK, 0.9)
    return bar


def _darkened(colour: Colour) -> Colour:
    while min(contrast(colour, _LIGHT_PAGE), contrast(colour, mix(colour, _WHITE, 0.12))) < _READABLE:
        colour = mix(colour, _BLACK, 0.97)
    return colour


def _brightened(colour: Colour) -> Colour:
    """The same hue, raised until it reads on dark cards; strong colours a little calmer, as dark pages glare."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    while True:
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, min(saturation, 0.56))
        bright = round(red * 255), round(green * 255), round(blue * 255)
        if contrast(bright, _DARK_CARD) >= 8 and contrast(bright, mix(bright, _DARK_CARD, 0.18)) >= _READABLE:
            return bright
        lightness += 0.01


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
