from __future__ import annotations

import itertools

import pytest
from rich.color import ColorType
from rich.style import Style

from tests.render.colour_vision import CONSOLE, VISIONS, XTERM, Rgb, apart, contrast, distance, linear
from xortui.render.palette import MAP_LEVELS, ROLES, Palette
from xortui.render.palettes.depth import Depth
from xortui.render.palettes.theme import THEMES

GROUNDS = ("ground", "chosen", "status", "header", "current", "under")
"""What other roles are laid over."""
MAP = {f"map{level}" for level in range(MAP_LEVELS)}
MARKS = {f"mark{level}" for level in range(MAP_LEVELS)}
INKS = sorted(ROLES - MAP - MARKS)
COLOURED = (Depth.TRUE, Depth.PALETTE, Depth.SIXTEEN)
PALETTES = [Palette(theme, depth) for theme, depth in itertools.product(THEMES, COLOURED)]
MIN_CONTRAST = 4.5


def shown(style: Style, sixteen: tuple[str, ...] = XTERM) -> tuple[Rgb, Rgb]:
    """Return text and ground of a cell as linear RGB."""
    assert style.color
    assert style.bgcolor
    text, ground = linear(style.color, sixteen), linear(style.bgcolor, sixteen)
    return (ground, text) if style.reverse else (text, ground)


def ink(palette: Palette, role: str) -> Rgb:
    return shown(palette.base + palette.style(role))[0]


def named(palette: Palette) -> str:
    return f"{palette.theme}-{palette.depth.name.lower()}"


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_depth_keeps_to_its_own_colours(role: str, theme: str) -> None:
    allowed = {
        Depth.NONE: set(),
        Depth.SIXTEEN: {ColorType.STANDARD},
        Depth.PALETTE: {ColorType.EIGHT_BIT},
        Depth.TRUE: {ColorType.TRUECOLOR},
    }
    for depth, types in allowed.items():
        style = Palette(theme, depth).style(role)
        assert {colour.type for colour in (style.color, style.bgcolor) if colour} <= types


def test_every_theme_has_every_role() -> None:
    for table in THEMES.values():
        assert table.keys() == ROLES - MARKS


def test_roles_are_laid_over_each_other_and_halves_have_two_colours() -> None:
    palette = Palette()
    style = palette.style("positive current")
    assert style.reverse
    assert style.color == palette.style("positive").color
    half = palette.style("map0/map8")
    assert half.color == palette.style("map0").color
    assert half.bgcolor == palette.style("map8").color


@pytest.mark.parametrize("depth", list(Depth))
@pytest.mark.parametrize("role", ["purple", "map3/map99", "mark9"])
def test_an_unknown_role_is_an_error(role: str, depth: Depth) -> None:
    with pytest.raises(KeyError):
        Palette(depth=depth).style(role)


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("depth", list(Depth))
def test_every_role_names_both_its_colours_or_neither(theme: str, depth: Depth) -> None:
    palette = Palette(theme, depth)
    for role in ROLES:
        style = palette.base + palette.style(role)
        for laid in (style, style + palette.style("current"), style + palette.style("header")):
            assert (laid.color is None) == (laid.bgcolor is None) == (depth is Depth.NONE)
            assert not any(colour.is_default for colour in (laid.color, laid.bgcolor) if colour)


class TestContrast:
    """Text stands out from its ground, 4.5 to 1, whatever the terminal's own colours are: both are always ours."""

    @pytest.mark.parametrize("palette", PALETTES, ids=named)
    @pytest.mark.parametrize("ground", GROUNDS)
    def test_every_role_on_every_ground(self, palette: Palette, ground: str) -> None:
        for role in INKS:
            style = palette.base + palette.style(f"{ground} {role}")
            assert contrast(*shown(style)) >= MIN_CONTRAST, role

    @pytest.mark.parametrize("palette", PALETTES, ids=named)
    def test_marks_on_the_map(self, palette: Palette) -> None:
        # The middle has none.
        for role in MARKS - {f"mark{MAP_LEVELS // 2}"}:
            assert contrast(*shown(palette.style(role))) >= MIN_CONTRAST, role

    @pytest.mark.parametrize("theme", list(THEMES))
    def test_the_linux_console_has_other_values_of_the_sixteen(self, theme: str) -> None:
        palette = Palette(theme, Depth.SIXTEEN)
        for role in INKS:
            assert contrast(*shown(palette.base + palette.style(role), CONSOLE)) >= MIN_CONTRAST, role

    def test_high_contrast_is_higher(self) -> None:
        for role in INKS:
            for depth in (Depth.TRUE, Depth.PALETTE):
                palette = Palette("contrast", depth)
                assert contrast(*shown(palette.base + palette.style(role))) >= 7, role


