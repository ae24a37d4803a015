"""Examine a student's file: run it traced, recognise its network, judge its steps and name what is wrong."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from xortui.check.array_mistakes import (
    ASSIGNED_FROM_OTHER,
    GRADIENT_OF_OTHER,
    GRADIENTS_ADD_UP,
    VELOCITY_ASSIGNED,
    VELOCITY_OF_OTHER,
)
from xortui.check.asked import AskedError
from xortui.check.assigned_velocities import assigned_velocities
from xortui.check.between_samples import ERROR_OF_ALL_PAIRS, MixedSamples
from xortui.check.borrowed_velocities import borrowed_velocities
from xortui.check.causes.biases_per_sample import BiasesPerSample, biases_per_sample
from xortui.check.causes.mixed_samples import mixed_samples
from xortui.check.causes.still_biases_per_sample import still_biases_per_sample
from xortui.check.collector import without_collector
from xortui.check.cut_off_errors import without_limits
from xortui.check.differentiation.differentiated import differentiated
from xortui.check.discarded_lines import with_discarded_lines
from xortui.check.doubts import doubt, doubt_accusation, doubt_softmax_of_two, doubted_steps
from xortui.check.dropped_units import dropped_wrongly
from xortui.check.early_updates import updated_early
from xortui.check.errors_of_steps import error_of_step
from xortui.check.examination import Examination, StepReading
from xortui.check.fullest_steps import with_fullest_steps
from xortui.check.growing_biases import with_biases_that_grow, with_summed_biases
from xortui.check.judgement.diagnosis import Diagnosis, diagnosed, overwritten
from xortui.check.judgement.effort import Effort
from xortui.check.judgement.error_signs import sign_of_errors
from xortui.check.judgement.findings import (
    FoundMistake,
    between_samples,
    findings,
    growing,
    in_masks,
    in_values,
    remembered,
    without_bias,
)
from xortui.check.judgement.gradient_lines import first_line_alone, first_node_alone
from xortui.check.judgement.gradients_of_others import gradients_of_others
from xortui.check.judgement.gradients_of_outputs import (
    gradients_of_outputs,
    line_without_error,
    with_gradients_of_outputs,
)
from xortui.check.judgement.gradients_that_add_up import gradients_that_add_up
from xortui.check.judgement.judge import are_their_own, given_for
from xortui.check.judgement.labelled_step import LabelledStep
from xortui.check.judgement.last_gradients import with_last_gradients
from xortui.check.judgement.search import MAX_MISTAKES, Explanation, Search
from xortui.check.judgement.tied_uses import wrong_uses
from xortui.check.judgement.units_for_samples import layers_of_samples, with_sums_over_units
from xortui.check.judgement.values_of_other_layers import (
    ValuesOfOther,
    values_of_other_layers,
    with_values_of_others,
)
from xortui.check.judgement.values_of_other_lines import told_of_others
from xortui.check.judgement.written_factors import WrittenFactors
from xortui.check.kept_errors import KeptErrors, kept_errors, step_with_rests
from xortui.check.lost_updates import on_lost_updates, on_partly_lost_updates
from xortui.check.on_purpose import purpose, rests_at_times
from xortui.check.other_costs import doubt_of_cost, mistaken_slope, other_cost
from xortui.check.overwritten_updates import ASSIGNED, on_overwritten_updates, on_partly_overwritten_updates
from xortui.check.own_costs import blames_slope_at_outputs, reading_by_own_cost, unseen_cost_line
from xortui.check.own_failures import without_our_failures
from xortui.check.own_values import OtherValues, other_values
from xortui.check.probing.probed_verdict import probed
from xortui.check.readings import coverage, is_all_right, moving, readings_at, readings_by_loss, readings_of
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.forward import Forward, NotRecognisedError
from xortui.check.recognition.names import FileNames, names_of
from xortui.check.recognition.states import memories
from xortui.check.rewritten_updates import verdict_on_rewritten
from xortui.check.running import harmless
from xortui.check.running.limits import DEFAULT_LIMITS
from xortui.check.sampled_batches import has_all_layers, is_sure, is_too_large_whole, learns_of_samples
from xortui.check.single_step import on_single_step
from xortui.check.traced_verdict import opened_of, verdict_of, verdict_without_network
from xortui.check.tracing.sampled_tape import SampledTape
from xortui.check.tracing.trace import Trace, forget_modules
from xortui.check.trained_once import on_single_training
from xortui.check.tricks import with_trick
from xortui.check.undecided import CutShortError, DoubtedError, NothingSeenError, SamplesNeededError, UndecidedError
from xortui.check.unkept_results import on_unkept_results
from xortui.check.unused_biases import BIAS_NOT_IN_SUM, unused_biases
from xortui.check.value_mistakes import ERRORS_NEVER_RESET, OUTPUT_FOR_COST, UNITS_FOR_SAMPLES
from xortui.check.verdict import OPENED, RIGHT, UNDECIDED, WRONG, undecided, with_lines_of
from xortui.check.watching import WatchedRun, watched, watched_again, watched_whole
from xortui.check.wrong_errors import WrongError, wrong_error

OPERATIONS_OF_SEARCH = 180_000
"""Of programs with mistakes: how many are run to look for those that explain a file's steps."""
SECONDS_OF_SEARCH = 2.5
"""How long they may take."""
SECONDS_OF_SECOND_LOOK = 2.0
"""How long a file without a verdict is watched again, each time that it is changed or called once more."""
HOW_TO_STEP = (
    "if one call takes a training step, name it with --step, and with --output what gives the outputs: xortui help "
    "check"
)
"""Said where nothing else is known that helps."""
BEFORE_UNITS = 0.5
"""Which part of it is spent before sums over units are looked for, where biases may be such."""
LIKELIER = 0.8
"""Which part of the effort that is left is spent on the loss for which more parameters move as they should."""


