"""What the numbers of the network are called in the student's file."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from xortui.check.recognition.chains import Chain
from xortui.check.recognition.evaluation import operands
from xortui.check.recognition.forward import Forward
from xortui.check.recognition.model import Model
from xortui.check.recognition.source import Source, names_within
from xortui.check.tracing.trace import NamedPlace, Trace

SELF = "self"
"""What a method calls the object that it belongs to."""
_NUMBER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class FileNames:
    """Names in the file."""

    group: Mapping[str, str]
    """Parameter of the model → the name of the array, list or number in the file."""
    shape: Mapping[str, tuple[int, ...]]
    """Name in the file → the shape of the array; () for a number or a list."""
    own: Mapping[str, str] = field(default_factory=dict)
    """Parameter of the model → its own name in the file: w21, or W1[0, 1]; those of which it is known."""

    @property
    def groups(self) -> dict[str, list[str]]:
        """Name in the file → the parameters of the model in it, in the model's order."""
        found: dict[str, list[str]] = {}
        for parameter, name in self.group.items():
            found.setdefault(name, []).append(parameter)
        return found

    def of_part(self, parameters: Iterable[str]) -> tuple[str, ...]:
        """Return the names of what holds some parameters.

        Of lists of neurons it is that of the neuron if only one is concerned, and of their last numbers if only those
        are, as biases may be: net[0][1]["weights"], net[0][*]["weights"][-1].
        """
        concerned: dict[str, list[str]] = {}
        for parameter in parameters:
            if parameter in self.group:
                concerned.setdefault(self.group[parameter], []).append(parameter)
        return tuple(self._of_neurons(name, part) for name, part in concerned.items())

    def _of_neurons(self, name: str, part: Sequence[str]) -> str:
        """Return the name of a part of what has one name."""
        before, star, after = name.partition("[*]")
        if not star:
            return name
        pattern = re.compile(rf"{re.escape(before)}\[(\d+)\]{re.escape(after)}(?:\[(\d+)\])?")
        indices = {}
        for parameter in self.groups[name]:
            match = pattern.fullmatch(self.own.get(parameter, ""))
            if match is None:
                return name
            indices[parameter] = match.groups()
        neurons = {indices[parameter][0] for parameter in part}
        cells = {indices[parameter][1] for parameter in part}
        of_neurons = {cell for neuron, cell in indices.values() if neuron in neurons}
        if len(neurons) == 1 and len({neuron for neuron, _ in indices.values()}) > 1:
            name = f"{before}[{neurons.pop()}]{after}"
        if len(cells) == 1 and len(of_neurons) > 1:
            cell = cells.pop()
            name = f"{name}[{'-1' if cell == max(of_neurons, key=int) else cell}]"
        return name


def names_of(trace: Trace, found: Sequence[Chain], forward: Forward, model: Model) -> FileNames:
    """Return what the parameters of a model are called in the file."""
    parameters = model.network_of_layers().parameters
    layer_of = {parameter.name: parameter.target.layer for parameter in parameters}
    bias_of = {parameter.target: parameter.name for parameter in parameters if parameter.source is None}
    bias_beside = {one.name: bias_of[one.target] for one in parameters if one.source and one.target in bias_of}
    versions: dict[str, Sequence[int]] = {}
    still: list[int] = []
    for parameter, (root, _) in model.roots.items():
        number = forward.parameters[root]
        if number < 0:
            still.append(root)
        versions[parameter] = (root,) if number < 0 else found[number].versions
    for parameter, (root, _) in model.roots.items():
        if root in still:
            versions[parameter] = (root, *_overwritten_alike(trace, root, still))
    return names_in_file(trace, found, versions, layer_of, bias_beside, _beside_weights(trace, model, versions))


