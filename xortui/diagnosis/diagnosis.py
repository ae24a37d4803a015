"""The diagnosis: whether a training is healthy, and if it is not, why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from xortui.debugger.survey import LEARNT
from xortui.diagnosis.case import Case
from xortui.diagnosis.causes import can_be_freed, found_causes
from xortui.diagnosis.evidence import MAX_WORK, Evidence
from xortui.diagnosis.finding import Finding, WayOut
from xortui.diagnosis.of_rate import epochs_until_half
from xortui.diagnosis.trainer import Work
from xortui.diagnosis.ways_out import way_out
from xortui.diagnosis.wording import counted, number
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase


class Condition(StrEnum):
    """How a training is."""

    LEARNT = "has learnt"
    HEALTHY = "healthy"
    """It learns by itself in the epochs that it is given."""
    SLOW = "slow"
    """It does not, but its loss still falls."""
    STUCK = "stuck"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is said of a training where it stands."""

    condition: Condition
    summary: tuple[str, ...]
    """Sentences on where it stands and where it goes by itself."""
    findings: tuple[Finding, ...]
    """Causes; of a healthy one none but those that lie in its code."""
    epochs: int
    loss: float
    way_out: WayOut | None = None
    """What frees it, if something was found."""


def diagnose(case: Case, most_work: float = MAX_WORK, is_unwanted: Callable[[], bool] = lambda: False) -> Diagnosis:
    """Say why a training does not learn, or that nothing is wrong.

    Args:
        case: where it stands.
        most_work: parameters times samples times epochs that may be tried.
        is_unwanted: says whether nobody waits for it any more; it is asked every tenth of a second or so.

    Raises:
        UnwantedError: if nobody does.
    """
    evidence = Evidence(case, Work(most_work, is_unwanted))
    condition = _condition(evidence)
    is_fine = condition in (Condition.LEARNT, Condition.HEALTHY)
    findings = tuple(found_causes(evidence, is_fine=is_fine))
    summary = [_where(evidence), *_whither(evidence, condition, is_wrong=bool(findings))]
    summary += _outputs(evidence, condition)
    if not is_fine and not findings:
        summary.append(phrase("Why cannot be told from these numbers: none of the causes that are looked for shows."))
    freed = way_out(evidence) if not is_fine and can_be_freed(findings) else None
    return Diagnosis(condition, tuple(summary), findings, case.epochs, evidence.loss, freed)


def _condition(evidence: Evidence) -> Condition:
    if evidence.case.end:
        return Condition.DIVERGED
    if evidence.has_learnt:
        return Condition.LEARNT
    if evidence.onward.has_learnt:
        return Condition.HEALTHY
    if evidence.onward.has_diverged:
        return Condition.DIVERGED
    return Condition.STUCK if evidence.is_stuck else Condition.SLOW


def _where(evidence: Evidence) -> str:
    case = evidence.case
    stands = phrase("At the start")
    if case.epochs:
        stands = phrase("After {epochs}", epochs=counted(case.epochs, "epoch"))
    return phrase(
        "{stands} C is {loss}, the mean of all samples with the weights of now; constant outputs have {constant}. "
        "At {learnt} it counts as learnt.",
        stands=stands,
        loss=number(evidence.loss),
        constant=number(evidence.loss_of_constant),
        learnt=number(evidence.learnt_loss),
    )


def _outputs(evidence: Evidence, condition: Condition) -> list[str]:
    """Say how near the outputs are, where the status line, which looks at them alone, says something else than C."""
    count = len(evidence.case.samples)
    has_learnt = condition is Condition.LEARNT
    if has_learnt == (evidence.near == count):
        return []
    if not has_learnt:
        return [phrase("Yet every output is within {near} of its target: the status line says learnt.", near=LEARNT)]
    return [
        phrase(
            "The status line asks for more: every output within {near} of its target. {right} of {count} are so near.",
            near=LEARNT,
            right=evidence.near,
            count=count,
        )
    ]


def _whither(evidence: Evidence, condition: Condition, *, is_wrong: bool) -> list[str]:
    """Return where training goes by itself.

    Args:
        evidence: what was tried.
        condition: how training stands.
        is_wrong: whether something is wrong in it, which is told.
    """
    if condition is Condition.LEARNT:
        if evidence.least_loss < 0.5 * evidence.loss:
            return [phrase("It has learnt.")]
        return [phrase("It has learnt what it can.")]
    if evidence.case.end:
        return [phrase("Training diverged {end}.", end=evidence.case.end)]
    onward = evidence.onward
    more = counted(onward.epochs, "epoch")
    if condition is Condition.HEALTHY:
        half = epochs_until_half(evidence)
        is_slow_now = half > 2 * onward.epochs
        loss = number(onward.loss)
        if is_wrong:
            told = phrase(
                "It learns all the same: trained on as it is, it has learnt after {more} more, with a C of {loss}.",
                more=more,
                loss=loss,
            )
        else:
            told = phrase(
                "Nothing is wrong: trained on as it is, it has learnt after {more} more, with a C of {loss}.",
                more=more,
                loss=loss,
            )
        if is_slow_now:
            told += phrase(" It is on a plateau now: at this pace half would take {half} epochs.", half=grouped(half))
        return [told]
    if condition is Condition.DIVERGED:
        return [phrase("Trained on as it is, it diverges within {more}.", more=more)]
    loss = number(onward.loss)
    if condition is Condition.STUCK:
        return [phrase("It is stuck: trained on as it is for {more}, C only comes to {loss}.", more=more, loss=loss)]
    return [phrase("It learns slowly: trained on as it is for {more}, C only comes to {loss}.", more=more, loss=loss)]


def diagnosis_record(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return a diagnosis as an object of JSON; what is not finite is null."""
    out = diagnosis.way_out
    return {
        "condition": diagnosis.condition.value,
        "epochs": diagnosis.epochs,
        "loss": _finite(diagnosis.loss),
        "summary": list(diagnosis.summary),
        "causes": [_record(finding) for finding in diagnosis.findings],
        "way_out": None
        if out is None
        else {
            "description": out.description,
            "values": dict(out.values),
            "epochs": out.epochs,
            "loss": _finite(out.loss),
        },
    }


def _record(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "sentence": finding.sentence,
        "numbers": {key: _finite(value) for key, value in finding.numbers.items()},
        "look_at": finding.look_at,
        "helps": finding.helps,
        "table": [list(row) for row in finding.table],
    }


def _finite(value: Any) -> Any:
    if isinstance(value, list):
        return [_finite(part) for part in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
