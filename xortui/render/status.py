"""The status line: which problem, where one stands, how fast and whether it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from xortui.core.backpropagation import DECAYED_RATE
from xortui.core.program import Phase
from xortui.core.settings import MOMENTUM
from xortui.core.training import PLAIN
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.numbers import UNKNOWN
from xortui.render.row import Row, Span, cells, fitted, row_width
from xortui.render.watches import value_text


@dataclass(frozen=True, slots=True)
class Transport:
    """Whether and how fast the program runs freely."""

    running: bool = False
    backwards: bool = False
    pace: str = ""
    """Steps a second, in words."""
    short_pace: str = ""
    """The same where there is little room."""
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
    left_session: str = ""
    """What xortui resume would go on with; empty if nothing was left."""
    mistakes: str = ""
    """Which mistakes are planted; empty where none is."""
    short_mistakes: str = ""
    """The same where there is little room."""
    is_recorded: bool = False
    """Whether the screen is being recorded."""
    lecture: str = ""
    """How it stands with whoever is followed; empty if nobody is."""


MAX_WATCH = 24
MAX_BITS = 8
"""Inputs of a sample that is called by them."""


class _Part(NamedTuple):
    """A piece of the line."""

    text: str
    """Empty if it has nothing to say."""
    rank: int
    """How early it may be left out: of rank 9 first; of rank 0 never."""
    gap: str = "  "
    """The blanks before it."""


FIRST_RANK = 9
"""The rank that is left out first."""
MISTAKES_RANK = 2
"""The rank of the mistakes; of lower ranks is what matters more."""
PACE_RANK = 4
"""Pieces of a higher rank are left out before the pace, while it runs."""


def status_row(snapshot: Snapshot, transport: Transport, width: int) -> Row:
    """Return the line; what matters least is left out first where there is no room."""
    phase = _phase(snapshot)
    # While it runs, what is shown does not change with every phase.
    widest = max(phase, *map(phrase, Phase), key=len) if transport.running else phase
    states = [Span(f"{text} ", "status key") for text in _states(snapshot, transport)]
    ranks = range(FIRST_RANK, -1, -1)
    versions = [(transport, state, rank) for rank in ranks if rank > PACE_RANK for state in states[:4]]
    versions += [(transport, state, rank) for rank in ranks if rank >= MISTAKES_RANK for state in states]
    brief = replace(transport, mistakes=transport.short_mistakes or transport.mistakes)
    versions += [(brief, state, rank) for rank in ranks if rank <= MISTAKES_RANK for state in states]
    for told, state, rank in versions:
        line = Span(_joined(_parts(snapshot, told, phase), rank), "status")
        if cells(_joined(_parts(snapshot, told, widest), rank)) + row_width((state,)) + 2 <= width:
            break
    gap = Span(" " * max(width - row_width((line, state)), 1), "status")
    return fitted((line, gap, state), width)


def _parts(snapshot: Snapshot, transport: Transport, phase: str) -> list[_Part]:
    step, operation = snapshot.position
    sample, _, count = sample_name(snapshot).partition(phrase(" of "))
    # What is wrong with what is open matters more than what was open before.
    left = transport.left_session if snapshot.is_start and not transport.mistakes else ""
    where = phrase("step 0")
    if step:
        where = phrase("step {step} op {operation}/{length}", step=step, operation=operation, length=snapshot.length)
    return [
        _Part(snapshot.problem.name, 6, " "),
        _Part(snapshot.program.network.title, 8, " "),  # the picture of the network shows it, too
        _Part(phrase("epoch {epoch}", epoch=snapshot.epoch), PACE_RANK if left else 0),
        _Part("" if snapshot.sample is None else phrase("sample {sample}", sample=sample), 4),
        _Part(phrase("of {count}", count=count) if count else "", 7, " "),
        _Part(phase, 7),  # the sentence begins with it
        _Part(where, 0),
        _Part("xortui resume" if left else "", 1),
        _Part(phrase("goes on with {left}", left=left) if left else "", 2, " "),
        _Part(phrase("● recording") if transport.is_recorded else "", 1),
        _Part(transport.lecture, 1),
        _Part(transport.mistakes, MISTAKES_RANK),
        _Part(transport.fork, 1),
        _Part(_watched(snapshot), 2),
        _Part(_rates(snapshot), 3),
        _Part(_batch(snapshot), 5),
        _Part(_peculiarities(snapshot), 8),
        _Part("" if transport.running else transport.pace, 9),
    ]


def _joined(parts: Sequence[_Part], highest: int) -> str:
    """Return the pieces up to a rank as one text."""
    text = ""
    for part in parts:
        if part.text and part.rank <= highest:
            text += f"{part.gap if text else ' '}{part.text}"
    return text


def _phase(snapshot: Snapshot) -> str:
    if snapshot.operation is not None:
        return phrase(snapshot.operation.phase)
    return phrase("start") if snapshot.is_start else phrase("next")


def _rates(snapshot: Snapshot) -> str:
    """Say how far an update moves: η, or ηt where it falls, and μ where there is momentum."""
    settings = dict(snapshot.setup.settings)
    rate = f"η {snapshot.learning_rate:g}"
    if snapshot.problem.training.decay:
        falling = snapshot.value(DECAYED_RATE)
        rate = rate if falling is None else f"{DECAYED_RATE} {falling:.4g}"
    return f"{rate} μ {settings[MOMENTUM.symbol]:g}" if MOMENTUM.symbol in settings else rate


def _batch(snapshot: Snapshot) -> str:
    """Say which of a batch's samples it is; empty if every step updates."""
    if not snapshot.program.batched:
        return ""
    schedule = snapshot.problem.schedule
    step = snapshot.position.step
    turn = schedule.turn_in_batch(step)
    return phrase("batch {turn}/{size}", turn=turn, size=schedule.batch_at(max(step, 1)))


