"""Children that are forked are as those that are started: each file by itself, with limits, and an end."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.check.test_process import BESIDE, MANY_SECONDS, contents
from xortui.check.children import CAN_FORK, Start, starting
from xortui.check.hand_in import checked
from xortui.check.running.limits import Limits

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="children are forked on Linux alone")

SAID = {
    "first.py": ("import math\nmath.tanh = max\nraise ValueError('spoiled')\n", "replaces math.tanh"),
    "second.py": (
        "import math, os\nraise ValueError(math.tanh(0.0), os.listdir('.') != [])\n",
        "ValueError: .0.0, True",
    ),
    "folder.py": ("import os\nraise ValueError(os.path.exists('left.txt'))\n", "ValueError: False"),
    "writes.py": ("open('left.txt', 'w').write('1')\nraise ValueError('written')\n", "ValueError: written"),
    "ends.py": ("import ctypes\nctypes.string_at(0)\n", "Python itself crashed"),
    "exits.py": ("import sys\nsys.exit(3)\n", ""),
    "asks.py": ("import sys\nraise ValueError(sys.stdin.read(), len(sys.argv))\n", "ValueError: .'', 1"),
}
"""File → its text, and what is said of it."""
SHORT = Limits(seconds=1.2, budget=0.5)
"""For a file that does not end."""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "class"
    folder.mkdir()
    for name, text in BESIDE.items():
        (folder / name).write_text(text, "utf-8")
    for name, (text, _) in SAID.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in SAID]


def reason(path: Path, start: Start) -> str:
    return str(checked(path, limits=MANY_SECONDS, start=start)["reason"])


def test_each_file_is_told_of_as_in_a_process_of_its_own(files: list[Path]) -> None:
    with starting(1) as started:
        expected = [reason(path, started) for path in files]
    before = contents(files[0].parent)
    with starting(len(files)) as forked:
        assert forked is not started
        told = [reason(path, forked) for path in files]
    assert told == expected
    assert contents(files[0].parent) == before
    for path, text in zip(files, told, strict=True):
        assert re.search(SAID[path.name][1], text), path.name


def test_a_file_that_does_not_end_is_ended_and_the_next_is_told_of(tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("while True:\n    pass\n", "utf-8")
    other = tmp_path / "other.py"
    other.write_text("raise ValueError('told')\n", "utf-8")
    with starting(2) as start:
        assert "has not come to an end within 1.2 seconds" in checked(endless, limits=SHORT, start=start)["reason"]
        assert reason(other, start).endswith("ValueError: told")


def test_numbers_at_random_are_not_those_of_the_file_before(tmp_path: Path) -> None:
    path = tmp_path / "random_start.py"
    path.write_text("import random\nimport numpy\nraise ValueError(numpy.random.rand(), random.random())\n", "utf-8")
    with starting(2) as start:
        told = {reason(path, start) for _ in range(2)}
    assert len(told) == 2


def test_nothing_runs_any_more_when_all_are_told(tmp_path: Path) -> None:
    path = tmp_path / "who.py"
    path.write_text("import os\nraise ValueError(os.getppid(), os.getpid())\n", "utf-8")
    with starting(2) as start:
        found = re.search(r"(\d+), (\d+)\W*$", reason(path, start))
    assert found
    for number in found.groups():
        with pytest.raises(ProcessLookupError):
            os.kill(int(number), 0)
