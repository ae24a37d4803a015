"""The workbench: what commands and answers do, without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.benches import answered, bench_of, is_on, obey
from tests.debugger.problems import DIVERGING, WIDE
from xortui.commands.editing import VALUE, undo
from xortui.commands.keeping import BOOKMARK, FILE, FORGET
from xortui.commands.looking import NAME
from xortui.commands.moving import POSITION, go_to
from xortui.commands.question import Question
from xortui.commands.stopping import add_breakpoint, add_watch, break_at, remove_breakpoints, remove_watches
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import FAR as FARS
from xortui.commands.workbench import Workbench
from xortui.core.generated import FloatEngine
from xortui.core.mistakes import mistake_named
from xortui.debugger import START, Debugger, Position
from xortui.debugger.planting import planted_in
from xortui.problems import Problem, load_problem

FAR = FARS * FloatEngine.instant_steps


def workbench(problem: Problem | str = "xor", position: str = "0") -> Workbench:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return bench_of(debugger)


def edited(*edits: str, position: str = "1") -> Workbench:
    """Return a workbench after edits, each of the original."""
    bench = workbench(position=position)
    for text in edits:
        bench.debugger.switch(0)
        answered(bench, VALUE, text)
    return bench


def state(bench: Workbench) -> object:
    """Return all that an answer might change."""
    debugger = bench.debugger
    return (
        debugger.position,
        debugger.fork.number,
        len(debugger.forks),
        tuple(debugger.bookmarks),
        bench.view,
        bench.layout,
        bench.playback.is_running,
    )


class TestMoving:
    """Lower case goes forward, upper case back."""

    @pytest.mark.parametrize(
        ("command", "there", "back"),
        [
            ("operation", Position(1, 1), START),
            ("sample", Position(1, 45), START),
            ("epoch", Position(4, 45), START),
        ],
    )
    def test_each_unit_is_moved_by_and_back(self, command: str, there: Position, back: Position) -> None:
        bench = workbench()
        obey(bench, command, back=False)
        assert bench.debugger.position == there
        obey(bench, command, back=True)
        assert bench.debugger.position == back

    def test_a_move_pauses_what_runs_and_lets_the_factor_follow_again(self) -> None:
        bench = workbench(position="3")
        obey(bench, "factor", back=False)
        assert bench.view.factor is not None
        obey(bench, "run", back=False)
        assert bench.transport.running
        assert bench.view.factor is None
        obey(bench, "sample", back=False)
        assert not bench.transport.running
        assert bench.debugger.position == Position(4, 45)

    def test_the_run_key_pauses_what_runs_in_either_direction(self) -> None:
        bench = workbench(position="3")
        for set_out, pause in ((False, True), (True, False)):
            obey(bench, "run", back=set_out)
            assert (bench.transport.running, bench.transport.backwards) == (True, set_out)
            obey(bench, "run", back=pause)
            assert not bench.transport.running

    def test_rewinding_goes_to_the_start_and_stops(self) -> None:
        bench = workbench(position="9")
        obey(bench, "run", back=False)
        obey(bench, "rewind", back=False)
        assert (bench.debugger.position, bench.transport.running) == (START, False)

    def test_divergence_is_a_refusal(self) -> None:
        bench = workbench(DIVERGING["tanh"])
        while is_on(bench, "epoch", back=False):
            obey(bench, "epoch", back=False)
        assert bench.transport.is_refusal
        assert bench.transport.message.startswith("diverged at step")

    def test_a_new_pace_does_not_hide_why_a_run_has_stopped(self) -> None:
        bench = workbench()
        add_breakpoint(bench, "epoch == 2")
        obey(bench, "run", back=False)
        while not bench.turn():
            pass
        assert bench.message.startswith("stopped: breakpoint 1: epoch == 2; ")
        obey(bench, "pace", back=False)
        assert bench.message == "4,000 steps/s, when c goes on; stopped: breakpoint 1: epoch == 2"
        obey(bench, "pace", back=True)
        assert bench.message.endswith("; stopped: breakpoint 1: epoch == 2")
        obey(bench, "operation", back=False)
        obey(bench, "pace", back=False)
        assert bench.message == "4,000 steps/s"

    def test_the_pace_goes_up_and_down(self) -> None:
        bench = workbench()
        assert bench.transport.pace == "1,000 steps/s"
        obey(bench, "pace", back=False)
        assert bench.transport.pace == "4,000 steps/s"
        obey(bench, "pace", back=True)
        obey(bench, "pace", back=True)
        assert bench.transport.pace == "400 steps/s"


class TestWhatIsOn:
    """A command is off where it makes no sense."""

    def test_at_the_start_nothing_goes_back_and_nothing_is_there_to_be_removed(self) -> None:
        bench = workbench()
        off = {command.id for command in COMMANDS.values() if not is_on(bench, command.id, back=True)}
        assert off >= {
            "operation", "sample", "epoch", "run", "break", "edit", "watch", "bookmark", "compare", "fork", "unfold",
            "rewind", "break_here",
        }  # fmt: skip
        assert {command.id for command in COMMANDS.values() if not is_on(bench, command.id, back=False)} == {
            "compare", "fork", "rewind", "break_here", "cursor", "reveal", "join", "leave", "free", "return",
        }  # fmt: skip

    def test_what_was_made_can_be_removed(self) -> None:
        bench = edited("w5 = 1")
        add_breakpoint(bench, "op 3")
        add_watch(bench, "loss")
        answered(bench, BOOKMARK, "dip")
        for command in ("break", "watch", "bookmark", "edit", "fork", "compare", "sample"):
            assert is_on(bench, command, back=True), command
        for command in ("rewind", "break_here"):
            assert is_on(bench, command, back=False), command
        remove_breakpoints(bench)
        remove_watches(bench)
        answered(bench, FORGET, "dip")
        undo(bench)
        for command in ("break", "watch", "bookmark", "edit", "fork", "compare"):
            assert not is_on(bench, command, back=True), command

    def test_at_the_end_of_time_nothing_goes_on(self) -> None:
        bench = workbench(DIVERGING["linear"])
        bench.debugger.run(1000)
        assert [is_on(bench, command, back=False) for command in ("operation", "sample", "epoch", "run")] == [False] * 4
        assert is_on(bench, "run", back=True)

    def test_every_network_has_a_map_or_what_takes_its_place(self) -> None:
        for problem in ("xor", "parity-3", "sine", "iris"):
            assert is_on(workbench(problem), "map", back=False)
        assert is_on(workbench("parity-3"), "axes", back=False)
        assert not is_on(workbench("sine"), "axes", back=False)

    def test_what_is_on_can_be_obeyed(self) -> None:
        for place in ("0", "1", "1.3", "7"):
            for command in COMMANDS.values():
                for back in (False, True):
                    bench = edited("w5 = 1", position="1")
                    bench.debugger.go_to(place)
                    if is_on(bench, command.id, back=back):
                        obey(bench, command.id, back=back)
                        assert bench.comparison() is None or command.id == "compare"

    def test_an_unknown_command_is_a_key_error(self) -> None:
        with pytest.raises(KeyError):
            obey(workbench(), "dance", back=False)


class TestBreakpoints:
    """o breaks at the operation that ran last, a click at any."""

    def test_an_operation_is_broken_at_and_no_more(self) -> None:
        bench = workbench(position="1.7")
        obey(bench, "break_here", back=False)
        assert bench.message == "breakpoint 1: op 7; c runs to it, C back to it"
        assert bench.look().stops == {7}
        obey(bench, "break_here", back=False)
        assert bench.message == "breakpoint 1: op 7 is removed"
        assert bench.look().stops == set()

    def test_all_breakpoints_on_an_operation_go_and_no_others(self) -> None:
        bench = workbench()
        for text in ("op 7", "op 8", "op 7", "loss < 0.05"):
            add_breakpoint(bench, text)
        break_at(bench, 7)
        assert [made.text for made in bench.debugger.breakpoints] == ["op 8", "loss < 0.05"]
        assert bench.look().stops == {8}

    def test_a_breakpoint_that_is_off_is_no_stop_to_be_shown(self) -> None:
        bench = workbench()
        break_at(bench, 7)
        bench.debugger.breakpoints.numbered(1).is_enabled = False
        assert bench.look().stops == set()


class TestForks:
    """Editing forks; f goes along the next, d compares."""

    def test_several_values_are_one_edit(self) -> None:
        bench = workbench(position="1.2")
        answered(bench, VALUE, "w1 = 1, w2 = −2 ,eta=0.25")
        assert [edit.name for edit in bench.debugger.edits] == ["w1", "w2", "η"]
        assert bench.message.endswith("at 1.2: on fork 1 now; z1 of this step used the old value")
        undo(bench)
        assert bench.debugger.edits == ()
        for wrong in ("w1 = 1, w1 = 2", "w1 = 1,", "w1 = 1; w2 = 2", "x1 = 1, w2 = 2"):
            with pytest.raises(ValueError, match=r"given twice|expected a name, = and a number|has read x1"):
                answered(bench, VALUE, wrong)
            assert bench.debugger.edits == ()

    def test_an_edit_is_said_and_undone(self) -> None:
        bench = workbench(position="1")
        answered(bench, VALUE, "w5 = −1.5")
        assert bench.debugger.snapshot().value("w5") == -1.5
        assert bench.message.endswith("→ −1.5 at 1.45: on fork 1 now; V undoes, d compares, f switches")
        undo(bench)
        assert bench.message.startswith("undone: w5")
        assert (len(bench.debugger.forks), bench.is_refusal) == (1, False)

    def test_f_goes_round_all_forks_and_back(self) -> None:
        bench = edited("w5 = 1", "w5 = 2")
        seen = []
        for back in (False, False, False, True, True, True):
            obey(bench, "fork", back=back)
            seen.append(bench.debugger.fork.number)
            assert bench.message == str(bench.debugger.fork)
        assert seen == [0, 1, 2, 1, 0, 2]

    def test_going_along_a_fork_whose_time_ends_earlier_is_a_refusal(self) -> None:
        bench = workbench(DIVERGING["tanh, slowly"], "1")
        answered(bench, VALUE, "eta = 1e9")
        bench.debugger.switch(0)
        bench.debugger.go_to("40")
        obey(bench, "fork", back=False)
        assert bench.is_refusal
        assert "diverged" in bench.message

    def test_what_is_compared_with_is_never_the_current_fork(self) -> None:
        bench = edited("w5 = 1", "w5 = 2", "w5 = 3")
        obey(bench, "compare", back=False)
        for key in "fDfFDDfVfDFVDf":
            if key == "V" and is_on(bench, "edit", back=True):
                undo(bench)
            elif key != "V":
                obey(bench, "fork" if key in "fF" else "compare", back=key.isupper())
            compared = bench.comparison()
            assert compared is not None
            assert [fork.number for fork in compared.forks] == [bench.debugger.fork.number, bench.other]
            assert bench.other != bench.debugger.fork.number

    def test_an_edit_is_compared_with_what_it_was_made_on(self) -> None:
        bench = edited("w5 = 1", "w5 = 2")
        assert bench.other == 0
        answered(bench, VALUE, "w6 = 1")
        assert bench.other == 2

    def test_the_first_d_compares_and_the_first_upper_case_d_too(self) -> None:
        for back in (False, True):
            bench = edited("w5 = 1", "w5 = 2")
            obey(bench, "compare", back=back)
            assert (bench.is_comparing, bench.other) == (True, 0)

    def test_upper_case_d_goes_through_all_others(self) -> None:
        bench = edited("w5 = 1", "w5 = 2", "w5 = 3")
        obey(bench, "compare", back=False)
        others = []
        for _ in range(4):
            others.append(bench.other)
            obey(bench, "compare", back=True)
        assert others == [0, 1, 2, 0]

    def test_f_switches_between_the_two_where_there_are_no_more(self) -> None:
        bench = edited("w5 = 1")
        obey(bench, "compare", back=False)
        for pair in ((0, 1), (1, 0), (0, 1)):
            obey(bench, "fork", back=False)
            assert (bench.debugger.fork.number, bench.other) == pair

    def test_comparing_ends_when_the_last_fork_is_undone_and_does_not_begin_by_itself(self) -> None:
        bench = edited("w5 = 1")
        obey(bench, "compare", back=False)
        undo(bench)
        assert not bench.is_comparing
        assert bench.comparison() is None
        answered(bench, VALUE, "w5 = 2")
        assert not bench.is_comparing

    def test_comparing_ends_at_a_second_d_and_when_it_is_closed(self) -> None:
        bench = edited("w5 = 1")
        obey(bench, "compare", back=False)
        obey(bench, "compare", back=False)
        assert not bench.is_comparing
        obey(bench, "compare", back=False)
        bench.close_comparison()
        assert not bench.is_comparing

    def test_the_comparison_is_at_the_end_of_the_last_whole_step(self) -> None:
        bench = edited("w5 = 1")
        obey(bench, "compare", back=False)
        for place, step in (("6", 6), ("6.12", 5), ("1.1", 0)):
            bench.debugger.go_to(place)
            compared = bench.comparison()
            assert compared is not None
            assert compared.steps == (step, step)

    def test_a_fork_that_lags_far_behind_is_caught_up_with_a_stretch_at_a_time(self) -> None:
        bench = edited("w5 = 1")
        bench.debugger.go_to(str(2 * FAR))
        assert not bench.is_catching_up
        obey(bench, "compare", back=False)
        assert bench.is_catching_up
        first = bench.comparison()
        while bench.is_catching_up:
            bench.catch_up()
        second = bench.comparison()
        assert first is not None
        assert second is not None
        assert first.steps[0] < second.steps[0] == second.steps[1] == 2 * FAR

    def test_another_fork_or_none_is_run_to_a_far_position_as_the_clock_allows(self) -> None:
        bench = edited("w5 = 1")
        bench.debugger.go_to(str(2 * FAR))
        obey(bench, "fork", back=False)
        assert (bench.debugger.fork.number, bench.debugger.position.step) == (0, 1)
        assert bench.transport.destination == f"{2 * FAR}.45"
        while bench.transport.running:
            bench.turn()
        assert bench.debugger.position == (2 * FAR, 45)
        obey(bench, "fork", back=False)
        bench.debugger.go_to(str(4 * FAR))
        undo(bench)
        assert bench.transport.destination == f"{4 * FAR}.45"
        assert bench.debugger.position.step == 2 * FAR

    def test_a_bookmark_on_another_fork_costs_no_run_of_it(self) -> None:
        bench = edited("w5 = 1")
        bench.debugger.keep("here")
        bench.debugger.switch(0)
        bench.debugger.go_to(str(2 * FAR))
        answered(bench, POSITION, "here")
        assert bench.debugger.timeline.recorded < 10
        assert bench.debugger.shown(1) < 10


class TestPositions:
    """g goes to a step, an operation, an epoch or a bookmark."""

    @pytest.mark.parametrize(
        ("text", "position"),
        [("7", Position(7, 45)), ("7.3", Position(7, 3)), ("e2", Position(8, 45)), (" 0 ", START)],
    )
    def test_a_position_is_gone_to(self, text: str, position: Position) -> None:
        bench = workbench(position="3")
        answered(bench, POSITION, text)
        assert bench.debugger.position == position

    def test_a_bookmark_leads_back_also_to_another_fork(self) -> None:
        bench = workbench(position="5.3")
        answered(bench, BOOKMARK, " dip ")
        assert bench.message == "dip: 5.3 on fork 0; g dip leads back here"
        answered(bench, VALUE, "w5 = 1")
        answered(bench, POSITION, "90")
        answered(bench, POSITION, "dip")
        assert (bench.debugger.fork.number, bench.debugger.position) == (0, Position(5, 3))
        assert bench.message == "fork 0: the original"
        assert bench.other == 1

    def test_a_far_position_is_set_out_for_and_a_near_one_is_there_at_once(self) -> None:
        bench = workbench()
        answered(bench, POSITION, str(FAR))
        assert (bench.debugger.position.step, bench.transport.running) == (FAR, False)
        answered(bench, POSITION, f"{2 * FAR + 1}.7")
        assert (bench.debugger.position.step, bench.transport.destination) == (FAR, f"{2 * FAR + 1}.7")

    def test_a_far_bookmark_of_a_fork_that_is_not_run_that_far_is_set_out_for(self) -> None:
        bench = edited("w5 = 1")
        bench.debugger.switch(0)
        bench.debugger.bookmarks.keep("far", 1, Position(FAR * 3, 1))
        answered(bench, POSITION, "far")
        assert bench.debugger.fork.number == 1
        assert bench.transport.destination == f"{FAR * 3}.1"

    def test_a_position_after_the_end_of_time_is_a_refusal(self) -> None:
        bench = workbench(DIVERGING["tanh"])
        answered(bench, POSITION, "500")
        assert bench.debugger.position == bench.debugger.timeline.end
        assert bench.is_refusal

    def test_bookmarks_are_offered_newest_first_and_forgotten(self) -> None:
        bench = workbench(position="5")
        answered(bench, BOOKMARK, "dip")
        answered(bench, BOOKMARK, "peak")
        assert POSITION.completions(bench)[:2] == ("peak", "dip")
        answered(bench, FORGET, "peak")
        assert bench.message == "forgotten: peak: 5.45 on fork 0"
        assert "peak" not in FORGET.completions(bench)


class TestAnswers:
    """Every question has an answer, and one that can't be done changes nothing."""

    def test_every_question_has_a_hint(self) -> None:
        for command in COMMANDS.values():
            for way in (command.forth, command.back):
                assert way is None or way.asks is None or way.asks.hint

    @pytest.mark.parametrize(
        ("question", "text", "expected"),
        [
            (POSITION, "", "expected a step (478)"),
            (POSITION, "5.99", "step 5 has the operations 1 to 45, got 99"),
            (POSITION, "nowhere", "there is no bookmark 'nowhere'; expected one of kept"),
            (NAME, "q", "no 'q' here"),
            (NAME, "", "expected"),
            (VALUE, "w5", "expected a name, = and a number, such as w5 = 1, got 'w5'"),
            (VALUE, "w5 = x", "expected a name, = and a number"),
            (VALUE, "= 1", "cannot be edited"),
            (VALUE, "w5 = nan", "finite"),
            (VALUE, "w9 = 1", "'w9' cannot be edited"),
            (BOOKMARK, "e5", "expected a word"),
            (BOOKMARK, "stop3", "expected a word"),
            (BOOKMARK, "", "expected one word"),
            (FORGET, "nowhere", "there is no bookmark 'nowhere'"),
            (FILE, "", "expected"),
            (FILE, "a.doc", "expected"),
        ],
    )
    def test_a_bad_answer_says_what_was_expected_and_changes_nothing(
        self, question: Question, text: str, expected: str
    ) -> None:
        bench = workbench(position="3")
        bench.debugger.keep("kept")
        bench.debugger.edit("w5", 1.0)
        undo(bench)
        before = state(bench)
        with pytest.raises(ValueError, match=r"\S") as error:
            answered(bench, question, text)
        assert expected in str(error.value)
        assert "\n" not in str(error.value)
        assert state(bench) == before

    def test_an_edit_before_the_first_step_says_where_to_go(self) -> None:
        with pytest.raises(ValueError, match=r"go to 1\.0"):
            answered(workbench(), VALUE, "x1 = 0.5")

    def test_a_name_is_chosen_and_names_are_offered(self) -> None:
        bench = workbench()
        answered(bench, NAME, "H2")
        assert bench.view.parameter == "b2"
        assert NAME.completions(bench)[0] == "w1"
        assert "h2" in NAME.completions(bench)
        assert VALUE.completions(bench) == ()

    def test_a_file_is_written(self, tmp_path: Path) -> None:
        bench = workbench(position="3")
        answered(bench, FILE, str(tmp_path / "xor.csv"))
        assert (tmp_path / "xor.csv").exists()
        assert not bench.is_refusal


