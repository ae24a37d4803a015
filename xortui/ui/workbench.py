"""The workbench: one debugger, how the user looks at it, and the commands that need no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from xortui.core.network import parameter_named
from xortui.core.program import Program
from xortui.debugger import Debugger, Position, Reason, Snapshot, Stop, Unit
from xortui.debugger.edits import editable_name, told_together
from xortui.render.chain_rule import chains, chosen_factor, chosen_line
from xortui.render.decision_map_unit import neighbour
from xortui.render.loss_chart import cursor_moved
from xortui.render.numbers import short
from xortui.render.paths import can_unfold, lines
from xortui.render.status import Transport
from xortui.render.view import View
from xortui.ui.layout import Layout
from xortui.ui.pacing import TURN
from xortui.ui.playback import CHUNK, Playback
from xortui.ui.questions import Question

if TYPE_CHECKING:
    from xortui.debugger.breakpoints import Breakpoint
    from xortui.debugger.comparison import Comparison

FAR = {"floats": 50_000, "matrices": 1_000}
"""Steps, by engine, that are run before a key press gets its answer; farther ones are run as the clock allows."""
NEAR = {"floats": 5_000, "matrices": 100}
"""Steps, by engine, that a fork is run for a picture to compare it; the others are run as the clock allows."""
MOST_READERS = 3
"""Values that are named as computed before an edit."""
LONGEST_TOLD = 38
"""Characters of a condition in a line that says more."""
PAGE = 10
"""Lines that page up and page down go on."""


class Workbench:
    """Does what commands and answers say, and holds what the next picture is made of."""

    def __init__(self, debugger: Debugger) -> None:
        """Stand where a debugger does."""
        self.debugger = debugger
        self.view = View(debugger.problem.network.parameter_names[0])
        self.playback = Playback(debugger)
        self.message = ""
        """News that has no place in the snapshot."""
        self.is_refusal = False
        """Whether that news says why something could not be done."""
        self.is_unsaved = False
        """Whether the session could not be saved."""
        self._is_comparing = False
        self._other = 0
        self._commands = self._table()

    @property
    def program(self) -> Program:
        """What every step runs."""
        return self.debugger.timeline.program

    @property
    def transport(self) -> Transport:
        """Whether and how fast the program runs, and the news."""
        playback = self.playback
        return Transport(
            running=playback.is_running,
            backwards=playback.is_backwards,
            pace=playback.pacer.label,
            destination=str(playback.destination or ""),
            message=self.message,
            is_refusal=self.is_refusal,
            fork=f"fork {self.debugger.fork.number}" if len(self.debugger.forks) > 1 else "",
            is_unsaved=self.is_unsaved,
        )

    def look(self) -> View:
        """Return how to draw, with the operations that have a breakpoint."""
        stops = frozenset(b.operation for b in self.debugger.breakpoints.enabled if b.condition is None)
        return self.view if self.view.stops == stops else replace(self.view, stops=stops)

    def comparison(self) -> Comparison | None:
        """Return the current fork beside the other, at the end of the last whole step; None unless it is asked for."""
        debugger = self.debugger
        if not self.is_comparing:
            return None
        # Loaded when first wanted: most people never fork.
        from xortui.debugger.comparison import compare

        other = debugger.fork_numbered(self.other)
        timeline = other.timeline
        step = min(debugger.complete_steps, timeline.recorded + NEAR[timeline.engine.name])
        return compare(debugger, debugger.fork.number, other.number, step)

    @property
    def is_catching_up(self) -> bool:
        """Whether the other fork of a comparison still has to be run to this position."""
        if not self.is_comparing:
            return False
        timeline = self.debugger.fork_numbered(self.other).timeline
        return timeline.end is None and timeline.recorded < self.debugger.complete_steps

    def catch_up(self) -> None:
        """Run the other fork of a comparison for a slice of time, to this position at most."""
        timeline = self.debugger.fork_numbered(self.other).timeline
        end = perf_counter() + TURN
        while self.is_catching_up and perf_counter() < end:
            timeline.advance(min(timeline.recorded + CHUNK, self.debugger.complete_steps))

    @property
    def is_comparing(self) -> bool:
        """Whether two forks are shown side by side."""
        return self._is_comparing and len(self.debugger.forks) > 1

    @property
    def layout(self) -> Layout:
        """How the user looks at it now, as a session keeps it; without the cursor of the loss chart."""
        return Layout(replace(self.view, cursor=None), self.playback.pacer.level, self.is_comparing, self.other)

    def restore(self, layout: Layout) -> None:
        """Look at everything as a session was left."""
        self.view = layout.view
        self.playback.pacer.level = layout.pace
        self._is_comparing = layout.is_comparing
        self._other = layout.other

    @property
    def other(self) -> int:
        """The number of the fork that is compared with: never the current one, if there is another."""
        numbers = [fork.number for fork in self.debugger.forks if fork.number != self.debugger.fork.number]
        return self._other if self._other in numbers else max(numbers, default=0)

    def say(self, text: str, *, is_refusal: bool = False) -> None:
        """Tell the user a line: news, or why something could not be done."""
        self.message = text
        self.is_refusal = is_refusal

    def is_on(self, command: str, *, back: bool) -> bool:
        """Say whether a command makes sense here: nothing goes back from the start of time, or on from its end."""
        debugger = self.debugger
        match command:
            case "operation" | "sample" | "epoch" | "run":
                return self.playback.is_running or (debugger.can_go_back if back else debugger.can_go_on)
            case "unfold":
                return not back or bool(self.view.unfolded)
            case "map":
                return self.program.network.layers[0] == 2
            case "break":
                return not back or len(debugger.breakpoints) > 0
            case "watch":
                return not back or len(debugger.watches) > 0
            case "bookmark":
                return not back or len(debugger.bookmarks) > 0
            case "edit":
                return not back or bool(debugger.edits)
            case "fork" | "compare":
                return len(debugger.forks) > 1
            case "break_here":
                return debugger.position.operation > 0
            case "rewind":
                return debugger.can_go_back
            case "cursor":
                return not self.is_comparing and self._shown_steps >= len(debugger.problem.samples)
            case "enter":
                return not back or self.view.cursor is not None
        return True

    def why_not(self, command: str) -> str:
        """Say what is missing for a command that makes no sense here; empty if the reason is plain to see."""
        match command:
            case "fork" | "compare":
                return "there is one history only; v edits a value, and makes another"
            case "edit":
                return "there is no edit to undo on this fork; v makes one"
            case "break":
                return "there are no breakpoints; b makes one"
            case "watch":
                return "nothing is watched; w watches an expression"
            case "bookmark":
                return "there are no bookmarks; k keeps one"
            case "cursor" if self.is_comparing:
                return "the cursor is in the Loss pane; d closes Compare"
            case "cursor":
                return "no epoch is complete yet; e goes to the end of one"
        return ""

    def obey(self, command: str, *, back: bool) -> None:
        """Do what a command says.

        Raises:
            KeyError: if it is none of the workbench's.
        """
        self._commands[command](back)

    def _table(self) -> dict[str, Callable[[bool], None]]:
        return {
            "operation": lambda back: self._move(Unit.OPERATION, back),
            "sample": lambda back: self._move(Unit.SAMPLE, back),
            "epoch": lambda back: self._move(Unit.EPOCH, back),
            "run": self._run,
            "pace": self._pace,
            "rewind": self._rewind,
            "break_here": self._break_here,
            "fork": self._fork,
            "compare": self._compare,
            "parameter": lambda back: self._choose_line(-1 if back else 1, wraps=True),
            "page": lambda back: self._choose_line(-PAGE if back else PAGE, wraps=False),
            "unfold": self._unfold,
            "factor": self._factor,
            "cursor": self._move_cursor,
            "enter": self._enter,
            "scale": self._scale,
            "map": self._map,
        }

    def knows(self, command: str) -> bool:
        """Say whether a command needs no widget."""
        return command in self._commands

    # Moving

    def _move(self, unit: Unit, back: bool) -> None:
        self.playback.pause()
        self._follow_position()
        stop = self.debugger.back(unit) if back else self.debugger.step(unit)
        if stop.reason is Reason.DIVERGED:
            self._refuse(stop)

    def _run(self, back: bool) -> None:
        if self.playback.is_running:
            self.playback.pause()
            return
        self._follow_position()
        self.playback.set_out(backwards=back)

    def turn(self) -> bool:
        """Run for a slice of time; say whether running has come to an end."""
        stop = self.playback.turn()
        if stop is None:
            return False
        if stop.reason is Reason.DIVERGED:
            self._refuse(stop)
        elif stop.reason is Reason.BREAKPOINT:
            then = "d compares" if len(self.debugger.forks) > 1 else "v edits here"
            hit = "; ".join(map(_brief, stop.message.split("; ")))
            self.say(f"stopped: {hit}; c goes on, S back, {then}")
        else:
            self.say(stop.message)
        return True

    def _pace(self, back: bool) -> None:
        pacer = self.playback.pacer
        if back:
            pacer.slower()
        else:
            pacer.faster()
        self.say(pacer.label)

    def _rewind(self, back: bool) -> None:
        del back
        self.playback.pause()
        self._follow_position()
        self.debugger.rewind()

    def _follow_position(self) -> None:
        """Choose whichever factor is computed at each position, and take the loss chart's cursor away."""
        self.view = replace(self.view, factor=None, cursor=None)

    def _leave_cursor(self) -> None:
        self.view = replace(self.view, cursor=None)

    def _refuse(self, stop: Stop) -> None:
        self.say(stop.message, is_refusal=True)

    # Breakpoints, edits and forks

    def _break_here(self, back: bool) -> None:
        del back
        self.break_at(self.debugger.position.operation)

    def break_at(self, operation: int) -> None:
        """Make a breakpoint on an operation, or remove those on it."""
        breakpoints = self.debugger.breakpoints
        there = [b for b in breakpoints if b.operation == operation]
        for made in there:
            breakpoints.remove(made.number)
            self.say(f"{made} is removed")
        if not there:
            self.add_breakpoint(f"op {operation}")

    def add_breakpoint(self, text: str) -> None:
        """Make a breakpoint from the text of a valid one."""
        made = self.debugger.breakpoints.add(text)
        then = "; c runs to it, C back to it"
        if self._is_true_here(made):
            then = ", which is so already; c runs to when it becomes true again, C back to when it did"
        self.say(f"{_brief(str(made))}{then}")

    def _is_true_here(self, made: Breakpoint) -> bool:
        if made.condition is None:
            return False
        from xortui.debugger.watcher import Watcher
        from xortui.debugger.watches import Watch

        (reading,) = Watcher(self.debugger.timeline, [Watch(made.text, made.condition)]).read(self.debugger.position)
        return bool(reading.now)

    def remove_breakpoints(self) -> None:
        """Remove all of them."""
        for made in self.debugger.breakpoints:
            self.debugger.breakpoints.remove(made.number)
        self.say("no breakpoints")

    def add_watch(self, text: str) -> None:
        """Watch an expression."""
        self.say(f"watching {self.debugger.watches.add(text).text}")

    def remove_watches(self) -> None:
        """Watch nothing more."""
        for watch in self.debugger.watches:
            self.debugger.watches.remove(watch.text)
        self.say("no watches")

    def undo(self) -> None:
        """Take back the last edit."""
        position = self.debugger.position
        self._leave_cursor()
        self.say(f"undone: {told_together(self.debugger.undo(within=self._far))}")
        self._go_on_to(position)

    @property
    def _far(self) -> int:
        return FAR[self.debugger.timeline.engine.name]

    def _go_on_to(self, position: Position) -> None:
        """Set out to a position, if it is too far ahead to be there at once."""
        if self.debugger.position < position and self.debugger.can_go_on:
            self.playback.set_out(position)
        self._is_comparing = self.is_comparing  # the next fork is not compared unasked

    def _fork(self, back: bool) -> None:
        self.playback.pause()
        numbers = [fork.number for fork in self.debugger.forks]
        left = self.debugger.fork.number
        place = numbers.index(left) + (-1 if back else 1)
        self._go_along(numbers[place % len(numbers)])

    def _go_along(self, number: int) -> None:
        left = self.debugger.fork.number
        other = self.other
        position = self.debugger.position
        self._leave_cursor()
        stop = self.debugger.switch(number, within=self._far)
        self._go_on_to(position)
        if number == other:
            self._other = left
        if stop.reason is Reason.DIVERGED:
            self._refuse(stop)
        else:
            self.say(str(self.debugger.fork))

    def _compare(self, back: bool) -> None:
        """Show the current fork beside another, or no more; with back, beside the next other."""
        self._leave_cursor()
        if not back:
            self._is_comparing = not self.is_comparing
            return
        numbers = [fork.number for fork in self.debugger.forks if fork.number != self.debugger.fork.number]
        if self.is_comparing:
            self._other = numbers[(numbers.index(self.other) + 1) % len(numbers)]
        self._is_comparing = True

    def close_comparison(self) -> None:
        """Show one fork alone."""
        self._is_comparing = False

    # Looking

    def _choose_line(self, by: int, *, wraps: bool) -> None:
        """Choose the parameter, or the unfolded branch of a gradient, so many lines further on."""
        found = lines(self.program, self.view)
        place = chosen_line(found, self.view) + by
        line = found[place % len(found) if wraps else min(max(place, 0), len(found) - 1)]
        self.view = replace(self.view, parameter=line.parameter, branch=line.branch)

    def choose(self, parameter: str, factor: int | None, branch: tuple[str, ...]) -> None:
        """Choose the parameter, factor or branch that was pointed at."""
        self.view = replace(self.view, parameter=parameter, factor=factor, branch=branch)

    def _unfold(self, back: bool) -> None:
        key = (self.view.parameter, *self.view.branch)
        if back:
            self.view = replace(self.view, unfolded=frozenset(), branch=())
        elif can_unfold(self.program, self.view):
            self.view = replace(self.view, unfolded=self.view.unfolded ^ {key})
        else:
            self.say(f"{' · '.join(key)} is a single path: there is nothing to unfold", is_refusal=True)

    def _map(self, back: bool) -> None:
        network = self.program.network
        self.view = replace(self.view, mapped=neighbour(network, self.view.mapped, -1 if back else 1))

    def _factor(self, back: bool) -> None:
        snapshot = self.debugger.snapshot()
        path = chains(snapshot.program)[self.view.parameter]
        place = chosen_factor(snapshot, self.view) + (-1 if back else 1)
        self.view = replace(self.view, factor=place % len(path), branch=())

    @property
    def _shown_steps(self) -> int:
        """How many steps the loss chart shows."""
        return max(self.debugger.shown(self.debugger.fork.number), self.debugger.complete_steps)

    def _move_cursor(self, back: bool) -> None:
        """Move the loss chart's cursor, and say what the loss is there."""
        self.playback.pause()
        snapshot = self.debugger.snapshot()
        curve = snapshot.losses
        epoch = cursor_moved(snapshot, self.view.cursor, back=back)
        self.view = replace(self.view, cursor=epoch)
        mean = short(self.debugger.timeline.mean_loss(epoch))
        at = f"epoch {epoch}, step {epoch * curve.samples}: mean C {mean}"
        self.say(f"{at}; enter goes there, . and , move on")

    def _enter(self, back: bool) -> None:
        """Go to the end of the epoch at the cursor, or take the cursor away; without a cursor, unfold."""
        if back:
            self._leave_cursor()
        elif self.view.cursor is None:
            self._unfold(back)
        else:
            self.playback.pause()
            self._go_to(f"e{self.view.cursor}")

    def _scale(self, back: bool) -> None:
        del back
        self.view = replace(self.view, logarithmic=not self.view.logarithmic)

    # What a question is answered

    def answer(self, question: Question, text: str) -> None:
        """Do what an answer asks for.

        Raises:
            ValueError: if it can't be done; the line says what was expected.
        """
        answers = {
            Question.POSITION: self._go_to,
            Question.NAME: self._choose_named,
            Question.FILE: self._write,
            Question.VALUE: self._set_value,
            Question.BOOKMARK: self._keep,
            Question.FORGET: self._forget,
        }
        answers[question](text)

    def _go_to(self, text: str) -> None:
        debugger = self.debugger
        fork, position = debugger.locate(text)
        self._follow_position()
        if fork is not debugger.fork:
            if fork.number == self.other:
                self._other = debugger.fork.number
            debugger.rewind()  # not to run the other fork to where this one stands
            debugger.switch(fork.number)
            self.say(str(fork))
        if position.step > debugger.timeline.recorded + self._far:
            self.playback.set_out(position)
            return
        stop = debugger.go_to(position)
        if stop.reason is Reason.DIVERGED:
            self._refuse(stop)

    def _choose_named(self, text: str) -> None:
        self.view = replace(self.view, parameter=parameter_named(self.program.network, text), branch=(), factor=None)

    def _write(self, text: str) -> None:
        # Only here: what is written is seldom wanted, and the formats need not be loaded to start.
        from xortui.export import write_file

        self.say(write_file(self.debugger, text))

    def _set_value(self, text: str) -> None:
        debugger = self.debugger
        values: dict[str, float] = {}
        for name, value in map(self._typed_value, text.split(",")):
            if name in values:
                raise ValueError(f"{name} is given twice")
            values[name] = value
        snapshot = debugger.snapshot()
        left = debugger.fork.number
        if all(snapshot.value(name) == value for name, value in values.items()):
            unchanged = [f"{name} is {short(value)}" for name, value in values.items()]
            raise ValueError(f"{', '.join(unchanged)} already")
        edits = debugger.edit_together(values)
        self._leave_cursor()
        self._other = left
        told = f"{told_together(edits)}: on fork {debugger.fork.number} now"
        then = self._computed_from_old(snapshot, values) or self._comes_again(snapshot, values)
        self.say(f"{told}; {then or 'V undoes, d compares, f switches'}")

    def _typed_value(self, text: str) -> tuple[str, float]:
        """Return the name and the value of an assignment such as w5 = 1."""
        name, _, value = text.partition("=")
        try:
            number = float(value.replace("−", "-"))
        except ValueError:
            shown = text.strip()[:30]
            raise ValueError(f"expected a name, = and a number, such as w5 = 1, got {shown!r}") from None
        return editable_name(self.debugger.problem, name), number

    def _comes_again(self, snapshot: Snapshot, names: Iterable[str]) -> str:
        """Say when an edited sample is learnt from, if this step is complete; empty for other edits."""
        has_sample = any(map(snapshot.program.is_of_the_sample, names))
        if not (has_sample and snapshot.is_complete):
            return ""
        return f"for when this sample comes again; {snapshot.position.step + 1}.0 has the next one"

    def _computed_from_old(self, snapshot: Snapshot, names: Iterable[str]) -> str:
        """Say which values this step has computed from those that an edit has replaced; empty if it has none."""
        if snapshot.is_complete:
            return ""
        done = snapshot.program.operations[: snapshot.position.operation]
        edited = set(names)
        readers = [operation.target for operation in done if not edited.isdisjoint(operation.reads)]
        if not readers:
            return ""
        more = " …" if len(readers) > MOST_READERS else ""
        return f"{' '.join(readers[:MOST_READERS])}{more} of this step used the old value"

    def _keep(self, text: str) -> None:
        bookmarks = self.debugger.bookmarks
        before = bookmarks.named(text) if text in bookmarks else None
        self.debugger.keep(text)
        moved = f" (it was {before.position} on fork {before.fork})" if before else ""
        self.say(f"{bookmarks.named(text)}{moved}; g {text.strip()} leads back here")

    def _forget(self, text: str) -> None:
        self.say(f"forgotten: {self.debugger.bookmarks.forget(text)}")

    def completions(self, question: Question) -> tuple[str, ...]:
        """Return what a person may want to type as an answer, the likeliest first."""
        network = self.program.network
        match question:
            case Question.POSITION | Question.FORGET:
                newest = tuple(self.debugger.bookmarks)[::-1]
                return tuple(bookmark.name for bookmark in sorted(newest, key=lambda bookmark: bookmark.is_automatic))
            case Question.NAME:
                return (*network.parameter_names, *(unit.name for layer in network.units for unit in layer))
        return ()


def _brief(text: str) -> str:
    """Return a text cut short, with … at its end, if a line would have no room for more behind it."""
    return text if len(text) <= LONGEST_TOLD else f"{text[: LONGEST_TOLD - 1]}…"
