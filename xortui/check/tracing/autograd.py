"""What is told of a program that leaves its gradients to torch."""

from __future__ import annotations

from typing import Any, NoReturn


class Autograd(RuntimeError):  # noqa: N818  # its name is what is told, with the line
    """The program trains with torch's own autograd, so there are no gradients of its own to check."""


SENTENCE = "this trains with torch's own autograd; xortui checks gradients that are written by hand"


def refused(*_: Any, **__: Any) -> NoReturn:
    """Tell that there is nothing of the program's own to check.

    Raises:
        Autograd: always.
    """
    raise Autograd(SENTENCE)


class Untrained:
    """A class of torch's that is only of use with autograd: nn.Linear, optim.SGD."""

    def __init__(self, *_: Any, **__: Any) -> None:
        """Tell that there is nothing of the program's own to check."""
        refused()

    @classmethod
    def apply(cls, *_: Any) -> NoReturn:
        """Tell that there is nothing of the program's own to check."""
        refused()
