"""Sessions: what is resumed is what was saved, to the bit; and what is none is told in a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from tests.debugger.problems import DIVERGING, RUNNING, WIDE, XOR
from tests.debugger.test_debugger import picture
from xortui.commands.layout import Layout, read_layout
from xortui.debugger import Debugger, Reason
from xortui.debugger.bookmarks import MAX_BOOKMARKS, MAX_STOPS
from xortui.debugger.session import SessionWriter, resume, summary
from xortui.debugger.timeline import Timeline
from xortui.problems import Problem, load_problem
from xortui.render.view import View

LAYOUT = Layout(
    View("w5", 2, ("h1",), frozenset({("w1",), ("w1", "h1")}), logarithmic=True, mapped="h1"), 3, True, 1, "loss", True
)


def document(debugger: Debugger, layout: Layout = LAYOUT) -> dict[str, Any]:
    """Return a debugger's session."""
    found: dict[str, Any] = json.loads(SessionWriter(debugger).text(layout.document()))
    return found


def everything(debugger: Debugger) -> dict[str, Any]:
    """Return all that somebody sees or has done, numbers by their bits."""
    snapshot = debugger.snapshot()
    curve = snapshot.losses
    return {
        "problem": debugger.problem,
        "forks": [(fork.number, fork.history) for fork in debugger.forks],
        "bits": [[edit.before.hex() + edit.value.hex() for edit in fork.history] for fork in debugger.forks],
        "shown": [debugger.shown(fork.number) for fork in debugger.forks],
        "fork": debugger.fork.number,
        "position": debugger.position,
        "breakpoints": [
            (b.number, b.text, b.operation, b.is_enabled, b.ignore, b.is_once, b.hits) for b in debugger.breakpoints
        ],
        "next breakpoint": debugger.breakpoints.next,
        "watches": [watch.text for watch in debugger.watches],
        "readings": [(reading.text, reading.now, reading.before) for reading in snapshot.readings],
        "bookmarks": list(debugger.bookmarks),
        "next stop": debugger.bookmarks.next_stop,
        "values": [value.hex() for value in map(float, snapshot.values)],
        "picture": repr(picture(snapshot)),
        "losses": (curve.bucket, curve.steps, curve.lows, curve.highs),
        "can": (debugger.can_go_back, debugger.can_go_on),
    }


def compare(one: Debugger, other: Debugger) -> None:
    """Hold two debuggers against each other."""
    assert everything(one) == everything(other)
    # A mean may have been added up in other parts, and its last bit be another.
    assert list(one.snapshot().losses.means) == pytest.approx(list(other.snapshot().losses.means), rel=1e-14)


def resumed(debugger: Debugger) -> Debugger:
    """Return a debugger saved and resumed, having held the two against each other."""
    text = SessionWriter(debugger).text(LAYOUT.document())
    other, table = resume(json.loads(text))
    compare(other, debugger)
    assert SessionWriter(other).text(LAYOUT.document()) == text
    assert read_layout(table, other.problem.network) == LAYOUT
    return other


def worked_on(problem: Problem) -> Debugger:
    """Return a debugger with which somebody has done all that can be done."""
    debugger = Debugger(problem)
    first, last = debugger.problem.network.parameter_names[0], debugger.problem.network.parameter_names[-1]
    debugger.edit(first, 0.1 + 0.2)
    debugger.run(9)
    debugger.step()
    debugger.step()
    debugger.edit_again("x1", 0.75, is_joined=False)  # in the middle of a step, as older versions had it
    debugger.edit(last, -1 / 3)
    debugger.go_to("12.0")
    debugger.edit_together({"x1": 0.5, first: 0.25})
    debugger.run(5)
    debugger.edit("eta", 0.3)
    debugger.step("epoch")
    debugger.edit("y" if len(problem.network.targets) == 1 else "y1", 0.5)
    if problem.training.momentum:
        debugger.edit("mu", 0.25)
    debugger.run(11)
    debugger.switch(1)
    debugger.go_to("7.3")
    debugger.edit("eta", 0.0)
    debugger.switch(0)
    debugger.run(20)
    debugger.breakpoints.add("loss < 1e-9")
    debugger.breakpoints.add("op 3", once=True, ignore=2)
    debugger.breakpoints.add(f"sign({first}) changed")
    debugger.breakpoints.remove(1)
    debugger.breakpoints.numbered(3).is_enabled = False
    debugger.run(1)
    debugger.watches.add(f"dC/d{first}  *  2")
    debugger.watches.add("C < 1")
    debugger.keep("dip")
    debugger.switch(3)
    debugger.note_stop()
    debugger.back()
    debugger.keep("früh_1")
    return debugger


