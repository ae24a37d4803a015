"""The verification: every number that a problem's source prints, compared with the computed one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from math import fsum, isfinite, nan, ulp

from xortui.core.backpropagation import write_program
from xortui.core.program import LOSS, Program
from xortui.core.settings import L1, WEIGHT_DECAY
from xortui.debugger.debugger import Debugger
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.stop import Reason
from xortui.problems import Problem
from xortui.problems.published import Erratum, Published, Quantity, Term, rounded_product

FLOAT_DIGITS = 15
"""How many significant digits every float keeps; of more, some may depend on the order of a summation."""
FORGIVEN = 2.0
"""How many times farther than neighbouring arithmetics are apart a number may be printed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One published number and what was computed."""

    published: Published
    computed: float | Decimal
    """NaN if there is no such value at this position, as where the training has diverged before."""
    erratum: Erratum | None = None
    """Why the source is wrong, if it is known to be."""
    varied: float | Decimal = nan
    """For an erratum: what its variant computes."""
    spread: float = 0.0
    """How far other orders of summation are apart, where more digits are printed than a float keeps; else 0."""
    rounds_nothing: bool = False
    """For an erratum: whether its variant rounds something, and nothing comes out otherwise for it."""

    @property
    def agrees(self) -> bool:
        """Whether the computed number has the digits that are printed, as far as floats can say."""
        return self.has_the_digits or self.agrees_within_spread

    @property
    def has_the_digits(self) -> bool:
        """Whether the computed number has the digits that are printed."""
        return self.published.printed.agree_with(self.computed)

    @property
    def agrees_within_spread(self) -> bool:
        """Whether the digits differ no more than the order of a summation may make them."""
        return self.spread > 0 and self.published.printed.is_within(self.computed, FORGIVEN * self.spread)

    @property
    def is_explained(self) -> bool:
        """Whether the digits are wrong, and the variant of the erratum is what they come from."""
        return self.erratum is not None and not self.agrees and self.published.printed.agree_with(self.varied)

    @property
    def is_slip(self) -> bool:
        """Whether the digits are wrong by a cause of which nothing can be computed."""
        return self.erratum is not None and self.erratum.variant is None and not self.agrees

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to explain."""
        return (self.is_explained or self.is_slip) if self.erratum else self.agrees


def verify(problem: Problem) -> list[Finding]:
    """Return a finding for each number that a problem's source prints, in the order of the file, errata last."""
    right = _Calculator(problem)
    beside = _Neighbours(problem)
    findings = []
    for published in problem.published:
        finding = Finding(published, right.value(published.quantity, published.at))
        if not finding.has_the_digits and published.printed.significant > FLOAT_DIGITS:
            finding = replace(finding, spread=beside.spread(published, finding.computed))
        findings.append(finding)
    for erratum in problem.errata:
        computed = right.value(erratum.published.quantity, erratum.published.at)
        findings.append(_explained(problem, erratum, computed))
    return findings


def _explained(problem: Problem, erratum: Erratum, computed: float | Decimal) -> Finding:
    """Return what an erratum's variant gives, if it has one."""
    variant = erratum.variant
    if variant is None:
        return Finding(erratum.published, computed, erratum)
    other = replace(problem, training=variant.training)
    plain = _Calculator(other)
    varied = plain.value(variant.quantity, variant.at, variant.rounded)
    rounds = variant.rounded is not None and len(variant.quantity.terms) < 2
    if variant.places:
        from xortui.core.rounding import rounded_program

        program = rounded_program(write_program(other.network, other.training), dict(variant.places))
        varied = _Calculator(other, program).value(variant.quantity, variant.at, variant.rounded)
        rounds = varied == plain.value(variant.quantity, variant.at, variant.rounded)
    return Finding(erratum.published, computed, erratum, varied, rounds_nothing=rounds)


class _Neighbours:
    """Computes again, with other rounding errors."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def spread(self, published: Published, value: float | Decimal) -> float:
        """Return how far other orders of summation are from a value: at least the distance of two floats.

        0 where one of them comes to no finite number.
        """
        found = ulp(float(value)) if isfinite(value) else nan
        for calculator in self._calculators:
            other = calculator.value(published.quantity, published.at)
            found = max(found, abs(float(other) - float(value)))
        return found if isfinite(found) else 0.0

    @cached_property
    def _calculators(self) -> list[_Calculator]:
        from xortui.core.last_bits import neighbours

        program = write_program(self._problem.network, self._problem.training)
        return [_Calculator(self._problem, neighbour) for neighbour in neighbours(program)]


class _Calculator:
    """Finds values at positions of one problem."""

    def __init__(self, problem: Problem, program: Program | None = None) -> None:
        self._debugger = Debugger(problem, program=program)

    def value(self, quantity: Quantity, at: str, rounded: int | None = None) -> float | Decimal:
        """Return what a quantity is at a position; NaN if it is nothing there."""
        if self._debugger.go_to(at).reason is Reason.DIVERGED:
            return nan
        snapshot = self._debugger.snapshot()
        if not quantity.terms:
            penalty = penalty_of(snapshot) if quantity.is_penalized else 0.0
            return quantity.signed(mean_loss(snapshot) + penalty)
        read = _read_by_the_step if _is_product_of_derivatives(quantity) else _value
        values = tuple(read(snapshot, term) for term in quantity.terms)
        return quantity.signed(rounded_product(values, rounded))


def _is_product_of_derivatives(quantity: Quantity) -> bool:
    """Say whether a quantity is a product with a derivative in it: its parameters are those of the backward pass."""
    return len(quantity.terms) > 1 and any(term.name.startswith("∂") for term in quantity.terms)


def _read_by_the_step(snapshot: Snapshot, term: Term) -> float:
    """Return a factor of a product: of a parameter, the value before the update, which the derivatives were made of."""
    if term.sample is None and term.name in snapshot.program.network.parameter_names:
        value = snapshot.used(term.name)
        return nan if value is None else value
    return _value(snapshot, term)


def mean_loss(snapshot: Snapshot) -> float:
    """Return the mean of C over all samples, with the parameters of a position."""
    place = snapshot.program.by_target[LOSS].number - 1
    state, samples = snapshot.state, range(len(snapshot.problem.samples))
    return sum([snapshot.evaluate(state, sample)[place] for sample in samples]) / len(samples)


def penalty_of(snapshot: Snapshot) -> float:
    """Return what weight decay and L1 add to the loss, with the parameters of a position: ½·λ·Σw² + λ1·Σ|w|.

    It is what their terms λ·w and λ1·sign(w) are the gradient of; biases count where they decay, too.
    """
    training = snapshot.problem.training
    settings = dict(snapshot.setup.settings)
    decayed = []
    for parameter in snapshot.program.network.parameters:
        value = snapshot.value(parameter.name)
        if value is not None and (parameter.source is not None or training.decays_biases):
            decayed.append(value)
    squares = 0.5 * settings.get(WEIGHT_DECAY.symbol, 0.0) * fsum([value * value for value in decayed])
    return squares + settings.get(L1.symbol, 0.0) * fsum([abs(value) for value in decayed])


def _value(snapshot: Snapshot, term: Term) -> float:
    if term.sample is not None:
        place = snapshot.program.by_target[term.name].number - 1
        return snapshot.evaluate(snapshot.state, term.sample - 1)[place]
    value = snapshot.of_the_step(term.name)
    return nan if value is None else value
