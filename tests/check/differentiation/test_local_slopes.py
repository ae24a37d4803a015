"""The slope of each operation, beside central differences."""

import numpy as np
import pytest

from xortui.check.differentiation.local_slopes import FLAT, SLOPES
from xortui.check.recognition.evaluation import COMPUTE, Points
from xortui.check.tracing.tape import OPERANDS, Op

STRIDE = 1e-6


@pytest.mark.parametrize("op", SLOPES, ids=lambda op: op.name)
def test_a_slope_is_the_central_difference(op: Op) -> None:
    rng = np.random.default_rng(int(op))
    operands: list[Points] = [rng.uniform(0.3, 1.7, 20) for _ in range(OPERANDS[op])]
    if op == Op.WHERE:
        operands[0] = np.asarray(operands[0] > 1, float)
    compute = COMPUTE[op]
    found = SLOPES[op](compute(*operands), *operands)
    for number, slope in enumerate(found):
        above = [one + STRIDE * (place == number) for place, one in enumerate(operands)]
        below = [one - STRIDE * (place == number) for place, one in enumerate(operands)]
        if op == Op.WHERE and number == 0:
            assert slope == 0
            continue
        expected = (compute(*above) - compute(*below)) / (2 * STRIDE)
        assert np.allclose(np.broadcast_to(slope, 20), expected, rtol=1e-6, atol=1e-8)


def test_every_operation_has_a_slope_or_is_flat_or_is_a_condition() -> None:
    conditions = {Op.AND, Op.OR, Op.NOT}
    computed = {op for op in COMPUTE if op not in conditions}
    assert computed == set(SLOPES) | {Op(number) for number in FLAT}
