"""The main screen: holds the debugger, turns commands into moves, and hands the panes one scene after the other."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from xortui.core.network import parameter_named
from xortui.core.program import Program
from xortui.debugger import Debugger, Position, Reason, Stop, Unit
from xortui.problems import Problem
from xortui.render.chain_rule import chains, chosen_factor, chosen_line, table_width
from xortui.render.decision_map_unit import neighbour
from xortui.render.footer import Key
from xortui.render.palette import background
from xortui.render.paths import can_unfold, lines
from xortui.render.status import Transport
from xortui.render.view import View
from xortui.ui.arrangement import ALL, FOUR, LEAST, arrange, is_too_small, shows_one
from xortui.ui.commands import COMMANDS, shown_key
from xortui.ui.messages import ChooseParameter, RunCommand
from xortui.ui.pacing import FRAME, TURN, Pacer
from xortui.ui.panes.chain_rule import ChainRulePane
from xortui.ui.panes.decision_map import DecisionMapPane
from xortui.ui.panes.lines import Footer, SentenceLines, StatusLine
from xortui.ui.panes.loss import LossPane
from xortui.ui.panes.network import NetworkPane
from xortui.ui.panes.pane import Pane
from xortui.ui.panes.program import ProgramPane
from xortui.ui.panes.samples import SamplesPane
from xortui.ui.panes.weights import WeightsPane
from xortui.ui.prompt import Prompt, Question
from xortui.ui.scene import Scene
from xortui.ui.screens.help import HelpScreen
from xortui.ui.terminal import Abilities, is_behind

if TYPE_CHECKING:
    from xortui.ui.screens.breakpoints import Choice

PANES: dict[str, type[Pane]] = {
    "status": StatusLine,
    "network": NetworkPane,
    "weights": WeightsPane,
    "chain_rule": ChainRulePane,
    "loss": LossPane,
    "samples": SamplesPane,
    "decision_map": DecisionMapPane,
    "program": ProgramPane,
    "sentence": SentenceLines,
    "footer": Footer,
}
"""Every pane by the name that the arrangement knows it by."""
RUNNING_FRAME = 0.05
"""Seconds between two pictures while running: as many as an eye follows."""
FULL_SPEED_FRAME = 0.15
"""Seconds between two pictures at full speed, where painting would take the time from training."""
FAR = 50_000
"""Steps that are run before a key press gets its answer; farther ones are run as the clock allows."""
PAGE = 10
"""Lines that page up and page down go on."""
CHUNK = 512
"""Steps between two looks at the clock."""


class MainScreen(Screen[None]):
    """The panes around one debugger."""

    scene: reactive[Scene | None] = reactive(None, always_update=True, repaint=False)
    """What every pane draws."""

    def __init__(self, problem: Problem, abilities: Abilities) -> None:
        """Stand at the start of a problem."""
        super().__init__()
        self.debugger = Debugger(problem)
        self._view = View(problem.network.parameter_names[0])
        self._pacer = Pacer()
        self._transport = Transport(pace=self._pacer.label)
        self._abilities = abilities
        self._zoomed = False
        self._shown = FOUR[0]
        self._clock: Timer | None = None
        self._last_turn = self._last_picture = 0.0
        self._waiting = False
        self._destination: Position | None = None

    def compose(self) -> ComposeResult:
        """Make the panes; where they stand is decided by the size."""
        for name, pane in PANES.items():
            yield pane(name, self._abilities).data_bind(MainScreen.scene)
        yield Prompt()
        yield Static(f"xortui needs {LEAST[0]}×{LEAST[1]}: please enlarge the terminal", id="too-small", markup=False)

    def on_mount(self) -> None:
        """Show the start: arranged and drawn before the first frame, so that it is painted once."""
        self.styles.background = background(self._abilities.depth)
        self._arrange(*self.app.size)
        self._show()
        self.query_one(f"#{FOUR[0]}").focus()

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the panes for the new size at once."""
        self._arrange(*event.size)

    # Commands

    def action_command(self, command: str, back: bool) -> None:
        """Run a command of the table, or its way back."""
        self._transport = replace(self._transport, message="")
        getattr(self, f"_{command}")(back)
        self._present()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Switch off what makes no sense here: going back at the start of time, going on at its end."""
        if action != "command":
            return True
        if self.query_one(Prompt).display:
            return False
        command, back = parameters
        if is_too_small(*self.app.size) and command != "quit":
            return False
        return bool(self._is_on(str(command), bool(back)))

    def _is_on(self, command: str, back: bool) -> bool:
        if command in ("operation", "sample", "epoch", "run"):
            return self._transport.running or (self.debugger.can_go_back if back else self.debugger.can_go_on)
        if command == "zoom":
            return not shows_one(*self.app.size)
        if command == "unfold":
            return not back or bool(self._view.unfolded)
        if command == "map":
            return self._program.network.layers[0] == 2
        if command == "break" and back:
            return len(self.debugger.breakpoints) > 0
        if command == "edit" and back:
            return bool(self.debugger.edits)
        if command == "fork":
            return len(self.debugger.forks) > 1
        return command != "rewind" or self.debugger.can_go_back

    def _operation(self, back: bool) -> None:
        self._move(Unit.OPERATION, back)

    def _sample(self, back: bool) -> None:
        self._move(Unit.SAMPLE, back)

    def _epoch(self, back: bool) -> None:
        self._move(Unit.EPOCH, back)

    def _move(self, unit: Unit, back: bool) -> None:
        self._pause()
        self._view = replace(self._view, factor=None)
        stop = self.debugger.back(unit) if back else self.debugger.step(unit)
        if stop.reason is Reason.DIVERGED:
            self._transport = replace(self._transport, message=stop.message)

    def _run(self, back: bool) -> None:
        if self._transport.running:
            self._pause()
            return
        self._view = replace(self._view, factor=None)
        self._set_out(None, backwards=back)

    def _pace(self, back: bool) -> None:
        (self._pacer.slower if back else self._pacer.faster)()
        self._transport = replace(self._transport, pace=self._pacer.label)

    def _goto(self, back: bool) -> None:
        del back
        self._pause()
        self.query_one(Prompt).ask(Question.POSITION)

    def _break(self, back: bool) -> None:
        self._pause()
        breakpoints = self.debugger.breakpoints
        if back:
            for made in breakpoints:
                breakpoints.remove(made.number)
            self._say("no breakpoints")
            return
        # Screens that are seldom opened are loaded when they are.
        from xortui.debugger.breakpoints import suggestions
        from xortui.debugger.expressions import names_of
        from xortui.ui.screens.breakpoints import BreakpointsScreen

        ready = suggestions(self._program.network, self._view.parameter)
        screen = BreakpointsScreen(tuple(breakpoints), ready, names_of(self._program), breakpoints.check)
        self.app.push_screen(screen, self._change_breakpoints)

    def _change_breakpoints(self, choice: Choice | None) -> None:
        if choice is not None:
            self._say(self.debugger.breakpoints.change(*choice))
        self._present()

    def _edit(self, back: bool) -> None:
        self._pause()
        if back:
            self._say(f"undone: {self.debugger.undo()}")
        else:
            self.query_one(Prompt).ask(Question.VALUE)

    def _set_value(self, text: str) -> None:
        name, _, value = text.partition("=")
        try:
            number = float(value.replace("−", "-"))
        except ValueError:
            shown = text.strip()[:30]
            raise ValueError(f"expected a name, = and a number, such as w5 = 1, got {shown!r}") from None
        edit = self.debugger.edit(name, number)
        self._say(f"{edit}; now on {self._fork_said()}; V undoes it, f goes along another fork")

    def _fork(self, back: bool) -> None:
        self._pause()
        numbers = [fork.number for fork in self.debugger.forks]
        place = numbers.index(self.debugger.fork.number) + (-1 if back else 1)
        stop = self.debugger.switch(numbers[place % len(numbers)])
        self._say(stop.message or str(self.debugger.fork))

    def _fork_said(self) -> str:
        return f"fork {self.debugger.fork.number} of {len(self.debugger.forks) - 1}"

    def _find(self, back: bool) -> None:
        del back
        self._pause()
        self.query_one(Prompt).ask(Question.NAME)

    def _export(self, back: bool) -> None:
        del back
        self._pause()
        self.query_one(Prompt).ask(Question.FILE)

    def _rewind(self, back: bool) -> None:
        del back
        self._pause()
        self._view = replace(self._view, factor=None)
        self.debugger.rewind()

    def _parameter(self, back: bool) -> None:
        self._choose_line(-1 if back else 1, wraps=True)

    def _page(self, back: bool) -> None:
        self._choose_line(-PAGE if back else PAGE, wraps=False)

    def _choose_line(self, by: int, *, wraps: bool) -> None:
        """Choose the parameter, or the unfolded branch of a gradient, so many lines further on."""
        found = lines(self._program, self._view)
        place = chosen_line(found, self._view) + by
        line = found[place % len(found) if wraps else min(max(place, 0), len(found) - 1)]
        self._view = replace(self._view, parameter=line.parameter, branch=line.branch)

    def _unfold(self, back: bool) -> None:
        key = (self._view.parameter, *self._view.branch)
        if back:
            self._view = replace(self._view, unfolded=frozenset(), branch=())
        elif can_unfold(self._program, self._view):
            self._view = replace(self._view, unfolded=self._view.unfolded ^ {key})
        else:
            self._say(f"{' · '.join(key)} is a single path: there is nothing to unfold")

    def _map(self, back: bool) -> None:
        network = self._program.network
        self._view = replace(self._view, mapped=neighbour(network, self._view.mapped, -1 if back else 1))
        if not self.query_one("#decision_map").display:
            self._say(
                f"the Decision map shows {self._view.mapped} now; a larger terminal, or tab in a small one, has it"
            )

    def _factor(self, back: bool) -> None:
        snapshot = self.debugger.snapshot()
        path = chains(snapshot.program)[self._view.parameter]
        place = chosen_factor(snapshot, self._view) + (-1 if back else 1)
        self._view = replace(self._view, factor=place % len(path), branch=())

    def _scale(self, back: bool) -> None:
        del back
        self._view = replace(self._view, logarithmic=not self._view.logarithmic)

    def _zoom(self, back: bool) -> None:
        del back
        self._zoomed = not self._zoomed
        self._arrange(*self.size)

    def _pane(self, back: bool) -> None:
        names = [name for name in ALL if self._one_at_a_time or self.query_one(f"#{name}").display]
        place = names.index(self._shown) if self._shown in names else 0
        self._shown = names[(place + (-1 if back else 1)) % len(names)]
        self._arrange(*self.size)
        self.query_one(f"#{self._shown}").focus()

    def _help(self, back: bool) -> None:
        del back
        self._pause()
        pane = self.query_one(f"#{self._shown}", Pane)
        self.app.push_screen(HelpScreen(pane.title, pane.about))

    def _about(self, back: bool) -> None:
        del back
        self._pause()
        from xortui.ui.screens.about import AboutScreen

        self.app.push_screen(AboutScreen(self.debugger.problem))

    def _quit(self, back: bool) -> None:
        del back
        self.app.exit(return_code=0)

    # What the prompt is answered

    @on(Prompt.Answered)
    def _answer(self, message: Prompt.Answered) -> None:
        answers = {
            Question.POSITION: self._go_to,
            Question.NAME: self._choose_named,
            Question.FILE: self._write,
            Question.VALUE: self._set_value,
        }
        try:
            answers[message.question](message.text)
        except ValueError as error:
            self._say(f"{message.question.value}: {error}")
        self._return_from_prompt()

    def _go_to(self, text: str) -> None:
        position = self.debugger.route.parse(text)
        self._view = replace(self._view, factor=None)
        if position.step > self.debugger.timeline.recorded + FAR:
            self._set_out(position)
        else:
            self._say(self.debugger.go_to(position).message)

    def _choose_named(self, text: str) -> None:
        self._view = replace(self._view, parameter=parameter_named(self._program.network, text), branch=(), factor=None)

    def _write(self, text: str) -> None:
        # Only here: what is written is seldom wanted, and the formats need not be loaded to start.
        from xortui.export import write_file

        self._say(write_file(self.debugger, text))

    def _say(self, text: str) -> None:
        self._transport = replace(self._transport, message=text)

    @on(Prompt.Left)
    def _return_from_prompt(self) -> None:
        self.query_one(f"#{self._shown}").focus()
        self._present()

    # What panes ask for

    @on(ChooseParameter)
    def _choose(self, message: ChooseParameter) -> None:
        self._view = replace(self._view, parameter=message.parameter, factor=message.factor, branch=message.branch)
        self._present()

    @on(RunCommand)
    def _run_command(self, message: RunCommand) -> None:
        if self.check_action("command", (message.command, message.back)):
            self.action_command(message.command, message.back)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane is looked at."""
        if isinstance(event.widget, Pane) and event.widget.id:
            self._shown = event.widget.id

    # Running freely

    def _set_out(self, destination: Position | None, *, backwards: bool = False) -> None:
        """Begin to run: until paused, or at full speed to a position too far away to be reached within a key press."""
        self._destination = destination
        self._transport = replace(
            self._transport, running=True, backwards=backwards, destination=str(destination or "")
        )
        self._pacer.begin()
        self._last_turn = perf_counter()
        self._clock = self.set_interval(FRAME, self._turn)

    def _turn(self) -> None:
        """Run what is due, in a slice of time that leaves the keys quick, and show where that leads."""
        now = perf_counter()
        due = self._pacer.due(now - self._last_turn)
        self._last_turn = now
        # Back to a breakpoint one wants to be there; forwards one may want to watch.
        to_breakpoint = self._transport.backwards and bool(self.debugger.breakpoints.enabled)
        full = self._pacer.steps_a_second == 0 or self._destination is not None or to_breakpoint
        end = now + TURN
        while (full or due) and perf_counter() < end and self._transport.running:
            count = CHUNK if full else min(due, CHUNK)
            due -= 0 if full else count
            stop = self._advance(count)
            if stop.reason in (Reason.DIVERGED, Reason.START_OF_TIME, Reason.BREAKPOINT):
                self._pause()
                self._transport = replace(self._transport, message=stop.message)
        if not self._transport.running or now - self._last_picture >= (FULL_SPEED_FRAME if full else RUNNING_FRAME):
            self._present()

    def _advance(self, count: int) -> Stop:
        if self._transport.backwards:
            return self.debugger.run_back(count)
        destination = self._destination
        if destination is None:
            return self.debugger.run(count)
        if destination.step - self.debugger.timeline.recorded > count:
            return self.debugger.go_to(Position(self.debugger.timeline.recorded + count, 1))
        self._pause()
        return self.debugger.go_to(destination)

    def _pause(self) -> None:
        self._destination = None
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
        self._transport = replace(self._transport, running=False, destination="")

    # Showing

    @property
    def _program(self) -> Program:
        return self.debugger.timeline.program

    def _present(self) -> None:
        """Hand the panes a new scene, unless the terminal has not taken the last: then as soon as it has."""
        if is_behind(self.app._driver):
            if not self._waiting:
                self._waiting = True
                self.set_timer(FRAME, self._present_late)
            return
        self._show()

    def _show(self) -> None:
        self._last_picture = perf_counter()
        self.scene = Scene(self.debugger.snapshot(), self._view, self._transport, self._keys())

    def _present_late(self) -> None:
        self._waiting = False
        self._present()

    def _keys(self) -> tuple[Key, ...]:
        return tuple(
            Key(
                command.id,
                shown_key(command.keys[0]),
                shown_key(command.back_keys[0]) if command.back_keys else "",
                "pause" if command.id == "run" and self._transport.running else command.label,
                self._is_on(command.id, False),
                self._is_on(command.id, True),
            )
            for command in COMMANDS
            if command.show
        )

    @property
    def _one_at_a_time(self) -> bool:
        """Whether one pane has the screen to itself, and tab shows the next."""
        return self._zoomed or shows_one(*self.app.size)

    def _arrange(self, width: int, height: int) -> None:
        """Put every pane where it stands at this size."""
        small = is_too_small(width, height)
        self.query_one("#too-small").display = small
        program = self.debugger.timeline.program
        places = (
            {}
            if small
            else arrange(
                width,
                height,
                parameters=len(program.network.parameter_names),
                table=table_width(program),
                alone=self._shown if self._one_at_a_time else "",
            )
        )
        for pane in self.query(Pane):
            region = places.get(pane.id or "")
            pane.display = region is not None
            if region is not None:
                pane.styles.offset = (region.x, region.y)
                pane.styles.width, pane.styles.height = region.width, region.height
        prompt = self.query_one(Prompt)
        prompt.styles.offset = (0, max(height - 1, 0))
        prompt.styles.width = width
        if small:
            prompt.display = False
            return
        if self._shown not in places:
            self._shown = FOUR[0]
        if not prompt.display:
            self.query_one(f"#{self._shown}").focus()
