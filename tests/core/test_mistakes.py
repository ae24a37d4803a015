"""The catalogue of mistakes: where each can be made, what it spoils, and what no numbers can tell apart."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from math import isclose

import pytest

from tests.core import oracle
from xortui.core.backpropagation import write_program
from xortui.core.chain_rule import first_path
from xortui.core.compiler import compile_evaluate
from xortui.core.engines import Sample
from xortui.core.mistake import EVERY_LAYER, Place
from xortui.core.mistakes import BY_ID, INDISTINGUISHABLE, MISTAKES, mistake_named, planted
from xortui.core.network import Network
from xortui.core.program import LOSS, Program, derivative
from xortui.core.training import Schedule, Training

STEPS = 4
STARTS = 4
SAMPLES = 4
DIGITS = 10
NETWORKS = {
    "2-2-1": Network(),
    "2-2-2 tanh": Network((2, 2, 2), ("tanh", "sigmoid")),
    "softmax": Network((2, 3, 3), ("relu", "softmax"), "cross-entropy"),
    "deep with skips": Network((2, 2, 2, 1), ("elu", "leaky-relu(0.2)", "sigmoid"), "binary-cross-entropy", skips=True),
    "without biases": Network((3, 2, 2), ("sigmoid", "linear"), "squared-error", biases=False, numbering="by-target"),
    "one layer": Network((2, 1), ("sigmoid",)),
    "more hidden units than outputs": Network((2, 3, 2), ("tanh", "sigmoid")),
}
TRAININGS = {
    "sample": Training(learning_rate=0.3),
    "batches": Training(learning_rate=0.3, update=2, gradients="sum", optimizer="momentum", momentum=0.9),
    "means": Training(learning_rate=0.3, update=2, gradients="mean"),
    "adam": Training(learning_rate=0.03, optimizer="adam", decay="1/t", decay_rate=0.3),
    "penalties": Training(learning_rate=0.3, weight_decay=0.1, l1=0.03),
    "adamw": Training(learning_rate=0.03, optimizer="adamw", weight_decay=0.1),
}
# Every network learns from sample to sample; the smallest also in the other ways.
NAMES = [
    *((network, "sample") for network in NETWORKS),
    *(("2-2-1", training) for training in TRAININGS if training != "sample"),
    ("softmax", "batches"),
]
cases = pytest.mark.parametrize("names", NAMES, ids=" ".join)
Step = tuple[list[float], Sample, int, list[float]]
"""The state before a step, its sample, how many samples the batch has that it ends, and the state after."""


class Stepper:
    """Runs single steps of a program, which is compiled once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.evaluate = compile_evaluate(program)
        self.assigned = {ends_batch: assigned(program, ends_batch=ends_batch) for ends_batch in (False, True)}

    def after(
        self, state: list[float], sample: Sample, settings: tuple[float, ...], *, ends_batch: bool
    ) -> list[float]:
        """Return the state after a step."""
        values = self.evaluate(state, *sample, settings)
        found = list(state)
        for place, index in self.assigned[ends_batch]:
            found[place] = values[index]
        return found


def assigned(program: Program, *, ends_batch: bool) -> list[tuple[int, int]]:
    """Return the place in the state, and that among the values of a step, of all that a step assigns."""
    found = []
    for operation in program.operations[: program.length(ends_batch=ends_batch)]:
        if operation.assigns:
            found.append((program.state_index[operation.target], operation.number - 1))
    return found


