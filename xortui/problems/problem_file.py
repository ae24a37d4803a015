"""Problem files: TOML read into a `Problem`, every key checked, every mistake one line that says where and what."""

from __future__ import annotations

import itertools
import math
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from xortui.core.activations import ACTIVATIONS
from xortui.core.engines import Sample
from xortui.core.losses import LOSSES
from xortui.core.network import NUMBERINGS, Network
from xortui.core.training import ORDERS, UPDATES, Training
from xortui.problems.problem import Problem, Start

LARGEST_FILE = 16_000_000
LARGEST_NETWORK = 20_000
"""Parameters; the program has about four operations for each, and a person will never step through more."""


class ProblemError(ValueError):
    """A problem that can't be read: one line with the file, the key and what was expected."""


def built_in_names() -> tuple[str, ...]:
    """Return the names of the built-in problems."""
    folder = resources.files("xortui.problems")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load_problem(name: str | Path = "xor") -> Problem:
    """Return a built-in problem by name, or one from a file by path.

    Raises:
        ProblemError: if there is no such problem, or its file is not right.
    """
    if str(name) in built_in_names():
        text = (resources.files("xortui.problems") / f"{name}.toml").read_text("utf-8")
        return read_problem(text, str(name), str(name))
    path = Path(name)
    looks_like_path = path.suffix == ".toml" or len(path.parts) > 1 or path.exists()
    if not looks_like_path:
        raise ProblemError(
            f"{name}: no such problem; expected one of {', '.join(built_in_names())}, or the path of a .toml file"
        )
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ProblemError(f"{name}: larger than {LARGEST_FILE // 1_000_000} MB; expected a problem file")
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise ProblemError(f"{name}: no such file") from None
    except UnicodeDecodeError as error:
        raise ProblemError(f"{name}: not UTF-8 text (byte {error.start}); expected a TOML file") from None
    except (OSError, ValueError) as error:  # a ValueError is a path with a NUL in it
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ProblemError(f"{str(name)!r}: {reason}".replace("\\x00", "?")) from None
    return read_problem(text, _one_line(path.stem), _one_line(str(name)))


