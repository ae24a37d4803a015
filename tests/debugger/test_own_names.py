"""The names of somebody's own file in conditions, watches, edits and at the prompt."""

from __future__ import annotations

import json

import pytest

from tests.commands.benches import answered, bench_of
from xortui.commands.editing import VALUE
from xortui.commands.looking import NAME
from xortui.commands.stopping import CONDITION, WATCHED, expression_names
from xortui.core.mistakes import mistake_named
from xortui.debugger import Debugger, Position
from xortui.debugger.own_names import NO_OWN_NAMES, OwnNames
from xortui.debugger.planting import planted_in
from xortui.debugger.session import SessionWriter, resume
from xortui.debugger.source_file import SourceFile
from xortui.problems import load_problem

ARRAYS = dict.fromkeys(("w1", "w2", "w3", "w4"), "w_ih") | {"b1": "b2", "b2": "b2", "w5": "out", "w6": "out"}
CELLS = {
    "w1": "w_ih[0, 0]",
    "w2": "w_ih[0, 1]",
    "w3": "w_ih[1, 0]",
    "w4": "w_ih[1, 1]",
    "b1": "b2[0]",
    "b2": "b2[1]",
    "w5": 'params["out"][0]',
    "w6": 'params["out"][1]',
}
NAMES = OwnNames(ARRAYS, CELLS, {"w1", "w2", "b1", "b2", "h1", "loss"}, "mynet.py")