@pytest.mark.parametrize("name", RUNNING)
def test_what_is_resumed_is_what_was_saved(name: str) -> None:
    debugger = worked_on(RUNNING[name])
    other = resumed(debugger)
    for made in (debugger, other):
        made.breakpoints.remove(2)
        made.step("epoch")
        made.run(30)
        made.back()
    compare(other, debugger)
    for made in (debugger, other):
        made.switch(2)
        made.go_to("dip")
        made.edit("eta", 0.125)
        made.run(8)
    compare(other, debugger)
    for made in (debugger, other):
        made.undo()
        made.rewind()
    compare(other, debugger)


@pytest.mark.parametrize("engine", ["floats", "matrices"])
def test_a_wide_network_goes_on_with_the_engine_that_ran_its_first_step(engine: str) -> None:
    debugger = Debugger(WIDE, engine=engine)
    debugger.run(40)
    debugger.edit("w3", 0.25)
    debugger.run(40)
    debugger.go_to("0")
    debugger.edit("η", 0.25)
    debugger.run(10)
    document = json.loads(SessionWriter(debugger).text({}))
    assert document["engine"] == engine
    again, _ = resume(document)
    for fork, other in zip(debugger.forks, again.forks, strict=True):
        assert {fork.timeline.engine.name, other.timeline.engine.name} == {engine}
        assert fork.timeline.state_after(10) == other.timeline.state_after(10)
    del document["engine"]
    assert resume(document)[0].timeline.engine.name == "matrices"


def test_the_engine_of_a_small_network_is_not_worth_a_word() -> None:
    assert "engine" not in json.loads(SessionWriter(Debugger(XOR)).text({}))
    with pytest.raises(ValueError, match="engine: expected one of floats, matrices, got 'fast'"):
        Debugger(XOR, engine="fast")


@pytest.mark.parametrize("name", ["xor", "iris", "mazur", "spiral", "xor-skip", "dead-relu", "goodfellow"])
def test_a_problem_is_resumed_with_its_samples_wherever_they_came_from(name: str) -> None:
    debugger = Debugger(name)
    debugger.run(7)
    debugger.step()
    debugger.edit(debugger.problem.network.parameter_names[-1], 0.5)
    assert resumed(debugger).problem == load_problem(name)


def test_a_problem_is_resumed_with_what_was_overridden() -> None:
    problem = XOR.with_overrides(seed=2**63 - 1, learning_rate=0.1, hidden=(3, 2))
    assert resumed(Debugger(problem)).problem.start.seed == 2**63 - 1


def test_a_problem_is_called_as_its_file_whatever_that_is_called(tmp_path: Any) -> None:
    file = tmp_path / "my  own \t problem.toml"
    file.write_text("samples = [{ x = [0, 1], y = [1] }]", encoding="utf-8")
    assert resumed(Debugger(load_problem(file))).problem.name == "my own problem"


def test_what_was_stepped_to_and_not_run_is_not_on_the_loss_chart_of_the_resumed() -> None:
    debugger = Debugger()
    debugger.run(3)
    debugger.step("epoch")
    debugger.step("epoch")
    other = resumed(debugger)
    other.rewind()
    assert other.snapshot().losses.steps == 3


@pytest.mark.parametrize("name", DIVERGING)
def test_at_the_end_of_time_one_stands_again(name: str) -> None:
    debugger = Debugger(DIVERGING[name])
    assert debugger.run(100_000).reason is Reason.DIVERGED
    other = resumed(debugger)
    assert other.position == other.timeline.end
    assert not other.can_go_on


def test_an_edit_may_end_time_within_its_step() -> None:
    debugger = Debugger(DIVERGING["tanh, slowly"])
    debugger.run(2)
    debugger.step()
    debugger.edit("w5", 1e300)
    debugger.edit_again("x1", 1e5, is_joined=False)
    debugger.run(50)
    assert debugger.timeline.end is not None
    debugger.back()
    resumed(debugger)
    debugger.switch(0)
    resumed(debugger)


