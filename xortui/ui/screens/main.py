"""The main screen: hands commands from the keys to the workbench, and one scene after the other to the panes."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from textual import events, on
from textual.app import ComposeResult
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from xortui.debugger import Debugger
from xortui.render.chain_rule import table_width
from xortui.render.footer import Key
from xortui.render.palette import background
from xortui.ui.arrangement import ALL, FOUR, LEAST, WATCHES, arrange, is_too_small, shows_one
from xortui.ui.autosave import EVERY, Autosave
from xortui.ui.commands import COMMANDS, shown_key
from xortui.ui.layout import Layout
from xortui.ui.messages import BreakAt, ChooseParameter, RunCommand
from xortui.ui.pacing import FRAME
from xortui.ui.panes.chain_rule import ChainRulePane
from xortui.ui.panes.comparison import ComparisonPane
from xortui.ui.panes.decision_map import DecisionMapPane
from xortui.ui.panes.lines import Footer, SentenceLines, StatusLine, message_lines
from xortui.ui.panes.loss import LossPane
from xortui.ui.panes.network import NetworkPane
from xortui.ui.panes.pane import Pane
from xortui.ui.panes.program import ProgramPane
from xortui.ui.panes.samples import SamplesPane
from xortui.ui.panes.watches import WatchesPane
from xortui.ui.panes.weights import WeightsPane
from xortui.ui.prompt import Prompt
from xortui.ui.questions import Question
from xortui.ui.scene import Scene
from xortui.ui.screens.help import HelpScreen
from xortui.ui.terminal import BESIDE, Abilities, is_behind
from xortui.ui.workbench import Workbench

COMPARISON = "comparison"
PANES: dict[str, type[Pane]] = {
    "status": StatusLine,
    "network": NetworkPane,
    "weights": WeightsPane,
    "chain_rule": ChainRulePane,
    "loss": LossPane,
    "samples": SamplesPane,
    "decision_map": DecisionMapPane,
    WATCHES: WatchesPane,
    "program": ProgramPane,
    COMPARISON: ComparisonPane,
    "sentence": SentenceLines,
    "footer": Footer,
}
"""Every pane by the name that the arrangement knows it by."""
RUNNING_FRAME = 0.05
"""Seconds between two pictures while running: as many as an eye follows."""
FULL_SPEED_FRAME = 0.15
"""Seconds between two pictures at full speed, where painting would take the time from training."""


class MainScreen(Screen[None]):
    """The panes around one debugger."""

    AUTO_FOCUS = ""
    """Textual chooses no widget: the pane that was looked at last is focused."""

    ALLOW_SELECT = False
    """The panes are pictures: a drag over them marks nothing."""

    scene: reactive[Scene | None] = reactive(None, always_update=True, repaint=False)
    """What every pane draws."""

    focused: reactive[Widget | None] = reactive(None, repaint=False)
    """As Textual's own, which would paint the whole screen anew: panes light their headers themselves."""

    def __init__(
        self,
        debugger: Debugger,
        abilities: Abilities,
        layout: Layout | None = None,
        autosave: Autosave | None = None,
    ) -> None:
        """Show a debugger where it stands.

        Args:
            debugger: the debugger.
            abilities: what the terminal can show.
            layout: how a session left the screen, if one did.
            autosave: saves the session, if it is to be saved.
        """
        super().__init__()
        self.debugger = debugger
        self._bench = Workbench(debugger)
        self._abilities = abilities
        self._autosave = autosave
        self._zoomed = False
        self._shown = FOUR[0]
        if layout is not None:
            self._bench.restore(layout)
            self._zoomed = layout.is_zoomed
            self._shown = layout.pane
        self._arranged: object = None
        self._clock: Timer | None = None
        self._last_picture = 0.0
        self._waiting = False
        self._trouble = ""

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
        self._keep_turning()
        self._show()
        if self._autosave is not None:
            self.set_timer(EVERY / 4, self._begin_saving)
            # Beside the keys and the pictures: a disk may be slow.
            self.set_interval(EVERY, lambda: self.run_worker(self._save(), group=BESIDE))

    def on_resize(self) -> None:
        """Arrange the panes for the new size at once."""
        if self._arranged == self._wanted(*self.size):
            return  # the first size is that for which the start was arranged
        self._arrange(*self.size)
        self._show()

    # Commands

    def action_command(self, command: str, back: bool) -> None:
        """Run a command of the table, or its way back."""
        self._arrange_anew()  # a key may come before the news of a new size
        self._begin_saving()
        self._bench.say("")
        if not self.is_on(command, back=back):
            self._bench.say(self._bench.why_not(command), is_refusal=True)
        elif self._bench.knows(command):
            self._bench.obey(command, back=back)
        else:
            getattr(self, f"_{command}")(back)
        if command == "map" and self.is_on(command, back=back) and not self.query_one("#decision_map").display:
            mapped = self._bench.view.mapped
            self._bench.say(f"the Decision map shows {mapped} now; tab leads to it")
        self._present()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Switch off commands that make no sense here: going back at the start of time, going on at its end."""
        if action != "command":
            return True
        if self.query_one(Prompt).display:
            return False
        command, back = parameters
        if is_too_small(*self.app.size) and command != "quit":
            return False
        return self.is_on(str(command), back=bool(back)) or bool(self._bench.why_not(str(command)))

    def is_on(self, command: str, *, back: bool) -> bool:
        """Say whether a command makes sense here."""
        if command == "zoom":
            return not shows_one(*self.app.size) and not self._bench.is_comparing
        return self._bench.is_on(command, back=back)

    def _goto(self, back: bool) -> None:
        del back
        self._ask(Question.POSITION)

    def _find(self, back: bool) -> None:
        del back
        self._ask(Question.NAME)

    def _export(self, back: bool) -> None:
        del back
        self._ask(Question.FILE)

    def _bookmark(self, back: bool) -> None:
        self._ask(Question.FORGET if back else Question.BOOKMARK)

    def _edit(self, back: bool) -> None:
        if not back:
            self._ask(Question.VALUE)
            return
        self._bench.playback.pause()
        self._bench.undo()

    def _ask(self, question: Question) -> None:
        self._bench.playback.pause()
        self.query_one(Prompt).ask(question, self._bench.completions(question))

    # Screens that are seldom opened are loaded when they are.

    def _break(self, back: bool) -> None:
        self._bench.playback.pause()
        if back:
            self._bench.remove_breakpoints()
            return
        from xortui.debugger.breakpoints import suggestions
        from xortui.ui.screens.breakpoints import BreakpointsScreen

        offered = suggestions(self._bench.program.network, self._bench.view.parameter)
        names = self._completed_names()
        screen = BreakpointsScreen(self.debugger.breakpoints, offered, names, ascii_only=self._abilities.ascii_only)
        self.app.push_screen(screen, self._add_breakpoint)

    def _add_breakpoint(self, text: str | None) -> None:
        if text:
            self._bench.add_breakpoint(text)
        self._present()

    def _watch(self, back: bool) -> None:
        if back:
            self._bench.remove_watches()
            return
        self._bench.playback.pause()
        from xortui.debugger.watches import suggestions
        from xortui.ui.screens.watches import WatchesScreen

        offered = suggestions(self._bench.program.network, self._bench.view.parameter)
        names = self._completed_names()
        screen = WatchesScreen(self.debugger.watches, offered, names, ascii_only=self._abilities.ascii_only)
        self.app.push_screen(screen, self._add_watch)

    def _completed_names(self) -> tuple[str, ...]:
        """Return the names and functions that a typed expression is completed with."""
        from xortui.debugger.expressions import FUNCTIONS, names_of

        return (*names_of(self._bench.program), *FUNCTIONS)

    def _add_watch(self, text: str | None) -> None:
        if text:
            self._bench.add_watch(text)
        self._present()

    def _help(self, back: bool) -> None:
        del back
        self._bench.playback.pause()
        pane = self.query_one(f"#{self._focused}", Pane)
        self.app.push_screen(HelpScreen(pane.title, pane.about, ascii_only=self._abilities.ascii_only))

    def _about(self, back: bool) -> None:
        del back
        self._bench.playback.pause()
        from xortui.ui.screens.about import AboutScreen

        self.app.push_screen(AboutScreen(self.debugger.problem, ascii_only=self._abilities.ascii_only))

    def _zoom(self, back: bool) -> None:
        del back
        self._zoomed = not self._zoomed

    def _pane(self, back: bool) -> None:
        if self._bench.is_comparing:
            self._bench.close_comparison()
            return
        names = [name for name in ALL if self._has(name)]
        place = names.index(self._shown) if self._shown in names else 0
        self._shown = names[(place + (-1 if back else 1)) % len(names)]

    def _has(self, pane: str) -> bool:
        """Say whether a pane has something to show."""
        return pane != WATCHES or len(self.debugger.watches) > 0

    def _quit(self, back: bool) -> None:
        del back
        self.app.exit(return_code=0)

    def interrupt(self) -> None:
        """Pause, and say how to quit."""
        self._bench.playback.pause()
        self._bench.say("q quits")
        self._present()

    # What the prompt is answered

    @on(Prompt.Answered)
    def _answer(self, message: Prompt.Answered) -> None:
        self._bench.say("")
        try:
            self._bench.answer(message.question, message.text)
        except ValueError as error:
            self._bench.say(f"{message.question.value}: {error}", is_refusal=True)
            self.query_one(Prompt).ask(message.question, self._bench.completions(message.question), message.text)
            self._present()
        else:
            self._return_from_prompt()

    @on(Prompt.Left)
    def _return_from_prompt(self) -> None:
        self.set_focus(self.query_one(f"#{self._focused}"))
        self._present()

    # What panes ask for

    @on(ChooseParameter)
    def _choose(self, message: ChooseParameter) -> None:
        self._begin_saving()
        self._bench.choose(message.parameter, message.factor, message.branch)
        self._present()

    @on(BreakAt)
    def _break_at(self, message: BreakAt) -> None:
        self._begin_saving()
        self._bench.break_at(message.operation)
        self._present()

    @on(RunCommand)
    def _run_command(self, message: RunCommand) -> None:
        if self.check_action("command", (message.command, message.back)):
            self.action_command(message.command, message.back)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane is looked at."""
        if isinstance(event.widget, Pane) and event.widget.id in ALL:
            self._shown = event.widget.id

    # Running freely

    def _keep_turning(self) -> None:
        """Keep a clock while the program runs, or the other fork of a comparison catches up."""
        is_busy = self._bench.playback.is_running or self._bench.is_catching_up
        if is_busy and self._clock is None:
            self._clock = self.set_interval(FRAME, self._turn)
        elif not is_busy and self._clock is not None:
            self._clock.stop()
            self._clock = None

    def _turn(self) -> None:
        """Run for a slice of time, and show where that leads as often as an eye follows."""
        bench = self._bench
        has_ended = False
        if bench.is_catching_up:
            bench.catch_up()
            has_ended = not bench.is_catching_up
        if bench.playback.is_running:
            has_ended = bench.turn()
        frame = FULL_SPEED_FRAME if bench.playback.is_at_full_speed else RUNNING_FRAME
        if has_ended or perf_counter() - self._last_picture >= frame:
            self._present()

    # Keeping what is done

    @property
    def bench(self) -> Workbench:
        """What the commands act on."""
        return self._bench

    @property
    def layout_now(self) -> Layout:
        """How the screen is now."""
        return replace(self._bench.layout, pane=self._shown, is_zoomed=self._zoomed)

    def save_now(self) -> str:
        """Save the session; return why that failed, or ''."""
        if self._autosave is None:
            return ""
        self._autosave.save_now(self.layout_now)
        return self._autosave.trouble

    def _begin_saving(self) -> None:
        """Treat the initial state as saved; not yet when the screen opens, as it takes time."""
        if self._autosave is not None:
            self._autosave.begin(self.layout_now)

    async def _save(self) -> None:
        if self._autosave is None:
            return
        await self._autosave.save(self.layout_now)
        self._bench.is_unsaved = bool(self._autosave.trouble)
        told = self._trouble
        self._trouble = self._autosave.trouble
        if self._trouble not in ("", told):
            self._bench.say(self._trouble, is_refusal=True)
            self._present()

    # Showing

    def _present(self) -> None:
        """Give the panes a new scene, at once or as soon as the terminal has taken the last picture."""
        self._keep_turning()
        self._arrange_anew()
        if is_behind(self.app._driver):
            if not self._waiting:
                self._waiting = True
                self.set_timer(FRAME, self._present_late)
            return
        self._show()

    def _show(self) -> None:
        self._last_picture = perf_counter()
        bench = self._bench
        self.scene = Scene(self.debugger.snapshot(), bench.look(), bench.transport, self._keys(), bench.comparison())

    def _present_late(self) -> None:
        self._waiting = False
        self._present()

    def _keys(self) -> tuple[Key, ...]:
        return tuple(
            Key(
                command.id,
                shown_key(command.keys[0]),
                shown_key(command.back_keys[0]) if command.back_keys and not command.stays else "",
                "pause" if command.id == "run" and self._bench.playback.is_running else command.label,
                self.is_on(command.id, back=False),
                self.is_on(command.id, back=True),
                command.stays,
            )
            for command in COMMANDS
            if command.show
        )

    @property
    def _one_at_a_time(self) -> bool:
        """Whether one pane has the screen to itself, and tab shows the next."""
        return self._zoomed or shows_one(*self.app.size)

    @property
    def _focused(self) -> str:
        """The pane that keys such as ? are about."""
        return COMPARISON if self._bench.is_comparing else self._shown

    def _arrange_anew(self) -> None:
        """Arrange the panes, if what has been done calls for it."""
        if self._arranged != self._wanted(*self.size):
            self._arrange(*self.size)

    def _wanted(self, width: int, height: int) -> object:
        """Return what the arrangement depends on, at a size."""
        watches = len(self.debugger.watches)
        lines = len(message_lines(self._bench.message, width))
        has_prompt = self.query_one(Prompt).display
        return width, height, self._focused, self._zoomed, watches, lines, has_prompt

    def _arrange(self, width: int, height: int) -> None:
        """Put every pane where it stands at this size."""
        if not self._has(self._shown):
            self._shown = FOUR[0]
        self._arranged = self._wanted(width, height)
        small = is_too_small(width, height)
        self.query_one("#too-small").display = small
        program = self._bench.program
        places = (
            {}
            if small
            else arrange(
                width,
                height,
                parameters=len(program.network.parameter_names),
                table=table_width(program),
                watches=len(self.debugger.watches),
                alone=self._focused if self._one_at_a_time or self._bench.is_comparing else "",
                looked_at=self._focused,
                message_lines=len(message_lines(self._bench.message, width)),
                has_prompt=self.query_one(Prompt).display,
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
        if self._focused not in places:
            self._shown = FOUR[0]
        if not prompt.display:
            self.set_focus(self.query_one(f"#{self._focused}"))
