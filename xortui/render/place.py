"""The place of a start among many others, in one sentence."""

from __future__ import annotations

from xortui.language.grouping import grouped
from xortui.language.phrase import phrase, plural
from xortui.sweep.ends import Way
from xortui.sweep.place import PlaceAmongStarts


def place_text(place: PlaceAmongStarts) -> str:
    """Tell it: '831 of 1,000 learn; this one is stuck at (0, 1, ½, ½) like 122 others'."""
    part = grouped(place.share.part)
    whole = grouped(place.share.whole)
    if place.learnt:
        return phrase(
            "{part} of {whole} learn; this one does, in epoch {epoch}, sooner than {slower} of them",
            part=part,
            whole=whole,
            epoch=grouped(place.learnt),
            slower=grouped(place.slower),
        )
    alike = _like(place.alike)
    if place.way.is_broken:
        return phrase("{part} of {whole} learn; this one diverges{alike}", part=part, whole=whole, alike=alike)
    return phrase(
        "{part} of {whole} learn; this one is stuck at {answers}{alike}",
        part=part,
        whole=whole,
        answers=way_text(place.way),
        alike=alike,
    )


def rate_line(place: PlaceAmongStarts, file: str) -> str:
    """Tell of a file that is right how many of its starts learn, and that its own does not."""
    return phrase(
        "{percent} % of such starts learn in {epochs} epochs; this one does not: xortui sweep {file}",
        percent=f"{100 * place.share.value:.0f}",
        epochs=grouped(place.epochs),
        file=file,
    )


def way_text(way: Way) -> str:
    """Tell what is answered at an end, in short."""
    return f"({', '.join(way.answers)})" if way.answers else phrase("{right} samples right", right=way.right)


def _like(count: int) -> str:
    if not count:
        return phrase(" like none of them")
    return plural(" like {number} other", " like {number} others", count, number=grouped(count))
