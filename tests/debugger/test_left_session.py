"""The session that was left: the last one, in a few words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from xortui.debugger import Debugger
from xortui.debugger.left_session import MAX_NAME_LENGTH, LeftSession, left_session
from xortui.debugger.session import SessionWriter
from xortui.debugger.session_file import SessionFile, sessions_folder


def save(name: str, steps: int) -> Path:
    debugger = Debugger("xor")
    debugger.run(steps)
    path = sessions_folder() / f"{name}.json"
    SessionFile(path).save(SessionWriter(debugger).text({}))
    return path


def test_where_nothing_was_left_there_is_none() -> None:
    assert left_session() is None


def test_it_is_the_one_that_was_saved_last() -> None:
    save("first", 3)
    path = save("second", 12)
    found = left_session()
    assert found is not None
    saved = datetime.fromtimestamp(path.stat().st_mtime)
    assert found.told() == f"xor at 12.45, saved {saved:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("text", ["", "{", '{"xortui session": 1}', '{"xortui session": 99}'])
def test_one_that_resume_could_not_open_is_none(text: str) -> None:
    save("whole", 3).with_name("z.json").write_text(text)
    assert left_session() is None


def test_a_long_name_is_cut() -> None:
    assert len(str(LeftSession("x" * 300, "1.1", datetime(2026, 11, 25)))) == MAX_NAME_LENGTH + len(" at 1.1")
