"""Inputs that are whole numbers, beside rates that are written anywhere: a right file is never accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said
from xortui.check.verdict import RIGHT, WRONG

NET = """import math
import random
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
wh = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(3)]
bh = [0.0, 0.0, 0.0]
wo = [random.uniform(-1, 1) for _ in range(3)]
bo = [0.0]
def sig(z):
    return 1 / (1 + math.exp(-z))
{rate}
def learn(x, t{parameter}):
    h = [sig(wh[i][0] * x[0] + wh[i][1] * x[1] + bh[i]) for i in range(3)]
    o = sig(sum(wo[i] * h[i] for i in range(3)) + bo[0])
    d = (t - o) * o * (1 - o)
    ds = [d * wo[i] * h[i] * (1 - h[i]) for i in range(3)]
    for i in range(3):
        for j in range(2):
            {update}
        wo[i] += 0.5 * d * h[i]
        bh[i] += 0.5 * ds[i]
    bo[0] += 0.5 * d
samples = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]
for epoch in range(300):
    for x, t in samples:
        learn({call})
"""
USUAL = "wh[i][j] += rate * x[j] * ds[i]"
FORMS = {
    "keyword": ("", ", rate", USUAL, "x, t, rate=0.5"),
    "keyword alone": ("", ", *, rate", USUAL, "x, t, rate=0.5"),
    "default": ("", ", rate=0.5", USUAL, "x, t"),
    "named keywords": ("", ", **options", "wh[i][j] += options['rate'] * x[j] * ds[i]", "x, t, rate=0.5"),
    "class attribute": ("class Settings:\n    rate = 0.5", "", "wh[i][j] += Settings.rate * x[j] * ds[i]", "x, t"),
    "data class": (
        "@dataclass\nclass Settings:\n    rate: float\nsettings = Settings(rate=0.5)",
        "",
        "wh[i][j] += settings.rate * x[j] * ds[i]",
        "x, t",
    ),
    "default of a data class": (
        "@dataclass\nclass Settings:\n    rate: float = 0.5\nsettings = Settings()",
        "",
        "wh[i][j] += settings.rate * x[j] * ds[i]",
        "x, t",
    ),
    "named tuple": (
        "class Settings(NamedTuple):\n    rate: float\nsettings = Settings(rate=0.5)",
        "",
        "wh[i][j] += settings.rate * x[j] * ds[i]",
        "x, t",
    ),
    "tuple": ("settings = (0.5, 3)", "", "wh[i][j] += settings[0] * x[j] * ds[i]", "x, t"),
    "dictionary": ("settings = dict(rate=0.5)", "", "wh[i][j] += settings['rate'] * x[j] * ds[i]", "x, t"),
    "division by a length": (
        "batch = [0, 1]\nrate = 1 / len(batch)",
        "",
        USUAL,
        "x, t",
    ),
    "division beside it": ("batch = [0, 1]\nrate = 1.0", "", "wh[i][j] += rate / len(batch) * x[j] * ds[i]", "x, t"),
    "of a text": ("rate = float('0.5')", "", USUAL, "x, t"),
    "of a function": ("def rate():\n    return 1 / (1 + len([1]))", "", "wh[i][j] += rate() * x[j] * ds[i]", "x, t"),
    "partial": ("", ", rate", USUAL, "x, t)\nlearn = partial(learn, rate=0.5"),
    "scaled input first": ("", ", rate", "step = rate * x[j]; wh[i][j] += step * ds[i]", "x, t, rate=0.5"),
    "scaled in place": ("", ", rate", "step = 1 / 2; step *= x[j]; wh[i][j] += step * ds[i]", "x, t, rate=0.5"),
    "scaled attribute": (
        "class Step: pass\nstep = Step()",
        "",
        "step.by = 1 / 2; step.by *= x[j]; wh[i][j] += step.by * ds[i]",
        "x, t",
    ),
    "difference": ("", ", rate", "wh[i][j] -= (rate - 1) * x[j] * ds[i]", "x, t, rate=0.5"),
    "product of two": ("", ", rate, factor", "wh[i][j] += rate * factor * x[j] * ds[i]", "x, t, rate=0.25, factor=2.0"),
}


def _program(form: str) -> str:
    rate, parameter, update, call = FORMS[form]
    if form == "partial":
        source = NET.format(rate=rate, parameter=parameter, update=update, call="x, t")
        return source.replace("samples = [", "learn = partial(learn, rate=0.5)\nsamples = [")
    return NET.format(rate=rate, parameter=parameter, update=update, call=call)


@pytest.mark.parametrize("form", FORMS)
def test_a_rate_written_anywhere_leaves_the_whole_input_beside_it_followed(form: str, tmp_path: Path) -> None:
    found = said(_program(form), tmp_path)
    assert found["verdict"] == RIGHT, found


def test_an_input_that_is_missing_is_still_told_with_the_rate_as_a_keyword(tmp_path: Path) -> None:
    source = NET.format(rate="", parameter=", rate", update="wh[i][j] += rate * ds[i]", call="x, t, rate=0.5")
    found = said(source, tmp_path)
    assert found["verdict"] == WRONG
    assert [one["id"] for one in found["mistakes"]] == ["input-missing"]


def test_samples_given_by_keywords_are_followed(tmp_path: Path) -> None:
    source = NET.format(rate="", parameter=", rate", update=USUAL, call="x, t, rate=0.5")
    source = source.replace("def learn(x, t, rate):", "def learn(a, b, t, rate=0.5):\n    x = [a, b]")
    source = source[: source.index("samples = [")] + EPOCHS
    assert said(source, tmp_path)["verdict"] == RIGHT


EPOCHS = """for epoch in range(300):
    learn(a=0, b=0, t=0)
    learn(a=0, b=1, t=1)
    learn(a=1, b=0, t=1)
    learn(a=1, b=1, t=0)
"""


FALLING = """import numpy as np
class Net:
    def __init__(self, rate):
        self.rate = rate
        self.w1 = np.random.randn(2, 3)
        self.w2 = np.random.randn(3, 1)
    def train(self, x, t):
        h = np.tanh(x @ self.w1)
        d2 = (h @ self.w2 - t) / len(x)
        d1 = d2 @ self.w2.T * (1 - h ** 2)
        self.rate = self.rate * 0.999
        self.w2 -= self.rate * h.T @ d2
        self.w1 -= self.rate * x.T @ d1
x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t = np.array([[0.0], [1.0], [1.0], [0.0]])
net = Net({rate})
for epoch in range(500):
    net.train(x, t)
"""


@pytest.mark.parametrize("rate", ["0.5", "rate=0.5"])
def test_a_rate_that_falls_with_each_step_is_known_by_its_value_in_that_step(rate: str, tmp_path: Path) -> None:
    found = said(FALLING.format(rate=rate), tmp_path)
    assert found["verdict"] == RIGHT
    assert "mean over the batch, at a rate of 0.4" in found["understood"]
