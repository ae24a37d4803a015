"""Sentences on mistakes that were told in English, in the language that is chosen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xortui.check.between_samples import BATCH_MISTAKES
from xortui.check.unplanted_mistake import UnplantedMistake
from xortui.check.unused_biases import BIAS_NOT_IN_SUM
from xortui.check.value_mistakes import OF_OTHER_LAYER
from xortui.core.backpropagation import write_program
from xortui.core.mistake import EVERY_LAYER, PlacedMistake
from xortui.core.mistakes import BY_ID, MISTAKES
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language, in_english
from xortui.problems import load_problem
from xortui.render.retold import retold


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    choose_language("de")
    yield
    choose_language(ENGLISH)


@pytest.mark.parametrize("problem", ["mazur", "iris"])
def test_every_sentence_of_the_catalogue_is_retold_as_it_would_be_told_at_once(problem: str) -> None:
    loaded = load_problem(problem)
    program = write_program(loaded.network, loaded.training)
    told = 0
    for mistake in MISTAKES:
        for place in mistake.places(program)[:3]:
            units = ("h1",) if place.layer not in (EVERY_LAYER,) else ()
            placed = PlacedMistake(mistake, place._replace(units=units))
            with in_english():
                english = str(placed)
            assert retold(english) == str(placed) != english
            told += 1
    assert told > 40


@pytest.mark.parametrize("mistake", [*BATCH_MISTAKES, BIAS_NOT_IN_SUM], ids=lambda mistake: mistake.id)
def test_so_is_a_mistake_that_no_row_plants(mistake: UnplantedMistake) -> None:
    sentence = mistake.sentence
    assert retold(sentence).split()[0] in ("Softmax", "Jede", "Ein", "Die")
    assert retold(sentence) != sentence


@pytest.mark.parametrize(("variant", "german"), [("of the inputs", "der Eingaben"), ("of layer 1", "der Schicht 1")])
def test_so_are_the_layers_whose_values_gradients_are_made_with(variant: str, german: str) -> None:
    for sentence in (OF_OTHER_LAYER.sentence, BY_ID["other-activation"].sentence):
        told = retold(sentence.format(parameters="W2", variant=variant))
        assert told.startswith("Die Gradienten")
        assert f"mit den Werten {german}" in told


def test_what_nobody_knows_stays_as_it_is() -> None:
    assert retold("Something else is wrong.") == "Something else is wrong."


def test_in_english_nothing_is_retold() -> None:
    with in_english():
        assert retold("What layer 2 passes back has the wrong sign.").startswith("What layer 2")
