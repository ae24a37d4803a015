"""When the next frame is allowed, by the answers that come or do not."""

from __future__ import annotations

from xortui.ui.painting.pen import CursorPlace, shortest_move
from xortui.ui.painting.receipts import ASK, FIRST_WAIT, Receipts

REST = CursorPlace(0, 0)


def answering() -> Receipts:
    """Return what is known of a terminal that has answered at time 0."""
    receipts = Receipts()
    assert receipts.begin(0.0) == ASK
    receipts.hear(REST)
    return receipts


def place_asked_at(question: str) -> CursorPlace:
    """Return where a question puts the cursor."""
    for x in range(200):
        if question.startswith(shortest_move(None, CursorPlace(x, 0)) + ASK):
            return CursorPlace(x, 0)
    raise AssertionError(f"no place in {question!r}")


class TestReceipts:
    """Terminals that answer, late, or not at all."""

    def test_a_terminal_that_never_answers_is_never_waited_for_and_asked_once(self) -> None:
        receipts = Receipts()
        receipts.begin(0.0)
        for now in range(10):
            assert receipts.wait(now) == 0
            assert receipts.question(100, REST, now) == ""

    def test_a_frame_waits_until_the_one_before_is_answered(self) -> None:
        receipts = answering()
        assert receipts.wait(1.0) == 0
        assert receipts.question(0, REST, 1.0) == ASK
        assert receipts.wait(1.0) == FIRST_WAIT
        receipts.hear(REST)
        assert receipts.wait(1.0) == 0

    def test_an_answer_that_is_lost_is_waited_for_longer_each_time(self) -> None:
        receipts = answering()
        now = 0.0
        waits = []
        for _ in range(5):
            receipts.question(0, REST, now)
            waits.append(receipts.wait(now))
            now += waits[-1]
            assert receipts.wait(now) == 0
        assert waits == [FIRST_WAIT * 2**k for k in range(5)]

    def test_a_long_frame_has_longer(self) -> None:
        receipts = answering()
        receipts.question(6000, REST, 0.0)
        assert receipts.wait(0.0) == FIRST_WAIT + 6

    def test_after_a_freeze_only_the_answer_to_the_newest_frame_counts(self) -> None:
        receipts = answering()
        receipts.question(0, REST, 0.0)
        places = [REST]
        for now in (1.0, 3.0, 7.0):
            question = receipts.question(0, REST, now)
            assert question.endswith(shortest_move(None, REST))
            places.append(place_asked_at(question))
        assert len(set(places)) == 4
        for place in places[:-1]:
            receipts.hear(place)
            assert receipts.wait(8.0) > 0
        receipts.hear(places[-1])
        assert receipts.wait(8.0) == 0
        assert receipts.question(0, REST, 8.0) == ASK
        assert receipts.wait(8.0) == FIRST_WAIT

    def test_a_key_ends_long_patience(self) -> None:
        receipts = answering()
        for now in (0.0, 1.0, 3.0):
            receipts.question(0, REST, now)
        assert receipts.wait(4.0) == 3
        receipts.hear_a_key()
        assert receipts.wait(4.0) == 0

    def test_a_shifted_f3_is_no_answer(self) -> None:
        receipts = answering()
        receipts.question(0, REST, 0.0)
        receipts.hear(CursorPlace(1, 0))
        assert receipts.wait(0.0) > 0

    def test_a_terminal_that_counts_differently_answers_all_the_same(self) -> None:
        receipts = answering()
        receipts.question(0, REST, 0.0)
        receipts.hear(CursorPlace(3, 5))
        assert receipts.wait(0.0) == 0

    def test_at_the_end_the_answer_is_waited_for_as_long_as_it_may_come(self) -> None:
        receipts = Receipts()
        assert receipts.wait_at_the_end(0.0) == 0
        receipts.begin(0.0)
        assert receipts.wait_at_the_end(0.25) == FIRST_WAIT - 0.25
        assert receipts.wait_at_the_end(5.0) == 0
        receipts.hear(REST)
        assert receipts.wait_at_the_end(0.25) == 0
