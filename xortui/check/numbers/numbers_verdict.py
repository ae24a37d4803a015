"""The verdict on a file of numbers: each parameter's gradient, or its step, against the right gradient.

A step is η times the gradient, and a loss may be halved, summed or averaged, so what is compared are directions: for
each parameter the one ratio by which its numbers are the right ones. A ratio that all parameters share is no mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

from xortui.check.numbers.named_mistakes import never_updated, reproducing
from xortui.check.numbers.numbers_comparison import compared, is_same
from xortui.check.numbers.numbers_file import Numbers, read_numbers
from xortui.check.verdict import (
    NEVER_MOVES,
    RIGHT,
    SCALED,
    UNDECIDED,
    WRONG,
    Verdict,
    mistake_record,
    undecided,
    verdict_with,
)
from xortui.core.backpropagation import write_program
from xortui.core.compiler import compile_evaluate
from xortui.core.losses import LOSSES
from xortui.core.mistakes import BY_ID
from xortui.core.program import LOSS, Program, derivative

EXACT = 1e-9
"""An error below which nothing has been rounded."""
MIN_LAST_DIGIT = 1e-8
MAX_LAST_DIGIT = 5e-3
"""Sizes of a last digit between which a parameter may have been rounded when it was printed."""
ROUNDING_SHOWS = 20.0
"""How many times its last digit a rounded parameter may change a gradient, relative to that."""
OUTPUT_TOLERANCE = 1e-4
"""How far an output may be from ours, in parts of it."""
MAX_FACTORS = 40
"""Rows of the table that are told."""


def verdict_on_numbers(path: Path) -> Verdict:
    """Return the verdict on a file of numbers."""
    try:
        numbers = read_numbers(path)
    except ValueError as error:
        return undecided(str(path), str(error))
    return judged(numbers, str(path))


def judged(numbers: Numbers, file: str) -> Verdict:
    """Return the verdict on numbers.

    Args:
        numbers: what a file says.
        file: what it is called.
    """
    problem = numbers.problem
    known = {
        "understood": _understood(numbers),
        "network": {
            "layers": list(problem.network.layers),
            "activations": list(problem.network.activations),
            "biases": problem.network.biases,
        },
        "loss": problem.network.loss,
        "learning_rate": numbers.learning_rate,
    }
    unfit = _unfit(numbers)
    if unfit:
        return verdict_with(file, UNDECIDED, **known, reason=unfit)
    judgements = []
    for loss in _losses(numbers):
        gradients = _gradients(numbers, _program(numbers, loss))
        if not all(map(isfinite, gradients.values())):
            reason = "with these parameters and samples the gradient is not finite"
            return verdict_with(file, UNDECIDED, **known, reason=reason)
        judgements.append(_Judgement(numbers, loss, gradients))
        if judgements[-1].is_right:
            return judgements[-1].verdict(file, known)
    # Nobody is accused by a loss that is not the one that is followed: the loss by which most is right.
    return max(judgements, key=lambda judgement: judgement.count_right).verdict(file, known)


def _losses(numbers: Numbers) -> list[str]:
    """Return the losses that the numbers may follow, the one that is named first."""
    network = numbers.problem.network
    losses = [network.loss]
    if network.is_softmax:  # which has one alone
        return losses
    targets = [value for _, y in numbers.problem.samples for value in y]
    are_probabilities = all(0 <= target <= 1 for target in targets)
    for name, loss in LOSSES.items():
        fits = loss.output_activation in ("", network.activations[-1])
        if name not in losses and fits and (loss.through_activation is None or are_probabilities):
            losses.append(name)
    return losses


def _understood(numbers: Numbers) -> str:
    network = numbers.problem.network
    shapes = ", ".join(f"{array.name} ({len(array.values)})" for array in numbers.parameters)
    what = "the parameters after one step" if numbers.is_step else "gradients"
    count = len(numbers.problem.samples)
    samples = "one sample" if count == 1 else f"{count} samples"
    line = numbers.units.removesuffix("s")
    return (
        f"A network of {network.title} units with {', '.join(network.activations)}; {shapes}, one {line} of weights a "
        f"unit; {samples}; {what}; loss {network.loss}{'' if numbers.loss else ', which the file does not say'}."
    )


def _unfit(numbers: Numbers) -> str:
    """Say why nothing can be judged by the numbers; '' if something can."""
    if not numbers.outputs:
        return ""
    ours = _outputs(numbers)
    for number, (theirs, right) in enumerate(zip(numbers.outputs, ours, strict=True), start=1):
        for their, output in zip(theirs, right, strict=True):
            if abs(their - output) > OUTPUT_TOLERANCE * max(1.0, abs(output)):
                return (
                    f"outputs: sample {number}: this network gives {output:.6g} with these parameters, and the file "
                    f"says {their:.6g}: the two forward passes differ, so look at activations, layers and units first"
                )
    return ""


def _program(numbers: Numbers, loss: str) -> Program:
    """Return the program that has a loss."""
    problem = numbers.problem
    return write_program(replace(problem.network, loss=loss), problem.training)


def _values(numbers: Numbers, program: Program, names: Sequence[str]) -> list[list[float]]:
    """Return for each sample some values of a program."""
    problem = numbers.problem
    evaluate = compile_evaluate(program)
    state = problem.initial_state(program.state)
    settings = (*(value for _, value in problem.settings), 1.0)
    places = [program.by_target[name].number - 1 for name in names]
    found = []
    for x, y in problem.samples:
        values = evaluate(state, x, y, settings)
        found.append([values[place] for place in places])
    return found


def _outputs(numbers: Numbers) -> list[list[float]]:
    network = numbers.problem.network
    return _values(numbers, _program(numbers, network.loss), [unit.name for unit in network.units[-1]])


def _gradients(numbers: Numbers, program: Program) -> dict[str, float]:
    """Return the gradient of every parameter, summed over the samples."""
    names = numbers.problem.network.parameter_names
    rows = _values(numbers, program, [derivative(LOSS, name) for name in names])
    sums = dict.fromkeys(names, 0.0)
    for row in rows:
        for name, value in zip(names, row, strict=True):
            sums[name] += value
    return sums


class _Judgement:
    """What is to be said if the numbers follow one loss."""

    def __init__(self, numbers: Numbers, loss: str, gradients: Mapping[str, float]) -> None:
        self._numbers = numbers
        self._loss = loss
        self._comparisons = {array.name: compared(numbers, array, gradients) for array in numbers.parameters}
        ratios = {name: comparison.ratio for name, comparison in self._comparisons.items()}
        self._ratios = {name: ratio for name, ratio in ratios.items() if ratio is not None}
        self._common = self._common_ratio()
        self._states = {name: self._state(name) for name in self._comparisons}

    @property
    def is_right(self) -> bool:
        """Whether every parameter is right, and the ratio that they share says nothing else."""
        is_all_right = all(state == RIGHT for state in self._states.values())
        return is_all_right and bool(self._ratios) and not self._doubt()

    @property
    def count_right(self) -> int:
        """How many parameters are right."""
        return list(self._states.values()).count(RIGHT)

    def verdict(self, file: str, known: Mapping[str, Any]) -> Verdict:
        """Return the verdict on a file, with what is known of it without judging."""
        told = {**known, "loss": self._loss}
        told_of_all = {**told, **self._findings()}
        blurred = [name for name, comparison in self._comparisons.items() if comparison.is_blurred]
        if blurred and not self._is_exact:
            reason = f"{', '.join(blurred)}: the numbers have too few digits to be told from rounding; give more"
            return verdict_with(file, UNDECIDED, **told, reason=reason)
        if self.is_right:
            return verdict_with(file, RIGHT, **told_of_all, reason=self._unseen())
        if all(state == RIGHT for state in self._states.values()):
            reason = self._doubt() or "every gradient is 0 here; give other samples or parameters"
            return verdict_with(file, UNDECIDED, **told, reason=reason)
        if self._may_be_rounded():
            reason = "the numbers differ by little, which may come of rounded parameters; give all their digits"
            return verdict_with(file, UNDECIDED, **told, reason=reason)
        if self._common is not None and self._common < 0 and self._numbers.is_step:
            told_of_all["mistakes"] = [_uphill(list(self._ratios))]
        else:
            told_of_all["mistakes"] = self._named()
        return verdict_with(file, WRONG, **told_of_all, reason=self._ratios_in_words())

    def _named(self) -> list[dict[str, Any]]:
        """Return the mistake that alone reproduces the numbers, with others that do; nothing if none is known."""
        arrays = [one for one in self._numbers.parameters if self._states[one.name] != RIGHT]
        wrong = [name for one in arrays for name in one.parameters]
        program = _program(self._numbers, self._loss)
        if all(self._states[one.name] == NEVER_MOVES for one in arrays):
            still = never_updated(program, wrong)
            found = [still] if still is not None else []
        elif WRONG in self._states.values():
            found = reproducing(program, wrong, self._gives_theirs)
        else:
            found = []
        if not found:
            return []
        names = tuple(one.name for one in arrays)
        told = [(one.mistake.id, one.mistake.told(one.place._replace(parameters=names, units=()))) for one in found]
        return [mistake_record(*told[0], found[0].mistake.hint, 0, names, told[1:])]

    def _gives_theirs(self, program: Program) -> bool:
        """Say whether the gradients of a program are those of the file, up to a factor that is no mistake."""
        gradients = _gradients(self._numbers, program)
        return all(map(isfinite, gradients.values())) and _Judgement(self._numbers, self._loss, gradients).is_right

    def _may_be_rounded(self) -> bool:
        """Say whether parameters that are written with few digits may be all that makes the numbers differ.

        One or two decimals are those of a start that somebody has chosen.
        """
        digits = [array.last_digit for array in self._numbers.parameters]
        rounded = [size for size in digits if MIN_LAST_DIGIT < size < MAX_LAST_DIGIT]
        last = [comparison for comparison in self._comparisons.values() if not comparison.is_zero][-1:]
        if not rounded or not last:
            return False
        ratio = self._common if self._common is not None else last[0].nearest
        if ratio < 0:
            return False
        errors = [comparison.error(ratio) for comparison in self._comparisons.values()]
        return max(errors) < ROUNDING_SHOWS * max(rounded) and NEVER_MOVES not in self._states.values()

    @property
    def _is_exact(self) -> bool:
        """Whether every number is right to far more digits than are asked for, as short numbers may be by design."""
        if not self.is_right or self._common is None:
            return False
        errors = [comparison.error(self._common) for comparison in self._comparisons.values()]
        return max(errors) < EXACT

    def _state(self, name: str) -> str:
        comparison = self._comparisons[name]
        if comparison.is_zero:
            return RIGHT if comparison.fits(0.0) else WRONG
        if comparison.never_moves:
            return NEVER_MOVES
        ratio = self._ratios.get(name)
        if ratio is None or self._common is None:
            return WRONG
        if self._common < 0 and self._numbers.is_step:
            return WRONG
        return RIGHT if is_same(ratio, self._common) else SCALED

    def _common_ratio(self) -> float | None:
        """Return the ratio that counts as no mistake: an expected one first, then the outputs', then the commonest."""
        if not self._ratios:
            return None
        last = set(self._numbers.parameters[-1].parameters)
        if len(self._numbers.parameters) > 1:
            last |= set(self._numbers.parameters[-2].parameters)

        def rank(ratio: float) -> tuple[bool, bool, int]:
            those = [name for name, name_ratio in self._ratios.items() if is_same(name_ratio, ratio)]
            is_last = any(last & set(self._comparisons[name].theirs.parameters) for name in those)
            return self._is_expected(ratio), is_last, len(those)

        return max(self._ratios.values(), key=rank)

    def _is_expected(self, ratio: float) -> bool:
        """Say whether a ratio comes of sums and means, of ½ and 2, and of the learning rate that is given."""
        rate = 1.0
        if self._numbers.is_step:
            if self._numbers.learning_rate is None:
                return False
            rate = self._numbers.learning_rate
        samples = len(self._numbers.problem.samples)
        outputs = self._numbers.problem.network.layers[-1]
        for factor in (1.0, 2.0, 0.5):
            for count in (1, samples, outputs, samples * outputs):
                if is_same(ratio, rate * factor / count):
                    return True
        return False

    def _doubt(self) -> str:
        """Say what the ratio that all parameters share leaves open; '' if nothing."""
        ratio = self._common
        if ratio is None or self._is_expected(ratio):
            return ""
        if ratio < 0:
            return (
                "all gradients have the opposite sign, which is right if your program adds them to the parameters; "
                "give after, the parameters after one step"
            )
        if len(self._numbers.problem.samples) > 1:
            return ""
        if self._numbers.is_step and self._numbers.learning_rate is None:
            return "with one sample alone, the learning rate must be known; give learning_rate, or more samples"
        return (
            f"all are {ratio:.6g} times what they should be, by which a missing factor at the outputs may be hidden; "
            "give more samples than one"
        )

    def _findings(self) -> Verdict:
        errors = [comparison.error(self._common or 0.0) for comparison in self._comparisons.values()]
        findings: Verdict = {"parameters": self._states, "error": max(errors), "factors": self._factors()}
        if self._numbers.is_step and self._numbers.learning_rate is None and self._common is not None:
            findings["learning_rate"] = self._common
        named = self._numbers.loss
        if named is not None and named != self._loss:
            sentence = f"The numbers follow {self._loss}, and the file says {named}."
            findings["causes"] = [{"id": "another-loss", "sentence": sentence}]
        return findings

    def _factors(self) -> list[dict[str, object]]:
        """Return a row for each number, those of wrong parameters alone where there are too many."""
        shown = list(self._comparisons)
        if sum(len(self._comparisons[name].right) for name in shown) > MAX_FACTORS:
            shown = [name for name in shown if self._states[name] != RIGHT]
        ratio = self._common if self._common is not None else 1.0
        rows: list[dict[str, object]] = []
        for name in shown:
            comparison = self._comparisons[name]
            for place, cell in enumerate(comparison.theirs.cells):
                row = {
                    "name": derivative(LOSS, cell) if not self._numbers.is_step else f"step of {cell}",
                    "theirs": comparison.theirs.values[place],
                    "right": abs(ratio) * comparison.right[place],
                    "is_right": comparison.cell_fits(place, abs(ratio)),
                    "line": None,
                }
                rows.append(row)
        return rows[:MAX_FACTORS]

    def _unseen(self) -> str:
        """Name the parameters of which these samples show nothing."""
        unseen = [name for name, comparison in self._comparisons.items() if comparison.is_zero]
        if not unseen:
            return ""
        return f"The gradient of {', '.join(unseen)} is 0 here, which shows little: give other samples."

    def _ratios_in_words(self) -> str:
        """Say by what the scaled parameters are off."""
        told = []
        for name, state in self._states.items():
            if state == SCALED and self._common:
                told.append(f"{name} is {self._ratios[name] / self._common:.6g} times what it should be")
        return f"{'; '.join(told)}." if told else ""


def _uphill(names: list[str]) -> dict[str, object]:
    sentence = "The step goes up the gradient, not down: the sign of the update is wrong."
    return mistake_record("uphill", sentence, BY_ID["uphill"].hint, 0, names)