class TestColourVision:
    """What must differ differs for protanopes, deuteranopes and tritanopes too; in grey, sign or weight says it."""

    # ΔE by CIEDE2000: 2.3 is just noticeable side by side, 10 at a glance.
    PAIRS = {  # noqa: RUF012 - a table
        ("positive", "negative"): 30,
        ("good", "bad"): 15,
        ("path", "positive"): 10,
        ("curve", "band"): 15,
        ("map0", "map8"): 50,
        ("map0", "map4"): 20,
        ("map4", "map8"): 25,
    }

    @pytest.mark.parametrize("palette", PALETTES, ids=named)
    @pytest.mark.parametrize("vision", [vision for vision in VISIONS if vision != "grey"])
    def test_pairs_are_far_apart(self, palette: Palette, vision: str) -> None:
        for (one, other), least in self.PAIRS.items():
            assert apart(ink(palette, one), ink(palette, other), vision) >= least, (one, other)

    @pytest.mark.parametrize("palette", PALETTES, ids=named)
    def test_greys_tell_the_ends_of_the_map_and_the_curve(self, palette: Palette) -> None:
        for one, other, least in (
            ("map0", "map8", 50),
            ("map0", "map4", 15),
            ("map4", "map8", 15),
            ("curve", "band", 15),
        ):
            assert apart(ink(palette, one), ink(palette, other), "grey") >= least, (one, other)

    @pytest.mark.parametrize("palette", [*PALETTES, Palette(depth=Depth.NONE)], ids=named)
    def test_what_is_lit_has_more_weight_than_what_is_not(self, palette: Palette) -> None:
        for lit in ("path", "curve", "marker", "key", "good", "bad", "focused"):
            assert palette.style(lit).bold, lit
        for plain in ("text", "positive", "negative", "band", "dim", "faint", "future"):
            assert not palette.style(plain).bold, plain

    def test_the_measure_gives_published_distances(self) -> None:
        # Sharma, Wu, Dalal: The CIEDE2000 color-difference formula (2005), pairs 1, 17 and 20.
        assert distance((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
        assert distance((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(1.2644, abs=1e-4)
        assert distance((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619)) == pytest.approx(2.0373, abs=1e-4)
        assert contrast((1, 1, 1), (0, 0, 0)) == 21


class TestFittedStyles:
    """What Textual asks for, in sixteen colours or none."""

    @pytest.mark.parametrize("theme", list(THEMES))
    @pytest.mark.parametrize("asked", ["", "#123456", "on #e0e0e0", "default on default", "bold cyan", "red on blue"])
    def test_sixteen_colours_are_both_named_and_differ(self, asked: str, theme: str) -> None:
        style = Palette(theme, Depth.SIXTEEN).fitted(Style.parse(asked))
        assert style.color
        assert style.bgcolor
        assert style.color != style.bgcolor
        assert {style.color.type, style.bgcolor.type} == {ColorType.STANDARD}

    def test_two_of_the_sixteen_stay_as_they_are(self) -> None:
        palette = Palette(depth=Depth.SIXTEEN)
        half = palette.style("map4/map4")
        assert palette.fitted(half) == half

    @pytest.mark.parametrize("depth", [Depth.PALETTE, Depth.SIXTEEN, Depth.NONE])
    @pytest.mark.parametrize("theme", list(THEMES))
    def test_what_is_drawn_by_roles_fits_already(self, theme: str, depth: Depth) -> None:
        palette = Palette(theme, depth)
        for role in (*ROLES, "map0/map8", "positive current", "header title", "dim chosen"):
            style = palette.laid_on_base(role)
            assert style == palette.base + palette.style(role)
            assert palette.fitted(style) == style, role

    @pytest.mark.parametrize(
        ("asked", "is_reversed"), [("black on white", True), ("#ffffff on #111111", False), ("", False)]
    )
    def test_without_colours_a_light_ground_is_reversed(self, asked: str, is_reversed: bool) -> None:
        style = Palette(depth=Depth.NONE).fitted(Style.parse(asked) + Style.from_meta({"option": 3}))
        assert (style.color, style.bgcolor) == (None, None)
        assert bool(style.reverse) is is_reversed
        assert style.meta == {"option": 3}  # or a click would find no option
