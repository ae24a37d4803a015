"""What a stop asks one to look at leaves the other choices as they are."""

from __future__ import annotations

from xortui.render.view import View
from xortui.tours.look import Look


def test_choices_that_it_does_not_speak_of_stay() -> None:
    chosen = View(
        "w1", logarithmic=True, axes=(1, 0), surface=("w1", "w5"), surface_reach=3.0, surface_of_sample=True, cursor=7
    )
    assert Look("chain_rule", "w3", 1).view(chosen) == View(
        "w3", 1, logarithmic=True, axes=(1, 0), surface=("w1", "w5"), surface_reach=3.0, surface_of_sample=True
    )
