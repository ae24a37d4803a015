"""A signal that ends a command leaves nothing of it behind: no child process, and no scratch folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.check.test_process import processes_in

PATIENCE = 30.0
ENDLESS = "from pathlib import Path\nPath('begun').touch()\nwhile True:\n    pass\n"


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("files", [["endless.py"], ["endless.py", "endless2.py"]])
def test_a_signal_ends_the_files_that_run(tmp_path: Path, number: signal.Signals, files: list[str]) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for name in files:
        (tmp_path / name).write_text(ENDLESS, "utf-8")
    command = subprocess.Popen(
        [sys.executable, "-m", "xortui", "check", *files],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + PATIENCE
    while not list(scratch.glob("*/begun")) and time.monotonic() < end:
        time.sleep(0.02)
    assert processes_in(scratch)
    command.send_signal(number)
    status = command.wait(PATIENCE)
    while processes_in(scratch) and time.monotonic() < end:
        time.sleep(0.02)
    assert not processes_in(scratch)
    if number is signal.SIGKILL:  # it can't remove anything any more
        assert status == -signal.SIGKILL
    else:
        assert (status, list(scratch.iterdir())) == (128 + number, [])
