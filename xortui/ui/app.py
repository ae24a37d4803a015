"""The Textual application: opens the main screen, and leaves the terminal as it was however it ends."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import traceback
from collections.abc import Iterable
from contextlib import suppress
from signal import SIGHUP, Signals
from typing import TYPE_CHECKING

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from xortui.commands.autosave import Autosave
from xortui.commands.layout import Layout
from xortui.commands.pacing import DEFAULT_PACE, PACES
from xortui.debugger import Debugger
from xortui.render.digits import AS_MANY_AS_FIT
from xortui.render.numbers import choose_digits
from xortui.render.palette import Palette as Colours
from xortui.render.palettes.depth import Depth
from xortui.render.palettes.theme import AUTO, THEMES
from xortui.render.wording import verbatim
from xortui.settings.place import DIGITS, MOUSE, settings_path
from xortui.settings.remembering import Value, remember
from xortui.ui.abilities import Abilities, colour_depth, fitting_theme, needs_ascii
from xortui.ui.clipboard import clipboard_code
from xortui.ui.ending import Ending
from xortui.ui.ground import Asked, Ground
from xortui.ui.job import Job
from xortui.ui.keys import (
    TERMINAL_KEYS,
    bindings,
    choose_keys,
    commands_and_keys,
    default_keys,
    described,
    keymap,
    shown_key,
)
from xortui.ui.messages import ChooseDigits, ChooseTheme, GroundTold
from xortui.ui.painting.app import PaintedApp
from xortui.ui.screens.main import MainScreen
from xortui.ui.screens.palette import Palette
from xortui.ui.terminal import (
    fit_to_terminal,
    has_hung_up,
    keep_answers_from_keys,
    leave_at_once_if_hung_up,
    prepare_environment,
    turn_mouse,
    was_painted_at,
    with_size_of_now,
)
from xortui.ui.themes import name_in_textual, textual_themes
from xortui.ui.type_ahead import TypeAhead, is_typed

if TYPE_CHECKING:
    from xortui.settings.reading import Choices, Settings

SETTLED = 0.3
"""Seconds after the first picture at which what has been loaded is taken out of the collector's rounds."""
LISTEN = 2.0
"""Seconds between two looks whether somebody is still there."""