def _beside_weights(trace: Trace, model: Model, versions_of: Mapping[str, Sequence[int]]) -> dict[str, NamedPlace]:
    """Return where parameters lie that are one number of the file: each in the object that has its unit's weights.

    So self.bias = 0.0 is the bias of every neuron, as long as none is updated.

    Args:
        trace: what was seen of the program.
        model: the network.
        versions_of: parameter → the nodes of its values.
    """
    roots = Counter(root for root, _ in model.roots.values())
    found = {}
    for incoming in model.network_of_layers().incoming.values():
        names = [parameter.name for parameter in incoming if parameter.name in versions_of]
        for name in names:
            root = model.roots[name][0]
            others = [other for other in names if other != name and roots[model.roots[other][0]] == 1]
            weights = [trace.places[node] for other in others for node in versions_of[other] if node in trace.places]
            places = [trace.places[root], *trace.shared_places.get(root, ())] if root in trace.places else []
            if roots[root] == 1 or not weights or len(places) == 1:
                continue
            alike = {place.path: max(_parts_alike(place, weight) for weight in weights) for place in places}
            most = max(alike.values(), default=0)
            if most > 1 and list(alike.values()).count(most) == 1:
                found[name] = next(place for place in places if alike[place.path] == most)
    return found


def _parts_alike(first: NamedPlace, second: NamedPlace) -> int:
    """Return how many parts the paths to two numbers have in common at equal places: object, layer, unit."""
    return sum(one == other for one, other in zip(first.path, second.path, strict=False))


def _overwritten_alike(trace: Trace, root: int, still: Sequence[int]) -> list[int]:
    """Return the numbers that other steps have put at the place of one that is overwritten, as far as it is known.

    Where one line overwrites several numbers in a step, it does so in the same order in each.

    Args:
        trace: what was computed.
        root: the number.
        still: all numbers that are overwritten and used in the same step.
    """
    if not operands(trace.tape, root):
        return []
    site = trace.tape.site[: trace.tape.length]
    own_site = site[root]
    in_step = sum(int(site[one]) == own_site for one in still)
    alike = np.nonzero((site == own_site) & (trace.tape.op[: trace.tape.length] == trace.tape.op[root]))[0].tolist()
    place = alike.index(root) % in_step
    return [node for node in alike[place::in_step] if node in trace.places]


def names_in_file(
    trace: Trace,
    found: Sequence[Chain],
    versions_of: Mapping[str, Sequence[int]],
    layer_of: Mapping[str, int],
    bias_beside: Mapping[str, str] | None = None,
    known: Mapping[str, NamedPlace] | None = None,
) -> FileNames:
    """Return what parameters are called in the file.

    Args:
        trace: what was seen of the program.
        found: what is learnt.
        versions_of: parameter → the nodes of its values; its name begins with what it is, a weight or a bias.
        layer_of: parameter → its layer.
        bias_beside: weight → the bias of the same unit, where units have one.
        known: parameter → where it lies, for those of which this is known otherwise.
    """
    begun = Counter(version for chain in found for version in chain.versions)
    shared = {version for version, count in begun.items() if count > 1}
    of_loops = _names_of_loops(ast.parse(trace.text_of_lines))
    shape: dict[str, tuple[int, ...]] = {}
    places: dict[str, NamedPlace] = {}
    group: dict[str, str] = {}
    for parameter, versions in versions_of.items():
        place = (known or {}).get(parameter)
        place = place or _place(trace, [one for one in versions if one not in shared] or versions, of_loops)
        if place is None:
            group[parameter] = _assigned(trace, versions, parameter)
            shape[group[parameter]] = ()
        else:
            places[parameter] = place
    for weight, bias in (bias_beside or {}).items():
        if weight in places and bias in places:
            ways = [way for version in versions_of[weight] for way in trace.other_places.get(version, ())]
            places[weight] = _beside(places[bias], places[weight], ways)
    places = _of_parts(trace, places, versions_of, layer_of)
    if len(places) == len(versions_of):
        places = _of_one_list(trace, places, versions_of)
    places = _of_one_object(trace, places, versions_of)
    shortest = _Shortest(places, layer_of)
    for parameter, place in places.items():
        name = shortest.name(place)
        group[parameter] = name
        shape[name] = place.shape
    # Units may be in a list, and in each unit its weights, all of them objects.
    stacked = _stacked(_stacked(group, layer_of), layer_of)
    shape = {stacked[parameter]: shape[group[parameter]] for parameter in group}
    own = {parameter: _of_cell(place) for parameter, place in places.items()}
    for parameter, name in group.items():
        if parameter not in places and list(group.values()).count(name) == 1:
            own[parameter] = name
    return FileNames({parameter: stacked[parameter] for parameter in versions_of}, shape, own)


