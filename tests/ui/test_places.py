"""The place of a start among many others, found beside the screen."""

from __future__ import annotations

from threading import Event

import pytest

from xortui.debugger import Debugger
from xortui.problems import load_problem
from xortui.sweep import placing
from xortui.sweep.ends import Way
from xortui.sweep.place import PlaceAmongStarts
from xortui.sweep.share import Share
from xortui.ui.app import XortuiApp

WAY = Way(has_learnt=False, is_broken=False, answers=("0", "1", "½", "½"), right=2, middle="")
PLACED = placing.Placed(PlaceAmongStarts(Share(767, 1000), WAY, 0, 95, 0, 10_000), stuck=7, learnt=1)


class Search:
    """A search that ends when the test wants it to."""

    begun = 0
    ended = 0
    may_end = Event()

    def __init__(self, question: placing.PlaceQuestion) -> None:
        assert question.problem.name == "stuck"
        Search.begun += 1

    def result(self) -> placing.Placed:
        Search.may_end.wait(60)
        if Search.ended:
            raise ValueError("ended")
        return PLACED

    def end(self) -> None:
        Search.ended += 1
        Search.may_end.set()


@pytest.fixture(autouse=True)
def _search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "PlaceSearch", Search)
    Search.begun = 0
    Search.ended = 0
    Search.may_end = Event()


async def test_keys_work_while_others_are_trained_and_the_place_is_told_when_it_is_known() -> None:
    app = XortuiApp(Debugger(load_problem("stuck")))
    async with app.run_test(size=(80, 24)) as pilot:
        bench = app._main.bench
        await pilot.press("asterisk")
        assert bench.message == "a thousand other starts are being trained; it is told here what becomes of them"
        await pilot.press("n")
        assert bench.debugger.position.step == 1
        await pilot.press("asterisk")
        assert bench.message == "a thousand other starts are still being trained"
        Search.may_end.set()
        told = "767 of 1,000 learn; this one is stuck at (0, 1, ½, ½) like 95 others"
        while bench.message != told:
            await pilot.pause()
        await pilot.press("n", "asterisk")
        assert bench.message == told
        await pilot.press("0", *"stuck", "enter")
        assert bench.message == "start 7, on fork 1: c runs it"
    assert (Search.begun, Search.ended) == (1, 0)


async def test_a_search_is_given_up_when_the_screen_is_left() -> None:
    app = XortuiApp(Debugger(load_problem("stuck")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("asterisk")
        await pilot.press("q")
    assert Search.ended == 1
