"""How colours look to eyes: contrast, four ways of seeing fewer colours, and how far two colours are apart."""

from __future__ import annotations

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

from rich.color import Color

Rgb = tuple[float, float, float]

# The colours of xterm's file XTerm-col.ad, and those of the Linux console (drivers/tty/vt/vt.c).
XTERM = (
    "#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
    "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff",
)  # fmt: skip
CONSOLE = (
    "#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
    "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff",
)  # fmt: skip

# Machado, Oliveira, Fernandes: A physiologically-based model for simulation of color vision deficiency (2009),
# severity 1, for linear RGB; and grey by luminance.
VISIONS: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}  # fmt: skip


def linear(colour: Color, sixteen: tuple[str, ...] = XTERM) -> Rgb:
    """Return a colour as linear RGB from 0 to 1; one of the sixteen is what a terminal makes of it."""
    if colour.number is not None and colour.number < 16:
        colour = Color.parse(sixteen[colour.number])
    red, green, blue = colour.get_truecolor()
    return _linear(red), _linear(green), _linear(blue)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: Rgb) -> float:
    """Return the relative luminance, as the WCAG define it."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, from 1 to 21, as the WCAG define it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def seen(colour: Rgb, vision: str) -> Rgb:
    """Return a colour as somebody sees it."""
    red, green, blue = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in VISIONS[vision])
    return min(max(red, 0.0), 1.0), min(max(green, 0.0), 1.0), min(max(blue, 0.0), 1.0)


def lab(colour: Rgb) -> Rgb:
    """Return CIE L*, a*, b* of linear RGB, for the white of D65."""
    red, green, blue = colour
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = _bent(x), _bent(y), _bent(z)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _bent(t: float) -> float:
    return float(t ** (1 / 3)) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116


def distance(one: Rgb, other: Rgb) -> float:
    """Return ΔE of two colours in L*, a*, b* by CIEDE2000; 1 is just noticeable."""
    l1, a1, b1 = one
    l2, a2, b2 = other
    mean_chroma = (hypot(a1, b1) + hypot(a2, b2)) / 2
    stretch = 1 + 0.5 * (1 - sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    a1 *= stretch
    a2 *= stretch
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    turn = h2 - h1
    if c1 * c2 == 0:
        turn = 0.0
    elif abs(turn) > 180:
        turn -= 360 if turn > 0 else -360
    hue = h1 + h2
    if c1 * c2 != 0:
        far = abs(h1 - h2) > 180
        hue = (hue + (360 if hue < 360 else -360) * far) / 2
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    sl = 1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2)
    sc = 1 + 0.045 * chroma
    sh = 1 + 0.015 * chroma * t
    swing = 30 * exp(-(((hue - 275) / 25) ** 2))
    rt = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(2 * swing))
    dl = (l2 - l1) / sl
    dc = (c2 - c1) / sc
    dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / sh
    return sqrt(dl**2 + dc**2 + dh**2 + rt * dc * dh)


def apart(one: Rgb, other: Rgb, vision: str) -> float:
    """Return ΔE of two colours of linear RGB as somebody sees them."""
    return distance(lab(seen(one, vision)), lab(seen(other, vision)))
