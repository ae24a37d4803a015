"""Recordings: what is written is read again, and what is none is told in a line."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest

from xortui.cli.recording_player import RecordingPlayer
from xortui.export.cast import CLEAN, MARK, OUTPUT, RESIZE, Cast, CastWriter, Event, read_cast

HEAD = '{"version": 2, "width": 80, "height": 24}\n'


class Clock:
    def __init__(self) -> None:
        self.now = 5.0

    def __call__(self) -> float:
        return self.now


def test_what_is_recorded_is_read(tmp_path: Path) -> None:
    clock = Clock()
    writer = CastWriter(tmp_path / "lesson.cast", "XOR, 2-2-1", clock)
    assert not (tmp_path / "lesson.cast").exists()
    writer.frame("first", 80, 24)
    clock.now += 1.5
    writer.frame("ŷ", 80, 24, mark="dip")
    writer.frame("same", 80, 24, mark="dip")
    clock.now += 1
    writer.frame("large", 100, 30)
    writer.close()
    writer.frame("late", 100, 30)
    cast = read_cast(tmp_path / "lesson.cast")
    assert (cast.width, cast.height) == (80, 24)
    assert cast.events == (
        Event(0.0, OUTPUT, CLEAN),
        Event(0.0, OUTPUT, "first"),
        Event(1.5, OUTPUT, "ŷ"),
        Event(1.5, OUTPUT, "same"),
        Event(1.5, MARK, "dip"),
        Event(2.5, RESIZE, "100x30"),
        Event(2.5, OUTPUT, "large"),
    )
    assert cast.marks == (4,)
    assert json.loads((tmp_path / "lesson.cast").read_text("utf-8").splitlines()[0])["version"] == 2


def test_a_file_is_never_written_over_and_has_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "there.cast").write_text("mine")
    with pytest.raises(ValueError, match="already exists"):
        CastWriter(tmp_path / "there.cast", "")
    with pytest.raises(ValueError, match=r"ends in \.cast"):
        CastWriter(tmp_path / "lesson.txt", "")


def test_a_file_that_cannot_be_made_is_trouble_once(tmp_path: Path) -> None:
    writer = CastWriter(tmp_path / "none" / "lesson.cast", "")
    writer.frame("first", 80, 24)
    assert writer.trouble.endswith("No such file or directory")
    writer.frame("second", 80, 24)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: expected JSON, got ''"),
        ("hello\n", "line 1: expected JSON, got 'hello'"),
        ("[]\n", "line 1: expected the head of a recording of version 2, got version None"),
        ('{"version": 3}\n', "line 1: expected the head of a recording of version 2, got version 3"),
        ('{"version": 2, "height": 24}\n', "line 1: width: expected a whole number of at least 1, got None"),
        (
            '{"version": 2, "width": 80, "height": "x"}\n',
            "line 1: height: expected a whole number of at least 1, got 'x'",
        ),
        (HEAD, "expected at least one event"),
        (HEAD + '[1, "o"]\n', r"line 2: expected [seconds, kind, text]"),
        (HEAD + '[-1, "o", "a"]\n', "line 2: expected seconds of at least 0, got -1"),
        (HEAD + '[NaN, "o", "a"]\n', "line 2: expected seconds of at least 0, got nan"),
        (HEAD + '[1, "o", "a"]\nhalf\n[2, "o", "b"]\n', "line 3: expected JSON, got 'half'"),
    ],
)
def test_what_is_no_recording_is_told_in_a_line(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.cast"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=f"^{re.escape(f'{path}: {told}')}$"):
        read_cast(path)


def test_a_recording_that_was_cut_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cut.cast"
    path.write_text(HEAD + '[1, "o", "a"]\n[2, "o", "b', "utf-8")
    assert read_cast(path).events == (Event(1.0, OUTPUT, "a"),)


def test_bytes_and_missing_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "bytes.cast").write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="not UTF-8"):
        read_cast(tmp_path / "bytes.cast")
    with pytest.raises(ValueError, match="No such file"):
        read_cast(tmp_path / "none.cast")


class TestPlayer:
    """Goes on by itself, stops at marks, and goes to and fro."""

    @pytest.fixture
    def shown(self) -> list[str]:
        return []

    @pytest.fixture
    def player(self, shown: list[str]) -> RecordingPlayer:
        events = (
            Event(0.5, OUTPUT, "a"),
            Event(1.0, OUTPUT, "b"),
            Event(1.0, MARK, "one"),
            Event(60.0, OUTPUT, "c"),
            Event(60.0, MARK, "two"),
            Event(61.0, OUTPUT, "d"),
        )
        return RecordingPlayer(Cast(80, 24, events), shown.append)

    def run(self, player: RecordingPlayer) -> None:
        while player.wait is not None:
            player.advance()

    def test_it_stops_at_each_mark_and_goes_on(self, player: RecordingPlayer, shown: list[str]) -> None:
        assert player.wait == 0.5
        self.run(player)
        assert shown == ["a", "b"]
        assert "mark 1 of 2: one" in player.told_in(100)
        for width in range(100):
            told = player.told_in(width)
            assert len(told) <= width
            assert "q quits" in told or "quits" not in told
        assert player.told_in(79).endswith("q quits")
        player.press(" ")
        assert player.wait == 2.0
        self.run(player)
        assert shown == ["a", "b", "c"]
        player.press(" ")
        self.run(player)
        assert player.is_at_end
        assert not player.is_playing

    def test_it_goes_to_marks_forth_and_back(self, player: RecordingPlayer, shown: list[str]) -> None:
        player.press("n")
        assert (player.place, shown) == (3, ["a", "b"])
        player.press("\x1b[C")
        assert (player.place, shown) == (5, ["a", "b", "c"])
        shown.clear()
        player.press("N")
        assert (player.place, shown) == (3, [CLEAN, "a", "b"])
        player.press("N")
        assert player.place == 0
        player.press("n")
        player.press("n")
        player.press("n")
        assert player.is_at_end

    def test_the_pace_and_single_frames(self, player: RecordingPlayer, shown: list[str]) -> None:
        player.press("+")
        assert player.wait == 0.25
        player.press("-")
        player.press("-")
        assert player.wait == 1.0
        player.press(".")
        assert shown == ["a"]
        assert not player.is_playing
        player.press("q")
        assert player.is_over


def test_a_disk_that_is_full_at_the_end_is_trouble_and_no_crash() -> None:
    writer = CastWriter(Path("/dev/full.cast"), "")
    writer.path = Path("/dev/full")
    with suppress(OSError), Path("/dev/full").open("w", encoding="utf-8") as full:
        writer._file = full
        writer._mark = "dip"
        writer.close()
    assert writer.trouble == "/dev/full: No space left on device"
