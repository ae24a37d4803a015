from __future__ import annotations

import pytest
from rich.color import ColorType

from xortui.render.palette import ROLES, Depth, style_of


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_depth_keeps_to_its_own_colours(role: str) -> None:
    allowed = {
        Depth.NONE: set(),
        Depth.SIXTEEN: {ColorType.STANDARD, ColorType.DEFAULT},
        Depth.PALETTE: {ColorType.EIGHT_BIT, ColorType.STANDARD},
        Depth.TRUE: {ColorType.TRUECOLOR},
    }
    for depth, types in allowed.items():
        style = style_of(role, depth)
        assert {colour.type for colour in (style.color, style.bgcolor) if colour} <= types


def test_roles_are_laid_over_each_other_and_halves_have_two_colours() -> None:
    style = style_of("positive current", Depth.TRUE)
    assert style.reverse
    assert style.color == style_of("positive", Depth.TRUE).color
    half = style_of("map0/map8", Depth.PALETTE)
    assert half.color == style_of("map0", Depth.PALETTE).color
    assert half.bgcolor == style_of("map8", Depth.PALETTE).color


def test_an_unknown_role_is_an_error() -> None:
    with pytest.raises(KeyError):
        style_of("purple", Depth.TRUE)
