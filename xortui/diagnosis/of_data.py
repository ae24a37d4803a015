"""Causes that lie in the data: samples that contradict each other, targets out of reach, columns of unlike sizes."""

from __future__ import annotations

from math import isfinite

import numpy as np

from xortui.core.activations import ROUNDING_OF_REACH, reach
from xortui.diagnosis.evidence import Evidence
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.of_units import largest_sums_of_dead
from xortui.diagnosis.wording import counted, listed, number, tuple_of, values_text
from xortui.language.phrase import phrase, plural

UNLIKE = 20.0
"""Columns of which one spreads so many times as far as another are on unlike scales."""
LARGE = 20.0
"""An input of this size is large for weights of usual size."""
OFF_CENTRE = 10.0
"""A column whose mean is so many times its spread hardly changes."""


def contradictions(evidence: Evidence) -> Finding | None:
    """Tell samples with equal inputs and other targets, where they are what keeps the loss up."""
    least = evidence.least_loss
    if not evidence.share(least) > 0.1:
        return None
    targets: dict[tuple[float, ...], set[tuple[float, ...]]] = {}
    for x, y in evidence.case.samples:
        targets.setdefault(x, set()).add(y)
    torn = [(x, sorted(ys)) for x, ys in targets.items() if len(ys) > 1]
    x, ys = torn[0]
    shown = " and ".join(values_text(y) for y in ys[:3])
    return Finding(
        id="contradictory-samples",
        sentence=(
            phrase(
                "Samples contradict each other: the inputs {x} come with the targets {shown}, and so "
                "it is for {torn} of {inputs}. No network gets a mean loss below {least}; that of "
                "the best constant outputs is {constant}.",
                x=tuple_of(x),
                shown=shown,
                torn=len(torn),
                inputs=counted(len(targets), "input"),
                least=number(least),
                constant=number(evidence.loss_of_constant),
            )
        ),
        numbers={"inputs": list(x), "contradicted": len(torn), "least loss": least},
        look_at=phrase("the samples"),
    )


def targets_out_of_range(evidence: Evidence) -> Finding | None:
    """Tell targets that the outputs can't reach."""
    activation = evidence.network.activations[-1]
    if not evidence.is_in_trouble:
        return None
    low, high = reach(activation)
    bad = []
    for number_, (x, y) in enumerate(evidence.case.samples, start=1):
        bad += [(number_, x, value) for value in y if not low - ROUNDING_OF_REACH <= value <= high + ROUNDING_OF_REACH]
    if not bad:
        return None
    first, x, value = bad[0]
    samples = len({place for place, _, _ in bad})
    return Finding(
        id="targets-out-of-range",
        sentence=out_of_reach(value, x, activation, samples, len(evidence.case.samples)),
        numbers={"target": value, "sample": first, "samples": samples, "low": low, "high": high},
        look_at=phrase(
            "sample {first}, and the activation of the outputs, {activation}", first=first, activation=activation
        ),
        helps=phrase("Scale the targets into that range, or take another activation in the last layer."),
    )


def out_of_reach(value: float, x: tuple[float, ...], activation: str, samples: int, of: int) -> str:
    """Return the sentence on a target that outputs can't reach."""
    low, high = reach(activation)
    where = phrase("at {low} and above", low=number(low))
    if isfinite(high):
        where = phrase("between {low} and {high}", low=number(low), high=number(high))
    return phrase(
        "The target {value} of the sample {x} is out of reach: the outputs of {activation} "
        "lie {where}. So it is for {samples} of {of} samples.",
        value=number(value),
        x=tuple_of(x),
        activation=activation,
        where=where,
        samples=samples,
        of=of,
    )


def unscaled_columns(evidence: Evidence) -> Finding | None:
    """Tell columns of inputs on unlike scales, or far from 0, where scaled ones learn."""
    if not evidence.is_in_trouble:
        return None
    inputs = np.array([x for x, _ in evidence.case.samples], dtype=float)
    means = inputs.mean(axis=0)
    spreads = inputs.std(axis=0)
    moving = spreads > 0
    if not moving.any():
        return None
    widest = int(np.argmax(np.where(moving, spreads, 0)))
    narrowest = int(np.argmin(np.where(moving, spreads, np.inf)))
    largest = float(np.abs(inputs[:, moving]).max())
    is_unlike = spreads[widest] > UNLIKE * spreads[narrowest]
    offsets = np.abs(means) / np.where(moving, spreads, np.inf)
    is_off = float(offsets.max()) > OFF_CENTRE
    if not (is_unlike or largest > LARGE or is_off):
        return None
    scaled = np.where(moving, (inputs - means) / np.where(moving, spreads, 1.0), inputs)
    samples = tuple((tuple(x), y) for x, (_, y) in zip(scaled.tolist(), evidence.case.samples, strict=True))
    trained = evidence.from_start(evidence.trainer_with(samples=samples))
    if trained is None or not evidence.helps(trained):
        return None
    ranges = []
    for place in sorted({widest, narrowest, int(np.argmax(offsets))}):
        column = inputs[:, place]
        ranges.append(
            phrase(
                "{name} goes from {least} to {greatest}",
                name=_input_name(evidence, place),
                least=number(float(column.min())),
                greatest=number(float(column.max())),
            )
        )
    sentences = [
        phrase(
            "The inputs are not scaled: {ranges}. Sums of such inputs are large or hardly differ "
            "from sample to sample, and one learning rate does not suit all weights.",
            ranges=listed(ranges),
        )
    ]
    dead = list(largest_sums_of_dead(evidence))
    if dead:
        sentences.append(
            plural(
                "By now the sum of {dead} is above 0 for no sample: it gives 0 with slope 0, and is dead.",
                "By now the sums of {dead} are above 0 for no sample: they give 0 with slope 0, and are dead.",
                len(dead),
                dead=listed(dead),
            )
        )
    helps = [
        phrase(
            "With each column scaled to mean 0 and spread 1, the same start and the same steps "
            "bring the loss to {loss} in {epochs}.",
            loss=number(trained.loss),
            epochs=counted(trained.epochs, "epoch"),
        )
    ]
    if evidence.case.own_epochs is None:
        helps.append(phrase('For a data file, data.scaling = "standard" does that.'))
    return Finding(
        id="unscaled-columns",
        sentence=" ".join(sentences),
        numbers={
            "means": [float(mean) for mean in means],
            "spreads": [float(spread) for spread in spreads],
            "loss when scaled": trained.loss,
            "epochs when scaled": trained.epochs,
        },
        look_at=phrase(
            "the samples, and the sums {sums}", sums=listed([unit.weighted_sum for unit in evidence.network.units[1]])
        ),
        helps=" ".join(helps),
    )


def _input_name(evidence: Evidence, place: int) -> str:
    """Return what an input is called: its symbol, and the name of its column if it has one."""
    symbol = evidence.program.inputs[place]
    columns = evidence.case.problem.names.inputs
    return f"{symbol} ({columns[place]})" if place < len(columns) else symbol
