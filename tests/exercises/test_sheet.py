"""A sheet asks for all kinds in turn, and for what went wrong again."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger
from xortui.exercises.exercise import Exercise, kind_of_exercise
from xortui.exercises.sheet import MAX_AGAIN, Sheet


def taken(sheet: Sheet) -> list[Exercise]:
    found = []
    while not sheet.is_done:
        found.append(sheet.take())
    return found


@pytest.mark.parametrize("name", ["xor", "mazur", "adam", "xor-skip", "iris", "diverging"])
@pytest.mark.parametrize("count", [1, 10, 60])
def test_there_are_as_many_as_asked_for_and_each_can_be_asked(name: str, count: int) -> None:
    debugger = Debugger(name)
    exercises = taken(Sheet(debugger, count))
    assert len(exercises) == count or name == "diverging"
    for exercise in exercises:
        debugger.go_to(exercise.position)
        assert debugger.position == exercise.position or debugger.timeline.end is not None


def test_the_same_number_gives_the_same_sheet() -> None:
    first = taken(Sheet(Debugger("xor"), 10, 3))
    assert taken(Sheet(Debugger("xor"), 10, 3)) == first
    assert taken(Sheet(Debugger("xor"), 10, 4)) != first


def test_all_kinds_come_before_any_comes_twice() -> None:
    debugger = Debugger("xor")
    kinds = [kind_of_exercise(exercise, debugger) for exercise in taken(Sheet(debugger, 23))]
    values = [kind for kind in kinds if not kind.startswith("loss")]
    assert len(values) == 19
    assert set(values) >= {"z", "h", "ŷ", "C", "∂C/∂ŷ", "∂ŷ/∂z", "∂z/∂h", "∂h/∂z", "∂z/∂w", "∂C/∂w", "w ←", "b ←"}


def test_what_went_wrong_comes_again_after_two_others_and_not_for_ever() -> None:
    debugger = Debugger("xor")
    sheet = Sheet(debugger, 6)
    wrong = sheet.take()
    kind = kind_of_exercise(wrong, debugger)
    assert sheet.repeat(wrong, kind)
    assert sheet.count == 7
    others = [sheet.take(), sheet.take(), sheet.take()]
    assert kind_of_exercise(others[2], debugger) == kind
    for _ in range(MAX_AGAIN - 1):
        assert sheet.repeat(wrong, kind)
    assert not sheet.repeat(wrong, kind)
