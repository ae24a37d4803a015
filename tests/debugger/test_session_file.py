from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.debugger import session_file
from xortui.debugger.session_file import (
    MAX_FILE_SIZE,
    STALE_AFTER,
    VERSION,
    SessionError,
    SessionFile,
    SessionTakenError,
    last_session,
    listed_sessions,
    new_session_path,
    sessions_folder,
)

NOON = datetime(2026, 11, 24, 22, 30, 15)
TEXT = json.dumps({"xortui session": 1, "problem": "xor", "edits": [["w1", 0.25], ["ŵ∂", -3]]}, ensure_ascii=False)
NEWER = (
    "saved by a newer xortui (format 3; this one reads up to 2); "
    "expected one that this xortui or an older one has saved"
)

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs what only POSIX has")
needs_no_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="permissions don't hold for this user"
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return the path of a session that has been saved."""
    path = tmp_path / "saved" / "a.json"
    SessionFile(path).save(TEXT)
    return path


def opened(path: Path) -> SessionFile:
    """Return a file that has been read, as a session is before it is gone on with."""
    file = SessionFile(path)
    file.read()
    return file


def numbered(number: int) -> str:
    return json.dumps({"xortui session": VERSION, "number": number})


def refusal_to_read(path: Path) -> str:
    """Return why a file is not read, without its name."""
    with pytest.raises(SessionError) as caught:
        SessionFile(path).read()
    return without_name(str(caught.value), path)


def refusal_to_save(file: SessionFile, text: str = TEXT) -> str:
    """Return why a file is not written, without its name."""
    with pytest.raises(SessionError) as caught:
        file.save(text)
    return without_name(str(caught.value), file.path)


def without_name(message: str, path: Path) -> str:
    assert message.isprintable()
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


def run(code: str, *arguments: object) -> str:
    """Return what a fresh interpreter prints."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    file = SessionFile(tmp_path / "é 1.json")
    for number in range(3):
        file.save(numbered(number))
        assert file.read() == SessionFile(file.path).read() == {"xortui session": 1, "number": number}
    assert [*tmp_path.iterdir()] == [file.path]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert refusal_to_read(tmp_path / "none.json") == "no such file"


def test_a_folder_is_no_session(tmp_path: Path) -> None:
    assert refusal_to_read(tmp_path) == "expected a file, got a folder"


@needs_posix
def test_neither_a_pipe_nor_a_device_is_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), Path("/dev/null")):
        assert refusal_to_read(path) == "expected a file, got a device"
        left = "what is there is left as it is: expected a file, got a device"
        assert refusal_to_save(SessionFile(path)) == f"cannot be saved: {left}"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@needs_no_root
def test_a_file_that_may_not_be_read_is_said(saved: Path) -> None:
    saved.chmod(0)
    assert refusal_to_read(saved) == "cannot be read: Permission denied"
    assert refusal_to_save(SessionFile(saved)) == "cannot be saved: Permission denied"


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a\0.json"
    with pytest.raises(SessionError, match=r"a\\x00\.json: .*null"):
        SessionFile(path).read()
    with pytest.raises(SessionError, match=r"a\\x00\.json: cannot be saved: .*null"):
        SessionFile(path).save(TEXT)


def test_a_name_is_told_in_one_line_whatever_is_in_it(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match=r"^[^\n\x1b]*a\\n\\x1b\[1m: no such file$"):
        SessionFile(tmp_path / "a\n\x1b[1m").read()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "not a whole session file: it ends early or has been changed (line 1, column 1)"),
        (b'{"xortui session":\n 1,', "not a whole session file: it ends early or has been changed (line 2, column 4)"),
        (b'{"xortui session": 1, "a": "\xff"}', "not a session of xortui: not UTF-8 text (byte 28)"),
        (b'["xortui session"]', "not a session of xortui"),
        (b'"xortui session"', "not a session of xortui"),
        (b'{"session": 1}', "not a session of xortui"),
        (b'{"xortui session": 3}', NEWER),
        (b'{"xortui session": 1, "a": NaN}', "not a session of xortui: a number in it is too long or not finite"),
        (b'{"xortui session": -Infinity}', "not a session of xortui: a number in it is too long or not finite"),
        (
            b'{"xortui session": ' + 5000 * b"1" + b"}",
            "not a session of xortui: a number in it is too long or not finite",
        ),
        (
            b'{"xortui session": ' + 4000 * b"1" + b"}",
            NEWER.replace("format 3", "format a number too large"),
        ),
        (100_000 * b'{"xortui session":', "not a session of xortui: nested too deeply"),
    ],
)
def test_what_is_not_a_session_is_told_in_a_line_and_never_written_over(
    tmp_path: Path, text: bytes, reason: str
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text)
    assert refusal_to_read(path) == reason
    assert refusal_to_save(SessionFile(path)) == f"cannot be saved: what is there is left as it is: {reason}"
    assert path.read_bytes() == text
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("version", ["0", "-1", "1.0", "true", "null", '"1\\n"', "[1]", "{}"])
def test_a_format_is_a_whole_number_of_at_least_1(tmp_path: Path, version: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'{{"xortui session": {version}}}', encoding="utf-8")
    assert refusal_to_read(path) == "not a session of xortui: its format is not a whole number of at least 1"


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_SIZE + 1)
    assert refusal_to_read(path) == "larger than 64 MB; expected a session, which is smaller"


