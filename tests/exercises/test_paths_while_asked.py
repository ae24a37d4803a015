"""While a question is open, the branches of a gradient tell no sum that is still to come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.exercises.pictures import everything
from tests.exercises.test_giving_nothing_away import NUMBERS, QUESTION, shows, values_known
from xortui.commands.layout import PANES
from xortui.commands.touring import arrive
from xortui.commands.workbench import Workbench
from xortui.core.network import Network
from xortui.debugger import Debugger, Position
from xortui.exercises.exercise import Exercise
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language
from xortui.problems import Problem, load_problem
from xortui.prompt.topics import topic_named
from xortui.render.chain_rule import chain_rule_rows
from xortui.render.numbers import choose_digits
from xortui.render.row import plain
from xortui.tours.player import Player
from xortui.tours.reading import read_tour

MAZUR = load_problem("mazur")
Ask = Callable[[Problem, str], Workbench]
ASKED = ("∂C/∂h1", "∂C/∂z1", "∂C/∂w1", "∂C/∂w2", "∂C/∂b1")


@pytest.fixture(autouse=True)
def _usual_language_and_digits() -> Iterator[None]:
    yield
    choose_digits(None)
    choose_language(ENGLISH)


def of_layers(*layers: int) -> Problem:
    """Return a problem with three samples, none of whose numbers is round."""
    network = Network(layers, (*["tanh"] * (len(layers) - 2), "sigmoid"), "half-squared-error")
    samples = []
    for number in (1, 2, 3):
        x = tuple(0.31 * number + 0.17 * place for place in range(layers[0]))
        y = tuple(0.23 * number + 0.11 * place for place in range(layers[-1]))
        samples.append((x, y))
    start = type(MAZUR.start)(seed=4)
    return replace(MAZUR, network=network, start=start, samples=tuple(samples), published=(), errata=())


def in_a_quiz(problem: Problem, asked: str) -> Workbench:
    """Return a workbench that asks for a value of the first step."""
    debugger = Debugger(problem)
    place = debugger.timeline.program.by_target[asked].number - 1
    bench = Workbench(debugger)
    bench.practice.open(Exercise(Position(1, place), asked=asked))
    return bench


def in_a_tour(problem: Problem, asked: str) -> Workbench:
    """Return a workbench that stands at a question of a tour's own, which covers a value of the first step."""
    debugger = Debugger(problem)
    debugger.go_to("1")
    tour, faults = read_tour("lesson", QUESTION.format(step=1, covered=asked))
    assert tour is not None, faults
    bench = Workbench(debugger)
    bench.tour = Player(tour, debugger, PANES)
    arrive(bench, 0)
    return bench


@pytest.mark.parametrize("language", [ENGLISH, "de"])
@pytest.mark.parametrize("ask", [in_a_quiz, in_a_tour])
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("layers", [(3, 1, 1, 3), (2, 1, 2, 1), (2, 2, 1, 2)])
def test_no_branch_tells_the_sum_that_is_asked_for(
    layers: tuple[int, ...], asked: str, ask: Ask, language: str
) -> None:
    choose_language(language)
    problem = of_layers(*layers)
    bench = ask(problem, asked)
    debugger = bench.debugger
    value = Debugger(problem)
    value.go_to("1")
    hidden = value.snapshot().value(asked)
    assert hidden is not None
    known = values_known(debugger)
    for digits in (None, 10):
        choose_digits(digits)
        for where, text in everything(bench).items():
            for number in NUMBERS.findall(text):
                if shows(number, hidden):
                    assert any(shows(number, one) for one in known), (where, number)


def told(bench: Workbench) -> list[str]:
    return topic_named("chain").tell(bench, "w1")[-2:]


@pytest.mark.parametrize("ask", [in_a_quiz, in_a_tour])
def test_a_share_is_written_out_without_its_result_until_the_gradient_is_there(ask: Ask) -> None:
    bench = ask(of_layers(3, 1, 1, 3), "∂C/∂w1")
    factors = "δ2 · ∂z2/∂h1 · ∂h1/∂z1 · ∂z1/∂w1"
    count, share = told(bench)
    assert count == "a sum over 3 paths:"
    assert share.startswith(f"through h2: its share of ∂C/∂w1 = {factors} = ")
    assert share.count(" = ") == 2
    choose_language("de")
    count, share = told(bench)
    assert count == "eine Summe über 3 Wege:"
    assert share.startswith(f"durch h2: sein Anteil an ∂C/∂w1 = {factors} = ")
    assert share.count(" = ") == 2
    bench.practice.close()
    bench.debugger.go_to("1")
    gradient = topic_named("chain").tell(bench, "w1")[0].split(" = ")[-1]
    assert told(bench)[-1] == f"{share} = {gradient}"


@pytest.mark.parametrize("ask", [in_a_quiz, in_a_tour])
def test_the_terms_of_a_sum_are_unknown_until_it_is_there(ask: Ask) -> None:
    bench = ask(MAZUR, "∂C/∂h1")
    view = replace(bench.view, parameter="w1", branch=("ŷ1",), unfolded=frozenset({("w1",)}))
    rows = [plain(row).rstrip() for row in chain_rule_rows(bench.debugger.snapshot(), view, 100, 6)]
    assert rows[2].startswith("▸├ŷ1         ∙  = δ3:  0.1385°· ∂z3/∂h1:  0.4000 ")
    assert rows[3].startswith(" └ŷ2         ∙  = δ4: −0.0381 · ∂z4/∂h1:  0.5000 ")
    # The source prints the first term: 0.055399425.
    assert "published" not in rows[5]
    assert "0.0554" not in "".join(rows)
    bench.practice.close()
    rows = [plain(row).rstrip() for row in chain_rule_rows(bench.debugger.snapshot(), view, 100, 6)]
    assert rows[2].startswith("▸├ŷ1   +0.0554° = δ3:  0.1385°· ∂z3/∂h1:  0.4000 ")
    assert "published 0.055399425" in rows[5]


def test_the_terms_of_a_sum_that_is_there_already_stay() -> None:
    bench = in_a_quiz(MAZUR, "∂C/∂w1")
    view = replace(bench.view, parameter="w1", unfolded=frozenset({("w1",)}))
    rows = [plain(row).rstrip() for row in chain_rule_rows(bench.debugger.snapshot(), view, 100, 6)]
    assert rows[2].startswith(" ├ŷ1   +0.0554° = ")
