"""A student's file, and what a checker should say of it."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Mistake:
    """A mistake to plant."""

    id: str
    layer: int
    """The layer where it is made, from 1."""


@dataclass(frozen=True)
class ExpectedMistake:
    """A mistake that the checker should name."""

    id: str
    line: int
    lines_also_fine: tuple[int, ...]
    """Other lines that it stands in."""

    lines_beside: tuple[int, ...]
    """Lines that are as good to be told, although it does not stand in them."""

    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Expected:
    """What the checker should say."""

    verdict: str
    """`right` or `wrong`."""

    parameters: dict[str, str]
    """Of each parameter: `right`, `scaled`, `wrong` or `never moves`."""

    mistakes: tuple[ExpectedMistake, ...]

    def as_json(self) -> dict[str, object]:
        """The same as what stands in a JSON file beside a hand-in."""
        return asdict(self)


@dataclass(frozen=True)
class HandIn:
    """A student's file with what is expected of it."""

    name: str
    source: str
    expected: Expected