def examination(seen: WatchedRun) -> Examination | MixedSamples:
    """Find out all there is about a training that was seen.

    Returns:
        What was found; if no network is recognised as the samples of a batch are mixed, where they are.

    Raises:
        UndecidedError: if the network is not recognised for another reason.
    """
    found = _examined(seen)
    if isinstance(found, MixedSamples):
        return found

    def again(text: str) -> Examination | None:
        try:
            other = _examined(watched_again(seen, text, min(SECONDS_OF_SECOND_LOOK, harmless.budget())))
        except UndecidedError:
            return None
        return other if isinstance(other, Examination) else None

    return with_discarded_lines(found, again)


def _examined(seen: WatchedRun) -> Examination | MixedSamples:
    """Find out all there is about a training that was seen, as `examination` does, from its file as it is.

    Raises:
        UndecidedError: if the network is not recognised and no samples are mixed.
    """
    readings, problem = readings_of(seen)
    if not readings:
        mixed = mixed_samples(seen.trace, seen.chains, seen.steps)
        if isinstance(mixed, MixedSamples):
            return mixed
        raise UndecidedError(problem if mixed is None else mixed.sentence)
    alike = _likeliest(readings)
    if seen.is_sampled and not has_all_layers(seen, alike[0]):
        raise SamplesNeededError
    loose = None if is_all_right(alike[0]) else without_limits(seen, alike[0])
    if loose is not None:
        own = _likeliest(readings_of(loose)[0])
        if own and coverage(own[0]) == coverage(alike[0]) and max(map(moving, own)) >= max(map(moving, alike)):
            seen = loose
            alike = own
    kept = _kept_errors(seen, alike[0])
    if kept is not None:
        reset = _likeliest(readings_of(kept.seen)[0])
        if reset and coverage(reset[0]) == len(kept.seen.chains):
            chosen, best = _explained(kept.seen, reset)
            if best:
                return _examination(kept.seen, chosen, best, None, kept=kept)
    others = None if is_all_right(alike[0]) else other_values(seen, alike[0])
    if others is not None:
        own = _likeliest(readings_of(others.seen)[0])
        if own and coverage(own[0]) == coverage(alike[0]):
            chosen, best = _explained(others.seen, own)
            if best:
                if not others.found:
                    others = others.in_steps(doubted_steps(seen), chosen.level)
                return _examination(others.seen, chosen, best, others)
    of_step = error_of_step(seen, alike[0])
    if of_step is not None:
        behind, explained = _explained(seen, [of_step.reading])
        if explained:
            return _examination(seen, behind, explained, None, of_step)
    chosen, best = _explained(seen, alike)
    by_cost = _by_own_cost(seen, chosen, best)
    if by_cost is not None:
        return _examination(seen, *by_cost, None)
    wrong = None if best else wrong_error(seen, alike)
    if wrong is not None:
        behind, explained = _explained(seen, [wrong.reading])
        if explained:
            return _examination(seen, behind, explained, None, wrong)
    return _examination(seen, chosen, best, None)


