"""Following: a debugger stands where somebody else stands, whatever they do, and they never learn of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xortui.commands.autosave import Autosave
from xortui.commands.command import FOLLOWS
from xortui.commands.following import Following
from xortui.commands.layout import Layout, read_layout
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.debugger.followed_file import FollowedFile
from xortui.debugger.session import SessionWriter, resume
from xortui.debugger.session_file import SessionFile
from xortui.render.view import View
from xortui.render.wording import worded


class Teacher:
    """Somebody who saves where they stand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.debugger = Debugger()
        self.layout = Layout(View("w1"))
        self.saves = 0

    def save(self) -> None:
        self.saves += 1
        other = self.path.with_name(f"save{self.saves}")
        other.write_text(SessionWriter(self.debugger).text(self.layout.document()), "utf-8")
        other.replace(self.path)


@pytest.fixture
def teacher(tmp_path: Path) -> Teacher:
    made = Teacher(tmp_path / "lecture.json")
    made.save()
    return made


@pytest.fixture
def bench(teacher: Teacher) -> Workbench:
    file = FollowedFile(teacher.path)
    document = file.look()
    assert document is not None
    debugger, table = resume(document)
    layout = read_layout(table, debugger.problem.network)
    found = Workbench(debugger)
    found.following = Following(file, document, debugger, layout)
    return found


def catch_up(bench: Workbench) -> None:
    following = bench.following
    assert following is not None
    following.look()
    while following.is_catching_up:
        if following.turn():
            bench.arrive()


def stand(debugger: Debugger) -> object:
    """Return all that a follower shall see of a debugger, numbers by their bits."""
    return (
        debugger.position,
        [(fork.number, fork.name, fork.history) for fork in debugger.forks],
        debugger.fork.number,
        [(made.number, made.text, made.is_enabled, made.hits) for made in debugger.breakpoints],
        [watch.text for watch in debugger.watches],
        list(debugger.bookmarks),
        [float(value).hex() for value in debugger.snapshot().values],
        [debugger.shown(fork.number) for fork in debugger.forks],
    )


def work(debugger: Debugger, turn: int) -> None:
    """Do one thing of a lesson."""
    if turn == 0:
        debugger.run(40)
        debugger.step()
    elif turn == 1:
        debugger.edit("w5", 1.5)
        debugger.run(10)
    elif turn == 2:
        debugger.breakpoints.add("loss < 0.2")
        debugger.run(100)
        debugger.watches.add("w5 * h1")
    elif turn == 3:
        debugger.keep("dip")
        debugger.switch(0)
        debugger.go_to("7.12")
    elif turn == 4:
        debugger.bookmarks.forget("dip")
        debugger.switch(1)
        debugger.undo()
        debugger.breakpoints.remove(1)
    elif turn == 5:
        debugger.edit_together({"w1": 0.5, "b3": -1.0})
        debugger.back("sample")


def test_every_thing_that_is_done_is_seen_to_the_bit(teacher: Teacher, bench: Workbench) -> None:
    for turn in range(6):
        work(teacher.debugger, turn)
        teacher.save()
        catch_up(bench)
        assert stand(bench.debugger) == stand(teacher.debugger)


def test_what_has_been_run_is_not_run_again(teacher: Teacher, bench: Workbench) -> None:
    teacher.debugger.run(30_000)
    teacher.debugger.edit("w5", 1.5)
    teacher.debugger.run(5_000)
    teacher.save()
    catch_up(bench)
    following = bench.following
    assert following is not None
    timelines = [fork.timeline for fork in bench.debugger.forks]
    teacher.debugger.switch(0)
    teacher.debugger.go_to(17)
    teacher.save()
    catch_up(bench)
    assert bench.debugger.position.step == 17
    assert [fork.timeline for fork in bench.debugger.forks] == timelines


def test_another_problem_is_followed(teacher: Teacher, bench: Workbench) -> None:
    teacher.debugger = Debugger("mazur")
    teacher.debugger.run(2)
    teacher.layout = Layout(View("w7"))
    teacher.save()
    catch_up(bench)
    assert bench.debugger.problem.name == "mazur"
    assert bench.view.parameter == "w7"
    assert stand(bench.debugger) == stand(teacher.debugger)