@dataclass(frozen=True)
class Learner:
    """A network and how it learns, at generic points: nothing is 0, 1 or equal."""

    network: Network
    training: Training

    @cached_property
    def program(self) -> Program:
        return write_program(self.network, self.training)

    @cached_property
    def schedule(self) -> Schedule:
        return Schedule(SAMPLES, self.training, 0)

    @cached_property
    def places(self) -> list[tuple[str, Place]]:
        return [(row.id, place) for row in MISTAKES for place in row.places(self.program)]

    @cached_property
    def stepper(self) -> Stepper:
        return Stepper(self.program)

    @cached_property
    def sums(self) -> list[int]:
        """Where the sums of gradients stand in a state."""
        return [index for name, index in self.program.state_index.items() if name.startswith("Σg(")]

    @cached_property
    def given(self) -> list[float]:
        return [value for _, value in self.training.settings(self.schedule.updates)]

    def settings(self, batch: int) -> tuple[float, ...]:
        return (*self.given, float(batch))

    def steps(self, stepper: Stepper, seed: int) -> list[Step]:
        """Return what some steps of a program do, from a start of its own for each seed."""
        draw = random.Random(seed)
        samples = [_sample(draw, self.network) for _ in range(SAMPLES)]
        count = len(self.network.parameter_names)
        state = [draw.uniform(-1.5, 1.5) for _ in range(count)]
        state += [0.0] * (len(stepper.program.state) - count)
        found = []
        for step in range(1, STEPS + 1):
            sample = samples[self.schedule.sample(step)]
            batch = self.schedule.batch_ending(step)
            after = stepper.after(state, sample, self.settings(batch), ends_batch=batch > 0)
            found.append((state, sample, batch, after))
            state = after
        return found

    def summed(self, state: list[float], sums: list[float]) -> list[float]:
        """Return a state with the sums of gradients of another one."""
        found = list(state)
        for index in self.sums:
            found[index] = sums[index]
        return found

    def named(self, state: list[float]) -> dict[str, float]:
        """Return the parameters of a state by name."""
        return dict(zip(self.network.parameter_names, state, strict=False))


def _sample(draw: random.Random, network: Network) -> Sample:
    x = tuple(draw.uniform(-1.0, 1.0) for _ in range(network.layers[0]))
    y = [draw.uniform(0.1, 0.9) for _ in range(network.layers[-1])]
    if network.is_softmax:
        y = [value / sum(y) for value in y]
    return x, tuple(y)


@cache
def learner(network: str, training: str) -> Learner:
    return Learner(NETWORKS[network], TRAININGS[training])


def of(identity: str, place: Place, program: Program) -> Program:
    return planted(program, BY_ID[identity], place)


@cache
def broken(names: tuple[str, str], number: int) -> Program:
    """Return a learner's program with the mistake of one of its places."""
    found = learner(*names)
    return of(*found.places[number], found.program)


@cache
def broken_steps(names: tuple[str, str], number: int) -> list[list[Step]]:
    """Return what the program with the mistake of one place does, from each of the starts."""
    stepper = Stepper(broken(names, number))
    return [learner(*names).steps(stepper, seed) for seed in range(STARTS)]


def test_every_mistake_can_be_made_in_one_of_the_networks() -> None:
    found = {identity for names in NAMES for identity, _ in learner(*names).places}
    assert found == set(BY_ID)


def test_names_are_kebab_case_and_texts_are_whole() -> None:
    assert len(BY_ID) == len(MISTAKES)
    for row in MISTAKES:
        assert row.id.replace("-", "").isalpha()
        assert row.id == row.id.lower()
        assert row.sentence.endswith(".")
        assert row.hint.endswith(".")
        assert row.source


@cases
def test_it_spoils_what_it_names_and_nothing_above_or_beside(names: tuple[str, str]) -> None:
    """What is below may be wrong through it; every other parameter moves as the right program moves it."""
    found = learner(*names)
    network = found.network
    for number, (identity, place) in enumerate(found.places):
        program = broken(names, number)
        highest = max(network.parameter(name).target.layer for name in place.parameters)
        others = [p.name for p in network.parameters if p.target.layer >= highest and p.name not in place.parameters]
        spoilt = set()
        for steps in broken_steps(names, number):
            # The right program learns from the same parameters, and keeps sums of its own.
            right = [0.0] * len(program.state)
            for state, sample, batch, after in steps:
                given = found.summed(state, right)
                right = found.stepper.after(given, sample, found.settings(batch), ends_batch=batch > 0)
                expected = found.named(right)
                for name, value in found.named(after).items():
                    if not isclose(value, expected[name], rel_tol=1e-9, abs_tol=1e-12):
                        spoilt.add(name)
        assert spoilt & set(place.parameters), (identity, place)
        assert not spoilt & set(others), (identity, place)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_it_leaves_right_is_what_the_oracle_says(name: str) -> None:
    found = learner(name, "sample")
    for number, (identity, place) in enumerate(found.places):
        layers = {found.network.parameter(p).target.layer for p in place.parameters}
        above = [p.name for p in found.network.parameters if p.target.layer > max(layers)]
        state, (x, y), _, after = broken_steps((name, "sample"), number)[0][0]
        gradients = oracle.gradients(found.network, found.named(state), x, y)
        for parameter in above:
            expected = found.named(state)[parameter] - 0.3 * gradients[parameter]
            assert found.named(after)[parameter] == pytest.approx(expected, rel=1e-9), (identity, place)