def _examination(
    seen: WatchedRun,
    chosen: StepReading,
    best: Sequence[Diagnosis],
    others: OtherValues | None,
    wrong: WrongError | None = None,
    kept: KeptErrors | None = None,
) -> Examination:
    """Return what is found out about a training whose steps are read in one way.

    Args:
        seen: the training.
        chosen: the reading of its step.
        best: what explains that step; nothing if nothing does.
        others: values that gradients are made with and that did not go forward; None if there are none.
        wrong: what goes back from the outputs and is of no loss; None if it is right.
        kept: sums of errors that are never reset; None if there are none.
    """
    chosen.memories = memories(seen.trace.tape, seen.chains, chosen.step, chosen.forward, chosen.evaluated)
    names = names_of(seen.trace, seen.chains, chosen.forward, chosen.model)
    labelled = LabelledStep(
        seen.trace, seen.chains, chosen.step, chosen.forward, chosen.evaluated, chosen.model, chosen.judged
    )
    chosen.memories = with_last_gradients(chosen.memories, labelled)
    mistakes = _mistakes(chosen, best, names, labelled)
    if wrong is not None:
        chosen.spoilt |= frozenset(chosen.model.roots)
        mistakes.insert(0, wrong.found(names, labelled))
    borrowed = borrowed_velocities(seen.trace.tape, seen.chains, chosen, names)
    if borrowed is not None:
        chosen.spoilt |= frozenset(borrowed.parameters)
        mistakes = [one for one in mistakes if not set(one.place.parameters) <= set(borrowed.parameters)]
        mistakes.append(in_values(VELOCITY_OF_OTHER, borrowed.parameters, borrowed.node, names, labelled))
    assigned = assigned_velocities(seen.trace.tape, seen.chains, chosen, labelled)
    if assigned is not None:
        chosen.spoilt |= frozenset(assigned.parameters)
        mistakes.append(in_values(VELOCITY_ASSIGNED, assigned.parameters, 0, names, labelled, assigned.line))
    dropped = dropped_wrongly(seen.trace, seen.chains, chosen)
    if dropped is not None:
        chosen.spoilt |= frozenset(dropped.parameters)
        mistakes.append(in_masks(dropped.mistake, dropped.parameters, dropped.node, names, labelled))
    early = updated_early(seen.trace.tape, seen.chains, chosen)
    if early is not None:
        chosen.spoilt |= frozenset(early.parameters)
        mistakes.append(in_values(early.mistake, early.parameters, early.node, names, labelled))
    if best:
        for bias in unused_biases(seen.trace, chosen, labelled):
            mistakes.append(without_bias(BIAS_NOT_IN_SUM, bias.name, bias.node, labelled))
    if kept is not None:
        chosen.spoilt |= frozenset(kept.parameters)
        mistakes.append(in_values(ERRORS_NEVER_RESET, kept.parameters, kept.node, names, labelled))
    if others is not None:
        for mistake, parameters in others.found.items():
            chosen.spoilt |= frozenset(parameters)
            mistakes.append(in_values(mistake, parameters, others.nodes[mistake], names, labelled))
    other = other_cost(seen, chosen, labelled) if is_all_right(chosen) and not mistakes else None
    if other is not None and other.is_mistaken:
        chosen.spoilt |= frozenset(chosen.model.roots)
        mistakes.append(mistaken_slope(other, chosen, names, labelled))
    return Examination(
        watched=seen,
        reading=chosen,
        other_cost=other,
        names=names,
        diagnosis=best[0] if best else None,
        mistakes=mistakes,
        labelled=labelled,
        rates=_rates(seen.trace, chosen),
    )


