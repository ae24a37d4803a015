"""A problem: a network, its samples, how it is trained and where it starts; and how one problem becomes another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from operator import index
from types import MappingProxyType
from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

from xortui.core.engines import Sample
from xortui.core.initial import Initial
from xortui.core.losses import LOSSES
from xortui.core.network import Network
from xortui.core.training import Schedule, Training
from xortui.problems.samples import Samples
from xortui.problems.source_names import NO_NAMES, SourceNames
from xortui.problems.table import one_line

if TYPE_CHECKING:
    from xortui.core.parameter_arrays import Layout
    from xortui.problems.classes import Classes
    from xortui.problems.features import Feature
    from xortui.problems.published import Erratum, Published
    from xortui.problems.scaling import Scaling

ROUNDING = 1e-9
"""How far from 1 the shares of a whole may be together."""
MAX_NAME_LENGTH = 40
"""Letters of the name of an input, an output or a class."""
MAX_VALUE = 1e100
"""The largest number a sample may have; beyond, even its square is on the way out of the floats."""


@dataclass(frozen=True, slots=True)
class Start:
    """The parameters before the first step."""

    seed: int = 0
    """Draws the parameters that are not named, and the order of the samples where it is shuffled."""
    initial: Initial = field(default_factory=Initial)
    """The rule by which they are drawn."""
    parameters: Mapping[str, float] = field(default_factory=dict)
    """Parameters that are given rather than drawn, by name."""

    def __post_init__(self) -> None:
        """Keep the parameters from being changed."""
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    def __reduce__(self) -> tuple[type[Start], tuple[int, Initial, dict[str, float]]]:
        """Pickle the parameters as a dictionary, as a read-only view of one cannot be."""
        return Start, (self.seed, self.initial, dict(self.parameters))


@dataclass(frozen=True, slots=True)
class Names:
    """Names that a problem gives to the numbers of its samples; empty where it gives none."""

    inputs: tuple[str, ...] = ()
    """Of x1, x2 …: height, weight."""
    outputs: tuple[str, ...] = ()
    """Of y1, y2 …, if they are not classes."""
    classes: tuple[str, ...] = ()
    """Of the classes, if each output stands for one; or of 0 and of 1, if there is one output."""
    source: SourceNames = NO_NAMES
    """What the source calls parameters, units and samples."""

    def __post_init__(self) -> None:
        """Make each a short text of one line with single blanks: names may come from any file."""
        for field_name in ("inputs", "outputs", "classes"):
            names = getattr(self, field_name)
            short_names = tuple(one_line(" ".join(name.split()))[:MAX_NAME_LENGTH] for name in names)
            object.__setattr__(self, field_name, short_names)


@dataclass(frozen=True, repr=False)
class Problem:
    """Everything that decides a training run: equal problems give equal numbers at every position.

    Raises:
        ValueError: if the parts don't fit each other; the message says which and what was expected.
    """

    name: str
    """What it is called on the command line and the screen: 'xor'."""
    title: str
    source: str
    """Where it comes from."""
    network: Network
    training: Training
    start: Start
    samples: tuple[Sample, ...]
    """At least one; each as many x as the network has inputs, as many y as it has outputs."""
    story: str = ""
    """One paragraph on what is to be seen in it."""
    published: tuple[Published, ...] = ()
    """What the source prints."""
    errata: tuple[Erratum, ...] = ()
    """What it prints wrongly."""
    names: Names = Names()
    """Names of the inputs, outputs or classes."""
    test: tuple[Sample, ...] = ()
    """Samples that nothing is trained with, of the same sizes; empty where it has none."""
    features: tuple[Feature, ...] = ()
    """How the last inputs are made from those before them; empty where all of them are given."""
    scaling: Scaling | None = None
    """How the first inputs, and the outputs, are scaled from the numbers of a data file; None if they are not."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What may not be meant as the file says it, each a line with what to write if it is not."""
    layout: Layout = field(default=(), compare=False)
    """How its owner has the parameters in arrays; empty if nobody has given any."""

    def __post_init__(self) -> None:
        """Check the samples and the named parameters against the network."""
        object.__setattr__(self, "samples", Samples.of(self.samples))
        object.__setattr__(self, "test", Samples.of(self.test))
        if not self.samples:
            raise ValueError("samples: expected at least one")
        if len(self.features) >= self.network.layers[0]:
            expected = f"fewer than {self.network.layers[0]} for a {self.network.title} network"
            raise ValueError(f"features: expected {expected}, got {len(self.features)}")
        for key, samples in (("samples", Samples.of(self.samples)), ("test", Samples.of(self.test))):
            self._check_sizes(key, samples)
            self._check_targets(key, samples)
        self._check_names()
        if self.training.dropout is not None:
            try:
                self.training.dropout.check(self.network)
            except ValueError as error:
                raise ValueError(f"training.{error}") from None
        self._check_scaling()
        if self.network.tied and not self.training.simultaneous:
            raise ValueError("training.simultaneous: expected true, as parameters are tied")
        known = set(self.network.parameter_names)
        for name, value in self.start.parameters.items():
            if name not in known:
                raise ValueError(
                    f"start.parameters.{name}: no such parameter in a {self.network.title} network; "
                    f"expected {self.network.parameter_range}"
                )
            if not math.isfinite(value):
                raise ValueError(f"start.parameters.{name}: expected a finite number, got {value}")

    def __repr__(self) -> str:
        """Say which problem it is, without its samples, which may be thousands."""
        return f"<Problem {self.name}: {self.network.title}, {len(self.samples):,} samples>"

    def _check_sizes(self, key: str, samples: Samples) -> None:
        """Each sample has as many numbers as the network has inputs and outputs, and none is out of all bounds."""
        sizes = self.network.layers[0], self.network.layers[-1]
        if samples.have_sizes(*sizes) and samples.largest <= MAX_VALUE:
            return  # thousands of samples are looked at in no time
        for number, sample in enumerate(samples, start=1):
            for what, values, size in zip("xy", sample, sizes, strict=True):
                if len(values) != size:
                    raise ValueError(
                        f"{key}: sample {number}: {what}: expected {size} "
                        f"number{'s' if size > 1 else ''} for a {self.network.title} network, got {len(values)}"
                    )
                if not all(abs(value) <= MAX_VALUE for value in values):
                    raise ValueError(
                        f"{key}: sample {number}: {what}: expected finite numbers of at most {MAX_VALUE:g}, "
                        f"got {list(values)}"
                    )

    def _check_targets(self, key: str, samples: Samples) -> None:
        """Cross-entropies compare probabilities."""
        loss = LOSSES[self.network.loss]
        if loss.through_activation is None:
            return
        are_shares = all(min(column) >= 0 and max(column) <= 1 for column in samples.y_columns)
        if are_shares and not loss.is_distribution:
            return
        for number, (_, y) in enumerate(samples, start=1):
            where = f"{key}: sample {number}: y: expected"
            if not all(0 <= value <= 1 for value in y):
                raise ValueError(f"{where} numbers from 0 to 1 for {self.network.loss}, got {list(y)}")
            if loss.is_distribution and abs(sum(y) - 1.0) > ROUNDING:
                raise ValueError(f"{where} numbers that are 1 together for {self.network.loss}, got {list(y)}")

    def _check_names(self) -> None:
        names = self.names
        layers = self.network.layers
        for key, given, size in (
            ("x", names.inputs, layers[0]),
            ("y", names.outputs, layers[-1]),
            ("classes", names.classes, layers[-1]),
        ):
            is_binary = key == "classes" and size == 1 and len(given) == 2
            if given and len(given) != size and not is_binary:
                expected = f"{size} name{'s' if size > 1 else ''} for a {self.network.title} network"
                raise ValueError(f"names.{key}: expected {expected}, got {len(given)}")
        if names.source:
            units = [name for row in self.network.units for unit in row for name in (unit.name, unit.weighted_sum)]
            losses = ["C", *(f"C{number}" for number in range(1, layers[-1] + 1) if layers[-1] > 1)]
            known = (*losses, *self.network.parameter_names, *self.network.targets, *filter(None, units))
            try:
                names.source.check(known, len(self.samples))
            except ValueError as error:
                raise ValueError(f"names.{error}") from None

    def _check_scaling(self) -> None:
        if self.scaling is None:
            return
        for key, scales, size in (
            ("x", self.scaling.x, self.given_inputs),
            ("y", self.scaling.y, self.network.layers[-1]),
        ):
            if scales and len(scales) != size:
                raise ValueError(f"scaling.{key}: expected {size} pairs for {size} columns, got {len(scales)}")

    def __getstate__(self) -> dict[str, object]:
        """Pickle the fields, without what is computed from them when first wanted."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def schedule(self) -> Schedule:
        """Which sample each step takes."""
        return Schedule(len(self.samples), self.training, self.start.seed)

    @cached_property
    def classes(self) -> Classes | None:
        """What the targets tell apart; None if they are any numbers."""
        from xortui.problems.classes import find_classes

        outputs = [unit.name for unit in self.network.units[-1]]
        return find_classes((*self.samples, *self.test), self.names.classes, outputs)

    @property
    def given_inputs(self) -> int:
        """How many of the inputs are given, rather than made from others."""
        return self.network.layers[0] - len(self.features)

    @property
    def settings(self) -> tuple[tuple[str, float], ...]:
        """The symbol and the value of every setting that the update reads, η first."""
        return self.training.settings(self.schedule.updates)

    def initial_parameters(self) -> dict[str, float]:
        """Return every parameter's starting value, by name.

        A parameter that is given is drawn all the same, so that giving one leaves the others as they were.
        """
        drawn = self.start.initial.draw(self.network, self.start.seed)
        values = {name: float(self.start.parameters.get(name, drawn[name])) for name in self.network.parameter_names}
        for name, leader in self.network.tied:
            values[name] = values[leader]
        return values

    def initial_state(self, state: tuple[str, ...]) -> tuple[float, ...]:
        """Return the state vector of step 0: the parameters, what masks are drawn from, and 0 for all else."""
        initial = self.initial_parameters()
        if self.training.dropout is not None:
            initial |= self.training.dropout.start(self.start.seed)
        return tuple(initial.get(name, 0.0) for name in state)

    def with_overrides(
        self,
        *,
        seed: SupportsIndex | None = None,
        learning_rate: SupportsFloat | None = None,
        hidden: SupportsIndex | Sequence[SupportsIndex] | None = None,
    ) -> Problem:
        """Return this problem with another seed, learning rate or hidden layers: 4, or (8, 8) for two.

        New hidden layers take the first layer's activation. Where single parameters are given or frozen by name, other
        layers are refused, as the names would mean other parameters.

        Raises:
            ValueError: if a number is not possible; the line says what was expected.
            TypeError: if an argument is not a number.
        """
        problem = self
        if seed is not None:
            problem = replace(problem, start=replace(problem.start, seed=_whole(seed, "seed", 0)))
        if learning_rate is not None:
            rate = _rate(learning_rate)
            problem = replace(problem, training=replace(problem.training, learning_rate=rate))
        hidden = None if hidden is None else _sizes(hidden)
        if hidden is not None and hidden != self.network.layers[1:-1]:
            named = sorted({*self.start.parameters, *self.network.frozen, *dict(self.network.tied)})
            if named:
                shown = f"{', '.join(named[:3])}{' …' if len(named) > 3 else ''}"
                raise ValueError(f"hidden: expected the problem's own layers, as it gives or freezes {shown} by name")
            inner = self.network.activations[0]
            layers = (self.network.layers[0], *hidden, self.network.layers[-1])
            activations = (*(inner for _ in hidden), self.network.activations[-1])
            network = replace(self.network, layers=layers, activations=activations)
            names = replace(problem.names, source=replace(problem.names.source, pairs=()))
            problem = replace(problem, network=network, names=names)
        # What the source prints is of its own problem, not of another.
        return self if problem == self else replace(problem, published=(), errata=())


def _whole(value: SupportsIndex, what: str, least: int) -> int:
    """Return a whole number that a script gives, which may be one of NumPy's, as an int.

    Raises:
        ValueError: if it is too small.
        TypeError: if it is not a whole number.
    """
    expected = f"{what}: expected a whole number of at least {least}, got {value!r}"
    try:
        number = index(value)
    except TypeError:
        raise TypeError(expected) from None
    if number < least:
        raise ValueError(expected)
    return number


def _rate(value: SupportsFloat) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"learning_rate: expected a finite number of at least 0, got {value!r}") from None


def _sizes(hidden: SupportsIndex | Sequence[SupportsIndex]) -> tuple[int, ...]:
    if isinstance(hidden, str) or not isinstance(hidden, Iterable):
        hidden = (hidden,)
    return tuple(_whole(size, "hidden", 1) for size in hidden)