def test_updated_weights_in_every_layer_are_what_simultaneous_false_writes() -> None:
    for layers in ((2, 2, 1), (2, 3, 2, 1)):
        network = Network(layers, ("sigmoid",) * (len(layers) - 1))
        row = BY_ID["weights-updated"]
        program = write_program(network, Training())
        one_by_one = write_program(network, Training(simultaneous=False))
        everywhere = row.places(program)[-1]
        assert planted(program, row, everywhere).operations == one_by_one.operations
        assert not row.places(one_by_one)


def test_two_mistakes_can_be_planted_one_after_the_other() -> None:
    for training in TRAININGS:
        program = learner("2-2-1", training).program
        for first in MISTAKES:
            for place in first.places(program)[:1]:
                broken_once = planted(program, first, place)
                for second in MISTAKES:
                    for other in second.places(broken_once)[:1]:
                        twice = planted(broken_once, second, other)
                        assert twice.network == program.network


def test_two_mistakes_keep_what_each_of_them_spoils() -> None:
    program = learner("2-2-1", "sample").program
    bias = BY_ID["bias-never-updated"]
    slope = BY_ID["slope-missing"]
    first = planted(program, bias, bias.places(program)[0])
    both = planted(first, slope, slope.places(first)[1])
    assert not {"b1", "b2"} & set(both.trained)
    assert both.by_target["∂ŷ/∂z3"].symbols == "1"


def test_a_factor_that_is_wrong_stands_in_the_chain_rule() -> None:
    expected = {
        "slope-missing": (2, "w5", "∂ŷ/∂z3", "1"),
        "slope-of-activation": (1, "w1", "∂h1/∂z1", "σ(h1)·(1 − σ(h1))"),
        "weight-for-input": (1, "w1", "∂z1/∂w1", "w1"),
        "wrong-column": (2, "w2", "∂z3/∂h2", "b3"),
        "output-for-error": (2, "w1", "∂C/∂ŷ", "ŷ"),
    }
    program = learner("2-2-1", "sample").program
    for identity, (layer, parameter, factor, symbols) in expected.items():
        row = BY_ID[identity]
        place = next(place for place in row.places(program) if place.layer == layer)
        path = first_path(planted(program, row, place), parameter)
        assert next(o.symbols for o in path if o.target == factor) == symbols


def test_values_of_another_layer_unit_or_quantity_stand_where_the_own_should() -> None:
    deep = Network((2, 2, 2, 1), ("relu", "sigmoid", "sigmoid"))
    expected = {
        ("gate-of-gradient", 1, "∂C/∂a"): ("∂h1/∂z1", "[∂C/∂h1 > 0]"),
        ("gate-of-gradient", 1, "−∂C/∂a"): ("∂h1/∂z1", "[−∂C/∂h1 > 0]"),
        ("slope-of-other-layer", 1, "the values of the inputs"): ("∂h2/∂z2", "[x2 > 0]"),
        ("slope-of-other-layer", 1, "the weighted sums of layer 2"): ("∂h2/∂z2", "[z4 > 0]"),
        ("slope-of-other-layer", 2, "the values of layer 3"): ("∂h4/∂z4", "ŷ·(1 − ŷ)"),
        ("slope-of-other-layer", 2, "the weighted sums of layer 1"): ("∂h4/∂z4", "σ(z2)·(1 − σ(z2))"),
        ("slope-of-other-unit", 2, "the first"): ("∂h4/∂z4", "h3·(1 − h3)"),
        ("slope-of-other-unit", 2, "the last"): ("∂h3/∂z3", "h4·(1 − h4)"),
        ("activation-of-other-unit", 2, "the one with the number of the target"): ("∂z3/∂w7", "h1"),
        ("activation-of-other-unit", 3, "the last"): ("∂z5/∂w9", "h4"),
        ("bias-of-other-layer", 1, "layer 2"): ("∂C/∂b2", "∂C/∂z4"),
        ("bias-of-other-layer", 1, "layer 3"): ("∂C/∂b2", "∂C/∂z5"),
        ("decay-sign", 1, "weight decay"): ("g(w1)", "∂C/∂w1 − λ·w1 + λ1·sign(w1)"),
        ("decay-sign", 1, "L1"): ("g(w1)", "∂C/∂w1 + λ·w1 − λ1·sign(w1)"),
    }
    program = write_program(deep, Training(weight_decay=0.1, l1=0.1))
    for (identity, layer, variant), (target, symbols) in expected.items():
        places = BY_ID[identity].places(program)
        place = next(place for place in places if (place.layer, place.variant) == (layer, variant))
        assert of(identity, place, program).by_target[target].symbols == symbols


