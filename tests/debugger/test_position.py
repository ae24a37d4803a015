from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.core.backpropagation import write_program
from xortui.core.network import Network
from xortui.core.training import UPDATES, Schedule, Training
from xortui.debugger.position import FURTHEST_STEP, START, Position, Route, Unit


def route(samples: int, update: str) -> Route:
    training = Training(update=update)
    return Route(write_program(Network((1, 1), ("tanh",)), training), Schedule(samples, training))


routes = st.builds(route, st.integers(1, 6), st.sampled_from(UPDATES))
steps = st.integers(0, 10**9)


@st.composite
def places(draw: st.DrawFn) -> tuple[Route, Position]:
    """Draw a route and a position on it."""
    on, step = draw(routes), draw(steps)
    return on, Position(step, draw(st.integers(1, on.length(step)))) if step else START


@given(places())
def test_an_operation_forwards_and_back_again_is_where_one_was(place: tuple[Route, Position]) -> None:
    on, position = place
    assert on.before(on.after(position, Unit.OPERATION), Unit.OPERATION) == position
    if position > START:
        assert on.after(on.before(position, Unit.OPERATION), Unit.OPERATION) == position


@pytest.mark.parametrize("unit", [Unit.SAMPLE, Unit.EPOCH])
@given(place=places())
def test_a_sample_or_epoch_back_and_forwards_again_is_its_end(place: tuple[Route, Position], unit: Unit) -> None:
    on, position = place
    end = on.after(on.before(position, unit), unit)
    assert end >= position
    assert on.before(end, unit) == on.before(position, unit)
    assert on.after(on.before(end, unit), unit) == end


@given(places(), st.sampled_from(Unit))
def test_forwards_is_later_and_back_is_earlier(place: tuple[Route, Position], unit: Unit) -> None:
    on, position = place
    assert on.after(position, unit) > position
    assert on.before(position, unit) < position or position == START
    assert on.before(position, unit) >= START


@given(routes, st.integers(0, 40))
def test_operation_by_operation_is_every_operation_of_every_sample_in_turn(on: Route, count: int) -> None:
    position = START
    for step in range(1, count + 1):
        for operation in range(1, on.length(step) + 1):
            position = on.after(position, Unit.OPERATION)
            assert position == (step, operation)
        assert position == on.end_of(step)


@given(places())
def test_what_a_position_prints_is_what_one_types_to_go_there(place: tuple[Route, Position]) -> None:
    on, position = place
    assert on.parse(str(position)) == position


def test_a_step_inside_a_batch_ends_before_the_updates() -> None:
    on = route(3, "epoch")
    assert [on.length(step) for step in range(1, 7)] == [12, 12, 18, 12, 12, 18]
    assert on.after(Position(1, 12), Unit.OPERATION) == (2, 1)
    assert on.before(Position(4, 1), Unit.OPERATION) == (3, 18)
    assert on.after(Position(1, 5), Unit.EPOCH) == (3, 18)


def test_positions_are_typed_as_steps_operations_and_epochs() -> None:
    on = route(4, "sample")
    whole = on.length(1)
    assert on.parse("478") == (478, whole)
    assert on.parse(" 478.3 ") == (478, 3)
    assert on.parse("478.0") == (478, 0)
    assert on.parse("e120") == on.parse("E120") == (480, whole)
    assert on.parse("0") == on.parse("e0") == on.parse("0.0") == START
    assert on.parse(str(FURTHEST_STEP)) == (FURTHEST_STEP, whole)


def test_before_the_first_operation_of_a_step_all_moves_lead_on_as_from_the_complete_one_before() -> None:
    on = route(4, "sample")
    before, complete = Position(5, 0), on.end_of(4)
    assert complete < before < Position(5, 1)
    for unit in Unit:
        assert on.after(before, unit) == on.after(complete, unit)
    assert on.before(before, Unit.OPERATION) == on.before(before, Unit.SAMPLE) == complete


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a step (478), an operation (478.12) or an epoch (e120), got ''"),
        ("abc", "expected a step (478), an operation (478.12) or an epoch (e120), got 'abc'"),
        ("-1", "expected a step (478), an operation (478.12) or an epoch (e120), got '-1'"),
        ("٣", "expected a step (478), an operation (478.12) or an epoch (e120), got '٣'"),
        ("x" * 99, "expected a step (478), an operation (478.12) or an epoch (e120), got 'xxxxxxxxxxxxxxxxxxx…'"),
        ("4.99", "step 4 has the operations 1 to 12, got 99"),
        ("0.1", "step 0 is the start: it has no operations"),
        ("e999999999999", "expected a step of at most 1,000,000,000,000, got 3,999,999,999,996"),
    ],
)
def test_what_is_no_position_is_refused_with_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        route(4, "sample").parse(text)


@given(st.text(max_size=12))
def test_anything_typed_is_a_position_or_refused_in_one_line(text: str) -> None:
    on = route(4, "sample")
    position, refusal = parse(on, text)
    assert len(refusal.splitlines()) == (position is None)
    assert position is None or position == START or 1 <= position.operation <= on.length(position.step)


def parse(on: Route, text: str) -> tuple[Position | None, str]:
    """Return the position, or None and the refusal."""
    try:
        return on.parse(text), ""
    except ValueError as error:
        return None, str(error)
