"""Makes pictures of the real program after the keys given here.

python -m screenshots.make             those that README and the help pages show, beside this file
python -m screenshots.make FOLDER      every mode at 80×24, 100×30 and 120×40, to look at
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.found_trainings import script_verdict
from xortui.check.found_training import debugger_on
from xortui.commands.autosave import Autosave
from xortui.commands.beginning import Beginning
from xortui.commands.following import Following
from xortui.commands.layout import Layout, read_layout
from xortui.debugger import Debugger
from xortui.debugger.followed_file import FollowedFile
from xortui.debugger.session import SessionWriter, resume
from xortui.problems import load_problem
from xortui.render.view import View
from xortui.sweep.findings import Sweep
from xortui.sweep.plan import Plan
from xortui.tours.opening import debugger_of, load_tour
from xortui.ui.abilities import Abilities
from xortui.ui.app import XortuiApp
from xortui.ui.painting.app import PaintedApp
from xortui.ui.sweep_cells import SweepCellsApp
from xortui.ui.terminal import BESIDE

SIZES = ((80, 24), (100, 30), (120, 40))


class Picture(NamedTuple):
    """One mode of the program."""

    problem: str
    size: tuple[int, int]
    """Columns and lines in README and the help pages."""
    keys: Sequence[str]
    is_kept: bool = False
    """Whether README or a help page shows it."""


def typed(text: str) -> list[str]:
    """Return the keys of a command and its answer."""
    return [*({"=": "equals_sign", "-": "minus"}.get(letter, letter) for letter in text), "enter"]


OWN_FILE = "own-file"
"""Stands for a file of somebody's own in place of a problem."""
FOLLOWED = "followed"
"""Stands for a session that somebody else saves."""
SWEPT = "sweep"
"""Stands for the cells of a sweep."""
TOUR = "one-gradient"
"""A tour, which opens its own problem."""

PICTURES = {
    "main": Picture("xor", (80, 24), ["g", "2", "full_stop", "2", "0", "enter", "down", "down"], is_kept=True),
    "large": Picture("xor", (120, 40), [*typed("ge900"), *typed("ge600"), *["s"] * 19], is_kept=True),
    "mazur": Picture("mazur", (100, 30), ["n", "u", "down"], is_kept=True),
    "compare": Picture("xor", (100, 26), [*typed("ge900"), *typed("vw5=1"), *typed("ge1040"), "d"], is_kept=True),
    "present": Picture("xor", (80, 24), ["n", "n", "k", "b", "enter", "n", "f4", "underscore", "right", "down"]),
    "tour": Picture(TOUR, (80, 24), ["right_parenthesis", "right_parenthesis"], is_kept=True),
    "predict": Picture("xor", (80, 24), ["n", "n", *["s"] * 12, "Q"]),
    "follow": Picture(FOLLOWED, (80, 24), []),
    "own-file": Picture(OWN_FILE, (80, 24), ["n", "n", "s", "s", "s"]),
    "own-file-start": Picture(OWN_FILE, (80, 24), []),
    "own-file-wrong": Picture(OWN_FILE, (120, 40), [*typed("g3.20"), "down"], is_kept=True),
    "surface": Picture("xor", (80, 24), [*typed("ge900"), "J", "enter", *["tab"] * 6]),
    "curve": Picture("sine", (80, 24), [*typed("ge200"), *["tab"] * 5]),
    "confusion": Picture("iris", (80, 24), [*typed("ge5"), *["tab"] * 5]),
    "help": Picture("xor", (80, 24), ["question_mark"]),
    "sweep": Picture(SWEPT, (80, 24), ["right", "down"], is_kept=True),
    "why": Picture("stuck", (80, 24), [*typed("ge300"), "exclamation_mark"]),
}


def opened(problem: str, folder: Path) -> PaintedApp:
    """Return the program on what a picture is of."""
    if problem == OWN_FILE:
        verdict = script_verdict()
        verdict["debugger"]["update"] = "sample"
        return XortuiApp(debugger_on(verdict))
    if problem == TOUR:
        return XortuiApp(debugger_of(load_tour(TOUR)), begin=Beginning("tour", TOUR))
    if problem == SWEPT:
        return swept()
    if problem == FOLLOWED:
        return followed(folder / "lecture.json")
    return XortuiApp(Debugger(problem))


def swept() -> SweepCellsApp:
    """Return the cells of a sweep of two learning rates and three spreads."""
    sweep = Sweep(Plan(load_problem("xor"), starts=40, epochs=600, rates=(2.0, 10.0), spreads=(0.5, 1.0, 3.0)))
    sweep.run(1)
    return SweepCellsApp(sweep, Abilities())


def followed(path: Path) -> XortuiApp:
    """Return the program that follows a teacher, who has run some steps."""
    teacher = Debugger()
    teacher.run(20)
    path.write_text(SessionWriter(teacher).text(Layout(View("w5")).document()), "utf-8")
    file = FollowedFile(path)
    document = file.look()
    assert document is not None
    debugger, table = resume(document)
    layout = read_layout(table, debugger.problem.network)
    following = Following(file, document, debugger, layout)
    return XortuiApp(debugger, layout=layout, autosave=Autosave(None), following=following)


async def make(name: str, size: tuple[int, int], path: Path) -> None:
    """Press the keys and save what is seen."""
    picture = PICTURES[name]
    with tempfile.TemporaryDirectory() as folder:
        app = opened(picture.problem, Path(folder))
        async with app.run_test(size=size) as pilot:
            await pilot.press(*picture.keys)
            await pilot.pause()
            found_out = [worker for worker in app.workers if worker.group != BESIDE]
            if found_out:
                await app.workers.wait_for_complete(found_out)
                await pilot.pause()
            seen = app.export_screenshot(title="xortui", simplify=True)
    path.write_text(seen, encoding="utf-8")


def main() -> None:
    """Make what is wanted."""
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        for name in PICTURES:
            for columns, lines in SIZES:
                asyncio.run(make(name, (columns, lines), folder / f"{name}-{columns}x{lines}.svg"))
        return
    for name, picture in PICTURES.items():
        if picture.is_kept:
            asyncio.run(make(name, picture.size, Path(__file__).with_name(f"{name}.svg")))


if __name__ == "__main__":
    main()
