"""Sweep files: what is known of a sweep, kept so that it can be gone on with, to the same bits."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from xortui.problems.problem_document import problem_document
from xortui.problems.problem_file import ProblemError, read_document
from xortui.sweep.block import Trained
from xortui.sweep.findings import Sweep
from xortui.sweep.goal import Goal
from xortui.sweep.plan import Plan
from xortui.sweep.trainer import TRAINERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEY = "xortui sweep"
FORM = 1
MAX_FILE_SIZE = 1_000_000_000


def last_sweep_path() -> Path:
    """Return where a sweep is kept that was stopped and given no file; it need not be there."""
    from platformdirs import user_state_path

    return user_state_path("xortui", appauthor=False) / "last-sweep.json"


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain data.

    Raises:
        ValueError: if it has planted mistakes, or its problem can't be written down.
    """
    if plan.mistakes:
        raise ValueError("a sweep of somebody's own file can't be kept: run it again")
    return {
        "name": plan.problem.name,
        "problem": problem_document(plan.problem),
        "starts": plan.starts,
        "epochs": plan.epochs,
        "first_seed": plan.first_seed,
        "within": plan.goal.within,
        "right": plan.goal.share,
        "rates": list(plan.rates),
        "spreads": list(plan.spreads),
        "hidden": [list(sizes) for sizes in plan.hidden],
        "optimizers": list(plan.optimizers),
    }


def write_sweep(sweep: Sweep, path: Path) -> None:
    """Write what is known of a sweep to a file.

    Raises:
        ValueError: if that can't be done; one line.
    """
    done = {}
    for place, trained in sorted(sweep.done.items()):
        done[str(place)] = {
            "learnt": trained.learnt.tolist(),
            "epochs": trained.epochs.tolist(),
            "states": base64.b64encode(np.ascontiguousarray(trained.states, dtype="<f8").tobytes()).decode(),
        }
    document = {KEY: FORM, "plan": plan_document(sweep.plan), "trainers": list(sweep.trainers), "done": done}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")  # another process may keep its own there
        beside.write_text(json.dumps(document, allow_nan=False), "utf-8")
        beside.replace(path)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None


def read_sweep(path: Path) -> Sweep:
    """Return the sweep that a file has.

    Raises:
        ValueError: if it has none; one line with the file and what was expected.
    """
    try:
        if path.stat().st_size > MAX_FILE_SIZE:
            raise ValueError(f"larger than {MAX_FILE_SIZE // 1_000_000} MB")
        document = json.loads(path.read_text("utf-8"))
        return _sweep(document)
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file") from None
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    except ProblemError as error:
        raise ValueError(str(error)) from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: not a sweep that xortui has kept: {error}") from None
    except (TypeError, LookupError, AttributeError) as error:  # a document of another shape than ours
        raise ValueError(f"{path}: not a sweep that xortui has kept: {type(error).__name__} at {error}") from None


def _sweep(document: dict[str, Any]) -> Sweep:
    if not isinstance(document, dict) or document.get(KEY) != FORM:
        raise ValueError(f"expected {KEY!r}: {FORM}")
    found = document["plan"]
    plan = Plan(
        problem=read_document(found["problem"], str(found["name"]), "plan"),
        starts=int(found["starts"]),
        epochs=int(found["epochs"]),
        first_seed=int(found["first_seed"]),
        goal=Goal(None if found["within"] is None else float(found["within"]), float(found["right"])),
        rates=tuple(map(float, found["rates"])),
        spreads=tuple(map(float, found["spreads"])),
        hidden=tuple(tuple(map(int, sizes)) for sizes in found["hidden"]),
        optimizers=tuple(map(str, found["optimizers"])),
    )
    trainers = tuple(map(str, document["trainers"]))
    if len(trainers) != len(plan.cells) or not set(trainers) <= set(TRAINERS):
        raise ValueError(f"trainers: expected one of {', '.join(TRAINERS)} for each of {len(plan.cells)} cells")
    sweep = Sweep(plan, trainers)
    for place, trained in document["done"].items():
        block = sweep.blocks[int(place)]
        rows = len(plan.cells[block.cell - 1].exercise.program.state)
        sweep.done[int(place)] = _trained(trained, rows, len(block.seeds))
    return sweep


def _trained(found: dict[str, Any], rows: int, count: int) -> Trained:
    states = np.frombuffer(base64.b64decode(found["states"]), dtype="<f8").astype(np.float64)
    if states.size != rows * count:
        raise ValueError(f"states: expected {rows} numbers for each of {count} starts")
    return Trained(_whole(found["learnt"], count), _whole(found["epochs"], count), states.reshape(rows, count))


def _whole(values: list[int], count: int) -> NDArray[np.int64]:
    found = np.array(values, dtype=np.int64)
    if found.shape != (count,):
        raise ValueError(f"expected a number for each of {count} starts")
    return found
