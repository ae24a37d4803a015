"""The Textual application: opens the main screen, and leaves the terminal as it was however it ends."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from signal import SIGHUP, Signals
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from xortui.commands.autosave import Autosave
from xortui.commands.beginning import Beginning
from xortui.commands.layout import Layout
from xortui.debugger import Debugger
from xortui.language.phrase import phrase
from xortui.render.numbers import choose_digits
from xortui.render.palette import Palette
from xortui.render.palettes.depth import Depth
from xortui.render.palettes.theme import AUTO
from xortui.render.wording import verbatim, worded
from xortui.settings.chosen import Settings
from xortui.settings.fixed_keys import TERMINAL_KEYS
from xortui.settings.place import settings_path
from xortui.settings.remembering import remember
from xortui.settings.user_settings import (
    ASCII_SETTING,
    DIGITS_SETTING,
    KEYS_SETTING,
    MOUSE_SETTING,
    PACE_SETTING,
    THEME_SETTING,
)
from xortui.ui.abilities import Abilities, colour_depth, fitting_theme, needs_ascii
from xortui.ui.clipboard import clipboard_code
from xortui.ui.ending import Ending
from xortui.ui.garbage import Garbage
from xortui.ui.ground import Asked, Ground
from xortui.ui.job import Job
from xortui.ui.keys import (
    bindings,
    choose_keys,
    commands_and_keys,
    default_keys,
    described,
    keymap,
    name_of,
    shown_key,
)
from xortui.ui.messages import GroundTold, RememberSetting, ShowTheme, TurnMouse
from xortui.ui.painting.app import PaintedApp
from xortui.ui.screens.main import MainScreen
from xortui.ui.screens.palette import PaletteOfCommands
from xortui.ui.terminal import (
    as_enter,
    fit_to_terminal,
    has_hung_up,
    keep_answers_from_keys,
    leave_at_once_if_hung_up,
    prepare_environment,
)
from xortui.ui.textual_private import turn_mouse, was_painted_at, with_size_of_now
from xortui.ui.themes import name_in_textual, textual_themes
from xortui.ui.type_ahead import TypeAhead, is_typed

if TYPE_CHECKING:
    from xortui.commands.following import Following

SETTLED = 0.3
"""Seconds after the first picture at which what has been loaded is taken out of the collector's rounds."""
LISTEN = 2.0
"""Seconds between two looks whether somebody is still there, and typing."""


