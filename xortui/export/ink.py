"""The ink: how a role looks on paper, from the tables of a theme, with no terminal's styles between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from xortui.render.palettes.theme import THEMES

MARK = "mark"
"""How the roles begin of a character that stands on a level of the decision map."""
MIDDLE = 4
"""The level from which the map is light, so that what stands on it is dark."""
DARK = "#000000"
LIGHT = "#ffffff"


@dataclass(frozen=True, slots=True)
class Ink:
    """One look."""

    colour: str = DARK
    ground: str = LIGHT
    is_bold: bool = False
    is_underlined: bool = False
    is_italic: bool = False
    is_reversed: bool = False

    @property
    def letters(self) -> str:
        """The colour of letters."""
        return self.ground if self.is_reversed else self.colour

    @property
    def behind(self) -> str:
        """The colour behind them."""
        return self.colour if self.is_reversed else self.ground


@lru_cache(maxsize=1024)
def ink(theme: str, role: str) -> Ink:
    """Return how a role looks, or several laid over each other, as the palette has them.

    Raises:
        KeyError: if there is no such theme or role.
    """
    found = Ink()
    for name in ("text", "ground", *role.split()):
        above, _, below = name.partition("/")
        level = above.removeprefix(MARK)
        if above.startswith(MARK) and level.isdigit():
            letters = LIGHT if int(level) < MIDDLE else DARK
            found = replace(found, colour=letters, ground=_over(Ink(), _words(theme, f"map{level}")).colour)
        else:
            found = _over(found, _words(theme, above))
        if below:
            found = replace(found, ground=_over(Ink(), _words(theme, below)).colour)
    return found


def _words(theme: str, role: str) -> list[str]:
    return THEMES[theme][role].true.split()


def _over(under: Ink, words: list[str]) -> Ink:
    """Return a look with another laid over it.

    Raises:
        ValueError: if a word of the look is none.
    """
    found = under
    is_on = True
    is_ground = False
    for word in words:
        if word == "not":
            is_on = False
            continue
        if word == "on":
            is_ground = True
            continue
        if word.startswith("#"):
            found = replace(found, ground=word) if is_ground else replace(found, colour=word)
        elif word in _ATTRIBUTES:
            found = _ATTRIBUTES[word](found, is_on)
        else:
            raise ValueError(f"{word}: expected a colour such as #ffffff, or one of {', '.join(_ATTRIBUTES)}")
        is_on = True
        is_ground = False
    return found


_ATTRIBUTES: dict[str, Callable[[Ink, bool], Ink]] = {
    "bold": lambda found, is_on: replace(found, is_bold=is_on),
    "underline": lambda found, is_on: replace(found, is_underlined=is_on),
    "italic": lambda found, is_on: replace(found, is_italic=is_on),
    "reverse": lambda found, is_on: replace(found, is_reversed=is_on),
}