def _likeliest(readings: Iterable[StepReading]) -> list[StepReading]:
    """Return the readings that give most of what is learnt a place, those by which most moves as it should first."""
    found = list(readings)
    covered = max(map(coverage, found), default=0)
    alike = [reading for reading in found if coverage(reading) == covered]
    return sorted(alike, key=lambda reading: (moving(reading), reading.level), reverse=True)


def _explained(seen: WatchedRun, alike: Sequence[StepReading]) -> tuple[StepReading, list[Diagnosis]]:
    """Return the reading whose steps the fewest mistakes explain, and all ways to explain them with so many."""
    best: list[Diagnosis] = []
    chosen = alike[0]
    effort = Effort(OPERATIONS_OF_SEARCH, SECONDS_OF_SEARCH)
    for number, reading in enumerate(alike):
        rest = alike[number + 1 :]
        is_likelier = bool(rest) and moving(reading) > max(map(moving, rest))
        share = LIKELIER if is_likelier else 1 / (1 + len(rest))
        names = names_of(seen.trace, seen.chains, reading.forward, reading.model)
        most = best[0].size - 1 if best else MAX_MISTAKES
        for diagnosis in _diagnoses(reading, names, seen, most, effort.part(share)):
            if not best or diagnosis.size < best[0].size:
                best = [diagnosis]
                chosen = reading
            elif diagnosis.size == best[0].size and reading is chosen:
                best.append(diagnosis)
        if best and not best[0].size:
            break
    # What a layer learns from may be the gradient of another loss, and hide all that is wrong below it.
    for reading in () if best else alike[1:]:
        names = names_of(seen.trace, seen.chains, reading.forward, reading.model)
        alone = Effort(OPERATIONS_OF_SEARCH, SECONDS_OF_SEARCH)
        found = _diagnoses(reading, names, seen, MAX_MISTAKES, alone, takes_loops=True)
        if found:
            return reading, [one for one in found if one.size == found[0].size]
    return chosen, best


def _kept_errors(seen: WatchedRun, reading: StepReading) -> KeptErrors | None:
    """Return the sums of errors that are never reset, in a step or in one after it; None if there are none.

    Args:
        seen: the training.
        reading: of the step.
    """
    if seen.is_part or seen.is_sampled:
        return None
    if not is_all_right(reading):
        return kept_errors(seen, reading)
    step = step_with_rests(seen, reading)
    if step is None:
        return None
    try:
        others = readings_at(seen, step, reading.level)
    except NotRecognisedError:
        return None
    return None if is_all_right(others[0]) else kept_errors(seen, others[0])


def _by_own_cost(
    seen: WatchedRun, chosen: StepReading, best: Sequence[Diagnosis]
) -> tuple[StepReading, list[Diagnosis]] | None:
    """Return the reading of a step by a cost of the file, with what explains it; None if a known loss is likelier.

    Args:
        seen: the training.
        chosen: the reading of the step by a known loss.
        best: what explains that; nothing if nothing does.

    Raises:
        UndecidedError: if what goes back from the outputs may be right by a cost of the file, and nobody knows more.
    """
    if not best:
        by_cost = reading_by_own_cost(seen, chosen, is_certain=False)
        is_likelier = by_cost is not None and moving(by_cost) > moving(chosen)
        found = _explained(seen, [by_cost]) if by_cost is not None and is_likelier else None
        return found if found is not None and found[1] else None
    if not blames_slope_at_outputs(chosen, best[0]):
        return None
    by_cost = reading_by_own_cost(seen, chosen, is_certain=True)
    if by_cost is None:
        line = unseen_cost_line(seen)
        if line:
            raise UndecidedError(
                f"line {line} may compute the cost that the training follows, but it did not run while the file was "
                "watched"
            )
        return None
    found = _explained(seen, [by_cost])
    if not found[1]:
        raise UndecidedError(
            "what goes back from the outputs is the slope of a cost that the file computes; by that cost its steps are "
            "not judged"
        )
    return found