def _peculiarities(snapshot: Snapshot) -> str:
    """Name the optimizer, and say that samples are shuffled or layers updated one by one, where that is so."""
    training = snapshot.problem.training
    said = [] if training.optimizer in PLAIN else [training.optimizer]
    if training.order == "shuffled":
        said.append(phrase("shuffled"))
    if not training.simultaneous:
        said.append(phrase("layer by layer"))
    return "  ".join(said)


def _watched(snapshot: Snapshot) -> str:
    """Return the first watch and its value: on hand in any arrangement."""
    if not snapshot.readings:
        return ""
    reading = snapshot.readings[0]
    text = reading.text if len(reading.text) <= MAX_WATCH else f"{reading.text[: MAX_WATCH - 1]}…"
    return f"{text}: {value_text(reading)}"


def sample_name(snapshot: Snapshot) -> str:
    """Return which sample it is: (0,1), its inputs, if they are bits, else its number."""
    if snapshot.sample is None or snapshot.taken is None:
        return UNKNOWN
    x, _ = snapshot.taken
    count = len(snapshot.problem.samples)
    if count > 1 and all(value in (0, 1) for value in x) and len(x) <= MAX_BITS:
        return f"({','.join(str(int(value)) for value in x)})"
    return f"{snapshot.sample + 1}{phrase(' of ')}{count}"


def _states(snapshot: Snapshot, transport: Transport) -> list[str]:
    """Say whether the program runs, how fast, and the news, in versions from long to short."""
    if snapshot.is_end:
        return [phrase("✗ diverged")]
    news = phrase("✓ learnt  ") if snapshot.is_learnt else ""
    if transport.is_unsaved:
        news += phrase("✗ not saved  ")
    if transport.destination:
        return [phrase("▸ to {destination}", destination=transport.destination)]
    if transport.running:
        direction = phrase("◂ back") if transport.backwards else phrase("▸ running")
        going = f"{news}{direction}"
        sign = f"{news}{direction[:1]}"
        long, short = transport.pace, transport.short_pace
        return [f"{going} {long}", f"{sign} {long}", f"{going} {short}", f"{sign} {short}", going]
    rest = phrase("‖ start") if snapshot.is_start else phrase("‖ paused")
    return [f"{news}{rest}", f"{news[:1]} {rest}"] if news else [rest]
