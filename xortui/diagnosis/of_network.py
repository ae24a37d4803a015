"""Causes that lie in the network: no bias, or too few units for the task."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xortui.core.initial import Initial
from xortui.core.network import Network
from xortui.core.training import Schedule
from xortui.diagnosis.evidence import Evidence
from xortui.diagnosis.finding import Finding, Numbers
from xortui.diagnosis.trainer import Trained, Trainer
from xortui.diagnosis.wording import counted, number, tuple_of, values_text
from xortui.language.phrase import phrase
from xortui.problems import Problem

MIN_STARTS = 8
"""Starts that must have been tried to say what a network can't do."""
STARTS_OF_WIDER = 8
"""Starts that are tried of a larger network."""
USUAL_STARTS = (Initial("uniform", 1.0), Initial("uniform", 3.0))
"""Rules for starts that are tried beside the problem's own."""
UNITS_OF_NEW_LAYER = 4
"""Units of the hidden layer that is tried where a network has none."""


def no_bias(evidence: Evidence) -> Finding | None:
    """Tell that there is no bias, where one makes it learn."""
    if not evidence.is_in_trouble:
        return None
    network = evidence.network
    problem = evidence.case.problem
    biases = [unit.bias for layer in network.units[1:] for unit in layer if unit.bias]
    start = dict(zip(evidence.program.state, evidence.case.start, strict=True))
    has_none = not network.biases
    are_held = bool(biases) and all(name in network.frozen and start[name] == 0.0 for name in biases)
    if not (has_none or are_held):
        return None
    with_bias = replace(network, biases=True, frozen=frozenset() if has_none else network.frozen - set(biases))
    changed = replace(problem, network=with_bias, published=(), errata=())
    trained = _from_own_weights(evidence, changed, start)
    if trained is not None and evidence.helps(trained):
        helps = phrase(
            "With a bias in every unit, from the same weights, the loss comes to {loss} in {epochs}.",
            loss=number(trained.loss),
            epochs=counted(trained.epochs, "epoch"),
        )
        return _without_bias(evidence, helps, {"loss with biases": trained.loss, "epochs with biases": trained.epochs})
    if _least_without_bias(evidence) <= evidence.learnt_loss:
        return None
    # No weights can learn it; these may be stuck for other reasons, too.
    starts = _starts_of(evidence, replace(changed, start=replace(problem.start, parameters={})))
    learnt = [start for start in starts if start.has_learnt]
    if not learnt:
        return None
    helps = phrase(
        "With a bias in every unit {learnt} of {starts} other starts learn, in {epochs} at the median.",
        learnt=len(learnt),
        starts=len(starts),
        epochs=counted(int(np.median([start.epochs for start in learnt])), "epoch"),
    )
    return _without_bias(evidence, helps, {"starts with biases": len(starts), "learnt": len(learnt)})


def _without_bias(evidence: Evidence, helps: str, numbers: Numbers) -> Finding:
    network = evidence.network
    also = ""
    zeros = _zeros(evidence)
    if zeros:
        x, y = evidence.case.samples[zeros[0]]
        outputs = [float(evidence.by_sample(unit.name)[zeros[0]]) for unit in network.units[-1]]
        also = phrase(
            " For the sample {x}, whose inputs are all 0, every first sum is 0 whatever the "
            "weights are: its output is {output}, and its target {target}.",
            x=tuple_of(x),
            output=values_text(outputs),
            target=values_text(list(y)),
        )
    least = _least_without_bias(evidence)
    if least > evidence.learnt_loss:
        also += phrase(
            " No weights change that output, so C is never below {least}; at {learnt} it counts as learnt.",
            least=number(least),
            learnt=number(evidence.learnt_loss),
        )
    return Finding(
        id="no-bias",
        sentence=phrase("There is no bias: no unit can move where its sum is 0.{also}", also=also),
        numbers={**numbers, "least loss without": least},
        look_at=phrase("the sums {sums}", sums=", ".join(unit.weighted_sum for unit in network.units[1][:3])),
        helps=helps,
    )


def _zeros(evidence: Evidence) -> list[int]:
    """Return the places of the samples whose inputs are all 0."""
    return [place for place, (x, _) in enumerate(evidence.case.samples) if not any(x)]


