"""Pictures as SVG: every letter and every colour of the screen, in XML that can be parsed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from xortui.debugger import Debugger
from xortui.export import export_text
from xortui.export.ink import ink
from xortui.export.svg import svg
from xortui.render.palette import ROLES, Palette
from xortui.render.palettes.theme import THEMES
from xortui.render.row import Span

SPACE = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("theme", THEMES)
def test_a_role_has_the_colours_that_the_terminal_shows(theme: str) -> None:
    palette = Palette(theme)
    roles = [*ROLES, "positive current", "path current", "map0/map8", "map4/map2", "header focused"]
    for role in roles:
        style = palette.base + palette.style(role)
        found = ink(theme, role)
        assert style.color is not None
        assert style.bgcolor is not None
        assert found.colour == style.color.get_truecolor().hex, role
        assert found.ground == style.bgcolor.get_truecolor().hex, role
        assert (found.is_bold, found.is_underlined) == (bool(style.bold), bool(style.underline)), role
        assert found.is_reversed == bool(style.reverse), role


def texts(document: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(document).iter(f"{SPACE}text")]


@pytest.mark.parametrize("problem", ["xor", "mazur", "iris"])
def test_a_poster_is_xml_with_every_number_of_the_step(problem: str) -> None:
    debugger = Debugger(problem)
    debugger.go_to("3")
    document = export_text(debugger, "poster")
    words = " ".join(texts(document))
    for title in ("Network", "Chain", "Weights", "Samples"):
        assert title in words
    assert "step 3:" in words
    assert document.count("<circle") > 100


def test_what_xml_cannot_hold_is_held() -> None:
    rows = [(Span('<a & "b">'), Span(" "), Span("m\u0302\x07", "path")), (Span("▀▄█", "map3/map5"),)]
    document = svg(rows, "dark", "<title> & more")
    assert texts(document) == ["<a", "&", '"b">', "m\u0302?"]
    assert len(list(ElementTree.fromstring(document).iter(f"{SPACE}rect"))) == 1 + 1 + 3


def test_letters_stand_where_the_cells_are() -> None:
    document = svg([(Span("ab  cd"),)], "light", "")
    found = list(ElementTree.fromstring(document).iter(f"{SPACE}text"))
    assert [element.get("x") for element in found] == ["12", "45.6"]
    assert [element.get("textLength") for element in found] == ["16.8", "16.8"]
