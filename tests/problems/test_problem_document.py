"""Problems made into documents and back: what comes back is the same problem, to the bit."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.problems import random_problem
from xortui.core.backpropagation import write_program
from xortui.core.initial import INITIALS, MAX_SCALE, SCALED, Initial
from xortui.core.network import Network
from xortui.core.program import change
from xortui.core.training import Training
from xortui.problems import Problem, ProblemError, Start, built_in_names, load_problem, read_problem
from xortui.problems.problem_document import problem_document
from xortui.problems.problem_file import MAX_PARAMETERS, read_document
from xortui.problems.published import Digits, Erratum, Published, Quantity, Term, Variant

XOR = load_problem("xor")


def there_and_back(problem: Problem) -> Problem:
    """Return what is read from the JSON that a problem's document is written as."""
    written = json.dumps(problem_document(problem), allow_nan=False)
    return read_document(json.loads(written), problem.name, "x")


def every_bit(problem: Problem) -> str:
    """Return a problem written out: −0.0 is not 0.0 there, and 1 is not 1.0."""
    return repr(replace(problem, network=replace(problem.network, frozen=frozenset())))


def assert_comes_back(problem: Problem) -> None:
    again = there_and_back(problem)
    assert again == problem
    assert every_bit(again) == every_bit(problem)


def error(document: Any) -> str:
    """Return the message for a document, checked to be one line."""
    with pytest.raises(ProblemError) as caught:
        read_document(document, "name", "saved.json")
    message = str(caught.value)
    assert message.isprintable()
    assert message.startswith("saved.json: ")
    return message.removeprefix("saved.json: ")


@pytest.mark.parametrize("name", built_in_names())
def test_every_built_in_problem_comes_back(name: str) -> None:
    assert_comes_back(load_problem(name))


@pytest.mark.parametrize("name", built_in_names())
def test_a_problem_with_overrides_comes_back(name: str) -> None:
    problem = load_problem(name)
    assert_comes_back(problem.with_overrides(seed=2**63 - 1, learning_rate=0.1 + 0.2))
    if not problem.start.parameters and not problem.network.frozen:
        assert_comes_back(problem.with_overrides(hidden=(5, 3)))


def test_a_document_says_everything_that_a_file_may_leave_out() -> None:
    text = """\
title = "Clubs"
[network]
layers = [2, 1]
activations = "linear"
[training]
frozen = ["w2", "b1"]
[start.parameters]
w1 = 1
[data]
shape = "circle"
samples = 2
[[published]]
at = "1"
values = { yhat = "-0.5", "dC/dw1" = "0.25" }
[[errata]]
at = "e2"
quantity = "C[1]"
printed = "0.29"
cause = "a slip"
variant = { at = "1", rounded = 3, training = { momentum = 0.5 } }
"""
    problem = read_problem(text, "clubs", "clubs.toml")
    document = problem_document(replace(problem, samples=(((1.0, -0.0), (0.5,)),)))
    assert document == {
        "title": "Clubs",
        "source": "",
        "story": "",
        "network": {
            "layers": [2, 1],
            "activations": ["linear"],
            "loss": "half-squared-error",
            "numbering": "by-source",
            "reduction": "sum",
            "skips": False,
            "biases": True,
        },
        "training": {
            "learning_rate": 0.5,
            "momentum": 0.0,
            "update": "sample",
            "order": "fixed",
            "simultaneous": True,
            "frozen": ["b1", "w2"],
        },
        "start": {"seed": 0, "initial": {"uniform": 1.0}, "parameters": {"w1": 1.0}},
        "samples": [{"x": [1.0, -0.0], "y": [0.5]}],
        "published": [{"at": "1", "values": {"ŷ": "-0.5", "∂C/∂w1": "0.25"}}],
        "errata": [
            {
                "at": "e2",
                "quantity": "C[1]",
                "printed": "0.29",
                "cause": "a slip",
                "variant": {
                    "at": "1",
                    "quantity": "C[1]",
                    "training": {
                        "learning_rate": 0.5,
                        "momentum": 0.5,
                        "update": "sample",
                        "order": "fixed",
                        "simultaneous": True,
                    },
                    "rounded": 3,
                },
            }
        ],
    }


def test_zero_keeps_its_sign() -> None:
    problem = replace(
        XOR,
        training=Training(-0.0, -0.0),
        start=Start(0, Initial("constant", -0.0, -0.0), {"w1": -0.0}),
        samples=(((-0.0, 0.0), (-0.0,)),),
    )
    assert_comes_back(problem)
    again = there_and_back(problem)
    assert math.copysign(1, again.samples[0][0][0]) == math.copysign(1, again.initial_parameters()["b1"]) == -1


