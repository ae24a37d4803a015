"""The shell: reads lines from a terminal, a file or the command line, and writes what is told, without escape codes."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, TextIO

from xortui.commands.autosave import BETWEEN_SAVES, Autosave
from xortui.commands.layout import Layout
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.language.phrase import phrase
from xortui.prompt.completion import DELIMITERS, completed
from xortui.prompt.interpreter import Interpreter
from xortui.prompt.spelling_out import spelled_out

if TYPE_CHECKING:
    from xortui.commands.following import Following

PROMPT = "(xortui) "
FAILED = 1
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A line that was given on the command line, or in a file that was named there."""

    text: str
    where: str = ""
    """The file and the number of the line, for messages; empty for the command line."""


class Shell:
    """One debugger at a prompt."""

    def __init__(
        self,
        debugger: Debugger,
        layout: Layout | None,
        autosave: Autosave | None,
        following: Following | None = None,
    ) -> None:
        """Read nothing yet.

        Args:
            debugger: what is walked through.
            layout: how a session left the screen, if one did; it is left so again.
            autosave: saves the session, if it is to be saved.
            following: somebody else's session, if it is followed.
        """
        self._is_terminal = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
        self._is_interrupted = False
        self._is_reading = False
        self._has_failed = False
        self._left = layout
        self._autosave = autosave
        self._saved = monotonic()
        self._told_trouble = ""
        self._interpreter = Interpreter(debugger, tell, self._wants_to_stop, waits=self._is_terminal)
        self._interpreter.bench.following = following
        if layout is not None:
            self._interpreter.bench.restore(layout)

    def run(self, script: Sequence[ScriptLine], *, is_batch: bool) -> int:
        """Do the lines of a script, and then what is typed; return the exit status.

        Args:
            script: the lines to begin with.
            is_batch: whether to end when these are done.
        """
        with self._signals():
            try:
                if self._autosave is not None:
                    self._autosave.keep(self.bench.kept)
                    self._autosave.begin(self._layout)
                for line in script:
                    if self._interpreter.is_done or self._is_interrupted:
                        break
                    self._do(line)
                if not is_batch and not self._interpreter.is_done and not self._was_interrupted():
                    self._read_lines()
            finally:
                self._save(is_last=True)
        if self._was_interrupted() or (is_batch and self._is_interrupted):
            return INTERRUPTED
        return FAILED if self._has_failed and not (self._is_terminal and not is_batch) else 0

    @property
    def bench(self) -> Workbench:
        """What the commands act on."""
        return self._interpreter.bench

    def _was_interrupted(self) -> bool:
        """Say whether a run was interrupted of which nobody types the next line."""
        return self._is_interrupted and not self._is_terminal

    def _read_lines(self) -> None:
        read = self._typed_line if self._is_terminal else self._next_line
        if self._is_terminal:
            _use_readline(self._interpreter)
        problem = self._interpreter.bench.debugger.problem
        tell(
            phrase(
                "{name}: {title}; help lists the commands, quit leaves", name=problem.name, title=phrase(problem.title)
            )
        )
        if self._interpreter.bench.message:
            tell(self._interpreter.bench.message)
        self._interpreter.tell_position()
        while not self._interpreter.is_done and not self._was_interrupted():
            line = read()
            if line is None:
                return
            self._do(ScriptLine(line), repeats=self._is_terminal and not line.strip())

    def _typed_line(self) -> str | None:
        """Return a line from the terminal; '#' for one that was given up by ctrl+c, None at the end."""
        self._is_interrupted = False
        try:
            self._is_reading = True
            return input(PROMPT)
        except EOFError:
            tell("")
            return None
        except KeyboardInterrupt:
            tell("")
            return "#"
        except UnicodeDecodeError:
            return "#"
        finally:
            self._is_reading = False

    def _next_line(self) -> str | None:
        try:
            self._is_reading = True
            return sys.stdin.readline() or None if sys.stdin is not None else None
        except (UnicodeDecodeError, OSError) as error:
            self._fail(f"stdin cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}")
            return None
        except KeyboardInterrupt:
            self._is_interrupted = True
            return None
        finally:
            self._is_reading = False

    def _do(self, line: ScriptLine, *, repeats: bool = False) -> None:
        """Do a line, and save what it has changed now and then."""
        if self.bench.follows:
            self._interpreter.follow()
        trouble = self._interpreter.repeat() if repeats else self._interpreter.obey(line.text)
        if trouble:
            self._fail(f"{line.where}{trouble}")
        self._save_if_due(is_typed=self._is_terminal)

    def _save_if_due(self, *, is_typed: bool = False) -> None:
        """Save what has changed now and then; what was typed at once, where somebody may follow it."""
        if self._autosave is None:
            return
        between = self._autosave.between_looks
        if monotonic() - self._saved > between or (is_typed and between < BETWEEN_SAVES):
            self._save()

    def _fail(self, trouble: str) -> None:
        self._has_failed = True
        if self._is_terminal:
            tell(trouble)
        else:
            tell(f"xortui: {trouble}", sys.stderr)

    @property
    def _layout(self) -> Layout:
        layout = self._interpreter.bench.layout
        left = self._left
        return layout if left is None else replace(layout, pane=left.pane, is_zoomed=left.is_zoomed)

    def _save(self, *, is_last: bool = False) -> None:
        self._saved = monotonic()
        if self._autosave is None:
            return
        self._autosave.keep(self.bench.kept)
        self._autosave.save_now(self._layout, is_last=is_last)
        if self._autosave.trouble not in ("", self._told_trouble):
            tell(f"xortui: {self._autosave.trouble}", sys.stderr)
        self._told_trouble = self._autosave.trouble

    def _wants_to_stop(self) -> bool:
        self._save_if_due()
        return self._is_interrupted

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Have ctrl+c stop what runs and nothing else, and a hang-up save what was done."""
        before = {number: signal.getsignal(number) for number in _SIGNALS}

        def interrupt(number: int, frame: FrameType | None) -> None:
            del number, frame
            if self._is_reading:
                raise KeyboardInterrupt
            self._is_interrupted = True

        signal.signal(signal.SIGINT, interrupt)
        for number in _SIGNALS[1:]:
            if before[number] is not signal.SIG_IGN:
                signal.signal(number, _leave)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""What ends it from outside; the first is ctrl+c, which does not."""


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    sys.exit(128 + number)