class XortuiApp(PaintedApp):
    """One problem on one screen."""

    CSS_PATH = "app.tcss"
    TITLE = "xortui"
    BINDINGS = [  # noqa: RUF012  Textual's own type is a list
        *bindings(),
        # Above any dialog and any prompt, and so before what they do with keys.
        *(Binding(key.key, f"app.{key.action}", show=False, priority=True) for key in TERMINAL_KEYS),
    ]

    def __init__(
        self,
        debugger: Debugger,
        abilities: Abilities | None = None,
        layout: Layout | None = None,
        autosave: Autosave | None = None,
        *,
        settings: Settings | None = None,
        news: str = "",
        is_guest: bool = False,
        follows_ground: bool = False,
    ) -> None:
        """Open a debugger.

        Args:
            debugger: what is shown.
            abilities: what the terminal can show; everything, unless told otherwise.
            layout: how the screen was left, if it was.
            autosave: keeps what is done, if it shall be kept.
            settings: what the person has chosen; the defaults, unless given.
            news: what is told first.
            is_guest: whether a script goes on when the screen is left: then nothing ends the process.
            follows_ground: whether the theme follows the terminal's ground, which it may yet tell.
        """
        self._follows_ground = follows_ground
        self._is_guest = is_guest
        self._abilities = abilities or Abilities()
        super().__init__(ansi_color=self._abilities.depth <= Depth.SIXTEEN)
        for theme in textual_themes(self._abilities.depth):
            self.register_theme(theme)
        fit_to_terminal(self, self._colours(self._abilities.theme), ascii_only=self._abilities.ascii_only)
        # Nothing is drawn yet: to set it as later would have all styles read twice.
        self.set_reactive(App.theme, name_in_textual(self._abilities.theme))
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(self._abilities.depth <= Depth.SIXTEEN, "few-colours")
        self.set_class(self._abilities.ascii_only, "ascii-only")
        self._main = MainScreen(debugger, self._abilities, layout, autosave)
        choose_keys({} if settings is None else settings.keys)
        choose_digits(settings.digits if settings is not None and isinstance(settings.digits, int) else None)
        self.set_keymap(keymap())
        if settings is not None:
            self._take(settings, is_new=layout is None)
        if news:
            self._main.bench.say_first(news)
        self._type_ahead = TypeAhead(self)
        self._ending = Ending(self._leave, self._main.saving.save_now, insists=not is_guest)
        self._job: Job | None = None
        self._crash = ""

    def _take(self, settings: Settings, *, is_new: bool) -> None:
        """Begin as a person has chosen; a session that goes on has a pace of its own."""
        if settings.pace is not None and is_new:
            self._main.bench.playback.pacer.level = PACES.index(settings.pace)
        if settings.mistakes:
            first, *others = settings.mistakes
            more = f" ({len(others)} more: xortui settings)" if others else ""
            self._main.bench.say(verbatim(f"{first}{more}"), is_refusal=True)

    def _colours(self, theme: str) -> Colours:
        return Colours(theme, self._abilities.depth)

    def _take_theme(self, theme: str) -> None:
        """Have Textual's own widgets in a theme."""
        fit_to_terminal(self, self._colours(theme), ascii_only=self._abilities.ascii_only)
        self.theme = name_in_textual(theme)

    def on_choose_theme(self, message: ChooseTheme) -> None:
        """Show everything in a theme, and remember it."""
        self._follows_ground = False
        self._take_theme(message.theme)
        self._remember("theme", message.theme)

    def on_turn_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it again; say so, and remember it."""
        is_ours = turn_mouse(self._driver)
        told = "the mouse works here" if is_ours else "the terminal has the mouse"
        self._main.bench.say(f"{told}; remembered")
        self._main.present()
        self._remember(MOUSE, is_ours)

    def on_choose_digits(self, message: ChooseDigits) -> None:
        """Remember how many digits every number shows."""
        self._remember(DIGITS, AS_MANY_AS_FIT if message.digits is None else message.digits)

    def _remember(self, name: str, value: Value) -> None:
        """Write a setting that a key has chosen, or say why that can't be done."""
        trouble = remember(name, value)
        if trouble:
            self._main.bench.say(verbatim(trouble), is_refusal=True)
            self._main.present()

    def on_ground_told(self, message: GroundTold) -> None:
        """Show everything in the theme that fits the terminal's ground, if nobody has chosen one."""
        if self._follows_ground:
            theme = fitting_theme(message.ground, os.environ)
            self._take_theme(theme)
            self._main.show_in(theme)
            self._main.present()

    def get_default_screen(self) -> Screen[None]:
        """Open the main screen."""
        return self._main

    def on_load(self) -> None:
        """Prepare for how it may end, before anything is to be seen."""
        if not self.is_headless:
            self._ending.listen(lambda: self._driver)

    def on_mount(self) -> None:
        """Look now and then whether somebody is still there."""
        if not self.is_headless:
            self.set_interval(LISTEN, self._listen)
            self._job = Job(self._driver, self._go_on)
            self._job.listen()
        self.set_timer(SETTLED, _calm_collector)
        self._type_ahead.wait()

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; keys, pastes and the mouse in their order, however fast they come."""
        if is_typed(event) and self._type_ahead.keeps(event):
            return
        if isinstance(event, events.Resize):
            event = with_size_of_now(event, self._driver)
            self.forget_what_is_shown()
            if was_painted_at(self, event.size):
                self.screen.refresh()  # smaller and as before again: the terminal may have cut what was on it
        await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Hand a text to the terminal, which puts it on the clipboard."""
        self._clipboard = text
        if self._driver is not None:
            self._driver.write(clipboard_code(text, os.environ))

    def on_text_selected(self) -> None:
        """Copy what was selected in a text: a pane says itself what was selected in it."""
        text = self.screen.get_selected_text()
        if text:
            self.copy_to_clipboard(text)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every command of the table in the palette."""
        main = self._main
        if screen is not main:  # what lies behind a screen that is open must not change under it
            return
        for command, keys in commands_and_keys():
            for back in (False, True):
                if main.is_on(command.id, back=back):
                    bound = keys.of(back=back)
                    key = f"key {shown_key(bound[0])}" if bound else ""
                    title = described(command, back=back)
                    yield SystemCommand(title, key, lambda c=command.id, b=back: main.action_command(c, b))

    def action_leave(self) -> None:
        """Quit, whatever is open."""
        self._main.action_command("quit", False)

    def action_interrupt(self) -> None:
        """Interrupt what runs, or leave what is open; at rest say how to quit, and quit the second time."""
        if self.screen is self._main:
            self._main.interrupt()
        else:
            self.screen.dismiss(None)

    def action_stop_job(self) -> None:
        """Go back to the shell, which may let the program go on, or end it: what was done is saved before."""
        if self._job is not None:
            self._main.saving.save_now()
            self._job.stop()

    def _go_on(self, was_stopped: bool) -> None:
        self.action_repaint()
        if not was_stopped:
            self._main.bench.say("no shell has started this: there is nothing to go back to", is_refusal=True)
            self._main.present()

    def action_repaint(self) -> None:
        """Paint all that is on the screen anew."""
        self.forget_what_is_shown()
        self.screen.refresh(layout=True)

    def action_command_palette(self) -> None:
        """Open the palette."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def _listen(self) -> None:
        if has_hung_up():
            self._leave(128 + SIGHUP)

    def _leave(self, status: int) -> None:
        self._main.saving.save_now()
        if not self._is_guest:
            leave_at_once_if_hung_up(status)
        self.exit(return_code=status)

    def _fatal_error(self) -> None:
        """Keep the traceback in a file, for a report, and say so in one line instead of printing it."""
        error = self._exception
        kept = _kept_traceback(error)
        # After an error anything may be out of order, and what was saved some seconds ago will have to do.
        with suppress(Exception):
            self._main.saving.save_now()
        self._crash = f"internal error: {type(error).__name__}; {kept}"
        self._close_messages_no_wait()


