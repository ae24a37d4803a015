"""The workbench: what commands and answers do, without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.debugger.problems import DIVERGING, WIDE
from xortui.core.generated import FloatEngine
from xortui.debugger import START, Debugger, Position
from xortui.problems import Problem, load_problem
from xortui.ui.commands import COMMANDS
from xortui.ui.questions import HINTS, Question
from xortui.ui.workbench import FAR as FARS
from xortui.ui.workbench import Workbench

FAR = FARS * FloatEngine.instant_steps


def workbench(problem: Problem | str = "xor", position: str = "0") -> Workbench:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return Workbench(debugger)


def edited(*edits: str, position: str = "1") -> Workbench:
    """Return a workbench after edits, each of the original."""
    bench = workbench(position=position)
    for text in edits:
        bench.debugger.switch(0)
        bench.answer(Question.VALUE, text)
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
        bench.obey(command, back=False)
        assert bench.debugger.position == there
        bench.obey(command, back=True)
        assert bench.debugger.position == back

    def test_a_move_pauses_what_runs_and_lets_the_factor_follow_again(self) -> None:
        bench = workbench(position="3")
        bench.obey("factor", back=False)
        assert bench.view.factor is not None
        bench.obey("run", back=False)
        assert bench.transport.running
        assert bench.view.factor is None
        bench.obey("sample", back=False)
        assert not bench.transport.running
        assert bench.debugger.position == Position(4, 45)

    def test_the_run_key_pauses_what_runs_in_either_direction(self) -> None:
        bench = workbench(position="3")
        for set_out, pause in ((False, True), (True, False)):
            bench.obey("run", back=set_out)
            assert (bench.transport.running, bench.transport.backwards) == (True, set_out)
            bench.obey("run", back=pause)
            assert not bench.transport.running

    def test_rewinding_goes_to_the_start_and_stops(self) -> None:
        bench = workbench(position="9")
        bench.obey("run", back=False)
        bench.obey("rewind", back=False)
        assert (bench.debugger.position, bench.transport.running) == (START, False)

    def test_divergence_is_a_refusal(self) -> None:
        bench = workbench(DIVERGING["tanh"])
        for _ in range(20):
            bench.obey("epoch", back=False)
        assert bench.transport.is_refusal
        assert bench.transport.message.startswith("diverged at step")

    def test_the_pace_goes_up_and_down(self) -> None:
        bench = workbench()
        assert bench.transport.pace == "1,000 steps/s"
        bench.obey("pace", back=False)
        assert bench.transport.pace == "4,000 steps/s"
        bench.obey("pace", back=True)
        bench.obey("pace", back=True)
        assert bench.transport.pace == "400 steps/s"


class TestWhatIsOn:
    """A command is off where it makes no sense."""

    def test_at_the_start_nothing_goes_back_and_nothing_is_there_to_be_removed(self) -> None:
        bench = workbench()
        off = {command.id for command in COMMANDS if not bench.is_on(command.id, back=True)}
        assert off >= {
            "operation", "sample", "epoch", "run", "break", "edit", "watch", "bookmark", "compare", "fork", "unfold",
            "rewind", "break_here",
        }  # fmt: skip
        assert {command.id for command in COMMANDS if not bench.is_on(command.id, back=False)} == {
            "compare", "fork", "rewind", "break_here", "cursor",
        }  # fmt: skip

    def test_what_was_made_can_be_removed(self) -> None:
        bench = edited("w5 = 1")
        bench.add_breakpoint("op 3")
        bench.add_watch("loss")
        bench.answer(Question.BOOKMARK, "dip")
        for command in ("break", "watch", "bookmark", "edit", "fork", "compare", "rewind", "break_here", "sample"):
            assert bench.is_on(command, back=True), command
        bench.remove_breakpoints()
        bench.remove_watches()
        bench.answer(Question.FORGET, "dip")
        bench.undo()
        for command in ("break", "watch", "bookmark", "edit", "fork", "compare"):
            assert not bench.is_on(command, back=True), command

    def test_at_the_end_of_time_nothing_goes_on(self) -> None:
        bench = workbench(DIVERGING["linear"])
        bench.debugger.run(1000)
        assert [bench.is_on(command, back=False) for command in ("operation", "sample", "epoch", "run")] == [False] * 4
        assert bench.is_on("run", back=True)

    def test_the_map_is_of_two_inputs_alone(self) -> None:
        assert workbench().is_on("map", back=False)
        assert not workbench("parity-3").is_on("map", back=False)

    def test_what_is_on_can_be_obeyed(self) -> None:
        for place in ("0", "1", "1.3", "7"):
            for command in COMMANDS:
                for back in (False, True):
                    bench = edited("w5 = 1", position="1")
                    bench.debugger.go_to(place)
                    if bench.knows(command.id) and bench.is_on(command.id, back=back):
                        bench.obey(command.id, back=back)
                        assert bench.comparison() is None or command.id == "compare"

    def test_an_unknown_command_is_a_key_error(self) -> None:
        assert not workbench().knows("dance")
        with pytest.raises(KeyError):
            workbench().obey("dance", back=False)


class TestBreakpoints:
    """o breaks at the operation that ran last, a click at any."""

    def test_an_operation_is_broken_at_and_no_more(self) -> None:
        bench = workbench(position="1.7")
        bench.obey("break_here", back=False)
        assert bench.message == "breakpoint 1: op 7; c runs to it, C back to it"
        assert bench.look().stops == {7}
        bench.obey("break_here", back=False)
        assert bench.message == "breakpoint 1: op 7 is removed"
        assert bench.look().stops == set()

    def test_all_breakpoints_on_an_operation_go_and_no_others(self) -> None:
        bench = workbench()
        for text in ("op 7", "op 8", "op 7", "loss < 0.05"):
            bench.add_breakpoint(text)
        bench.break_at(7)
        assert [made.text for made in bench.debugger.breakpoints] == ["op 8", "loss < 0.05"]
        assert bench.look().stops == {8}

    def test_a_breakpoint_that_is_off_is_no_stop_to_be_shown(self) -> None:
        bench = workbench()
        bench.break_at(7)
        bench.debugger.breakpoints.numbered(1).is_enabled = False
        assert bench.look().stops == set()


class TestForks:
    """Editing forks; f goes along the next, d compares."""

    def test_several_values_are_one_edit(self) -> None:
        bench = workbench(position="1.2")
        bench.answer(Question.VALUE, "w1 = 1, w2 = −2 ,eta=0.25")
        assert [edit.name for edit in bench.debugger.edits] == ["w1", "w2", "η"]
        assert bench.message.endswith("at 1.2: on fork 1 now; z1 of this step used the old value")
        bench.undo()
        assert bench.debugger.edits == ()
        for wrong in ("w1 = 1, w1 = 2", "w1 = 1,", "w1 = 1; w2 = 2", "x1 = 1, w2 = 2"):
            with pytest.raises(ValueError, match=r"given twice|expected a name, = and a number|has read x1"):
                bench.answer(Question.VALUE, wrong)
            assert bench.debugger.edits == ()

    def test_an_edit_is_said_and_undone(self) -> None:
        bench = workbench(position="1")
        bench.answer(Question.VALUE, "w5 = −1.5")
        assert bench.debugger.snapshot().value("w5") == -1.5
        assert bench.message.endswith("→ −1.5 at 1.45: on fork 1 now; V undoes, d compares, f switches")
        bench.undo()
        assert bench.message.startswith("undone: w5")
        assert (len(bench.debugger.forks), bench.is_refusal) == (1, False)

    def test_f_goes_round_all_forks_and_back(self) -> None:
        bench = edited("w5 = 1", "w5 = 2")
        seen = []
        for back in (False, False, False, True, True, True):
            bench.obey("fork", back=back)
            seen.append(bench.debugger.fork.number)
            assert bench.message == str(bench.debugger.fork)
        assert seen == [0, 1, 2, 1, 0, 2]

    def test_going_along_a_fork_whose_time_ends_earlier_is_a_refusal(self) -> None:
        bench = workbench(DIVERGING["tanh, slowly"], "1")
        bench.answer(Question.VALUE, "eta = 1e9")
        bench.debugger.switch(0)
        bench.debugger.go_to("40")
        bench.obey("fork", back=False)
        assert bench.is_refusal
        assert "diverged" in bench.message

    def test_what_is_compared_with_is_never_the_current_fork(self) -> None:
        bench = edited("w5 = 1", "w5 = 2", "w5 = 3")
        bench.obey("compare", back=False)
        for key in "fDfFDDfVfDFVDf":
            if key == "V" and bench.is_on("edit", back=True):
                bench.undo()
            elif key != "V":
                bench.obey("fork" if key in "fF" else "compare", back=key.isupper())
            compared = bench.comparison()
            assert compared is not None
            assert [fork.number for fork in compared.forks] == [bench.debugger.fork.number, bench.other]
            assert bench.other != bench.debugger.fork.number

    def test_an_edit_is_compared_with_what_it_was_made_on(self) -> None:
        bench = edited("w5 = 1", "w5 = 2")
        assert bench.other == 0
        bench.answer(Question.VALUE, "w6 = 1")
        assert bench.other == 2

    def test_the_first_d_compares_and_the_first_upper_case_d_too(self) -> None:
        for back in (False, True):
            bench = edited("w5 = 1", "w5 = 2")
            bench.obey("compare", back=back)
            assert (bench.is_comparing, bench.other) == (True, 0)

    def test_upper_case_d_goes_through_all_others(self) -> None:
        bench = edited("w5 = 1", "w5 = 2", "w5 = 3")
        bench.obey("compare", back=False)
        others = []
        for _ in range(4):
            others.append(bench.other)
            bench.obey("compare", back=True)
        assert others == [0, 1, 2, 0]

    def test_f_switches_between_the_two_where_there_are_no_more(self) -> None:
        bench = edited("w5 = 1")
        bench.obey("compare", back=False)
        for pair in ((0, 1), (1, 0), (0, 1)):
            bench.obey("fork", back=False)
            assert (bench.debugger.fork.number, bench.other) == pair

    def test_comparing_ends_when_the_last_fork_is_undone_and_does_not_begin_by_itself(self) -> None:
        bench = edited("w5 = 1")
        bench.obey("compare", back=False)
        bench.undo()
        assert not bench.is_comparing
        assert bench.comparison() is None
        bench.answer(Question.VALUE, "w5 = 2")
        assert not bench.is_comparing

    def test_comparing_ends_at_a_second_d_and_when_it_is_closed(self) -> None:
        bench = edited("w5 = 1")
        bench.obey("compare", back=False)
        bench.obey("compare", back=False)
        assert not bench.is_comparing
        bench.obey("compare", back=False)
        bench.close_comparison()
        assert not bench.is_comparing

    def test_the_comparison_is_at_the_end_of_the_last_whole_step(self) -> None:
        bench = edited("w5 = 1")
        bench.obey("compare", back=False)
        for place, step in (("6", 6), ("6.12", 5), ("1.1", 0)):
            bench.debugger.go_to(place)
            compared = bench.comparison()
            assert compared is not None
            assert compared.steps == (step, step)

    def test_a_fork_that_lags_far_behind_is_caught_up_with_a_stretch_at_a_time(self) -> None:
        bench = edited("w5 = 1")
        bench.debugger.go_to(str(2 * FAR))
        assert not bench.is_catching_up
        bench.obey("compare", back=False)
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
        bench.obey("fork", back=False)
        assert (bench.debugger.fork.number, bench.debugger.position.step) == (0, 1)
        assert bench.transport.destination == f"{2 * FAR}.45"
        while bench.transport.running:
            bench.turn()
        assert bench.debugger.position == (2 * FAR, 45)
        bench.obey("fork", back=False)
        bench.debugger.go_to(str(4 * FAR))
        bench.undo()
        assert bench.transport.destination == f"{4 * FAR}.45"
        assert bench.debugger.position.step == 2 * FAR

    def test_a_bookmark_on_another_fork_costs_no_run_of_it(self) -> None:
        bench = edited("w5 = 1")
        bench.debugger.keep("here")
        bench.debugger.switch(0)
        bench.debugger.go_to(str(2 * FAR))
        bench.answer(Question.POSITION, "here")
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
        bench.answer(Question.POSITION, text)
        assert bench.debugger.position == position

    def test_a_bookmark_leads_back_also_to_another_fork(self) -> None:
        bench = workbench(position="5.3")
        bench.answer(Question.BOOKMARK, " dip ")
        assert bench.message == "dip: 5.3 on fork 0; g dip leads back here"
        bench.answer(Question.VALUE, "w5 = 1")
        bench.answer(Question.POSITION, "90")
        bench.answer(Question.POSITION, "dip")
        assert (bench.debugger.fork.number, bench.debugger.position) == (0, Position(5, 3))
        assert bench.message == "fork 0: the original"
        assert bench.other == 1

    def test_a_far_position_is_set_out_for_and_a_near_one_is_there_at_once(self) -> None:
        bench = workbench()
        bench.answer(Question.POSITION, str(FAR))
        assert (bench.debugger.position.step, bench.transport.running) == (FAR, False)
        bench.answer(Question.POSITION, f"{2 * FAR + 1}.7")
        assert (bench.debugger.position.step, bench.transport.destination) == (FAR, f"{2 * FAR + 1}.7")

    def test_a_far_bookmark_of_a_fork_that_is_not_run_that_far_is_set_out_for(self) -> None:
        bench = edited("w5 = 1")
        bench.debugger.switch(0)
        bench.debugger.bookmarks.keep("far", 1, Position(FAR * 3, 1))
        bench.answer(Question.POSITION, "far")
        assert bench.debugger.fork.number == 1
        assert bench.transport.destination == f"{FAR * 3}.1"

    def test_a_position_after_the_end_of_time_is_a_refusal(self) -> None:
        bench = workbench(DIVERGING["tanh"])
        bench.answer(Question.POSITION, "500")
        assert bench.debugger.position == bench.debugger.timeline.end
        assert bench.is_refusal

    def test_bookmarks_are_offered_newest_first_and_forgotten(self) -> None:
        bench = workbench(position="5")
        bench.answer(Question.BOOKMARK, "dip")
        bench.answer(Question.BOOKMARK, "peak")
        assert bench.completions(Question.POSITION)[:2] == ("peak", "dip")
        bench.answer(Question.FORGET, "peak")
        assert bench.message == "forgotten: peak: 5.45 on fork 0"
        assert "peak" not in bench.completions(Question.FORGET)


class TestAnswers:
    """Every question has an answer, and one that can't be done changes nothing."""

    def test_every_question_has_a_hint(self) -> None:
        assert set(HINTS) == set(Question)

    @pytest.mark.parametrize(
        ("question", "text", "expected"),
        [
            (Question.POSITION, "", "expected a step (478)"),
            (Question.POSITION, "5.99", "step 5 has the operations 1 to 45, got 99"),
            (Question.POSITION, "nowhere", "there is no bookmark 'nowhere'; expected one of kept"),
            (Question.NAME, "q", "no 'q' here"),
            (Question.NAME, "", "expected"),
            (Question.VALUE, "w5", "expected a name, = and a number, such as w5 = 1, got 'w5'"),
            (Question.VALUE, "w5 = x", "expected a name, = and a number"),
            (Question.VALUE, "= 1", "cannot be edited"),
            (Question.VALUE, "w5 = nan", "finite"),
            (Question.VALUE, "w9 = 1", "'w9' cannot be edited"),
            (Question.BOOKMARK, "e5", "expected a word"),
            (Question.BOOKMARK, "stop3", "expected a word"),
            (Question.BOOKMARK, "", "expected one word"),
            (Question.FORGET, "nowhere", "there is no bookmark 'nowhere'"),
            (Question.FILE, "", "expected"),
            (Question.FILE, "a.doc", "expected"),
        ],
    )
    def test_a_bad_answer_says_what_was_expected_and_changes_nothing(
        self, question: Question, text: str, expected: str
    ) -> None:
        bench = workbench(position="3")
        bench.debugger.keep("kept")
        bench.debugger.edit("w5", 1.0)
        bench.undo()
        before = state(bench)
        with pytest.raises(ValueError, match=r"\S") as error:
            bench.answer(question, text)
        assert expected in str(error.value)
        assert "\n" not in str(error.value)
        assert state(bench) == before

    def test_an_edit_before_the_first_step_says_where_to_go(self) -> None:
        with pytest.raises(ValueError, match=r"go to 1\.0"):
            workbench().answer(Question.VALUE, "x1 = 0.5")

    def test_a_name_is_chosen_and_names_are_offered(self) -> None:
        bench = workbench()
        bench.answer(Question.NAME, "H2")
        assert bench.view.parameter == "b2"
        assert bench.completions(Question.NAME)[0] == "w1"
        assert "h2" in bench.completions(Question.NAME)
        assert bench.completions(Question.VALUE) == ()

    def test_a_file_is_written(self, tmp_path: Path) -> None:
        bench = workbench(position="3")
        bench.answer(Question.FILE, str(tmp_path / "xor.csv"))
        assert (tmp_path / "xor.csv").exists()
        assert not bench.is_refusal


