"""Sessions on the command line: what is listed, what is gone on with, and one line for everything that is not right."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from xortui.cli import main, opening
from xortui.cli.subcommands.sessions import MAX_LISTED
from xortui.commands.autosave import Autosave
from xortui.commands.layout import Layout
from xortui.debugger import Debugger
from xortui.debugger.session import SessionWriter
from xortui.debugger.session_file import SessionFile, sessions_folder
from xortui.render.view import View
from xortui.ui import app

needs_no_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="permissions don't hold for this user"
)
NEWER = '{"xortui session": 3}'


def save(name: str, debugger: Debugger | None = None, when: float = 0.0) -> Path:
    """Save a session under a name, as if at a time."""
    debugger = debugger or Debugger()
    path = sessions_folder() / f"{name}.json"
    layout = Layout(View(debugger.problem.network.parameter_names[0]))
    SessionFile(path).save(SessionWriter(debugger).text(layout.document()))
    os.utime(path, (when, when))
    return path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run xortui with arguments that are not right, and return the one line it says."""
    assert main(list(arguments)) == 2
    out, told = capsys.readouterr()
    assert out == ""
    assert told.startswith("xortui: ")
    assert told.removesuffix("\n").isprintable()
    return told.removeprefix("xortui: ").removesuffix("\n")


