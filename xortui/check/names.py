"""What the numbers of the network are called in the student's file."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xortui.check.chains import Chain
from xortui.check.forward import Forward
from xortui.check.model import Model
from xortui.check.tracing.trace import Place, Trace


@dataclass(frozen=True, slots=True)
class Names:
    """Names in the file."""

    group: Mapping[str, str]
    """Parameter of the model → the name of the array, list or number in the file."""
    shape: Mapping[str, tuple[int, ...]]
    """Name in the file → the shape of the array; () for a number or a list."""

    @property
    def groups(self) -> dict[str, list[str]]:
        """Name in the file → the parameters of the model in it, in the model's order."""
        found: dict[str, list[str]] = {}
        for parameter, name in self.group.items():
            found.setdefault(name, []).append(parameter)
        return found


def names_of(trace: Trace, found: Sequence[Chain], forward: Forward, model: Model) -> Names:
    """Return what the parameters of a model are called in the file."""
    group = {}
    shape: dict[str, tuple[int, ...]] = {}
    for parameter, (root, _) in model.roots.items():
        number = forward.parameters[root]
        versions = (root,) if number < 0 else found[number].versions
        place = _place(trace, versions)
        name = written(place) if place is not None else _assigned(trace, versions, parameter)
        group[parameter] = name
        shape[name] = place.shape if place is not None else ()
    return Names(group, shape)


def _place(trace: Trace, versions: Sequence[int]) -> Place | None:
    places = [trace.places[version] for version in versions if version in trace.places]
    if not places:
        return None
    return min(places, key=lambda place: (len(place.path), len(written(place))))


def written(place: Place) -> str:
    """Return the name of what holds a number: without the object it is an attribute of, and its place in a list."""
    path = list(place.path)
    if len(path) > 1 and path[1].startswith("."):
        path = [path[1].removeprefix("."), *path[2:]]
    if not place.cell:
        while len(path) > 1 and path[-1][1:-1].isdigit():
            path.pop()
    if len(path) == 2 and path[1].startswith("['") and path[1][2:-2].isidentifier():
        return path[1][2:-2]
    return "".join(path).replace("'", '"')


def _assigned(trace: Trace, versions: Sequence[int], otherwise: str) -> str:
    """Return the target of the statement that updates a number."""
    statement = statement_at(trace, versions[-1])
    target: ast.expr | None = None
    if isinstance(statement, ast.AugAssign):
        target = statement.target
    elif isinstance(statement, ast.Assign):
        target = statement.targets[0]
    if target is None or isinstance(target, ast.Tuple):
        return otherwise
    return ast.unparse(target).removeprefix("self.")


def statement_at(trace: Trace, node: int, frame: int = 0) -> ast.stmt | None:
    """Return the statement of the file in which a node was computed."""
    line = line_of(trace, node, frame)
    best = None
    for statement in ast.walk(ast.parse(trace.source)):
        if isinstance(statement, ast.stmt) and statement.lineno <= line <= (statement.end_lineno or line):
            if best is None or statement.lineno >= best.lineno:
                best = statement
    return best


def line_of(trace: Trace, node: int, frame: int = 0) -> int:
    """Return the line in which a node was computed; 0 if it is not known.

    Args:
        trace: what was seen.
        node: the node.
        frame: 0 for the innermost frame of the file, 1 for the line that called it.
    """
    frames = trace.tape.sites[int(trace.tape.site[node])].frames
    own = [one for one in frames if one[0].co_filename == trace.filename]
    if not own:
        return 0
    code, instruction = own[min(frame, len(own) - 1)]
    positions = list(code.co_positions())[instruction // 2]
    return positions[0] or 0