class TestLooking:
    """What is looked at is chosen, unfolded and kept."""

    def test_lines_go_round_and_pages_stop_at_the_ends(self) -> None:
        bench = workbench()
        obey(bench, "parameter", back=True)
        assert bench.view.parameter == "b3"
        obey(bench, "parameter", back=False)
        assert bench.view.parameter == "w1"
        obey(bench, "page", back=True)
        assert bench.view.parameter == "w1"
        obey(bench, "page", back=False)
        assert bench.view.parameter == "b3"

    def test_factors_go_round(self) -> None:
        bench = workbench(position="1")
        seen = []
        for _ in range(5):
            obey(bench, "factor", back=False)
            seen.append(bench.view.factor)
        assert sorted(seen, key=str) == [0, 1, 2, 3, 4]

    def test_a_single_path_is_not_unfolded_and_more_are(self) -> None:
        bench = workbench()
        obey(bench, "unfold", back=False)
        assert (bench.message, bench.is_refusal) == ("w1 is a single path: there is nothing to unfold", True)
        bench = workbench("mazur")
        obey(bench, "unfold", back=False)
        assert bench.view.unfolded == {("w1",)}
        obey(bench, "unfold", back=True)
        assert not bench.view.unfolded

    def test_the_axis_and_the_map_change(self) -> None:
        bench = workbench()
        obey(bench, "scale", back=False)
        assert bench.view.logarithmic
        obey(bench, "map", back=False)
        mapped = bench.view.mapped
        assert mapped
        obey(bench, "map", back=True)
        assert bench.view.mapped != mapped

    def test_watches_are_added_once_and_removed(self) -> None:
        bench = workbench(WIDE)
        add_watch(bench, "w5  *  h1")
        add_watch(bench, "w5 * h1")
        assert [watch.text for watch in bench.debugger.watches] == ["w5 * h1"]
        assert bench.message == "watching w5 * h1"
        remove_watches(bench)
        assert (bench.message, len(bench.debugger.watches)) == ("no watches", 0)

    def test_a_layout_brings_back_what_was_looked_at(self) -> None:
        bench = edited("w5 = 1", "w5 = 2")
        obey(bench, "parameter", back=False)
        obey(bench, "scale", back=False)
        obey(bench, "pace", back=False)
        obey(bench, "compare", back=True)
        obey(bench, "compare", back=True)
        fresh = bench_of(bench.debugger)
        fresh.restore(bench.layout)
        assert fresh.layout == bench.layout
        assert (fresh.other, fresh.is_comparing, fresh.transport.pace) == (1, True, "4,000 steps/s")


