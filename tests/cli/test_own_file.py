"""`xortui mynet.py`: it opens on what was found in the file, or says in one line why it can't."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_command_line import refused
from tests.found_trainings import SCRIPT
from xortui.cli import main


@pytest.fixture
def script(tmp_path: Path) -> str:
    file = tmp_path / "mynet.py"
    file.write_text(SCRIPT)
    return str(file)


def test_it_opens_on_the_training_of_the_file_with_its_mistake(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        "-ex",
        "break differs(dC/dw1)",
        "-ex",
        "run 10",
        "-ex",
        "info code",
        "-ex",
        "epoch",
        "-ex",
        "compare mended",
    ]
    assert main([script, "--batch", *lines]) == 0
    found = capsys.readouterr()
    assert "stopped: breakpoint 1: differs(dC/dw1)" in found.out
    assert "≠" in found.out
    assert "wrong: What layer 2 passes back goes through its weights after their update." in found.out
    assert "compared with mended: without the mistake" in found.out
    assert found.err == ""


def test_check_tells_how_to_open_it(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", script]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"xortui {script} opens it in the debugger"


def test_a_right_file_opens_without_a_mistake_and_says_so(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = SCRIPT.splitlines()
    update = lines.pop(next(place for place, line in enumerate(lines) if "v += " in line))
    Path(script).write_text("\n".join([*lines, update, ""]))
    assert main([script, "--batch", "-ex", "about", "-ex", "sample"]) == 0
    told = capsys.readouterr().out
    assert "Every step follows the gradient." in " ".join(told.split())
    assert "≠" not in told


def test_what_can_not_be_opened_is_refused_in_a_line(script: str, tmp_path: Path) -> None:
    assert refused(str(tmp_path / "none.py"), "--plain") == f"{tmp_path / 'none.py'}: there is no such file"
    nothing = tmp_path / "nothing.py"
    nothing.write_text("print('hello')\n")
    assert refused(str(nothing), "--plain").startswith(f"{nothing}: ")
    own = "has its own network and start"
    assert refused(script, "--seed", "3") == f"{script} {own}: leave out --seed"
    assert refused(script, "--hidden", "3") == f"{script} {own}: leave out --hidden"
    assert refused("xor", "--step", "f()") == "--step: expected a Python file to be opened, such as mynet.py"
