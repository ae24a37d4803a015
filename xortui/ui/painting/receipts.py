"""Receipts: each frame ends with a question to the terminal, and the answer says that the frame has been shown.

Between the program and the terminal there may be ssh, sockets and a serial line. They can hold minutes of frames.
Only the terminal knows what it shows. The question asks where the cursor is. The terminal answers it after it has shown
what came before it.
"""

from __future__ import annotations

from xortui.ui.painting.pen import CursorPlace, shortest_move

ASK = "\x1b[6n"
"""Asks where the cursor is. ESC[5n would be shorter, but Textual would take its answer for the keys [ 0 n."""
FIRST_WAIT = 1.0
"""Seconds after which an answer counts as lost. The time doubles with each lost answer, until an answer comes."""
SLOWEST_LINE = 1000
"""Bytes a second of the slowest line for which a frame waits, such as a serial line."""
FIRST_MARK = 9
"""The first column at which a marked question is asked. Keys such as shift+F3 look like answers in columns 1 to 7."""
MARKS = 30
"""How many columns are used as marks, before the first one is used again."""


class Receipts:
    """Knows whether the terminal has shown the last frame.

    Nothing waits for a terminal that has never answered. If an answer does not come in time, the next frame may be
    sent. Its question is asked with the cursor in another column, a mark, so that a late answer to an older question
    can be told from its own. So when a client that hung goes on, it shows the newest frame, and keys are not behind.
    """

    def __init__(self) -> None:
        """Begin with a terminal that has not answered yet."""
        self.has_answered = False
        """Whether the terminal has ever answered."""
        self._asked: float | None = None
        self._patience = FIRST_WAIT
        self._time_of_frame = 0.0
        self._place = CursorPlace(0, 0)
        self._late: list[CursorPlace] = []
        self._mark = 0

    def begin(self, now: float) -> str:
        """Return the first question. Its answer says that the terminal answers at all; no frame waits for it."""
        self._asked = now
        return ASK

    def question(self, length: int, rest: CursorPlace, now: float) -> str:
        """Return the question that follows a frame; empty for a terminal that does not answer.

        Args:
            length: the bytes of the frame.
            rest: where the frame leaves the cursor.
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
        """Take an answer, which says where the cursor was."""
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
        """Wait only as long as at first for the next answer: a person is at the keys."""
        self._patience = FIRST_WAIT

    def wait(self, now: float) -> float:
        """Return the seconds until the next frame may be sent, even if no answer comes; 0 if it may be sent now."""
        if self._asked is None or not self.has_answered:
            return 0.0
        return max(self._asked + self._patience + self._time_of_frame - now, 0.0)

    def wait_at_the_end(self, now: float) -> float:
        """Return the seconds in which an answer may still come. After the end, the shell would take it for keys."""
        return 0.0 if self._asked is None else max(self._asked + FIRST_WAIT - now, 0.0)


def _may_be_a_key(place: CursorPlace) -> bool:
    """Say whether an answer may be the key F3 with shift, alt or ctrl, which looks the same."""
    return place.y == 0 and 1 <= place.x <= 7