def tell(line: str, stream: TextIO | None = None) -> None:
    """Write a line, in ASCII letters if the stream takes no others, and without anything that is not to be read."""
    out = sys.stdout if stream is None else stream
    if out is None:
        return
    text = "".join(letter if letter.isprintable() else "?" for letter in line)
    encoding = getattr(out, "encoding", None) or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = spelled_out(text)
    print(text, file=out, flush=True)


def _use_readline(interpreter: Interpreter) -> None:
    """Have the standard library's readline keep a history and complete, where there is one."""
    try:
        import readline
    except ImportError:
        return
    found: list[str] = []

    def complete(text: str, state: int) -> str | None:
        nonlocal found
        if state == 0:
            found = []
            with suppress(ValueError):
                found = completed(interpreter.bench, readline.get_line_buffer()[: readline.get_endidx()])
        del text
        return found[state] if state < len(found) else None

    bind: Callable[[str], None] = readline.parse_and_bind
    bind("set enable-bracketed-paste off")  # it is asked for by an escape code
    bind("tab: complete")
    readline.set_completer_delims(DELIMITERS)
    readline.set_completer(complete)


def run_prompt(
    debugger: Debugger,
    layout: Layout | None,
    autosave: Autosave | None,
    script: Sequence[ScriptLine],
    *,
    is_batch: bool,
    news: str = "",
    following: Following | None = None,
) -> int:
    """Walk through a debugger at a prompt; return the exit status.

    Args:
        debugger: what is walked through.
        layout: how a session left the screen, if one did.
        autosave: saves the session, if it is to be saved.
        script: the lines to begin with.
        is_batch: whether to end when these are done.
        news: what is told before anything is typed.
        following: somebody else's session, if it is followed.
    """
    shell = Shell(debugger, layout, autosave, following)
    if news:
        shell.bench.say_first(news)
    return shell.run(script, is_batch=is_batch)
