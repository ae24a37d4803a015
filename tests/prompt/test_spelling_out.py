"""Spelling out: every letter of a formula in ASCII, as it may be typed."""

from __future__ import annotations

import pytest

from xortui.core.spelling import on_screen
from xortui.debugger import Debugger
from xortui.debugger.expressions import names_of
from xortui.prompt.spelling_out import spelled_out


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("∂C/∂ŷ = ŷ − y", "dC/dyhat = yhat - y"),
        ("w5 ← w5 − η·∂C/∂w5", "w5 <- w5 - eta*dC/dw5"),
        ("m̂(w1) = m(w1) / (1 − β1)", "mhat(w1) = m(w1) / (1 - beta1)"),
        ("ḡ(w1), Δw5, μ, σ(z1), δ3", "gbar(w1), change(w5), mu, sigma(z1), delta3"),
        ("½(ŷ − y)²", "1/2 (yhat - y)^2"),
        ("√v̂(w5) + ε", "sqrt vhat(w5) + epsilon"),
        ("café", "cafe"),
    ],
)
def test_letters_are_those_of_every_keyboard(text: str, spelled: str) -> None:
    assert spelled_out(text) == spelled


@pytest.mark.parametrize("problem", ["xor", "mazur", "iris"])
def test_every_name_that_is_spelled_out_can_be_typed(problem: str) -> None:
    for name in names_of(Debugger(problem).timeline.program):
        if not name.startswith("Σ"):  # what a batch has gathered so far: nobody asks for it by name
            assert on_screen(spelled_out(name)) == name