@pytest.mark.parametrize("length", range(len(TEXT.encode())))
def test_a_session_that_ends_early_is_told_in_a_line(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(TEXT.encode()[:length])
    assert refusal_to_read(path).startswith("not a ")


@given(changes=st.dictionaries(st.integers(0, len(TEXT.encode()) - 1), st.integers(0, 255), min_size=1))
def test_a_session_of_which_bytes_were_changed_is_read_or_told_in_a_line(changes: dict[int, int]) -> None:
    data = bytearray(TEXT.encode())
    for place, byte in changes.items():
        data[place] = byte
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        path.write_bytes(data)
        try:
            told = str(SessionFile(path).read()["xortui session"])
        except SessionError as error:
            told = without_name(str(error), path)
    assert told == str(VERSION) or told.startswith(("not a ", "saved by a newer xortui"))


def test_missing_folders_are_made_and_nobody_else_may_look_into_a_session(tmp_path: Path) -> None:
    path = tmp_path / "some" / "sessions" / "a.json"
    SessionFile(path).save(TEXT)
    assert path.read_bytes() == TEXT.encode()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@needs_posix
def test_a_file_keeps_its_permissions(saved: Path) -> None:
    saved.chmod(0o664)
    opened(saved).save(numbered(2))
    assert stat.S_IMODE(saved.stat().st_mode) == 0o664


@needs_posix
def test_the_file_that_a_link_points_to_is_replaced_and_not_the_link(saved: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(Path("saved", "a.json"))
    opened(link).save(numbered(2))
    assert link.is_symlink()
    assert SessionFile(saved).read()["number"] == 2
    saved.unlink()
    SessionFile(link).save(numbered(3))
    assert SessionFile(saved).read()["number"] == 3


@needs_posix
def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(link)
    assert refusal_to_save(SessionFile(link)).startswith("cannot be saved: Too many levels of symbolic links")
    assert refusal_to_read(link).startswith("cannot be read: Too many levels of symbolic links")


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()])
def test_a_save_that_fails_leaves_the_file_as_it_was_and_nothing_beside_it(
    saved: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    file = opened(saved)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        if isinstance(error, OSError):
            assert refusal_to_save(file, numbered(2)) == "cannot be saved: No space left on device"
        else:
            with pytest.raises(KeyboardInterrupt):
                file.save(numbered(2))
    assert saved.read_bytes() == TEXT.encode()
    assert [*saved.parent.iterdir()] == [saved]
    file.save(numbered(2))
    assert file.read()["number"] == 2


@needs_posix
def test_a_disk_that_takes_only_a_part_leaves_the_file_as_it_was_and_nothing_beside_it(saved: Path) -> None:
    code = """if True:
        import resource, signal, sys
        from pathlib import Path
        from xortui.debugger.session_file import SessionError, SessionFile

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        file = SessionFile(Path(sys.argv[1]))
        file.read()
        try:
            file.save('{"xortui session": 1, "a": "' + 100_000 * "a" + '"}')
        except SessionError as error:
            print(error)"""
    assert run(code, saved) == f"{saved}: cannot be saved: File too large\n"
    assert saved.read_bytes() == TEXT.encode()
    assert [*saved.parent.iterdir()] == [saved]


@needs_no_root
def test_a_folder_that_may_not_be_written_to_is_told(saved: Path) -> None:
    saved.parent.chmod(0o500)
    try:
        assert refusal_to_save(SessionFile(saved)) == "cannot be saved: Permission denied"
    finally:
        saved.parent.chmod(0o700)


@needs_no_root
def test_a_file_that_may_not_be_written_to_is_left_as_it_is(saved: Path) -> None:
    saved.chmod(0o400)
    assert refusal_to_save(SessionFile(saved), numbered(2)) == "cannot be saved: it may not be written to"
    assert saved.read_bytes() == TEXT.encode()


def test_below_a_file_nothing_can_be_saved(saved: Path) -> None:
    assert refusal_to_save(SessionFile(saved / "b.json")).startswith("cannot be saved: ")
    assert saved.read_bytes() == TEXT.encode()


@needs_posix
def test_a_name_too_long_is_told(tmp_path: Path) -> None:
    assert refusal_to_save(SessionFile(tmp_path / (300 * "a"))) == "cannot be saved: File name too long"


def test_what_could_not_be_read_again_is_not_saved(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_file, "MAX_FILE_SIZE", 1_000_000)
    file = SessionFile(saved)
    reason = "cannot be saved: larger than 1 MB, and could not be read again"
    assert refusal_to_save(file, f'{{"xortui session": 1, "a": "{1_000_000 * "a"}"}}') == reason
    assert refusal_to_save(file, '"\ud800"').startswith("cannot be saved: 'utf-8' codec can't encode")
    assert saved.read_bytes() == TEXT.encode()


def test_a_file_is_looked_into_once_and_again_when_somebody_else_has_written_to_it(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bytes] = []
    session = session_file._session

    def look(data: bytes) -> dict[str, Any]:
        looked.append(data)
        return session(data)

    monkeypatch.setattr(session_file, "_session", look)
    file = opened(saved)
    for number in range(5):
        file.save(numbered(number))
    assert looked == [TEXT.encode()]
    assert file.is_as_left
    opened(saved).save(numbered(50))
    looked.clear()
    assert not file.is_as_left
    with pytest.raises(SessionTakenError, match="another program has saved it"):
        file.save(numbered(5))
    assert looked == [numbered(50).encode()]
    assert saved.read_bytes() == numbered(50).encode()
    saved.write_text("notes", encoding="utf-8")
    assert "what is there is left as it is: not a whole session file" in refusal_to_save(file)
    assert saved.read_text(encoding="utf-8") == "notes"


def test_a_file_that_was_read_is_not_looked_into_before_it_is_replaced(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = SessionFile(saved)
    file.read()
    monkeypatch.setattr(session_file, "_session", None)
    file.save(numbered(1))
    assert saved.read_bytes() == numbered(1).encode()


def test_a_session_that_was_never_read_here_is_left_to_whose_it_is(saved: Path) -> None:
    with pytest.raises(SessionTakenError):
        SessionFile(saved).save(numbered(1))
    assert saved.read_bytes() == TEXT.encode()


def test_a_file_that_was_taken_away_is_saved_anew(saved: Path) -> None:
    file = opened(saved)
    file.save(numbered(1))
    saved.unlink()
    saved.parent.rmdir()
    file.save(numbered(2))
    assert file.read()["number"] == 2


def test_what_a_killed_process_left_is_removed_but_not_what_another_is_writing(saved: Path) -> None:
    names = (".a.json.00000000.tmp", ".a.json.11111111.tmp", ".b.json.00000000.tmp", "a.json.00000000.tmp")
    stale, fresh, of_another, visible = (saved.with_name(name) for name in names)
    for path in (stale, fresh, of_another, visible):
        path.write_text("half", encoding="utf-8")
    long_ago = fresh.stat().st_mtime - 2 * STALE_AFTER
    for path in (stale, of_another, visible):
        os.utime(path, (long_ago, long_ago))
    opened(saved).save(numbered(1))
    assert {*saved.parent.iterdir()} == {saved, fresh, of_another, visible}


@needs_posix
def test_whenever_a_process_is_killed_its_file_is_whole(saved: Path) -> None:
    code = """if True:
        import os, random, signal, sys, time
        from pathlib import Path
        from xortui.debugger.session_file import SessionFile

        path, moments = Path(sys.argv[1]), random.Random(1)
        for _ in range(20):
            process = os.fork()
            if not process:
                file = SessionFile(path)
                file.read()
                while True:
                    for letter in "abc":
                        file.save('{"xortui session": 1, "a": "' + moments.randrange(200_000) * letter + '"}')
            time.sleep(moments.uniform(0, 0.02))
            os.kill(process, signal.SIGKILL)
            ended = os.waitpid(process, 0)[1]
            print(os.WTERMSIG(ended), len({*SessionFile(path).read().get("a", "a")}) <= 1)"""
    assert run(code, saved) == 20 * "9 True\n"
    left = [path for path in saved.parent.iterdir() if path != saved]
    assert all(path.name.startswith(".a.json.") for path in left)
    for path in left:
        os.utime(path, (0, 0))
    opened(saved).save(TEXT)
    assert [*saved.parent.iterdir()] == [saved]


@needs_posix
def test_sessions_lie_where_the_platform_keeps_state(state: Path) -> None:
    if sys.platform != "darwin":
        assert sessions_folder() == state / "xortui" / "sessions"
    assert sessions_folder().parts[-2:] == ("xortui", "sessions")


def test_a_new_session_is_named_after_its_problem_and_the_time(state: Path) -> None:
    path = new_session_path("xor", NOON)
    assert path == sessions_folder() / "xor-2026-11-24-223015.json"
    assert not state.exists()
    SessionFile(path).save(TEXT)
    second = new_session_path("xor", NOON)
    assert second.name == "xor-2026-11-24-223015-2.json"
    SessionFile(second).save(TEXT)
    assert new_session_path("xor", NOON).name == "xor-2026-11-24-223015-3.json"
    assert new_session_path("and", NOON).name == "and-2026-11-24-223015.json"


@pytest.mark.parametrize(
    ("problem", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Übung 1.2", "Übung-1-2"),
        ("a\0b\nc\ud800", "a-b-c"),
        ("..", "session"),
        ("", "session"),
        (300 * "漢", 40 * "漢"),
    ],
)
def test_whatever_a_problem_is_called_its_session_has_a_name_that_a_file_can_have(problem: str, name: str) -> None:
    path = new_session_path(problem, NOON)
    assert path == sessions_folder() / f"{name}-2026-11-24-223015.json"
    SessionFile(path).save(TEXT)
    assert listed_sessions() == [path]


def test_without_a_folder_there_is_no_session() -> None:
    assert listed_sessions() == []
    with pytest.raises(SessionError) as caught:
        last_session()
    assert str(caught.value) == f"there is no session yet; expected one in {sessions_folder()}"


def test_the_session_that_was_saved_last_is_listed_first() -> None:
    paths = [sessions_folder() / f"{name}.json" for name in "bcad"]
    for path, time in zip(paths, (3, 2, 1, 2), strict=True):
        SessionFile(path).save(TEXT)
        os.utime(path, (time, time))
    assert [path.stem for path in listed_sessions()] == ["b", "d", "c", "a"]
    assert last_session() == paths[0]


def test_only_sessions_are_listed(saved: Path) -> None:
    path = sessions_folder() / "a.json"
    SessionFile(path).save(TEXT)
    for name in (".a.json.00000000.tmp", ".b.json", "notes.txt"):
        path.with_name(name).write_text(TEXT, encoding="utf-8")
    path.with_name("folder.json").mkdir()
    expected = {path}
    if sys.platform != "win32":
        path.with_name("nowhere.json").symlink_to("none")
        path.with_name("circle.json").symlink_to("circle.json")
        path.with_name("link.json").symlink_to(saved)
        expected.add(path.with_name("link.json"))
    assert {*listed_sessions()} == expected


def test_a_folder_that_is_none_is_told() -> None:
    sessions_folder().parent.mkdir(parents=True)
    sessions_folder().write_text("mine", encoding="utf-8")
    with pytest.raises(SessionError, match=r"^[^\n]*sessions: cannot be read: Not a directory$"):
        listed_sessions()


@needs_no_root
def test_a_folder_that_may_not_be_read_is_told() -> None:
    sessions_folder().mkdir(parents=True)
    sessions_folder().chmod(0)
    try:
        with pytest.raises(SessionError, match=r"^[^\n]*sessions: cannot be read: Permission denied$"):
            last_session()
    finally:
        sessions_folder().chmod(0o700)


def test_where_sessions_lie_is_asked_only_when_it_is_wanted() -> None:
    code = "import sys, xortui.debugger.session_file; print('platformdirs' in sys.modules)"
    assert run(code) == "False\n"
