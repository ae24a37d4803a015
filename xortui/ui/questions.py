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
    Question.POSITION: "step 478, operation 478.12, epoch e120, or a bookmark; escape leaves",
    Question.NAME: "a parameter w5 or b2, or a unit h2; escape leaves",
    Question.VALUE: "a new value from here on: w5 = 1, eta = 0.1, x1 = 0.5; escape leaves",
    Question.FILE: "a new file, ending in .py .tex .md .csv or .json; escape leaves",
    Question.BOOKMARK: "a name for this position, such as dip; escape leaves",
    Question.FORGET: "the name of a bookmark; escape leaves",
}
"""What may be typed, shown as long as nothing is."""
