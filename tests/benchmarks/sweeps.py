"""Many starts at once: millions of epochs of 2-2-1 a second, beside C with SIMD, PyTorch's vmap and JAX's.

    python -m tests.benchmarks.sweeps [starts]

Each side trains the same starts of XOR, sample by sample, in turn with the others, several times; its best counts, in
seconds of processor time, so that what else the machine does matters less. What is not installed is left out: numba,
gcc, PyTorch, JAX. Then whole sweeps: how much sooner two processes are through than one, and how memory grows.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import ctypes
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from xortui.core.arrays import Floats
from xortui.problems import load_problem
from xortui.sweep.block import train_states
from xortui.sweep.exercise import Exercise
from xortui.sweep.findings import Sweep
from xortui.sweep.plan import Plan
from xortui.sweep.trainer import LANES, ROWS, trainer_named

XOR = load_problem("xor")
RATE = XOR.training.learning_rate
WITHIN = 0.1
ROUNDS = 5
Side = Callable[[Floats, int], Floats]
"""Trains states, a column for each start, for some epochs, and returns them."""


def by_trainer(name: str) -> Side:
    """Return a trainer of this package, with its bookkeeping; nobody stops when it has learnt."""
    exercise = Exercise(XOR)
    trainer = trainer_named(name, exercise)

    def train(states: Floats, epochs: int) -> Floats:
        seeds = range(states.shape[1])
        return train_states(trainer, exercise, states, seeds, epochs, stops_when_learnt=False).states

    return train


def by_c() -> Side:
    """Return C with SIMD."""
    folder = Path(tempfile.mkdtemp())
    library = folder / "simd.so"
    source = Path(__file__).with_name("simd.c")
    flags = ["-O3", "-march=native", "-ffp-contract=fast", "-shared", "-fPIC"]
    subprocess.run(["gcc", *flags, "-o", str(library), str(source)], check=True)
    function = ctypes.CDLL(str(library)).train
    pointer = ctypes.c_void_p
    real = ctypes.c_double
    function.argtypes = [pointer, ctypes.c_long, pointer, real, ctypes.c_long, real, pointer]
    rows = np.array([[*x, *y] for x, y in XOR.samples])

    def train(states: Floats, epochs: int) -> Floats:
        given = np.ascontiguousarray(states)
        learnt = np.zeros(given.shape[1])
        count = given.shape[1]
        function(given.ctypes.data, count, rows.ctypes.data, RATE, epochs, WITHIN, learnt.ctypes.data)
        return given

    return train


def _loss(library: Any, sigmoid: Callable[[Any], Any]) -> Callable[..., Any]:
    def loss(w: Any, x: Any, y: Any) -> Any:
        h1 = sigmoid(w[0] * x[0] + w[2] * x[1] + w[4])
        h2 = sigmoid(w[1] * x[0] + w[3] * x[1] + w[5])
        output = sigmoid(w[6] * h1 + w[7] * h2 + w[8])
        return library.square(output - y) * 0.5

    return loss


def by_torch() -> Side:
    """Return PyTorch: vmap of grad, step by step."""
    import torch

    torch.set_num_threads(1)
    step = torch.func.vmap(torch.func.grad(_loss(torch, torch.sigmoid)), in_dims=(0, None, None))
    x = torch.tensor([x for x, _ in XOR.samples], dtype=torch.float64)
    y = torch.tensor([y[0] for _, y in XOR.samples], dtype=torch.float64)

    def train(states: Floats, epochs: int) -> Floats:
        w = list(torch.tensor(states))
        for _ in range(epochs):
            for sample in range(len(y)):
                slopes = step(w, x[sample], y[sample])
                w = [weight - RATE * slope for weight, slope in zip(w, slopes, strict=True)]
        found: Floats = torch.stack(w).numpy()
        return found

    return train


def by_jax(*, is_whole: bool) -> Side:
    """Return JAX: vmap of one step, compiled and called again and again, or of a whole training in one call."""
    import jax

    jax.config.update("jax_enable_x64", True)
    gradient = jax.grad(_loss(jax.numpy, jax.nn.sigmoid))
    x = jax.numpy.array([x for x, _ in XOR.samples])
    y = jax.numpy.array([y[0] for _, y in XOR.samples])

    def run(w: Any, x: Any, y: Any, epochs: Any) -> Any:
        # The samples are arguments: as constants they would be no other starts' or problems' to learn.
        def epoch(_: Any, w: Any) -> Any:
            for sample in range(4):
                slopes = gradient(w, x[sample], y[sample])
                w = tuple(weight - RATE * slope for weight, slope in zip(w, slopes, strict=True))
            return w

        return jax.lax.fori_loop(0, epochs, epoch, w)

    compiled = jax.jit(jax.vmap(run, in_axes=(0, None, None, None)))

    def train(states: Floats, epochs: int) -> Floats:
        # Each weight an array of its own, which JAX trains faster than one array of all.
        found: Floats = np.array(compiled(tuple(states), x, y, epochs))
        return found

    step = jax.jit(jax.vmap(gradient, in_axes=(0, None, None)))
    move = jax.jit(lambda w, slopes: tuple(weight - RATE * slope for weight, slope in zip(w, slopes, strict=True)))

    def train_by_steps(states: Floats, epochs: int) -> Floats:
        w = tuple(map(jax.numpy.array, states))
        for _ in range(epochs):
            for sample in range(4):
                w = move(w, step(w, x[sample], y[sample]))
        return np.array(w)

    return train if is_whole else train_by_steps


def sides() -> dict[str, tuple[Side, int]]:
    """Return every side that can be run here, and for how many epochs it is timed."""
    found: dict[str, tuple[Side, int]] = {"rows of NumPy": (by_trainer(ROWS), 20)}
    if find_spec("numba"):
        found["lanes of machine code"] = (by_trainer(LANES), 200)
    if shutil.which("gcc"):
        found["C with SIMD"] = (by_c(), 200)
    if find_spec("torch"):
        found["PyTorch vmap"] = (by_torch(), 3)
    if find_spec("jax"):
        found["JAX vmap, steps"] = (by_jax(is_whole=False), 3)
        found["JAX vmap, whole loop"] = (by_jax(is_whole=True), 100)
    return found


def compare(starts: int) -> None:
    """Time every side, and print what it reaches."""
    exercise = Exercise(XOR)
    states = exercise.states(range(1, starts + 1))
    measured = sides()
    right = by_trainer(ROWS)(states, 3)
    best: dict[str, float] = {}
    for name, (train, _) in measured.items():
        found = train(states.copy(), 3)
        np.testing.assert_allclose(found, right, rtol=1e-9, atol=1e-12, err_msg=name)
    for _ in range(ROUNDS):
        for name, (train, epochs) in measured.items():
            begun = process_time()
            train(states.copy(), epochs)
            speed = starts * epochs / (process_time() - begun) / 1e6
            best[name] = max(best.get(name, 0.0), speed)
    ours = best.get("lanes of machine code", best["rows of NumPy"])
    print(f"{starts:,} starts of 2-2-1, millions of epochs a second of processor time")
    for name, speed in sorted(best.items(), key=lambda pair: -pair[1]):
        print(f"{name:22} {speed:8.2f}   ours is {ours / speed:6.2f} times this")


def scale(starts: int) -> None:
    """Run whole sweeps with one process and with two, and longer ones, and print how long they take and how much."""
    seconds = {}
    bits = {}
    for processes in (1, 2):
        sweep = Sweep(Plan(XOR, starts=starts, epochs=20_000), (LANES if find_spec("numba") else ROWS,))
        begun = perf_counter()
        sweep.run(processes)
        seconds[processes] = perf_counter() - begun
        bits[processes] = sweep.of(sweep.plan.cells[0]).parameters.tobytes()
    print(f"two processes: {seconds[1] / seconds[2]:.2f} times as fast as one; the same bits: {bits[1] == bits[2]}")
    for epochs in (1000, 30_000):
        sweep = Sweep(Plan(XOR, starts=2000, epochs=epochs))
        sweep.run(1)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"after {epochs:,} epochs of 2,000 starts: at most {most} MB")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    compare(count - count % 4)
    scale(count)
