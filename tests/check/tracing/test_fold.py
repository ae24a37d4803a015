"""A sum that is recorded at once is recorded as one operation after the other is."""

import numpy as np
import pytest

from xortui.check.tracing.tape import Enough, Op, Tape

ROWS = np.arange(12.0).reshape(4, 3)
COLUMNS = ("op", "a", "b", "site", "block", "value")


def one_after_the_other(tape: Tape) -> list[int]:
    nodes = tape.many(Op.LEAF, ROWS)
    reached = nodes[0]
    total = ROWS[0]
    for row in range(1, len(ROWS)):
        total = total + ROWS[row]
        reached = tape.many(Op.ADD, total, reached, nodes[row])
    found: list[int] = reached.tolist()
    return found


def at_once(tape: Tape) -> list[int]:
    nodes = tape.many(Op.LEAF, ROWS)
    found: list[int] = tape.fold(Op.ADD, np.add.accumulate(ROWS)[1:], nodes[0], nodes[1:]).tolist()
    return found


def test_the_tape_is_the_same() -> None:
    one = Tape()
    other = Tape()
    assert one_after_the_other(one) == at_once(other)
    assert (one.length, one.blocks) == (other.length, other.blocks)
    for name in COLUMNS:
        assert np.array_equal(getattr(one, name)[: one.length], getattr(other, name)[: other.length]), name


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_the_tape_ends_in_the_middle_of_a_sum_where_it_is_long_enough(blocks: int) -> None:
    lengths = []
    for record in (one_after_the_other, at_once):
        tape = Tape(most_nodes=13, enough_blocks=blocks)
        with pytest.raises(Enough):
            record(tape)
        lengths.append((tape.length, tape.blocks))
    assert lengths[0] == lengths[1]


def test_what_is_due_in_the_middle_of_a_sum_is_done_there() -> None:
    seen = []
    for record in (one_after_the_other, at_once):
        tape = Tape()
        lengths: list[int] = []
        tape.when_long = ((3,), lambda tape=tape, lengths=lengths: lengths.append(tape.length))  # type: ignore[misc]
        record(tape)
        seen.append(lengths)
    assert seen[0] == seen[1] != []
