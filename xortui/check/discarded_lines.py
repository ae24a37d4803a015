"""Mistakes that are no more than a value which nothing keeps, `dW / m` in a line of its own: that is their line.

Whether a mistake is one of these, the file tells itself: it is examined again from a text in which the value is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xortui.check.examination import Examination
from xortui.check.judgement.findings import FoundMistake
from xortui.check.readings import is_all_right
from xortui.check.recognition.discarded_values import discarded_values

MAX_TRIES = 4
"""How often a file is examined again."""
HINT = "Nothing keeps the value that this line computes: give it to {name}."
"""What to do in such a line."""

Again = Callable[[str], Examination | None]
"""What examines a text in the place of the file; None if nothing is recognised."""


def with_discarded_lines(found: Examination, again: Again) -> Examination:
    """Return an examination in which mistakes that are gone once a value is kept stand in the line of that value.

    Args:
        found: what was found out about a file.
        again: what examines a text in its place.
    """
    is_unnamed = not found.mistakes and found.diagnosis is None
    has_nothing_wrong = not found.mistakes and not is_unnamed
    if has_nothing_wrong or found.trace.module or found.trace.step_begins is not None:
        return found
    mistakes = list(found.mistakes)
    tries = 0
    for value in discarded_values(found.labelled.source.tree):
        for name in value.names:
            if tries == MAX_TRIES:
                return replace(found, mistakes=mistakes)
            tries += 1
            other = again(value.kept(found.trace.source, name))
            if is_unnamed and other is not None and _is_right(found, other):
                return replace(found, discarded_line=value.line)
            gone = _gone(found, other) if other is not None else []
            if gone:
                mistakes = _told_in_line(mistakes, gone, value.line, HINT.format(name=name))
                break
    return replace(found, mistakes=mistakes)


def _is_right(found: Examination, other: Examination) -> bool:
    """Say whether everything that a file learns is right in another text of it."""
    return is_all_right(other.reading) and found.names.groups.keys() == other.names.groups.keys()


def _gone(found: Examination, other: Examination) -> list[FoundMistake]:
    """Return the mistakes that a file has and another text of it has not; none if that has others.

    Args:
        found: what was found out about the file.
        other: what was found out about the text.
    """
    if other.diagnosis is None or found.names.groups.keys() != other.names.groups.keys():
        return []
    gone = list(found.mistakes)
    for one in other.mistakes:
        same = [before for before in gone if before.id == one.id and not set(before.names).isdisjoint(one.names)]
        if not same:
            return []
        gone.remove(same[0])
    return gone


def _told_in_line(mistakes: list[FoundMistake], gone: list[FoundMistake], line: int, hint: str) -> list[FoundMistake]:
    """Return mistakes with one in the place of those that one line makes: the one that spoils the most.

    Args:
        mistakes: all of them.
        gone: those that are gone once the value of the line is kept.
        line: the line.
        hint: what to do in it.
    """
    first = max(gone, key=lambda one: len(one.place.parameters))
    names = tuple(dict.fromkeys(name for one in (first, *gone) for name in one.names))
    told = []
    for one in mistakes:
        if one is first:
            told.append(replace(one, line=line, hint=hint, names=names))
        elif not any(one is other for other in gone):
            told.append(one)
    return told
