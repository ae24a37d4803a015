"""Every command, declared once: key bindings, footer, palette, help screen and README's table are made from this."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do, and where it has one, its way back."""

    id: str
    keys: tuple[str, ...]
    """Textual's names of the keys; the first is the one that is shown."""
    back_keys: tuple[str, ...]
    """The keys of its way back; empty if it has none."""
    label: str
    """One word for the footer."""
    description: str
    """What it does."""
    back_description: str = ""
    """What its way back does."""
    show: bool = True
    """Whether the footer names it, where there is room."""
    stays: bool = False
    """Whether the footer names it at any width."""


COMMANDS = (
    Command("operation", ("s", "right"), ("S", "left"), "op", "One operation", "One operation back"),
    Command(
        "sample", ("n",), ("N",), "step", "One step: to the end of this sample",
        "One step back: to before this sample",
    ),
    Command("epoch", ("e",), ("E",), "epoch", "To the end of the epoch", "To before the epoch"),
    Command(
        "run", ("c", "space"), ("C",), "run", "Run freely to the next breakpoint, or pause",
        "Run back to the previous breakpoint or the start, or pause",
    ),
    Command("break", ("b",), ("B",), "break", "Breakpoints: stop where a condition becomes true", "Remove all of them"),
    Command(
        "edit", ("v",), ("V",), "edit",
        "Edit values from here on: w5 = 1, or w1 = 1, eta = 0.1; the old history stays as a fork",
        "Undo the last edit of this fork",
    ),
    Command(
        "goto", ("g",), (), "goto",
        "Go to a step (478), an operation of it (478.12), an epoch (e120) or a bookmark; 478.0 is before the step",
    ),
    Command("pane", ("tab",), ("shift+tab",), "pane", "The next pane", "The previous pane", stays=True),
    Command(
        "pace", ("plus", "equals_sign"), ("minus",), "pace", "Run faster: up to as fast as the machine goes",
        "Run slower: down to one step a second",
    ),
    Command(
        "watch", ("w",), ("W",), "watch", "Watch an expression: its value now, before and on the way here",
        "Remove all watches",
    ),
    Command(
        "compare", ("d",), ("D",), "compare", "Compare two forks: their losses in one chart, and every parameter",
        "Compare with the next other fork",
    ),
    Command(
        "fork", ("f",), ("F",), "fork", "Go along the next fork: the same training with other edits",
        "Go along the previous fork", show=False,
    ),
    Command(
        "bookmark", ("k",), ("K",), "bookmark", "Keep this position under a name; g leads back to it",
        "Forget a bookmark", show=False,
    ),
    Command(
        "break_here", ("o",), (), "break here",
        "Break at the operation that ran last, in every step; again: remove that breakpoint", show=False,
    ),
    Command(
        "find", ("slash",), (), "find",
        "Choose a parameter (w5) or a unit (h2) by its name", show=False,
    ),
    Command("rewind", ("r",), (), "rewind", "Go to the start, with the same starting weights", show=False),
    Command(
        "parameter", ("down",), ("up",), "choose", "Choose the next parameter; its path lights up in every pane",
        "Choose the previous parameter", show=False,
    ),
    Command(
        "page", ("pagedown",), ("pageup",), "page", "Choose the parameter ten lines further down",
        "Choose the parameter ten lines further up", show=False,
    ),
    Command(
        "unfold", ("u",), ("U",), "unfold",
        "Unfold the chosen gradient, or branch of it, into the sum over its paths; or fold it",
        "Fold all of them", show=False,
    ),
    Command(
        "factor", ("right_square_bracket",), ("left_square_bracket",), "factor",
        "Choose the next factor of the parameter's path", "Choose the previous factor", show=False,
    ),
    Command(
        "cursor", ("full_stop",), ("comma",), "cursor",
        "Move a cursor along the loss chart; it tells the epoch, its step and its mean loss",
        "Move it to the left", show=False,
    ),
    Command(
        "enter", ("enter",), ("escape",), "enter",
        "Go to the epoch at the cursor; where there is no cursor, unfold as u does", "Take the cursor away", show=False,
    ),
    Command("scale", ("l",), (), "log", "Draw the loss on a logarithmic axis, or a linear one", show=False),
    Command(
        "map", ("m",), ("M",), "map", "Map the next unit in the decision map", "Map the previous unit", show=False,
    ),
    Command("zoom", ("z",), (), "zoom", "The focused pane fills the screen, or goes back to its place"),
    Command("about", ("i",), (), "about", "What this problem is, and what its source prints"),
    Command(
        "export", ("x",), (), "export",
        "Write a NumPy script, a handout or the history up to here to a file", show=False,
    ),
    Command(
        "help", ("question_mark", "f1"), (), "help", "What the keys do, and what the focused pane shows", stays=True,
    ),
    Command("quit", ("q", "ctrl+q"), (), "quit", "Quit", stays=True),
)  # fmt: skip

_SHOWN = {
    "space": "space", "question_mark": "?", "plus": "+", "equals_sign": "=", "minus": "-", "right_square_bracket": "]",
    "left_square_bracket": "[", "slash": "/", "full_stop": ".", "comma": ",", "left": "←", "right": "→",
    "up": "↑", "down": "↓", "shift+tab": "shift+tab",
}  # fmt: skip


def shown_key(key: str) -> str:
    """Return a key as people write it."""
    return _SHOWN.get(key, key)


def bindings() -> list[BindingType]:
    """Return the bindings of every command and of its way back."""
    found: list[BindingType] = []
    for command in COMMANDS:
        for back, keys in ((False, command.keys), (True, command.back_keys)):
            description = command.back_description if back else command.description
            found += [
                Binding(
                    key,
                    f"screen.command('{command.id}', {back})",
                    command.label,
                    show=command.show,
                    priority=key in ("tab", "shift+tab"),
                    tooltip=description,
                    id=f"{command.id}{'.back' if back else ''}{f'.{place}' if place else ''}",
                )
                for place, key in enumerate(keys)
            ]
    return found


def key_table() -> list[tuple[str, str, str]]:
    """Return (keys, what they do, keys of the way back and what they do) for every command, for help and README."""
    rows = []
    for command in COMMANDS:
        keys = " ".join(map(shown_key, command.keys))
        back = " ".join(map(shown_key, command.back_keys))
        rows.append((keys, command.description, f"{back}: {command.back_description.lower()}" if back else ""))
    return rows


def key_table_markdown() -> str:
    """Return README's key table."""
    lines = ["| key | does | back |", "|---|---|---|"]
    for command in COMMANDS:
        keys = " ".join(f"`{shown_key(key)}`" for key in command.keys)
        back = " ".join(f"`{shown_key(key)}`" for key in command.back_keys)
        lines.append(f"| {keys} | {command.description} | {f'{back} {command.back_description}' if back else ''} |")
    return "\n".join(lines)
