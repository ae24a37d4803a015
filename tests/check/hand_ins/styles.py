"""How students write the same thing differently."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """One student's habits."""

    error: str = "output - target"
    """`output - target` with steps that subtract, or `target - output` with steps that add."""

    product: str = "@"
    """`@`, `.dot` or `np.dot`."""

    slope: str = "inline"
    """`inline`, `of activation` or `of sum`: the slope is written out, or a function of a or of z."""

    keeps_sums: bool = False
    """Whether weighted sums have a name of their own."""

    mean: str = ""
    """Where gradients are divided by the number of samples: at the `error`, at the `gradients` or nowhere."""

    two: bool = False
    """Whether the squared error has no ½, so that its derivative has a factor 2."""

    names_gradients: bool = True
    """Whether each gradient has a name before it is used."""

    rate: float = 0.3
    """The learning rate."""

    names_rate: bool = True
    """Whether the learning rate has a name."""

    seed: int = 1
    """The seed of the weights at the start."""

    comments: bool = False
    """Whether there are comments."""

    @property
    def adds(self) -> bool:
        """Whether steps add, because the error is the target minus the output."""
        return self.error == "target - output"


STYLES = (
    Style(seed=1),
    Style(error="target - output", product=".dot", slope="of activation", seed=2, comments=True),
    Style(product="np.dot", slope="of sum", keeps_sums=True, mean="gradients", rate=0.5, seed=3),
    Style(error="target - output", names_gradients=False, names_rate=False, two=True, rate=0.1, seed=4),
    Style(slope="of activation", keeps_sums=True, names_rate=False, rate=0.2, seed=5, comments=True),
    Style(
        error="target - output",
        product=".dot",
        slope="of sum",
        keeps_sums=True,
        two=True,
        mean="error",
        rate=0.1,
        seed=6,
    ),
)