def _of_arrays(chosen: StepReading, names: FileNames, labelled: LabelledStep) -> Iterator[FoundMistake]:
    """Yield what is wrong in whole arrays, where no mistake of the catalogue explains the steps."""
    sound = sorted(chosen.judged.right)
    for mistake, finds in _OF_ARRAYS:
        parameters = finds(chosen.judged, names)
        if parameters:
            yield in_values(mistake, parameters, 0, names, labelled, first_line_alone(labelled, parameters, sound))
            return
    for use in wrong_uses(chosen.judged, chosen.model, names, labelled.given):
        line = first_line_alone(labelled, use.parameters, sound)
        yield in_values(use.mistake, use.parameters, 0, names, labelled, line)


def _mistakes(
    chosen: StepReading, best: Sequence[Diagnosis], names: FileNames, labelled: LabelledStep
) -> list[FoundMistake]:
    """Return everything that is wrong in a reading of a step."""
    found = findings(best, names, labelled, chosen.judged) if best and best[0].size else []
    found = [_begun_with_another(one, chosen, names, labelled) for one in found]
    found += remembered(chosen.memories, chosen.model, names, labelled)
    if chosen.judged.grows:
        found.append(growing(chosen.judged, names, labelled))
    biases = best[0].over_units if best else ()
    if biases:
        node = first_node_alone(labelled, biases, [name for name in chosen.model.roots if name not in biases])
        found.append(in_values(UNITS_FOR_SAMPLES, biases, node, names, labelled))
    for (mistake, line), parameters in told_of_others(best[0].of_others if best else (), labelled).items():
        found.append(in_values(mistake, parameters, 0, names, labelled, line))
    of_outputs = best[0].of_outputs if best else ()
    if of_outputs:
        line = line_without_error(of_outputs, labelled)
        found.append(in_values(OUTPUT_FOR_COST, of_outputs, 0, names, labelled, line))
    if not found and not best:
        found += _of_arrays(chosen, names, labelled)
    if not found and chosen.forward.comparison:
        mixed = MixedSamples(ERROR_OF_ALL_PAIRS, chosen.forward.comparison)
        found.append(between_samples(mixed, names, labelled, chosen.judged))
    return found


def _begun_with_another(
    finding: FoundMistake, chosen: StepReading, names: FileNames, labelled: LabelledStep
) -> FoundMistake:
    """Return a mistake as it is; of arrays that are overwritten, that they begin with another one if they do."""
    parameters = finding.place.parameters
    added_to = chosen.forward.added_to
    if finding.id != ASSIGNED or not all(chosen.model.roots[name][0] in added_to for name in parameters):
        return finding
    return in_values(ASSIGNED_FROM_OTHER, parameters, 0, names, labelled, finding.line)


_OF_ARRAYS = ((GRADIENT_OF_OTHER, gradients_of_others), (GRADIENTS_ADD_UP, gradients_that_add_up))
"""Mistakes in whole arrays, and what finds the parameters that they spoil."""