def test_numbers_of_forks_that_were_undone_stay_free() -> None:
    debugger = Debugger()
    for number in range(1, 6):
        debugger.run(2)
        debugger.edit("w5", float(number))
    for number in (2, 1):
        debugger.switch(number)
        debugger.undo()
    debugger.switch(5)
    debugger.undo()
    assert [fork.number for fork in debugger.forks] == [0, 3, 4]
    other = resumed(debugger)
    other.edit("w1", 1.0)
    assert other.fork.number == 6
    assert other.shown(6) == other.position.step
    resumed(other)


def test_a_fork_keeps_its_edits_when_the_one_it_came_from_has_been_undone() -> None:
    debugger = Debugger()
    debugger.run(10)
    debugger.edit("w1", 1.0)
    debugger.run(10)
    debugger.edit("w2", 2.0)
    debugger.switch(1)
    debugger.undo()
    debugger.switch(2)
    assert [fork.number for fork in debugger.forks] == [0, 2]
    assert len(resumed(debugger).edits) == 2


def test_the_original_looks_as_before_after_a_long_way_on_a_fork() -> None:
    debugger = Debugger(WIDE)
    debugger.run(3)
    debugger.edit("w1", 1.0)
    debugger.run(5000)
    debugger.switch(0)
    debugger.rewind()
    resumed(debugger)


def test_edits_that_many_forks_share_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    debugger = Debugger()
    for number in range(30):
        debugger.run(2)
        debugger.edit("w5", float(number))
    made: list[float] = []
    edit_again = Debugger.edit_again

    def counted(debugger: Debugger, name: str, value: float, *, is_joined: bool) -> None:
        made.append(value)
        edit_again(debugger, name, value, is_joined=is_joined)

    monkeypatch.setattr(Debugger, "edit_again", counted)
    resumed(debugger)
    assert made == [float(number) for number in range(30)]


def test_as_many_bookmarks_as_can_be_kept_are_kept_again_in_any_order() -> None:
    debugger = Debugger()
    debugger.step("epoch")
    for number in range(MAX_BOOKMARKS):
        debugger.keep(f"place-{number}")
    for _ in range(MAX_STOPS + 3):
        debugger.step()
        debugger.note_stop()
    debugger.keep("place-0")
    other = resumed(debugger)
    assert len(other.bookmarks) == MAX_BOOKMARKS + MAX_STOPS
    with pytest.raises(ValueError, match=r"^expected at most 200 bookmarks$"):
        other.keep("one-more")
    other.keep("place-7")


def test_a_bookmark_of_a_fork_that_is_not_there_is_refused() -> None:
    debugger = Debugger()
    debugger.keep("there")
    found = document(debugger)
    found["bookmarks"][0]["fork"] = 1
    with pytest.raises(ValueError, match=r"^bookmark 1: there is no fork 1; expected one of 0$"):
        resume(found)


def test_how_far_it_has_come_is_told_while_it_is_run_again() -> None:
    debugger = Debugger()
    debugger.run(120_000)
    told: list[tuple[int, int]] = []
    resume(document(debugger), lambda done, total: told.append((done, total)))
    assert told == [(50_000, 120_000), (100_000, 120_000), (120_000, 120_000)]


def test_who_does_not_want_to_wait_can_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    session = document(Debugger())
    session["position"] = "1000000000000"
    asked: list[int] = []

    def leave(_: Timeline, step: int, __: object = None) -> None:
        asked.append(step)
        if step:
            raise KeyboardInterrupt

    monkeypatch.setattr(Timeline, "advance", leave)
    with pytest.raises(KeyboardInterrupt):
        resume(session)
    assert max(asked) == 50_000


def test_a_summary_says_where_one_stands_without_running_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    session = document(worked_on(XOR))
    monkeypatch.setattr(Debugger, "__init__", None)
    assert summary(session) == ("xor", session["position"], 3, 8)


# What is no session


def told(session: dict[str, Any]) -> str:
    """Resume what somebody has changed; return why it can't be, or save it again."""
    try:
        debugger, table = resume(session)
        layout = read_layout(table, debugger.problem.network)
    except ValueError as error:
        message = str(error)
        assert message
        assert message.isprintable()
        return message
    debugger.snapshot()
    again = json.loads(SessionWriter(debugger).text(layout.document()))
    other, table = resume(again)
    assert read_layout(table, other.problem.network) == layout
    assert json.loads(SessionWriter(other).text(layout.document())) == again
    return ""


