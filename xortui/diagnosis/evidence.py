"""The evidence: what is computed about a training that stands somewhere, each when it is first wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from xortui.core.answering import answering_program
from xortui.core.arrays import Floats
from xortui.core.backpropagation import write_program
from xortui.core.hessian import MAX_PARAMETERS, Axes, Curvature, HessianOf
from xortui.core.lockstep import computed
from xortui.core.network import Unit
from xortui.core.program import BATCH, LOSS, Phase, Program, derivative
from xortui.core.training import Schedule
from xortui.debugger.stall import STILL_FALLING
from xortui.debugger.survey import LEARNT
from xortui.diagnosis.case import Case, State
from xortui.diagnosis.constant_answers import least_loss, loss_of_constant
from xortui.diagnosis.learnt import learnt_loss
from xortui.diagnosis.trainer import Trained, Trainer, Work
from xortui.problems import Problem

HORIZON = 5000
"""Epochs that training is given to learn, where it has not had as many."""
MAX_WORK = 8e6
"""Parameters times samples times epochs that are tried for one diagnosis: some seconds."""
MAX_WORK_AHEAD = 3e6
"""The same for one training."""
STARTS = 20
"""Other starts that are tried."""
BETTER = 0.5
"""A change helps if it brings the loss to at most this share of what it is without."""


class Evidence:
    """All that causes are told from."""

    def __init__(self, case: Case, work: Work) -> None:
        """Look at a case.

        Args:
            case: where the training stands.
            work: what may be tried.
        """
        self.case = case
        self.program = case.program
        self.answering = answering_program(case.program)
        """The same as it answers, with nothing left out by dropout."""
        self.network = case.program.network
        self.work = work

    # What is.

    @cached_property
    def trainer(self) -> Trainer:
        """Trains on as it is."""
        return self.trainer_with()

    def trainer_with(
        self,
        *,
        program: Program | None = None,
        samples: Sequence[tuple[tuple[float, ...], tuple[float, ...]]] = (),
        rate: float = 1.0,
    ) -> Trainer:
        """Return what trains with one thing changed."""
        case = self.case
        found = program or self.program
        schedule: Schedule = case.problem.schedule
        return Trainer(found, samples or case.samples, schedule, case.setup.settings, rate)

    @cached_property
    def loss(self) -> float:
        """The mean loss of all samples now."""
        return self.trainer.loss(self.case.now)

    @cached_property
    def loss_of_constant(self) -> float:
        """The mean loss of the best outputs that are the same for all samples."""
        return loss_of_constant(self.network, self.network.loss, self.case.samples)

    @cached_property
    def least_loss(self) -> float:
        """The least mean loss that any function of the inputs has: above 0 where equal inputs have other targets."""
        return least_loss(self.network, self.network.loss, self.case.samples)

    def share(self, loss: float) -> float:
        """Return a loss as a share of that of the best constant outputs; 1 and more say that nothing is learnt."""
        if self.loss_of_constant > 1e-12:
            return loss / self.loss_of_constant
        return loss

    @cached_property
    def near(self) -> int:
        """How many samples have every output within `LEARNT` of its target, which the status line asks for."""
        right = np.ones(len(self.case.samples), dtype=bool)
        for place, unit in enumerate(self.network.units[-1]):
            targets = np.array([y[place] for _, y in self.case.samples])
            right &= np.abs(self.by_sample(unit.name) - targets) < LEARNT
        return int(right.sum())

    @cached_property
    def learnt_loss(self) -> float:
        """The loss at which the network has learnt."""
        return learnt_loss(self.network, self.case.samples)

    @cached_property
    def has_learnt(self) -> bool:
        """Whether it has learnt already."""
        return self.loss <= self.learnt_loss

    @property
    def hidden(self) -> tuple[tuple[Unit, ...], ...]:
        """The units of each hidden layer."""
        return self.network.units[1:-1]

    @cached_property
    def values(self) -> Mapping[str, Floats]:
        """The value of each name for every sample, with the parameters of now, up to the last gradient."""
        return values_at(self.answering, self.case, self.case.now)

    def by_sample(self, name: str) -> Floats:
        """Return a value for every sample."""
        return np.broadcast_to(np.asarray(self.values[name], dtype=float), (len(self.case.samples),))

    @cached_property
    def curvature(self) -> Curvature | None:
        """The derivatives of the mean loss; None of networks that are too wide, or where they are not finite."""
        if len(self.network.parameter_names) > MAX_PARAMETERS:
            return None
        found = HessianOf(self.answering, self.case.samples).at(self.case.now)
        return found if found.is_finite else None

    @cached_property
    def axes(self) -> Axes | None:
        """The eigenvalues and eigenvectors of the Hessian."""
        return None if self.curvature is None else self.curvature.axes()

    @cached_property
    def deltas(self) -> list[float]:
        """‖δ‖ of each layer after the inputs: the root of the mean square of ∂C/∂z over its units and the samples."""
        return self._deltas(self.values)

    @cached_property
    def deltas_at_start(self) -> list[float]:
        """The same with the parameters of the start."""
        return self._deltas(values_at(self.answering, self.case, self.case.start))

    def _deltas(self, values: Mapping[str, Floats]) -> list[float]:
        found = []
        for units in self.network.units[1:]:
            squares = [float(np.mean(values[derivative(LOSS, unit.weighted_sum)] ** 2)) for unit in units]
            found.append(float(np.sqrt(np.mean(squares))))
        return found

    # What would be.

    @cached_property
    def horizon(self) -> int:
        """How many epochs a training is given."""
        wanted = max(2 * self.case.epochs, HORIZON)
        if self.case.own_epochs is not None:
            wanted = max(wanted, 2 * self.case.own_epochs)
        return int(max(1, min(wanted, MAX_WORK_AHEAD // self.trainer.work_of_an_epoch)))

    @cached_property
    def onward(self) -> Trained:
        """What comes of training on as it is."""
        unbounded = Work(float("inf"), self.work.is_unwanted)
        found = self.trainer.train(self.case.now, self.case.steps, self.horizon, self.learnt_loss, unbounded)
        assert found is not None
        return found

    @property
    def best(self) -> float:
        """The least loss that it has or comes to by itself."""
        return min(self.loss, self.onward.loss)

    @cached_property
    def is_stuck(self) -> bool:
        """Whether it does not learn by itself, and its loss hardly falls any more; or it diverges."""
        if self.has_learnt or self.onward.has_learnt:
            return False
        return self.onward.has_diverged or bool(self.case.end) or not self.is_falling

    @cached_property
    def is_falling(self) -> bool:
        """Whether the loss still falls when what is tried ends."""
        return self.onward.fall_in_the_last_half() >= STILL_FALLING

    @cached_property
    def leads_elsewhere(self) -> bool:
        """Whether training still goes far from here before it is stuck."""
        return self.is_stuck and not self.onward.has_diverged and self.onward.loss < 0.9 * self.loss

    @property
    def rest(self) -> State:
        """Where training is stuck: here, or where it leads to."""
        return self.onward.state if self.leads_elsewhere else self.case.now

    @cached_property
    def curvature_at_rest(self) -> Curvature | None:
        """The derivatives of the mean loss where training is stuck."""
        if not self.leads_elsewhere or self.curvature is None:
            return self.curvature
        found = HessianOf(self.answering, self.case.samples).at(self.rest)
        return found if found.is_finite else None

    @property
    def is_in_trouble(self) -> bool:
        """Whether it does not learn in the epochs that it is given, falling or not."""
        return not self.has_learnt and (bool(self.case.end) or not self.onward.has_learnt)

    def helps(self, trained: Trained | None) -> bool:
        """Say whether a change makes it learn, or at least brings the loss far below what it is without."""
        if trained is None or trained.has_diverged:
            return False
        excess = trained.loss - self.least_loss
        return trained.has_learnt or excess <= BETTER * (self.best - self.least_loss)

    def from_start(self, trainer: Trainer | None = None, state: State = ()) -> Trained | None:
        """Train from the first step on with something changed; None if there is no room for more work."""
        found = trainer or self.trainer
        return found.train(state or self.case.start, 0, self.horizon, self.learnt_loss, self.work)

    def from_now(self, trainer: Trainer | None = None, state: State = ()) -> Trained | None:
        """Train from here on with something changed; None if there is no room for more work."""
        found = trainer or self.trainer
        return found.train(state or self.case.now, self.case.steps, self.horizon, self.learnt_loss, self.work)

    @cached_property
    def other_starts(self) -> list[Trained]:
        """What other starts come to, drawn as the problem draws its own; fewer where there is no room for more work."""
        found = []
        for seed in range(1, STARTS + 1):
            state = self.drawn(self.case.problem, self.program, seed)
            trained = self.from_start(state=state)
            if trained is None:
                break
            found.append(trained)
        return found

    def drawn(self, problem: Problem, program: Program, seed: int) -> State:
        """Return the state of another start of a problem."""
        drawn = problem.start.initial.draw(problem.network, 1000 + seed)
        values = dict(zip(program.state, problem.initial_state(program.state), strict=True))
        for name, value in drawn.items():
            if name not in problem.network.frozen:
                values[name] = value
        return tuple(values[name] for name in program.state)

    def changed_program(self, problem: Problem) -> Program:
        """Return what trains a problem that differs in its network."""
        return write_program(problem.network, problem.training)


def values_at(program: Program, case: Case, state: Sequence[float]) -> dict[str, Floats]:
    """Return the value of each name before the update, for every sample, from some state.

    Args:
        program: what a step does.
        case: whose samples and settings are taken.
        state: the state vector.
    """
    values: dict[str, Floats] = {name: np.asarray(value) for name, value in zip(program.state, state, strict=True)}
    values |= {symbol: np.asarray(value) for symbol, value in case.setup.settings}
    values[BATCH] = np.asarray(1.0)
    for place, name in enumerate(program.inputs):
        values[name] = np.array([x[place] for x, _ in case.samples])
    for place, name in enumerate(program.targets):
        values[name] = np.array([y[place] for _, y in case.samples])
    with np.errstate(all="ignore"):
        for operation in program.operations:
            if operation.phase is not Phase.UPDATE:
                values[operation.target] = computed(operation.expression, values)
    return values
