from __future__ import annotations

import pytest
from rich.color import ColorType
from rich.style import Style

from xortui.render.palette import ROLES, Depth, base_style, fitted_style, style_of


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_depth_keeps_to_its_own_colours(role: str) -> None:
    allowed = {
        Depth.NONE: set(),
        Depth.SIXTEEN: {ColorType.STANDARD},
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


@pytest.mark.parametrize("depth", list(Depth))
@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_names_both_its_colours_or_neither(role: str, depth: Depth) -> None:
    style = base_style(depth) + style_of(role, depth)
    for laid in (style, style + style_of("current", depth), style + style_of("header", depth)):
        assert (laid.color is None) == (laid.bgcolor is None) == (depth is Depth.NONE)
        assert not any(colour.is_default for colour in (laid.color, laid.bgcolor) if colour)


class TestFittedStyles:
    """What Textual asks for, in sixteen colours or none."""

    @pytest.mark.parametrize("asked", ["", "#123456", "on #e0e0e0", "default on default", "bold cyan", "red on blue"])
    def test_sixteen_colours_are_both_named_and_differ(self, asked: str) -> None:
        style = fitted_style(Style.parse(asked), Depth.SIXTEEN)
        assert style.color
        assert style.bgcolor
        assert style.color != style.bgcolor
        assert {style.color.type, style.bgcolor.type} == {ColorType.STANDARD}

    def test_two_of_the_sixteen_stay_as_they_are(self) -> None:
        half = style_of("map4/map4", Depth.SIXTEEN)
        assert fitted_style(half, Depth.SIXTEEN) == half

    @pytest.mark.parametrize(
        ("asked", "is_reversed"), [("black on white", True), ("#ffffff on #111111", False), ("", False)]
    )
    def test_without_colours_a_light_ground_is_reversed(self, asked: str, is_reversed: bool) -> None:
        style = fitted_style(Style.parse(asked) + Style.from_meta({"option": 3}), Depth.NONE)
        assert (style.color, style.bgcolor) == (None, None)
        assert bool(style.reverse) is is_reversed
        assert style.meta == {"option": 3}  # or a click would find no option
