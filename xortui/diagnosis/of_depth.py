"""Causes that lie in the depth: gradients that vanish or explode on the way back through the layers."""

from __future__ import annotations

from xortui.diagnosis.evidence import Evidence
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.wording import number
from xortui.language.phrase import phrase

MIN_HIDDEN = 3
"""Hidden layers from which on depth can be the cause."""
VANISHED = 1e-3
"""‖δ‖ of the first layer as a share of that of the last, below which it has vanished."""
EXPLODED = 5.0
"""The same, above which it has exploded."""


def vanishing(evidence: Evidence) -> Finding | None:
    """Tell that ‖δ‖ shrinks from the last layer to the first."""
    deltas = evidence.deltas
    if not evidence.is_in_trouble or evidence.case.end or len(evidence.hidden) < MIN_HIDDEN:
        return None
    if not deltas[-1] > 0:
        return None
    ratio = deltas[0] / deltas[-1]
    if not ratio < VANISHED:
        return None
    per_layer = ratio ** (1 / (len(deltas) - 1)) if ratio > 0 else 0.0
    return Finding(
        id="vanishing",
        sentence=(
            phrase(
                "The gradient vanishes along the depth: ‖δ‖ falls from {last} in the last layer to "
                "{first} in the first, by {per_layer} a layer. The first layers hardly learn.",
                last=number(deltas[-1]),
                first=number(deltas[0]),
                per_layer=number(per_layer),
            )
        ),
        numbers={"deltas": deltas, "ratio": ratio},
        look_at=_where(evidence),
        helps=phrase("Fewer layers, tanh or ReLU in place of sigmoid, or weights that start larger (glorot, he)."),
        table=_table(evidence),
    )


def exploding(evidence: Evidence) -> Finding | None:
    """Tell that ‖δ‖ grows from the last layer to the first, in a training that the steps throw about."""
    deltas = evidence.deltas_at_start
    if not evidence.is_in_trouble or len(evidence.hidden) < MIN_HIDDEN or not deltas[-1] > 0:
        return None
    ratio = deltas[0] / deltas[-1]
    if not ratio > EXPLODED:
        return None
    per_layer = ratio ** (1 / (len(deltas) - 1))
    return Finding(
        id="exploding",
        sentence=(
            phrase(
                "The gradient explodes along the depth: at the start ‖δ‖ grows from {last} in the "
                "last layer to {first} in the first, by {per_layer} a layer. Steps that suit "
                "the last layer are too large for the first.",
                last=number(deltas[-1]),
                first=number(deltas[0]),
                per_layer=number(per_layer),
            )
        ),
        numbers={"deltas": deltas, "ratio": ratio},
        look_at=_where(evidence),
        helps=phrase("Start with smaller weights (glorot, he), or clip the gradients (clip_norm)."),
        table=_table(evidence, at_start=True),
    )


def _where(evidence: Evidence) -> str:
    first = evidence.network.units[1][0].weighted_sum
    last = evidence.network.units[-1][0].weighted_sum
    return phrase("∂C/∂{first} beside ∂C/∂{last}: watch abs(dC/d{first})", first=first, last=last)


def _table(evidence: Evidence, *, at_start: bool = False) -> tuple[tuple[str, str], ...]:
    """Return ‖δ‖ of each layer, the last one first."""
    deltas = evidence.deltas_at_start if at_start else evidence.deltas
    rows = []
    for layer in range(len(deltas), 0, -1):
        units = evidence.network.units[layer]
        name = units[0].name if len(units) == 1 else f"{units[0].name} … {units[-1].name}"
        rows.append((phrase("layer {layer}, {name}", layer=layer, name=name), number(deltas[layer - 1])))
    return tuple(rows)
