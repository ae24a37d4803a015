"""Opening a tour: by its name or its file, and with the problem that it is about."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path

from xortui.debugger import Debugger
from xortui.language.phrase import chosen_language
from xortui.problems import Problem, load_problem
from xortui.problems.typed_path import typed_path
from xortui.tours.reading import MAX_BYTES, read_tour
from xortui.tours.tour import Tour, TourError, Written

SUFFIX = ".md"
REVEAL = "reveal"
"""The move that tells which mistake is planted."""
HIDDEN = "hidden"
"""Said behind a mistake that is to be found."""


@lru_cache(maxsize=1)
def built_in_tours() -> tuple[str, ...]:
    """Return the names of the tours that are built in, in the order in which they are best taken."""
    folder = resources.files("xortui.tours") / "built_in"
    order = (folder / "order.txt").read_text("utf-8").split()
    return tuple(order)


def tour_titles() -> list[tuple[str, str]]:
    """Return the name and the title of every tour that is built in."""
    found = []
    for name in built_in_tours():
        found.append((name, load_tour(name).title))
    return found


def tour_text(name: str) -> tuple[str, str, str]:
    """Return the name, the text and the folder of a tour: of one that is built in, or of a file.

    Raises:
        TourError: if there is none, or its file can't be read.
    """
    if name in built_in_tours():
        folder = resources.files("xortui.tours") / "built_in"
        told = folder / chosen_language() / f"{name}{SUFFIX}"
        file = told if told.is_file() else folder / f"{name}{SUFFIX}"
        return name, file.read_text("utf-8"), str(folder)
    if not name.endswith(SUFFIX):
        raise TourError(f"no tour {name[:60]!r}; expected one of {', '.join(built_in_tours())}, or a file {SUFFIX}")
    try:
        path = typed_path(name)
    except ValueError as error:
        raise TourError(str(error)) from None
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TourError(f"{name}: expected a file of at most {MAX_BYTES:,} bytes")
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise TourError(f"{name}: it is no text in UTF-8") from None
    except (OSError, ValueError) as error:
        raise TourError(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return path.stem, text, str(path.parent)


def lasting_name(name: str) -> str:
    """Return the name of a tour, or the path of its file, as it can be opened from any folder."""
    return name if name in built_in_tours() else str(typed_path(name).absolute())


def load_tour(name: str) -> Tour:
    """Return a tour by its name or its file.

    Raises:
        TourError: if there is none, or its text has a fault; the line says where the first one is.
    """
    stem, text, folder = tour_text(name)
    tour, faults = read_tour(stem, text, folder)
    if tour is None or faults:
        more = f" ({len(faults) - 1} more: xortui tour --check tells them)" if len(faults) > 1 else ""
        raise TourError(f"{name}:{faults[0]}{more}")
    return tour


def problem_of(tour: Tour) -> Problem:
    """Return the problem that a tour is about, with what its header changes.

    Raises:
        HeaderError: if there is no such problem, or it can't be changed like that.
    """
    written = tour.problem
    beside = Path(tour.folder) / written.text
    name = str(beside) if written.text.endswith(".toml") and tour.folder else written.text
    try:
        problem = load_problem(name)
    except ValueError as error:
        raise HeaderError(written, f"problem: {error}") from None
    for key, setting in tour.settings.items():
        if key != "mistake":
            problem = _changed(problem, key, setting)
    return problem


class HeaderError(ValueError):
    """Something that a tour's header says can't be."""

    def __init__(self, written: Written, text: str) -> None:
        """Say what, and in which line."""
        super().__init__(text)
        self.line = written.line


def _changed(problem: Problem, key: str, written: Written) -> Problem:
    """Return a problem with a setting of the header.

    Raises:
        HeaderError: if it can't be.
    """
    try:
        if key == "seed":
            return problem.with_overrides(seed=int(written.text))
        if key == "learning_rate":
            return problem.with_overrides(learning_rate=float(written.text))
        return problem.with_overrides(hidden=[int(part) for part in written.text.split(",")])
    except ValueError as error:
        told = f"{key}: expected a number, got {written.text[:30]!r}" if "literal" in str(error) else str(error)
        told = f"{key}: expected a number, got {written.text[:30]!r}" if "could not convert" in told else told
        raise HeaderError(written, told if told.startswith(key) else f"{key}: {told}") from None


def debugger_of(tour: Tour) -> Debugger:
    """Return a debugger at the start of a tour's problem, with the mistake that the header plants.

    Raises:
        HeaderError: if there is no such problem, or no place for the mistake in it.
    """
    problem = problem_of(tour)
    mistake = tour.settings.get("mistake")
    if mistake is None:
        return Debugger(problem)
    from xortui.core.mistakes import mistake_named
    from xortui.debugger.planting import planted_in

    name, comma, how = mistake.text.partition(",")
    if comma and how.strip() != HIDDEN:
        raise HeaderError(mistake, f"mistake: expected '{name.strip()}, {HIDDEN}', got {mistake.text[:40]!r}")
    try:
        planted = planted_in(problem, [mistake_named(name.strip())], "")
    except ValueError as error:
        raise HeaderError(mistake, f"mistake: {error}") from None
    return Debugger(problem, mistakes=planted, hides_mistakes=bool(comma) or _reveals(tour))


def _reveals(tour: Tour) -> bool:
    """Say whether a stop tells which mistake is planted: then nobody is told before."""
    return any(move.kind == REVEAL for stop in tour.stops for move in stop.moves)


def next_tour(name: str) -> str:
    """Return the name of the tour that is best taken after one that is built in; empty if there is none."""
    names = built_in_tours()
    place = names.index(name) + 1 if name in names else len(names)
    return names[place] if place < len(names) else ""