def opened(mistake: str = "slope-missing") -> Debugger:
    problem = load_problem("xor")
    source = SourceFile(name="mynet.py", text="pass\n", lines={}, names=ARRAYS, cells=CELLS)
    return Debugger(problem, mistakes=planted_in(problem, [mistake_named(mistake)], "1"), source=source)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("w_ih", ("w1", "w2", "w3", "w4")),
        ("self.w_ih", ("w1", "w2", "w3", "w4")),
        ("w_ih[0,1]", ("w2",)),
        ("net.w_ih[0][1]", ("w2",)),
        ("w_ih[ 1 , 0 ]", ("w3",)),
        ("w_ih[-1,-1]", ("w4",)),
        ("w_ih[1]", ("w3", "w4")),
        ("w_ih[:,1]", ("w2", "w4")),
        ("out", ("w5", "w6")),
        ("out[1]", ("w6",)),
        ('params["out"][1]', ("w6",)),
        ("self.params['out'][0]", ("w5",)),
        ("dC/dw_ih[0,1]", ("dC/dw2",)),
        ("∂C/∂out", ("∂C/∂w5", "∂C/∂w6")),
        ("gbar(out[0])", ("gbar(w5)",)),
        ("b2[0]", ("b1",)),
        ("b2", ()),
        ("h1", ()),
        ("loss", ()),
        ("dC/dw1", ()),
        ("W_ih", ()),
    ],
)
def test_a_name_of_the_file_means_parameters_of_the_program(typed: str, meant: tuple[str, ...]) -> None:
    assert NAMES.meant(typed) == meant
    assert NO_OWN_NAMES.meant(typed) == ()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("w_ih[0,2]", r"^w_ih has no w_ih\[0,2\]: it goes from w_ih\[0,0\] to w_ih\[1,1\]$"),
        ("net.w_ih[3,0]", r"^w_ih has no net.w_ih\[3,0\]: it goes"),
        ("b2[7]", r"^b2 has no b2\[7\]: it goes from b2\[0\] to b2\[1\]$"),
        ("params['out'][7]", r"^params\[\"out\"\] has no params\['out'\]\[7\]: it goes from params\[\"out\"\]\[0\]"),
        ("net.params['out'][7]", r"^params\[\"out\"\] has no net.params\['out'\]\[7\]:"),
        ("params['in']", r"^params has no params\['in'\]: it goes from params\[\"out\"\]\[0\]"),
        ("self.nothing", "^mynet.py does not learn self.nothing; it learns w_ih, b2, out$"),
    ],
)
def test_a_place_that_there_is_not_is_told_with_those_that_there_are(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        NAMES.meant(typed)


@pytest.mark.parametrize(
    ("own", "here"),
    [
        ("w_ih[0,1] > 0.4", "w2 > 0.4"),
        ("abs(dC/dself.w_ih[1,0]) < 1e-3 and h1 > 0", "abs(dC/dw3) < 1e-3 and h1 > 0"),
        ("w_ih[0,1] changed", "w2 changed"),
        ("change(out[0]) > 0.01", "change(w5) > 0.01"),
        ("differs(dC/dw_ih[0,1])", "differs(dC/dw2)"),
        ("differs(w_ih[0,1])", "differs(w2)"),
    ],
)
def test_a_breakpoint_takes_the_names_of_the_file_as_well_as_the_program_s(own: str, here: str) -> None:
    stops = []
    for text in (own, here):
        debugger = opened()
        debugger.breakpoints.add(text)
        stops.append([debugger.run(40).position for _ in range(3)])
    assert stops[0] == stops[1]


def test_an_array_stops_at_the_first_of_its_numbers_that_differs_in_each_step() -> None:
    debugger = opened()
    debugger.breakpoints.add("differs(dC/dw_ih)")
    gradients = [f"∂C/∂{parameter}" for parameter, array in ARRAYS.items() if array == "w_ih"]
    by_target = debugger.timeline.program.by_target
    found = []
    while debugger.run(8).reason == "breakpoint" and debugger.position.step <= 8:
        found.append(debugger.position)
    expected = []
    for step in range(1, 9):
        debugger.go_to(step)
        snapshot = debugger.snapshot()
        wrong = [name for name in gradients if snapshot.right_value(name) is not None]
        expected += [Position(step, by_target[name].number) for name in wrong[:1]]
    assert found
    assert found == expected


def test_an_array_that_is_right_never_stops() -> None:
    debugger = opened()
    debugger.breakpoints.add("differs(dC/dout)")
    assert debugger.run(20).reason != "breakpoint"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "self.w_ih",
            r"self.w_ih is 4 numbers here, w1 … w4: name one of them, such as w_ih\[0,0\]; differs\(self.w_ih\)",
        ),
        ("out > 1", r"out is 2 numbers here, w5, w6: name one of them"),
        ("dW > 1", "there is no 'dW' here"),
        ("dw_ih > 1", "there is no 'dw_ih' here; did you mean dC/dw_ih?"),
        ("differs(w_hi)", "there is no 'w_hi' here; did you mean w_ih?"),
        ("w_ih[3,0] > 1", r"w_ih has no w_ih\[3,0\]: it goes from"),
    ],
)
def test_what_can_not_be_is_refused_with_the_name_to_use(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        opened().breakpoints.add(typed)


def test_commands_take_them() -> None:
    bench = bench_of(opened())
    answered(bench, WATCHED, "w_ih[0,1]")
    answered(bench, NAME, "self.w_ih[1,0]")
    assert bench.view.parameter == "w3"
    answered(bench, NAME, "out")
    assert bench.view.parameter == "w5"
    answered(bench, VALUE, "w_ih[0,1] = 0.25, out[1] = 2")
    snapshot = bench.debugger.snapshot()
    assert (snapshot.value("w2"), snapshot.value("w6")) == (0.25, 2)
    assert [(reading.text, reading.now) for reading in snapshot.readings] == [("w_ih[0,1]", 0.25)]
    with pytest.raises(ValueError, match="w_ih is 4 numbers here"):
        bench.debugger.edit("w_ih", 1)
    assert {"w_ih", "∂C/∂w_ih", "w_ih[0,1]"} <= set(expression_names(bench))


def test_a_name_that_both_have_is_the_program_s_and_that_is_said() -> None:
    bench = bench_of(opened())
    answered(bench, CONDITION, "differs(dC/db2)")
    assert "here, b2 is xortui's name: b2[1] in mynet.py; the array b2 of mynet.py is b1 … b2" in bench.message
    answered(bench, CONDITION, "differs(dC/dw2)")
    assert "mynet.py" not in bench.message


def test_of_a_parameter_without_a_name_of_its_own_the_array_is_said() -> None:
    arrays = {"w1": "self.w1", "b1": "b2", "b2": "b3", "b3": "b3"}
    names = OwnNames(arrays, {}, {"w1", "b1", "b2", "b3"}, "mynet.py")
    assert names.remark("b2 > 1") == "here, b2 is xortui's name: b3 in mynet.py; the array b2 of mynet.py is b1"


def test_a_session_keeps_them() -> None:
    debugger = opened()
    debugger.breakpoints.add("differs(dC/dw_ih)")
    debugger.run(8)
    again, _ = resume(json.loads(SessionWriter(debugger).text({})))
    assert again.own_names.meant("w_ih[0,1]") == ("w2",)
    assert [str(made) for made in again.breakpoints] == [str(made) for made in debugger.breakpoints]
    assert again.run(8).position == debugger.run(8).position
