"""The keys of every command; bindings, footer, help and the table of keys are made from them and the commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from textual.binding import Binding, BindingType

from xortui.commands.command import Command
from xortui.commands.table import COMMANDS
from xortui.language.phrase import phrase
from xortui.render.wording import worded
from xortui.settings.fixed_keys import TERMINAL_KEYS


class Keys(NamedTuple):
    """Textual's names of the keys of one command; the first is the one that is shown."""

    forth: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    """The keys of its way back."""
    show: bool = True
    """Whether the footer names it, where there is room."""
    stays: bool = False
    """Whether the footer names it at any width."""

    def of(self, *, back: bool) -> tuple[str, ...]:
        """Return the keys of one direction."""
        return self.back if back else self.forth


KEYS: dict[str, Keys] = {
    "operation": Keys(("s", "right"), ("S", "left")),
    "sample": Keys(("n",), ("N",)),
    "epoch": Keys(("e",), ("E",)),
    "run": Keys(("c", "space"), ("C",)),
    "break": Keys(("b",), ("B",)),
    "edit": Keys(("v",), ("V",)),
    "goto": Keys(("g",)),
    "pane": Keys(("tab",), ("shift+tab",), stays=True),
    "pace": Keys(("plus", "equals_sign"), ("minus",)),
    "watch": Keys(("w",), ("W",)),
    "why": Keys(("exclamation_mark",)),
    "compare": Keys(("d",), ("D",)),
    "free": Keys(("H",), show=False),
    "fork": Keys(("f",), ("F",), show=False),
    "bookmark": Keys(("k",), ("K",), show=False),
    "break_here": Keys(("o",), show=False),
    "find": Keys(("slash",), show=False),
    "rewind": Keys(("r", "home"), ("end",), show=False),
    "return": Keys(("apostrophe",), show=False),
    "parameter": Keys(("down",), ("up",), show=False),
    "page": Keys(("pagedown",), ("pageup",), show=False),
    "unfold": Keys(("u",), ("U",), show=False),
    "factor": Keys(("right_square_bracket",), ("left_square_bracket",), show=False),
    "cursor": Keys(("full_stop",), ("comma",), show=False),
    "enter": Keys(("enter",), ("escape",), show=False),
    "scale": Keys(("l",), show=False),
    "map": Keys(("m",), ("M",), show=False),
    "join": Keys(("R",), ("O",), show=False),
    "point": Keys(("underscore",), show=False),
    "places": Keys(("G",), show=False),
    "slide": Keys(("f7",), show=False),
    "name": Keys(("f2",), show=False),
    "open": Keys(("f3",), show=False),
    "present": Keys(("f4",), show=False),
    "slow": Keys(("f6",), show=False),
    "surface": Keys(("J",), show=False),
    "ask": Keys(("P",), show=False),
    "axes": Keys(("X",), show=False),
    "guess": Keys(("Q",), ("L",), show=False),
    "quiz": Keys(("percent_sign",), show=False),
    "tour": Keys(("right_parenthesis",), ("left_parenthesis",), show=False),
    "leave": Keys(("ampersand",), show=False),
    "reveal": Keys(("a",), ("A",), show=False),
    "zoom": Keys(("z",)),
    "digits": Keys(("greater_than_sign",), ("less_than_sign",), show=False),
    "copy": Keys(("y",), show=False),
    "mouse": Keys(("p",), show=False),
    "theme": Keys(("t",), ("T",), show=False),
    "place": Keys(("asterisk",), show=False),
    "start": Keys(("0",), show=False),
    "about": Keys(("i",)),
    "export": Keys(("x",), show=False),
    "picture": Keys(("I",), ("Y",), show=False),
    "record": Keys(("f8",), ("f9",), show=False),
    "help": Keys(("question_mark", "f1"), stays=True),
    "quit": Keys(("q", "ctrl+q"), stays=True),
}
"""In the order in which the footer, the help and README name them: what matters most stands first."""
NO_KEYS = Keys(show=False)
"""Of a command that is found in the palette alone."""


_chosen: dict[str, Keys] = {}
"""What a person has chosen instead, by command."""
_SHOWN = {
    "question_mark": "?", "exclamation_mark": "!",
    "plus": "+", "equals_sign": "=", "minus": "-", "right_square_bracket": "]",
    "left_square_bracket": "[", "slash": "/", "full_stop": ".", "comma": ",", "left": "←", "right": "→",
    "underscore": "_", "apostrophe": "'",
    "up": "↑", "down": "↓", "greater_than_sign": ">", "less_than_sign": "<", "asterisk": "*",
    "percent_sign": "%", "ampersand": "&", "left_parenthesis": "(", "right_parenthesis": ")",
}  # fmt: skip

