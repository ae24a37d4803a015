"""Pointing: what a value is made of and where it goes is what the program says, and lights up where it stands."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger, Snapshot
from xortui.render.chain_rule import chain_rule_rows
from xortui.render.diagram import network_rows
from xortui.render.pointing import Spot, lit, nearest_spot, next_spot, spots, ties_at, told
from xortui.render.program import program_rows
from xortui.render.row import Row, plain
from xortui.render.view import View
from xortui.render.weights import weights_rows

VIEW = View("w1")


def at(position: str, problem: str = "xor") -> Snapshot:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return debugger.snapshot()


def pictures(snapshot: Snapshot) -> list[list[Row]]:
    return [
        network_rows(snapshot, VIEW, 80, 20),
        weights_rows(snapshot, VIEW, 40, 12),
        chain_rule_rows(snapshot, VIEW, 80, 12),
        program_rows(snapshot, VIEW, 60, 50),
    ]


@pytest.mark.parametrize("problem", ["xor", "mazur"])
@pytest.mark.parametrize("position", ["1.5", "2.30", "3"])
def test_ties_are_what_the_operations_read(problem: str, position: str) -> None:
    snapshot = at(position, problem)
    for operation in snapshot.program.operations:
        if operation.assigns:
            continue
        assert ties_at(snapshot, operation.target).made_of == operation.reads
        for read in operation.reads:
            maker = snapshot.program.by_target.get(read)
            is_updated = maker is not None and maker.assigns and snapshot.result(maker) is not None
            assert (operation.target in ties_at(snapshot, read).goes_into) != is_updated


def test_a_parameter_goes_into_sums_before_its_update_and_is_made_of_its_gradient_after() -> None:
    before = ties_at(at("1.12"), "w5")
    assert before.made_of == ()
    assert "z3" in before.goes_into
    after = ties_at(at("1"), "w5")
    assert set(after.made_of) == {"η", "∂C/∂w5"}


@pytest.mark.parametrize("position", ["1.20", "3"])
def test_every_number_that_can_be_pointed_at_shows_the_value_of_its_name(position: str) -> None:
    snapshot = at(position)
    count = 0
    for rows in pictures(snapshot):
        for row in rows:
            for span in row:
                if span.hit is None or not span.hit.value:
                    continue
                value = snapshot.value(span.hit.value)
                used = snapshot.used(span.hit.value)
                shown = span.text.replace("−", "-").split()
                numbers = [float(word) for word in shown if word.lstrip("+-").replace(".", "", 1).isdigit()]
                for number in numbers:
                    count += 1
                    assert any(v is not None and number == pytest.approx(v, abs=6e-4, rel=6e-3) for v in (value, used))
    assert count > 60


def test_what_is_pointed_at_and_tied_to_it_lights_up_and_no_text_changes() -> None:
    snapshot = at("3.14")
    for rows in pictures(snapshot):
        shown = lit(rows, snapshot, "∂C/∂z3")
        assert [plain(row) for row in shown] == [plain(row) for row in rows]
    roles: dict[str, set[str]] = {}
    for span in (span for row in lit(pictures(snapshot)[2], snapshot, "∂C/∂w5") for span in row):
        if span.hit is not None and span.hit.value:
            roles.setdefault(span.hit.value, set()).update(span.role.split())
    assert "pointed" in roles["∂C/∂w5"]
    assert "made" in roles["∂z3/∂w5"]
    assert not roles["∂C/∂ŷ"] & {"pointed", "made", "goes"}


def test_arrows_lead_to_every_number_of_a_picture() -> None:
    found = spots(pictures(at("3"))[0])
    reached = {found[0]}
    waiting = [found[0]]
    while waiting:
        here = waiting.pop()
        for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            spot = next_spot(found, here, across, down)
            if spot not in reached:
                reached.add(spot)
                waiting.append(spot)
    assert {spot.name for spot in reached} == {spot.name for spot in found}


def test_at_an_edge_the_pointer_stays() -> None:
    found = [Spot("a", 3, 0), Spot("b", 9, 0)]
    assert next_spot(found, found[1], 1, 0) == found[1]
    assert next_spot(found, found[0], 1, 0) == found[1]
    assert nearest_spot(found, "c", 0, 0) is None


def test_it_is_told_in_words() -> None:
    assert told(at("1.12"), "h1") == "h1 = 0.5752; made of z1: h1 = σ(z1); goes into z3, ∂z3/∂w5, ∂h1/∂z1"
    assert told(at("1.2"), "ŷ").startswith("ŷ is not computed yet; made of z3")
