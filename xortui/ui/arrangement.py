"""The arrangement: where each pane stands on a screen of some size. A function, so that any size can be tested."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Region

from xortui.commands.layout import PANES

FOUR = PANES[:4]
"""The panes that are there at 80×24."""
ERROR_SURFACE = "error_surface"
WATCHES = "watches"
SOURCE_CODE = "source_code"
TOUR = "tour"
MIN_SIZE = (40, 12)
"""Columns and lines below which nothing can be shown."""
TAKES_THE_PLACE_OF = {
    "samples": "weights",
    "decision_map": "weights",
    ERROR_SURFACE: "network",
    WATCHES: "weights",
    "program": "network",
}
"""Where a pane stands while it is looked at, on a screen that has no place of its own for it."""
TAKEN_BY_SOURCE = ("network", "weights")
"""The panes, side by side, whose place the code takes there while it is looked at: lines of code are long."""
SHARE_OF_SOURCE = 3 / 5
"""Of the lines below the weights that are the code's, on a large screen; the program has the others."""
MIN_LINES_ABOVE_TOUR = 6
"""Lines that the panes above a tour's text keep, on a screen that has no column for it."""
SHARE_OF_TOUR = 3 / 5
"""Of the lines below the weights that are a tour's, on a large screen."""
MIN_LOSS_LINES, MIN_PROGRAM_LINES = 7, 8
"""Lines that these keep when there are watches to be shown."""


def is_too_small(width: int, height: int) -> bool:
    """Say whether a screen has no room for even one pane."""
    return width < MIN_SIZE[0] or height < MIN_SIZE[1]


def shows_one(width: int, height: int) -> bool:
    """Say whether a screen has room for one pane at a time only."""
    return width < 80 or height < 24


def arrange(
    width: int,
    height: int,
    *,
    parameters: int,
    table: int,
    watches: int = 0,
    has_source: bool = False,
    tour: Callable[[int], int] | None = None,
    alone: str = "",
    looked_at: str = "",
    message_lines: int = 0,
    tour_text: Callable[[int], int] | None = None,
    is_presented: bool = False,
    tour_stays: bool = False,
) -> dict[str, Region]:
    """Return the region of every pane that is shown, and of the status line, the sentence and the footer.

    Args:
        width: the screen's columns.
        height: the screen's lines.
        parameters: how many parameters the network has.
        table: the width that the chain-rule table wants.
        watches: how many there are.
        has_source: whether there is a file to be shown.
        tour: returns how many lines the text of a tour takes at a width; None if none is played.
        alone: the pane that has the screen to itself, if one has.
        looked_at: the pane that is always among those that are shown.
        message_lines: the lines of a message in place of the sentence; a long one takes a line of the panes, too.
        tour_text: returns how many of the tour's lines at a width have a text: one without gives way to a long message,
            and all panes stand still.
        is_presented: whether the pane that is alone is presented: then the sentence has two lines.
        tour_stays: whether the text of a tour stands below a pane that has the screen to itself.
    """
    sentence = _sentence_lines(width, height, is_presented=is_presented)
    is_long = message_lines > sentence
    if is_long:
        sentence += 1
    top = 1
    bottom = height - 1 - sentence
    places = {
        "status": Region(0, 0, width, 1),
        "sentence": Region(0, bottom, width, sentence),
        "footer": Region(0, height - 1, width, 1),
    }
    has_four = width < 110 or height < 32
    is_zoomed = bool(alone) and not shows_one(width, height)
    is_below = is_zoomed and tour_stays
    if tour is not None and (is_below or (has_four and not is_zoomed)):
        lines = tour(width)
        if is_long and tour_text is not None and tour_text(width) < lines:
            lines -= 1
        below = _below(width, top, bottom, lines)
        if below is not None:
            places[TOUR] = below
            bottom = below.y
            if is_below or shows_one(width, height):
                shown = _beside_tour(looked_at if alone == TOUR else alone)
                return places | {shown: Region(0, top, width, bottom - top)}
            return places | _row_of(_four(width, top, bottom, parameters, table), looked_at, top, bottom)
    if alone or shows_one(width, height):
        return places | {alone or FOUR[0]: Region(0, top, width, bottom - top)}
    if has_four:
        four = _with_watches(_four(width, top, bottom, parameters, table), "loss", watches, MIN_LOSS_LINES)
        return places | _with_pane_looked_at(four, looked_at, has_source=has_source)
    seven = _seven(width, top, bottom, parameters, table, has_source=has_source)
    if tour is not None:
        seven = _with_tour(seven, tour)
    if looked_at == ERROR_SURFACE:
        seven[looked_at] = seven.pop(TAKES_THE_PLACE_OF[looked_at])
    if "program" not in seven:
        return places | seven
    seven = _with_watches(seven, "program", watches, MIN_PROGRAM_LINES)
    return places | (_with_source(seven) if has_source else seven)


