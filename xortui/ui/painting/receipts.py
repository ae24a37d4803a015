"""The terminal's receipts: each frame ends with a question, and its answer says that the frame has been shown.

Between the program and the eyes there may be ssh, sockets and a serial line, and they hold whole minutes of frames.
The only one who knows what is shown is the terminal: it reports where its cursor is when it comes to the question.
"""

from __future__ import annotations

from xortui.ui.painting.pen import CursorPlace, shortest_move

ASK = "\x1b[6n"
"""Asks where the cursor is. (The shorter ESC[5n has an answer that Textual would take for the keys [ 0 n.)"""
FIRST_WAIT = 1.0
"""Seconds after which an answer is taken to be lost; twice as long each time until one comes again."""
SLOWEST_LINE = 1000
"""Bytes a second of the slowest line, such as a serial one, that is waited for."""
FIRST_MARK = 9
"""The first column that marks a question. Shift+F3 and its like are written as reports of columns 1 to 7."""
MARKS = 30
"""How many marks there are before they begin anew."""


class Receipts:
    """Knows whether the terminal has shown the last frame.

    A terminal that has never answered is not waited for. Where an answer doesn't come in time, another frame is
    allowed, and its question is asked with the cursor elsewhere: so late answers to older questions are told apart,
    and a client that stood still and goes on leaves no frames ahead of the keys.
    """

    def __init__(self) -> None:
        """Begin with a terminal of which nothing is known."""
        self.has_answered = False
        """Whether it answers at all."""
        self._asked: float | None = None
        self._patience = FIRST_WAIT
        self._time_of_frame = 0.0
        self._place = CursorPlace(0, 0)
        self._late: list[CursorPlace] = []
        self._mark = 0

    def begin(self, now: float) -> str:
        """Return the question that finds out whether the terminal answers; nothing waits for it."""
        self._asked = now
        return ASK

    def question(self, length: int, rest: CursorPlace, now: float) -> str:
        """Return what is to follow a frame.

        Args:
            length: how many bytes the frame has.
            rest: where the cursor is.
            now: the time in seconds.
        """
        if not self.has_answered:
            return ""
        question = ASK
        place = rest
        if self._asked is not None:
            self._late.append(self._place)
            self._patience *= 2
            place = CursorPlace(FIRST_MARK + self._mark, 0)
            self._mark = (self._mark + 1) % MARKS
            question = f"{shortest_move(None, place)}{ASK}{shortest_move(None, rest)}"
        self._place = place
        self._asked = now
        self._time_of_frame = length / SLOWEST_LINE
        return question

    def hear(self, place: CursorPlace) -> None:
        """Take an answer."""
        if place in self._late:
            self._late.remove(place)
            return
        if _may_be_a_key(place) and place != self._place:
            return
        self.has_answered = True
        self._asked = None
        self._patience = FIRST_WAIT
        self._late.clear()

    def hear_a_key(self) -> None:
        """Be patient no longer than at first: somebody is there."""
        self._patience = FIRST_WAIT

    def wait(self, now: float) -> float:
        """Return the seconds until the next frame is allowed without an answer; 0 if it is allowed now."""
        if self._asked is None or not self.has_answered:
            return 0.0
        return max(self._asked + self._patience + self._time_of_frame - now, 0.0)

    def wait_at_the_end(self, now: float) -> float:
        """Return the seconds in which an answer may still come: read by the shell, it would be typed into it."""
        return 0.0 if self._asked is None else max(self._asked + FIRST_WAIT - now, 0.0)


def _may_be_a_key(place: CursorPlace) -> bool:
    """Say whether a report may be F3 with shift, alt or ctrl, which is written in the same way."""
    return place.y == 0 and 1 <= place.x <= 7