_UNSHOWN = {shown: key for key, shown in _SHOWN.items()}


def default_keys() -> dict[str, tuple[str, ...]]:
    """Return the keys of every command and of its way back, by id, as people write them."""
    found = {}
    for id_, keys in KEYS.items():
        found[id_] = tuple(map(shown_key, keys.forth))
        if keys.back:
            found[f"{id_}.back"] = tuple(map(shown_key, keys.back))
    return found


def choose_keys(chosen: Mapping[str, Sequence[str]]) -> None:
    """Have other keys for some commands or ways back, as people write them; all others keep those of the table."""
    _chosen.clear()
    for id_, keys in KEYS.items():
        forth = chosen.get(id_)
        back = chosen.get(f"{id_}.back")
        if forth or back:
            _chosen[id_] = keys._replace(
                forth=keys.forth if forth is None else tuple(map(_unshown_key, forth)),
                back=keys.back if back is None else tuple(map(_unshown_key, back)),
            )


def keys_of(id_: str) -> Keys:
    """Return the keys that a command has now."""
    return _chosen.get(id_) or KEYS.get(id_, NO_KEYS)


def keymap() -> dict[str, str]:
    """Return which keys the bindings of this module get instead of their own, by the bindings' ids."""
    found = {}
    for id_, keys in _chosen.items():
        for back in (False, True):
            wanted = keys.of(back=back)
            there = KEYS[id_].of(back=back)
            # The first binding takes all of the keys; the others, which cannot be removed, do the same once more.
            for place in range(len(there)):
                found[_binding_id(id_, place, back=back)] = wanted[0] if place else ",".join(wanted)
    return found


def _binding_id(id_: str, place: int, *, back: bool) -> str:
    """Return how the binding of a command's key is called, so that another key can take its place."""
    return f"{id_}{'.back' if back else ''}{f'.{place}' if place else ''}"


def _unshown_key(key: str) -> str:
    """Return Textual's name of a key that people write."""
    return _UNSHOWN.get(key, key)


def shown_key(key: str) -> str:
    """Return a key as people write it."""
    return _SHOWN.get(key, key)


def name_of(command: str) -> str:
    """Return the key of a command, or of its way back; of a command without one, how the palette calls it."""
    id_, _, back = command.partition(".")
    keys = keys_of(id_).of(back=bool(back))
    return shown_key(keys[0]) if keys else COMMANDS[id_].label


def commands_and_keys() -> Iterator[tuple[Command, Keys]]:
    """Yield every command with its keys, those without any last."""
    for id_ in dict.fromkeys((*KEYS, *COMMANDS)):
        yield COMMANDS[id_], keys_of(id_)


def described(command: Command, *, back: bool) -> str:
    """Return what a command or its way back does, with the keys of other commands; empty if it has no way back."""
    if back and command.back is None:
        return ""
    return worded(phrase(command.way(back=back).description), name_of)


def bindings() -> list[BindingType]:
    """Return the bindings of every command and of its way back."""
    found: list[BindingType] = []
    for command, keys in commands_and_keys():
        for back in (False, True):
            description = described(command, back=back)
            found += [
                Binding(
                    key,
                    f"screen.command('{command.id}', {back})",
                    command.label,
                    show=keys.show,
                    priority=key in ("tab", "shift+tab"),
                    tooltip=description,
                    id=_binding_id(command.id, place, back=back),
                )
                for place, key in enumerate(keys.of(back=back))
            ]
    return found


def terminal_key_table_markdown() -> str:
    """Return the table of the keys that every terminal program has."""
    rows = [f"| `{key.key}` | {key.description} |" for key in TERMINAL_KEYS]
    return "\n".join(["| key | does |", "|---|---|", *rows])


def key_table() -> list[tuple[str, str, str]]:
    """Return (keys, what they do, keys of the way back and what they do) for every command, for the help."""
    rows = []
    for command, keys in commands_and_keys():
        forth = " ".join(map(shown_key, keys.forth))
        back = " ".join(map(shown_key, keys.back))
        way_back = described(command, back=True)
        rows.append(
            (forth, described(command, back=False), f"{back}: {way_back[:1].lower()}{way_back[1:]}" if back else "")
        )
    return rows


def key_table_markdown() -> str:
    """Return the table of keys that the page on keys has."""
    lines = ["| key | does | back |", "|---|---|---|"]
    for command, keys in commands_and_keys():
        forth = " ".join(f"`{shown_key(key)}`" for key in keys.forth)
        back = " ".join(f"`{shown_key(key)}`" for key in keys.back)
        way_back = f"{back} {described(command, back=True)}" if back else ""
        lines.append(f"| {forth} | {described(command, back=False)} | {way_back} |")
    return "\n".join(lines)
