"""Updates that multiply the old weight by a number with a name: w = w * momentum + rate * gradient."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said, written
from xortui.check.recognition.chains import AlwaysTheSame
from xortui.check.tracing.tape import Op
from xortui.check.tracing.trace import traced
from xortui.check.undecided import UndecidedError
from xortui.check.verdict import RIGHT

NET = """import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
T = np.array([[0], [1], [1], [0]])
np.random.seed(3)
class Net:
    def __init__(self, rate, momentum):
        self.rate = rate
        self.momentum = momentum
        self.w = [np.random.uniform(-1, 1, (2, 3)), np.random.uniform(-1, 1, (3, 1))]
{settings}
net = Net({given})
w1 = np.random.uniform(-1, 1, (2, 3))
w2 = np.random.uniform(-1, 1, (3, 1))
def sig(z):
    return 1 / (1 + np.exp(-z))
for epoch in range(2000):
    h = sig(X @ w1)
    o = sig(h @ w2)
    d2 = (T - o) * o * (1 - o)
    d1 = d2 @ w2.T * h * (1 - h)
    g2 = h.T @ d2
    g1 = X.T @ d1
    {second}
    {first}
"""
FORMS = {
    "variable": ("momentum = {m}", "w{n} = (w{n} * momentum) + (g{n} * 0.3)"),
    "variable first": ("momentum = {m}", "w{n} = momentum * w{n} + 0.3 * g{n}"),
    "step first": ("momentum = {m}", "w{n} = 0.3 * g{n} + w{n} * momentum"),
    "in place": ("momentum = {m}", "w{n} *= momentum; w{n} += 0.3 * g{n}"),
    "attribute": ("", "w{n} = w{n} * net.momentum + g{n} * net.rate"),
    "dictionary": ("settings = {{'momentum': {m}}}", "w{n} = w{n} * settings['momentum'] + g{n} * 0.3"),
    "function": ("def new(w, g, momentum={m}):\n    return w * momentum + g * 0.3", "w{n} = new(w{n}, g{n})"),
    "literal": ("", "w{n} = w{n} * {m} + g{n} * 0.3"),
    "text": ("momentum = float('{m}')", "w{n} = w{n} * momentum + g{n} * 0.3"),
    "array": ("momentum = np.full(1, {m})[0]", "w{n} = w{n} * momentum + g{n} * 0.3"),
    "quotient": ("parts = 20", "w{n} = w{n} * ({m} * parts / 20) + g{n} * 0.3"),
}


def _program(form: str, momentum: str, *, is_half: bool) -> str:
    settings, update = FORMS[form]
    second = "w2 += g2 * 0.3" if is_half else update.format(n=2, m=momentum)
    return NET.format(
        settings=settings.format(m=momentum),
        given=f"0.3, {momentum}",
        second=second,
        first=update.format(n=1, m=momentum),
    )


@pytest.mark.parametrize("is_half", [False, True])
@pytest.mark.parametrize("momentum", ["1", "1.0", "0.9"])
@pytest.mark.parametrize("form", FORMS)
def test_an_old_weight_times_a_number_with_a_name_is_no_mistake(
    form: str, momentum: str, *, is_half: bool, tmp_path: Path
) -> None:
    found = said(_program(form, momentum, is_half=is_half), tmp_path)
    assert found["verdict"] == RIGHT, found
    assert "at a rate of 0.3." in found["understood"]
    told = f"Each step keeps 0.9 of the old {'w1' if is_half else 'w1, w2'}, w ← 0.9·w − η·g"
    assert (told in found["understood"]) == (momentum == "0.9")


DECAYING = "w{n} = w{n} * momentum + g{n} * 0.3; momentum *= 0.999"


@pytest.mark.parametrize("second", [DECAYING.format(n=2), "w2 += g2 * 0.3"])
def test_a_number_that_falls_with_every_step_is_no_mistake_either(second: str, tmp_path: Path) -> None:
    first = DECAYING.format(n=1)
    source = NET.format(settings="momentum = 0.9", given="0.3, 0.9", second=second, first=first)
    assert said(source, tmp_path)["verdict"] == RIGHT


def test_a_step_that_keeps_nothing_of_the_old_weights_is_not_called_right(tmp_path: Path) -> None:
    with pytest.raises(UndecidedError):
        said(_program("variable", "0", is_half=False), tmp_path)


PRODUCTS = """momentum = 0.9
w = 0.5
for x in [1.5, 2.5]:
    w = w * momentum
    g = w * x
"""


def test_an_input_is_no_number_that_a_place_of_the_file_always_multiplies_with(tmp_path: Path) -> None:
    tape = traced(written(PRODUCTS, tmp_path), PRODUCTS).tape
    always = AlwaysTheSame(tape)
    found: dict[float, set[bool]] = {}
    for node in range(1, tape.length):
        if tape.op[node] == Op.MUL:
            sides = (int(tape.a[node]), int(tape.b[node]))
            found.setdefault(float(tape.value[sides[1]]), set()).add(always.any(node, sides))
    assert found == {0.9: {True}, 1.5: {False}, 2.5: {False}}