def _kept_traceback(error: BaseException | None) -> str:
    """Write what has happened to a file, and say where; or where it happened, if nothing can be written."""
    try:
        with tempfile.NamedTemporaryFile("w", prefix="xortui-", suffix=".txt", delete=False, encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
    except OSError as trouble:
        last = traceback.extract_tb(error.__traceback__)[-1] if error is not None else None
        where = f" in line {last.lineno} of {last.filename}" if last is not None else ""
        return f"{error}{where}; more could not be written: {trouble.strerror}"
    return f"what happened is written in {file.name}"


def _calm_collector() -> None:
    """Take what start-up made out of the garbage collector's rounds: they pause a key press by up to 80 ms."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 100)


def run_app(
    debugger: Debugger,
    layout: Layout | None,
    autosave: Autosave,
    asked: Asked,
    *,
    theme: str | None = None,
    is_ascii: bool = False,
    has_mouse: bool | None = None,
    news: str = "",
) -> int:
    """Open the program in this terminal, and return its exit status.

    Args:
        debugger: what is shown.
        layout: how the screen was left, if it was.
        autosave: keeps what is done.
        asked: what the terminal has told.
        theme: the theme that is asked for this time, 'auto' for the one that fits; if not given, settings say it.
        is_ascii: whether ASCII alone is asked for.
        has_mouse: whether the mouse is the program's; if not given, settings say it.
        news: what is told first.
    """
    settings = _settings()
    wanted = theme or (settings.theme if settings is not None else None) or AUTO
    app = XortuiApp(
        debugger,
        _abilities(wanted, asked.ground, is_ascii=is_ascii),
        layout,
        autosave,
        settings=settings,
        follows_ground=wanted == AUTO,
        news=news,
    )
    keep_answers_from_keys(asked.answers, asked.typed, GroundTold)
    app.run(mouse=_has_mouse(settings) if has_mouse is None else has_mouse)
    trouble = app._crash or app._main.saving.save_now()
    if trouble:
        print(f"xortui: {trouble}", file=sys.stderr)
    return app.return_code or 0


def show_app(debugger: Debugger, asked: Asked) -> str:
    """Open the program for a script, and return why it ended, if it was not left by a key."""
    settings = _settings()
    wanted = (settings.theme if settings is not None else None) or AUTO
    abilities = _abilities(wanted, asked.ground)
    app = XortuiApp(debugger, abilities, settings=settings, is_guest=True, follows_ground=wanted == AUTO)
    keep_answers_from_keys(asked.answers, asked.typed, GroundTold)
    app.run(mouse=_has_mouse(settings))
    status = app.return_code or 0
    return app._crash or (f"ended by {Signals(status - 128).name}" if status > 128 else "")


def _has_mouse(settings: Settings | None) -> bool:
    return settings is None or settings.mouse is not False


def _settings() -> Settings | None:
    """Return what the person has chosen; None if there is no file, for which nothing is loaded."""
    if not settings_path().exists():
        return None
    from xortui.settings.reading import load_settings

    return load_settings(choices())


def choices() -> Choices:
    """Return what settings choose from."""
    from xortui.settings.reading import Choices

    return Choices(keys=default_keys(), paces=PACES, pace=PACES[DEFAULT_PACE], themes=(AUTO, *THEMES))


def _abilities(theme: str, ground: Ground | None, *, is_ascii: bool = False) -> Abilities:
    """Return what the terminal can show, the environment prepared for it."""
    depth = colour_depth(os.environ)
    fitting = fitting_theme(ground, os.environ) if theme == AUTO else theme
    prepare_environment(depth)
    return Abilities(depth, ascii_only=is_ascii or needs_ascii(os.environ), theme=fitting)
