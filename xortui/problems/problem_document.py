"""A problem as the document its file would be, for files of other kinds that carry a problem within them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xortui.core.engines import Sample
from xortui.core.initial import SCALED, Initial
from xortui.core.network import count_parameters
from xortui.core.settings import SETTINGS
from xortui.core.training import PLAIN, Training
from xortui.problems.problem import Names, Problem
from xortui.problems.problem_file import MAX_PARAMETERS
from xortui.problems.published import Erratum, Published
from xortui.problems.scaling import Scaling
from xortui.problems.source_names import SourceNames
from xortui.problems.table import MAX_INTEGER, show


def problem_document(problem: Problem) -> dict[str, Any]:
    """Return the document from which `read_document` makes an equal problem, every float the same to the bit.

    It is made of what JSON has. Nothing is left to a default, and samples are listed wherever they came from. As in a
    file, the name is not part of it; texts are read back as from a file, in one line.

    Raises:
        ValueError: if the seed or the network is one that no file may ask for.
    """
    network = problem.network
    start = problem.start
    if not 0 <= start.seed <= MAX_INTEGER:
        raise ValueError(f"start.seed: expected a whole number from 0 to {MAX_INTEGER}, got {show(start.seed)}")
    if count_parameters(network.layers, skips=network.skips, biases=network.biases) > MAX_PARAMETERS:
        raise ValueError(
            f"network.layers: expected a network of at most {MAX_PARAMETERS:,} parameters, got {network.title}"
        )
    return {
        "title": problem.title,
        "source": problem.source,
        "story": problem.story,
        "network": {
            "layers": list(map(int, network.layers)),
            "activations": list(network.activations),
            "loss": network.loss,
            "numbering": network.numbering,
            "reduction": network.reduction,
            "skips": bool(network.skips),
            "biases": bool(network.biases),
        },
        "training": {**_training(problem.training), "frozen": sorted(network.frozen)},
        "start": {
            "seed": int(start.seed),
            "initial": _initial(start.initial),
            "parameters": {**{name: float(value) for name, value in start.parameters.items()}, **dict(network.tied)},
        },
        "samples": _samples(problem.samples),
        **({"test": _samples(problem.test)} if problem.test else {}),
        **({"features": [feature.text for feature in problem.features]} if problem.features else {}),
        **_names(problem.names),
        **_scaling(problem.scaling),
        "published": list(_published(problem.published, problem.names.source)),
        "errata": [_erratum(erratum, problem.names.source) for erratum in problem.errata],
    }


def _samples(samples: Sequence[Sample]) -> list[dict[str, list[float]]]:
    return [{"x": list(map(float, x)), "y": list(map(float, y))} for x, y in samples]


def _training(training: Training) -> dict[str, Any]:
    document: dict[str, Any] = {
        "update": training.update,
        "order": training.order,
        "simultaneous": bool(training.simultaneous),
    }
    if training.optimizer not in PLAIN:
        document["optimizer"] = training.optimizer
    for setting in SETTINGS:
        value = getattr(training, setting.key)
        if value is not None:
            document[setting.key] = value if isinstance(value, str) else float(value)
    default = Training()
    for key in ("decay", "gradients", "decays_biases", "input_gradients"):
        if getattr(training, key) != getattr(default, key):
            document[key] = getattr(training, key)
    if training.dropout is not None:
        document["dropout"] = {
            "rate": list(training.dropout.rates),
            "inverted": training.dropout.is_inverted,
            "masks": [list(mask) for mask in training.dropout.masks],
        }
    return document


def _names(names: Names) -> dict[str, Any]:
    """Return the table of names, without what has none; nothing where nothing has."""
    given = {"x": names.inputs, "y": names.outputs, "classes": names.classes, "samples": names.source.samples}
    table: dict[str, Any] = {key: list(found) for key, found in given.items() if found}
    if names.source.pairs:
        table["parameters"] = dict(names.source.pairs)  # units, too: a name says which it is
    return {"names": table} if table else {}


def _scaling(scaling: Scaling | None) -> dict[str, Any]:
    """Return the table of scales; nothing where nothing is scaled."""
    if scaling is None or not any(scaling):
        return {}
    return {"scaling": {"x": [list(scale) for scale in scaling.x], "y": [list(scale) for scale in scaling.y]}}


def _initial(initial: Initial) -> str | dict[str, Any]:
    biases = {} if initial.biases is None else {"biases": float(initial.biases)}
    if initial.rule in SCALED:
        return {initial.rule: float(initial.scale), **biases}
    return {"rule": initial.rule, **biases} if biases else initial.rule


def _published(numbers: tuple[Published, ...], names: SourceNames) -> Iterator[dict[str, Any]]:
    """Yield a table for each run of numbers that are at one position and of different quantities."""
    table: dict[str, Any] = {}
    for number in numbers:
        quantity = number.quantity.written(names.in_source)
        if not table or table["at"] != number.at or quantity in table["values"]:
            if table:
                yield table
            table = {"at": number.at, "values": {}}
        table["values"][quantity] = number.printed.text
    if table:
        yield table


def _erratum(erratum: Erratum, names: SourceNames) -> dict[str, Any]:
    published = erratum.published
    table: dict[str, Any] = {
        "at": published.at,
        "quantity": published.quantity.written(names.in_source),
        "printed": published.printed.text,
        "cause": erratum.cause,
    }
    variant = erratum.variant
    if variant is None:
        return table
    computed: dict[str, Any] = {
        "at": variant.at,
        "quantity": variant.quantity.written(names.in_source),
        "training": _training(variant.training),
    }
    if variant.rounded is not None:
        computed["rounded"] = variant.rounded
    if variant.places:
        computed["rounded"] = {names.in_source(name): decimals for name, decimals in variant.places}
    return {**table, "variant": computed}
