"""The head start: whoever takes one over has the same numbers to the bit, and has run nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from xortui.debugger import Debugger
from xortui.debugger.session import Retrace, SessionWriter, resume


def document(debugger: Debugger) -> dict[str, Any]:
    writer = SessionWriter(debugger)
    found: dict[str, Any] = json.loads(writer.whole(writer.moving({}), writer.head_start()))
    return found


def followed(written: dict[str, Any]) -> tuple[Debugger, list[int]]:
    """Return the debugger of somebody who follows, and after which slice how many steps were run."""
    retrace = Retrace(written, takes_head_start=True)
    run = [done for done, _ in retrace.slices(1)]
    return retrace.debugger, run


def picture(debugger: Debugger) -> object:
    snapshot = debugger.snapshot()
    return (
        snapshot.position,
        [float(value).hex() for value in snapshot.before],
        [float(value).hex() for value in snapshot.values],
        snapshot.losses,
        snapshot.mean,
        snapshot.landmarks,
    )


@pytest.mark.parametrize("steps", [5_000, 5_003, 40_961, 123_457])
def test_who_follows_sees_the_same_bits_and_runs_nothing(steps: int) -> None:
    teacher = Debugger()
    teacher.run(steps)
    follower, run = followed(document(teacher))
    assert run == []
    assert picture(follower) == picture(teacher)
    for debugger in (teacher, follower):
        debugger.back("epoch")
    assert picture(follower) == picture(teacher)
    for debugger in (teacher, follower):
        debugger.run(10_000)
    assert picture(follower) == picture(teacher)


def test_after_an_edit_only_what_was_before_it_is_run_again() -> None:
    teacher = Debugger()
    teacher.run(37)
    teacher.edit("w5", 1.5)
    teacher.run(30_000)
    follower, run = followed(document(teacher))
    assert run == list(range(1, 38))
    assert picture(follower) == picture(teacher)


def test_who_resumes_computes_all_of_it_again() -> None:
    teacher = Debugger()
    teacher.run(6_000)
    written = document(teacher)
    written["head_start"]["head"] = "no numbers"
    told: list[tuple[int, int]] = []
    debugger, _ = resume(written, lambda done, total: told.append((done, total)))
    assert told[-1] == (6_000, 6_000)
    assert picture(debugger) == picture(teacher)


def test_a_short_run_has_no_head_start_and_the_format_of_every_session() -> None:
    teacher = Debugger()
    teacher.run(100)
    assert "head_start" not in document(teacher)
    assert document(teacher)["xortui session"] == 1
    teacher.run(6_000)
    assert document(teacher)["xortui session"] == 2


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("recorded", -1, "head_start.recorded: expected 0 to"),
        ("opening", 3, "head_start.steps: expected steps from 3"),
        ("head", "%", "head_start.head: expected 9 numbers in base64"),
        ("head", "AAAA", "head_start.head: expected 9 numbers in base64"),
        ("means", "", "head_start.means: expected"),
        ("bucket", 0, "head_start.bucket: expected fewer than"),
        ("steps", [5], "head_start.steps: expected steps from 0"),
        ("more", 1, "head_start.more: unknown key"),
    ],
)
def test_one_that_fits_nothing_is_told_in_a_line(key: str, value: object, told: str) -> None:
    teacher = Debugger()
    teacher.run(6_000)
    written = document(teacher)
    written["head_start"][key] = value
    with pytest.raises(ValueError, match=told):
        followed(written)
