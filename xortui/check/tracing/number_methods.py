"""The methods of a traced number that NumPy's numbers share with arrays: x.transpose(), x.T, x.sum(), x.reshape(1, 1).

A traced int is an int for Python, which has none of them; those of a float would leave its node behind.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from xortui.check.tracing.array_methods import AS_THEY_ARE, METHODS
from xortui.check.tracing.arrays import TracedArray, array_with, bare, nodes_of
from xortui.check.tracing.followers import Handler
from xortui.check.tracing.numbers import TRACED, TracedInt, node_of, plain, traced

_OWN = frozenset({"item", "tolist", "conj", "conjugate", "fill", "sort", "put", "resize", "view"})
"""Methods that a traced number has in a form of its own, or that change an array, which a number is not."""


def _as_array(number: Any) -> Any:
    """Return a number as an array without axes."""
    return array_with(np.asarray(plain(number)), np.asarray(node_of(number)))


def _method(name: str) -> Handler:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = getattr(_as_array(self), name)(*args, **kwargs)
        if isinstance(result, TracedArray) and result.ndim == 0:
            return traced(bare(result)[()], int(nodes_of(result)))
        return result

    return method


def _itself(self: Any, *_: Any) -> Any:
    return self


def give_methods() -> None:
    """Give traced numbers the methods that NumPy's have."""
    for kind in TRACED:
        for name in METHODS.keys() - _OWN:
            if hasattr(np.int64, name):  # dot is one of arrays alone
                setattr(kind, name, _method(name))
        for name in AS_THEY_ARE:
            setattr(kind, name, _method(name))
        kind.T = property(_itself)  # type: ignore[method-assign,union-attr]
    for name in ("item", "tolist", "conj", "conjugate"):
        setattr(TracedInt, name, _itself)
    for name in ("shape", "ndim", "size", "dtype", "itemsize", "nbytes", "strides"):
        setattr(TracedInt, name, getattr(np.int64(), name))
    TracedInt.real = property(_itself)  # type: ignore[assignment]
