"""Score the checker: `python -m tests.check.hand_ins.score [FOLDER …] [--set NAME] [--limit N] [--out DIR]`.

A folder holds files with what is expected of each in a JSON file beside it; of a file without one,
only what was said is shown. Without folders, the generated hand-ins and the right programs are taken.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.check.hand_ins import folder
from tests.check.hand_ins.generator import faultless, generated, large, pairs, single
from tests.check.hand_ins.hand_in import HandIn
from tests.check.hand_ins.marks import Marks, marks
from tests.check.hand_ins.right_programs import right

SETS: dict[str, Callable[[], Iterator[HandIn]]] = {
    "single": single,
    "pairs": pairs,
    "faultless": faultless,
    "right": right,
    "generated": generated,
    "large": large,
}

MAX_SECONDS = 120
"""How long one file may take before it counts as undecided."""


@dataclass(frozen=True)
class Answer:
    """What the checker said of one file."""

    filed: folder.Filed
    said: dict[str, Any]
    seconds: float


def ask(filed: folder.Filed, checkout: Path) -> Answer:
    """Check one file in a process of its own, by the xortui of a checkout."""
    path = filed.path.resolve()
    command = [sys.executable, "-m", "xortui", "check", str(path), "--format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    start = time.perf_counter()
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=MAX_SECONDS,
            check=False,
            cwd=checkout,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        said: dict[str, Any] = {"verdict": "undecided", "reason": f"no answer in {MAX_SECONDS} seconds"}
    else:
        said = _answer(ended)
    return Answer(filed=filed, said=said, seconds=time.perf_counter() - start)


def _answer(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    try:
        said = json.loads(ended.stdout)
    except json.JSONDecodeError:
        last = (ended.stderr.strip() or "no output").splitlines()[-1]
        return {"verdict": "undecided", "reason": f"not JSON: {last}"}
    found = said[0] if isinstance(said, list) else said
    if not isinstance(found, dict):
        return {"verdict": "undecided", "reason": f"not an object: {found}"}
    return found


def spread(files: list[folder.Filed], limit: int) -> list[folder.Filed]:
    """So many of the files, evenly from all."""
    if limit == 0 or limit >= len(files):
        return files
    return [files[number * len(files) // limit] for number in range(limit)]


def summary(answers: Sequence[Answer], totals_only: bool) -> str:
    """The marks of all files, and which missed."""
    lines = []
    all_marks: list[Marks] = []
    for answer in answers:
        if answer.filed.expected is None:
            lines.append(f"{answer.filed.name}: {_told(answer.said)}")
            continue
        found = marks(answer.filed.expected, answer.said)
        all_marks.append(found)
        if found.missed and not totals_only:
            lines.append(f"{answer.filed.name}: {'; '.join(found.missed)}{_reason(answer.said)}")
    if all_marks:
        lines.append("")
        lines += _percentages(all_marks)
    seconds = sorted(answer.seconds for answer in answers)
    lines.append(f"seconds per file      {sum(seconds) / len(seconds):.2f}, longest {seconds[-1]:.2f}")
    return "\n".join(lines)


def _percentages(all_marks: Sequence[Marks]) -> list[str]:
    parameters = sum(one.parameters for one in all_marks)
    mistakes = sum(one.mistakes for one in all_marks)
    files = len(all_marks)
    return [
        f"files                 {files}",
        _share("verdict right", sum(one.verdict for one in all_marks), files),
        _share("parameters right", sum(one.parameters_right for one in all_marks), parameters),
        _share("mistake named", sum(one.mistakes_named for one in all_marks), mistakes),
        _share("line right", sum(one.lines_right for one in all_marks), sum(one.located for one in all_marks)),
        f"false accusations     {sum(one.is_false_accusation for one in all_marks)} files, "
        f"{sum(one.parameters_accused for one in all_marks)} parameters",
        _share("undecided", sum(one.is_undecided for one in all_marks), files),
    ]


def _share(what: str, count: int, of: int) -> str:
    if of == 0:
        return f"{what:21} none to find"
    return f"{what:21} {100 * count / of:.1f} % ({count} of {of})"


def _told(said: dict[str, Any]) -> str:
    mistakes = [f"{one['id']} in line {one.get('line')}" for one in said.get("mistakes") or []]
    causes = [str(one["id"]) for one in said.get("causes") or []]
    parts = [str(said["verdict"]), str(said.get("parameters") or ""), *mistakes, *causes]
    return " | ".join(part for part in parts if part) + _reason(said)


def _reason(said: dict[str, Any]) -> str:
    return f" | {said['reason']}" if said.get("reason") else ""


def main() -> None:
    """Read the arguments, check, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.check.hand_ins.score", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--set", dest="sets", action="append", choices=[*SETS], help="may be given again")
    parser.add_argument("--limit", type=int, default=0, help="so many files, evenly from all")
    parser.add_argument("--out", type=Path, help="where the files and answers are written")
    parser.add_argument("--totals", action="store_true", help="do not say which files missed, nor what is in them")
    parser.add_argument("--jobs", type=int, default=1, help="so many files at once")
    parser.add_argument("--of", dest="checkout", type=Path, default=Path(), help="the checkout whose xortui is asked")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = given.out or Path(scratch)
        files: list[folder.Filed] = []
        for name in given.folders:
            files += folder.read(name)
        chosen = given.sets or ([] if given.folders else ["generated", "right"])
        for name in chosen:
            files += folder.write(SETS[name](), out / name)
        files = spread(files, given.limit)
        if not files:
            parser.error("no files to check")
        with ThreadPoolExecutor(given.jobs) as pool:
            answers = list(pool.map(lambda filed: ask(filed, given.checkout.resolve()), files))
        if given.out:
            table = {str(answer.filed.path): answer.said for answer in answers}
            given.out.mkdir(parents=True, exist_ok=True)
            (given.out / "answers.json").write_text(json.dumps(table, indent=1))
        print(summary(answers, given.totals))


if __name__ == "__main__":
    main()
