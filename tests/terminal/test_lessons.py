"""Quiz and tours in a real pseudo-terminal."""

from __future__ import annotations

from tests.terminal.pseudo_terminal import Terminal


def test_a_tour_is_played_and_a_question_answered() -> None:
    with Terminal("tour", "one-gradient") as terminal:
        terminal.settled("Tour 1/8", "It is −0.0091 now.")
        terminal.press(")")
        terminal.settled("Tour 2/8", "What is C?", "C  ?")
        terminal.press("Q", *"0.043", "\r")
        terminal.settled("✓ Right", "C  0.0428", "Now we go back from C to w5")
        terminal.press("(")
        terminal.settled("Tour 1/8")
        terminal.press("e", "e", "(")
        text = terminal.settled("Tour 1/8 A network that is about to learn", ") goes on, ( back")
        assert "start: nothing is computed yet" in text
        assert len(text.splitlines()) == 24


def test_a_quiz_asks_covers_and_tells() -> None:
    with Terminal("quiz", "--questions", "2") as terminal:
        terminal.settled("1 of 2: What is ŷ?", "ŷ  ?")
        terminal.press("Q", "?", "\r")
        terminal.settled("The answer: ŷ = σ(z3) = σ(−0.7464) = 0.3216", "ŷ  0.3216")