@pytest.mark.parametrize("rule", INITIALS)
@pytest.mark.parametrize("biases", [None, 0.0, -0.1])
def test_every_rule_for_starting_values_comes_back_with_and_without_biases(rule: str, biases: float | None) -> None:
    assert_comes_back(replace(XOR, start=Start(3, Initial(rule, 0.25 if rule in SCALED else 1.0, biases))))


def test_a_scale_without_meaning_is_left_behind() -> None:
    problem = replace(XOR, start=Start(3, Initial("he-normal", 7.0)))
    assert there_and_back(problem).start.initial == Initial("he-normal")
    assert there_and_back(problem).initial_parameters() == problem.initial_parameters()


def test_a_rule_named_beside_its_biases_is_read_from_a_file_or_refused_in_one_line() -> None:
    text = "[[samples]]\nx = [0, 0]\ny = [1]\n[start]\ninitial = "
    named = read_problem(f'{text}{{ rule = "zeros", biases = 1 }}', "name", "file.toml")
    assert named.start.initial == Initial("zeros", biases=1.0)
    both = f"start.initial: expected one of {', '.join(INITIALS)}, got zeros and normal"
    assert error({"start": {"initial": {"rule": "zeros", "normal": 1.0}}}) == both
    plain = ", ".join(INITIALS[len(SCALED) :])
    assert error({"start": {"initial": {"rule": "zero"}}}) == (
        f"start.initial.rule: expected one of {plain}, got 'zero'; did you mean zeros?"
    )


def test_numbers_that_are_not_floats_become_the_floats_they_are_taken_for() -> None:
    whole = replace(XOR, training=Training(1), start=Start(0, parameters={"w1": 2}), samples=(((0, True), (1,)),))
    again = there_and_back(whole)
    assert again == whole
    assert repr(again.samples) == "(((0.0, 1.0), (1.0,)),)"
    assert (repr(again.training.learning_rate), repr(again.start.parameters["w1"])) == ("1.0", "2.0")


def test_texts_come_back_in_one_line_as_from_a_file() -> None:
    problem = replace(XOR, name="two words", title="a\nb", source=" c \t d\r\n e", story="\x1b[31m")
    again = there_and_back(problem)
    assert (again.name, again.title, again.source, again.story) == ("two words", "a b", "c d e", r"\x1b[31m")
    assert again == replace(problem, title=again.title, source=again.source, story=again.story)
    assert_comes_back(again)


def test_numbers_printed_twice_and_at_changing_positions_keep_their_order() -> None:
    printed = [("1", "h1", "0.5"), ("1", "h1", "0.50"), ("1", "h2", "1"), ("e2", "h1", "2"), ("1", "h1", "−3.e5")]
    published = tuple(Published(Quantity.parse(name), at, Digits(digits)) for at, name, digits in printed)
    assert_comes_back(replace(XOR, published=published))


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_that_no_file_may_have_makes_no_document(seed: int) -> None:
    with pytest.raises(
        ValueError, match=rf"^start.seed: expected a whole number from 0 to 9223372036854775807, got {seed}$"
    ):
        problem_document(replace(XOR, start=Start(seed)))


