"""The place of a start among many others, in one sentence."""

from __future__ import annotations

from xortui.sweep.ends import Way
from xortui.sweep.place import Place


def place_text(place: Place) -> str:
    """Tell it: '831 of 1,000 learn; this one is stuck at (0, 1, ½, ½) like 122 others'."""
    told = f"{place.share.part:,} of {place.share.whole:,} learn; this one"
    if place.learnt:
        return f"{told} does, in epoch {place.learnt:,}, sooner than {place.slower:,} of them"
    if place.way.is_broken:
        return f"{told} diverges{_like(place.alike)}"
    return f"{told} is stuck at {way_text(place.way)}{_like(place.alike)}"


def rate_line(place: Place, file: str) -> str:
    """Tell of a file that is right how many of its starts learn, and that its own does not."""
    share = f"{100 * place.share.value:.0f} % of such starts learn in {place.epochs:,} epochs"
    return f"{share}; this one does not: xortui sweep {file}"


def way_text(way: Way) -> str:
    """Tell what is answered at an end, in short."""
    return f"({', '.join(way.answers)})" if way.answers else f"{way.right} samples right"


def _like(count: int) -> str:
    if not count:
        return " like none of them"
    return f" like {count:,} other{'s' if count > 1 else ''}"
