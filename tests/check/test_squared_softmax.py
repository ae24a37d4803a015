"""The squared error of a softmax, whose Jacobian goes back from the outputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.test_divided_outputs import CLASSES as DIVIDED
from tests.check.written_files import changed, line_of, names_and_lines, said

CLASSES = changed(
    DIVIDED,
    {
        "    back = chance / n\n": "    away = 2 * (chance - T) / len(X)\n",
        "back[np.arange(n), label] -= 1 / n": "back = chance * (away - (chance * away).sum(axis=1, keepdims=True))",
    },
)
PASSED_BACK = "back = chance * (away - (chance * away).sum(axis=1, keepdims=True))"
WAYS = [
    PASSED_BACK,
    "back = np.einsum('ni,nik->nk', away, chance[:, :, None] * (np.eye(3)[None] - chance[:, None, :]))",
]


@pytest.mark.parametrize("way", WAYS)
def test_the_squared_error_through_a_softmax_is_right(way: str, tmp_path: Path) -> None:
    verdict = said(changed(CLASSES, {PASSED_BACK: way}), tmp_path)
    assert verdict["verdict"] == "right"
    assert "follow (ŷ − y)² through a softmax, mean over the batch, at a rate of 0.4." in verdict["understood"]


def test_half_the_squared_error_is_told_as_that(tmp_path: Path) -> None:
    source = changed(CLASSES, {"2 * (chance - T) / len(X)": "chance - T"})
    verdict = said(source, tmp_path)
    assert verdict["verdict"] == "right"
    assert "follow ½(ŷ − y)² through a softmax, summed over the batch, at a rate of 0.4." in verdict["understood"]


def test_a_mistake_below_is_found(tmp_path: Path) -> None:
    source = changed(CLASSES, {" * (1 - hidden ** 2)": ""})
    assert names_and_lines(source, tmp_path) == {("slope-missing", line_of("lower =", source))}


def test_its_name_is_not_told_where_cross_entropy_may_be_meant(tmp_path: Path) -> None:
    source = f"{CLASSES}    print(-np.mean(np.log(chance[np.arange(18), label])))\n"
    verdict = said(source, tmp_path)
    assert verdict["verdict"] != "wrong"
    assert "through a softmax" not in verdict.get("understood", "")


@pytest.mark.parametrize("way", ["back = away", "back = away * chance * (1 - chance)"])
def test_other_slopes_are_not_taken_for_it(way: str, tmp_path: Path) -> None:
    verdict = said(changed(CLASSES, {PASSED_BACK: way}), tmp_path)
    assert "through a softmax" not in verdict.get("understood", "")