def _diagnoses(
    reading: StepReading,
    names: FileNames,
    seen: WatchedRun,
    most: int,
    effort: Effort,
    *,
    takes_loops: bool = False,
) -> list[Diagnosis]:
    """Return what explains the steps for one loss, if it is found with so much effort.

    Args:
        reading: the steps for that loss.
        names: of the parameters in the file.
        seen: the training.
        most: how many mistakes may explain them.
        effort: that may be spent.
        takes_loops: whether a mistake that is made in several layers is taken further as one.
    """
    trace = seen.trace
    forward = reading.forward
    rates = _rates(trace, reading)
    network = reading.judged.program.network
    replaced = overwritten(reading.model, forward.replaced)
    sign = sign_of_errors(trace.tape, forward)
    written = WrittenFactors(trace, seen.chains, forward, reading.model)

    def diagnoses(
        explanations: Iterable[Explanation],
        over_units: tuple[str, ...] = (),
        of_others: tuple[ValuesOfOther, ...] = (),
        of_outputs: tuple[str, ...] = (),
    ) -> list[Diagnosis]:
        found = []
        for explanation in explanations:
            diagnosis = diagnosed(explanation, names, network, rates, forward.batch, replaced, written, sign)
            if diagnosis is not None:
                found.append(replace(diagnosis, over_units=over_units, of_others=of_others, of_outputs=of_outputs))
        return sorted(found, key=lambda diagnosis: diagnosis.size)

    is_plain = are_their_own(reading.model)
    over_units = list(layers_of_samples(reading.judged, forward.samples)) if is_plain else []
    given = given_for(reading.model, forward, reading.evaluated, 1.0)
    of_others = values_of_other_layers(reading.judged, given) if is_plain else ()
    of_outputs = gradients_of_outputs(reading.judged, given) if is_plain else ()
    first = effort.part(BEFORE_UNITS) if over_units or of_others or of_outputs else effort
    found = diagnoses(_search(reading, trace, first).explanations(most, takes_loops=takes_loops))
    if found:
        return found
    if of_others:
        besides = [name for one in of_others for name in one.parameters]
        rest = _search(reading, trace, effort, besides).explanations(most - 1)
        explained = [with_values_of_others(one, of_others, reading.judged) for one in rest]
        found = diagnoses([one for one in explained if one is not None], of_others=of_others)
        if found:
            return found
    if of_outputs:
        rest = _search(reading, trace, effort, of_outputs).explanations(most - 1)
        explained = [with_gradients_of_outputs(one, of_outputs) for one in rest]
        found = diagnoses([one for one in explained if one is not None], of_outputs=of_outputs)
        if found:
            return found
    for biases in over_units:
        whole = []
        for explanation in _search(reading, trace, effort, biases).explanations(most - 1):
            with_biases = with_sums_over_units(explanation, biases, reading.judged)
            if with_biases is not None:
                whole.append(with_biases)
        found = diagnoses(whole, biases)
        if found:
            break
    return found


def _search(reading: StepReading, trace: Trace, effort: Effort, besides: Sequence[str] = ()) -> Search:
    """Return the search for mistakes that explain how a reading's parameters move, but for some."""
    return Search(
        reading.model,
        reading.forward,
        reading.evaluated,
        reading.judged,
        effort,
        adds_samples=_goes_sample_by_sample(reading.forward, trace),
        besides=besides,
    )


def _goes_sample_by_sample(forward: Forward, trace: Trace) -> bool:
    """Say whether the samples of a batch are computed one after the other, and not all at once in a matrix."""
    blocks = {int(trace.tape.block[node]) for node in forward.units[0].sums.values()}
    return len(blocks) > 1


def _rates(trace: Trace, reading: StepReading) -> list[float]:
    """Return the numbers that the step is computed with, other than weights and data."""
    known = set(reading.forward.parameters)
    for by_sample in (*reading.forward.inputs, *reading.forward.targets):
        known |= set(by_sample.values())
    numbers = {node for node in reading.forward.roots if node not in known}
    tape = trace.tape
    later = slice(reading.step.end + 1, tape.length)
    is_read_later = np.zeros(tape.length, bool)
    is_read_later[tape.a[later]] = True
    is_read_later[tape.b[later]] = True
    for node in reading.forward.part:
        parts = operands(tape, node)
        is_made_of_numbers = node not in numbers and parts and numbers.issuperset(parts)
        if is_made_of_numbers and is_read_later[node]:  # rate *= 0.999
            numbers.add(node)
    values = {float(trace.tape.value[node]) for node in numbers}
    return sorted(value for value in values if 0 < value < 100 and value not in (1.0, 2.0))


def examined(path: Path, step: str | None, output: str | None) -> dict[str, object]:
    """Return the verdict on a file, as `xortui check --format json` writes it.

    Args:
        path: the file.
        step: an expression that takes one training step, if it is given.
        output: an expression that gives the outputs, if it is given.
    """
    source = path.read_text(encoding="utf-8")
    harmless.prepare(path)
    try:
        return verdict_on(path, source, step, harmless.budget())
    except DoubtedError as error:
        return {**undecided(path.name, str(error)), OPENED: error.opened}
    except UndecidedError as error:
        verdict = _looked_at_again(path, source, step, is_unseen=isinstance(error, NothingSeenError))
        if verdict is not None:
            return verdict
        return _probed(path, source, step, output, without_our_failures(path, source, error))
    except AskedError as error:
        return _probed(path, source, step, output, error)


