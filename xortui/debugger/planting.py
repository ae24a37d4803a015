"""Planting: which mistakes a debugger's program has, and where; by default, where they are seen best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xortui.core.backpropagation import write_program
from xortui.core.mistake import EVERY_LAYER, Mistake, Place, PlacedMistake, confined
from xortui.core.mistakes import planted
from xortui.core.program import Program
from xortui.language.phrase import phrase
from xortui.problems import Problem

EVERY = "every"
"""What is typed for the place in every layer."""


def planted_program(problem: Problem, mistakes: Iterable[PlacedMistake]) -> Program:
    """Return a problem's program with some mistakes, planted one after the other.

    Raises:
        ValueError: if one of them has no such place; the line says which.
    """
    program = write_program(problem.network, problem.training)
    for mistake, place in mistakes:
        program = planted(program, mistake, place)
    return program


def planted_in(problem: Problem, mistakes: Iterable[Mistake], place: str = "") -> tuple[PlacedMistake, ...]:
    """Return mistakes with the places at which they are to be planted in a problem, one after the other.

    Args:
        problem: whose program it is.
        mistakes: which.
        place: what a person types for the place of each; where they are seen best, if nothing.

    Raises:
        ValueError: if there is no such place.
    """
    program = write_program(problem.network, problem.training)
    found = []
    for mistake in mistakes:
        chosen = chosen_place(program, mistake, place)
        program = planted(program, mistake, chosen)
        found.append(PlacedMistake(mistake, chosen))
    return tuple(found)


def chosen_place(program: Program, mistake: Mistake, text: str = "") -> Place:
    """Return a place of a mistake: one that a person means, or else the first at which it changes anything.

    Args:
        program: in which it is to be planted.
        mistake: which.
        text: the number of a layer, or 'every', and behind it which of several in that layer: '2', '2 column 1'.

    Raises:
        ValueError: if there is no such place; the line says which there are.
    """
    places = [place for place in mistake.places(program) if mistake.plant(program, place) != program]
    if not places:
        raise ValueError(phrase("{id}: there is no place for it in this network and training", id=mistake.id))
    layer, _, variant = text.strip().partition(" ")
    for place in places:
        if not text or (layer == place_name(place) and variant.strip() in ("", place.variant)):
            return place
    raise ValueError(
        phrase(
            "{id}: expected a place such as {places}, got {typed}",
            id=mistake.id,
            places=_listed(places),
            typed=f"{text.strip()[:30]!r}",
        )
    )


def place_at(program: Program, mistake: Mistake, layer: int, variant: str, units: Sequence[str] = ()) -> Place:
    """Return a place of a mistake by its layer and variant, and the units if it is made in some alone.

    Raises:
        ValueError: if there is no such place.
    """
    for place in mistake.places(program):
        if (place.layer, place.variant) == (layer, variant):
            return confined(program.network, place, units) if units else place
    raise ValueError(
        phrase("{id}: there is no place {layer} {variant}", id=mistake.id, layer=layer, variant=variant).rstrip()
    )


def place_name(place: Place) -> str:
    """Return what is typed for the layer of a place."""
    return EVERY if place.layer == EVERY_LAYER else str(place.layer)


def _listed(places: Sequence[Place]) -> str:
    return ", ".join(f"{place_name(place)} {place.variant}".strip() for place in places)