def _beside(bias: NamedPlace, weight: NamedPlace, ways: Iterable[NamedPlace]) -> NamedPlace:
    """Return the place of a weight in the unit of a bias: hidden[1].links[0].weight beside hidden[1].bias.

    Args:
        bias: where the bias lies.
        weight: where the weight lies, if it lies not there.
        ways: other ways to the weight.
    """
    unit = bias.path[:-1]
    return next((way for way in (weight, *ways) if unit and way.path[: len(unit)] == unit), weight)


def _of_parts(
    trace: Trace,
    places: Mapping[str, NamedPlace],
    versions_of: Mapping[str, Sequence[int]],
    layer_of: Mapping[str, int],
) -> dict[str, NamedPlace]:
    """Return places in the parts of an array that holds several layers, where the file has names of its own for these.

    Such parts are attributes, or bound by the file itself: W1, b1, W2, b2 = unpack(theta). What only a function calls
    so for a while is none.

    Args:
        trace: what was seen of the program.
        places: parameter → where it lies.
        versions_of: parameter → the nodes of its values.
        layer_of: parameter → its layer.
    """
    if not trace.part_places:
        return dict(places)
    bound = _bound_by_file(ast.parse(trace.source))
    by_array: dict[tuple[str, ...], list[str]] = {}
    for parameter, place in places.items():
        if place.cell:
            by_array.setdefault(place.path, []).append(parameter)
    found = dict(places)
    for own in by_array.values():
        if len({layer_of[parameter] for parameter in own}) < 2:
            continue
        parts: dict[str, NamedPlace] = {}
        for parameter in own:
            ways = [one for node in versions_of[parameter] for one in trace.part_places.get(node, ())]
            named = [one for one in ways if one.path[0] in bound or (one.path[1:2] and one.path[1].startswith("."))]
            if named:
                parts[parameter] = min(named, key=lambda one: (len(one.path), one.path))
        layers: dict[tuple[str, ...], set[int]] = {}
        for parameter, place in parts.items():
            layers.setdefault(place.path, set()).add(layer_of[parameter])
        is_whole = len(parts) == len({(place.path, place.cell) for place in parts.values()}) == len(own)
        if is_whole and all(len(one) == 1 for one in layers.values()):
            found.update(parts)
    return found