def _least_without_bias(evidence: Evidence) -> float:
    """Return what the samples whose inputs are all 0 add to the mean loss with any weights; 0 if weights matter.

    Where every hidden unit answers 0 to sums of 0, so that all sums of the next layer are 0, too, no weight matters.
    """
    losses = evidence.trainer.losses(evidence.case.now)
    fixed = 0.0
    for place in _zeros(evidence):
        hidden = [evidence.by_sample(unit.name)[place] for layer in evidence.hidden for unit in layer]
        if any(hidden):
            return 0.0
        fixed += losses[place]
    return fixed / len(losses)


def _from_own_weights(evidence: Evidence, problem: Problem, start: dict[str, float]) -> Trained | None:
    """Train a network with biases from the weights of this start; its biases begin with 0."""
    program = evidence.changed_program(problem)
    trainer = evidence.trainer_with(program=program)
    return evidence.from_start(trainer, tuple(start.get(name, 0.0) for name in program.state))


def cannot_represent(evidence: Evidence) -> Finding | None:
    """Tell that no start of this network learns, where those of a larger one do."""
    if not evidence.is_in_trouble:
        return None
    starts = evidence.other_starts
    if len(starts) < MIN_STARTS or any(trained.has_learnt for trained in starts):
        return None
    if any(trained.has_learnt for trained in _usual_starts(evidence)):
        return None  # not the network is too small, but its starting weights
    wider = _wider(evidence.network)
    problem = evidence.case.problem
    start = replace(problem.start, parameters={})
    trained = _starts_of(evidence, replace(problem, network=wider, start=start, published=(), errata=()))
    learnt = [start for start in trained if start.has_learnt]
    if not learnt:
        return None
    best = min(evidence.best, *(start.loss for start in starts))
    units = phrase("no hidden layer")
    if evidence.hidden:
        units = counted(sum(evidence.network.layers[1:-1]), "hidden unit")
    epochs = int(np.median([start.epochs for start in learnt]))
    return Finding(
        id="cannot-represent",
        sentence=(
            phrase(
                "The network seems too small for the task: it has {units}, and of {starts} other "
                "starts none learns in {horizon}; the best comes to a loss of {best}, and constant "
                "outputs have {constant}.",
                units=units,
                starts=len(starts),
                horizon=counted(evidence.horizon, "epoch"),
                best=number(best),
                constant=number(evidence.loss_of_constant),
            )
        ),
        numbers={
            "starts": len(starts),
            "best loss": best,
            "larger network": list(wider.layers),
            "starts of it": len(trained),
            "learnt": len(learnt),
        },
        look_at=phrase("the network: --hidden gives it other layers"),
        helps=(
            phrase(
                "A {title} network learns from {learnt} of {trained} starts, in {epochs} at the median.",
                title=wider.title,
                learnt=len(learnt),
                trained=len(trained),
                epochs=counted(epochs, "epoch"),
            )
        ),
    )


def _usual_starts(evidence: Evidence) -> list[Trained]:
    """Return what starts with weights of usual sizes come to, where the problem draws others."""
    problem = evidence.case.problem
    found = []
    for rule in USUAL_STARTS:
        if rule != problem.start.initial:
            changed = replace(problem, start=replace(problem.start, initial=rule, parameters={}))
            found += _starts_of(evidence, changed)
    return found


def _wider(network: Network) -> Network:
    """Return a network with twice the hidden units; with a hidden layer where there is none."""
    if len(network.layers) == 2:
        layers = (network.layers[0], UNITS_OF_NEW_LAYER, network.layers[1])
        activations = ("tanh", *network.activations)
        return replace(network, layers=layers, activations=activations, frozen=frozenset())
    inner = [max(2 * size, 4) for size in network.layers[1:-1]]
    return replace(network, layers=(network.layers[0], *inner, network.layers[-1]), frozen=frozenset())


def _starts_of(evidence: Evidence, changed: Problem) -> list[Trained]:
    """Return what some starts of another problem come to."""
    problem = evidence.case.problem
    program = evidence.changed_program(changed)
    schedule = Schedule(len(evidence.case.samples), problem.training, problem.start.seed)
    trainer = Trainer(program, evidence.case.samples, schedule, evidence.case.setup.settings)
    found = []
    for seed in range(1, STARTS_OF_WIDER + 1):
        trained = evidence.from_start(trainer, evidence.drawn(changed, program, seed))
        if trained is None:
            break
        found.append(trained)
    return found
