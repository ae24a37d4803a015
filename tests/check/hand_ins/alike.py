"""Mistakes that one name is as good as another for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Alike:
    """Names for the same numbers, and where that is so."""

    ids: frozenset[str]
    where: str


ALIKE: tuple[Alike, ...] = (
    Alike(frozenset({"error-for-delta", "slope-missing-passed-back"}), "what outputs pass back"),
    Alike(frozenset({"gate-always-open", "slope-missing"}), "a layer of ReLU"),
    Alike(frozenset({"gate-always-open", "slope-of-other"}), "a layer of leaky ReLU: the slope of the identity"),
    Alike(frozenset({"stray-factor", "rate-missing", "rate-twice"}), "which factor it is depends on η"),
    Alike(frozenset({"error-reversed", "uphill"}), "uphill in every layer"),
    Alike(frozenset({"passed-back-sign", "uphill"}), "uphill in all layers below"),
    Alike(frozenset({"own-activation", "other-activation"}), "layers of the same size"),
    Alike(frozenset({"wrong-column", "weights-of-other-unit"}), "a column of a matrix with biases in it"),
    Alike(frozenset({"weights-transposed", "weights-of-other-unit"}), "two units and two units"),
    Alike(
        frozenset({"softmax-slope-besides", "softmax-diagonal"}),
        "a file that computes no loss: it may follow cross-entropy or the squared error",
    ),
)
"""A name is taken for another wherever both stand in one row, whatever the place; so a score may be
a little too good, and never too bad."""


def is_named(expected: str, said: str) -> bool:
    """Whether what was said names the mistake."""
    if expected == said:
        return True
    return any(expected in row.ids and said in row.ids for row in ALIKE)
