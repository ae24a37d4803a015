"""The full screen as a front end: asks in the prompt or in a dialog, opens what is read, and turns to panes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence

from textual.screen import Screen

from xortui.commands.command import answer
from xortui.commands.layout import Layout
from xortui.commands.places import place_lines
from xortui.commands.question import Question
from xortui.commands.stopping import CONDITION, WATCHED
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.ui.abilities import Abilities
from xortui.ui.messages import Copy, TurnMouse
from xortui.ui.panes.pane import Pane
from xortui.ui.places import Places
from xortui.ui.prompt import Prompt


class Stage(Screen[None]):
    """The screen of the panes, as far as commands act on it."""

    bench: Workbench
    """What the commands act on."""
    abilities: Abilities
    """What the terminal can show."""
    is_zoomed: bool
    """Whether the pane that is looked at fills the screen."""

    @property
    @abstractmethod
    def has_room_for_several(self) -> bool:
        """Whether several panes are seen at once."""

    @property
    @abstractmethod
    def pane_looked_at(self) -> Pane:
        """The pane that keys act on."""

    @abstractmethod
    def turn_to_next_pane(self, *, back: bool) -> None:
        """Look at the next or the previous pane."""

    @abstractmethod
    def turn_to_next_theme(self, *, back: bool) -> None:
        """Show everything in the next or the previous theme."""

    @property
    @abstractmethod
    def has_colours(self) -> bool:
        """Whether the terminal shows colours."""

    @abstractmethod
    def turn_digits(self, *, back: bool) -> None:
        """Show more digits after the point of every number, or fewer."""

    @abstractmethod
    def turn_presentation(self) -> None:
        """Show fewer, larger things, or everything again."""

    @abstractmethod
    def look_as(self, layout: Layout) -> None:
        """Look at the pane that somebody else looks at."""

    @abstractmethod
    def present(self) -> None:
        """Give the panes a new scene."""


class ScreenFrontEnd:
    """Does for commands what needs the screen. Dialogs, which are seldom opened, are loaded when they are."""

    def __init__(self, screen: Stage) -> None:
        """Be the front end of a screen."""
        self._screen = screen
        self._bench = screen.bench
        self._places = Places(screen.bench, screen.present)
        self._dialogs: dict[str, Callable[[], None]] = {
            CONDITION.name: self._ask_for_condition,
            WATCHED.name: self._ask_for_watch,
        }
        """The questions that have a dialog; all others are asked in the prompt."""

    @property
    def can_zoom(self) -> bool:
        """Whether there is more than one pane to be seen."""
        return self._screen.has_room_for_several and not self._bench.is_comparing

    def ask(self, question: Question) -> None:
        """Ask in the question's dialog, or in the prompt."""
        self._dialogs.get(question.name, lambda: self.ask_in_prompt(question))()

    def ask_in_prompt(self, question: Question, text: str = "", *, is_begun: bool = False) -> None:
        """Ask in the prompt, with a text to be mended if one is given, or to be gone on with if it is begun."""
        asked = question.hinted(self._bench)
        self._screen.query_one(Prompt).ask(asked, question.completions(self._bench), text, is_begun=is_begun)

    def _ask_for_condition(self) -> None:
        from xortui.debugger.breakpoints import of_the_test, suggestions, where_theirs_differs
        from xortui.ui.screens.breakpoints import BreakpointsScreen

        bench = self._bench
        parameter = bench.view.parameter
        ready = [*of_the_test(bench.debugger.problem), *suggestions(bench.program.network, parameter)]
        if not bench.debugger.hides_mistakes:
            ready = [*where_theirs_differs(bench.debugger.timeline, parameter), *ready]
        dialog = BreakpointsScreen(
            bench.debugger.breakpoints,
            ready,
            CONDITION.completions(bench),
            ascii_only=self._screen.abilities.ascii_only,
        )
        self._screen.app.push_screen(dialog, lambda text: self._take(CONDITION, text))

    def _ask_for_watch(self) -> None:
        from xortui.debugger.watches import suggestions
        from xortui.ui.screens.watches import WatchesScreen

        bench = self._bench
        dialog = WatchesScreen(
            bench.debugger.watches,
            (
                *(("test_loss",) if bench.debugger.problem.test else ()),
                *suggestions(bench.program.network, bench.view.parameter),
            ),
            WATCHED.completions(bench),
            ascii_only=self._screen.abilities.ascii_only,
        )
        self._screen.app.push_screen(dialog, lambda text: self._take(WATCHED, text))

    def _take(self, question: Question, text: str | None) -> None:
        """Take what a dialog was closed with, which it has checked."""
        if text:
            answer(self._bench, question, text)
        self._screen.present()

    def explain(self) -> None:
        """Open the help on the pane that is looked at."""
        self._bench.playback.pause()
        from xortui.ui.screens.help import HelpScreen

        pane = self._screen.pane_looked_at
        self._screen.app.push_screen(
            HelpScreen(phrase(pane.title), pane.about, ascii_only=self._screen.abilities.ascii_only)
        )

    def tell_story(self) -> None:
        """Open the story of the problem."""
        self._bench.playback.pause()
        from xortui.ui.screens.about import AboutScreen

        problem = self._bench.debugger.problem
        self._screen.app.push_screen(AboutScreen(problem, ascii_only=self._screen.abilities.ascii_only))

    def list_places(self) -> None:
        """Open the list of bookmarks and forks."""
        self._bench.playback.pause()
        from xortui.ui.screens.places import PlacesScreen

        self._screen.app.push_screen(
            PlacesScreen(place_lines(self._bench), ascii_only=self._screen.abilities.ascii_only)
        )

    def turn_presentation(self) -> None:
        """Show fewer, larger things, or everything again."""
        self._screen.turn_presentation()

    def tell_why(self) -> None:
        """Open what is said of why the training does not learn; what frees it may be gone on with from there."""
        self._bench.playback.pause()
        from xortui.ui.screens.why import WhyScreen

        screen = WhyScreen(self._bench, ascii_only=self._screen.abilities.ascii_only)
        self._screen.app.push_screen(screen, self._free)

    def _free(self, is_wanted: bool | None) -> None:
        """Go on with what frees the training, if that is wanted."""
        if is_wanted:
            COMMANDS["free"].obey(self._bench, self, back=False)
        self._screen.present()

    def end(self) -> None:
        """Give up what goes on beside the screen."""
        self._places.end()

    def tell_place(self) -> None:
        """Have a child process find the place of the starting weights; it is told when it is known."""
        self._places.look()

    def show_leaflet(self, lines: Sequence[str]) -> None:
        """Open lines that a command has found out."""
        from xortui.ui.screens.leaflet import LeafletScreen

        self._screen.app.push_screen(LeafletScreen(lines, ascii_only=self._screen.abilities.ascii_only))

    def show_next(self, *, back: bool) -> None:
        """Turn to the next or the previous pane, or from a comparison to the pane before it."""
        if self._bench.is_comparing:
            self._bench.close_comparison()
        else:
            self._screen.turn_to_next_pane(back=back)

    def zoom(self) -> None:
        """Have the pane that is looked at fill the screen, or no more."""
        self._screen.is_zoomed = not self._screen.is_zoomed

    def turn_digits(self, *, back: bool) -> None:
        """Show more digits after the point of every number, or fewer."""
        self._screen.turn_digits(back=back)

    def turn_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it again."""
        self._screen.post_message(TurnMouse())

    def copy(self) -> None:
        """Copy what the pane that is looked at shows."""
        pane = self._screen.pane_looked_at
        self._screen.post_message(Copy(pane.text, phrase(pane.title)))

    @property
    def has_themes(self) -> bool:
        """Whether the terminal shows colours, of which themes are made."""
        return self._screen.has_colours

    def turn_theme(self, *, back: bool) -> None:
        """Show everything in the next or the previous theme."""
        self._screen.turn_to_next_theme(back=back)

    def quit(self) -> None:
        """End the program."""
        self._screen.app.exit(return_code=0)
