"""A file runs in a process of its own: whatever it does, one line says so, and the machine is as before."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest

from tests.check.hostile import HOSTILE, Hostile
from xortui.check.process import checked
from xortui.check.running.limits import MEGABYTE, Limits
from xortui.check.verdict import UNDECIDED

FEW_SECONDS = Limits(seconds=5, budget=0.5, memory=400 * MEGABYTE)
"""Time enough on a slow machine to start, to be watched and to be told; what does not end by itself takes it all."""
MANY_SECONDS = Limits(seconds=60, budget=1.0, memory=400 * MEGABYTE)
"""Time enough on the slowest machine: no file that ends by itself shall be ended by the clock."""
BESIDE = {"beside.py": "def fail():\n    return 1 / 0\n", "data.csv": "1,2\n"}


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have scratch folders made in a folder of the test's own."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def written(folder: Path, hostile: Hostile) -> Path:
    """Write a file and those beside it."""
    folder.mkdir()
    for name, text in BESIDE.items():
        (folder / name).write_text(text, "utf-8")
    path = folder / hostile.name
    source = hostile.source
    path.write_bytes(source if isinstance(source, bytes) else source.replace("FOLDER", repr(str(folder))).encode())
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file in a folder with what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def processes_in(folder: Path) -> list[str]:
    """Return the processes that were told to write into a folder, where the system says so."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in environment and int(process.name) != os.getpid():
            found.append(process.name)
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_line_and_leaves_nothing_behind(name: str, tmp_path: Path, scratch: Path) -> None:
    hostile = HOSTILE[name]
    path = written(tmp_path / "student", hostile)
    before = contents(path.parent)
    verdict = checked(path, limits=FEW_SECONDS if hostile.ends_late else MANY_SECONDS)
    assert verdict["verdict"] == UNDECIDED
    assert re.search(hostile.told, verdict["reason"])
    assert verdict["reason"].isprintable()
    assert len(verdict["reason"]) < 500
    assert contents(path.parent) == before
    assert os.listdir(scratch) == []
    assert processes_in(scratch) == []


class TestWhatAFileMayDo:
    """What people's files usually do, works."""

    def told(self, folder: Path, source: str) -> str:
        """Return what is said of a file that ends by raising what it has found."""
        return str(checked(written(folder / "student", Hostile(source, "")), limits=MANY_SECONDS)["reason"])

    def test_data_beside_it_is_read_by_a_relative_name(self, tmp_path: Path) -> None:
        assert self.told(tmp_path, "raise ValueError(open('data.csv').read())").endswith("ValueError: 1,2")

    def test_a_file_beside_it_is_imported(self, tmp_path: Path) -> None:
        assert self.told(tmp_path, "import beside\nraise ValueError(beside.__name__)").endswith("ValueError: beside")

    def test_it_is_the_main_program_with_itself_as_the_only_argument(self, tmp_path: Path) -> None:
        source = "import os, sys\nraise ValueError(__name__, [os.path.basename(a) for a in sys.argv])"
        assert self.told(tmp_path, source).endswith("ValueError: ('__main__', ['mynet.py'])")

    def test_it_writes_and_removes_files_of_its_own(self, tmp_path: Path) -> None:
        source = (
            "import os, shutil, tempfile\nos.mkdir('out')\nopen('out/w.txt', 'w').write('1')\n"
            "with tempfile.NamedTemporaryFile() as file:\n    file.write(b'x')\n"
            "print('a', file=open('out/p.txt', 'w'))\nfound = sorted(os.listdir('out'))\nshutil.rmtree('out')\n"
            "raise ValueError(found, os.path.exists('out'))"
        )
        assert self.told(tmp_path, source).endswith("ValueError: (['p.txt', 'w.txt'], False)")

    def test_its_own_numpy_is_left_alone(self, tmp_path: Path) -> None:
        source = "import numpy as np\nnp.random.seed(1)\nraise ValueError(round(float(np.random.rand()), 6))"
        assert self.told(tmp_path, source).endswith("ValueError: 0.417022")

    def test_a_module_beside_it_with_the_name_of_one_of_ours_does_not_stand_in_for_it(self, tmp_path: Path) -> None:
        path = written(tmp_path / "student", Hostile("raise ValueError('mine')", ""))
        for name in ("json.py", "xortui.py", "signal.py", "runpy.py"):
            (path.parent / name).write_text("raise SystemExit", "utf-8")
        assert checked(path, limits=MANY_SECONDS)["reason"].endswith("ValueError: mine")


class TestWhatIsNoFile:
    """What can't be run is told without being run."""

    def test_a_folder(self, tmp_path: Path) -> None:
        assert checked(tmp_path)["reason"] == "this is a folder; expected a Python file"

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        assert checked(tmp_path / "none.py")["reason"] == "there is no such file"

    def test_a_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.py")
        assert checked(tmp_path / "pipe.py")["reason"] == "this is no ordinary file; expected a Python file"

    def test_a_name_that_is_none(self) -> None:
        assert checked(Path("a\0b.py"))["verdict"] == UNDECIDED

    @pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
    def test_what_may_not_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.py"
        path.write_text("x = 1")
        path.chmod(0)
        assert checked(path)["reason"] == "it can't be read: Permission denied"