Path = tuple[str | int, ...]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything within a value."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*path, key)
        yield from places(value[key], (*path, key))


def changed(session: dict[str, Any], path: Path, change: Callable[[Any, Any], None]) -> dict[str, Any]:
    """Return a session in which something has been done to what is at a path."""
    changed = deepcopy(session)
    within: Any = changed
    for key in path[:-1]:
        within = within[key]
    change(within, path[-1])
    return changed


def small() -> dict[str, Any]:
    """Return a session that has everything and is short."""
    problem = replace(load_problem("mazur"), training=replace(load_problem("mazur").training, momentum=0.5))
    problem = replace(problem, errata=(), published=problem.published[:1])
    debugger = Debugger(problem)
    debugger.edit("w1", 0.5)
    debugger.run(2)
    debugger.go_to("3.0")
    debugger.edit("x1", 0.25)
    debugger.run(2)
    debugger.breakpoints.add("C < 1e-9")
    debugger.breakpoints.add("op 3", ignore=2)
    debugger.watches.add("C")
    debugger.keep("here")
    debugger.note_stop()
    return document(debugger, replace(LAYOUT, view=replace(LAYOUT.view, mapped="")))


SMALL = small()
WRONG: list[Any] = [None, True, -1, 10**30, 1e308, "", "x", "\n\x1b[1m\ud800", [], {}, [[]], [{}], {"\n": 1}]


def test_a_small_session_is_one() -> None:
    assert told(deepcopy(SMALL)) == ""


@pytest.mark.parametrize("wrong", range(len(WRONG)))
def test_whatever_stands_anywhere_is_resumed_or_told_in_a_line(wrong: int) -> None:
    def put(within: Any, key: Any) -> None:
        within[key] = deepcopy(WRONG[wrong])

    messages = [told(changed(SMALL, path, put)) for path in places(SMALL) if path != ("xortui session",)]
    assert sum(map(bool, messages)) > len(messages) / 4


def test_whatever_is_left_out_or_there_twice_is_resumed_or_told_in_a_line() -> None:
    def leave_out(within: Any, key: Any) -> None:
        del within[key]

    def double(within: Any, key: Any) -> None:
        if isinstance(within, list):
            within.insert(key, deepcopy(within[key]))
        else:
            within[f"{key}s"] = within[key]

    told_of = {path: told(changed(SMALL, path, leave_out)) for path in places(SMALL)}
    for key in ("forks", "next_fork", "fork", "position", "next_breakpoint", "next_stop"):
        assert key.rstrip("s") in told_of[(key,)]
    for path in places(SMALL):
        message = told(changed(SMALL, path, double))
        if isinstance(path[-1], str) and path[:4] != ("problem", "document", "start", "parameters"):
            assert "unknown key" in message or path[-1] in ("fork", "z1"), path


