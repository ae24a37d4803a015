"""The main screen: hands commands from the keys to the workbench, and one scene after the other to the panes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from xortui.commands.autosave import Autosave
from xortui.commands.command import Command, answer
from xortui.commands.layout import PANES, Layout
from xortui.commands.pacing import PACES
from xortui.commands.places import SLIDE, slides
from xortui.commands.pointing import point_at, stop_pointing
from xortui.commands.practising import ANSWER
from xortui.commands.question import Question
from xortui.commands.stopping import break_at
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.language.phrase import phrase
from xortui.render.chain_rule import table_width
from xortui.render.digits import next_digits, told_digits
from xortui.render.footer import FooterKey
from xortui.render.glyphs import ascii_prose
from xortui.render.numbers import Shown, choose_digits, chosen_digits
from xortui.render.palette import Palette
from xortui.render.palettes.depth import Depth
from xortui.render.palettes.theme import CONTRAST_THEME, THEMES
from xortui.render.pointing import Spot, nearest_spot, next_spot, ties_at
from xortui.render.row import Row, Span, fitted, row_width
from xortui.render.wording import verbatim
from xortui.settings.user_settings import DIGITS_SETTING, THEME_SETTING
from xortui.ui.abilities import Abilities
from xortui.ui.arrangement import (
    ERROR_SURFACE,
    FOUR,
    MIN_SIZE,
    SOURCE_CODE,
    TOUR,
    WATCHES,
    arrange,
    is_too_small,
    shows_one,
)
from xortui.ui.begun_answer import begun_answer
from xortui.ui.clipboard import told_copied
from xortui.ui.clock import Clock
from xortui.ui.keys import commands_and_keys, name_of, shown_key
from xortui.ui.messages import BreakAt, ChooseParameter, Copy, PointAt, RememberSetting, RunCommand, ShowTheme
from xortui.ui.painting.app import PaintedApp, has_room, note_picture, somebody_waits
from xortui.ui.panes.chain_rule import ChainRulePane
from xortui.ui.panes.comparison import ComparisonPane
from xortui.ui.panes.decision_map import DecisionMapPane
from xortui.ui.panes.error_surface import ErrorSurfacePane
from xortui.ui.panes.lines import Footer, SentenceLines, StatusLine, message_lines
from xortui.ui.panes.loss import LossPane
from xortui.ui.panes.network import NetworkPane
from xortui.ui.panes.pane import Pane
from xortui.ui.panes.program import ProgramPane
from xortui.ui.panes.samples import SamplesPane
from xortui.ui.panes.source_code import SourceCodePane
from xortui.ui.panes.tour import TourPane
from xortui.ui.panes.watches import WatchesPane
from xortui.ui.panes.weights import WeightsPane
from xortui.ui.presentation import Presentation
from xortui.ui.prompt import Prompt
from xortui.ui.saving import Saving
from xortui.ui.scene import Scene
from xortui.ui.screens.front_end import ScreenFrontEnd, Stage

if TYPE_CHECKING:
    from xortui.commands.following import Following
    from xortui.render.tour import TourLines

COMPARISON = "comparison"
SLIDE_KEYS = frozenset("123456789")
"""Each goes to the bookmark of its number."""
DIRECTIONS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
"""Where the pointer moves by which key."""
QUITS = "ctrl+c again quits"
"""What ctrl+c says before it quits: as long as that is the news, the next one does it."""
PANE_CLASSES: dict[str, type[Pane]] = {
    "status": StatusLine,
    "network": NetworkPane,
    "weights": WeightsPane,
    "chain_rule": ChainRulePane,
    "loss": LossPane,
    "samples": SamplesPane,
    "decision_map": DecisionMapPane,
    ERROR_SURFACE: ErrorSurfacePane,
    WATCHES: WatchesPane,
    "program": ProgramPane,
    SOURCE_CODE: SourceCodePane,
    TOUR: TourPane,
    COMPARISON: ComparisonPane,
    "sentence": SentenceLines,
    "footer": Footer,
}
"""Every pane by the name that the arrangement knows it by."""


class _Wanted(NamedTuple):
    """What the arrangement of the panes depends on."""

    size: tuple[int, int]
    focused: str
    """The pane that keys are about."""
    tour: TourLines | None
    """How many lines a tour's text takes at a width."""
    arguments: dict[str, Any]
    """What else `arrange` takes, by the names of its arguments."""


