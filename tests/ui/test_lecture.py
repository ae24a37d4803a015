"""The screen that follows somebody's session: it stands where they stand, and says calmly when it can't."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.test_following import Teacher
from tests.ui.test_main_screen import main_screen, wait_until
from xortui.commands.autosave import Autosave
from xortui.commands.following import Following
from xortui.commands.layout import Layout, read_layout
from xortui.debugger.followed_file import FollowedFile
from xortui.debugger.session import resume
from xortui.render.view import View
from xortui.ui.app import XortuiApp


def follower(path: Path) -> XortuiApp:
    file = FollowedFile(path)
    document = file.look()
    assert document is not None
    debugger, table = resume(document)
    layout = read_layout(table, debugger.problem.network)
    following = Following(file, document, debugger, layout)
    return XortuiApp(debugger, layout=layout, autosave=Autosave(None), following=following)


async def test_the_screen_stands_where_the_teacher_stands_and_leaves_and_returns(tmp_path: Path) -> None:
    teacher = Teacher(tmp_path / "lecture.json")
    teacher.save()
    async with follower(teacher.path).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        teacher.debugger.run(20)
        teacher.layout = Layout(View("w5"), pane="loss", is_zoomed=True)
        teacher.save()
        await wait_until(pilot, lambda: screen.debugger.position.step == 20)
        assert screen.layout_now == teacher.layout
        await pilot.press("n")
        assert screen.debugger.position.step == 20
        assert "O leaves it" in screen.bench.message
        await pilot.press("O", "n", "n")
        assert screen.debugger.position.step == 22
        assert screen.bench.transport.lecture == "your own, beside lecture.json"
        await pilot.press("R")
        await wait_until(pilot, lambda: screen.debugger.position.step == 20)
        assert screen.bench.transport.lecture == "follows lecture.json"
    assert json.loads(teacher.path.read_text("utf-8"))["position"] == "20.45"


async def test_a_file_that_is_taken_away_and_comes_back_is_told_in_a_line_and_followed_again(tmp_path: Path) -> None:
    teacher = Teacher(tmp_path / "lecture.json")
    teacher.save()
    async with follower(teacher.path).run_test(size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        teacher.path.unlink()
        await wait_until(pilot, lambda: screen.bench.is_refusal)
        assert screen.bench.message == "lecture.json: is not there"
        assert screen.bench.transport.lecture == "✗ lost lecture.json"
        teacher.debugger.run(3)
        teacher.save()
        await wait_until(pilot, lambda: screen.debugger.position.step == 3)
        assert screen.bench.message == ""
        assert screen.bench.transport.lecture == "follows lecture.json"


async def test_a_breakpoint_is_not_clicked_into_what_is_somebody_elses(tmp_path: Path) -> None:
    teacher = Teacher(tmp_path / "lecture.json")
    teacher.save()
    async with follower(teacher.path).run_test(size=(120, 40)) as pilot:
        screen = main_screen(pilot)
        program = screen.query_one("#program")
        await pilot.click(program, offset=(3, 3))
        await pilot.pause()
        assert len(screen.debugger.breakpoints) == 0
        assert "O leaves it" in screen.bench.message
