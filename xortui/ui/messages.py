"""Messages that panes send up to the screen: requests, as what the person asked for."""

from __future__ import annotations

from typing import Generic

from textual.message import Message

from xortui.settings.setting import T, UserSetting
from xortui.ui.ground import Ground


class ChooseParameter(Message):
    """Choose a parameter; with a factor of its path, that factor; with a branch of its gradient, that branch."""

    def __init__(self, parameter: str, factor: int | None = None, branch: tuple[str, ...] = ()) -> None:
        """Name the parameter, the factor by its place on the path, and the branch by the units it goes through."""
        self.parameter = parameter
        self.factor = factor
        self.branch = branch
        super().__init__()


class RunCommand(Message):
    """Run a command of the table, as its key would."""

    def __init__(self, command: str, *, back: bool) -> None:
        """Name the command by its id."""
        self.command = command
        self.back = back
        super().__init__()


class PointAt(Message):
    """Point at a value."""

    def __init__(self, name: str, x: int, y: int) -> None:
        """Name the value, and the cell of the screen where it was pointed at."""
        self.name = name
        self.x = x
        self.y = y
        super().__init__()


class BreakAt(Message):
    """Make a breakpoint on an operation, or remove the one that is there."""

    def __init__(self, operation: int) -> None:
        """Give the operation's number."""
        self.operation = operation
        super().__init__()


class RememberSetting(Message, Generic[T]):
    """Write a setting that a key has chosen into the file of settings."""

    def __init__(self, setting: UserSetting[T], value: T) -> None:
        """Give the setting, and what it shall be from now on."""
        self.setting = setting
        self.value = value
        super().__init__()


class TurnMouse(Message):
    """Leave the mouse to the terminal, or take it again."""


class Copy(Message):
    """Copy a text to the clipboard."""

    def __init__(self, text: str, pane: str = "") -> None:
        """Give the text, and the title of the pane that it is all of, if it is of one."""
        self.text = text
        self.pane = pane
        super().__init__()


class ShowTheme(Message):
    """Show Textual's own widgets in another theme, as the panes are."""

    def __init__(self, theme: str) -> None:
        """Name the theme."""
        self.theme = theme
        super().__init__()


class GroundTold(Message):
    """The terminal has told the colour of its ground, later than it was waited for."""

    def __init__(self, ground: Ground) -> None:
        """Give red, green and blue from 0 to 1."""
        self.ground = ground
        super().__init__()
