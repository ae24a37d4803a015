"""Which parameters each mistake spoils.

The names are those of the catalogue. A name may have a part after a colon, which says where in the
file the mistake is made: `uphill:biases`.
"""

from collections.abc import Iterable

from tests.check.hand_ins.hand_in import Mistake
from tests.check.hand_ins.networks import Network

RIGHT = "right"
SCALED = "scaled"
WRONG = "wrong"
NEVER_MOVES = "never moves"

EVERY_LAYER = 0
"""The layer of a mistake that is made in all layers at once."""

_BELOW = "the layer and those before it"
_LAYER = "weights and biases of the layer"
_WEIGHTS = "weights of the layer"
_BIASES = "biases of the layer"
_BIASES_OF_SEVERAL = "biases of the layer, if it has several units"
_ALL = "everything"

# Of each mistake: what it reaches, and what becomes of that.
REACH: dict[str, tuple[str, str]] = {
    "weights-updated": (_BELOW, WRONG),
    "slope-missing": (_BELOW, WRONG),
    "slope-missing-in-gradients": (_LAYER, WRONG),
    "slope-of-activation": (_BELOW, WRONG),
    "slope-formula-of-sum": (_BELOW, WRONG),
    "activation-for-slope": (_BELOW, WRONG),
    "slope-twice": (_BELOW, WRONG),
    "slope-half": (_BELOW, WRONG),
    "slope-of-difference": (_BELOW, WRONG),
    "slope-with-plus": (_BELOW, WRONG),
    "slope-of-other": (_BELOW, WRONG),
    "slope-of-error": (_BELOW, WRONG),
    "slope-of-target": (_BELOW, WRONG),
    "slopes-added-up": (_BELOW, WRONG),
    "parentheses-missing": (_BELOW, WRONG),
    "gate-always-open": (_BELOW, WRONG),
    "gate-inverted": (_BELOW, WRONG),
    "gate-of-gradient": (_BELOW, WRONG),
    "slope-of-other-layer": (_BELOW, WRONG),
    "slope-of-other-unit": (_BELOW, WRONG),
    "softmax-slope-besides": (_BELOW, WRONG),
    "softmax-diagonal": (_BELOW, WRONG),
    "cost-for-error": (_BELOW, WRONG),
    "output-for-error": (_BELOW, WRONG),
    "error-reversed": (_BELOW, WRONG),
    "error-for-delta": (_BELOW, WRONG),
    "value-for-delta": (_BELOW, WRONG),
    "weights-transposed": (_BELOW, WRONG),
    "weights-reshaped": (_BELOW, WRONG),
    "delta-of-other-unit-passed-back": (_BELOW, WRONG),
    "delta-missing": (_BELOW, WRONG),
    "weights-of-other-unit": (_BELOW, WRONG),
    "weights-missing": (_BELOW, WRONG),
    "wrong-column": (_BELOW, WRONG),
    "one-path": (_BELOW, WRONG),
    "gradient-passed-back": (_BELOW, WRONG),
    "errors-add-up": (_BELOW, WRONG),
    "passed-back-sign": (_BELOW, WRONG),
    "own-activation": (_WEIGHTS, WRONG),
    "other-activation": (_WEIGHTS, WRONG),
    "activation-of-other-unit": (_WEIGHTS, WRONG),
    "sum-for-activation": (_WEIGHTS, WRONG),
    "slope-for-activation": (_WEIGHTS, WRONG),
    "input-missing": (_WEIGHTS, WRONG),
    "weight-for-input": (_WEIGHTS, WRONG),
    "gradient-transposed": (_WEIGHTS, WRONG),
    "gradient-reshaped": (_WEIGHTS, WRONG),
    "delta-of-other-layer": (_WEIGHTS, WRONG),
    "delta-of-other-unit": (_LAYER, WRONG),
    "uphill": (_LAYER, WRONG),
    "uphill:weights": (_WEIGHTS, WRONG),
    "uphill:biases": (_BIASES, WRONG),
    "assigned": (_LAYER, WRONG),
    "assigned:weights": (_WEIGHTS, WRONG),
    "assigned:biases": (_BIASES, WRONG),
    "stray-factor": (_LAYER, SCALED),
    "stray-factor:weights": (_WEIGHTS, SCALED),
    "rate-missing": (_LAYER, SCALED),
    "rate-twice": (_LAYER, SCALED),
    "bias-over-all-units": (_BIASES_OF_SEVERAL, WRONG),
    "bias-of-other-layer": (_BIASES, WRONG),
    "slope-missing-in-weights": (_WEIGHTS, WRONG),
    "slope-missing-in-biases": (_BIASES, WRONG),
    "bias-with-input": (_BIASES, WRONG),
    "bias-averaged": (_BIASES, SCALED),
    "bias-not-averaged": (_BIASES, SCALED),
    "bias-never-updated": (_BIASES, NEVER_MOVES),
    "layer-never-updated": (_LAYER, NEVER_MOVES),
    "sums-overwritten": (_LAYER, WRONG),
    "sums-never-reset": (_ALL, WRONG),
}

_ORDER = (RIGHT, SCALED, WRONG, NEVER_MOVES)


def status(mistake: Mistake, network: Network, layer: int, kind: str) -> str:
    """What becomes of one parameter.

    Args:
        mistake: The mistake; layer 0 stands for every layer.
        network: What the file trains.
        layer: The parameter's layer.
        kind: `weights` or `bias`.

    Raises:
        KeyError: The mistake has no row above.
    """
    reach, result = REACH[mistake.id]
    here = mistake.layer in (layer, EVERY_LAYER)
    reached = {
        _BELOW: layer <= mistake.layer or mistake.layer == EVERY_LAYER,
        _LAYER: here,
        _WEIGHTS: here and kind == "weights",
        _BIASES: here and kind == "bias",
        _BIASES_OF_SEVERAL: here and kind == "bias" and network.sizes[layer] > 1,
        _ALL: True,
    }
    return result if reached[reach] else RIGHT


def together(mistakes: Iterable[Mistake], network: Network, layer: int, kind: str) -> str:
    """What becomes of one parameter when all these mistakes are made."""
    places = [_ORDER.index(status(mistake, network, layer, kind)) for mistake in mistakes]
    return _ORDER[max(places, default=0)]
