"""The pen: writes cells with the shortest codes for moves and styles."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from xortui.ui.painting.cells import BLANK, NO_STYLE, REST_OF_WIDE

ENDS = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29",
    "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
"""The code that ends each attribute, by the code that begins it."""
SEEN_ON_BLANKS = {"4", "7", "9", "21", "51", "52", "53"}
"""Attributes that are seen on a blank: lines, frames, and the exchange of both colours."""
EXTENDED = {"5": 3, "2": 5}
"""How many numbers a colour takes: 38;5;N is one of 256, and 38;2;R;G;B has red, green and blue."""


class CursorPlace(NamedTuple):
    """A cell of the screen, at which the cursor stands."""

    x: int
    """The column, from 0."""
    y: int
    """The row, from 0."""


class StyleParts(NamedTuple):
    """The codes of a style, each part by itself."""

    attributes: tuple[str, ...]
    """Codes such as 1 for bold."""
    text: str
    """The code of the text's colour; empty for the terminal's own colour."""
    ground: str
    """The code of the ground's colour; empty for the terminal's own colour."""


class Pen:
    """Collects what is to be sent, and knows the place of the terminal's cursor and the style that is set."""

    def __init__(self, *, ends_one_by_one: bool) -> None:
        """Know neither the cursor nor the style.

        Args:
            ends_one_by_one: whether the terminal has codes that end one attribute and keep the others.
        """
        self._ends_one_by_one = ends_one_by_one
        self.place: CursorPlace | None = None
        """Where the cursor stands; None if that is not known."""
        self._style: str | None = None
        self._sent: list[str] = []

    def forget(self) -> None:
        """Forget the cursor and the style: another program may have written to the terminal."""
        self.place = None
        self._style = None

    def take(self) -> str:
        """Return what is to be sent, and begin to collect anew."""
        sent = "".join(self._sent)
        self._sent.clear()
        return sent

    def move_to(self, place: CursorPlace) -> None:
        """Move the cursor."""
        if place != self.place:
            self._sent.append(shortest_move(self.place, place))
            self.place = place

    def write(self, texts: list[str], style: str, *, is_at_end: bool) -> None:
        """Write cells of one row, beginning where the cursor stands.

        Args:
            texts: the text of each cell.
            style: the codes of all these cells.
            is_at_end: whether they end at the end of the row. Terminals differ in where they leave the cursor there.
        """
        text = "".join(texts)
        has_style = style == self._style
        are_blanks = text.isspace() and self.can_go_on(BLANK, style)
        if not has_style and not are_blanks:
            self._sent.append(change_of_style(self._style, style, self._ends_one_by_one))
            self._style = style
        self._sent.append(text)
        if is_at_end or self.place is None or not are_sure(texts, text):
            self.place = None
        else:
            self.place = CursorPlace(self.place.x + len(texts), self.place.y)

    @property
    def style(self) -> str:
        """The codes of the style that is set; none if that is not known."""
        return self._style or NO_STYLE

    def can_go_on(self, text: str, style: str) -> bool:
        """Say whether a cell looks the same in the style that is set."""
        if self._style is None:
            return False
        return style == self._style or (text == BLANK and seen_on_blank(style) == seen_on_blank(self._style))


def are_sure(texts: list[str], text: str) -> bool:
    """Say whether every terminal moves its cursor by one column for each cell.

    Terminals differ in wide characters, and in marks that combine.
    """
    return len(text) == len(texts) and REST_OF_WIDE not in texts


@lru_cache(maxsize=4096)
def parts_of(style: str) -> StyleParts:
    """Return the parts of a style."""
    attributes: list[str] = []
    text = ""
    ground = ""
    codes = style.split(";") if style else []
    while codes:
        code = codes.pop(0)
        if code in ENDS:
            attributes.append(code)
            continue
        if code in ("38", "48"):
            count = EXTENDED[codes[0]] - 1
            numbers = [code, *codes[:count]]
            del codes[:count]
        else:
            numbers = [code]
        is_ground = code.startswith("4") or code.startswith("10")
        own = "" if code in ("39", "49") else ";".join(numbers)
        if is_ground:
            ground = own
        else:
            text = own
    return StyleParts(tuple(attributes), text, ground)


@lru_cache(maxsize=4096)
def seen_on_blank(style: str) -> StyleParts:
    """Return the parts of a style that are seen on a blank."""
    look = parts_of(style)
    return look if SEEN_ON_BLANKS.intersection(look.attributes) else StyleParts((), "", look.ground)


@lru_cache(maxsize=4096)
def change_of_style(old: str | None, new: str, ends_one_by_one: bool) -> str:
    """Return the shortest sequence from one style to another.

    Args:
        old: the codes of the style that is set; None if that is not known.
        new: the codes of the style that shall be set.
        ends_one_by_one: whether the terminal has codes that end one attribute and keep the others.
    """
    anew = f"\x1b[0;{new}m" if new else "\x1b[m"
    if old is None:
        return anew
    before = parts_of(old)
    after = parts_of(new)
    ended = set(before.attributes) - set(after.attributes)
    if ended and not ends_one_by_one:
        return anew
    ends = sorted({ENDS[attribute] for attribute in ended})
    codes = ends.copy()
    for attribute in after.attributes:
        # One code ends both bold and faint. If one of them stays, its code follows.
        if attribute not in before.attributes or ENDS[attribute] in ends:
            codes.append(attribute)
    if before.text != after.text:
        codes.append(after.text or "39")
    if before.ground != after.ground:
        codes.append(after.ground or "49")
    step = f"\x1b[{';'.join(codes)}m"
    return min(step, anew, key=len) if codes else ""


@lru_cache(maxsize=1024)
def shortest_move(old: CursorPlace | None, new: CursorPlace) -> str:
    """Return the shortest sequence that moves the cursor.

    Args:
        old: where the cursor stands; None if that is not known.
        new: where it shall stand.
    """
    row = str(new.y + 1) if new.y else ""
    column = f";{new.x + 1}" if new.x else ""
    absolute = f"\x1b[{row}{column}H"
    if old is None:
        return absolute
    down = _steps(new.y - old.y, "B", "A")
    across = _steps(new.x - old.x, "C", "D")
    ways = [absolute, down + across, f"{down}\r{_steps(new.x, 'C', 'D')}", down + "\b" * max(old.x - new.x, 0)]
    if new.x > old.x:
        ways.pop()
    return min(ways, key=len)


def _steps(count: int, forth: str, back: str) -> str:
    """Return the sequence for some steps along one axis."""
    if count == 0:
        return ""
    number = str(abs(count)) if abs(count) > 1 else ""
    return f"\x1b[{number}{forth if count > 0 else back}"
