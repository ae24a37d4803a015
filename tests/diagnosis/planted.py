"""Trainings with one cause planted in each, and healthy ones: what the planted ones are without their cause.

A base is a task, a network, a start and a rate that learn. A plant changes one thing of it, so that it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import count, product
from random import Random

import numpy as np

from xortui.core.backpropagation import write_program
from xortui.core.engines import Sample
from xortui.core.expression import Expression
from xortui.core.hessian import HessianOf
from xortui.core.initial import Initial
from xortui.core.mistake import PlacedMistake
from xortui.core.mistakes import MISTAKES, planted
from xortui.core.network import Network
from xortui.core.program import Phase, Program
from xortui.core.training import Training
from xortui.debugger import Debugger
from xortui.diagnosis.case import Case, case_of
from xortui.diagnosis.constant_answers import loss_of_constant
from xortui.diagnosis.trainer import Trainer, Work
from xortui.problems import Problem
from xortui.problems.problem import Start

PATIENCE = 4000
"""Epochs in which a base has to learn."""


def bits(inputs: int, says: Callable[[tuple[int, ...]], int]) -> tuple[Sample, ...]:
    """Return all rows of bits with what a function says to them."""
    rows = []
    for row in product((0, 1), repeat=inputs):
        rows.append((tuple(map(float, row)), (float(says(row)),)))
    return tuple(rows)


XOR = bits(2, lambda row: row[0] ^ row[1])
XNOR = bits(2, lambda row: 1 - (row[0] ^ row[1]))
PARITY = bits(3, lambda row: sum(row) % 2)
MAJORITY = bits(3, lambda row: int(sum(row) >= 2))
NOR = bits(2, lambda row: int(sum(row) == 0))
AND = bits(2, lambda row: int(sum(row) == 2))
OR = bits(2, lambda row: int(sum(row) >= 1))


def blobs(draw: Random) -> tuple[Sample, ...]:
    """Return points around two centres on each diagonal: exclusive or with noise."""
    rows = []
    for x1, x2, y in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)):
        for _ in range(4):
            rows.append(((x1 + draw.gauss(0, 0.12), x2 + draw.gauss(0, 0.12)), (float(y),)))
    return tuple(rows)


def problem(
    samples: tuple[Sample, ...],
    layers: tuple[int, ...],
    activations: tuple[str, ...],
    *,
    rate: float,
    seed: int,
    loss: str = "half-squared-error",
    update: str = "sample",
    initial: Initial | None = None,
    **network: object,
) -> Problem:
    """Return a problem."""
    made = Network(layers, activations, loss, **network)  # type: ignore[arg-type]
    start = Start(seed=seed, initial=initial or Initial("uniform", 1.0), parameters={})
    training = Training(learning_rate=rate, update=update)
    return Problem("planted", "a planted cause", "a test", made, training, start, samples)


def base(seed: int) -> Problem:
    """Return a training of a task that is usual; most of them learn."""
    draw = Random(seed)
    samples = draw.choice([XOR, XOR, XNOR, PARITY, MAJORITY, blobs(draw)])
    inputs = len(samples[0][0])
    hidden = draw.choice([3, 4, 5]) if inputs == 2 else draw.choice([4, 6])
    is_tanh = draw.random() < 0.4
    loss = draw.choice(["half-squared-error", "binary-cross-entropy"])
    update = draw.choice(["sample", "sample", "epoch"])
    rate = {"half-squared-error": 1.0, "binary-cross-entropy": 0.3}[loss]
    rate *= (0.5 if is_tanh else 1.0) * (4.0 if update == "epoch" else 1.0) * draw.uniform(0.7, 1.3)
    activations = ("tanh" if is_tanh else "sigmoid", "sigmoid")
    return problem(samples, (inputs, hidden, 1), activations, rate=rate, seed=seed, loss=loss, update=update)


@cache
def learning_bases() -> Callable[[int], Problem]:
    """Return what gives the n-th base that learns."""
    found: list[Problem] = []
    seeds = count(1)

    def nth(number: int) -> Problem:
        while len(found) <= number:
            candidate = base(next(seeds))
            if epochs_to_learn(candidate) is not None:
                found.append(candidate)
        return found[number]

    return nth


def epochs_to_learn(made: Problem, most: int = PATIENCE) -> int | None:
    """Return after how many epochs a problem is learnt from its start; None if it is not."""
    program = write_program(made.network, made.training)
    trainer = Trainer(program, made.samples, made.schedule, made.settings)
    learnt = 0.1 * loss_of_constant(made.network, made.network.loss, made.samples)
    state = made.initial_state(program.state)
    trained = trainer.train(state, 0, most, learnt, Work(float("inf")))
    assert trained is not None
    return trained.epochs if trained.has_learnt else None


def with_rate(made: Problem, rate: float) -> Problem:
    return replace(made, training=replace(made.training, learning_rate=rate))


def with_initial(made: Problem, initial: Initial) -> Problem:
    return replace(made, start=replace(made.start, initial=initial))


def standing(made: Problem, epochs: int, mistakes: tuple[PlacedMistake, ...] = ()) -> Case:
    """Return where a training stands after some epochs."""
    debugger = Debugger(made, mistakes=mistakes)
    debugger.go_to(f"e{epochs}")
    return case_of(debugger)


def wrong_gradients(number: int) -> Case:
    made = learning_bases()(number)
    program = write_program(made.network, made.training)
    able = [mistake for mistake in mistakes_in(program) if not is_of_update_alone(mistake, program)]
    return standing(made, 500, (able[number % len(able)],))


def wrong_steps(number: int) -> Case:
    made = learning_bases()(number)
    program = write_program(made.network, made.training)
    able = [mistake for mistake in mistakes_in(program) if is_of_update_alone(mistake, program)]
    return standing(made, 500, (able[number % len(able)],))


def mistakes_in(program: Program) -> list[PlacedMistake]:
    """Return every mistake that a program has a place for, at the first one."""
    found = []
    for mistake in MISTAKES:
        places = mistake.places(program)
        if places:
            found.append(PlacedMistake(mistake, places[0]))
    return found


def is_of_update_alone(mistake: PlacedMistake, program: Program) -> bool:
    """Say whether a mistake leaves every operation before the update as it is."""
    changed = planted(program, mistake.mistake, mistake.place)
    return before_update(changed) == before_update(program)


def before_update(program: Program) -> dict[str, Expression]:
    """Return what each operation before the update computes."""
    return {one.target: one.expression for one in program.operations if one.phase is not Phase.UPDATE}


def contradictory_samples(number: int) -> Case:
    made = learning_bases()(number)
    opposite = []
    for x, y in made.samples:
        opposite.append((x, tuple(1.0 - value for value in y)))
    kept = len(opposite) if number % 2 else (len(opposite) + 1) // 2
    return standing(replace(made, samples=(*made.samples, *opposite[:kept])), 800)


def targets_out_of_range(number: int) -> Case:
    made = problem(XOR, (2, 4, 1), ("sigmoid", "sigmoid"), rate=0.5, seed=number)
    high, low = [(2.0, 0.0), (1.0, -1.0), (5.0, 0.0), (3.0, 1.0), (10.0, -10.0)][number % 5]
    samples = tuple((x, (high if y[0] else low,)) for x, y in made.samples)
    return standing(replace(made, samples=samples), 1000)


def no_bias(number: int) -> Case:
    if number % 2:
        samples = (NOR, AND, OR)[number % 3]
        made = problem(samples, (2, 1), ("sigmoid",), rate=1.0, seed=number, biases=False)
    else:
        samples = tuple((x, (2.0 * y[0] - 1.0,)) for x, y in XNOR)
        made = problem(samples, (2, 4, 1), ("tanh", "tanh"), rate=0.1, seed=number, biases=False)
    return standing(made, 800)


def unscaled_columns(number: int) -> Case:
    for seed in count(number * 50):
        draw = Random(seed)
        made = learning_bases()(number)
        factors = [1.0] * made.network.layers[0]
        offset = 0.0
        if number % 2:
            factors[draw.randrange(len(factors))] = draw.choice([100.0, 300.0, 1000.0])
        else:
            offset = draw.choice([50.0, 100.0, 200.0])
        samples = tuple((tuple(f * v + offset for f, v in zip(factors, x, strict=True)), y) for x, y in made.samples)
        made = replace(made, samples=samples, start=replace(made.start, seed=seed))
        if epochs_to_learn(made, 6000) is None:
            return standing(made, 500)
    raise AssertionError


def equal_units(number: int) -> Case:
    rules = [Initial("constant", 0.5), Initial("zeros"), Initial("constant", -0.3), Initial("constant", 1.0)]
    for place in count(5 * number):
        # One unit is enough for a majority.
        planted = with_initial(learning_bases()(place), rules[number % 4])
        if epochs_to_learn(planted, 6000) is None:
            return standing(planted, 1000)
    raise AssertionError


def rate_too_large(number: int) -> Case:
    made = learning_bases()(number)
    rate = made.training.learning_rate
    for multiple in (10.0, 30.0, 100.0, 300.0):
        planted = with_rate(made, multiple * rate)
        if epochs_to_learn(planted, 6000) is None:
            return standing(planted, 500)
    # A regression diverges where it is driven too fast.
    samples = tuple(((x / 5.0,), (x / 5.0,)) for x in range(-5, 6))
    return standing(problem(samples, (1, 4, 1), ("tanh", "linear"), rate=3.0, seed=number), 100)


def exploding(number: int) -> Case:
    activation = ("linear", "relu", "leaky-relu(0.2)")[number % 3]
    depth = 4 + number % 2
    scale = 1.5 if activation == "linear" else 2.0
    for seed in count(number * 50):
        layers = (2, *[6] * depth, 1)
        made = problem(
            XOR, layers, (*[activation] * depth, "linear"), rate=0.05, seed=seed, initial=Initial("normal", scale)
        )
        case = standing(made, 20)
        if case.end:
            return case
    raise AssertionError


def saturated_units(number: int) -> Case:
    for seed in count(number * 50):
        made = learning_bases()(number)
        scale = (20.0, 30.0, 40.0, 60.0)[number % 4]
        planted = replace(
            with_initial(made, Initial("uniform", scale)), start=Start(seed, Initial("uniform", scale), {})
        )
        if epochs_to_learn(planted, 6000) is None:
            return standing(planted, 300)
    raise AssertionError


def dead_units(number: int) -> Case:
    hidden = 3 + number % 3
    network = Network((2, hidden, 1), ("relu", "sigmoid"))
    biases = {f"b{place + 1}": -3.0 - place for place in range(hidden - number % 2)}
    made = problem(XOR, (2, hidden, 1), ("relu", "sigmoid"), rate=0.5, seed=number)
    assert set(biases) <= set(network.parameter_names)
    return standing(replace(made, start=replace(made.start, parameters=biases)), 500)


def vanishing(number: int) -> Case:
    depth = 5 + number % 3
    width = 3 + number % 2
    samples = (XOR, MAJORITY)[number % 2]
    layers = (len(samples[0][0]), *[width] * depth, 1)
    return standing(problem(samples, layers, ("sigmoid",) * (depth + 1), rate=0.5, seed=number), 500)


def rate_too_small(number: int) -> Case:
    made = learning_bases()(number)
    needed = epochs_to_learn(made) or 1
    # So small that the epochs of a diagnosis are too few by far, and ten or a hundred times as much suits.
    factor = 1.5 * needed / 5000 / 10 if number % 2 else 1.5 * needed / 5000 / 100
    return standing(with_rate(made, made.training.learning_rate * min(factor, 0.05)), 500)


def cannot_represent(number: int) -> Case:
    samples, layers, activations = [
        (XOR, (2, 1, 1), ("sigmoid", "sigmoid")),
        (XOR, (2, 1), ("sigmoid",)),
        (XNOR, (2, 1, 1), ("tanh", "sigmoid")),
        (PARITY, (3, 1, 1), ("sigmoid", "sigmoid")),
        (XNOR, (2, 1), ("sigmoid",)),
    ][number % 5]
    return standing(problem(samples, layers, activations, rate=1.0, seed=number), 1500)


def plateau(number: int) -> Case:
    for seed in count(number * 20):
        scale = (0.05, 0.1, 0.02)[number % 3]
        rate = (0.5, 1.0)[number % 2]
        made = problem(
            XOR, (2, 2 + number % 3, 1), ("sigmoid", "sigmoid"), rate=rate, seed=seed, initial=Initial("uniform", scale)
        )
        if epochs_to_learn(made, 7000) is None and epochs_to_learn(made, 400_000) is not None:
            return standing(made, 500)
    raise AssertionError


def saddle(number: int) -> Case:
    """Newton's method on the gradient leads to a stationary point of any kind; some of them are saddles."""
    network = Network((2, 2 + number % 2, 1))
    program = write_program(network, Training(update="epoch"))
    found = HessianOf(program, XOR)
    for seed in count(number * 500):
        random = np.random.default_rng(seed)
        point = random.uniform(-3.0, 3.0, len(network.parameter_names))
        for _ in range(80):
            here = found.at(point.tolist())
            move = np.linalg.lstsq(here.hessian, -here.gradient, rcond=1e-10)[0]
            point = point + move * min(1.0, 0.5 / max(float(np.abs(move).max()), 1e-12))
        here = found.at(point.tolist())
        size = float(np.abs(here.gradient).max())
        if size < 1e-13 and np.abs(point).max() < 12 and here.axes().values[0] < -1e-4 and here.loss > 0.03:
            start = dict(zip(network.parameter_names, point.tolist(), strict=True))
            made = problem(XOR, network.layers, network.activations, rate=0.5, seed=1, update="epoch")
            made = replace(made, start=replace(made.start, parameters=start))
            if epochs_to_learn(made, 6000) is None:
                return standing(made, 100)
    raise AssertionError