def test_one_keeps_what_one_looks_at_until_the_teacher_looks_at_something_else(
    teacher: Teacher, bench: Workbench
) -> None:
    catch_up(bench)
    bench.choose("w3", None, ())
    teacher.debugger.step()
    teacher.save()
    catch_up(bench)
    assert bench.view.parameter == "w3"
    teacher.layout = Layout(View("w6"))
    teacher.save()
    catch_up(bench)
    assert bench.view.parameter == "w6"


class Front:
    """A front end that can do everything."""

    can_zoom = True
    has_themes = True


@pytest.mark.parametrize("id_", ["operation", "sample", "run", "goto", "edit", "break", "bookmark", "reveal", "enter"])
def test_one_who_follows_moves_and_changes_nothing(id_: str, teacher: Teacher, bench: Workbench) -> None:
    teacher.debugger.run(8)
    teacher.save()
    catch_up(bench)
    before = stand(bench.debugger)
    COMMANDS[id_].obey(bench, Front(), back=False)  # type: ignore[arg-type]
    assert bench.message == worded(FOLLOWS, str)
    assert bench.is_refusal
    assert stand(bench.debugger) == before


def test_one_leaves_for_experiments_and_returns(teacher: Teacher, bench: Workbench) -> None:
    teacher.debugger.run(8)
    teacher.save()
    catch_up(bench)
    written = teacher.path.read_bytes()
    front = Front()
    COMMANDS["join"].obey(bench, front, back=True)  # type: ignore[arg-type]
    bench.debugger.edit("w5", 2.0)
    bench.debugger.run(20)
    assert bench.debugger.position.step == 28
    teacher.debugger.step()
    catch_up(bench)
    assert bench.debugger.position.step == 28
    assert teacher.path.read_bytes() == written
    teacher.save()
    COMMANDS["join"].obey(bench, front, back=False)  # type: ignore[arg-type]
    catch_up(bench)
    assert stand(bench.debugger) == stand(teacher.debugger)


def test_one_returns_where_the_teacher_has_not_gone_on(teacher: Teacher, bench: Workbench) -> None:
    front = Front()
    COMMANDS["join"].obey(bench, front, back=True)  # type: ignore[arg-type]
    bench.debugger.run(20)
    COMMANDS["join"].obey(bench, front, back=False)  # type: ignore[arg-type]
    catch_up(bench)
    assert stand(bench.debugger) == stand(teacher.debugger)


def test_a_session_that_makes_no_sense_leaves_one_where_one_is(teacher: Teacher, bench: Workbench) -> None:
    teacher.debugger.run(8)
    teacher.save()
    catch_up(bench)
    before = stand(bench.debugger)
    text = teacher.path.read_text("utf-8").replace('"position": "8.45"', '"position": "9.99"')
    teacher.path.write_text(text, "utf-8")
    catch_up(bench)
    assert stand(bench.debugger) == before
    teacher.debugger.run(1)
    teacher.save()
    catch_up(bench)
    assert stand(bench.debugger) == stand(teacher.debugger)


class TestKeeping:
    """What is somebody else's is not saved; what is one's own is, each in a file of its own."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("xortui.debugger.session_file.sessions_folder", lambda: tmp_path / "sessions")

    def test_ones_own_is_kept_apart_when_one_returns(self, tmp_path: Path) -> None:
        layout = Layout(View("w1"))
        autosave = Autosave(None)
        autosave.save_now(layout)
        mine = Debugger()
        autosave.keep(mine)
        autosave.begin(layout)
        mine.run(3)
        autosave.save_now(layout)
        mine.run(4)
        autosave.keep(None)
        autosave.save_now(layout)
        (path,) = (tmp_path / "sessions").iterdir()
        assert resume(SessionFile(path).read())[0].position.step == 7
        again = Debugger()
        autosave.keep(again)
        autosave.begin(layout)
        again.run(1)
        autosave.save_now(layout)
        assert len(list((tmp_path / "sessions").iterdir())) == 2

    def test_a_file_that_was_asked_for_holds_what_is_looked_at(self, tmp_path: Path) -> None:
        layout = Layout(View("w1"))
        path = tmp_path / "lecture.json"
        first = Debugger()
        autosave = Autosave(first, SessionFile(path, is_private=False), is_shown=True)
        autosave.begin(layout)
        first.run(3)
        autosave.save_now(layout)
        autosave.keep(Debugger("mazur"))
        autosave.save_now(layout)
        assert resume(SessionFile(path).read())[0].problem.name == "mazur"
        (kept,) = (tmp_path / "sessions").iterdir()
        assert resume(SessionFile(kept).read())[0].position.step == 3
