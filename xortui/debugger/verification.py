"""The verification: every number that a problem's source prints, compared with the computed one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from math import nan

from xortui.core.program import LOSS
from xortui.debugger.debugger import Debugger
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.stop import Reason
from xortui.problems import Problem
from xortui.problems.published import Erratum, Published, Quantity, Term, rounded_product


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

    @property
    def agrees(self) -> bool:
        """Whether the computed number has the digits that are printed."""
        return self.published.printed.agree_with(self.computed)

    @property
    def is_explained(self) -> bool:
        """Whether the digits are wrong, and the variant of the erratum is what they come from."""
        return self.erratum is not None and not self.agrees and self.published.printed.agree_with(self.varied)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to explain."""
        return self.is_explained if self.erratum else self.agrees


def verify(problem: Problem) -> list[Finding]:
    """Return a finding for each number that a problem's source prints, in the order of the file, errata last."""
    right = _Calculator(problem)
    findings = [Finding(p, right.value(p.quantity, p.at)) for p in problem.published]
    for erratum in problem.errata:
        published, variant = erratum.published, erratum.variant
        varied = _Calculator(replace(problem, training=variant.training)).value(
            variant.quantity, variant.at, variant.rounded
        )
        findings.append(Finding(published, right.value(published.quantity, published.at), erratum, varied))
    return findings


class _Calculator:
    """Finds values at positions of one problem."""

    def __init__(self, problem: Problem) -> None:
        self._debugger = Debugger(problem)

    def value(self, quantity: Quantity, at: str, rounded: int | None = None) -> float | Decimal:
        """Return what a quantity is at a position; NaN if it is nothing there."""
        if self._debugger.go_to(at).reason is Reason.DIVERGED:
            return nan
        snapshot = self._debugger.snapshot()
        if not quantity.terms:
            return quantity.signed(mean_loss(snapshot))
        return quantity.signed(rounded_product(tuple(_value(snapshot, term) for term in quantity.terms), rounded))


def mean_loss(snapshot: Snapshot) -> float:
    """Return the mean of C over all samples, with the parameters of a position."""
    place = snapshot.program.by_target[LOSS].number - 1
    state, samples = snapshot.state, range(len(snapshot.problem.samples))
    return sum([snapshot.evaluate(state, sample)[place] for sample in samples]) / len(samples)


def _value(snapshot: Snapshot, term: Term) -> float:
    if term.sample is not None:
        place = snapshot.program.by_target[term.name].number - 1
        return snapshot.evaluate(snapshot.state, term.sample - 1)[place]
    value = snapshot.of_the_step(term.name)
    return nan if value is None else value
