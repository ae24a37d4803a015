"""From any cell of a sweep one key chooses a start that got stuck, one that learnt, or one of an end."""

from __future__ import annotations

import pytest

from tests.render.test_sweep_cells import swept
from xortui.sweep.choice import chosen_start
from xortui.ui.abilities import Abilities
from xortui.ui.sweep_cells import SweepCellsApp


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("keys", "which"),
    [
        (("s",), "cell 1 stuck"),
        (("right", "s"), "cell 2 stuck"),
        (("right", "l"), "cell 2 learnt"),
        (("down", "right", "1"), "cell 4 end 1"),
        (("down", "right", "left", "s"), "cell 3 stuck"),
    ],
)
async def test_a_key_chooses_the_start_that_the_words_choose(
    keys: tuple[str, ...], which: str, size: tuple[int, int]
) -> None:
    app = SweepCellsApp(swept(), Abilities())
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
    expected = chosen_start(swept(), which)
    assert app.chosen is not None
    assert (app.chosen.seed, app.chosen.learnt) == (expected.seed, expected.learnt)
    assert app.chosen.problem.training.learning_rate == expected.problem.training.learning_rate
    assert app.crash is None


async def test_a_start_that_a_cell_lacks_is_refused_and_nothing_is_opened() -> None:
    app = SweepCellsApp(swept(), Abilities())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l")  # nothing learns at that rate in so few epochs
        assert app.is_running
        assert app._message == "none of these starts learns"
        await pilot.press("right")
        assert app._message == ""


@pytest.mark.parametrize("key", ["escape", "q", "ctrl+c", "ctrl+q"])
async def test_a_key_leaves_it_without_a_choice(key: str) -> None:
    app = SweepCellsApp(swept(), Abilities())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
    assert app.chosen is None
    assert app.return_code in (0, None)
