"""What is said of students' files: the line, the factor and the mistake; and nothing false of what is right.

Only a sample of the hand-ins is examined each time; XORTUI_HAND_INS=1000 examines so many.
"""

import os
import random
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.check.hand_ins import HandIn, generated, right
from tests.check.written_files import said
from xortui.check.undecided import DoubtedError, UndecidedError
from xortui.core.mistakes import BY_ID

MAX_HAND_INS = int(os.environ.get("XORTUI_HAND_INS", "12"))
MAZUR = Path(__file__).parent / "hand_ins" / "published" / "mazur.py"
README = Path(__file__).parents[2] / "README.md"


@cache
def _wrong() -> tuple[HandIn, ...]:
    return tuple(hand_in for hand_in in generated() if hand_in.expected.verdict == "wrong")


def _sample(hand_ins: Iterable[HandIn]) -> Iterator[HandIn]:
    chosen = list(hand_ins)
    random.Random(5).shuffle(chosen)
    yield from chosen[:MAX_HAND_INS]


class TestFalseAccusations:
    """The worst that the check could do."""

    @pytest.mark.parametrize("hand_in", list(_sample(right())), ids=lambda hand_in: hand_in.name)
    def test_a_right_program_is_called_right(self, hand_in: HandIn, tmp_path: Path) -> None:
        verdict = said(hand_in.source, tmp_path)
        assert verdict["verdict"] == "right", verdict
        assert verdict["mistakes"] == []


class TestMistakes:
    """A program with a planted mistake is never called right."""

    @pytest.mark.parametrize("hand_in", list(_sample(_wrong())), ids=lambda hand_in: hand_in.name)
    def test_a_wrong_program_is_not_called_right(self, hand_in: HandIn, tmp_path: Path) -> None:
        try:
            verdict = said(hand_in.source, tmp_path)
        except (UndecidedError, DoubtedError):
            return  # no guess is dressed up as a finding
        assert verdict["verdict"] == "wrong"
        for mistake in verdict["mistakes"]:
            assert mistake["id"] in BY_ID
            assert 1 <= mistake["line"] <= len(hand_in.source.splitlines())


class TestMazur:
    """The published error of a famous page, and the line that makes it."""

    def test_the_weights_that_are_updated_too_early_are_found(self, tmp_path: Path) -> None:
        verdict = said(MAZUR.read_text("utf-8"), tmp_path)
        mistakes = verdict["mistakes"]
        assert isinstance(mistakes, list)
        assert [(one["id"], one["line"]) for one in mistakes] == [("weights-updated", 37), ("bias-never-updated", 39)]

    def test_readme_shows_what_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        from xortui.cli import main

        assert main(["check", str(MAZUR)]) == 1
        said = capsys.readouterr().out
        shown = said[said.index("line 37") :].splitlines()[:2]
        assert "".join(f"    {line}\n" for line in shown) in README.read_text("utf-8")
