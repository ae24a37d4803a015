"""The child process: reads what to examine from stdin, examines it, and answers over a pipe of its own.

python -m xortui.check.child    is started by `xortui.check.process`, which writes a `Request` to it
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from xortui.check.running import harmless
from xortui.check.running.limits import Limits, end_with_parent, hold, too_long
from xortui.check.running.student_line import is_from, student_line
from xortui.check.verdict import RIGHT, UNDECIDED, undecided, whole

SPARE_SECONDS = 0.5
"""How long before its time is up the process says so itself, and in which line the file was then."""
STEP_NAME = "XORTUI_STEP"
OUTPUT_NAME = "XORTUI_OUTPUT"
WITHOUT_STEP = (
    "the file has XORTUI_OUTPUT and no XORTUI_STEP: add what takes one training step, as "
    'XORTUI_STEP = "net.train(x, y)"'
)
"""Why there is no verdict on a template without its step."""

_exit = os._exit
_dumps = json.dumps
_write = os.write


class Answer:
    """The pipe by which the verdict goes back: not stdout, and begun by a word that the file can't know."""

    def __init__(self, token: str, name: str) -> None:
        """Keep stdout's pipe for the answer, and have everything else that is written there go nowhere."""
        self._token = token
        self._name = name
        self._pipe = os.dup(1)
        os.set_inheritable(self._pipe, False)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        os.close(nowhere)

    def give(self, verdict: dict[str, Any]) -> NoReturn:
        """Send the verdict and end the process, without running anything of the file's any more."""
        sys.settrace(None)
        text = _dumps(whole(verdict, self._name), default=_as_number)
        data = f"\n{self._token} {len(text)}\n{text}".encode("ascii")
        while data:
            data = data[_write(self._pipe, data) :]
        _exit(0)

    def leave(self, reason: str) -> NoReturn:
        """Answer that nothing can be told, and end the process."""
        self.give(undecided(self._name, reason))


def _as_number(value: Any) -> Any:
    """Return one of NumPy's numbers as Python's."""
    return value.item()


def main() -> NoReturn:
    """Examine the file that is asked for on stdin."""
    end_with_parent()
    answer_to(json.loads(sys.stdin.buffer.read()))


def answer_to(request: dict[str, Any]) -> NoReturn:
    """Examine one file, answer on stdout, and end this process.

    Args:
        request: what `xortui.check.process` asks for.
    """
    path = Path(request["path"])
    limits = Limits(**request["limits"])
    answer = Answer(request["token"], path.name)
    try:
        from xortui.check.examine import examined
        from xortui.core.machine.workshop import close

        # The file may start no thread and no process, and what we train beside it would seem to be the file's.
        close()
        hold(limits)
        _watch_the_time(limits, answer)
        harmless.expect(limits, answer.leave)
        step = request["step"]
        output = request["output"]
        if step is None and output is None:
            step, output = asked_in(path)
        found = examined(path, step, output)
        verdict = _unless_spoiled(whole(found, path.name))
        if request["step"] is None and output is not None and step is None and verdict["verdict"] == UNDECIDED:
            verdict["reason"] = WITHOUT_STEP
    except BaseException as error:
        verdict = undecided(path.name, harmless.trouble() or _reason(error, path))
    answer.give(verdict)


def _unless_spoiled(verdict: dict[str, Any]) -> dict[str, Any]:
    """Return the verdict, or that there is none where the file has done what spoils its numbers."""
    trouble = harmless.trouble()
    if trouble:
        return undecided(verdict["file"], trouble)
    if verdict["verdict"] == RIGHT and verdict["error"] is None:
        return undecided(verdict["file"], "its numbers are no numbers any more (NaN), so nothing can be compared")
    remark = harmless.remark()
    if remark and verdict["verdict"] == UNDECIDED:
        verdict["reason"] = f"{verdict['reason']} ({remark})"
    return verdict


def _reason(error: BaseException, path: Path) -> str:
    """Say what has gone wrong, in the file or in its examination."""
    if is_from(error, path):
        return student_line(error, path)
    return f"the examination itself has failed: {student_line(error, path)}"


def _watch_the_time(limits: Limits, answer: Answer) -> None:
    """Have the process say, shortly before its time is up, in which line the file still runs."""
    if not hasattr(signal, "setitimer"):  # Windows: the process is ended from outside
        return

    def time_is_up(_number: int, frame: Any) -> None:
        place = harmless.where(frame)
        answer.leave(too_long(limits, f"; then it was in {place}" if place else ""))

    timers = (
        (signal.SIGPROF, signal.ITIMER_PROF, limits.seconds),
        (signal.SIGALRM, signal.ITIMER_REAL, limits.seconds_by_the_clock),
    )
    for number, timer, seconds in timers:
        signal.signal(number, time_is_up)
        signal.setitimer(timer, max(seconds - SPARE_SECONDS, seconds / 2))


def asked_in(path: Path) -> tuple[str | None, str | None]:
    """Return the step and the output that a file names itself, as one made by `xortui check --template` does."""
    import ast

    try:
        source = path.read_bytes()
        if STEP_NAME.encode() not in source and OUTPUT_NAME.encode() not in source:
            return None, None
        tree = ast.parse(source)
    except (OSError, SyntaxError, ValueError):
        return None, None  # which is told when it is run
    asked: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    asked[target.id] = node.value.value
    return asked.get(STEP_NAME), asked.get(OUTPUT_NAME)


if __name__ == "__main__":
    main()
