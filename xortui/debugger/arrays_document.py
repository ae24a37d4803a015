"""How somebody has the parameters in arrays, as a part of a session's JSON, and read back from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xortui.core.network import Network
from xortui.problems.table import Table, as_table, kind, show

if TYPE_CHECKING:
    from xortui.core.parameter_arrays import Layout


def arrays_document(layout: Layout) -> list[dict[str, Any]]:
    """Return how parameters stand in arrays as what JSON has, a table for each layer."""
    tables = []
    for layer in layout:
        tables.append(
            {
                "weight": layer.weight,
                "rows": "outputs" if layer.is_outputs_first else "inputs",
                "bias": layer.bias,
                "bias_shape": list(layer.bias_shape),
            }
        )
    return tables


def read_arrays_document(values: Sequence[Any], network: Network) -> Layout:
    """Return how parameters stand in arrays.

    Args:
        values: the tables.
        network: whose parameters they are.

    Raises:
        ValueError: if the arrays can't hold them; the line says why.
    """
    # Loaded with NumPy, for those alone who have such arrays.
    from xortui.core.parameter_arrays import LayerLayout, check_layout

    layers = []
    for number, value in enumerate(values, start=1):
        table = as_table(value, f"problem.arrays {number}")
        weight = _name(table, "weight")
        rows = table.choice("rows", "inputs", ("inputs", "outputs"))
        bias = _name(table, "bias")
        shape = table.items("bias_shape")
        if not all(isinstance(size, int) and not isinstance(size, bool) for size in shape):
            raise ValueError(f"{table.path('bias_shape')}: expected whole numbers, got {show(shape)}")
        table.close()
        layers.append(LayerLayout(weight, rows == "outputs", bias, tuple(shape)))
    layout = tuple(layers)
    try:
        check_layout(network, layout)
    except ValueError as error:
        raise ValueError(f"problem.arrays: {error}") from None
    return layout


def _name(table: Table, key: str) -> str:
    """Take the name of an array as it stands: it is looked up by it."""
    name = table.take(key, "")
    if not isinstance(name, str):
        raise ValueError(f"{table.path(key)}: expected a string, got {kind(name)}")
    return name
