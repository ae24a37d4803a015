"""The help screen: what the focused pane shows, what the letters mean, and what every key does."""

from __future__ import annotations

from textwrap import wrap

from xortui.language.phrase import phrase
from xortui.render.wording import worded
from xortui.settings.fixed_keys import TERMINAL_KEYS
from xortui.ui.keys import key_table, name_of
from xortui.ui.screens.reading import ReadingScreen

GLOSSARY = {
    "x y ŷ": "input, target, and the network's answer",
    "w b": "weight and bias; θ stands for any of them",
    "z h": "weighted sum, and the value that comes out of a hidden unit; a stands for any unit's",
    "σ": "the sigmoid, 1/(1 + e^−z): it comes near 0 and 1 and never reaches them",
    "C": "the loss of one sample; the loss of an epoch is the mean of C",
    "∂C/∂w1": "the gradient: how much C changes when w1 changes",
    "δ3": "∂C/∂z3",
    "η μ": "learning rate, and momentum",
    "Δ ḡ": "the change by an update, and the mean gradient of a batch",
    "op": "an operation; a step is one sample's forward, backward and update; an epoch is all samples",
}
"""What the letters on the screen mean."""
WIDTH = 70
"""Cells of a line at the most."""
MIN_BESIDE = 24
"""Cells at least for what stands beside a name."""


class HelpScreen(ReadingScreen[None]):
    """Closes on ? and f1, too, and leads on to the pages of the reference."""

    BINDINGS = [  # noqa: RUF012  Textual's own type is a list
        ("question_mark,f1", "dismiss", "Close"), ("p", "pages", "Pages"),
    ]  # fmt: skip

    hints = ("esc closes   ↑ ↓ scroll   p opens the pages", "esc closes  ↑ ↓ scroll  p pages")

    def __init__(self, title: str, about: str, *, ascii_only: bool = False) -> None:
        """Explain one pane, in ASCII alone where there is nothing else."""
        super().__init__(ascii_only=ascii_only)
        self._title = title
        self._about = about

    def text(self) -> str:
        """Return the help."""
        from xortui.help.pages import topic_lines  # loaded when it is first wanted

        rows = key_table()
        width = min(WIDTH, self.room)
        column = max(len(keys) for keys, _, _ in rows) + 2
        if width - column < MIN_BESIDE:
            column = 2
        lines = [self._title, ""]
        for paragraph in self._about.strip().split("\n\n"):
            lines += [worded(phrase(" ".join(paragraph.split())), name_of), ""]
        lines += [phrase("Letters"), ""]
        for letters in GLOSSARY:
            lines += _entry(letters, phrase(GLOSSARY[letters]), column, width)
        lines += ["", phrase("Keys: lower case goes forward, upper case goes back"), ""]
        for keys, description, back in rows:
            lines += _entry(keys, description, column, width)
            if back:
                lines += _entry("", back, column, width)
        lines += _entry("ctrl+p", phrase("All commands, by name"), column, width)
        for key in TERMINAL_KEYS:
            lines += _entry(key.key, phrase(key.description), column, width)
        lines += ["", phrase("Pages: p opens them here, xortui help prints them"), ""]
        lines += topic_lines()
        return "\n".join(lines)

    def action_pages(self) -> None:
        """Open the list of pages."""
        from xortui.ui.screens.pages import TopicsScreen  # loaded when it is first wanted

        self.app.push_screen(TopicsScreen(ascii_only=self._ascii))


def _entry(name: str, meaning: str, column: int, width: int) -> list[str]:
    """Return lines with a name at the left, and what it means beside it, or below it where the column has no room."""
    lines = [f"{'':<{column}}{line}" for line in wrap(meaning, width - column)]
    if not name:
        return lines
    if len(name) >= column:
        return [name, *lines]
    return [f"{name:<{column}}{lines[0][column:]}", *lines[1:]]
