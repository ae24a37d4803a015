"""A traced program computes what it computes untraced, and its tape computes it again at other numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.check.tracing.running import (
    MARKED,
    MOVED,
    NO_NODE,
    PRELUDE,
    Item,
    Ran,
    is_lost,
    items,
    moved_on_tape,
    reproduced,
    run_traced,
    run_untraced,
    shape_of,
)
from tests.check.tracing.snippets import FOLLOWED, LOST, NEW, snippets
from xortui.check.tracing.trace import Trace

EXACT = 1e-12
SINGLE = 1e-6
"""How near numbers of single precision are."""


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")


def rows(texts: str) -> list[Any]:
    return [pytest.param(name, code, id=name) for name, code in snippets(texts)]


def nearness(name: str) -> float:
    return SINGLE if name == "float32" else EXACT


def values_of(result: object) -> list[float | str]:
    return [one.value if isinstance(one, Item) else one for one in items(result)]


def numbers_of(result: object) -> list[Item]:
    return [one for one in items(result) if isinstance(one, Item)]


def same_untraced(code: str, folder: Path) -> tuple[Ran, Trace]:
    """Run a snippet both ways and hold its result, its types and what it prints to those without a trace."""
    untraced = run_untraced(code)
    ran, trace = run_traced(code, folder)
    assert untraced.error is None
    assert ran.error is None
    assert ran.printed == untraced.printed
    assert shape_of(ran.result) == shape_of(untraced.result)
    np.testing.assert_equal(values_of(ran.result), values_of(untraced.result))
    return ran, trace


@pytest.mark.parametrize(("name", "code"), rows(FOLLOWED))
def test_a_traced_snippet_computes_and_prints_the_same_and_is_followed(name: str, code: str, tmp_path: Path) -> None:
    program = PRELUDE + code
    ran, trace = same_untraced(program, tmp_path)
    recorded, again = reproduced(trace)
    np.testing.assert_allclose(again, recorded, rtol=nearness(name), atol=0)
    there = run_untraced(program.replace(str(MARKED), str(MOVED)))
    expected = [one.value for one in numbers_of(there.result)]
    np.testing.assert_allclose(moved_on_tape(trace, numbers_of(ran.result)), expected, rtol=nearness(name), atol=1e-14)


@pytest.mark.parametrize(("name", "code"), rows(LOST))
def test_what_is_not_followed_stands_on_the_tape_as_opaque_with_its_name(name: str, code: str, tmp_path: Path) -> None:
    ran, trace = same_untraced(PRELUDE + code, tmp_path)
    assert is_lost(trace, numbers_of(ran.result)), name
    assert all(one.node != NO_NODE for one in numbers_of(ran.result))
    assert any(trace.tape.lost.values())


@pytest.mark.parametrize(("name", "code"), rows(NEW))
def test_what_is_rounded_filled_or_loaded_is_data_anew(name: str, code: str, tmp_path: Path) -> None:
    ran, trace = same_untraced(PRELUDE + code, tmp_path)
    found = numbers_of(ran.result)
    assert moved_on_tape(trace, found) == [one.value for one in found], name
    assert not is_lost(trace, found)


@st.composite
def shapes_that_broadcast(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...]]:
    full = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    shapes = []
    for _ in range(2):
        kept = full[draw(st.integers(0, len(full) - 1)) :]
        shapes.append(tuple(size if draw(st.booleans()) else 1 for size in kept))
    return shapes[0], shapes[1]


OPERATORS = (
    "a + b",
    "a - b",
    "a * b",
    "a / b",
    "np.maximum(a, b)",
    "np.where(a > b, a, b)",
    "np.hypot(a, b)",
    "a ** 2 * b",
)


@settings(max_examples=40, deadline=None)
@given(shapes=shapes_that_broadcast(), operator=st.sampled_from(OPERATORS), seed=st.integers(0, 9))
def test_arrays_of_any_shapes_broadcast_as_they_do_untraced(
    shapes: tuple[tuple[int, ...], tuple[int, ...]], operator: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    code = f"""
import numpy as np
rng = np.random.RandomState({seed})
s = {MARKED}
a = rng.uniform(0.5, 1.5, {shapes[0]}) * s
b = rng.uniform(0.5, 1.5, {shapes[1]}) - s
result = [{operator}]
c = np.zeros(np.shape({operator}))
c += {operator}
c *= a
result.append(c)
"""
    follows(code, tmp_path_factory)


AXES = ("None", "0", "-1", "1", "(0, 1)", "(0, -1)")
REDUCTIONS = ("np.sum", "np.mean", "np.max", "np.min", "np.prod", "np.std", "np.linalg.norm")


@settings(max_examples=40, deadline=None)
@given(
    shape=st.lists(st.integers(1, 4), min_size=2, max_size=3).map(tuple),
    axis=st.sampled_from(AXES),
    function=st.sampled_from(REDUCTIONS),
    keepdims=st.booleans(),
    seed=st.integers(0, 9),
)
def test_reductions_over_any_axes_are_as_they_are_untraced(
    shape: tuple[int, ...],
    axis: str,
    function: str,
    keepdims: bool,
    seed: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if function == "np.linalg.norm":
        axis = axis.split(",")[0].strip("(")
    code = f"""
import numpy as np
a = np.random.RandomState({seed}).uniform(0.5, 1.5, {shape}) * {MARKED} + {MARKED}
s = {MARKED}
a = a * s
result = {function}(a, axis={axis}, keepdims={keepdims})
"""
    follows(code, tmp_path_factory)


@settings(max_examples=30, deadline=None)
@given(sizes=st.tuples(*[st.integers(1, 4)] * 3), stack=st.integers(0, 3), seed=st.integers(0, 9))
def test_products_of_any_sizes_are_as_they_are_untraced(
    sizes: tuple[int, int, int], stack: int, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows, shared, columns = sizes
    leading = (stack,) if stack else ()
    code = f"""
import numpy as np
rng = np.random.RandomState({seed})
s = {MARKED}
a = rng.randn(*{(*leading, rows, shared)}) * s
b = rng.randn({shared}, {columns}) + s
result = [a @ b, np.dot(a, b), np.matmul(a, b), a.dot(b), np.tensordot(a, b, 1), np.einsum("...ij,jk->...ik", a, b)]
"""
    follows(code, tmp_path_factory)


def follows(code: str, folders: pytest.TempPathFactory) -> None:
    """Hold a program to itself untraced, at its own numbers and at another one."""
    ran, trace = same_untraced(code, folders.getbasetemp())
    literals = code.replace(f"s = {MARKED}", f"s = {MOVED}")
    expected = [one.value for one in numbers_of(run_untraced(literals).result)]
    np.testing.assert_allclose(moved_on_tape(trace, numbers_of(ran.result)), expected, rtol=1e-9, atol=1e-12)
