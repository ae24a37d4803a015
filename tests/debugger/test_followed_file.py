"""The followed file: what is new is returned once, and what is out of order is told in a line and looked at again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from xortui.debugger import Debugger
from xortui.debugger.followed_file import PATIENCE, FollowedFile
from xortui.debugger.session import SessionWriter


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def session(steps: int = 0) -> str:
    debugger = Debugger()
    debugger.run(steps)
    return SessionWriter(debugger).text({})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lecture.json"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(path: Path, clock: Clock) -> FollowedFile:
    return FollowedFile(path, clock)


def replace(path: Path, text: str) -> None:
    """Put another file in a file's place, as a save does."""
    other = path.with_name("other")
    other.write_text(text, "utf-8")
    other.replace(path)


def test_what_is_new_is_returned_once(path: Path, file: FollowedFile) -> None:
    path.write_text(session(), "utf-8")
    first = file.look()
    assert first is not None
    assert first["position"] == "0.0"
    assert file.look() is None
    replace(path, session(3))
    second = file.look()
    assert second is not None
    assert second["position"] == "3.45"
    assert file.reason == ""


def broken(kind: str) -> str:
    whole = session(2)
    texts = {
        "half": whole[: len(whole) // 2],
        "empty": "",
        "other": '{"title": "no session"}',
        "newer": json.dumps({**json.loads(whole), "xortui session": 99}),
        "binary": "\udcff",
    }
    return texts[kind]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("half", "lecture.json: not a whole session file"),
        ("empty", "lecture.json: not a whole session file"),
        ("other", "lecture.json: not a session of xortui"),
        ("newer", "lecture.json: saved by a newer xortui (format 99"),
        ("binary", "lecture.json: not a session of xortui: not UTF-8"),
    ],
)
def test_what_is_no_session_is_told_if_it_stays_so_and_goes_on_when_it_is_well(
    kind: str, told: str, path: Path, file: FollowedFile, clock: Clock
) -> None:
    path.write_bytes(broken(kind).encode("utf-8", "surrogateescape"))
    assert file.look() is None
    assert file.trouble == ""
    clock.now += PATIENCE
    assert file.look() is None
    assert file.trouble.startswith(told)
    assert "\n" not in file.trouble
    replace(path, session(5))
    found = file.look()
    assert found is not None
    assert found["position"] == "5.45"
    assert file.trouble == ""


def test_a_file_that_is_not_there_yet_is_waited_for(path: Path, file: FollowedFile, clock: Clock) -> None:
    assert file.look() is None
    clock.now += PATIENCE
    assert file.look() is None
    assert file.trouble == "lecture.json: is not there"
    path.write_text(session(), "utf-8")
    assert file.look() is not None
    path.unlink()
    assert file.look() is None
    assert file.reason == "lecture.json: is not there"
    path.write_text(session(), "utf-8")
    assert file.look() is None
    assert file.reason == ""
    path.write_text(session(1), "utf-8")
    assert file.look() is not None


def test_a_folder_in_its_place_is_told(path: Path, file: FollowedFile, clock: Clock) -> None:
    path.mkdir()
    file.look()
    clock.now += PATIENCE
    assert file.trouble == "lecture.json: expected a file, got a folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_what_may_not_be_read_is_looked_at_again(path: Path, file: FollowedFile, clock: Clock) -> None:
    path.write_text(session(), "utf-8")
    path.chmod(0)
    assert file.look() is None
    clock.now += PATIENCE
    assert file.trouble == "lecture.json: cannot be read: Permission denied"
    path.chmod(0o644)
    assert file.look() is not None


def test_minutes_without_anything_new_are_counted(path: Path, file: FollowedFile, clock: Clock) -> None:
    path.write_text(session(), "utf-8")
    file.look()
    clock.now += 59
    assert file.minutes_quiet == 0
    clock.now += 241
    assert file.minutes_quiet == 5


def test_a_copy_that_is_made_again_says_nothing_new(path: Path, file: FollowedFile, clock: Clock) -> None:
    replace(path, session(3))
    assert file.look() is not None
    for _ in range(120):
        clock.now += 1.0
        replace(path, session(3))
        assert file.look() is None
        assert file.trouble == ""
    assert file.minutes_quiet == 2
    replace(path, session(4))
    assert file.look() is not None
    assert file.minutes_quiet == 0


def test_a_copy_of_what_makes_no_sense_is_told_as_long_as_it_is_copied(
    path: Path, file: FollowedFile, clock: Clock
) -> None:
    replace(path, session(3))
    assert file.look() is not None
    file.refuse("fork: expected one of 0, got 7")
    for _ in range(5):
        clock.now += 0.5
        replace(path, session(3))
        assert file.look() is None
    assert file.trouble == "lecture.json: fork: expected one of 0, got 7"


def test_half_a_copy_is_passed_over_until_it_is_whole(path: Path, file: FollowedFile, clock: Clock) -> None:
    text = session(3)
    path.write_text(text, "utf-8")
    assert file.look() is not None
    for step in range(4, 8):
        text = session(step)
        path.write_text(text[: len(text) // 2], "utf-8")
        assert file.look() is None
        assert file.trouble == ""
        clock.now += 0.5
        path.write_text(text, "utf-8")
        found = file.look()
        assert found is not None
        assert found["position"] == f"{step}.45"
