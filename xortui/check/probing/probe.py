"""A probe: takes single steps of a program from states of our choice, and looks at which numbers matter and move."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np

from xortui.check.asked import AskedError, code_of, parsed, value_code_of
from xortui.check.probing.saved_state import Floats, Part, Place, SavedState, TooMuchError
from xortui.check.probing.untraced import Untraced

NUDGE = 0.03
"""How far numbers are moved to see whether something depends on them."""
ROUNDS = 3
"""States with other weights from which it is seen what the numbers are for."""
STRIDE = 2e-4
"""h of the central differences, (8·(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h."""
KINK = 1e-6
"""How far the differences over h and over 2h may be apart, before there is a kink between: a ReLU's, say."""
MAX_CELLS = 48
"""Cells of one parameter that are compared."""
_PARAMETER_NAME = re.compile(r"^[bw]_?[a-z]{0,2}_?\d*$|bias|weight|threshold|theta", re.IGNORECASE)


class ProbingError(Exception):
    """A program can't be probed; the message says what is missing, in one line."""


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers that have one name in the program: an array, a list, or a single number."""

    name: str
    places: tuple[Place, ...]


@dataclass(slots=True)
class Roles:
    """What the numbers of a program are for."""

    parameters: list[Group] = field(default_factory=list)
    """They matter for the outputs, and steps move them."""
    still: list[Group] = field(default_factory=list)
    """They matter for the outputs and never move: inputs, and parameters that were forgotten."""
    given: list[Group] = field(default_factory=list)
    """They matter for the step alone and never move: targets, rates."""
    carried: list[Group] = field(default_factory=list)
    """They matter for the outputs, and to compute the outputs changes them: the context of a recurrent network."""
    unseen: list[Group] = field(default_factory=list)
    """They are named like parameters, lie beside them, and nothing was seen to depend on them."""
    memory: list[Group] = field(default_factory=list)
    """They matter for the step alone, which changes them: momentum, sums that grow, counters."""


@dataclass(slots=True)
class _Seen:
    """What has been seen of the groups so far, by name."""

    moved: set[str] = field(default_factory=set)
    """Steps change them."""
    remembered: set[str] = field(default_factory=set)
    """To compute the outputs changes them."""
    matter: set[str] = field(default_factory=set)
    """The outputs depend on them."""
    shape: set[str] = field(default_factory=set)
    """The steps depend on them."""


@dataclass(slots=True)
class Point:
    """A step from one state, and how the outputs depend on the parameters there."""

    changes: dict[str, Floats]
    """For each parameter, how far the step has moved its cells."""
    slopes: dict[str, Floats]
    """For each parameter, ∂output/∂cell: cells × outputs."""
    values: dict[str, Floats]
    """The cells before the step."""
    outputs: Floats
    targets: dict[str, Floats]
    """What each expression gives that may be the targets."""
    has_zeros: bool
    """Whether an input is 0 in all samples, so that a weight of it is not seen at all."""


class Probe:
    """Probes one program.

    Args:
        program: the file, which has been run.
        step: statements that take one step.
        output: the expression of its outputs.
        ends_at: when to give up, by time.monotonic().
    """

    def __init__(self, program: Untraced, step: str, output: str, ends_at: float) -> None:
        """Save the state of the program as it is now.

        Raises:
            AskedError: if an expression can't be evaluated.
            ProbingError: if there is nothing to probe.
        """
        self.step_text = step
        self.output_text = output
        self._program = program
        self._step: CodeType = code_of("step", step)
        self._output: CodeType = value_code_of("output", output)
        self._ends_at = ends_at
        self.base = self._saved()
        self.groups = grouped(self.base.places)
        self.asked_names = _names_in(step) | _names_in(output)
        self.roles = self._roles()

    def outputs(self) -> Floats:
        """Return the outputs in the state as it is now.

        Raises:
            AskedError: if they are no numbers.
        """
        found = self._program.output(self._output, self.output_text)
        try:
            array = np.array(found, dtype=np.float64)
        except (TypeError, ValueError) as error:
            hint = "; take the outputs alone, such as its last item `[-1]`" if isinstance(found, list | tuple) else ""
            kind = type(found).__name__
            raise AskedError(
                f"the output `{self.output_text}` gives no array of numbers, but a {kind}{hint}"
            ) from error
        if not array.size:
            raise AskedError(f"the output `{self.output_text}` is empty")
        return array

    def take_step(self) -> None:
        """Take one step from the state as it is now."""
        self._check_time()
        self._program.step(self._step, self.step_text)

    def _check_time(self) -> None:
        if time.monotonic() > self._ends_at:
            raise ProbingError("its steps take too long to be probed: give fewer samples, or a smaller network")

    def _saved(self) -> SavedState:
        try:
            return SavedState(self._program.spaces(), self._program.module_names())
        except TooMuchError as error:
            raise ProbingError("it holds too many lists and objects to be probed: give fewer samples") from error

    # What the numbers are for

    def read(self, group: Group, state: SavedState) -> Floats | None:
        """Return the numbers of a group as they are now; None if they are not there, or not the same ones."""
        found = []
        for place in group.places:
            values = state.read(place)
            if values is None or place not in state.places or values.shape != np.shape(state.places[place]):
                return None
            found.append(values.ravel())
        return np.concatenate(found)

    def write(self, group: Group, values: Floats, state: SavedState) -> None:
        """Change the numbers of a group in the state that has just been restored."""
        start = 0
        for place in group.places:
            shape = np.shape(state.places[place])
            size = int(np.prod(shape, dtype=int))
            state.write(place, values[start : start + size].reshape(shape))
            start += size

    def _now(self) -> dict[str, Floats | None]:
        return {group.name: self.read(group, self.base) for group in self.groups}

    def _roles(self) -> Roles:
        """Find out what the numbers are for, from several states: units may be dead in one."""
        rng = np.random.default_rng(1)
        seen = _Seen()
        states = [self._look_at_moves(seen, None)]
        for number in range(ROUNDS):
            try:
                states.append(self._look_at_moves(seen, rng, number))
            except AskedError:
                continue  # what has been changed was no number of the network's
        for state in states:
            self._look_at_outputs(seen, state, rng)
        roles = Roles()
        for group in self.groups:
            if group.name in seen.matter and group.name in seen.remembered:
                roles.carried.append(group)
            elif group.name in seen.matter:
                (roles.parameters if group.name in seen.moved else roles.still).append(group)
        if not roles.parameters:
            raise ProbingError(self._why_none(seen))
        for state in states:
            self._look_at_steps(seen, state, roles.parameters, rng)
        owners = {_owner(group) for group in roles.parameters}
        known = seen.matter | seen.moved | seen.shape | seen.remembered
        for group in self.groups:
            if group.name not in known and _owner(group) in owners and is_named_like_a_parameter(group):
                roles.unseen.append(group)
            if group.name in seen.shape and group.name not in seen.matter:
                (roles.memory if group.name in seen.moved else roles.given).append(group)
        return roles

    def _look_at_moves(self, seen: _Seen, rng: np.random.Generator | None, number: int = 0) -> SavedState:
        """See what steps change, and what computing the outputs changes.

        Args:
            seen: where it is written down.
            rng: what real numbers are changed with first; None to begin with those of the program.
            number: how many times that was done before; each time more is changed.

        Returns:
            A state in which everything depends on what it may depend on.
        """
        self.base.restore()
        if rng is not None:
            self._change_numbers(rng, number)
        before = self._now()
        self.outputs()
        self.take_step()
        self.take_step()
        after = self._now()
        self.outputs()
        shown = self._now()
        seen.moved |= {name for name in before if not _equal(before[name], after[name])}
        seen.remembered |= {name for name in before if not _equal(after[name], shown[name])}
        return self._saved()

    def _change_numbers(self, rng: np.random.Generator, number: int) -> None:
        """Change all that may be weights or inputs: a little first, then to anything, then single numbers too."""
        for group in self.groups:
            values = self.read(group, self.base)
            is_changed = _is_real(group, self.base) or (number > 0 and self._is_asked(group))
            if values is None or not is_changed:
                continue
            is_single = len(group.places) == 1 and values.size == 1
            noise = rng.standard_normal(values.size)
            if is_single and number < ROUNDS - 1:
                changed = values * rng.uniform(0.7, 1.3) + (values == 0) * rng.uniform(-0.5, 0.5)
            else:
                changed = values + noise if number == 0 else noise
            self._try_to_write(group, changed)

    def _look_at_outputs(self, seen: _Seen, state: SavedState, rng: np.random.Generator) -> None:
        """See what the outputs depend on."""
        state.restore()
        reference = self._outputs_or_none()
        if reference is None:
            return
        for group in self.groups:
            if self._nudged(group, state, rng) and _differs(self._outputs_or_none(), reference):
                seen.matter.add(group.name)

    def _look_at_steps(
        self, seen: _Seen, state: SavedState, parameters: Sequence[Group], rng: np.random.Generator
    ) -> None:
        """See what the steps of the parameters depend on."""
        state.restore()
        reference = self._stepped(parameters, state)
        for group in self.groups:
            if group.name in seen.matter or group.name in seen.shape or not self._nudged(group, state, rng):
                continue
            if not _same_steps(self._stepped(parameters, state), reference):
                seen.shape.add(group.name)

    def _why_none(self, seen: _Seen) -> str:
        if seen.moved & seen.remembered & seen.matter:
            return f"the output `{self.output_text}` changes the weights itself: it must only compute the outputs"
        if seen.moved - seen.remembered:
            return (
                f"the step `{self.step_text}` moves no number that the output `{self.output_text}` depends on: "
                "does it compute the outputs anew, with the weights as they are?"
            )
        return (
            f"the step `{self.step_text}` moves no number that can be reached from the names of the file: "
            "keep the weights in a name, a list, a dict or an attribute"
        )

    def _nudged(self, group: Group, state: SavedState, rng: np.random.Generator) -> bool:
        """Move the numbers of a group a little; say whether that was possible."""
        self._check_time()
        state.restore()
        values = self.read(group, state)
        if values is None:
            return False
        try:
            self.write(group, values + NUDGE * (1 + rng.random(values.size)), state)
        except (TypeError, ValueError, AttributeError, LookupError):
            return False  # in a tuple, or read-only
        return True

    def _outputs_or_none(self) -> Floats | None:
        try:
            return self.outputs()
        except AskedError:
            return None

    def _stepped(self, groups: Sequence[Group], state: SavedState) -> dict[str, Floats] | None:
        """Take a step; return how far each group has moved, or None if that fails."""
        before = {group.name: self.read(group, state) for group in groups}
        try:
            self.take_step()
        except AskedError:
            return None
        changes = {}
        for group in groups:
            old = before[group.name]
            new = self.read(group, state)
            if old is None or new is None:
                return None
            changes[group.name] = new - old
        return changes

    # Points

    def is_finite(self) -> bool:
        """Say whether the parameters are finite numbers, as the program has left them."""
        for group in self.roles.parameters:
            for place in group.places:
                if not np.isfinite(np.asarray(self.base.places[place], dtype=np.float64)).all():
                    return False
        return True

    def forgotten(self) -> list[Group]:
        """Return what never moves although its name is one of a parameter, or it lies in a list of parameters."""
        lists = {_list_around(group) for group in self.roles.parameters} - {None}
        found = []
        for group in self.roles.still:
            is_parameter = is_named_like_a_parameter(group) or _list_around(group) in lists
            if is_parameter and not _are_ones(group, self.base):
                found.append(group)
        return found

    def constants(self) -> list[Group]:
        """Return the numbers and arrays that matter and never move, other than inputs and forgotten parameters."""
        forgotten = self.forgotten()
        found = []
        for group in self.roles.still:
            if len(group.places) == 1 and group not in forgotten and not self._is_asked(group):
                found.append(group)
        return found

    def _is_asked(self, group: Group) -> bool:
        """Say whether the step or the output names it directly."""
        places = [group.places[0], *self.base.aliases.get(group.places[0], [])]
        for place in places:
            is_inside = any(part.is_attribute for part in place.parts)
            if not is_inside and str(Place(place.space, place.parts[:1])) in self.asked_names:
                return True
        return False

    def at_random(self, rng: np.random.Generator, *, with_data: bool) -> SavedState:
        """Go to a state with parameters at random, what the outputs carry along too, and no memory.

        Args:
            rng: where the numbers come from.
            with_data: whether inputs and targets are random too.
        """
        self.base.restore()
        for group in [*self.roles.parameters, *self.forgotten(), *self.roles.carried]:
            for place in group.places:
                shape = np.shape(self.base.places[place])
                scale = 1.0 / np.sqrt(max(1.0, min(shape, default=1) / 3))
                size = rng.uniform(0.25, 1.0, shape) * scale
                self.base.write(place, size * rng.choice([-1.0, 1.0], shape))
        for group in self.roles.memory:
            values = self.read(group, self.base)
            if values is not None:
                self.write(group, 0 * values, self.base)
        if with_data:
            self._write_data(rng)
        return self._saved()

    def _write_data(self, rng: np.random.Generator) -> None:
        forgotten = self.forgotten()
        for group in self.roles.still:
            values = self.read(group, self.base)
            if group in forgotten or values is None or not self._is_data(group, values):
                continue
            low = 0.1 if values.min() >= 0 else -1.0
            self._try_to_write(group, rng.uniform(low, 1.0, values.size))
        for group in self.roles.given:
            values = self.read(group, self.base)
            if values is not None and self._is_data(group, values):
                self._try_to_write(group, _shares(group, values, rng.uniform(0.1, 0.9, values.size), self.base))

    def _is_data(self, group: Group, values: Floats) -> bool:
        """Say whether numbers that never move are samples, and not a constant of the program."""
        return values.size > 1 or self._is_asked(group)

    def _try_to_write(self, group: Group, values: Floats) -> None:
        try:
            self.write(group, values, self.base)
        except (TypeError, ValueError, AttributeError, LookupError):
            return  # in a tuple, or read-only: it stays as it is

    def point(self, state: SavedState, cells: Mapping[str, Floats], sources: Mapping[str, Any]) -> Point | None:
        """Take a step from a state, and find how the outputs depend on the parameters there.

        Args:
            state: the state.
            cells: for each parameter, which of its cells are looked at.
            sources: the expressions and groups that may give the targets.

        Returns:
            The point; None if the program fails there, or has a kink.
        """
        groups = [*self.roles.parameters, *self.forgotten()]
        state.restore()
        steps = self._stepped(groups, state)
        state.restore()
        outputs = self._outputs_or_none()
        if steps is None or outputs is None or not np.isfinite(outputs).all():
            return None
        state.restore()
        targets = {
            name: found for name, source in sources.items() if (found := self._target(source, state)) is not None
        }
        has_zeros = self._has_zero_inputs()
        slopes = {}
        values = {}
        changes = {}
        for group in groups:
            before = self.read(group, state)
            if before is None:
                return None
            rows = [self._slope(group, before, int(cell), state) for cell in cells[group.name]]
            if any(row is None for row in rows):
                return None
            slopes[group.name] = np.array(rows)
            values[group.name] = before[cells[group.name]]
            changes[group.name] = steps[group.name][cells[group.name]]
        state.restore()
        again = self._stepped(groups, state)
        state.restore()
        if not all(np.isfinite(change).all() for change in changes.values()):
            return None
        if not _same_steps(again, steps):
            raise ProbingError(
                f"the step `{self.step_text}` does not do the same again from the same state: it keeps something that "
                "can't be reached from the names of the file, or is random"
            )
        return Point(changes, slopes, values, outputs, targets, has_zeros)

    def _has_zero_inputs(self) -> bool:
        """Say whether an argument in the expression of the outputs has zeros, other than some among several samples."""
        for call in ast.walk(ast.parse(self.output_text.strip())):
            if not isinstance(call, ast.Call):
                continue
            for argument in call.args:
                node = argument.value if isinstance(argument, ast.Starred) else argument
                values = self._numbers_of(compile(ast.Expression(node), "<output>", "eval"))
                if values is None or (isinstance(node, ast.Constant) and isinstance(node.value, bool)):
                    continue
                is_seen = values != 0
                if values.ndim != 2:
                    has_zeros = not is_seen.all()
                else:
                    has_zeros = not (is_seen.any(axis=0).all() or is_seen.any(axis=1).all())
                if has_zeros:
                    return True
        return False

    def _numbers_of(self, code: CodeType) -> Floats | None:
        """Return the numbers that an expression gives; None if it gives something else."""
        try:
            return np.array(eval(code, self._program.names), dtype=np.float64)
        except Exception:
            return None

    def _slope(self, group: Group, before: Floats, cell: int, state: SavedState) -> Floats | None:
        """Return ∂outputs/∂cell by central differences; None where there is a kink."""
        self._check_time()
        found = []
        for strides in (1, -1, 2, -2):
            values = before.copy()
            values[cell] += strides * STRIDE
            state.restore()
            self.write(group, values, state)
            outputs = self._outputs_or_none()
            if outputs is None:
                return None
            found.append(outputs.ravel())
        near = (found[0] - found[1]) / (2 * STRIDE)
        far = (found[2] - found[3]) / (4 * STRIDE)
        if not np.isfinite(near).all() or np.abs(near - far).max() > KINK * max(1.0, float(np.abs(near).max())):
            return None
        slope: Floats = (4 * near - far) / 3
        return slope

    def _target(self, source: Any, state: SavedState) -> Floats | None:
        if isinstance(source, Group):
            return self.read(source, state)
        return self._numbers_of(source)

    def target_sources(self) -> dict[str, Any]:
        """Return what may give the targets: expressions within the step, and numbers that shape it."""
        sources: dict[str, Any] = {}
        for node in ast.walk(parsed("step", self.step_text)):
            is_data = isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.List | ast.Tuple | ast.Constant)
            if is_data and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                text = ast.unparse(node)
                assert isinstance(node, ast.expr)
                sources[text] = compile(ast.Expression(node), "<step>", "eval")
                size = self.outputs().size
                self.base.restore()
                last = f"{text}[-{size}:]"
                if not isinstance(node, ast.Constant):
                    sources[last] = compile(last, "<step>", "eval")
        for group in self.roles.given:
            sources.setdefault(group.name, group)
        return sources

    def cells(self, rng: np.random.Generator) -> dict[str, Any]:
        """Return which cells of each parameter are looked at: all, or some at random."""
        chosen = {}
        for group in [*self.roles.parameters, *self.forgotten()]:
            size = sum(np.size(self.base.places[place]) for place in group.places)
            chosen[group.name] = np.arange(size) if size <= MAX_CELLS else np.sort(rng.choice(size, MAX_CELLS, False))
        return chosen

    def repeated(self, state: SavedState, times: int) -> list[dict[str, Floats]]:
        """Take steps from the same parameters again and again, with all else as each step has left it."""
        state.restore()
        groups = self.roles.parameters
        kept = [*groups, *self.roles.carried]
        before = {group.name: self.read(group, state) for group in kept}
        found = []
        for _ in range(times):
            changes = self._stepped(groups, state)
            if changes is None:
                raise ProbingError(f"the step `{self.step_text}` can't be repeated")
            found.append(changes)
            for group in kept:
                values = before[group.name]
                if values is not None:
                    self._put_back(group, values, state)
        return found

    def _put_back(self, group: Group, values: Floats, state: SavedState) -> None:
        """Write the numbers of a group into what lies at its places now."""
        start = 0
        for place in group.places:
            shape = np.shape(state.places[place])
            size = int(np.prod(shape, dtype=int))
            state.write_now(place, values[start : start + size].reshape(shape))
            start += size


def grouped(places: Mapping[Place, Any]) -> list[Group]:
    """Return the numbers by name: the items of a list, and of a list of lists, have one name together."""
    found: dict[str, list[Place]] = {}
    for place, value in places.items():
        parts = len(place.parts)
        if not isinstance(value, np.ndarray):
            for _ in range(2):
                last = place.parts[parts - 1]
                if parts > 1 and type(last.key) is int and not last.is_attribute:
                    parts -= 1
        name = _name_of(place.parts[:parts])
        name = name if place.space == 0 else f"{name}@{place.space}"
        found.setdefault(name, []).append(place)
    return [Group(name, tuple(members)) for name, members in found.items()]


def _name_of(parts: Sequence[Part]) -> str:
    """Return a name, in which the units of a layer have one together: net[0][*]["weights"]."""
    names = list(map(str, parts))
    names[0] = str(parts[0].key)
    numbers = [index for index, part in enumerate(parts) if index and type(part.key) is int]
    if len(numbers) >= 2 and numbers[-1] < len(parts) - 1:
        names[numbers[-1]] = "[*]"
    return "".join(names)


def is_named_like_a_parameter(group: Group) -> bool:
    """Say whether a name is one that weights and biases have."""
    names = [part.key for part in group.places[0].parts if isinstance(part.key, str)]
    return bool(names) and _PARAMETER_NAME.search(names[-1]) is not None


def _are_ones(group: Group, state: SavedState) -> bool:
    """Say whether numbers are all 1 or −1: then what is called a bias is the input of one, and stays as it is."""
    return all(np.all(np.abs(state.places[place]) == 1) for place in group.places)


def _list_around(group: Group) -> Place | None:
    """Return the place of the list that an array is an item of; None if it is not one of a list."""
    place = group.places[0]
    last = place.parts[-1]
    if len(group.places) > 1 or last.is_attribute or type(last.key) is not int:
        return None
    return Place(place.space, place.parts[:-1])


def _owner(group: Group) -> Place:
    """Return the place of what a group lies in."""
    place = group.places[0]
    return Place(place.space, place.parts[:-1])


def _is_real(group: Group, state: SavedState) -> bool:
    """Say whether numbers are real ones, and not a counter or labels."""
    return all(np.asarray(state.places[place]).dtype.kind == "f" for place in group.places)


def _names_in(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(text.strip())) if isinstance(node, ast.Name)}


def _equal(first: Floats | None, second: Floats | None) -> bool:
    if first is None or second is None:
        return first is second
    return bool(np.array_equal(first, second, equal_nan=True))


def _differs(found: Floats | None, reference: Floats) -> bool:
    if found is None or found.shape != reference.shape:
        return False
    return not np.array_equal(found, reference, equal_nan=True)


def _same_steps(first: Mapping[str, Floats] | None, second: Mapping[str, Floats] | None) -> bool:
    """Say whether two steps are the same; one that fails tells nothing."""
    if first is None or second is None:
        return True
    return all(_equal(first[name], second[name]) for name in second)


def _shares(group: Group, before: Floats, values: Floats, state: SavedState) -> Floats:
    """Return random targets as shares of a whole, if the targets are such."""
    shape: tuple[int, ...] = (len(before),)
    if len(group.places) == 1:
        shape = np.shape(state.places[group.places[0]])
    elif len({place.parts[-2] for place in group.places}) > 1:
        shape = (len({place.parts[-2] for place in group.places}), -1)
    try:
        old = before.reshape(shape)
    except ValueError:
        return values
    new = values.reshape(old.shape)
    for axis in range(old.ndim - 1, -1, -1):
        if old.shape[axis] > 1 and np.allclose(old.sum(axis=axis), 1):
            return np.asarray(new / new.sum(axis=axis, keepdims=True)).ravel()
    return values
