"""The prompt as a program of its own: scripts, batches, exit statuses, and sessions shared with the full screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(
    *arguments: str, typed: str = "", encoding: str = "utf-8", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run xortui without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "xortui", *arguments],
        input=typed,
        capture_output=True,
        encoding=encoding,
        env={**os.environ, "PYTHONIOENCODING": encoding, **environment},
        timeout=120,
    )


class TestStatus:
    """0 if all was done, 1 if a command failed, 2 if it was not called right."""

    def test_a_batch_that_is_done_ends_with_0(self) -> None:
        done = run("--batch", "-ex", "n 4", "-ex", "p loss", "xor")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[-1] == "loss is 0.1492156688"

    def test_a_command_that_fails_is_told_on_stderr_and_the_rest_is_done(self) -> None:
        done = run("--batch", "-ex", "n 4", "-ex", "p los", "-ex", "p loss")
        assert done.returncode == 1
        assert done.stderr == "xortui: there is no 'los' here; did you mean loss? (at character 1)\n"
        assert done.stdout.splitlines()[-1] == "loss is 0.1492156688"

    @pytest.mark.parametrize("arguments", [["--batch", "-y"], ["-x", "nowhere.txt"], ["--plain", "nowhere"], ["-ex"]])
    def test_a_wrong_call_is_one_line_and_2(self, arguments: list[str]) -> None:
        done = run(*arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)

    def test_quit_ends_a_script_and_what_follows_is_not_done(self) -> None:
        done = run("--batch", "-ex", "n", "-ex", "quit", "-ex", "foo")
        assert (done.returncode, done.stderr) == (0, "")

    def test_a_reader_that_leaves_is_no_traceback(self) -> None:
        command = f"{sys.executable} -m xortui --batch -ex 'trace 3' -ex 'n 5000' | head -1"
        done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=60)
        assert "Traceback" not in done.stderr


class TestScripts:
    """Lines come from files, from the command line and from stdin, in this order as they are given."""

    def test_files_and_commands_are_done_in_their_order(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("# to the first epoch\n\ne\nv w5 = 1\n", "utf-8")
        done = run("-ex", "n", "-x", str(tmp_path / "a"), "-ex", "undo", "--batch")
        assert done.returncode == 0
        told = done.stdout.splitlines()
        assert told[0].startswith("step 1 ")
        assert told[2].startswith("step 4 ")
        assert told[4].startswith("w5 ")
        assert told[-3].startswith("undone: w5")

    def test_a_mistake_in_a_file_is_told_with_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_text("n\nfoo\n", "utf-8")
        assert run("-x", str(path), "--batch").stderr == f"xortui: {path}:2: 'foo' is no command; help lists them\n"

    def test_stdin_is_read_to_its_end_without_a_prompt(self) -> None:
        done = run("mazur", typed="n\np C\n\n")
        assert (done.returncode, done.stderr) == (0, "")
        assert "(xortui)" not in done.stdout
        assert done.stdout.splitlines()[-1] == "C is 0.2983711088"
        assert run(typed="foo\n").returncode == 1

    def test_what_is_no_text_is_told_in_a_line(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"\xff\xfe\x00")
        done = run("-x", str(tmp_path / "a"))
        assert done.stderr == f"xortui: {tmp_path / 'a'}: cannot be read: it is no text\n"

    def test_ascii_alone_is_spelled_as_it_may_be_typed(self) -> None:
        lines = ["n", "info chain w5", "info weights b3", "info samples", "about"]
        done = run("--batch", *[word for line in lines for word in ("-ex", line)], encoding="ascii")
        assert (done.returncode, done.stdout.isascii()) == (0, True)
        assert "dC/dw5 = dC/dyhat * dyhat/dz3 * dz3/dw5 = " in done.stdout

    def test_there_are_no_escape_codes_and_no_columns(self) -> None:
        lines = ["n", "info", "help", "about", "info samples", "info weights", "info program", "trace", "compare"]
        for problem in ("xor", "mazur", "iris"):
            told = run(problem, typed="\n".join(lines)).stdout
            assert "\x1b" not in told
            assert "  " not in told


class TestSessions:
    """A session is begun in one and ended in the other."""

    def test_what_a_script_does_is_saved_where_a_file_is_asked_for_only(self, tmp_path: Path, state: Path) -> None:
        run("--batch", "-ex", "n")
        assert not list(state.rglob("*.json"))
        run("--batch", "-ex", "n 3", "--session", str(tmp_path / "a.json"))
        assert json.loads((tmp_path / "a.json").read_text("utf-8"))["position"] == "3.45"

    def test_a_session_goes_on_with_what_was_done_and_how_the_screen_was_left(self, tmp_path: Path) -> None:
        path = tmp_path / "a.json"
        run("--batch", "-ex", "e", "-ex", "v w5 = 1", "-ex", "watch loss", "--session", str(path))
        session = json.loads(path.read_text("utf-8"))
        session["layout"] |= {"pane": "loss", "zoomed": True}
        path.write_text(json.dumps(session), "utf-8")
        done = run("resume", str(path), "--batch", "-ex", "info edits", "-ex", "watch", "-ex", "e")
        assert done.stdout.splitlines()[0].startswith("w5 ")
        after = json.loads(path.read_text("utf-8"))
        assert (after["position"], after["layout"]["pane"], after["layout"]["zoomed"]) == ("8.45", "loss", True)
        assert len(after["forks"]) == 2
