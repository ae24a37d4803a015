from __future__ import annotations

from pathlib import Path

import pytest

from tests.export.problems import XOR, debugger_at
from xortui.debugger import Debugger
from xortui.export import FORMATS, export_bytes, file, write_file


def refusal(name: str | Path) -> str:
    """Return the line that says why a file is not written."""
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        write_file(Debugger(XOR), str(name))
    return str(caught.value)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_new_file_holds_what_is_exported_and_a_line_says_so(tmp_path: Path, format_: str) -> None:
    debugger, path = debugger_at(XOR, "6.3"), tmp_path / f"é{FORMATS[format_].suffix}"
    assert write_file(debugger, f"  {path} ") == f"wrote {path}, {format_} at 6.3"
    assert path.read_bytes() == export_bytes(debugger, format_)


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert write_file(Debugger(XOR), "~/a.md") == f"wrote {tmp_path / 'a.md'}, markdown at 0.0"
    assert (tmp_path / "a.md").is_file()


def test_what_is_there_already_is_left_as_it_is_and_nothing_is_made_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine", encoding="utf-8")
    made: list[str] = []
    monkeypatch.setattr(file, "export_bytes", lambda _, format_: made.append(format_))
    assert refusal(path) == f"{path} already exists; expected a new name"
    assert path.read_text(encoding="utf-8") == "mine"
    assert made == []


def test_a_folder_of_that_name_is_there_already(tmp_path: Path) -> None:
    path = tmp_path / "folder.py"
    path.mkdir()
    assert refusal(path) == f"{path} already exists; expected a new name"
    assert path.is_dir()


def test_below_a_file_nothing_can_be_made(tmp_path: Path) -> None:
    below = tmp_path / "file"
    below.write_text("mine", encoding="utf-8")
    assert refusal(below / "a.py") == f"{below / 'a.py'}: Not a directory"
    assert below.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.py"
    assert refusal(path) == f"{path}: No such file or directory"
    assert [*tmp_path.iterdir()] == []


def test_a_home_that_is_not_there_is_said() -> None:
    assert refusal("~nosuchuser/a.py") == "~nosuchuser/a.py: there is no such home folder"


@pytest.mark.parametrize("name", ["a.txt", "a", ".py", ""])
def test_an_end_that_asks_for_no_format_makes_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    suffixes = ".py, .tex, .md, .sheet.md, .key.md, .sheet.tex, .key.tex, .svg, .csv, .json, .npz, .safetensors"
    expected = f"expected a file name that ends in one of {suffixes}, got"
    assert refusal(name) == f"{expected} {name!r}"
    assert [*tmp_path.iterdir()] == []


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert "null" in refusal(f"{tmp_path}/a\0.py")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OSError("odd")])
def test_a_write_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    path = tmp_path / "a.py"
    opened = Path.open

    def open_full(self: Path, *arguments: str, **keywords: str) -> object:
        stream = opened(self, *arguments, **keywords)  # type: ignore[call-overload]

        def write(_: str) -> None:
            raise error

        monkeypatch.setattr(stream, "write", write)
        return stream

    monkeypatch.setattr(Path, "open", open_full)
    assert refusal(path) == f"{path}: {error.strerror or error}"
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("error", [KeyError("w1"), KeyboardInterrupt()], ids=["fault", "interrupt"])
def test_whatever_goes_wrong_while_it_is_made_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> str:
        raise error

    monkeypatch.setattr(file, "export_bytes", fail)
    with pytest.raises(type(error)) as caught:
        write_file(Debugger(XOR), str(tmp_path / "a.py"))
    assert caught.value is error
    assert [*tmp_path.iterdir()] == []