XOR_SESSION = document(worked_on(XOR))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("mine",), 1, "mine: unknown key; expected one of "),
        (("a\nb",), 1, r"a\nb: unknown key; expected one of "),
        (("layout", "a\nb"), 1, r"layout.a\nb: unknown key; expected one of "),
        (("problem", "document", "data"), {"file": "/etc/passwd"}, "problem: data: expected its samples"),
        (("problem", "document", "network", "layers"), [3, 2, 1], "problem: samples: sample 1: x: expected 3 numbers"),
        (("forks",), [], "forks: expected the original, 0, and then others by their numbers"),
        (("forks", 0, "number"), 1, "forks: expected the original, 0, and then others by their numbers"),
        (("forks", 2, "number"), 1, "forks: expected the original, 0, and then others by their numbers"),
        (("forks", 2, "number"), 9, "forks: expected the original, 0, and then others by their numbers"),
        (("forks", 1, "shown"), 10**12 + 1, "fork 2: shown: expected at most 1,000,000,000,000"),
        (("forks", 1, "edits", 0, "at"), "1.46", "fork 2: edit 1.at: step 1 has the operations 1 to 45, got 46"),
        (("forks", 1, "edits", 0, "at"), "e" + 13 * "9", "fork 2: edit 1.at: expected a step of at most"),
        (("forks", 1, "edits", 0, "name"), "x1", "fork 1: edit 1: x1: no sample has been taken yet"),
        (("forks", 1, "edits", 0, "name"), "mu", "fork 1: edit 1: μ cannot be edited"),
        (("forks", 3, "edits", 0, "at"), "30", "fork 3: expected its edits in the order of their positions"),
        (("forks", 2, "edits"), [], "fork 2: has the same edits as fork 0"),
        (("next_fork",), 7, "next_fork: expected more than 7, got 7"),
        (("fork",), 8, "fork: expected one of 0, 1, 2, 3, 4, 5, 6, 7, got 8"),
        (("position",), "12.46", "position: step 12 has the operations 1 to 45, got 46"),
        (("position",), "dip", "position: expected a step (478), an operation (478.12) or an epoch (e120), got 'dip'"),
        (("breakpoints", 0, "number"), 0, "breakpoint 1.number: expected breakpoints by their numbers, below 4"),
        (("breakpoints", 1, "number"), 2, "breakpoint 2.number: expected breakpoints by their numbers, below 4"),
        (("breakpoints", 1, "number"), 4, "breakpoint 2.number: expected breakpoints by their numbers, below 4"),
        (("breakpoints", 0, "text"), "op 46", "breakpoint 1.text: expected an operation from 1 to 45, got 46"),
        (("breakpoints", 0, "text"), "loss <", "breakpoint 1.text: "),
        (("breakpoints", 0, "text"), "loss + 1", "breakpoint 1.text: "),
        (("breakpoints", 0, "text"), 10_000 * "(", "breakpoint 1.text: "),
        (("breakpoints", 0, "hits"), -1, "breakpoint 1.hits: expected a whole number of at least 0, got -1"),
        (("watches", 1), "w99", "watch 2: "),
        (("watches", 1), 10_000 * "-" + "C", "watch 2: "),
        (("bookmarks", 0, "name"), "e12", "bookmark 1: expected a word such as dip; e12 is an epoch"),
        (("bookmarks", 0, "at"), "x", "bookmark 1.at: expected a step (478)"),
        (("layout", "parameter"), "w99", "layout.parameter: expected one of w1, w2"),
        (("layout", "branch"), [1], "layout.branch: expected a list of names, got [1]"),
        (("layout", "unfolded"), ["w1"], "layout.unfolded: expected a list of names, got 'w1'"),
        (("layout", "unfolded"), [["w1", None]], "layout.unfolded: expected a list of names, got "),
        (("layout", "mapped"), "h9", "layout.mapped: expected one of "),
        (("layout", "pace"), 99, "layout.pace: expected steps a second"),
        (("layout", "pane"), "status", "layout.pane: expected one of "),
        (("layout", "zoomed"), 1, "layout.zoomed: expected true or false, got 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_place(path: Path, value: Any, message: str) -> None:
    def put(within: Any, key: Any) -> None:
        within[key] = value

    assert told(changed(XOR_SESSION, path, put)).startswith(message)


def test_a_position_behind_the_end_of_time_is_told() -> None:
    debugger = Debugger(DIVERGING["linear"])
    debugger.run(1000)
    session = document(debugger)
    session["position"] = "1000000000000"
    assert (
        told(session)
        == f"position: training diverged at {debugger.position}, before 1000000000000.{debugger.route.length(1)}"
    )
    session = document(debugger)
    session["forks"].append({"number": 1, "edits": [{"at": "999999", "name": "w1", "value": 1}], "shown": 0})
    session["next_fork"] = 2
    assert told(session).startswith(f"fork 1: edit 1: training diverged at {debugger.position}, before 999999")
    session["forks"][1]["edits"][0]["at"] = str(debugger.position)
    assert told(session).startswith("fork 1: edit 1: w1: training diverged at")


def test_too_many_forks_are_told() -> None:
    session = document(Debugger())
    session["forks"] = [{"number": number, "edits": [], "shown": 0} for number in range(10_001)]
    assert told(session) == "forks: expected at most 10,000, got 10,001"


def test_a_new_fork_of_a_session_that_was_changed_shows_what_has_been_run_of_it() -> None:
    edits = [{"at": str(place), "name": "w1", "value": 1.0} for place in range(10, 90, 10)]
    session = document(Debugger())
    session["forks"].append({"number": 1, "edits": edits, "shown": 0})
    session["next_fork"] = 2
    debugger, _ = resume(session)
    debugger.edit("w1", 1.0)
    assert debugger.fork.number == 2
    assert debugger.shown(2) == 0
    assert debugger.snapshot().losses.steps == 0
