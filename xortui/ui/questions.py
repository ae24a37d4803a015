"""The questions: what a person is asked in the line at the bottom of the screen."""

from __future__ import annotations

from enum import Enum


class Question(Enum):
    """What is asked for; the value begins the messages about it."""

    POSITION = "goto"
    NAME = "find"
    FILE = "export"
    VALUE = "edit"
    BOOKMARK = "bookmark"
    FORGET = "forget"


HINTS = {
    Question.POSITION: "478, 478.12, e120 or a bookmark; esc leaves",
    Question.NAME: "a parameter w5 or b2, or a unit h2; esc leaves",
    Question.VALUE: "w5 = 1, or several: w1 = 1, x1 = 0.5; from here on; esc leaves",
    Question.FILE: "a new file: .py, .tex, .md, .csv or .json; esc leaves",
    Question.BOOKMARK: "a name for this position, such as dip; esc leaves",
    Question.FORGET: "the name of a bookmark; esc leaves",
}
"""What may be typed, shown as long as nothing is."""
