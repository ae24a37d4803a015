"""Judge a program by probing: take its steps at random weights, and compare them with differences of its outputs.

Nothing of the network is recognised, so any that is computed of numbers can be judged. No cause is named.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from xortui.check.asked import AskedError
from xortui.check.probing.guesses import Guess, guessed_outputs, guessed_steps
from xortui.check.probing.probe import Probe, ProbingError
from xortui.check.probing.probed_fit import Fit, fits, is_refuted, notices_a_wrong_step
from xortui.check.probing.probed_memory import memory_of
from xortui.check.probing.probed_point import Point, chosen_cells, probed_point, target_sources
from xortui.check.probing.random_states import at_random
from xortui.check.probing.roles import Roles, constants, is_finite, roles_of, still_arrays
from xortui.check.probing.shown_names import MAX_SHOWN, listed, shown_name
from xortui.check.probing.untraced import FILE_SECONDS, Untraced, as_main
from xortui.check.running.student_line import student_line
from xortui.check.verdict import RIGHT, UNDECIDED, WRONG, Verdict, undecided, verdict_with

POINTS = 5
"""Points at which steps are compared."""
ENOUGH_TO_REFUTE = 2
"""Points after which it is asked whether any more could show that a parameter follows a loss."""
MAX_POINTS = 12
"""Points at which they are compared if some numbers do not matter at others."""
MAX_TRIES = 25
"""Points that are tried, as a program may have kinks or no numbers at some."""
SECONDS = 5.0
"""How long probing may take, beyond the run of the file."""

NEEDED = 'say how to take a step and how to get the outputs: --step "net.train(x, t)" --output "net.predict(x)"'
UNKNOWN = "As no layers were recognised, no factor and no line can be named."


def probed(
    path: Path,
    source: str,
    step: str | None = None,
    output: str | None = None,
    *,
    problem: str = "",
    seconds: float = SECONDS,
) -> Verdict:
    """Judge a file by probing it.

    Args:
        path: the file, which is run in this process: the child's.
        source: its text.
        step: statements that take one step; guessed if there are none.
        output: the expression of its outputs; guessed if there is none.
        problem: why nothing could be told without probing; '' if that was not tried.
        seconds: how long it may take, beyond the run of the file.
    """
    steps = [Guess(step)] if step is not None else guessed_steps(source)
    if not steps:
        return undecided(path.name, problem or NEEDED)
    program = Untraced(path)
    with as_main(program):
        try:
            program.run(source, FILE_SECONDS)
        except Exception as error:
            return undecided(path.name, problem or student_line(error, path))
        ends_at = time.process_time() + seconds
        reason = ""
        for one_step in steps:
            outputs = [Guess(output)] if output is not None else guessed_outputs(one_step.text, program.names)
            for one_output in outputs:
                verdict = _probed_so(program, one_step, one_output, ends_at)
                if verdict["verdict"] in (RIGHT, WRONG):
                    return verdict
                if not one_step.is_guess and not one_output.is_guess:
                    reason = str(verdict["reason"])
        return undecided(path.name, reason or problem or NEEDED)


def _probed_so(program: Untraced, step: Guess, output: Guess, ends_at: float) -> Verdict:
    name = program.path.name
    probe: Probe | None = None
    try:
        probe = Probe(program, step.text, output.text, ends_at)
        roles = roles_of(probe)
        if not is_finite(roles, probe.base):
            return undecided(name, "its weights are no numbers any more (NaN or infinite) after it has run")
        reason = ""
        for with_data in (True, False):
            points = _points(probe, roles, with_data=with_data)
            if len(points) < POINTS:
                if points and is_refuted(points):
                    reason = _no_match(roles)
                reason = reason or "the program gives no numbers at random weights, so nothing can be compared"
                continue
            verdict = _judged(probe, roles, points, (step, output))
            if verdict["verdict"] != UNDECIDED:
                return verdict
            reason = str(verdict["reason"])
        return undecided(name, reason)
    except (AskedError, ProbingError) as error:
        return undecided(name, str(error))
    finally:
        if probe is not None:
            probe.base.restore()


def _points(probe: Probe, roles: Roles, *, with_data: bool) -> list[Point]:
    """Return steps at random weights."""
    rng = np.random.default_rng(7)
    cells = chosen_cells(roles, probe.base, rng)
    sources = target_sources(probe, roles)
    found: list[Point] = []
    for tried in range(MAX_TRIES):
        is_enough = len(found) >= POINTS and _are_all_seen(found)
        if is_enough or len(found) == MAX_POINTS or (tried == POINTS + 3 and not found):
            break
        state = at_random(probe, roles, rng, with_data=with_data)
        point = probed_point(probe, roles, state, cells, sources)
        if point is not None:
            found.append(point)
            if len(found) == ENOUGH_TO_REFUTE and is_refuted(found):
                return found
    return found


def _are_all_seen(points: Sequence[Point]) -> bool:
    """Say whether the outputs depend on each number at one point at least: units of ReLU may be dead at some."""
    for name in points[0].slopes:
        slopes = [np.abs(point.slopes[name]).max(axis=1) for point in points]
        if (np.max(slopes, axis=0) == 0).any():
            return False
    return True


def _judged(probe: Probe, roles: Roles, points: Sequence[Point], asked: tuple[Guess, Guess]) -> Verdict:
    name = Path(str(probe.base.spaces[0]["__file__"])).name
    found = fits(points)
    if not found:
        return undecided(name, _no_match(roles))
    fit = found[0]
    moving = {group.name for group in roles.parameters}
    verdicts = {}
    for parameter, follows in fit.followed.items():
        if parameter in moving or not follows.is_untested:
            verdicts[parameter] = fit.verdict(parameter)
    if any(follows.is_clipped for follows in fit.followed.values()):
        return undecided(name, "the steps are cut off at a largest length: take the clipping out, and check again")
    if fit.is_unsure:
        return undecided(
            name, "the steps differ from the gradient by more than rounding and less than any mistake makes"
        )
    memory = memory_of(probe, roles, fit)
    if memory.is_unclear:
        return undecided(name, memory.sentence)
    if not notices_a_wrong_step(points, fit, np.random.default_rng(3)):
        return undecided(name, "a step that was made wrong on purpose was not noticed, so nothing can be told")
    held = [shown_name(parameter) for parameter in fit.followed if _is_held_at_zero(points, parameter)]
    if held:
        return undecided(
            name, f"some numbers of {listed(held)} are set to 0 in every step, as a mask does: check without it"
        )
    is_uphill = fit.rate < 0
    is_right = all(verdict == RIGHT for verdict in verdicts.values()) and not memory.is_wrong
    untested = [parameter for parameter in moving if fit.followed[parameter].is_untested]
    if is_right and any(point.has_zeros for point in points):
        return undecided(name, "inputs are 0, so that their weights are not seen: give a sample without zeros")
    unseen = [group.name for group in roles.unseen]
    if is_right and unseen:
        return undecided(
            name, f"nothing was seen to depend on {listed(unseen)}: remove what is not used, and check again"
        )
    still = [shown_name(group.name) for group in still_arrays(probe, roles)]
    if is_right and still:
        return undecided(name, f"numbers that never move may be meant to be learnt: {listed(still)}")
    if is_right and untested:
        return undecided(name, f"gradients of {listed(untested)} are 0 at every point: give a sample without zeros")
    remarks = [_found_how(points, fit, is_right=is_right)]
    if is_uphill:
        remarks.append("The steps go up the slope of the loss, not down.")
    remarks += [memory.sentence, _carried(roles), _decay(fit), _constants(probe, roles)]
    if not is_right:
        remarks += [_other_loss(found), UNKNOWN]
    wrong = [follows.error for key, follows in fit.followed.items() if verdicts.get(key) not in (None, RIGHT)]
    error: float | None = max(wrong if wrong else [follows.error for follows in fit.followed.values()])
    if memory.is_wrong:
        verdicts = dict.fromkeys(verdicts, WRONG)
        error = None
    return verdict_with(
        name,
        RIGHT if is_right else WRONG,
        loss=fit.loss.name,
        learning_rate=fit.rate,
        parameters={shown_name(key): verdict for key, verdict in verdicts.items()},
        understood=_understood(probe, roles, fit, points, asked),
        reason=" ".join(remark for remark in remarks if remark),
        error=error,
    )


def _is_held_at_zero(points: Sequence[Point], parameter: str) -> bool:
    """Say whether some numbers of a parameter are exactly 0 after every step, whatever they were before."""
    are_set = [
        (point.changes[parameter] == -point.values[parameter]) & (point.values[parameter] != 0) for point in points
    ]
    return bool(np.all(are_set, axis=0).any())


def _no_match(roles: Roles) -> str:
    named = listed([group.name for group in roles.parameters])
    hint = "does the step train one sample or one batch at once, the one that the outputs are of?"
    if not roles.given:
        return f"the step moves {named}, but no targets were found that it depends on; {hint}"
    return f"the step moves {named}, but no parameter follows the gradient of a known loss exactly; {hint}"


def _carried(roles: Roles) -> str:
    """Return what the outputs carry along, as a sentence; '' if it is nothing."""
    if not roles.carried:
        return ""
    return f"The outputs carry {listed([group.name for group in roles.carried])} along, which was held fixed in a step."


def _constants(probe: Probe, roles: Roles) -> str:
    """Return what else never moves, as a sentence; '' if there is nothing."""
    names = [group.name for group in constants(probe, roles)]
    return f"Never moved, and taken for data: {listed(names)}." if names else ""


def _decay(fit: Fit) -> str:
    decays = {name: follows.decay for name, follows in fit.followed.items() if follows.decay}
    if not decays:
        return ""
    return f"Each step also takes {max(decays.values()):.3g} of {listed(list(decays))} off (weight decay)."


def _other_loss(found: Sequence[Fit]) -> str:
    """Return which other loss explains as many parameters; '' if none does."""
    for fit in found[1:]:
        if fit.matched == found[0].matched and fit.matching != found[0].matching:
            return f"As well, {listed(sorted(fit.matching))} may be right and follow {fit.loss.words}."
    return ""


def _found_how(points: Sequence[Point], fit: Fit, *, is_right: bool) -> str:
    cells = sum(len(rows) for rows in points[0].slopes.values())
    text = (
        f"Found by probing: {len(points)} steps at random weights, {cells} numbers of {len(fit.followed)} parameters, "
        "beside central differences of the outputs."
    )
    return f"{text} Steps made wrong on purpose were noticed." if is_right else text


def _understood(probe: Probe, roles: Roles, fit: Fit, points: Sequence[Point], asked: tuple[Guess, Guess]) -> str:
    described = []
    for group in roles.parameters:
        shapes = [np.shape(probe.base.places[place]) for place in group.places]
        size = sum(int(np.prod(shape, dtype=int)) for shape in shapes)
        if len(shapes) == 1 and shapes[0]:
            form = f" ({'×'.join(map(str, shapes[0]))})"
        else:
            form = f" ({size} numbers)" if size > 1 else ""
        described.append(f"{shown_name(group.name)}{form}")
    more = len(described) - MAX_SHOWN
    shown = ", ".join(described[:MAX_SHOWN]) + (f" and {more} more" if more > 0 else "")
    step, output = asked
    count = points[0].outputs.size
    return (
        f"No layers were recognised. A step is `{'; '.join(step.text.splitlines())}`{step.remark}; "
        f"the output is `{output.text}`{output.remark}, {count} number{'s' if count != 1 else ''}; "
        f"parameters {shown}; targets `{shown_name(fit.targets)}`. "
        f"Its steps follow {fit.loss.words}, summed over the outputs, at a rate of {abs(fit.rate):.4g}."
    )
