"""Names of columns and classes stand in the title of a pane that has no room for them below."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.found_trainings import script_verdict
from tests.ui.test_main_screen import main_screen
from xortui.check.found_training import debugger_on
from xortui.debugger import Debugger
from xortui.problems import load_problem
from xortui.ui.app import XortuiApp
from xortui.ui.panes.pane import Pane

HOUSES = "area,rooms,age,price\n" + "\n".join(
    f"{50 + 7 * n % 60},{1 + n % 5},{3 * n % 40},{1.5 + n % 7}" for n in range(20)
)
BIRDS = "wing,tail,kind\n" + "\n".join(f"{n % 5 / 5},{n % 3 / 3},{('kite', 'crow')[n % 2]}" for n in range(20))
CURVE = "heat,chirps\n" + "\n".join(f"{n / 20},{n % 7 / 7}" for n in range(20))


@pytest.mark.parametrize(
    ("table", "network", "rest", "samples", "answers"),
    [
        (
            HOUSES,
            'layers = [3, 4, 1]\nactivations = ["tanh", "linear"]',
            'scaling = "standard"',
            "area",
            "area → rooms ↑",
        ),
        (BIRDS, "layers = [2, 3, 1]", 'classes = ["kite", "crow"]', "wing", "wing"),
        (CURVE, 'layers = [1, 3, 1]\nactivations = ["tanh", "linear"]', "", "heat", "heat → chirps ↑"),
    ],
)
async def test_names_are_read_in_narrow_panes(
    tmp_path: Path, table: str, network: str, rest: str, samples: str, answers: str
) -> None:
    (tmp_path / "data.csv").write_text(table)
    file = tmp_path / "problem.toml"
    file.write_text(f'[network]\n{network}\n[data]\nfile = "data.csv"\n{rest}\n')
    async with XortuiApp(Debugger(load_problem(str(file)))).run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        shown = {pane: main_screen(pilot).query_one(f"#{pane}", Pane).text for pane in ("samples", "decision_map")}
    assert samples in shown["samples"]
    assert answers in shown["decision_map"]


async def test_problems_without_names_have_no_captions() -> None:
    async with XortuiApp(Debugger()).run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        titles = [
            main_screen(pilot).query_one(f"#{pane}", Pane).text.splitlines()[0] for pane in ("samples", "decision_map")
        ]
    assert titles == ["Samples", "Decision map"]


async def test_the_program_says_what_stands_behind_its_values_where_a_mistake_is_planted() -> None:
    for debugger, title in ((Debugger(), "Program"), (debugger_on(script_verdict()), "Program  ≠ what is right")):
        async with XortuiApp(debugger).run_test(size=(120, 40)) as pilot:
            await pilot.press("n")
            assert main_screen(pilot).query_one("#program", Pane).text.splitlines()[0] == title
