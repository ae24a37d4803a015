"""A cost that a file computes and that its steps do not follow, and what that means."""

from __future__ import annotations

from dataclasses import dataclass

from xortui.check.differentiation.costs_of_errors import ComparedCost


@dataclass(frozen=True, slots=True)
class OtherCost:
    """A cost that a file computes, and that its steps do not follow."""

    cost: ComparedCost
    line: int
    """Where it is computed."""
    followed: str
    """The name of the loss that the steps follow; '' if it has none."""
    is_of_file: bool
    """Whether what goes back is an error of the file's own, and not ŷ − y itself."""

    @property
    def is_mistaken(self) -> bool:
        """Whether the steps must be meant to follow it: it is no mere measure, and they follow no other known loss."""
        if self.cost.is_measure or self.cost.is_branching or not self.is_of_file:
            return False
        return self.followed in ("", self.cost.family)

    @property
    def is_doubtful(self) -> bool:
        """Whether nobody knows what the steps follow: where the file branches, no loss is seen whole."""
        return self.is_of_file and (self.cost.is_branching or (self.cost.is_measure and not self.followed))

    @property
    def is_told(self) -> bool:
        """Whether the steps follow one loss, and the file computes another that is no mere measure."""
        return not (self.cost.is_measure or self.cost.is_branching or self.is_mistaken)
