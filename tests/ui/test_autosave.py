"""The autosave: what is written when, whatever a disk does."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from threading import Event
from typing import cast

import pytest

from xortui.commands.autosave import BETWEEN_SHOWN_SAVES, Autosave
from xortui.commands.layout import Layout
from xortui.debugger import Debugger
from xortui.debugger.session_file import SessionError, SessionFile
from xortui.render.view import View
from xortui.ui.app import XortuiApp

LAYOUT = Layout(View("w1"))


class Disk:
    """Stands in for a session's file: keeps what is saved, can be slow, and can refuse."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.saved: list[str] = []
        self.trouble = ""
        self.has_begun, self.may_go_on = Event(), Event()
        self.may_go_on.set()

    def save(self, text: str) -> None:
        self.has_begun.set()
        assert self.may_go_on.wait(30)
        if self.trouble:
            raise SessionError(self.trouble)
        self.saved.append(text)

    @property
    def is_as_left(self) -> bool:
        return True

    @property
    def positions(self) -> list[str]:
        return [json.loads(text)["position"] for text in self.saved]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Disk:
    made = Disk(tmp_path / "here.json")
    monkeypatch.setattr("xortui.debugger.session_file.SessionFile", lambda _: made)
    return made


class TestWhatIsSaved:
    """What has changed, once."""

    async def test_an_untouched_start_is_not_saved(self, disk: Disk) -> None:
        autosave = Autosave(Debugger())
        autosave.begin(LAYOUT)
        await autosave.save(LAYOUT)
        autosave.save_now(LAYOUT)
        assert disk.saved == []

    def test_an_untouched_start_that_is_left_at_once_is_not_saved(self, disk: Disk) -> None:
        Autosave(Debugger()).save_now(LAYOUT)
        assert disk.saved == []

    def test_a_new_file_that_was_asked_for_is_begun_though_nothing_was_done(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.json"
        Autosave(Debugger(), SessionFile(path)).save_now(LAYOUT)
        assert json.loads(path.read_text("utf-8"))["position"] == "0.0"

    def test_a_session_that_was_opened_is_written_when_something_has_changed(self, disk: Disk) -> None:
        debugger = Debugger()
        autosave = Autosave(debugger, cast(SessionFile, disk), is_new=False)
        autosave.begin(LAYOUT)
        autosave.save_now(LAYOUT)
        assert disk.saved == []
        debugger.step("sample")
        autosave.save_now(LAYOUT)
        assert disk.positions == ["1.45"]

    async def test_each_change_is_saved_once_one_of_the_layout_too(self, disk: Disk) -> None:
        debugger = Debugger()
        autosave = Autosave(debugger)
        autosave.begin(LAYOUT)
        debugger.step("sample")
        for _ in range(3):
            await autosave.save(LAYOUT)
            autosave.save_now(LAYOUT)
        assert len(disk.saved) == 1
        await autosave.save(Layout(View("w2")))
        assert len(disk.saved) == 2


class TestSlowDisk:
    """What was written last is what was done last."""

    async def test_saving_at_the_end_wins_over_one_that_is_under_way(self, disk: Disk) -> None:
        debugger = Debugger()
        autosave = Autosave(debugger)
        autosave.begin(LAYOUT)
        debugger.step("sample")
        disk.may_go_on.clear()
        under_way = asyncio.create_task(autosave.save(LAYOUT))
        await asyncio.to_thread(disk.has_begun.wait, 30)
        debugger.step("sample")
        await autosave.save(LAYOUT)  # one is under way: the next look will save it
        at_the_end = asyncio.create_task(asyncio.to_thread(autosave.save_now, LAYOUT))
        disk.may_go_on.set()
        await asyncio.gather(under_way, at_the_end)
        assert disk.positions == ["1.45", "2.45"]

    async def test_what_was_taken_back_meanwhile_is_written_back(self, disk: Disk) -> None:
        debugger = Debugger()
        autosave = Autosave(debugger, cast(SessionFile, disk), is_new=False)
        autosave.begin(LAYOUT)
        debugger.step("sample")
        disk.may_go_on.clear()
        under_way = asyncio.create_task(autosave.save(LAYOUT))
        await asyncio.to_thread(disk.has_begun.wait, 30)
        debugger.rewind()
        at_the_end = asyncio.create_task(asyncio.to_thread(autosave.save_now, LAYOUT))
        disk.may_go_on.set()
        await asyncio.gather(under_way, at_the_end)
        assert disk.positions == ["1.45", "0.0"]

    async def test_what_has_not_begun_to_be_written_is_not_written_after_what_is_newer(
        self, disk: Disk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        debugger = Debugger()
        autosave = Autosave(debugger)
        autosave.begin(LAYOUT)
        debugger.step("sample")

        async def after_the_end(write: object, *given: object) -> None:
            debugger.step("sample")
            autosave.save_now(LAYOUT)
            assert callable(write)
            write(*given)

        monkeypatch.setattr("asyncio.to_thread", after_the_end)
        await autosave.save(LAYOUT)
        assert disk.positions == ["2.45"]


class TestTrouble:
    """A session that cannot be saved."""

    async def test_a_slow_disk_is_not_waited_for_twice(self, disk: Disk) -> None:
        debugger = Debugger()
        autosave = Autosave(debugger, cast(SessionFile, disk), is_shown=True)
        autosave.begin(LAYOUT)
        disk.may_go_on.clear()
        saving = asyncio.create_task(autosave.save(LAYOUT))
        await asyncio.sleep(2 * BETWEEN_SHOWN_SAVES)
        disk.may_go_on.set()
        await saving
        debugger.step()
        await asyncio.sleep(BETWEEN_SHOWN_SAVES / 2)
        assert autosave.has_news(LAYOUT)

    def test_it_is_tried_again_and_the_trouble_ends(self, disk: Disk) -> None:
        debugger = Debugger()
        autosave = Autosave(debugger)
        autosave.begin(LAYOUT)
        debugger.step("sample")
        disk.trouble = "the disk is full"
        autosave.save_now(LAYOUT)
        assert autosave.trouble == "the disk is full"
        disk.trouble = ""
        autosave.save_now(LAYOUT)
        assert (autosave.trouble, disk.positions) == ("", ["1.45"])

    async def test_it_is_told_once_and_again_when_it_is_another(self, disk: Disk) -> None:
        debugger = Debugger()
        app = XortuiApp(debugger, autosave=Autosave(debugger))
        async with app.run_test(size=(80, 24)) as pilot:
            screen, told = app._main, []
            await pilot.press("n")
            for trouble in ("full", "full", "gone", "gone", "", "gone"):
                disk.trouble = trouble
                screen.bench.say("")
                debugger.step()
                await screen.saving.save()
                told.append((screen.bench.message, screen.bench.is_refusal))
        assert told == [("full", True), ("", False), ("gone", True), ("", False), ("", False), ("gone", True)]


class TestTwoPrograms:
    """On one session: what either does is kept."""

    def test_the_second_to_save_goes_on_in_a_file_of_its_own_and_says_so(self, tmp_path: Path) -> None:
        path = tmp_path / "here.json"
        Autosave(Debugger(), SessionFile(path)).save_now(LAYOUT)
        debuggers = Debugger(), Debugger()
        both = []
        for debugger in debuggers:
            file = SessionFile(path)
            file.read()
            both.append(Autosave(debugger, file, is_new=False))
            both[-1].begin(LAYOUT)
        for steps, (autosave, debugger) in enumerate(zip(both, debuggers, strict=True), start=1):
            debugger.run(steps)
            autosave.save_now(LAYOUT)
        assert both[0].trouble == ""
        other = both[1].path
        assert other is not None
        assert both[1].trouble.endswith(
            f"here.json: another program has saved it; it is left as it is; this one is kept in {other}"
        )
        assert [json.loads(p.read_text("utf-8"))["position"] for p in (path, other)] == ["1.45", "2.45"]
        debuggers[1].step()
        both[1].save_now(LAYOUT)
        assert (both[1].trouble, both[1].path) == ("", other)

    def test_two_new_ones_of_the_same_second_take_two_files(self) -> None:
        debuggers = [Debugger(), Debugger()]
        both = [Autosave(debugger) for debugger in debuggers]
        for debugger, autosave in zip(debuggers, both, strict=True):
            autosave.begin(LAYOUT)
            debugger.step()
            autosave.save_now(LAYOUT)
        assert both[0].path != both[1].path
        assert [autosave.trouble for autosave in both] == ["", ""]

    def test_a_file_that_was_taken_away_is_written_again(self, tmp_path: Path) -> None:
        debugger = Debugger()
        autosave = Autosave(debugger, SessionFile(tmp_path / "here.json"))
        autosave.save_now(LAYOUT)
        (tmp_path / "here.json").unlink()
        autosave.save_now(LAYOUT)
        assert (tmp_path / "here.json").exists()


class TestApp:
    """The program saves by itself."""

    async def test_leaving_at_once_writes_no_session(self, disk: Disk) -> None:
        debugger = Debugger()
        app = XortuiApp(debugger, autosave=Autosave(debugger))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("q")
        assert app._main.saving.save_now() == ""
        assert disk.saved == []

    async def test_what_is_done_in_the_first_moment_is_saved(self, disk: Disk) -> None:
        debugger = Debugger()
        app = XortuiApp(debugger, autosave=Autosave(debugger))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("n", "q")
        app._main.saving.save_now()
        assert disk.positions == ["1.45"]
