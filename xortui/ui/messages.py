"""Messages that panes send up to the screen: requests, as what the person asked for."""

from __future__ import annotations

from textual.message import Message


class ChooseParameter(Message):
    """Choose a parameter; with a factor of its path, that factor."""

    def __init__(self, parameter: str, factor: int | None = None) -> None:
        """Name the parameter, and the factor by its place on the path."""
        self.parameter = parameter
        self.factor = factor
        super().__init__()


class RunCommand(Message):
    """Run a command of the table, as its key would."""

    def __init__(self, command: str, *, back: bool) -> None:
        """Name the command by its id."""
        self.command = command
        self.back = back
        super().__init__()