def _looked_at_again(path: Path, source: str, step: str | None, *, is_unseen: bool) -> dict[str, object] | None:
    """Return the verdict on a file whose updates do not do what they should, or that trains once; None without one.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        is_unseen: whether no training was seen.
    """
    seconds = min(SECONDS_OF_SECOND_LOOK, harmless.budget())

    def on_text(text: str) -> dict[str, object]:
        return verdict_on(path, text, step, seconds)

    def with_step(call: str) -> dict[str, object]:
        return verdict_on(path, source, call, seconds)

    if not is_unseen:
        return on_partly_overwritten_updates(source, on_text) or on_partly_lost_updates(source, on_text)
    verdict = on_overwritten_updates(source, on_text) or on_lost_updates(source, on_text)
    verdict = verdict or on_unkept_results(source, on_text)
    if verdict is None and step is None:
        verdict = on_single_training(source, with_step) or on_single_step(source, with_step)
    return verdict


def _probed(
    path: Path, source: str, step: str | None, output: str | None, error: UndecidedError | AskedError
) -> dict[str, object]:
    """Return the verdict that probing gives on a file; without one, it says why there was none before."""
    found = probed(path, source, step, output, problem=str(error))
    if found["verdict"] == UNDECIDED and found["reason"] == str(error):
        found["reason"] = with_trick(str(error), source)
        is_told = found["reason"] != str(error) or getattr(error, "says_what_to_do", True)
        if step is None and not is_told:
            found["reason"] += f"; {HOW_TO_STEP}"
    if isinstance(error, UndecidedError) and found["verdict"] == UNDECIDED:
        found[OPENED] = error.opened
    return found


def verdict_on(
    path: Path, source: str, step: str | None = None, seconds: float = DEFAULT_LIMITS.budget
) -> dict[str, object]:
    """Return the verdict on a file that is run as it is.

    One on some samples that is not sure stands where all of them are too many.

    Args:
        path: the file.
        source: its text.
        step: an expression that takes one training step, if it is given.
        seconds: how long the file is watched; if all samples are needed, half as long again at least.

    Raises:
        UndecidedError: if there is none.
    """
    ends_at = time.process_time() + seconds
    seen = watched(path, source, step, seconds)
    verdict = verdict_on_samples(seen)
    if verdict is None or not (is_sure(verdict) or is_too_large_whole(seen)):
        if seen.is_sampled:
            forget_modules(path)
            seen = watched_whole(path, source, step, max(ends_at - time.process_time(), seconds / 2))
        with without_collector():
            verdict = _verdict_on_training(seen)
    if not seen.trace.module:
        return verdict
    return with_lines_of(Path(seen.trace.module).name, seen.trace.module_text, verdict)


