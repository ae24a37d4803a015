"""What `xortui check` says of a file, retold in German: each sentence is one that the code can say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.messages import found
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language
from xortui.render.retold_check import SENTENCES, retold_check

UNDERSTOOD = (
    "Inputs i1 and targets target1, a network 2-2-2, parameters W1 (2×2), b1 (2), W2 (2×2), sigmoid in the first "
    "layer, softmax at the output, no biases, 4 samples a step. Its steps follow cross-entropy, mean over the batch, "
    "at a rate of 0.5."
)


@pytest.fixture
def _german() -> Iterator[None]:
    choose_language("de")
    yield
    choose_language(ENGLISH)


def said_by_the_code() -> str:
    """Return all that the code of the check can say, with {…} for what differs from file to file."""
    texts = [text for text, file in found().others.items() if file.startswith("xortui/check/")]
    texts += [text for text, file in found().phrases.items() if file.startswith("xortui/check/")]
    return "\n".join(texts)


@pytest.mark.parametrize("template", SENTENCES, ids=lambda text: text[:40])
def test_the_code_says_every_piece_of_it(template: str) -> None:
    code = said_by_the_code()
    # Where the code puts a text together, it has the parts alone.
    parted = (
        template.replace(" is dead:", " is{x} dead:")
        .replace(" are dead:", " are{x} dead:")
        .replace("; with", "{x}; with")
        .replace("; then it was", "{x}; then it was")
        .replace("; until then", "{x}; until then")
        .replace("stopped in", "stopped{x} in")
        .replace("; --seconds", "{x}; --seconds")
        .replace("; after that", "{x}; after that")
        .replace(", a network", "{x}, a{x} network")
    )
    pieces = [piece.strip(" ,.;:()") for piece in re.split(r"\{[a-z]+\}", parted)]
    assert [piece for piece in pieces if " " in piece and piece not in code] == []


@pytest.mark.usefixtures("_german")
class TestGerman:
    """Sentences with their values."""

    @pytest.mark.parametrize(
        ("told", "german"),
        [
            (
                "Line 42: The update of W1 goes uphill: w + η·g. Turn one sign: that of the error, or that of all "
                "updates. Line 7: The biases b1 are never updated.",
                "Zeile 42: Die Anpassung von W1 geht bergauf: w + η·g. Dreh ein Vorzeichen um: das des Fehlers oder "
                "das jeder Anpassung. Zeile 7: Die Biaswerte b1 werden nie angepasst.",
            ),
            (
                "Line 3: Ŷ − y is multiplied by ŷ·(1 − ŷ) once more in layer 2. ŷ − y is δ already: cross-entropy and "
                "the slope of softmax cancel.",
                "Zeile 3: Ŷ − y wird in Schicht 2 noch mit ŷ·(1 − ŷ) multipliziert. ŷ − y ist schon δ: die "
                "Kreuzentropie und die Ableitung von Softmax kürzen sich.",
            ),
            ("read from a.py by xortui check", "gelesen aus a.py von xortui check"),
            ("Somebody wrote this. Nobody knows why.", "Somebody wrote this. Nobody knows why."),
        ],
    )
    def test_the_story_of_a_file_is_told_with_its_mistakes(self, told: str, german: str) -> None:
        assert retold_check(told) == german

    def test_a_paragraph_is_retold_sentence_by_sentence(self) -> None:
        assert retold_check(UNDERSTOOD) == (
            "Eingaben i1 und Zielwerte target1, ein Netz 2-2-2, Parameter W1 (2×2), b1 (2), W2 (2×2), sigmoid in der "
            "ersten Schicht, softmax an der Ausgabe, keine Biaswerte, 4 Beispiele je Schritt. Seine Schritte folgen "
            "Kreuzentropie, gemittelt über den Batch, mit der Lernrate 0.5."
        )

    def test_thousands_are_apart_as_in_german(self) -> None:
        told = retold_check(
            "The start is a bad one: the loss stays at 0.21 after 2,000 epochs, and at 0.2 after 10,000; of 8 other "
            "random starts with weights of the same size, 6 learn in 2,000 epochs. Start with another seed."
        )
        assert "nach 2\u00a0000 Epochen" in told
        assert "nach 10\u00a0000 bei 0.2" in told
        assert told.endswith("Beginne mit einer anderen Seed-Zahl.")

    def test_a_reason_within_a_reason_is_retold_too(self) -> None:
        told = retold_check("one step is right, another is not understood: no step of training was found")
        assert told == (
            "ein Schritt ist richtig, ein anderer ist nicht zu verstehen: es wurde kein Trainingsschritt gefunden"
        )

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ("line 2: `sys.exit(0)`: the file ends itself here",
             "Zeile 2: `sys.exit(0)`: die Datei beendet sich hier selbst"),
            ("line 7: `print(\"Done. Bye\")`: it writes more files than it may",
             "Zeile 7: `print(\"Done. Bye\")`: sie schreibt mehr Dateien, als sie darf"),
            ("line 3: `import net`: net.py, line 8: `exit()`: the file ends itself here",
             "Zeile 3: `import net`: net.py, Zeile 8: `exit()`: die Datei beendet sich hier selbst"),
            ("line 4: `if x`: this is not Python: expected ':'", "Zeile 4: `if x`: das ist kein Python: expected ':'"),
            ("line 5: this is not Python: invalid syntax", "Zeile 5: das ist kein Python: invalid syntax"),
            ("line 1: `1 / 0`: ZeroDivisionError: division by zero",
             "Zeile 1: `1 / 0`: ZeroDivisionError: division by zero"),
            ("it has not come to an end within 3 seconds; then it was in line 9: `while 1:`; --seconds gives it more",
             "sie ist in 3 Sekunden nicht fertig geworden, zuletzt war sie hier: Zeile 9: `while 1:`; --seconds gibt "
             "ihr mehr"),
            ("it has not come to an end within 10 seconds; --seconds gives it more",
             "sie ist in 10 Sekunden nicht fertig geworden; --seconds gibt ihr mehr"),
        ],
    )  # fmt: skip
    def test_what_a_line_does_is_retold_behind_its_code(self, said: str, told: str) -> None:
        assert retold_check(said) == told

    def test_what_nobody_knows_stays_as_it_is(self) -> None:
        assert retold_check("It is Tuesday. Start with random weights.") == (
            "It is Tuesday. Mit zufälligen Gewichten beginnen."
        )


def test_in_english_nothing_is_retold() -> None:
    assert retold_check(UNDERSTOOD) == UNDERSTOOD
