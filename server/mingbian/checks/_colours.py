"""Colours of style sheets, and how well one is told from another."""

from __future__ import annotations

import re

Colour = tuple[float, float, float, float]  # red, green, blue, alpha, each 0 to 1

_NAMES = {
    "white": "ffffff",
    "black": "000000",
    "gray": "808080",
    "grey": "808080",
    "silver": "c0c0c0",
    "lightgray": "d3d3d3",
    "lightgrey": "d3d3d3",
    "gainsboro": "dcdcdc",
    "whitesmoke": "f5f5f5",
    "snow": "fffafa",
    "ivory": "fffff0",
    "red": "ff0000",
    "green": "008000",
    "blue": "0000ff",
    "yellow": "ffff00",
    "orange": "ffa500",
    "navy": "000080",
    "darkgray": "a9a9a9",
    "darkgrey": "a9a9a9",
    "dimgray": "696969",
}
_HEX = re.compile(r"#?([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-f])")
_RGB = re.compile(
    r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+(\d?\.?\d{1,4})(%)?)?\s*\)"
)
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)


def parse_colour(value: str) -> Colour | None:
    """The colour that a value states; None for none, a transparent or an unknown one."""
    value = value.strip().lower()
    first = re.split(r"\s", value, maxsplit=1)[0]
    rgb = _RGB.match(value)
    if rgb:
        red, green, blue = (min(int(part), 255) / 255 for part in rgb.groups()[:3])
        alpha = float(rgb.group(4)) / (100 if rgb.group(5) else 1) if rgb.group(4) else 1.0
        return (red, green, blue, min(alpha, 1.0)) if alpha > 0 else None
    hexed = _NAMES.get(first) or (first if first.startswith("#") else "")
    match = _HEX.fullmatch(hexed)
    return _from_hex(match.group(1)) if match else None


def _from_hex(digits: str) -> Colour | None:
    if len(digits) in (3, 4):
        digits = "".join(2 * digit for digit in digits)
    red, green, blue, alpha = (
        int(digits[place : place + 2] or "ff", 16) / 255 for place in (0, 2, 4, 6)
    )
    return (red, green, blue, alpha) if alpha > 0 else None


def contrast(text: Colour, ground: Colour) -> float:
    """The WCAG contrast ratio, 1 to 21, of a text colour on a ground."""
    base = _over(ground, WHITE)
    light, dark = sorted((_luminance(_over(text, base)), _luminance(base)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _over(upper: Colour, lower: Colour) -> Colour:
    alpha = upper[3]
    red, green, blue = (
        up * alpha + low * (1 - alpha) for up, low in zip(upper[:3], lower[:3], strict=True)
    )
    return red, green, blue, 1.0


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