Opened = list[tuple[Debugger, Layout | None, Path | None]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Return what is opened, where there is a terminal."""
    found: Opened = []

    def open_app(
        debugger: Debugger, layout: Layout | None, autosave: Autosave, _: object, *, news: str = "", **screen: object
    ) -> int:
        assert set(screen) == {"options", "begin", "following", "presents"}
        assert (screen["begin"], screen["following"], screen["presents"]) == (None, None, False)
        assert bool(news) == (layout is not None)  # what was left is told to be resumed
        found.append((debugger, layout, autosave.path))
        return 0

    monkeypatch.setattr(app, "run_app", open_app)
    monkeypatch.setattr(opening, "can_draw", lambda: True)
    monkeypatch.setattr(opening, "asks_for_prompt", lambda _: False)
    monkeypatch.setattr(gc, "disable", lambda: None)
    return found


class TestList:
    """xortui sessions lists what can be gone on with."""

    def test_without_any_it_says_where_they_are_kept(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["sessions"]) == 0
        assert capsys.readouterr().out == f"no sessions yet; they are kept in {sessions_folder()}\n"
        assert not sessions_folder().exists()

    def test_each_is_listed_with_what_it_is_the_last_first(self, capsys: pytest.CaptureFixture[str]) -> None:
        debugger = Debugger("mazur")
        debugger.run(4)
        debugger.edit("w5", 1.0)
        debugger.step()
        debugger.edit("w6", 1.0)
        save("old", when=86400)
        save("edited", debugger, when=200_000)
        assert main(["sessions"]) == 0
        heading, first, second = capsys.readouterr().out.splitlines()
        assert heading.split() == ["name", "saved", "problem", "position", "edits", "forks"]
        assert first.split()[0] == "edited"
        assert first.split()[3:] == ["mazur", "5.1", "2", "3"]
        assert second.split()[0] == "old"
        assert second.split()[3:] == ["xor", "0.0", "0", "1"]
        assert heading.index("saved") == first.index(first.split()[1])

    def test_a_damaged_and_a_newer_one_are_listed_with_the_reason(self, capsys: pytest.CaptureFixture[str]) -> None:
        whole = save("whole", when=300_000)
        whole.with_name("half.json").write_bytes(whole.read_bytes()[:-20])
        whole.with_name("newer.json").write_text(NEWER, encoding="utf-8")
        whole.with_name("parts.json").write_text('{"xortui session": 1, "problem": []}', encoding="utf-8")
        assert main(["sessions"]) == 0
        lines = capsys.readouterr().out.splitlines()[1:]
        found = {line.split()[0]: line.rstrip() for line in lines}
        assert found.keys() == {"whole", "half", "newer", "parts"}
        assert "not a whole session file: it ends early or has been changed" in found["half"]
        assert "saved by a newer xortui (format 3; this one reads up to 2)" in found["newer"]
        assert found["parts"].endswith("problem: expected a table, got a list")
        assert all(line.split()[3] == "xor" and len(line) < 80 for line in lines if line.startswith("whole"))

    def test_of_more_than_twenty_the_last_are_listed_and_the_rest_counted(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first = save("s-0")
        for number in range(1, MAX_LISTED + 3):
            path = first.with_name(f"s-{number}.json")
            path.write_bytes(first.read_bytes())
            os.utime(path, (number, number))
        assert main(["sessions"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines[1:-1]] == [f"s-{number}" for number in range(22, 2, -1)]
        assert lines[-1] == f"3 older ones are in {sessions_folder()}"

    def test_whatever_a_file_is_called_and_says_it_is_a_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        whole = save("whole")
        session = json.loads(whole.read_text("utf-8"))
        session["problem"]["name"] = "x\n\x1b[1m"
        whole.with_name("a\n\x1b[1m.json").write_text(json.dumps(session), encoding="utf-8")
        assert main(["sessions"]) == 0
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert len(out.splitlines()) == 3

    def test_one_that_goes_while_it_is_listed_is_left_out(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        paths = [save("here"), sessions_folder() / "gone.json"]
        monkeypatch.setattr("xortui.debugger.session_file.listed_sessions", lambda: paths)
        assert main(["sessions"]) == 0
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["name", "here"]

    def test_a_folder_that_is_none_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        sessions_folder().parent.mkdir(parents=True)
        sessions_folder().write_text("mine", encoding="utf-8")
        assert refused(capsys, "sessions") == f"{sessions_folder()}: cannot be read: Not a directory"

    def test_it_takes_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert refused(capsys, "sessions", "xor") == "unrecognized arguments: xor (see xortui sessions --help)"


class TestDelete:
    """xortui sessions --delete NAME deletes one, and nothing else."""

    def test_the_one_that_is_named_is_gone(self, capsys: pytest.CaptureFixture[str]) -> None:
        first, second = save("first"), save("second")
        assert main(["sessions", "--delete", "first"]) == 0
        assert capsys.readouterr().out == "deleted first\n"
        assert (first.exists(), second.exists()) == (False, True)

    def test_a_broken_one_can_be_deleted_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        path = save("broken")
        path.write_text("{")
        assert main(["sessions", "--delete", "broken.json"]) == 0
        assert capsys.readouterr().out == "deleted broken\n"
        assert not path.exists()

    @pytest.mark.parametrize("name", ["nothing", "", "..", "../sessions/first", "a\nb"])
    def test_another_name_deletes_nothing(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        path = save("first")
        told = refused(capsys, "sessions", "--delete", name)
        assert told.endswith("no such session; expected a name that 'xortui sessions' lists")
        assert path.exists()

    def test_a_file_elsewhere_is_left_alone(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "lecture.json"
        path.write_text(save("first").read_text())
        assert "no such session" in refused(capsys, "sessions", "--delete", str(path))
        assert path.exists()


class TestResume:
    """xortui resume opens the last session, or another."""

    def test_without_any_it_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert refused(capsys, "resume") == f"there is no session yet; expected one in {sessions_folder()}"

    def test_the_last_is_opened_where_it_was_left(self, opened: Opened) -> None:
        debugger = Debugger("mazur")
        debugger.run(3)
        save("old")
        path = save("last", debugger, when=9.0)
        assert main(["resume"]) == 0
        found, layout, where = opened[0]
        assert (found.problem, found.position, where) == (debugger.problem, debugger.position, path)
        assert layout == Layout(View("w1"))

    @pytest.mark.parametrize("name", ["old", "old.json", "./here/old.json"])
    def test_one_is_opened_by_its_name_or_its_path(
        self, name: str, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = save("old")
        save("last", when=9.0)
        monkeypatch.chdir(tmp_path)
        (tmp_path / "here").mkdir()
        (tmp_path / "here" / "old.json").write_bytes(path.read_bytes())
        assert main(["resume", name]) == 0
        assert opened[0][2] == (Path(name) if "/" in name else path)

    @pytest.mark.parametrize("name", ["nothing", "../nothing", "", 300 * "a", "a\0b", "a\nb"])
    def test_one_that_is_not_there_is_told(self, name: str, capsys: pytest.CaptureFixture[str], opened: Opened) -> None:
        save("a")
        message = refused(capsys, "resume", name)
        assert "no such session; see 'xortui sessions', or give a file" in message or not name
        assert opened == []

    @pytest.mark.parametrize(
        ("damage", "reason"),
        [
            (lambda text: text[:-30], "not a whole session file: it ends early or has been changed"),
            (lambda _: NEWER, "saved by a newer xortui (format 3; this one reads up to 2); expected one"),
            (lambda _: "notes", "not a whole session file"),
            (lambda _: "[]", "not a session of xortui"),
            (lambda text: text.replace('"fork": 0', '"fork": 1'), "fork: expected one of 0, got 1"),
            (lambda text: text.replace('"pace": ', '"pace": 9'), "layout.pace: expected steps a second, one of"),
            (lambda text: text.replace('"next_fork"', '"a\\u001b"'), "next_fork: missing; expected a whole number"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("command", [["resume"], ["resume", "a"], ["--session", "{path}"]])
    def test_one_that_cannot_be_read_is_told_with_its_file_and_left_as_it_is(
        self,
        command: list[str],
        damage: Callable[[str], str],
        reason: str,
        capsys: pytest.CaptureFixture[str],
        opened: Opened,
    ) -> None:
        path = save("a")
        text = damage(path.read_text("utf-8"))
        path.write_text(text, encoding="utf-8")
        message = refused(capsys, *(word.format(path=path) for word in command))
        assert message.startswith(f"{path}: {reason}")
        assert path.read_text("utf-8") == text
        assert opened == []

    @pytest.mark.parametrize("arguments", [["resume"], ["resume", "a"], ["--session", "b.json"]])
    def test_without_a_terminal_it_opens_at_the_prompt(self, arguments: list[str], tmp_path: Path) -> None:
        save("a")
        done = subprocess.run(
            [sys.executable, "-m", "xortui", *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=tmp_path, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[0].startswith("xor: ")
        assert (tmp_path / "b.json").exists() == ("b.json" in arguments)

    def test_no_more_than_one_is_opened(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert refused(capsys, "resume", "a", "b") == "unrecognized arguments: b (see xortui resume --help)"


class TestFile:
    """--session keeps what is done in a file, or goes on with it."""

    def test_a_file_that_is_not_there_is_opened_on_the_problem_and_made_when_something_is_saved(
        self, opened: Opened, tmp_path: Path
    ) -> None:
        path = tmp_path / "some" / "folder" / "a.json"
        assert main(["--session", str(path), "mazur", "--learning-rate", "0.25"]) == 0
        debugger, layout, where = opened[0]
        assert (debugger.problem.name, debugger.problem.training.learning_rate) == ("mazur", 0.25)
        assert (layout, where) == (None, path)
        assert not path.parent.exists()

    def test_a_file_that_is_there_is_gone_on_with(self, opened: Opened) -> None:
        debugger = Debugger("mazur")
        debugger.run(2)
        path = save("a", debugger)
        assert main(["--session", str(path)]) == main([f"--session={path}"]) == 0
        assert [(found.problem.name, found.position.step) for found, _, _ in opened] == 2 * [("mazur", 2)]

    def test_home_is_where_a_tilde_says(
        self, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        assert main(["--session", "~/a.json"]) == 0
        assert opened[0][2] == tmp_path / "a.json"
        assert refused(capsys, "--session", "~nobody-of-that-name/a") == (
            "~nobody-of-that-name/a: there is no such home folder"
        )

    @pytest.mark.parametrize("asked", [["mazur"], ["--seed", "7"], ["--hidden=4"], ["--learning-rate", "1"]])
    @pytest.mark.parametrize("is_first", [True, False])
    def test_a_file_that_is_there_takes_no_problem_of_another_kind(
        self, asked: list[str], is_first: bool, capsys: pytest.CaptureFixture[str], opened: Opened
    ) -> None:
        path = save("a")
        before = path.read_bytes()
        session = ["--session", str(path)]
        message = refused(capsys, *([*session, *asked] if is_first else [*asked, *session]))
        left_out = asked[0].partition("=")[0]
        assert message == f"{path} is a session, which has its own problem: leave out {left_out}"
        assert path.read_bytes() == before
        assert opened == []

    @pytest.mark.parametrize("text", ["", "notes\n", "[1, 2]", '{"title": "mine"}'])
    def test_a_file_that_is_no_session_is_left_as_it_is(
        self, text: str, capsys: pytest.CaptureFixture[str], opened: Opened, tmp_path: Path
    ) -> None:
        path = tmp_path / "mine.json"
        path.write_text(text, encoding="utf-8")
        assert refused(capsys, "--session", str(path)).startswith(f"{path}: not a ")
        assert path.read_text("utf-8") == text
        assert opened == []

    def test_a_folder_is_no_session(self, capsys: pytest.CaptureFixture[str], opened: Opened, tmp_path: Path) -> None:
        assert refused(capsys, "--session", str(tmp_path)) == f"{tmp_path}: expected a file, got a folder"
        assert opened == []

    @needs_no_root
    def test_a_file_that_may_not_be_read_is_told(self, capsys: pytest.CaptureFixture[str], opened: Opened) -> None:
        path = save("a")
        path.chmod(0)
        assert refused(capsys, "--session", str(path)) == f"{path}: cannot be read: Permission denied"
        assert opened == []


class TestSessionInPlaceOfAProblem:
    """Somebody who was mailed a session gives it to xortui as they would a problem."""

    def test_it_is_gone_on_with(self, opened: Opened) -> None:
        debugger = Debugger("mazur")
        debugger.run(4)
        path = save("lecture", debugger)
        assert main([str(path)]) == 0
        shown, _, kept = opened[0]
        assert (shown.problem.name, shown.position, kept) == ("mazur", debugger.position, path)

    @pytest.mark.parametrize("asked", [["--seed", "7"], ["--hidden=4"], ["--session", "other.json"]])
    def test_with_another_problem_it_is_refused(
        self, asked: list[str], capsys: pytest.CaptureFixture[str], opened: Opened
    ) -> None:
        path = save("lecture")
        left_out = asked[0].partition("=")[0]
        told = refused(capsys, str(path), *asked)
        assert told == f"{path} is a session, which has its own problem: leave out {left_out}"
        assert opened == []

    def test_a_broken_one_is_told_as_such(self, capsys: pytest.CaptureFixture[str], opened: Opened) -> None:
        path = save("lecture")
        path.write_text(path.read_text("utf-8")[:-40], "utf-8")
        assert refused(capsys, str(path)).startswith(f"{path}: not a whole session file: ")
        assert opened == []

    @pytest.mark.parametrize("command", ["trace", "train", "verify", "problems", "export"])
    def test_the_commands_without_a_screen_say_what_it_is(
        self, command: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = save("lecture")
        more = ["--format", "csv"] if command == "export" else []
        told = refused(capsys, command, str(path), *more)
        assert told == f"{path} is a session; xortui resume {path} goes on with it"

    def test_python_says_it_too(self) -> None:
        path = save("lecture")
        with pytest.raises(ValueError, match="is a session; xortui resume "):
            Debugger(path)

    def test_what_is_json_and_no_session_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "lecture.json"
        path.write_text('{"broken": ', "utf-8")
        assert main([str(path)]) == 2
        assert "lecture.json is not a session that xortui has saved" in capsys.readouterr().err

    @pytest.mark.parametrize("end", ["}", ""])
    @pytest.mark.parametrize("command", [[], ["why"], ["train"]])
    def test_a_file_of_numbers_is_one_for_check(
        self, command: list[str], end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "numbers.json"
        path.write_text('{"parameters": {"W": [[1]]}, "samples": [{"x": [1], "y": [0]}]' + end, "utf-8")
        assert main([*command, str(path)]) == 2
        told = f"{path} holds the numbers of a network, not a problem; xortui check {path} checks them"
        assert told in capsys.readouterr().err

    def test_a_problem_whose_file_is_called_like_one_is_none(self, tmp_path: Path, opened: Opened) -> None:
        path = tmp_path / "problem.json"
        path.write_text("samples = [{ x = [0, 0], y = [0] }] # xortui session", "utf-8")
        assert main([str(path)]) == 0
        assert opened[0][0].problem.name == "problem"
