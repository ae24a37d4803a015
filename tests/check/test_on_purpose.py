"""Odd trainings that can be defended: none is called wrong, and where nothing is told one line says why.

Only a few are examined each time; XORTUI_HAND_INS=1000 examines all.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.check.hand_ins.odd_steps import odd_steps
from xortui.check.examine import verdict_on
from xortui.check.probing.probed_verdict import probed
from xortui.check.process import checked
from xortui.check.tricks import trick_in, with_trick
from xortui.check.undecided import DoubtedError, UndecidedError

ODD = Path(__file__).parent / "hand_ins" / "odd"
MANY = 100
"""So many hand-ins are asked for where all are to be examined."""
FEW = {
    "adamw batch": "right",
    "alternate_layers class": "train",
    "batch_norm": "right",
    "fan_in batch": "right",
    "freeze_first dicts": "line 28 waits for a condition",
    "gradient_difference_momentum batch": "right",
    "gradient_dropout batch": "new in every step",
    "heavy_ball_by_difference dicts": "right",
    "max_norm batch": "scales by a norm",
    "quickprop batch": "more with the gradient",
    "extreme_learning": "extreme learning machine",
    "feedback_alignment": "feedback alignment",
    "local_losses": "outputs of their own",
    "recurrent": "right",
    "straight_through": "straight-through",
    "spectral_norm": "norm, which is not followed",
    "target_noise": "right",
    "input_noise": "right",
    "distance_to_constant": "right",
}
"""Those that are always examined → what is said, or that they are right."""
ALL = {**dict(odd_steps()), **{path.stem: path.read_text("utf-8") for path in sorted(ODD.glob("*.py"))}}
CHOSEN = ALL if int(os.environ.get("XORTUI_HAND_INS", "12")) > MANY else {name: ALL[name] for name in FEW}

BATCH = ALL["momentum batch"].replace("v_", "kept_")


def said(source: str, folder: Path) -> dict[str, object]:
    path = folder / "net.py"
    path.write_text(source, "utf-8")
    try:
        return verdict_on(path, source)
    except DoubtedError as error:
        return {"verdict": "undecided", "reason": str(error), "mistakes": []}
    except UndecidedError as error:
        return {"verdict": "undecided", "reason": with_trick(str(error), source), "mistakes": []}


def asked(source: str, folder: Path) -> dict[str, object]:
    """Return what is said of a file by the command, which probes what it does not recognise."""
    path = folder / "net.py"
    path.write_text(source, "utf-8")
    return checked(path)


@pytest.mark.parametrize("name", CHOSEN)
def test_an_odd_training_is_not_called_wrong(name: str, tmp_path: Path) -> None:
    found = said(ALL[name], tmp_path) if name in FEW else asked(ALL[name], tmp_path)
    assert found["verdict"] in ("right", "undecided"), found
    assert found["mistakes"] == []
    reason = str(found["reason"])
    if found["verdict"] == "undecided":
        assert reason
        assert "\n" not in reason
    if name in FEW:
        assert FEW[name] in f"{found['verdict']} {reason}"


@pytest.mark.parametrize("seed", [17, 32, 37])
def test_numbers_that_rest_by_chance_accuse_nobody(seed: int, tmp_path: Path) -> None:
    source = ALL["coordinate class"].replace("import numpy as np", f"import numpy as np\nnp.random.seed({seed})")
    found = asked(source, tmp_path)
    assert found["verdict"] == "undecided"
    assert "draws random numbers" in str(found["reason"])


def test_no_targets_with_noise_are_said_to_be_torn_from_their_inputs(tmp_path: Path) -> None:
    assert said(ALL["target_noise"], tmp_path)["causes"] == []


class TestMistakesBesides:
    """What may be done on purpose hides no mistake of which there is a sign."""

    def test_a_hidden_layer_whose_gradient_is_computed_and_never_used_is_a_mistake(self, tmp_path: Path) -> None:
        source = ALL["feedback_alignment"].replace("d2 @ B", "d2 @ W2.T")
        forgotten = source.replace("    W1 -= 0.5 * X.T @ d1\n", "").replace("    b1 -= 0.5 * d1.sum(0)\n", "")
        found = said(forgotten, tmp_path)
        assert [one["id"] for one in found["mistakes"]] == ["layer-never-updated"]  # type: ignore[attr-defined]

    def test_momentum_that_acts_against_its_steps_is_a_mistake(self, tmp_path: Path) -> None:
        found = said(BATCH.replace("0.9 * kept_", "-0.9 * kept_"), tmp_path)
        assert [one["id"] for one in found["mistakes"]] == ["momentum-sign"]  # type: ignore[attr-defined]

    def test_a_missing_factor_is_found_beside_a_rate_by_the_size_of_each_layer(self, tmp_path: Path) -> None:
        found = said(ALL["fan_in batch"].replace("W2.T * h * (1 - h)", "W2.T * h"), tmp_path)
        assert found["verdict"] == "wrong"

    def test_a_missing_slope_towards_a_constant_is_not_called_right(self, tmp_path: Path) -> None:
        found = said(ALL["distance_to_constant"].replace("* (1 - h * h)", ""), tmp_path)
        assert found["verdict"] != "right"

    def test_a_missing_slope_behind_inputs_with_noise_is_named(self, tmp_path: Path) -> None:
        found = said(ALL["input_noise"].replace("* h * (1 - h)", ""), tmp_path)
        assert [one["id"] for one in found["mistakes"]] == ["slope-missing"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("w -= 0.1 * np.clip(g, -1, 1)", "line 2 cuts numbers off at a limit: check without it"),
        ("g = g + rng.normal(size=3)", "line 2 draws random numbers: check without it"),
        ("w -= 0.1 * m / np.sqrt(v)", "line 2 divides by a root, as Adam, RMSProp and Adagrad do: check without it"),
        ("s = np.sqrt(v)", ""),
    ],
)
def test_a_line_that_hides_the_steps_is_told(line: str, told: str) -> None:
    assert trick_in(f"for epoch in range(9):\n    {line}\n") == told


def test_random_numbers_of_the_start_hide_nothing() -> None:
    assert trick_in("w = np.random.randn(3)\nfor i in range(9):\n    w -= g\n") == ""


def test_a_line_that_fails_is_told_alone() -> None:
    source = "for i in range(9):\n    w = np.clip(w, 0, 1)\n"
    assert with_trick("line 1: `import x`: no such module", source) == "line 1: `import x`: no such module"
    assert with_trick("no target was found: look for it", source) == (
        "no target was found; line 2 cuts numbers off at a limit: check without it"
    )


IRREGULAR = """\
import numpy as np