def verdict_on_samples(seen: WatchedRun) -> dict[str, object] | None:
    """Return the verdict on the samples that were followed, which may be unsure; None if all are needed.

    None too, if all were followed.
    """
    tape = seen.trace.tape
    step = seen.steps[len(seen.steps) // 2]
    learnt = frozenset(version for chain in seen.chains for version in chain.versions)
    if not isinstance(tape, SampledTape) or tape.mixes_samples(step.start, step.end, learnt):
        return None
    with without_collector():
        try:
            return _verdict_on_training(seen)
        except (UndecidedError, SamplesNeededError):
            return None


def _verdict_on_training(seen: WatchedRun) -> dict[str, object]:
    """Return the verdict on a training that was seen.

    Raises:
        UndecidedError: if there is none.
    """
    try:
        return _verdict_on_network(seen)
    except UndecidedError as error:
        step = seen.steps[min(1, len(seen.steps) - 1)]
        biases = biases_per_sample(seen.trace, seen.chains, step)
        growing_biases = [one for one in biases if one.has_grown]
        verdict = _verdict_with_summed(seen, growing_biases)
        if verdict is None and seen.is_sampled and not biases and learns_of_samples(seen):
            raise SamplesNeededError from error
        try:
            verdict = verdict or differentiated(seen)
        except CutShortError:
            raise
        except UndecidedError:
            raise _with_still_biases(seen, error) from None
        if growing_biases:
            return with_biases_that_grow(seen, verdict, growing_biases)
        if biases:
            raise
        # Of a network that is known, and steps that are doubted, nothing more is believed than that all is right. So it
        # is of a part of one that is not known, as in a mean over fewer units than it is divided by.
        if (isinstance(error, DoubtedError) or seen.is_part) and verdict["verdict"] != RIGHT:
            raise
        if verdict["verdict"] != WRONG or verdict["mistakes"]:
            return verdict
        return _named_by_loss(seen, verdict) or verdict


def _verdict_with_summed(seen: WatchedRun, growing_biases: Sequence[BiasesPerSample]) -> dict[str, object] | None:
    """Return the verdict on a file whose biases are summed over the samples, and do not grow; None without one."""
    text = with_summed_biases(seen, growing_biases) if growing_biases else ""
    if not text:
        return None
    path = Path(seen.trace.filename)
    forget_modules(path)
    return verdict_on_rewritten(text, lambda rewritten: verdict_on(path, rewritten, seconds=SECONDS_OF_SECOND_LOOK))


def _with_still_biases(seen: WatchedRun, error: UndecidedError) -> UndecidedError:
    """Return why there is no verdict: biases that never move and differ by sample, where nothing else is known."""
    if type(error) is not UndecidedError:
        return error
    step = seen.steps[min(1, len(seen.steps) - 1)]
    sentence = still_biases_per_sample(seen.trace, seen.chains, step)
    if not sentence:
        return error
    told = UndecidedError(sentence)
    told.opened = error.opened
    return told


def _named_by_loss(seen: WatchedRun, verdict: dict[str, object]) -> dict[str, object] | None:
    """Return the verdict with what is wrong, if mistakes of a network by the file's own loss give the same verdict."""
    readings = readings_by_loss(seen)
    if not readings:
        return None
    try:
        found = _examination(seen, *_explained(seen, _likeliest(readings)), None)
        named = _judged(found)
    except UndecidedError:
        return None
    is_same = named["parameters"] == verdict["parameters"] and bool(found.mistakes)
    return {**named, "loss": verdict["loss"]} if is_same else None


def _verdict_on_network(seen: WatchedRun) -> dict[str, object]:
    """Return the verdict on a training if its network is recognised.

    Raises:
        UndecidedError: if it is not, or if something speaks against the verdict.
    """
    found = examination(seen)
    if isinstance(found, MixedSamples):
        return verdict_without_network(seen, found)
    try:
        return _judged(found)
    except UndecidedError as error:
        verdict = _wrong_in_fullest_steps(seen) if rests_at_times(found) else None
        error.opened = opened_of(found)
        if verdict is None:
            raise
        if error.opened is not None:
            error.opened["is_explained"] = False  # a program of ours updates everything in each step
        return {**verdict, OPENED: error.opened}


def _wrong_in_fullest_steps(seen: WatchedRun) -> dict[str, object] | None:
    """Return the verdict on the steps in which the most moves, if a mistake is named there; else None.

    What rests in other steps is no excuse for a mistake that is made where everything moves.
    """
    fullest = with_fullest_steps(seen)
    if fullest is None:
        return None
    try:
        found = examination(fullest)
        if isinstance(found, MixedSamples):
            return None
        verdict = _judged(found)
    except UndecidedError:
        return None
    return verdict if verdict["verdict"] == WRONG and found.mistakes else None


def _judged(found: Examination) -> dict[str, object]:
    """Return the verdict on a file whose network was recognised.

    Raises:
        UndecidedError: if there is none.
    """
    try:
        verdict = verdict_of(found)
    except UndecidedError as error:
        reason = purpose(found)
        if reason:
            raise DoubtedError(reason) from error
        raise
    if verdict["verdict"] == WRONG:
        reason = purpose(found)
        if reason:
            raise DoubtedError(reason)
        doubt_accusation(found)
    doubt_softmax_of_two(found)
    if verdict["verdict"] == RIGHT:
        reason = doubt_of_cost(found.other_cost)
        if reason:
            raise DoubtedError(reason)
        try:
            doubt(found)
        except UndecidedError as error:
            raise DoubtedError(str(error)) from error
    return verdict
