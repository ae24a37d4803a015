"""Loops run on random cases, as plain Python and as machine code, and what the engine without them gives."""

from __future__ import annotations

from array import array
from typing import Any

from tests.core.cases import Case
from xortui.core.machine.loop_source import LoopSource
from xortui.core.machine.machine_loop import address, python_loop
from xortui.core.machine.native import Native

STEPS = 60
SIZES = [7] * 8 + [4]
"""How many steps each group has."""
CHUNKS = [4, 2, 3]
"""How many groups each chunk has."""


def ran_by_engine(case: Case) -> tuple[list[bytes], bytes]:
    """Return the bits of the state after each chunk, and those of all spreads, as the float engine gives them."""
    engine = case.float_engine()
    state = list(case.start)
    first = 1
    sizes = list(SIZES)
    states = []
    spreads = array("d")
    for count in CHUNKS:
        for spread in engine.record(state, first, sizes[:count]):
            spreads.extend(spread)
        first += sum(sizes[:count])
        del sizes[:count]
        states.append(array("d", state).tobytes())
    return states, spreads.tobytes()


def ran_by_loop(case: Case, source: LoopSource, native: Native | None = None) -> tuple[list[bytes], bytes]:
    """Return the same as a loop gives it: as machine code, or without it as plain Python."""
    schedule = case.schedule
    state = array("d", case.start)
    spreads = array("d", bytes(24 * len(SIZES)))
    states = array("d", bytes(8 * len(state) * len(CHUNKS)))
    magnitudes = array("d", bytes(8 * len(CHUNKS)))
    first: list[array[Any]] = [
        state,
        array("d", [float(number) for x, y in case.samples for number in (*x, *y)]),
        array("q", schedule.arrange(range(schedule.samples), 1, STEPS)),
        array("q", schedule.endings(1, STEPS)),
    ]
    then: list[array[Any]] = [array("d", case.settings), array("q", SIZES), array("q", CHUNKS)]
    last = [spreads, states, magnitudes, array("d", bytes(8 * max(source.work, 1)))]
    if native is None:
        python_loop(source.text)(*first, STEPS, 0, *then, len(CHUNKS), *last)
    else:
        native(*_addresses(first), STEPS, 0, *_addresses(then), len(CHUNKS), *_addresses(last))
    width = len(state)
    each = [states[place * width : (place + 1) * width] for place in range(len(CHUNKS))]
    assert each[-1].tobytes() == state.tobytes()
    assert list(magnitudes) == [sum(map(abs, one)) for one in each]
    return [one.tobytes() for one in each], spreads.tobytes()


def _addresses(arrays: list[array[Any]]) -> list[int]:
    return [address(one) for one in arrays]