def minimum(number: int) -> Case:
    """Of starts of 2-2-1 some get stuck where two samples share the answer ½ or all are ½."""
    for seed in count(number * 40):
        made = problem(XOR, (2, 2, 1), (("sigmoid", "sigmoid"), ("tanh", "sigmoid"))[number % 2], rate=0.7, seed=seed)
        if epochs_to_learn(made, 30_000) is None:
            case = standing(made, 3000)
            values = HessianOf(case.program, made.samples).at(case.now).axes().values
            # Some of those that do not learn crawl along a valley that curves down to its sides.
            if values[0] > -1e-6 * values[-1]:
                return case
    raise AssertionError


PLANTED: Mapping[str, Callable[[int], Case]] = {
    "wrong-gradients": wrong_gradients,
    "wrong-steps": wrong_steps,
    "contradictory-samples": contradictory_samples,
    "targets-out-of-range": targets_out_of_range,
    "no-bias": no_bias,
    "unscaled-columns": unscaled_columns,
    "equal-units": equal_units,
    "exploding": exploding,
    "rate-too-large": rate_too_large,
    "saturated-units": saturated_units,
    "dead-units": dead_units,
    "vanishing": vanishing,
    "rate-too-small": rate_too_small,
    "cannot-represent": cannot_represent,
    "plateau": plateau,
    "saddle": saddle,
    "minimum": minimum,
}
"""By the cause: the number of a network → the training with it, where it stands."""


def healthy(total: int) -> Iterator[Case]:
    """Yield healthy trainings: each learns by itself, and stands somewhere between its start and its end."""
    for number in range(total):
        yield healthy_case(number)


def healthy_case(number: int) -> Case:
    """Return one of them."""
    made = learning_bases()(number)
    needed = epochs_to_learn(made) or 1
    share = Random(number).choice([0.0, 0.02, 0.1, 0.3, 0.6, 0.9, 1.2])
    return standing(made, int(share * needed))