class MainScreen(Stage):
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
        following: Following | None = None,
    ) -> None:
        """Show a debugger where it stands.

        Args:
            debugger: the debugger.
            abilities: what the terminal can show.
            layout: how a session left the screen, if one did.
            autosave: saves the session, if it is to be saved.
            following: somebody else's session, if it is followed.
        """
        super().__init__()
        self.bench = Workbench(debugger, name_of)
        """What the commands act on."""
        self.bench.following = following
        self.bench.pictured = self._pictured
        self._presentation: Presentation | None = None
        self._pointer: Spot | None = None
        self._shows_loss = False
        self.abilities = abilities
        self.palette = Palette(abilities.theme, abilities.depth)
        """The colours."""
        self.is_zoomed = False
        """Whether the pane that is looked at fills the screen."""
        self._shown = FOUR[0] if debugger.source is None else SOURCE_CODE
        if layout is not None:
            self.bench.restore(layout)
            self.is_zoomed = layout.is_zoomed
            self._shown = layout.pane
        self._front = ScreenFrontEnd(self)
        self._clock = Clock(
            self.bench, self, self.present, lambda: has_room(self.app), lambda: somebody_waits(self.app)
        )
        self.saving = Saving(autosave, self.bench, lambda: self.layout_now)
        """Keeps what is done."""
        self._arranged: object = None
        self._beside_tour = FOUR[0]
        """The pane that is shown while the tour's text is looked at."""

    @property
    def debugger(self) -> Debugger:
        """What is shown."""
        return self.bench.debugger

    def compose(self) -> ComposeResult:
        """Make the panes; where they stand is decided by the size."""
        for name, pane in PANE_CLASSES.items():
            yield pane(name, self.abilities).data_bind(MainScreen.scene)
        yield Prompt(ascii_only=self.abilities.ascii_only)
        needed = phrase(
            "xortui needs {columns}×{lines}: please enlarge the terminal", columns=MIN_SIZE[0], lines=MIN_SIZE[1]
        )
        yield Static(ascii_prose(needed) if self.abilities.ascii_only else needed, id="too-small", markup=False)

    def on_mount(self) -> None:
        """Show the start: arranged and drawn before the first frame, so that it is painted once."""
        self._turn_to_wanted_pane()
        self._arrange(*self.app.size)
        if self.query_one("#source_code").display:
            self.bench.leave_verdict_to_code()
            self._arrange(*self.app.size)  # what is left to tell may take fewer lines
        self._clock.keep()
        self._show()
        self.saving.start(self, self.present)
        following = self.bench.following
        if following is not None:
            from xortui.ui.lecture import Lecture  # here, as most people follow nobody

            Lecture(following, self.bench, self.look_as, self.present).start(self)

    def on_unmount(self) -> None:
        """Give up what goes on beside the screen."""
        self._front.end()

    def on_resize(self) -> None:
        """Arrange the panes for the new size at once."""
        if self._arranged == self._wanted(*self.size):
            return  # the first size is that for which the start was arranged
        self._arrange(*self.size)
        self._show()

    def action_command(self, command: str, back: bool) -> None:
        """Run a command of the table, or its way back."""
        self._arrange_anew()  # a key may come before the news of a new size
        self.saving.begin()
        pointed = self.bench.view.pointed
        COMMANDS[command].obey(self.bench, self._front, back=back)
        if self.bench.view.pointed != pointed:
            self._point_where_seen()
        self.present()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Switch off commands that make no sense here: going back at the start of time, going on at its end."""
        if action != "command":
            return True
        if self.query_one(Prompt).display:
            return False
        command, back = str(parameters[0]), bool(parameters[1])
        if is_too_small(*self.app.size) and command != "quit":
            return False
        return self.is_on(command, back=back) or bool(COMMANDS[command].why_not(self.bench, back=back))

    def is_on(self, command: str, *, back: bool) -> bool:
        """Say whether a command makes sense here."""
        return COMMANDS[command].is_on(self.bench, self._front, back=back)

    def interrupt(self) -> None:
        """Leave the prompt, or pause; where nothing runs say how to quit, and quit if that is said already."""
        prompt = self.query_one(Prompt)
        bench = self.bench
        if prompt.display:
            prompt.key_escape()
            return
        is_running = bench.playback.is_running
        is_offered = bench.offers_quit and not is_running
        if is_offered or is_too_small(*self.app.size):
            self.action_command("quit", False)
            return
        bench.playback.pause()
        bench.say(phrase("paused; {quits}", quits=phrase(QUITS)) if is_running else phrase(QUITS), offers_quit=True)
        self.present()

    @on(Prompt.Answered)
    def _answer(self, message: Prompt.Answered) -> None:
        recording = self.bench.recording
        if answer(self.bench, message.question, message.text):
            self._return_from_prompt()
            if self.bench.recording is not recording and isinstance(self.app, PaintedApp):
                self.app.forget_what_is_shown()  # a recording begins with the whole screen
                self.refresh(layout=True)
            leaflet = self.bench.take_leaflet()
            if leaflet:
                self._front.show_leaflet(leaflet)
        else:
            self._front.ask_in_prompt(message.question, message.text)
            self.present()

    @on(Prompt.Left)
    def _return_from_prompt(self) -> None:
        self.set_focus(self.query_one(f"#{self._focused}"))
        self.present()

    @on(ChooseParameter)
    def _choose(self, message: ChooseParameter) -> None:
        self.saving.begin()
        self.bench.choose(message.parameter, message.factor, message.branch)
        self.present()

    @on(BreakAt)
    def _break_at(self, message: BreakAt) -> None:
        if not self.is_on("break", back=False):
            self.action_command("break", False)  # it says why
            return
        self.saving.begin()
        break_at(self.bench, message.operation)
        self.present()

    @on(Copy)
    def _copy(self, message: Copy) -> None:
        if message.text.strip():
            self.app.copy_to_clipboard(message.text)
            self.bench.say(verbatim(told_copied(message.text, message.pane)))
            self.present()

    @on(RunCommand)
    def _run_command(self, message: RunCommand) -> None:
        if self.check_action("command", (message.command, message.back)):
            self.action_command(message.command, message.back)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane is looked at."""
        if isinstance(event.widget, Pane) and event.widget.id in PANES:
            self._shown = event.widget.id

    @property
    def layout_now(self) -> Layout:
        """How the screen is now."""
        return replace(self.bench.layout, pane=self._shown, is_zoomed=self.is_zoomed)

    @property
    def has_colours(self) -> bool:
        """Whether the terminal shows colours."""
        return self.palette.depth > Depth.NONE

    @property
    def has_room_for_several(self) -> bool:
        """Whether the screen has room for more than one pane."""
        return not shows_one(*self.app.size)

    @property
    def pane_looked_at(self) -> Pane:
        """The pane that keys act on."""
        return self.query_one(f"#{self._focused}", Pane)

    def turn_to_next_pane(self, *, back: bool) -> None:
        """Look at the next or the previous pane that has something to show."""
        self._shown = self._next_pane(back=back)

    def _next_pane(self, *, back: bool) -> str:
        names = [name for name in PANES if self._has(name)]
        place = names.index(self._shown) if self._shown in names else 0
        return names[(place + (-1 if back else 1)) % len(names)]

    def turn_presentation(self) -> None:
        """Show fewer, larger things in high contrast, or everything again."""
        if self._presentation is None:
            self._presentation = Presentation(self.palette.theme)
            theme = CONTRAST_THEME if self.has_colours else self.palette.theme
            self.bench.say(
                phrase("presenting: {pane} shows the next pane, 1 to 9 the bookmarks, {point} points, {present} ends")
            )
        else:
            theme = self._presentation.theme_before
            self._presentation = None
            self.bench.say("")
        self.show_in(theme)
        if self.is_mounted:
            self.post_message(ShowTheme(theme))

    @property
    def bookmark_here(self) -> str:
        """The name of the bookmark where one stands; empty if there is none."""
        here = (self.debugger.fork.number, self.debugger.position)
        for bookmark in slides(self.bench):
            if (bookmark.fork, bookmark.position) == here:
                return bookmark.name
        return ""

    def takes_key(self, key: str) -> bool:
        """Take a key before the bindings do, if it moves the pointer or names a slide; note it where one presents."""
        is_asking = any(prompt.display for prompt in self.query(Prompt))  # there is none before the screen is made
        if is_asking or not self.is_mounted or is_too_small(*self.app.size):
            return False
        if self._presentation is not None:
            self._presentation.note(shown_key(key))
        begun = begun_answer(self.bench.practice, key)
        if begun:
            self.action_command(ANSWER.name, False)
            self._front.ask_in_prompt(ANSWER, begun, is_begun=True)
            return True
        if key in SLIDE_KEYS:
            self._do_typed(SLIDE, key)
            return True
        if not self.bench.view.pointed:
            return False
        if key == "escape":
            stop_pointing(self.bench)
        elif key in DIRECTIONS:
            self._move_pointer(*DIRECTIONS[key])
        else:
            return False
        self.present()
        return True

    def _do_typed(self, question: Question, text: str) -> None:
        """Do what a key asks for that stands for a command and what is typed behind it."""
        self.saving.begin()
        self.bench.say("")
        if self.is_on(question.name, back=False):
            answer(self.bench, question, text)
        else:
            self.bench.say(COMMANDS[question.name].why_not(self.bench, back=False), is_refusal=True)
        self.present()

    def _move_pointer(self, across: int, down: int) -> None:
        """Move the pointer to the nearest number in a direction, in whichever pane it is."""
        found = self._spots()
        name = self.bench.view.pointed
        x, y = (self._pointer.x, self._pointer.y) if self._pointer is not None else (0, 0)
        here = nearest_spot(found, name, x, y) or (found[0] if found else None)
        if here is not None:
            self._point(next_spot(found, here, across, down))

    def _pictured(self, is_whole: bool) -> tuple[list[Row], str]:
        """Return the rows of the pane that is looked at, or of the whole screen, with the theme."""
        if not is_whole:
            return self.pane_looked_at.rows, self.palette.theme
        width, height = self.size
        found: list[Row] = []
        panes = sorted([pane for pane in self.query(Pane) if pane.display], key=lambda pane: pane.region.x)
        for y in range(height):
            row: list[Span] = []
            for pane in panes:
                region = pane.region
                if region.y <= y < region.bottom and y - region.y < len(pane.rows):
                    row.append(Span(" " * (region.x - row_width(row))))
                    row += pane.rows[y - region.y]
            found.append(fitted(row, width))
        return found, self.palette.theme

    def _point_where_seen(self) -> None:
        """Have the pointer on a number that is on the screen, if there is one."""
        found = self._spots()
        name = self.bench.view.pointed
        if name and found and nearest_spot(found, name, 0, 0) is None:
            tied = ties_at(self.debugger.snapshot(), name)
            near = [spot for spot in found if tied.role(spot.name, name)]
            self._point((near or found)[0])

    def _spots(self) -> list[Spot]:
        """Return where numbers stand on the screen."""
        found = []
        for pane in self.query(Pane):
            if pane.display:
                for spot in pane.spots:
                    found.append(spot._replace(x=spot.x + pane.region.x, y=spot.y + pane.region.y))
        return found

    def _point(self, spot: Spot) -> None:
        self._pointer = spot
        point_at(self.bench, spot.name)

    @on(PointAt)
    def _point_with_mouse(self, message: PointAt) -> None:
        self.saving.begin()
        self._point(Spot(message.name, message.x, message.y))
        self.present()

    def turn_to_next_theme(self, *, back: bool) -> None:
        """Show everything in the next or the previous theme."""
        names = list(THEMES)
        theme = names[(names.index(self.palette.theme) + (-1 if back else 1)) % len(names)]
        self.show_in(theme)
        self.bench.say(phrase("theme: {chosen}, from now on; {theme} goes on to the next", chosen=theme))
        self.post_message(ShowTheme(theme))
        self.post_message(RememberSetting(THEME_SETTING, theme))

    def look_as(self, layout: Layout) -> None:
        """Look at the pane that somebody else looks at."""
        self._shown = layout.pane
        self.is_zoomed = layout.is_zoomed

    def show_in(self, theme: str) -> None:
        """Show the panes in another theme, with the next scene."""
        self.palette = self.palette._replace(theme=theme)

    def turn_digits(self, *, back: bool) -> None:
        """Show more digits after the point of every number, or fewer; where no more fit, as many as fit."""
        if not self._digits_of_panes():
            self.bench.say(phrase("there are no columns of numbers here; {pane} leads to some"), is_refusal=True)
            return
        digits = next_digits(chosen_digits(), self._most_digits(), back=back)
        self._show_digits(digits)
        if digits is not None and self._most_digits() < digits:
            digits = None
            self._show_digits(digits)
        self.bench.say(verbatim(told_digits(digits, self._rooms_for_digits())))
        self.post_message(RememberSetting(DIGITS_SETTING, digits))

    def _show_digits(self, digits: int | None) -> None:
        choose_digits(digits)
        self._show()

    def _most_digits(self) -> int:
        """Return how many of the digits that are wanted the widest column of numbers has room for."""
        return max(shown.most for shown in self._digits_of_panes().values())

    def _rooms_for_digits(self) -> dict[str, int]:
        """Return how many digits there is room for in every column of each pane."""
        return {title: shown.least for title, shown in self._digits_of_panes().items()}

    def _digits_of_panes(self) -> dict[str, Shown]:
        panes = [pane for pane in self.query(Pane) if pane.display]
        return {phrase(pane.title): pane.digits for pane in panes if pane.digits is not None}

    def _has(self, pane: str) -> bool:
        """Say whether a pane has something to show."""
        if pane == SOURCE_CODE:
            return self.debugger.source is not None
        if pane == TOUR:
            return self.bench.tour_page() is not None
        return pane != WATCHES or len(self.debugger.watches) > 0

    def tell(self, text: str, *, is_refusal: bool = False) -> None:
        """Tell the user a line, and show it as soon as the panes are there.

        Args:
            text: a wording, which may name commands; what somebody typed stands in it `verbatim`.
            is_refusal: whether something could not be done.
        """
        self.bench.say(text, is_refusal=is_refusal)
        if self.is_mounted:
            self.present()

    def tell_first(self, text: str) -> None:
        """Tell the user a line before what is told already, when the screen opens."""
        self.bench.say_first(text)

    def begin_at_pace(self, pace: int) -> None:
        """Run at a pace from the beginning.

        Args:
            pace: one of `PACES`: steps a second, or 0 for as fast as the machine goes.
        """
        self.bench.playback.pacer.level = PACES.index(pace)

    def present(self) -> None:
        """Give the panes a new scene."""
        self._clock.keep()
        self._turn_to_wanted_pane()
        self._arrange_anew()
        self._show()

    def _show(self) -> None:
        self._clock.note_picture()
        note_picture(self.app)
        bench = self.bench
        self.debugger.shows_test_curve = self._shows_loss  # it may be another debugger than the one before
        self.scene = Scene(
            snapshot=self.debugger.snapshot(),
            view=bench.look(),
            transport=bench.transport,
            keys=self._keys(),
            palette=self.palette,
            comparison=bench.comparison(),
            presented=None
            if self._presentation is None
            else self._presentation.shown(slides(bench), self.bookmark_here),
            source=self.debugger.shown_source,
            tour=bench.tour_page(),
        )

    def _keys(self) -> tuple[FooterKey, ...]:
        shown = [
            FooterKey(
                command=command.id,
                key=shown_key(keys.forth[0]),
                back_key=shown_key(keys.back[0]) if keys.back and not keys.stays else "",
                label=self._label(command),
                is_on=self.is_on(command.id, back=False),
                is_back_on=self.is_on(command.id, back=True),
                stays=keys.stays or self._is_wanted_now(command),
            )
            for command, keys in commands_and_keys()
            if keys.show or self._leads_out(command)
        ]
        if self._names_next_pane:
            # Last, and in as many cells whatever the pane: all other keys stay in their places.
            shown.sort(key=lambda key: key.command == "pane")
        return tuple(shown)

    @property
    def _is_in_trouble(self) -> bool:
        """Whether training has diverged here, or has not learnt and hardly gets on."""
        return self.debugger.snapshot().is_end or self.bench.stall is not None

    def _is_wanted_now(self, command: Command) -> bool:
        """Say whether a command stays in the footer here, though others are first elsewhere."""
        if command.id == "why":
            return self._is_in_trouble
        return self._leads_out(command)

    def _leads_out(self, command: Command) -> bool:
        """Say whether a command brings back the other panes."""
        return command.id == "zoom" and self.is_zoomed and self._front.can_zoom

    def _label(self, command: Command) -> str:
        """Return the word for a command: for the next pane its name, where one cannot see it."""
        if self._leads_out(command):
            return phrase("back")
        if command.id == "why" and self.bench.stall is not None:
            return phrase("stuck?")
        if command.id == "run" and self.bench.playback.is_running:
            return phrase("pause")
        if command.id == "pane" and self._names_next_pane:
            titles = {name: self.query_one(f"#{name}", Pane).title for name in PANES if self._has(name)}
            called = {name: phrase(title).lower() for name, title in titles.items()}
            return called[self._next_pane(back=False)].ljust(max(map(len, called.values())))
        return phrase(command.label)

    @property
    def _names_next_pane(self) -> bool:
        return self._one_at_a_time and not self.bench.is_comparing

    @property
    def _one_at_a_time(self) -> bool:
        """Whether one pane has the screen to itself, and tab shows the next."""
        return self.is_zoomed or self._presentation is not None or not self.has_room_for_several

    @property
    def _focused(self) -> str:
        """The pane that keys such as ? are about."""
        return COMPARISON if self.bench.is_comparing else self._shown

    def _tour_lines(self) -> TourLines | None:
        """Return what says how many lines the tour's text takes at a width; None if no tour is played."""
        page = self.bench.tour_page()
        if page is None:
            return None
        from xortui.render.tour import TourLines  # here: most people take no tour

        return TourLines(page)

    def _turn_to_wanted_pane(self) -> None:
        """Look at the pane that a command wants to be looked at; where that hides a tour's text, at the tour."""
        wanted, self.bench.pane_wanted = self.bench.pane_wanted, ""
        if not wanted:
            return
        self.is_zoomed = False
        self._shown = wanted
        self._arrange(*self.size)
        if self.bench.tour_page() is not None and not self.query_one(f"#{TOUR}").display:
            self._shown = TOUR

    def _arrange_anew(self) -> None:
        """Arrange the panes, if what has been done calls for it."""
        if self._arranged != self._wanted(*self.size):
            self._arrange(*self.size)

    def _wanted(self, width: int, height: int) -> _Wanted:
        """Return what the arrangement depends on, at a size."""
        program = self.bench.program
        is_alone = self._one_at_a_time or self.bench.is_comparing
        is_presented = self._presentation is not None
        return _Wanted(
            size=(width, height),
            focused=self._focused,
            tour=self._tour_lines(),
            arguments={
                "parameters": len(program.network.parameter_names),
                "table": table_width(program),
                "watches": len(self.debugger.watches),
                "has_source": self.debugger.source is not None,
                "alone": self._focused if is_alone else "",
                "looked_at": self._beside_tour if self._focused == TOUR else self._focused,
                "message_lines": len(message_lines(self.bench.message, width)),
                "is_presented": is_presented,
                "tour_stays": is_presented or self.bench.is_comparing,
            },
        )

    def _arrange(self, width: int, height: int) -> None:
        """Put every pane where it stands at this size."""
        if not self._has(self._shown):
            self._shown = FOUR[0]
        if self._focused != TOUR:
            self._beside_tour = self._focused
        wanted = self._wanted(width, height)
        self._arranged = wanted
        small = is_too_small(width, height)
        self.query_one("#too-small").display = small
        tour = wanted.tour
        text = None if tour is None else tour.of_text
        places = {} if small else arrange(width, height, tour=tour, tour_text=text, **wanted.arguments)
        self.bench.shows_map = "decision_map" in places
        self.bench.shows_surface = ERROR_SURFACE in places
        self._shows_loss = "loss" in places
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
