"""The mistakes as a list and one by one, as lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from xortui.core.backpropagation import write_program
from xortui.core.mistake import Mistake
from xortui.core.mistakes import INDISTINGUISHABLE
from xortui.debugger.planting import place_name
from xortui.language.phrase import phrase
from xortui.problems import Problem

WIDTH = 78
INDENT = "    "


def mistakes_lines(mistakes: Iterable[Mistake]) -> list[str]:
    """Return each mistake with its sentence and its source, below what stands for what in them."""
    heading = phrase(
        "In these sentences l is a layer, θ are parameters, and … stands for one of several ways; xortui mistakes NAME "
        "shows one mistake in full."
    )
    found = [*wrap(heading, WIDTH), ""]
    for mistake in mistakes:
        found += [mistake.id, *_wrapped(mistake.general), *_wrapped(phrase("source: {source}", source=mistake.source))]
    return found


def mistake_lines(mistake: Mistake, problem: Problem | None) -> list[str]:
    """Return one mistake whole, with its places in a problem, if one is given."""
    found = [
        mistake.id,
        *_wrapped(mistake.general),
        "",
        *_wrapped(phrase("Instead: {hint}", hint=phrase(mistake.hint))),
    ]
    found += ["", *_wrapped(phrase("Source: {source}.", source=mistake.source))]
    for alike in INDISTINGUISHABLE:
        if mistake.id in alike.ids:
            others = ", ".join(name for name in alike.ids if name != mistake.id)
            found += ["", *_wrapped(_told_alike(others, alike.where))]
    return [*found, "", *_places(mistake, problem)]


def _places(mistake: Mistake, problem: Problem | None) -> list[str]:
    if problem is None:
        return [phrase("No built-in problem has a place for it.")]
    places = mistake.places(write_program(problem.network, problem.training))
    if not places:
        return [phrase("There is no place for it in {problem}.", problem=problem.name)]
    found = [phrase("Places in {problem}, for --place:", problem=problem.name)]
    for place in places:
        name = f"{place_name(place)} {place.variant}".strip()
        found += _wrapped(f"{name}: {mistake.told(place)}")
    command = f"xortui break {mistake.id} {problem.name}"
    return [*found, "", phrase("{command} opens it with the first of them.", command=command)]


def _told_alike(others: str, where: str) -> str:
    return phrase("No numbers tell it from {others}: {where}.", others=others, where=phrase(where))


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT, break_on_hyphens=False)