rng = np.random.default_rng(1)
X = np.array([[0.1, 0.9], [0.2, 0.3], [0.8, 0.7], [0.9, 0.2]])
Y = np.array([[1.0], [0.0], [1.0], [0.0]])
u = rng.normal(size=(2, 3))
bu = rng.normal(size=3)
v = rng.normal(size=(3, 1))
bv = rng.normal(size=1)

for epoch in range(60):
    h = 1 / (1 + np.exp(-(X @ u + bu)))
    o = 1 / (1 + np.exp(-(h @ v + bv)))
    d2 = (o - Y) * o * (1 - o)
    d1 = d2 @ v.T * h * (1 - h)
    v -= 0.3 * h.T @ d2
    if epoch % 2 == 0:
        bv -= 0.3 * d2.sum(0)
    u -= 0.3 * X.T @ d1
    bu -= 0.3 * d1.sum(0)
"""


@pytest.mark.parametrize(
    ("changes", "identity"),
    [
        ({"bu -=": "bu +="}, "uphill"),
        ({"d2 @ v.T * h * (1 - h)": "d2 @ v.T"}, "slope-missing"),
        ({"    v -=": "    if epoch % 2 == 0:\n        v -=", "* h * (1 - h)": "* h"}, "activation-for-slope"),
    ],
)
def test_what_rests_in_some_steps_hides_no_mistake_that_is_made_where_all_moves(
    changes: dict[str, str], identity: str, tmp_path: Path
) -> None:
    assert said(IRREGULAR, tmp_path)["verdict"] == "undecided"
    source = IRREGULAR
    for before, after in changes.items():
        source = source.replace(before, after)
    found = said(source, tmp_path)
    assert [one["id"] for one in found["mistakes"]] == [identity]  # type: ignore[attr-defined]


def test_numbers_that_a_mask_holds_at_zero_accuse_nobody(tmp_path: Path) -> None:
    seeded = "np.random.seed(0)\n        r = np.random.default_rng(5)"
    source = ALL["pruned class"].replace("r = np.random.default_rng(5)", seeded)
    assert source != ALL["pruned class"]
    path = tmp_path / "net.py"
    path.write_text(source, "utf-8")
    assert probed(path, source)["verdict"] == "undecided"