def _bound_by_file(tree: ast.Module) -> set[str]:
    """Return the names that the file binds outside of its functions and classes."""
    names: set[str] = set()
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        syntax = waiting.pop()
        if isinstance(syntax, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(syntax, ast.Name) and isinstance(syntax.ctx, ast.Store):
            names.add(syntax.id)
        waiting += ast.iter_child_nodes(syntax)
    return names


def _of_one_list(
    trace: Trace, places: Mapping[str, NamedPlace], versions_of: Mapping[str, Sequence[int]]
) -> dict[str, NamedPlace]:
    """Return places in the one list that leads to all parameters on a shorter way: net.connections[3].weight.

    Units lead to their links too, to each from two sides: net.hidden[1].incoming[0].weight.

    Args:
        trace: what was seen of the program.
        places: parameter → where it lies.
        versions_of: parameter → the nodes of its values.

    Returns:
        The places as they are, if there is no such list, or if there are several.
    """
    by_list: dict[tuple[tuple[str, ...], str], dict[str, NamedPlace]] = {}
    for parameter, place in places.items():
        for way in (place, *(one for node in versions_of[parameter] for one in trace.other_places.get(node, ()))):
            is_shorter = way is place or len(way.path) < len(place.path)
            indices = [number for number, part in enumerate(way.path) if part.startswith("[")]
            if is_shorter and not way.cell and indices == [len(way.path) - 2]:
                by_list.setdefault((way.path[:-2], way.path[-1]), {}).setdefault(parameter, way)
    whole = [found for found in by_list.values() if len(found) == len(places)]
    if len(whole) != 1 or len({place.path for place in whole[0].values()}) < len(places):
        return dict(places)
    return whole[0]


def _of_one_object(
    trace: Trace, places: Mapping[str, NamedPlace], versions_of: Mapping[str, Sequence[int]]
) -> dict[str, NamedPlace]:
    """Return places with the object's own name for self, where both are seen: net.hidden and self.hidden are one.

    What lay there while the object was made is known by self, and what came later by the object's name.

    Args:
        trace: what was seen of the program.
        places: parameter → where it lies.
        versions_of: parameter → the nodes of its values.

    Returns:
        The places as they are, if two numbers would lie at one place: then self is another object.
    """
    found = dict(places)
    parts = {place.path[:2] for place in places.values() if len(place.path) > 1 and place.path[1].startswith(".")}
    owners = {path[0] for path in parts} - {SELF}
    if len(owners) != 1:
        return found
    owner = owners.pop()
    for parameter, place in places.items():
        if place.path[0] != SELF:
            continue
        path = (owner, *place.path[1:])
        others = [other.path for node in versions_of[parameter] for other in trace.shared_places.get(node, ())]
        if path[:2] in parts or path in others:
            found[parameter] = replace(place, path=path)
    cells = {(place.path, place.cell) for place in found.values()}
    return found if len(cells) == len({(place.path, place.cell) for place in places.values()}) else dict(places)


def _of_cell(place: NamedPlace) -> str:
    """Return the name of one number: that of its array with its place in it."""
    if not place.cell:
        return written(place)
    return f"{written(place)}[{', '.join(map(str, place.cell))}]"


def written(
    place: NamedPlace, kept: int | None = None, *, is_key_alone: bool = True, is_owner_kept: bool = False
) -> str:
    """Return the name of what holds a number: without the object it is an attribute of, and its place in a list.

    Args:
        place: where the number lies.
        kept: how many parts of its path to keep at least; numbers at its end are left out down to there. All, if None.
        is_key_alone: whether a key of a dict stands for itself: W1 for parameters["W1"].
        is_owner_kept: whether the object stays before an attribute, to be told from another: w1.rows.
    """
    path = list(place.path)
    least = len(path) if kept is None else kept
    if not place.cell:
        while len(path) > max(least, 1) and path[-1][1:-1].isdigit():
            path.pop()
    if len(path) > 1 and path[1].startswith(".") and not is_owner_kept:
        path = [path[1].removeprefix("."), *path[2:]]
    if is_key_alone and len(path) == 2 and path[1].startswith("['") and path[1][2:-2].isidentifier():
        return path[1][2:-2]
    return "".join(path).replace("'", '"')


def _with_key(place: NamedPlace, kept: int) -> str:
    """Return the name of what holds a number with the name of the dict that it lies in."""
    return written(place, kept, is_key_alone=False)


def _with_owner(place: NamedPlace, kept: int) -> str:
    """Return the name of what holds a number with the object that it is an attribute of."""
    return written(place, kept, is_key_alone=False, is_owner_kept=True)


Form = Callable[[NamedPlace, int], str]
FORMS: tuple[Form, ...] = (written, _with_key, _with_owner)
"""Ways to write where a number lies, of which so many parts are kept; the shortest first."""


class _Shortest:
    """Finds the shortest name of a place that is of one layer, and of weights or biases alone if that can be."""

    def __init__(self, places: Mapping[str, NamedPlace], layer_of: Mapping[str, int]) -> None:
        """Take where all parameters lie, and the layer of each."""
        self._places = places
        self._layer_of = layer_of
        self._by_form: dict[tuple[int, Form], dict[str, list[str]]] = {}
        """The parameters by their names, for each way to write them."""
        objects = {place.path[0] for place in places.values() if any(part.startswith(".") for part in place.path)}
        self._forms = FORMS if len(objects) < 2 else (_with_owner,)
        """The ways; beside middle[0].weights, those of another object are top.weights."""

    def name(self, place: NamedPlace) -> str:
        """Return the name of a place."""
        mixed = ""
        for kept in range(1, len(place.path) + 1):
            for form in self._forms:
                name = form(place, kept)
                alike = self._alike(kept, form)[name]
                if len({self._layer_of[one] for one in alike}) > 1:
                    continue
                if len({one[0] for one in alike}) == 1 and (not mixed or self._is_split(place, kept, alike)):
                    return name
                mixed = mixed or name
        return mixed or "".join(place.path).replace("'", '"')

    def _alike(self, kept: int, form: Form) -> dict[str, list[str]]:
        """Return the parameters by their names, where so much of their paths is kept."""
        if (kept, form) not in self._by_form:
            found: dict[str, list[str]] = {}
            for parameter, place in self._places.items():
                found.setdefault(form(place, kept), []).append(parameter)
            self._by_form[kept, form] = found
        return self._by_form[kept, form]

    def _is_split(self, place: NamedPlace, kept: int, alike: Sequence[str]) -> bool:
        """Say whether weights and biases that lie together have their own names when so much of their paths is kept.

        A name of an array or a list will do, but not of a row: that of the biases is a row among those of the weights.
        """
        if not self._are_containers(kept, alike):
            return False
        if not _NUMBER.fullmatch(place.path[kept - 1]) or all(self._places[one].cell for one in alike):
            return True
        around = self._alike(kept - 1, _with_key)[_with_key(place, kept - 1)]
        rows = {(one[0], _with_key(self._places[one], kept)) for one in around}
        return len(rows) == len({kind for kind, _ in rows})

    def _are_containers(self, kept: int, alike: Sequence[str]) -> bool:
        """Say whether so much of their paths leads to a list that holds the numbers, and not to each number."""
        return all(len(self._places[one].path) > kept or self._places[one].cell for one in alike)


def _stacked(group: Mapping[str, str], layer_of: Mapping[str, int]) -> dict[str, str]:
    """Return names with a * for the number of a unit, where each unit of a layer is an object of its own.

    So net[0][0]["weights"] and net[0][1]["weights"] become net[0][*]["weights"].
    """
    stacked = dict(group)
    layers: dict[str, set[int]] = {}
    for parameter, name in group.items():
        for pattern in _patterns(name):
            layers.setdefault(pattern, set()).add(layer_of[parameter])
    for layer in set(layer_of.values()):
        members = [parameter for parameter in group if layer_of[parameter] == layer]
        alike: dict[str, set[str]] = {}
        for parameter in members:
            for pattern in _patterns(group[parameter]):
                if len(layers[pattern]) == 1:
                    alike.setdefault(pattern, set()).add(group[parameter])
        for parameter in members:
            for pattern, names in alike.items():
                if group[parameter] in names and len(names) > 1 and not pattern.endswith("[*]"):
                    stacked[parameter] = pattern
    others = {stacked[parameter] for parameter in group}
    for pattern in [name for name in others if "[*]" in name]:
        # A layer of one unit is written like the others.
        for parameter, name in group.items():
            if _NUMBER.search(name) and _alike(name, pattern):
                last = list(_NUMBER.finditer(name))[-1]
                candidate = f"{name[: last.start()]}[*]{name[last.end() :]}"
                if _same_shape(candidate, pattern):
                    stacked[parameter] = candidate
    return stacked


def _patterns(name: str) -> list[str]:
    """Return a name with a * for each of its numbers in turn."""
    return [f"{name[: match.start()]}[*]{name[match.end() :]}" for match in _NUMBER.finditer(name)]


def _alike(name: str, pattern: str) -> bool:
    return len(_NUMBER.findall(name)) == len(_NUMBER.findall(pattern)) + 1


def _same_shape(first: str, second: str) -> bool:
    return _NUMBER.sub("[0]", first) == _NUMBER.sub("[0]", second)


def _place(trace: Trace, versions: Sequence[int], of_loops: Container[str]) -> NamedPlace | None:
    places = [trace.places[version] for version in versions if version in trace.places]
    if not places:
        return None
    return min(
        places, key=lambda place: (place.path[0] in of_loops, place.depth, len(place.path), len(written(place, 1)))
    )


def _names_of_loops(tree: ast.AST) -> set[str]:
    """Return the names that loops give one value after the other: each stands for another array in every round."""
    names: set[str] = set()
    for syntax in ast.walk(tree):
        if isinstance(syntax, ast.For):
            names |= names_within(syntax.target)
    return names


def _assigned(trace: Trace, versions: Sequence[int], otherwise: str) -> str:
    """Return the target of the statement that updates a number."""
    source = Source(trace)
    statement = source.statement(source.line(versions[-1]))
    target: ast.expr | None = None
    if isinstance(statement, ast.AugAssign):
        target = statement.target
    elif isinstance(statement, ast.Assign):
        target = statement.targets[0]
    if target is None or isinstance(target, ast.Tuple):
        return otherwise
    while isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Constant):
        target = target.value  # the number of a loop says nothing
    name = ast.unparse(target).removeprefix("self.")
    match = re.fullmatch(r"\w+\['(\w+)'\]", name)
    return match[1] if match else name
