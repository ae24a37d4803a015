"""Mistakes that one name is as good as another for."""

# Each row: names that no numbers can tell apart in some of the hand-ins.
ALIKE: tuple[frozenset[str], ...] = (
    frozenset({"error-for-delta", "slope-missing-passed-back"}),
    frozenset({"gate-always-open", "slope-missing"}),
    frozenset({"gate-always-open", "slope-of-other"}),
    frozenset({"stray-factor", "rate-missing", "rate-twice"}),
    frozenset({"error-reversed", "uphill"}),
    frozenset({"own-activation", "other-activation"}),
    frozenset({"wrong-column", "weights-of-other-unit"}),
    frozenset({"weights-transposed", "weights-of-other-unit"}),
    frozenset({"bias-never-updated", "layer-never-updated"}),
)


def is_named(expected: str, said: str) -> bool:
    """Whether what was said names the mistake."""
    if expected == said:
        return True
    return any(expected in row and said in row for row in ALIKE)
