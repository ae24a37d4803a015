"""The terminal's pen: writes cells with the shortest cursor moves, and no style twice."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from xortui.ui.painting.cells import BLANK, PLAIN, REST_OF_WIDE

ENDS = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29",
    "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
"""The code that ends each attribute."""
SEEN_ON_BLANKS = {"4", "7", "9", "21", "51", "52", "53"}
"""Attributes that are seen where no character stands: lines, frames, and colours that change places."""
EXTENDED = {"5": 3, "2": 5}
"""How many numbers a colour of 256, and one of red, green and blue, takes."""


class CursorPlace(NamedTuple):
    """A cell of the screen."""

    x: int
    """The column, from 0."""
    y: int
    """The row, from 0."""


class StyleParts(NamedTuple):
    """The codes of a style, each part by itself."""

    attributes: tuple[str, ...]
    """Codes such as 1 for bold."""
    text: str
    """The code of the text's colour; empty for the terminal's own."""
    ground: str
    """The code of the ground's colour; empty for the terminal's own."""


class Pen:
    """Knows where the terminal's cursor stands and in what style it writes, and collects what is to be sent."""

    def __init__(self, *, ends_one_by_one: bool) -> None:
        """Know nothing yet.

        Args:
            ends_one_by_one: whether the terminal can end one attribute and keep the others.
        """
        self._ends_one_by_one = ends_one_by_one
        self.place: CursorPlace | None = None
        """Where the cursor stands; None if that isn't known."""
        self._style: str | None = None
        self._sent: list[str] = []

    def forget(self) -> None:
        """Know nothing any more: something else may have written to the terminal."""
        self.place = None
        self._style = None

    def take(self) -> str:
        """Return what is to be sent, once."""
        sent = "".join(self._sent)
        self._sent.clear()
        return sent

    def move_to(self, place: CursorPlace) -> None:
        """Move the cursor."""
        if place != self.place:
            self._sent.append(shortest_move(self.place, place))
            self.place = place

    def write(self, texts: list[str], style: str, *, is_at_end: bool) -> None:
        """Write cells of one row, from where the cursor stands.

        Args:
            texts: what stands in each.
            style: the codes of them all.
            is_at_end: whether the last is the last of its row: there terminals differ in where the cursor is left.
        """
        text = "".join(texts)
        if style != self._style and not (text.isspace() and self.can_go_on(BLANK, style)):
            self._sent.append(change_of_style(self._style, style, self._ends_one_by_one))
            self._style = style
        self._sent.append(text)
        if is_at_end or self.place is None or not are_sure(texts, text):
            self.place = None
        else:
            self.place = CursorPlace(self.place.x + len(texts), self.place.y)

    @property
    def style(self) -> str:
        """The codes of the style in which it writes; none as long as that isn't known."""
        return self._style or PLAIN

    def can_go_on(self, text: str, style: str) -> bool:
        """Say whether a cell looks the same in the style of now."""
        if self._style is None:
            return False
        return style == self._style or (text == BLANK and seen_on_blank(style) == seen_on_blank(self._style))


def are_sure(texts: list[str], text: str) -> bool:
    """Say whether every terminal moves its cursor by one for each cell: not for wide characters and combined ones."""
    return len(text) == len(texts) and REST_OF_WIDE not in texts


@lru_cache(maxsize=4096)
def parts_of(style: str) -> StyleParts:
    """Take the codes of a style apart."""
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
    """Return what is seen of a style where no character stands."""
    look = parts_of(style)
    return look if SEEN_ON_BLANKS.intersection(look.attributes) else StyleParts((), "", look.ground)


@lru_cache(maxsize=4096)
def change_of_style(old: str | None, new: str, ends_one_by_one: bool) -> str:
    """Return the shortest sequence from one style to another.

    Args:
        old: the codes of the style of now; None if that isn't known.
        new: the codes of the style to come.
        ends_one_by_one: whether the terminal can end one attribute and keep the others.
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
        # One code ends both bold and faint: the one that stays is said again.
        if attribute not in before.attributes or ENDS[attribute] in ends:
            codes.append(attribute)
    if before.text != after.text:
        codes.append(after.text or "39")
    if before.ground != after.ground:
        codes.append(after.ground or "49")
    step = f"\x1b[{';'.join(codes)}m"
    return min(step, anew, key=len) if codes else ""


@lru_cache(maxsize=8192)
def shortest_move(old: CursorPlace | None, new: CursorPlace) -> str:
    """Return the shortest sequence that moves the cursor.

    Args:
        old: where it stands; None if that isn't known.
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