class TestLooking:
    """What is looked at is chosen, unfolded and kept."""

    def test_lines_go_round_and_pages_stop_at_the_ends(self) -> None:
        bench = workbench()
        bench.obey("parameter", back=True)
        assert bench.view.parameter == "b3"
        bench.obey("parameter", back=False)
        assert bench.view.parameter == "w1"
        bench.obey("page", back=True)
        assert bench.view.parameter == "w1"
        bench.obey("page", back=False)
        assert bench.view.parameter == "b3"

    def test_factors_go_round(self) -> None:
        bench = workbench(position="1")
        seen = []
        for _ in range(5):
            bench.obey("factor", back=False)
            seen.append(bench.view.factor)
        assert sorted(seen, key=str) == [0, 1, 2, 3, 4]

    def test_a_single_path_is_not_unfolded_and_more_are(self) -> None:
        bench = workbench()
        bench.obey("unfold", back=False)
        assert (bench.message, bench.is_refusal) == ("w1 is a single path: there is nothing to unfold", True)
        bench = workbench("mazur")
        bench.obey("unfold", back=False)
        assert bench.view.unfolded == {("w1",)}
        bench.obey("unfold", back=True)
        assert not bench.view.unfolded

    def test_the_axis_and_the_map_change(self) -> None:
        bench = workbench()
        bench.obey("scale", back=False)
        assert bench.view.logarithmic
        bench.obey("map", back=False)
        mapped = bench.view.mapped
        assert mapped
        bench.obey("map", back=True)
        assert bench.view.mapped != mapped

    def test_watches_are_added_once_and_removed(self) -> None:
        bench = workbench(WIDE)
        bench.add_watch("w5  *  h1")
        bench.add_watch("w5 * h1")
        assert [watch.text for watch in bench.debugger.watches] == ["w5 * h1"]
        assert bench.message == "watching w5 * h1"
        bench.remove_watches()
        assert (bench.message, len(bench.debugger.watches)) == ("no watches", 0)

    def test_a_layout_brings_back_what_was_looked_at(self) -> None:
        bench = edited("w5 = 1", "w5 = 2")
        bench.obey("parameter", back=False)
        bench.obey("scale", back=False)
        bench.obey("pace", back=False)
        bench.obey("compare", back=True)
        bench.obey("compare", back=True)
        fresh = Workbench(bench.debugger)
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
            assert bench.why_not(command)
        assert not bench.why_not("operation")

    def test_a_condition_that_is_true_already_is_said_to_be(self) -> None:
        bench = workbench(position="40")
        bench.add_breakpoint("loss < 1")
        assert bench.message.startswith(
            "breakpoint 1: loss < 1, which is so already; c runs to when it becomes true again"
        )
        bench.add_breakpoint("loss > 1")
        assert bench.message == "breakpoint 2: loss > 1; c runs to it, C back to it"

    def test_the_fork_is_named_where_there_are_several(self) -> None:
        bench = workbench(position="1")
        assert bench.transport.fork == ""
        bench.answer(Question.VALUE, "w5 = 1")
        assert bench.transport.fork == "fork 1"

    def test_what_has_the_value_already_is_not_edited(self) -> None:
        bench = workbench(position="1")
        bench.answer(Question.VALUE, "w5 = 1")
        with pytest.raises(ValueError, match=r"^w5 is 1 already$"):
            bench.answer(Question.VALUE, "W5 = 1.0")
        assert len(bench.debugger.forks) == 2

    def test_a_bookmark_that_moves_says_where_it_was(self) -> None:
        bench = workbench(position="5")
        bench.answer(Question.BOOKMARK, "dip")
        bench.debugger.go_to("7.3")
        bench.answer(Question.BOOKMARK, "dip")
        assert bench.message == "dip: 7.3 on fork 0 (it was 5.45 on fork 0); g dip leads back here"

    @pytest.mark.parametrize("text", ["sample == 11", "sample == 0", "epoch == 0", "step == 478.12"])
    def test_what_counts_otherwise_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"count from 1"):
            workbench().debugger.breakpoints.add(text)
        workbench().debugger.breakpoints.add("sample == 4 and epoch == 1 and step == 4")
