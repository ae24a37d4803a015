"""Samples that are mixed in a batch, and biases of single samples, are told where the network is not recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.stuck import TANH, batch
from xortui.check import examine
from xortui.check.causes.mixed_samples import mixed_samples
from xortui.check.examine import examination
from xortui.check.recognition.chains import Uses, chains, steps
from xortui.check.tracing.tape import Tape
from xortui.check.tracing.trace import traced
from xortui.check.undecided import UndecidedError

THREE = "[[0, 0], [0, 1], [1, 1]]"
CLASSES = "[[1, 0], [0, 1], [1, 0]]"


def softmax(axis: str) -> str:
    """Return a program with a softmax whose sum goes along an axis."""
    return batch(
        X=THREE,
        Y=CLASSES,
        W2="rng.normal(0, 1, (3, 2))",
        outputs=2,
        activation=TANH,
        output=(f"np.exp(z) / np.exp(z).sum({axis})", ""),
        rate=0.1,
    )


def bias_of_each_sample(samples: int, units: int) -> str:
    """Return a program with a bias for each sample and unit."""
    rows = [[number % 2, number % 3] for number in range(samples)]
    source = batch(
        X=str(rows),
        Y=str([[number % 2] for number in range(samples)]),
        W1=f"rng.normal(0, 1, (2, {units}))",
        W2=f"rng.normal(0, 1, ({units}, 1))",
        b1=f"np.zeros(({samples}, {units}))",
        rate=0.5,
    )
    return source.replace("D1.sum(axis=0)", "D1")


def found_in(tmp_path: Path, source: str) -> str:
    """Return what is told of a program: id and sentence; '' if nothing is."""
    path = tmp_path / "net.py"
    path.write_text(source, "utf-8")
    trace = traced(path, source, None, Tape(most_nodes=2_000, enough_blocks=150))
    found = chains(trace.tape, Uses(trace.tape))
    cause = mixed_samples(trace, found, steps(trace.tape, found, Uses(trace.tape)))
    return "" if cause is None else f"{cause.id}: {cause.sentence}"


@pytest.mark.parametrize("axis", ["axis=0", ""])
def test_a_softmax_over_the_samples_is_told(tmp_path: Path, axis: str) -> None:
    assert found_in(tmp_path, softmax(axis)).startswith("mixed-samples: The output of one sample is computed from")


@pytest.mark.parametrize(("samples", "units"), [(4, 3), (5, 2)])
def test_a_bias_of_each_sample_is_told(tmp_path: Path, samples: int, units: int) -> None:
    words = found_in(tmp_path, bias_of_each_sample(samples, units))
    assert words.startswith(f"bias-per-sample: b1 has the shape ({samples}, {units}): each of the {samples} samples")


@pytest.mark.parametrize("source", [softmax("axis=1, keepdims=True"), batch()], ids=["softmax", "biases of units"])
def test_nothing_is_told_where_every_sample_stands_alone(tmp_path: Path, source: str) -> None:
    assert found_in(tmp_path, source) == ""


def test_it_is_the_reason_why_nothing_else_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examine, "RUNS", ((2_000, 150),))
    path = tmp_path / "net.py"
    path.write_text(softmax("axis=0"), "utf-8")
    with pytest.raises(UndecidedError, match="softmax with the other axis"):
        examination(path, softmax("axis=0"))
