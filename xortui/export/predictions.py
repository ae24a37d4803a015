"""Predictions as CSV: a line for each point, numbers in full."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from xortui.debugger.prediction import Prediction
from xortui.problems import Problem
from xortui.problems.asking import own_outputs


def predictions_csv(predictions: Sequence[Prediction], problem: Problem) -> str:
    """Return the inputs and outputs of every point in the units of the data, and for classes which one it is."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    size = problem.given_inputs
    inputs = problem.names.inputs[:size] or [f"x{number + 1}" for number in range(size)]
    names = [unit.name.replace("ŷ", "yhat") for unit in problem.network.units[-1]]
    has_classes = problem.classes is not None
    writer.writerow([*inputs, *names, *(["class"] if has_classes else [])])
    for prediction in predictions:
        outputs = own_outputs(problem, prediction.outputs) or prediction.outputs
        said = [prediction.said] if has_classes else []
        writer.writerow([*map(repr, prediction.given), *map(repr, outputs), *said])
    return text.getvalue()
