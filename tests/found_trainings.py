"""Verdicts as the check gives them, with what a debugger is made of, written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from xortui.check.verdict import Verdict, undecided

SCRIPT = """\
import numpy as np

inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
targets = np.array([[0], [1], [1], [0]])
u = np.array([[0.1, -0.4], [0.3, 0.2]])
v = np.array([[0.5], [-0.6]])


def squash(t):
    return 1 / (1 + np.exp(-t))


for epoch in range(4000):
    hid = squash(inputs.dot(u))
    out = squash(hid.dot(v))
    miss = targets - out
    out_term = miss * out * (1 - out)
    v += 0.3 * hid.T.dot(out_term)
    hid_term = out_term.dot(v.T) * hid * (1 - hid)
    u += 0.3 * inputs.T.dot(hid_term)
"""
SENTENCE = "What layer 2 passes back goes through its weights after their update."


def script_verdict(file: str = "mynet.py") -> Verdict:
    """Return the verdict on a script that changes its output weights too early."""
    names = {"w1": "u[0, 0]", "w2": "u[1, 0]", "w3": "u[0, 1]", "w4": "u[1, 1]", "w5": "v[0, 0]", "w6": "v[1, 0]"}
    lines = {"h1": 14, "h2": 14, "ŷ": 15, "∂C/∂ŷ": 16, "∂C/∂z3": 17}
    lines |= {"w1": 20, "w2": 20, "w3": 20, "w4": 20, "w5": 18, "w6": 18}
    found: dict[str, Any] = {
        "layers": [2, 2, 1],
        "activations": ["sigmoid", "sigmoid"],
        "loss": "half-squared-error",
        "biases": False,
        "missing": [],
        "is_mean": False,
        "numbering": "by-target",
        "samples": [[[0.0, 0.0], [0.0]], [[0.0, 1.0], [1.0]], [[1.0, 0.0], [1.0]], [[1.0, 1.0], [0.0]]],
        "update": "epoch",
        "start": {"w1": 0.1, "w2": 0.3, "w3": -0.4, "w4": 0.2, "w5": 0.5, "w6": -0.6},
        "learning_rate": 0.29999999999999993,
        "training": {"momentum": 0.0},
        "mistakes": [["weights-updated", 2, ["w1", "w2", "w3", "w4"], "", []]],
        "lines_of_mistakes": [19],
        "is_explained": True,
        "wrong": ["w1", "w2", "w3", "w4"],
        "updates": [],
        "look_at": 0,
        "names": names,
        "lines": lines,
        "source": SCRIPT,
        "source_name": "mynet.py",
    }
    mistake = {"id": "weights-updated", "sentence": SENTENCE, "line": 19, "parameters": ["u"]}
    return {
        **undecided(file, ""),
        "verdict": "wrong",
        "understood": "Inputs (4×2), targets (4×1), weights u and v, no biases, sigmoid both.",
        "learning_rate": 0.3,
        "loss": "half-squared-error",
        "parameters": {"u": "wrong", "v": "right"},
        "mistakes": [mistake],
        "error": 2.2e-15,
        "debugger": found,
    }


def right_verdict(file: str = "mynet.py") -> Verdict:
    """Return the verdict on the same script where nothing is wrong."""
    verdict = script_verdict(file)
    found = {**verdict["debugger"], "mistakes": [], "lines_of_mistakes": []}
    return {
        **verdict,
        "verdict": "right",
        "parameters": {"u": "right", "v": "right"},
        "mistakes": [],
        "debugger": found,
    }


def nameless_verdict(file: str = "mynet.py", updates: int = 3) -> Verdict:
    """Return the verdict on the same script with a mistake in u that nobody knows: its steps have another length.

    Args:
        file: what it is called.
        updates: how many of its updates were seen.
    """
    verdict = right_verdict(file)
    found = {**verdict["debugger"], "is_explained": False, "look_at": 19}
    state = dict(found["start"])
    seen = []
    for _ in range(updates):
        state = _after_update(state)
        seen.append(dict(state))
    found["updates"] = seen
    return {
        **verdict,
        "verdict": "wrong",
        "parameters": {"u": "wrong", "v": "right"},
        "debugger": found,
    }


def _after_update(state: dict[str, float]) -> dict[str, float]:
    """Return the weights after one update by the batch: v is right, and u takes the sine of the slope for the slope."""
    inputs = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    targets = np.array([[0.0], [1], [1], [0]])
    u = np.array([[state["w1"], state["w3"]], [state["w2"], state["w4"]]])
    v = np.array([[state["w5"]], [state["w6"]]])
    hid = 1 / (1 + np.exp(-inputs.dot(u)))
    out = 1 / (1 + np.exp(-hid.dot(v)))
    out_term = (targets - out) * out * (1 - out)
    hid_term = out_term.dot(v.T) * np.sin(hid)
    u = u + 0.3 * inputs.T.dot(hid_term)
    v = v + 0.3 * hid.T.dot(out_term)
    weights = [*u.T.ravel().tolist(), *v.ravel().tolist()]
    return {f"w{number}": weight for number, weight in enumerate(weights, start=1)}