def test_a_network_that_no_file_may_have_makes_no_document() -> None:
    too_large = replace(XOR, network=Network((2, MAX_PARAMETERS // 4, 1)))
    with pytest.raises(ValueError, match="network of at most 20,000 parameters, got 2-5000-1"):
        problem_document(too_large)
    assert_comes_back(replace(XOR, network=Network((2, MAX_PARAMETERS // 4 - 1, 1))))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "expected a table, got a list"),
        (None, "expected a table, got nothing"),
        ({}, "samples: expected at least one"),
        ({"title": None}, "title: expected a string, got nothing"),
        ({"start": {"seed": None}}, "start.seed: expected a whole number, got nothing"),
        ({"start": {"initial": {"biases": None}}}, "start.initial.biases: expected a number, got nothing"),
        ({"start": {"seed": 2.0}}, "start.seed: expected a whole number, got 2.0"),
        ({"name": "xor"}, "name: unknown key; did you mean names?"),
        ({"title\x1b\ud800": ""}, r"title\x1b\ud800: unknown key"),
        ({"samples": [{"x": [math.inf, 0], "y": [0]}]}, "samples: sample 1.x: expected a finite number, got inf"),
    ],
)
def test_a_document_that_is_no_problem_is_refused_in_one_line(document: Any, message: str) -> None:
    assert error(document).startswith(message)


def test_lists_too_deep_to_be_shown_are_refused_in_one_line() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert "recursion" in error({"network": {"layers": deep}})


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.floats(-1e100, 1e100)
TEXTS = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=8)
PRINTED = st.decimals(-1000, 1000, places=4).map(str) | st.sampled_from(["−0.5", "3.51e-5", ".5", "12.", "+1E−3"])
AT = st.integers(0, 10**6).map(str) | st.integers(1, 10**6).map("e{}".format)


@st.composite
def initials(draw: st.DrawFn) -> Initial:
    rule = draw(st.sampled_from(INITIALS))
    least = -MAX_SCALE if rule == "constant" else 0.0
    scale = draw(st.floats(least, MAX_SCALE)) if rule in SCALED else 1.0
    return Initial(rule, scale, draw(st.none() | st.floats(-MAX_SCALE, MAX_SCALE)))


@st.composite
def trainings(draw: st.DrawFn) -> Training:
    training = Training(
        draw(st.floats(0, allow_infinity=False)),
        draw(st.floats(0, 1, exclude_max=True)),
        draw(st.sampled_from(["sample", "epoch"]) | st.integers(1, 10**6)),
        draw(st.sampled_from(["fixed", "shuffled"])),
    )
    return replace(training, simultaneous=training.update != "sample" or draw(st.booleans()))


@st.composite
def quantities(draw: st.DrawFn, problem: Problem, at: str) -> Quantity:
    program = write_program(problem.network, problem.training)
    forward = sorted({o.target for o in program.operations if o.phase in ("forward", "loss")})
    names = [*program.by_target, *program.state, *program.inputs, *program.targets, *program.settings]
    names += map(change, program.trained)
    if at == "0":
        names = list(problem.network.parameter_names)
    of_the_step = st.sampled_from(names).map(Term)
    of_a_sample = st.builds(Term, st.sampled_from(forward), st.integers(1, len(problem.samples)))
    return Quantity(tuple(draw(st.lists(of_the_step | of_a_sample, max_size=3))), draw(st.booleans()))


@st.composite
def published(draw: st.DrawFn, problem: Problem) -> Published:
    at = draw(st.sampled_from(["0", "1", "e1"]) | AT)
    return Published(draw(quantities(problem, at)), at, Digits(draw(PRINTED)))


@st.composite
def errata(draw: st.DrawFn, problem: Problem) -> Erratum:
    number, training = draw(published(problem)), draw(trainings())
    quantity = draw(quantities(replace(problem, training=training), "1"))
    cause = draw(TEXTS.filter(bool))
    if draw(st.booleans()):
        return Erratum(number, cause)  # a slip
    rounded = draw(st.none() | st.integers(0, 15))
    places: tuple[tuple[str, int], ...] = ()
    if rounded is None and draw(st.booleans()):
        places = (("forward", draw(st.integers(0, 15))), ("ŷ" if problem.network.layers[-1] == 1 else "ŷ1", 3))
    return Erratum(number, cause, Variant(draw(AT), quantity, training, rounded, places))


def samples_for(problem: Problem) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return samples of any size of number, for a loss that takes any targets."""
    inputs, outputs = problem.network.layers[0], problem.network.layers[-1]
    return st.lists(
        st.tuples(st.tuples(*[VALUES] * inputs), st.tuples(*[VALUES] * outputs)), min_size=1, max_size=5
    ).map(tuple)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    problem = random_problem(draw(st.integers(0, 10**6)))
    parameters = st.dictionaries(st.sampled_from(problem.network.parameter_names), FLOATS)
    problem = replace(
        problem,
        name=draw(TEXTS),
        title=draw(TEXTS),
        source=draw(TEXTS),
        story=draw(TEXTS),
        training=draw(trainings()),
        start=Start(draw(st.integers(0, 2**63 - 1)), draw(initials()), draw(parameters)),
    )
    if "entropy" not in problem.network.loss:
        problem = replace(problem, samples=draw(samples_for(problem)))
    numbers = draw(st.lists(published(problem), max_size=4))
    return replace(problem, published=tuple(numbers), errata=tuple(draw(st.lists(errata(problem), max_size=2))))


@settings(deadline=None)
@given(problem=problems())
def test_any_problem_comes_back(problem: Problem) -> None:
    assert_comes_back(problem)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every table or list in a document with every key or index in it."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(["zeros", "b1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@settings(deadline=None)
@given(name=st.sampled_from(["mazur", "xor", "dead-relu", "xor-skip"]), place=st.integers(0), value=ANYTHING)
def test_a_document_with_anything_anywhere_is_read_or_refused_in_one_line(name: str, place: int, value: Any) -> None:
    document = problem_document(load_problem(name))
    found = list(places(document))
    holder, key = found[place % len(found)]
    holder[key] = value
    try:
        read_document(document, name, "saved.json")
        message = ""
    except ProblemError as mistake:
        message = str(mistake)
    assert not message or message.startswith("saved.json: ")
    assert message.isprintable()
