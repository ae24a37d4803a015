"""How the products of backpropagation are written, for each layout of the matrices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Algebra:
    """A layout, and a way to write a product.

    `rows`: a sample is a row, X @ W. `columns`: a sample is a column, W @ X. `vector`: one sample,
    a flat array, W @ x.
    """

    layout: str
    product_style: str

    def product(self, left: str, right: str) -> str:
        """A matrix product."""
        if self.product_style == "np.dot":
            return f"np.dot({left}, {right})"
        if self.product_style == ".dot":
            return f"{_closed(left)}.dot({right})"
        return f"{_closed(left)} @ {_closed(right)}"

    def weighted_sum(self, inputs: str, weights: str) -> str:
        if self.layout == "rows":
            return self.product(inputs, weights)
        return self.product(weights, inputs)

    def shape(self, n_in: int, n_out: int) -> str:
        """The shape of a layer's weights."""
        if self.layout == "rows":
            return f"({n_in}, {n_out})"
        return f"({n_out}, {n_in})"

    def bias_shape(self, n_out: int) -> str:
        shapes = {"rows": f"(1, {n_out})", "columns": f"({n_out}, 1)", "vector": f"{n_out}"}
        return shapes[self.layout]

    def sent_back(self, delta: str, weights: str) -> str:
        """The error that the layer before gets."""
        if self.layout == "rows":
            return self.product(delta, f"{weights}.T")
        return self.product(f"{weights}.T", delta)

    def sent_back_transposed(self, delta: str, weights: str) -> str:
        """The same with the matrix the wrong way round."""
        if self.layout == "rows":
            return self.product(delta, weights)
        return self.product(weights, delta)

    def sent_back_reshaped(self, delta: str, weights: str, n_in: int, n_out: int) -> str:
        """The same with the matrix in another shape, and not transposed."""
        if self.layout == "rows":
            return self.product(delta, f"{weights}.reshape({n_out}, {n_in})")
        return self.product(f"{weights}.reshape({n_in}, {n_out})", delta)

    def sent_back_by_first_unit(self, delta: str, weights: str) -> str:
        """The same from the first unit of the next layer alone."""
        if self.layout == "rows":
            return self.product(f"{delta}[:, :1]", f"{weights}[:, :1].T")
        return self.product(f"{weights}[:1].T", f"{delta}[:1]")

    def sent_back_without_weights(self, delta: str) -> str:
        """The same as if every weight were 1."""
        sums = {
            "rows": f"np.sum({delta}, axis=1, keepdims=True)",
            "columns": f"np.sum({delta}, axis=0, keepdims=True)",
            "vector": f"np.sum({delta})",
        }
        return sums[self.layout]

    def sent_back_without_delta(self, weights: str) -> str:
        """The same as if every δ were 1."""
        sums = {
            "rows": f"np.sum({weights}, axis=1)",
            "columns": f"np.sum({weights}, axis=0)[:, None]",
            "vector": f"np.sum({weights}, axis=0)",
        }
        return sums[self.layout]

    def weight_gradient_with_weights(self, weights: str, delta: str) -> str:
        """The gradient with each weight in the place of its input."""
        sums = {
            "rows": f"{weights} * np.sum({delta}, axis=0)",
            "columns": f"{weights} * np.sum({delta}, axis=1, keepdims=True)",
            "vector": f"{weights} * {delta}[:, None]",
        }
        return sums[self.layout]

    def weight_gradient(self, inputs: str, delta: str) -> str:
        if self.layout == "rows":
            return self.product(f"{inputs}.T", delta)
        if self.layout == "columns":
            return self.product(delta, f"{inputs}.T")
        return f"np.outer({delta}, {inputs})"

    def bias_gradient(self, delta: str) -> str:
        sums = {
            "rows": f"np.sum({delta}, axis=0, keepdims=True)",
            "columns": f"np.sum({delta}, axis=1, keepdims=True)",
            "vector": delta,
        }
        return sums[self.layout]

    def bias_gradient_as_mean(self, delta: str) -> str:
        return self.bias_gradient(delta).replace("np.sum", "np.mean")

    def samples(self, inputs: str) -> str:
        """How many samples there are."""
        axes = {"rows": 0, "columns": 1}
        return f"{inputs}.shape[{axes[self.layout]}]"


def _closed(text: str) -> str:
    return f"({text})" if " " in text and not text.endswith(")") else text
