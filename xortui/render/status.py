"""The status line: which problem, where one stands, how fast and whether it runs."""

from __future__ import annotations

from dataclasses import dataclass

from xortui.debugger.snapshot import Snapshot
from xortui.render.row import Row, Span, fitted, row_width
from xortui.render.watches import value_text


@dataclass(frozen=True, slots=True)
class Transport:
    """Whether and how fast the program runs freely."""

    running: bool = False
    backwards: bool = False
    pace: str = ""
    """Steps a second, in words."""
    destination: str = ""
    """Where it runs to, if it was sent somewhere."""
    message: str = ""
    """News that has no place in the snapshot, such as a position that does not exist."""
    is_refusal: bool = False
    """Whether the news is that something could not be done."""
    fork: str = ""
    """Which of several histories is gone along; empty where there is only one."""
    is_unsaved: bool = False
    """Whether what is done can't be kept."""


LONGEST_WATCH = 24


def status_row(snapshot: Snapshot, transport: Transport, width: int) -> Row:
    """Return the line; what matters least is left out first where there is no room."""
    step, operation = snapshot.position
    sample = "" if snapshot.sample is None else f"sample {sample_name(snapshot)}"
    phase = snapshot.operation.phase if snapshot.operation else "start"
    # (text, how early it may go: 0 never)
    parts = [
        (f" {snapshot.problem.name} {snapshot.program.network.title}", 3),
        (f"epoch {snapshot.epoch}", 0),
        (sample, 5),
        (phase, 4),
        (f"step {step} op {operation}/{snapshot.length}" if step else "step 0", 0),
        (transport.fork, 1),
        (_watched(snapshot), 2),
        (f"η {snapshot.learning_rate:g}", 6),
        (transport.pace, 7),
    ]
    state = Span(f"{_state(snapshot, transport)} ", "status key")
    for dropped in range(8, 0, -1):
        texts = [text for text, early in parts if text and (early == 0 or early < dropped)]
        line = Span("  ".join(texts), "status")
        if row_width((line, state)) + 2 <= width:
            break
    gap = Span(" " * max(width - row_width((line, state)), 1), "status")
    return fitted((line, gap, state), width)


def _watched(snapshot: Snapshot) -> str:
    """Return the first watch and its value: on hand in any arrangement."""
    if not snapshot.readings:
        return ""
    reading = snapshot.readings[0]
    text = reading.text if len(reading.text) <= LONGEST_WATCH else f"{reading.text[: LONGEST_WATCH - 1]}…"
    return f"{text}: {value_text(reading)}"


def sample_name(snapshot: Snapshot) -> str:
    """Return the current sample as it is said: its inputs where they are bits, 01, else its number."""
    if snapshot.sample is None or snapshot.x is None:
        return "·"
    count = len(snapshot.problem.samples)
    if count > 1 and all(value in (0, 1) for value in snapshot.x) and len(snapshot.x) <= 8:
        return "".join(str(int(value)) for value in snapshot.x)
    return f"{snapshot.sample + 1} of {count}"


def _state(snapshot: Snapshot, transport: Transport) -> str:
    if snapshot.is_end:
        return "✗ diverged"
    learnt = "✓ learnt  " if snapshot.is_learnt else ""
    if transport.is_unsaved:
        learnt += "✗ not saved  "
    if transport.destination:
        return f"▸ to {transport.destination}"
    if transport.running:
        return f"{learnt}{'◂ back' if transport.backwards else '▸ running'}"
    return f"{learnt}{'‖ start' if snapshot.is_start else '‖ paused'}"
