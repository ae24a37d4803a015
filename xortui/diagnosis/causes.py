"""The table of causes: one row each, in the order in which they are looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from xortui.diagnosis import of_data, of_depth, of_gradients, of_network, of_rate, of_surface, of_units
from xortui.diagnosis.evidence import Evidence
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.of_file import FILE_CAUSES, known_causes


class Row(NamedTuple):
    """One kind of cause."""

    id: str
    title: str
    """What it is called in a line."""
    test: Callable[[Evidence], Finding | None]
    """Returns the finding; None if the numbers do not show it."""
    explained_by: frozenset[str] = frozenset()
    """Causes of which it is a consequence: where one of them is told, it is not."""
    is_always_told: bool = False
    """Whether it is told of a training that learns all the same, too."""
    keeps: bool = False
    """Whether no other weights free the training as long as this is so."""


CODE = frozenset({"wrong-gradients", "wrong-steps"})
"""Causes that lie in the code."""

CAUSES = (
    Row("wrong-gradients", "the gradients are wrong", of_gradients.wrong_gradients, is_always_told=True, keeps=True),
    Row(
        "wrong-steps",
        "the steps are wrong",
        of_gradients.wrong_steps,
        frozenset({"wrong-gradients"}),
        is_always_told=True,
        keeps=True,
    ),
    Row(
        "contradictory-samples",
        "samples contradict each other",
        of_data.contradictions,
        is_always_told=True,
        keeps=True,
    ),
    Row("targets-out-of-range", "targets are out of reach", of_data.targets_out_of_range, keeps=True),
    Row("no-bias", "there is no bias", of_network.no_bias, keeps=True),
    Row("unscaled-columns", "the inputs are not scaled", of_data.unscaled_columns, keeps=True),
    Row("equal-units", "hidden units are equal", of_units.equal_units),
    Row(
        "exploding",
        "the gradient explodes along the depth",
        of_depth.exploding,
        frozenset({"unscaled-columns"}),
        keeps=True,
    ),
    Row(
        "rate-too-large",
        "the learning rate is too large",
        of_rate.rate_too_large,
        frozenset({"unscaled-columns", *CODE, "exploding"}),
        keeps=True,
    ),
    Row(
        "saturated-units",
        "units are saturated",
        of_units.saturated_units,
        frozenset({"unscaled-columns", "rate-too-large", *CODE}),
    ),
    Row("dead-units", "units are dead", of_units.dead_units, frozenset({"unscaled-columns", "rate-too-large"})),
    Row("vanishing", "the gradient vanishes along the depth", of_depth.vanishing, frozenset({"saturated-units"})),
    Row(
        "rate-too-small",
        "the learning rate is too small",
        of_rate.rate_too_small,
        frozenset({"unscaled-columns", "saturated-units", "equal-units", "vanishing", *CODE}),
        keeps=True,
    ),
    Row(
        "cannot-represent",
        "the network is too small",
        of_network.cannot_represent,
        frozenset(
            {
                "unscaled-columns",
                "no-bias",
                *CODE,
                "contradictory-samples",
                "targets-out-of-range",
                "rate-too-large",
                "rate-too-small",
                "saturated-units",
                "vanishing",
            }
        ),
        keeps=True,
    ),
    Row("plateau", "a plateau", of_surface.plateau, frozenset({"rate-too-small", *CODE})),
    Row("saddle", "a saddle", of_surface.saddle, CODE),
    Row("minimum", "a minimum that solves nothing", of_surface.minimum, CODE),
)
"""Every cause. What lies in code, data and network comes first: no better start helps there."""


def found_causes(evidence: Evidence, *, is_fine: bool) -> list[Finding]:
    """Return every cause that the numbers show, and that no other one explains; first what a check of the file found.

    Args:
        evidence: what is known.
        is_fine: whether it has learnt, or learns by itself.
    """
    told: list[Finding] = []
    explained: set[str] = set()
    for file_row, finding in known_causes(evidence.case.file_causes):
        is_told = file_row.is_always_told or not evidence.has_learnt
        if is_told and finding.id not in explained:
            told.append(_with_numbers_of_now(finding, evidence, is_fine=is_fine))
            explained |= {finding.id, *file_row.explains}
    for row in CAUSES:
        if row.id in explained or (is_fine and not row.is_always_told):
            continue
        if row.explained_by.isdisjoint(finding.id for finding in told):
            shown = row.test(evidence)
            if shown is not None:
                told.append(shown)
    return told


def _with_numbers_of_now(finding: Finding, evidence: Evidence, *, is_fine: bool) -> Finding:
    """Return the same cause as the numbers of now show it; as the check has told it, where they do not."""
    row = next((row for row in CAUSES if row.id == finding.id), None)
    shown = row.test(evidence) if row is not None and not is_fine else None
    return shown or finding


def can_be_freed(told: Sequence[Finding]) -> bool:
    """Say whether other weights may free a training, with these causes."""
    keeping = {row.id for row in (*CAUSES, *FILE_CAUSES) if row.keeps}
    return bool(told) and keeping.isdisjoint(finding.id for finding in told)


def title_in_english(identity: str) -> str:
    """Return what a cause is called in a line."""
    return next(row.title for row in (*CAUSES, *FILE_CAUSES) if row.id == identity and row.title)
