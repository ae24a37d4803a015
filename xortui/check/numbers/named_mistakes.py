"""The mistake in numbers that were read from a file, where one of the catalogue alone reproduces all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from xortui.check.judgement.symptoms import SYMPTOMS, Shows
from xortui.core.mistake import PlacedMistake
from xortui.core.mistakes import BY_ID, MISTAKES
from xortui.core.program import Program

SECONDS = 1.0
"""How long mistakes are tried."""
MIN_NUMBERS = 4
"""Wrong numbers that one mistake must reproduce: fewer may come of chance."""
MAX_NAMES = 3
"""If more different mistakes give the same numbers, none is named."""
NEVER_UPDATED = ("bias-never-updated", "layer-never-updated", "part-never-updated")
"""What parameters have in common that never move, while all others are right."""


def reproducing(
    program: Program, wrong: Collection[str], gives_theirs: Callable[[Program], bool]
) -> list[PlacedMistake]:
    """Return the mistakes that reproduce the numbers, each once, the commonest first; none if that says little.

    Args:
        program: without a mistake.
        wrong: the parameters whose numbers are wrong.
        gives_theirs: says whether a program's gradients are those of the file, up to a factor that is no mistake.
    """
    if len(wrong) < MIN_NUMBERS:
        return []
    ends_at = time.process_time() + SECONDS
    found: dict[str, PlacedMistake] = {}
    for mistake in MISTAKES:
        symptom = SYMPTOMS[mistake.id]
        if symptom.shows is not Shows.DIRECTION or symptom.is_of_batches:
            continue
        for place in mistake.places(program):
            if time.process_time() > ends_at:
                return []
            may_be = mistake.id not in found and set(place.parameters) <= set(wrong)
            if may_be and gives_theirs(mistake.plant(program, place)):
                found[mistake.id] = PlacedMistake(mistake, place)
    return list(found.values()) if len(found) <= MAX_NAMES else []


def never_updated(program: Program, still: Collection[str]) -> PlacedMistake | None:
    """Return the mistake by which just these parameters never move; None if there is none.

    Args:
        program: without a mistake.
        still: the parameters.
    """
    for identity in NEVER_UPDATED:
        for place in BY_ID[identity].places(program):
            if set(place.parameters) == set(still):
                return PlacedMistake(BY_ID[identity], place)
    return None
