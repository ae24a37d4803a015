"""A tour that a session has left: the same stop again, and the same stops behind it."""

from __future__ import annotations

from xortui.commands.layout import PANES, LeftTour
from xortui.debugger import Debugger
from xortui.tours.opening import load_tour, next_tour
from xortui.tours.player import Player


def resumed_tour(debugger: Debugger, left: LeftTour) -> Player:
    """Return a tour at the stop at which a session was left; the debugger stays where it is.

    Raises:
        ValueError: if the tour is gone, has no such stop, or the stop can't be reached.
    """
    player = Player(load_tour(left.name), debugger, PANES, left.name, next_tour(left.name))
    player.resume(left.stop, left.stands, left.answered, left.given)
    player.is_left = left.is_left
    player.prepare_from_afar()
    return player
