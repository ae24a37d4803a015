"""A probe: takes single steps of a program from states of our choice, and looks at what moves."""

from __future__ import annotations

import ast
import time
from collections.abc import Mapping, Sequence
from types import CodeType

import numpy as np

from xortui.check.asked import AskedError, code_of, value_code_of
from xortui.check.probing.groups import Group, grouped, read
from xortui.check.probing.saved_state import Floats, SavedPlace, SavedState, TooMuchError
from xortui.check.probing.untraced import Untraced
from xortui.check.tricks import draws_in_steps


class ProbingError(Exception):
    """A program can't be probed; the message says what is missing, in one line."""


class Probe:
    """Probes one program.

    Args:
        program: the file, which has been run.
        step: statements that take one step.
        output: the expression of its outputs.
        ends_at: when to give up, by time.process_time().
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
        self.base = self.saved()
        self.groups = grouped(self.base.places)
        self.names_given = _names_in(step) | _names_in(output)

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

    @property
    def draws_in_steps(self) -> bool:
        """Whether random numbers may be drawn in a step."""
        return draws_in_steps(self._program.source)

    def take_step(self) -> None:
        """Take one step from the state as it is now."""
        self.check_time()
        self._program.step(self._step, self.step_text)

    def check_time(self) -> None:
        """Give up if it is time to.

        Raises:
            ProbingError: if it is.
        """
        if time.process_time() > self._ends_at:
            raise ProbingError("its steps take too long to be probed: give fewer samples, or a smaller network")

    def saved(self) -> SavedState:
        """Return the state as it is now, to return to.

        Raises:
            ProbingError: if there is too much to save.
        """
        try:
            return SavedState(self._program.spaces(), self._program.module_names())
        except TooMuchError as error:
            raise ProbingError("it holds too many lists and objects to be probed: give fewer samples") from error

    def outputs_or_none(self) -> Floats | None:
        """Return the outputs in the state as it is now; None if there are none."""
        try:
            return self.outputs()
        except AskedError:
            return None

    def stepped(self, groups: Sequence[Group], state: SavedState) -> dict[str, Floats] | None:
        """Take a step; return how far each group has moved, or None if that fails."""
        before = {group.name: read(group, state) for group in groups}
        try:
            self.take_step()
        except AskedError:
            return None
        changes = {}
        for group in groups:
            old = before[group.name]
            new = read(group, state)
            if old is None or new is None:
                return None
            changes[group.name] = new - old
        return changes

    def is_named(self, group: Group) -> bool:
        """Say whether the step or the output names it directly."""
        places = [group.places[0], *self.base.aliases.get(group.places[0], [])]
        for place in places:
            is_inside = any(part.is_attribute for part in place.parts)
            if not is_inside and str(SavedPlace(place.space, place.parts[:1])) in self.names_given:
                return True
        return False

    def numbers_of(self, code: CodeType) -> Floats | None:
        """Return the numbers that an expression gives; None if it gives something else."""
        try:
            return np.array(eval(code, self._program.names), dtype=np.float64)
        except Exception:
            return None


def _names_in(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(text.strip())) if isinstance(node, ast.Name)}


def equal(first: Floats | None, second: Floats | None) -> bool:
    """Say whether numbers are the same, or there are none twice."""
    if first is None or second is None:
        return first is second
    return bool(np.array_equal(first, second, equal_nan=True))


def differs(found: Floats | None, reference: Floats) -> bool:
    """Say whether there are as many numbers as before, and others."""
    if found is None or found.shape != reference.shape:
        return False
    return not np.array_equal(found, reference, equal_nan=True)


def same_steps(first: Mapping[str, Floats] | None, second: Mapping[str, Floats] | None) -> bool:
    """Say whether two steps are the same; one that fails tells nothing."""
    if first is None or second is None:
        return True
    return all(equal(first[name], second[name]) for name in second)