DEFAULTS = Settings()
"""What holds if nobody has chosen anything."""


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
        settings: Settings = DEFAULTS,
        news: str = "",
        following: Following | None = None,
        presents: bool = False,
        begin: Beginning | None = None,
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
            following: somebody else's session, if it is followed.
            presents: whether to present from the beginning.
            begin: what is done first, if anything is.
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
        self._main = MainScreen(debugger, self._abilities, layout, autosave, following)
        keys = settings.value(KEYS_SETTING)
        choose_keys(keys)
        choose_digits(settings.value(DIGITS_SETTING))
        self.set_keymap(keymap())
        self._take(settings, is_new=layout is None)
        if presents:
            self._main.turn_presentation()
        if begin is not None:
            begin.do(self._main.bench)
        if news:
            self._main.tell_first(news)
        self._type_ahead = TypeAhead(self)
        self._ending = Ending(self._leave, self._main.saving.save_now, insists=not is_guest)
        self._job: Job | None = None
        self._garbage = Garbage()
        self._crash = ""

    def _take(self, settings: Settings, *, is_new: bool) -> None:
        """Begin as a person has chosen; a session that goes on has a pace of its own."""
        if is_new:
            self._main.begin_at_pace(settings.value(PACE_SETTING))
        if settings.mistakes:
            first, *others = settings.mistakes
            more = phrase(" ({count} more: xortui settings)", count=len(others)) if others else ""
            self._main.tell(verbatim(f"{first}{more}"), is_refusal=True)

    def _colours(self, theme: str) -> Palette:
        return Palette(theme, self._abilities.depth)

    def _take_theme(self, theme: str) -> None:
        """Have Textual's own widgets in a theme."""
        fit_to_terminal(self, self._colours(theme), ascii_only=self._abilities.ascii_only)
        self.theme = name_in_textual(theme)

    @on(ShowTheme)
    def _show_theme(self, message: ShowTheme) -> None:
        """Show everything in a theme that a person has chosen."""
        self._follows_ground = False
        self._take_theme(message.theme)

    @on(TurnMouse)
    def _turn_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it again; say so, and remember it."""
        is_ours = turn_mouse(self.terminal_driver)
        told = phrase("the terminal has the mouse; remembered")
        if is_ours:
            told = phrase("the mouse works here; remembered")
        self._main.tell(told)
        self.post_message(RememberSetting(MOUSE_SETTING, is_ours))

    @on(RememberSetting)
    def _remember(self, message: RememberSetting[Any]) -> None:
        """Write a setting that a key has chosen, or say why that can't be done."""
        trouble = remember(message.setting, message.value)
        if trouble:
            self._main.tell(verbatim(trouble), is_refusal=True)

    @on(GroundTold)
    def _hear_ground(self, message: GroundTold) -> None:
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
            self._ending.listen(lambda: self.terminal_driver)

    def on_mount(self) -> None:
        """Look now and then whether somebody is still there, and typing."""
        if not self.is_headless:
            self.set_interval(LISTEN, self._listen)
            self._job = Job(self.terminal_driver, self._go_on)
            self._job.listen()
        self.set_timer(SETTLED, self._garbage.calm)
        self._type_ahead.wait()

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; keys, pastes and the mouse in their order, however fast they come."""
        event = as_enter(event)
        if is_typed(event):
            self.awaited.arrive()
            self._garbage.hear()
            if self._type_ahead.keeps(event):
                return
            if isinstance(event, events.Key) and self.screen is self._main and self._main.takes_key(event.key):
                return
        if isinstance(event, events.Resize):
            event = with_size_of_now(event, self.terminal_driver)
            self.forget_what_is_shown()
            if was_painted_at(self, event.size):
                self.screen.refresh()  # smaller and as before again: the terminal may have cut what was on it
        await super().on_event(event)

    def is_handling_key(self) -> bool:
        """Say whether a key is being handled."""
        return self._type_ahead.is_busy

    def note_frame(self, frame: str) -> None:
        """Record what the terminal is sent, if that is wanted."""
        recording = self._main.bench.recording
        if recording is not None:
            recording.frame(frame, *self.size, mark=self._main.bookmark_here)

    def copy_to_clipboard(self, text: str) -> None:
        """Hand a text to the terminal, which puts it on the clipboard."""
        self.note_clipboard(text)
        if self.terminal_driver is not None:
            self.terminal_driver.write(clipboard_code(text, os.environ))

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
                    key = phrase("key {key}", key=shown_key(bound[0])) if bound else ""
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
            self._main.tell(phrase("no shell has started this: there is nothing to go back to"), is_refusal=True)

    def action_repaint(self) -> None:
        """Paint all that is on the screen anew."""
        self.forget_what_is_shown()
        self.screen.refresh(layout=True)

    def action_command_palette(self) -> None:
        """Open the palette."""
        if not isinstance(self.screen, PaletteOfCommands):
            self.push_screen(PaletteOfCommands())

    def _listen(self) -> None:
        if has_hung_up():
            self._leave(128 + SIGHUP)
        self._garbage.look()

    def _leave(self, status: int) -> None:
        self._main.saving.save_now()
        if not self._is_guest:
            leave_at_once_if_hung_up(status)
        self.exit(return_code=status)

    def keep_crash(self, error: BaseException | None) -> None:
        """Keep the traceback in a file, for a report, and say so in one line instead of printing it."""
        kept = _kept_traceback(error)
        # After an error anything may be out of order, and what was saved some seconds ago will have to do.
        with suppress(Exception):
            self._main.saving.save_now()
        self._crash = phrase("internal error: {name}; {kept}", name=type(error).__name__, kept=kept)


def _kept_traceback(error: BaseException | None) -> str:
    """Write what has happened to a file, and say where; or where it happened, if nothing can be written."""
    try:
        with tempfile.NamedTemporaryFile("w", prefix="xortui-", suffix=".txt", delete=False, encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
    except OSError as trouble:
        last = traceback.extract_tb(error.__traceback__)[-1] if error is not None else None
        where = phrase(" in line {line} of {file}", line=last.lineno, file=last.filename) if last is not None else ""
        return phrase(
            "{error}{where}; more could not be written: {trouble}", error=error, where=where, trouble=trouble.strerror
        )
    return phrase("what happened is written in {name}", name=file.name)


def run_app(
    debugger: Debugger,
    layout: Layout | None,
    autosave: Autosave,
    asked: Asked,
    *,
    options: Mapping[str, object],
    news: str = "",
    following: Following | None = None,
    presents: bool = False,
    begin: Beginning | None = None,
) -> int:
    """Open the program in this terminal, and return its exit status.

    Args:
        debugger: what is shown.
        layout: how the screen was left, if it was.
        autosave: keeps what is done.
        asked: what the terminal has told.
        options: the settings that the command line chooses for this time, by name.
        news: what is told first.
        following: somebody else's session, if it is followed.
        presents: whether to present from the beginning.
        begin: what is done first, if anything is.
    """
    settings = settings_of_now().but_with(options)
    app = XortuiApp(
        debugger,
        abilities_of(settings, asked.ground),
        layout,
        autosave,
        settings=settings,
        follows_ground=settings.value(THEME_SETTING) == AUTO,
        news=news,
        following=following,
        presents=presents,
        begin=begin,
    )
    keep_answers_from_keys(asked.answers, asked.typed, GroundTold)
    app.run(mouse=settings.value(MOUSE_SETTING))
    trouble = app._crash or app._main.saving.save_now()
    if trouble:
        print(f"xortui: {trouble}", file=sys.stderr)
    return app.return_code or 0


def show_app(debugger: Debugger, asked: Asked, news: str = "") -> str:
    """Open the program for a script, tell news first, and return why it ended, if it was not left by a key."""
    settings = settings_of_now()
    app = XortuiApp(
        debugger,
        abilities_of(settings, asked.ground),
        settings=settings,
        is_guest=True,
        follows_ground=settings.value(THEME_SETTING) == AUTO,
        news=worded(news, name_of),
    )
    keep_answers_from_keys(asked.answers, asked.typed, GroundTold)
    app.run(mouse=settings.value(MOUSE_SETTING))
    status = app.return_code or 0
    return app._crash or (f"ended by {Signals(status - 128).name}" if status > 128 else "")


def settings_of_now() -> Settings:
    """Return what the person has chosen; where there is no file, nothing is loaded to read it."""
    if not settings_path().exists():
        return DEFAULTS
    from xortui.settings.reading import load_settings

    return load_settings(default_keys())


def abilities_of(settings: Settings, ground: Ground | None) -> Abilities:
    """Return what the terminal can show, the environment prepared for it."""
    depth = colour_depth(os.environ)
    theme = settings.value(THEME_SETTING)
    if theme == AUTO:
        theme = fitting_theme(ground, os.environ)
    ascii_only = settings.value(ASCII_SETTING) or needs_ascii(os.environ)
    prepare_environment(depth)
    return Abilities(depth, ascii_only=ascii_only, theme=theme)