def test_a_message_is_news_unless_it_is_a_refusal() -> None:
    bench = workbench(load_problem())
    bench.say("no", is_refusal=True)
    assert (bench.transport.message, bench.transport.is_refusal) == ("no", True)
    bench.say("yes")
    assert (bench.transport.message, bench.transport.is_refusal) == ("yes", False)


class TestHints:
    """What one sees says what to do next."""

    def test_a_key_for_what_is_not_there_yet_says_how_to_get_there(self) -> None:
        bench = workbench()
        for command in ("fork", "compare", "edit", "break", "watch", "bookmark"):
            way = COMMANDS[command].way(back=True)
            assert not is_on(bench, command, back=True)
            assert way.why_not(bench)
        assert not COMMANDS["operation"].forth.why_not(bench)

    def test_a_condition_that_is_true_already_is_said_to_be(self) -> None:
        bench = workbench(position="40")
        add_breakpoint(bench, "loss < 1")
        assert bench.message.startswith(
            "breakpoint 1: loss < 1, which is so already; c runs to when it becomes true again"
        )
        add_breakpoint(bench, "loss > 1")
        assert bench.message == "breakpoint 2: loss > 1; c runs to it, C back to it"

    def test_the_fork_is_named_where_there_are_several(self) -> None:
        bench = workbench(position="1")
        assert bench.transport.fork == ""
        answered(bench, VALUE, "w5 = 1")
        assert bench.transport.fork == "fork 1"

    def test_what_has_the_value_already_is_not_edited(self) -> None:
        bench = workbench(position="1")
        answered(bench, VALUE, "w5 = 1")
        with pytest.raises(ValueError, match=r"^w5 is 1 already$"):
            answered(bench, VALUE, "W5 = 1.0")
        assert len(bench.debugger.forks) == 2

    def test_a_bookmark_that_moves_says_where_it_was(self) -> None:
        bench = workbench(position="5")
        answered(bench, BOOKMARK, "dip")
        bench.debugger.go_to("7.3")
        answered(bench, BOOKMARK, "dip")
        assert bench.message == "dip: 7.3 on fork 0 (it was 5.45 on fork 0); g dip leads back here"

    @pytest.mark.parametrize("text", ["sample == 11", "sample == 0", "epoch == 0", "step == 478.12"])
    def test_what_counts_otherwise_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"count from 1"):
            workbench().debugger.breakpoints.add(text)
        workbench().debugger.breakpoints.add("sample == 4 and epoch == 1 and step == 4")


