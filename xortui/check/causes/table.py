"""Why a network with right gradients does not learn: a table of causes, each a test on what the file did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from xortui.check.causes import of_cost, of_data, of_start, of_steps
from xortui.check.causes.cause import Cause, Evidence
from xortui.check.causes.course import MAX_STEPS, Course
from xortui.check.causes.epochs import turns_around
from xortui.check.causes.out_of_step import out_of_step
from xortui.check.causes.torn_values import may_be_torn
from xortui.check.other_costs import told_of_cost
from xortui.check.undecided import SamplesNeededError

if TYPE_CHECKING:
    from xortui.check.examination import Examination


MAX_CELLS = 2_000_000
"""Parameters times samples times steps, beyond which nothing is computed: it would take too long."""


PRINTED = "other-cost-printed"
"""The cause that a file prints another cost than its steps follow."""


class Row(NamedTuple):
    """One kind of cause."""

    id: str
    test: Callable[[Evidence], str]
    """Returns the sentence; '' if the numbers do not show it."""
    is_last_resort: bool = False
    """Whether it is told only if no other cause is."""
    needs_steps: bool = True
    """Whether it is told only if the steps are exactly those of the right gradients at one rate."""
    needs_computing: bool = True
    """Whether the network is computed anew for it."""
    counts_samples: bool = False
    """Whether it tells of samples by where they lie, and so all of them must have been followed."""


CAUSES = (
    Row("zero-start", of_start.zero_start),
    Row("symmetric-start", of_start.symmetric_start),
    Row("no-bias", of_data.no_bias),
    Row("target-out-of-range", of_data.target_out_of_range),
    Row("torn-pairs", of_data.torn_pairs, needs_steps=False, needs_computing=False, counts_samples=True),
    Row("out-of-step", out_of_step, counts_samples=True),
    Row("one-sample-at-a-time", of_data.one_sample_at_a_time),
    Row("saturated", of_start.saturated),
    Row("dead-units", of_start.dead_units),
    Row("steps-too-large", of_steps.steps_too_large),
    Row("small-start", of_start.small_start),
    Row(PRINTED, of_cost.other_cost_printed, needs_steps=False),
    Row("steps-too-small", of_steps.steps_too_small, is_last_resort=True, needs_steps=False),
    Row("too-few-steps", of_steps.too_few_steps, is_last_resort=True),
    Row("bad-start", of_start.bad_start, is_last_resort=True),
)

OF_COST = (PRINTED, "other-cost-computed")
"""What spoils nothing but what is seen."""


def causes(found: Examination) -> list[Cause]:
    """Return what the numbers of a file with right gradients show about why it does not learn.

    Where the steps are not exactly those of the gradients at one rate, as with momentum, little is told.

    Raises:
        SamplesNeededError: if more samples are needed than were followed.
    """
    reading = found.reading
    if found.watched.is_part:
        return []  # the numbers of a part of the network are not those of the whole
    of_cost = told_of_cost(found.other_cost)
    beside = [Cause("other-cost-computed", of_cost)] if of_cost else []
    if reading.evaluated.errors:
        return beside  # what its loss is at other weights is not known
    if reading.judged.rate <= 0 or reading.judged.right != frozenset(reading.judged.compared):
        return []
    cells = len(reading.model.roots) * reading.forward.batch * min(len(found.steps), MAX_STEPS)
    is_large = cells > MAX_CELLS
    course = _course(found)
    if course.diverged and not course.steps:
        return [*beside, Cause("steps-too-large", of_steps.GONE_AT_ONCE)]
    epochs = None if is_large else _epochs(found, course)
    evidence = Evidence(found.trace, found.names, course, epochs, is_large=is_large)
    if found.watched.is_sampled and may_be_torn(found.trace.tape, course, found.trace.before_orders):
        raise SamplesNeededError
    told = beside
    for row in CAUSES:
        if is_large and row.needs_computing:
            continue
        if row.is_last_resort and any(cause.id not in OF_COST for cause in told):
            continue
        if row.needs_steps and not course.is_reproduced:
            continue
        sentence = row.test(evidence)
        if sentence and row.counts_samples and found.watched.is_sampled:
            raise SamplesNeededError
        if sentence:
            told.append(Cause(row.id, sentence))
    return told


def causes_beside_mistakes(found: Examination) -> list[Cause]:
    """Return what is told of the cost that a file with mistakes prints, where the steps of its last layer are right."""
    reading = found.reading
    network = reading.judged.program.network
    last = {parameter.name for unit in network.units[-1] for parameter in network.incoming[unit.name]}
    is_clear = reading.judged.rate > 0 and not reading.evaluated.errors and not found.watched.is_part
    if not is_clear or not last <= reading.judged.right:
        return []
    course = _course(found)
    sentence = of_cost.other_cost_printed(Evidence(found.trace, found.names, course, None))
    return [Cause(PRINTED, sentence)] if sentence else []


def _course(found: Examination) -> Course:
    """Return the steps of a file."""
    reading = found.reading
    return Course(
        found.trace.tape, found.chains, found.steps, reading.step, reading.forward, reading.model, reading.judged
    )


def _epochs(found: Examination, course: Course) -> int | None:
    """Return how many epochs the file trains, if its loops say it."""
    reading = found.reading
    forward = reading.forward.units[0].sums[0]
    update = max(chain.at(reading.step.end) for chain in found.chains)
    turns = turns_around(found.trace, forward, update)
    if turns is None or not course.steps or not course.is_whole:
        return None
    samples = len(course.data)
    if len(course.rows_by_step[0]) == samples and len(turns) == 1:
        return turns[0]
    if len(course.rows_by_step[0]) == 1 and len(turns) == 2:
        return turns[0]
    return None
