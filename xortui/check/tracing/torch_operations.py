"""What torch does with tensors, by name: its functions, and the methods and operators of a tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from xortui.check.tracing.tensor import FLOAT, Tensor, copied, unwrapped, wrapped
from xortui.check.tracing.tensor_arithmetic import (
    Operation,
    added_product,
    chosen_where,
    clamped,
    deviation,
    einsum,
    extreme,
    leaky_relu,
    log_softmax,
    masked,
    matrix_product,
    norm,
    of_function,
    of_ufunc,
    outer,
    place_of,
    relu,
    sigmoid,
    softmax,
    softplus,
    spread,
    truth_of,
    truths_of,
)
from xortui.check.tracing.tensor_shapes import (
    as_type,
    chunks,
    expanded,
    flattened,
    gathered,
    joined,
    of_other_type,
    parts_of,
    permuted,
    repeated,
    same_cells,
    selected,
    squeezed,
    swapped,
    unsqueezed,
    viewed,
)

ELEMENTWISE: dict[str, Operation] = {
    "add": of_ufunc(np.add),
    "sub": of_ufunc(np.subtract),
    "subtract": of_ufunc(np.subtract),
    "mul": of_ufunc(np.multiply),
    "multiply": of_ufunc(np.multiply),
    "div": of_ufunc(np.true_divide),
    "divide": of_ufunc(np.true_divide),
    "true_divide": of_ufunc(np.true_divide),
    "floor_divide": of_ufunc(np.floor_divide),
    "remainder": of_ufunc(np.remainder),
    "pow": of_ufunc(np.power),
    "neg": of_ufunc(np.negative),
    "negative": of_ufunc(np.negative),
    "exp": of_ufunc(np.exp),
    "log": of_ufunc(np.log),
    "log1p": of_ufunc(np.log1p),
    "log2": of_ufunc(np.log2),
    "expm1": of_ufunc(np.expm1),
    "sqrt": of_ufunc(np.sqrt),
    "square": of_ufunc(np.square),
    "reciprocal": of_ufunc(np.reciprocal),
    "tanh": of_ufunc(np.tanh),
    "sin": of_ufunc(np.sin),
    "cos": of_ufunc(np.cos),
    "abs": of_ufunc(np.abs),
    "sign": of_ufunc(np.sign),
    "floor": of_ufunc(np.floor),
    "sigmoid": sigmoid,
    "relu": relu,
    "clamp": clamped,
    "clip": clamped,
    "masked_fill": masked,
}
"""What is done cell by cell: functions of torch, methods, and methods with _ that change a tensor in its place."""
OPERATIONS: dict[str, Operation] = {
    **ELEMENTWISE,
    "maximum": of_ufunc(np.maximum),
    "minimum": of_ufunc(np.minimum),
    "gt": of_ufunc(np.greater),
    "ge": of_ufunc(np.greater_equal),
    "lt": of_ufunc(np.less),
    "le": of_ufunc(np.less_equal),
    "eq": of_ufunc(np.equal),
    "ne": of_ufunc(np.not_equal),
    "logical_and": of_ufunc(np.logical_and),
    "logical_or": of_ufunc(np.logical_or),
    "logical_not": of_ufunc(np.logical_not),
    "heaviside": of_ufunc(np.heaviside),
    "sum": of_function(np.sum),
    "mean": of_function(np.mean),
    "prod": of_function(np.prod),
    "cumsum": of_function(np.cumsum),
    "trace": of_function(np.trace),
    "diag": of_function(np.diag),
    "round": of_function(np.round),
    "amax": of_function(np.max),
    "amin": of_function(np.min),
    "var": spread,
    "std": deviation,
    "norm": norm,
    "max": extreme(np.max, np.argmax, np.maximum),
    "min": extreme(np.min, np.argmin, np.minimum),
    "argmax": place_of(np.argmax),
    "argmin": place_of(np.argmin),
    "mm": matrix_product,
    "matmul": matrix_product,
    "bmm": matrix_product,
    "mv": matrix_product,
    "dot": matrix_product,
    "inner": matrix_product,
    "outer": outer,
    "ger": outer,
    "addmm": added_product,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "t": lambda tensor: tensor.T,
    "reshape": viewed,
    "flatten": flattened,
    "squeeze": squeezed,
    "unsqueeze": unsqueezed,
    "transpose": swapped,
    "permute": permuted,
    "clone": copied,
    "split": parts_of,
    "chunk": chunks,
    "index_select": selected,
    "gather": gathered,
    "numel": lambda tensor: tensor.numel(),
    "allclose": truth_of(np.allclose),
    "equal": truth_of(np.array_equal),
    "isnan": of_ufunc(np.isnan),
    "any": truths_of(np.any),
    "all": truths_of(np.all),
}
"""Functions of torch that are methods too."""
METHODS: dict[str, Operation] = {
    "view": viewed,
    "ravel": flattened,
    "view_as": lambda tensor, other: viewed(tensor, *other.shape),
    "reshape_as": lambda tensor, other: viewed(tensor, *other.shape),
    "expand": expanded,
    "expand_as": lambda tensor, other: expanded(tensor, *other.shape),
    "repeat": repeated,
    "detach": same_cells,
    "detach_": same_cells,
    "contiguous": same_cells,
    "cpu": same_cells,
    "cuda": same_cells,
    "type_as": same_cells,
    "to": of_other_type,
    "type": of_other_type,
    "float": as_type(FLOAT),
    "double": as_type(FLOAT),
    "long": as_type(np.int64),
    "int": as_type(np.int64),
    "bool": as_type(np.bool_),
    "where": lambda tensor, condition, other: chosen_where(condition, tensor, other),
}
"""What is a method only."""
FUNCTIONS_ONLY: dict[str, Operation] = {"einsum": einsum, "where": chosen_where, "cat": joined, "concat": joined}
"""What is a function only."""
OF_NN: dict[str, Operation] = {"leaky_relu": leaky_relu, "softplus": softplus}
"""More of torch.nn.functional."""


def _in_place(operation: Operation) -> Operation:
    def change(tensor: Tensor, *args: Any, **named: Any) -> Tensor:
        tensor.array[...] = operation(tensor, *args, **named).array
        return tensor

    return change


def _operator(ufunc: np.ufunc, *, is_turned: bool = False) -> Operation:
    def method(self: Tensor, other: Any) -> Any:
        if other is None or isinstance(other, str | dict):
            return NotImplemented
        operands = (unwrapped(self), unwrapped(other))
        return wrapped(ufunc(*operands[::-1] if is_turned else operands))

    return method


def _augmented(ufunc: np.ufunc) -> Operation:
    def method(self: Tensor, other: Any) -> Tensor:
        self.array[...] = ufunc(self.array, unwrapped(other))
        return self

    return method


_OPERATORS: dict[str, np.ufunc] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.true_divide, "pow": np.power,
    "floordiv": np.floor_divide, "mod": np.remainder, "matmul": np.matmul, "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip
_COMPARED: dict[str, np.ufunc] = {
    "gt": np.greater, "ge": np.greater_equal, "lt": np.less, "le": np.less_equal, "eq": np.equal, "ne": np.not_equal,
}  # fmt: skip
_SIGNS: dict[str, Operation] = {
    "__neg__": OPERATIONS["neg"],
    "__pos__": METHODS["detach"],
    "__abs__": OPERATIONS["abs"],
}


def _give_methods() -> None:
    for name, operation in {**OPERATIONS, **METHODS}.items():
        if name not in vars(Tensor):
            setattr(Tensor, name, operation)
    for name, operation in ELEMENTWISE.items():
        setattr(Tensor, f"{name}_", _in_place(operation))
    for name, ufunc in _OPERATORS.items():
        setattr(Tensor, f"__{name}__", _operator(ufunc))
        setattr(Tensor, f"__r{name}__", _operator(ufunc, is_turned=True))
        setattr(Tensor, f"__i{name}__", _augmented(ufunc))
    for name, ufunc in _COMPARED.items():
        setattr(Tensor, f"__{name}__", _operator(ufunc))
    for name, operation in _SIGNS.items():
        setattr(Tensor, name, operation)


_give_methods()