class TestStall:
    """Where training comes to rest and hardly gets on, the news leads to why."""

    TOLD = "C fell by 3.7 % in the last 500 epochs: stuck? ! says why"

    @staticmethod
    def gone_to(place: str, problem: str = "stuck") -> Workbench:
        bench = workbench(problem)
        go_to(bench, place)
        while bench.playback.is_running:
            bench.turn()
        return bench

    def test_a_jump_that_ends_there_tells_it(self) -> None:
        assert self.gone_to("e1000").message == self.TOLD

    def test_a_pause_there_tells_it(self) -> None:
        bench = self.gone_to("e1000")
        bench.say("")
        bench.playback.set_out()
        assert bench.stall is None, "it runs"
        obey(bench, "run", back=False)
        assert bench.message == self.TOLD

    def test_a_step_from_there_does_not_tell_it_again(self) -> None:
        bench = self.gone_to("e1000")
        obey(bench, "sample", back=False)
        assert bench.message == ""
        assert bench.stall is not None

    def test_nothing_is_told_of_what_has_learnt_or_of_an_earlier_place(self) -> None:
        assert self.gone_to("e4000", "xor").message == ""
        bench = self.gone_to("e1000")
        bench.debugger.rewind()
        assert bench.stall is None

    def test_nothing_is_told_where_a_mistake_is_to_be_found(self) -> None:
        problem = load_problem("stuck")
        planted = planted_in(problem, [mistake_named("slope-missing")])
        benches = []
        for hides in (False, True):
            debugger = Debugger(problem, mistakes=planted, hides_mistakes=hides)
            debugger.go_to("e2000")
            benches.append(bench_of(debugger))
        assert [bench.stall is not None for bench in benches] == [True, False]
