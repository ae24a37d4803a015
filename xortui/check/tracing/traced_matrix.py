"""Traced arrays with the rules of np.matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from xortui.check.tracing.arrays import TracedArray, array_of, bare, nodes_of, traced_array


class TracedMatrix(TracedArray):
    """A traced array with the rules of np.matrix: two dimensions always, and * is the matrix product."""

    def __getitem__(self, key: Any) -> Any:
        """Return a part, which has two dimensions too, or a cell."""
        plain_key = bare(key)
        part = np.asmatrix(bare(self))[plain_key]
        part_nodes = np.asmatrix(nodes_of(self))[plain_key]
        return matrix_of(array_of(np.asarray(part), np.asarray(part_nodes)))

    def __mul__(self, other: Any) -> Any:
        """Multiply as matrices."""
        return self._product(self, other)

    def __rmul__(self, other: Any) -> Any:
        """Multiply as matrices."""
        return self._product(other, self)

    def __imul__(self, other: Any) -> Any:
        """Multiply as matrices."""
        self[...] = self._product(self, other)
        return self

    def __pow__(self, exponent: Any, *_: Any) -> Any:
        """Multiply a matrix by itself so many times."""
        product: Any = self
        for _times in range(int(exponent) - 1):
            product = product * self
        return product if exponent >= 1 else np.asmatrix(bare(self)) ** exponent

    def tolist(self) -> Any:
        """Return the rows as lists."""
        return self.A.tolist()

    @staticmethod
    def _product(left: Any, right: Any) -> Any:
        if not np.ndim(bare(left)) or not np.ndim(bare(right)):
            return np.multiply(left, right)
        return matrix_of(np.matmul(_two_dimensions(left), _two_dimensions(right)))

    @property
    def T(self) -> Any:  # noqa: N802  # NumPy's own name
        """The transposed matrix."""
        return matrix_of(array_of(bare(self).T, nodes_of(self).T))

    @property
    def A(self) -> Any:  # noqa: N802  # NumPy's own name
        """The matrix as an array."""
        return array_of(bare(self), nodes_of(self))

    @property
    def A1(self) -> Any:  # noqa: N802  # NumPy's own name
        """The cells of the matrix in one row."""
        return array_of(bare(self).reshape(-1), nodes_of(self).reshape(-1))

    def getA(self) -> Any:  # noqa: N802  # NumPy's own name
        """Return the matrix as an array."""
        return self.A


def _two_dimensions(value: Any) -> Any:
    array = value if isinstance(value, np.ndarray) else traced_array(value)
    return array if array.ndim == 2 else array.reshape(1, -1)


def matrix_of(value: Any) -> Any:
    """Return an array of two dimensions, or of one, as a matrix; a number as it is."""
    if not isinstance(value, TracedArray) or value.ndim > 2:
        return value
    values = bare(value)
    nodes = nodes_of(value)
    if values.ndim < 2:
        values = values.reshape(1, -1)
        nodes = nodes.reshape(1, -1)
    matrix = np.ndarray.view(values, TracedMatrix)
    matrix.nodes = nodes
    return matrix


def like(result: Any, *operands: Any) -> Any:
    """Return a result as a matrix, if an operand is one."""
    return matrix_of(result) if any(isinstance(operand, TracedMatrix) for operand in operands) else result