def _with_pane_looked_at(four: dict[str, Region], looked_at: str, *, has_source: bool) -> dict[str, Region]:
    """Return four panes, among which is the one that is looked at in the place of those that it takes."""
    if looked_at in TAKES_THE_PLACE_OF and looked_at not in four:
        four[looked_at] = four.pop(TAKES_THE_PLACE_OF[looked_at])
    elif looked_at == SOURCE_CODE and has_source:
        left, right = (four.pop(name) for name in TAKEN_BY_SOURCE)
        four[SOURCE_CODE] = left.union(right)
    return four


def _sentence_lines(width: int, height: int, *, is_presented: bool) -> int:
    """Return how many lines the sentence has."""
    if height >= 26:
        return 2
    return 2 if height >= 14 and (width < 80 or is_presented) else 1


def _below(width: int, top: int, bottom: int, lines: int) -> Region | None:
    """Return the region of a tour's text below the other panes; None if it would leave too little for them."""
    if bottom - top - lines < MIN_LINES_ABOVE_TOUR:
        return None
    return Region(0, bottom - lines, width, lines)


def _beside_tour(looked_at: str) -> str:
    """Return the pane that is shown with the tour's text."""
    return FOUR[0] if looked_at in ("", TOUR) else looked_at


def _row_of(four: dict[str, Region], looked_at: str, top: int, bottom: int) -> dict[str, Region]:
    """Return two of four panes, side by side, that have all lines: those among which is the one that is looked at."""
    if looked_at == "loss":
        # It is what the text is about: the chart is wide, beside the weights.
        weights = four["weights"]
        return {
            "loss": Region(0, top, weights.x - 1, bottom - top),
            "weights": Region(weights.x, top, weights.width, bottom - top),
        }
    names = FOUR[2:] if looked_at in FOUR[2:] else FOUR[:2]
    found = {}
    for name in names:
        place = four[name]
        wanted = looked_at if TAKES_THE_PLACE_OF.get(looked_at) == name else name
        found[wanted] = Region(place.x, top, place.width, bottom - top)
    return found


def _with_tour(places: dict[str, Region], tour: Callable[[int], int]) -> dict[str, Region]:
    """Take room for a tour's text from the top of the program; all of it, if little would be left."""
    x, y, width, height = places["program"]
    # As many lines from stop to stop, mostly: then the program stands still.
    taken = min(max(tour(width), round(height * SHARE_OF_TOUR)), height)
    if height - taken < MIN_PROGRAM_LINES:
        without = {name: place for name, place in places.items() if name != "program"}
        return without | {TOUR: Region(x, y, width, height)}
    return places | {
        TOUR: Region(x, y, width, taken),
        "program": Region(x, y + taken, width, height - taken),
    }


def _with_source(places: dict[str, Region]) -> dict[str, Region]:
    """Take room for the code from the top of the program."""
    x, y, width, height = places["program"]
    taken = min(round(height * SHARE_OF_SOURCE), height - 2)
    return places | {
        SOURCE_CODE: Region(x, y, width, taken),
        "program": Region(x, y + taken, width, height - taken),
    }


def _with_watches(places: dict[str, Region], pane: str, watches: int, least: int) -> dict[str, Region]:
    """Take the room for the watches, and a header, from the top of a pane, as far as that keeps some lines."""
    x, y, width, height = places[pane]
    taken = min(watches + 1, height - least)
    if not watches or taken < 2:
        return places
    return places | {
        WATCHES: Region(x, y, width, taken),
        pane: Region(x, y + taken, width, height - taken),
    }


def _four(width: int, top: int, bottom: int, parameters: int, table: int) -> dict[str, Region]:
    lines = bottom - top
    # The weights and the chain rule both want a line for each parameter; the chain rule's detail one more.
    upper = min(lines // 2, parameters + 1)
    if lines > 2 * (parameters + 1) + 1:
        upper = max(upper, lines - (parameters + 3))
    weights = 33 if width < 100 else 36
    chain = min(max(table, width * 3 // 5), width - 17)
    return {
        "network": Region(0, top, width - weights - 1, upper),
        "weights": Region(width - weights, top, weights, upper),
        "chain_rule": Region(0, top + upper, chain, lines - upper),
        "loss": Region(chain + 1, top + upper, width - chain - 1, lines - upper),
    }


def _seven(width: int, top: int, bottom: int, parameters: int, table: int, *, has_source: bool) -> dict[str, Region]:
    lines = bottom - top
    # Code has long lines: it gets all that the table leaves, up to a half.
    right = max(42, min(width - table - 1, width // 2) if has_source else width * 3 // 8)
    left = max(width - right - 1, min(table, width - 43))
    right = width - left - 1
    chain = min(parameters + 2, lines * 2 // 5)
    below = max(8, min(lines // 3, 14))
    network = lines - chain - below
    weights = min(parameters + 1, lines // 2)
    map_width = min(max(2 * below, 20), left // 3)
    samples = 26 if left < 90 else 32
    loss = left - map_width - samples - 2
    at = top + network + chain
    return {
        "network": Region(0, top, left, network),
        "chain_rule": Region(0, top + network, left, chain),
        "loss": Region(0, at, loss, below),
        "samples": Region(loss + 1, at, samples, below),
        "decision_map": Region(loss + samples + 2, at, map_width, below),
        "weights": Region(left + 1, top, right, weights),
        "program": Region(left + 1, top + weights, right, lines - weights),
    }