def test_decay_that_is_no_part_of_the_gradient_can_have_the_wrong_sign_too() -> None:
    program = write_program(Network(), Training(optimizer="adamw"))
    row = BY_ID["decay-sign"]
    assert [place.layer for place in row.places(program)] == [1, 2, EVERY_LAYER]
    update = planted(program, row, row.places(program)[0]).by_target["w1"].symbols
    assert update == program.by_target["w1"].symbols.replace("w1 − η·(λ·w1)", "w1 + η·(λ·w1)")
    assert update != program.by_target["w1"].symbols


def test_the_slope_of_cross_entropy_is_taken_apart_where_it_is_spoilt() -> None:
    network = Network(loss="binary-cross-entropy")
    program = write_program(network, Training())
    assert program.by_target["∂C/∂z3"].symbols == "ŷ − y"
    broken_once = of("slope-missing", Place(2, ("w5", "w6", "b3")), program)
    assert broken_once.by_target["∂C/∂z3"].symbols == "∂C/∂ŷ · ∂ŷ/∂z3"
    below = of("slope-missing", Place(1, ("w1", "w2", "w3", "w4", "b1", "b2")), program)
    assert below.by_target["∂C/∂z3"].symbols == "ŷ − y"


def test_the_published_bug_of_a_hard_coded_column() -> None:
    """Three hidden units, and column 2 dropped for the biases: the third is served with the bias."""
    program = write_program(Network((2, 3, 1)), Training())
    place = next(p for p in BY_ID["wrong-column"].places(program) if p.variant == "column 3")
    found = of("wrong-column", place, program)
    weights = [found.by_target[derivative("z4", f"h{number}")].symbols for number in (1, 2, 3)]
    assert weights == ["w7", "w8", "b4"]
    assert place.parameters == ("w3", "w6", "b3")


def test_the_sentence_names_the_place() -> None:
    program = learner("2-2-1", "sample").program
    row = BY_ID["slope-missing-passed-back"]
    assert row.told(row.places(program)[0]) == (
        "The slope is missing in what layer 2 passes back to layer 1; its own gradients have it."
    )
    row = BY_ID["uphill"]
    places = row.places(program)
    assert [place.layer for place in places] == [1, 2, EVERY_LAYER]
    assert row.told(places[0]) == "The update of w1, w2 … b2 goes uphill: w + η·g."
    for row in MISTAKES:
        for place in row.places(program):
            assert "{" not in row.told(place)


def test_a_place_that_there_is_not_is_refused() -> None:
    program = learner("2-2-1", "sample").program
    with pytest.raises(ValueError, match="sums-never-reset: expected one of its places in this program"):
        planted(program, BY_ID["sums-never-reset"], Place(1, ("w1",)))


def test_a_name_that_there_is_not_is_refused_with_what_is_near() -> None:
    assert mistake_named("uphill").id == "uphill"
    with pytest.raises(
        ValueError, match="'slope-mising': there is no such mistake; expected one such as slope-missing"
    ):
        mistake_named("slope-mising")
    with pytest.raises(ValueError, match="xortui mistakes lists them all"):
        mistake_named("42")


def test_what_no_numbers_can_tell_apart_is_what_is_documented() -> None:
    documented = {frozenset(alike.ids) for alike in INDISTINGUISHABLE}
    found = set()
    for names in NAMES:
        case = learner(*names)
        alike: dict[tuple[str, ...], set[str]] = {}
        for number, (identity, _) in enumerate(case.places):
            seen = []
            for steps in broken_steps(names, number):
                for _, _, _, after in steps:
                    seen += [f"{value + 0.0:.{DIGITS}f}" for value in case.named(after).values()]
            alike.setdefault(tuple(seen), set()).add(identity)
        for group in alike.values():
            found |= {frozenset(pair) for pair in combinations(sorted(group), 2)}
    assert found == documented


def test_every_gradient_keeps_its_name() -> None:
    """What shows a program finds ∂C/∂w and each factor in it, whatever is wrong with them."""
    for names in NAMES:
        found = learner(*names)
        for number, _ in enumerate(found.places):
            program = broken(names, number)
            for name in found.network.parameter_names:
                assert derivative(LOSS, name) in program.by_target
                assert first_path(program, name)