def read_problem(text: str, name: str, where: str) -> Problem:
    """Return the problem that a TOML text describes.

    Args:
        text: the TOML.
        name: what to call the problem.
        where: the file, for messages.

    Raises:
        ProblemError: if the text is not TOML or not a problem.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not only TOMLDecodeError: int() refuses thousands of digits
        raise ProblemError(_one_line(f"{where}: not TOML: {error}")) from None
    try:
        return _problem(_Table(document, ""), name)
    except ValueError as error:
        raise ProblemError(_one_line(f"{where}: {error}")) from None


class _Table:
    """A TOML table whose keys are taken one by one; what nobody took is unknown."""

    def __init__(self, values: dict[str, Any], key: str) -> None:
        self._values = dict(values)
        self._known: list[str] = []
        self.key = key

    def path(self, key: str) -> str:
        return f"{self.key}.{key}" if self.key else key

    def take(self, key: str, default: Any = None) -> Any:
        self._known.append(key)
        return self._values.pop(key, default)

    def table(self, key: str) -> _Table:
        value = self.take(key, {})
        if not isinstance(value, dict):
            raise ValueError(f"{self.path(key)}: expected a table, got {_kind(value)}")
        return _Table(value, self.path(key))

    def text(self, key: str, default: str) -> str:
        value = self.take(key, default)
        if not isinstance(value, str):
            raise ValueError(f"{self.path(key)}: expected a text, got {_kind(value)}")
        return _one_line(" ".join(value.split()))

    def choice(self, key: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.take(key, default)
        if value not in choices:
            raise ValueError(f"{self.path(key)}: expected one of {', '.join(choices)}, got {_show(value)}")
        return str(value)

    def number(self, key: str, default: float) -> float:
        return _number(self.take(key, default), self.path(key))

    def integer(self, key: str, default: int) -> int:
        value = self.take(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{self.path(key)}: expected a whole number, got {_show(value)}")
        if abs(value) >= 2**63:
            raise ValueError(f"{self.path(key)}: expected a whole number of less than 64 bits, got one too large")
        return value

    def items(self, key: str, default: list[Any] | None = None) -> list[Any]:
        value = self.take(key, default if default is not None else [])
        if not isinstance(value, list):
            raise ValueError(f"{self.path(key)}: expected a list, got {_kind(value)}")
        return value

    def numbers(self, key: str) -> tuple[float, ...]:
        if key not in self._values:
            raise ValueError(f"{self.path(key)}: missing; expected a list of numbers")
        return tuple(_number(value, self.path(key)) for value in self.items(key))

    def items_by_name(self, key: str) -> dict[str, float]:
        table = self.table(key)
        return {name: _number(value, table.path(name)) for name, value in table._values.items()}

    def close(self) -> None:
        for key in self._values:
            raise ValueError(f"{self.path(key)}: unknown key; expected one of {', '.join(self._known)}")


def _problem(root: _Table, name: str) -> Problem:
    title, source = root.text("title", name), root.text("source", "")
    network, training, start = root.table("network"), root.table("training"), root.table("start")
    samples = root.items("samples")
    root.close()
    frozen = training.items("frozen")
    if not all(isinstance(parameter, str) for parameter in frozen):
        raise ValueError(f"training.frozen: expected a list of parameter names, got {_show(frozen)}")
    return Problem(
        name=name,
        title=title,
        source=source,
        training=_training(training),
        network=_network(network, frozenset(frozen)),
        start=_start(start),
        samples=tuple(_sample(sample, f"samples: sample {number}") for number, sample in enumerate(samples, start=1)),
    )


def _network(table: _Table, frozen: frozenset[str]) -> Network:
    layers = table.items("layers", [2, 2, 1])
    activations = table.take("activations", "sigmoid")
    loss = table.choice("loss", "half-squared-error", tuple(LOSSES))
    numbering = table.choice("numbering", "by-source", NUMBERINGS)
    table.close()
    if len(layers) < 2 or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in layers):
        raise ValueError(f"network.layers: expected two or more whole numbers of at least 1, got {_show(layers)}")
    if sum((a + 1) * b for a, b in itertools.pairwise(layers)) > LARGEST_NETWORK:
        raise ValueError(
            f"network.layers: expected a network of at most {LARGEST_NETWORK:,} parameters, got {_show(layers)}"
        )
    if isinstance(activations, str):
        activations = [activations] * (len(layers) - 1)
    if not isinstance(activations, list) or any(name not in ACTIVATIONS for name in map(str, activations)):
        raise ValueError(
            f"network.activations: expected one of {', '.join(ACTIVATIONS)}, or a list of them, "
            f"got {_show(activations)}"
        )
    try:
        return Network(tuple(layers), tuple(activations), loss, numbering, frozen)
    except ValueError as error:
        table_name = "training" if str(error).startswith("frozen") else "network"
        raise ValueError(f"{table_name}.{error}") from None


def _training(table: _Table) -> Training:
    settings = {
        "learning_rate": table.number("learning_rate", 0.5),
        "momentum": table.number("momentum", 0.0),
    }
    update, order = table.choice("update", "sample", UPDATES), table.choice("order", "fixed", ORDERS)
    table.close()
    try:
        return Training(**settings, update=update, order=order)
    except ValueError as error:
        raise ValueError(f"training.{error}") from None


def _start(table: _Table) -> Start:
    seed = table.integer("seed", 0)
    if seed < 0:  # Python's generator takes −1 as 1
        raise ValueError(f"{table.path('seed')}: expected a whole number of at least 0, got {_show(seed)}")
    initial, parameters = table.table("initial"), table.items_by_name("parameters")
    table.close()
    uniform = initial.number("uniform", 1.0)
    initial.close()
    return Start(seed, uniform, parameters)


def _sample(value: Any, key: str) -> Sample:
    if not isinstance(value, dict):
        raise ValueError(f"{key}: expected a table with x and y, got {_kind(value)}")
    table = _Table(value, key)
    x, y = (table.numbers(name) for name in "xy")
    table.close()
    return x, y


def _number(value: Any, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key}: expected a number, got {_show(value)}")
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(f"{key}: expected a finite number, got one too large") from None
    if not math.isfinite(number):
        raise ValueError(f"{key}: expected a finite number, got {value}")
    return number


def _one_line(text: str) -> str:
    r"""Return text with everything that is not printable written out (\n, \x1b): it may come from anybody's file."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _kind(value: Any) -> str:
    """Say in a word what kind of TOML value this is."""
    kinds = {bool: "true or false", str: "a text", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date or time")


def _show(value: Any) -> str:
    """Return a value as it may stand in one line of a message."""
    text = repr(value) if isinstance(value, str | int | float | list) and not isinstance(value, bool) else _kind(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
