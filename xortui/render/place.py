"""The place of a start among many others, in one sentence."""

from __future__ import annotations

from xortui.sweep.ends import End
from xortui.sweep.place import Place


def place_text(place: Place) -> str:
    """Tell it: '831 of 1,000 learn; this one is stuck at (0, 1, ½, ½) like 122 others'."""
    told = f"{place.share.part:,} of {place.share.whole:,} such starts learn; this one"
    if place.learnt:
        among = place.share.part
        return f"{told} learns in epoch {place.learnt:,}, sooner than {place.slower:,} of those {among:,}"
    if place.end.is_broken:
        return f"{told} diverges{_like(place.alike)}"
    return f"{told} is stuck at {end_text(place.end)} after {place.epochs:,} epochs{_like(place.alike)}"


def end_text(end: End) -> str:
    """Tell what is answered at an end, in short."""
    return f"({', '.join(end.answers)})" if end.answers else f"{end.right} samples right"


def _like(count: int) -> str:
    if not count:
        return " like none of them"
    return f" like {count:,} other{'s' if count > 1 else ''}"
