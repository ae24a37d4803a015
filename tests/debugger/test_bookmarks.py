"""Places to go back to: those that somebody names, and those that running leaves."""

from __future__ import annotations

import pytest

from tests.debugger.problems import DIVERGING
from xortui.debugger import START, Debugger, Position, Reason
from xortui.debugger.bookmarks import MAX_BOOKMARKS, MAX_STOPS, Bookmark, Bookmarks


def names(debugger: Debugger) -> list[str]:
    return [bookmark.name for bookmark in debugger.bookmarks]


class TestNaming:
    """A name leads back to where it was given."""

    def test_a_name_leads_back(self) -> None:
        debugger = Debugger()
        debugger.go_to("478.12")
        debugger.keep("dip")
        debugger.rewind()
        assert debugger.go_to("dip").position == debugger.position == Position(478, 12)

    def test_a_name_that_is_given_again_moves(self) -> None:
        debugger = Debugger()
        debugger.keep("one")
        debugger.step()
        debugger.keep("two")
        debugger.step()
        debugger.keep(" one ")
        assert list(debugger.bookmarks) == [("two", 0, (1, 1)), ("one", 0, (1, 2))]

    def test_it_is_of_one_fork_and_leads_to_that(self) -> None:
        debugger = Debugger()
        debugger.go_to("20")
        debugger.edit("w5", 1.0)
        debugger.run(10)
        debugger.keep("edited")
        value = debugger.snapshot().value("w5")
        debugger.switch(0)
        debugger.go_to("3")
        debugger.go_to("edited")
        assert (debugger.fork.number, debugger.position) == (1, Position(30, 45))
        assert debugger.snapshot().value("w5") == value

    def test_it_goes_with_its_fork(self) -> None:
        debugger = Debugger()
        debugger.go_to("20")
        debugger.keep("before")
        debugger.edit("w5", 1.0)
        debugger.keep("edited")
        debugger.undo()
        assert names(debugger) == ["before"]
        with pytest.raises(ValueError, match=r"^there is no bookmark 'edited'; expected one of before$"):
            debugger.go_to("edited")

    @pytest.mark.parametrize(
        "name", ["", "478", "478.12", "e120", "E3", "e", "stop4", "two words", "x" * 31, "a/b", "_a"]
    )
    def test_what_is_no_name_or_means_a_position_is_refused(self, name: str) -> None:
        debugger = Debugger()
        with pytest.raises(ValueError, match=r"^expected (a|one) word"):
            debugger.keep(name)
        assert len(debugger.bookmarks) == 0

    @pytest.mark.parametrize("name", ["epoch", "exp", "end-of-plateau", "ŷ", "talk_1", "x" * 30])
    def test_words_that_only_look_like_a_position_are_names(self, name: str) -> None:
        debugger = Debugger()
        debugger.go_to("5")
        debugger.keep(name)
        debugger.rewind()
        debugger.go_to(name)
        assert debugger.position == Position(5, 45)

    def test_positions_are_read_as_ever_where_there_are_bookmarks(self) -> None:
        debugger = Debugger()
        debugger.keep("epoch")
        for text, position in [("e2", (8, 45)), ("7", (7, 45)), ("7.3", (7, 3)), ("E1", (4, 45)), ("0", START)]:
            assert debugger.go_to(text).position == position
        with pytest.raises(ValueError, match=r"^there is no bookmark 'dip'; expected one of epoch$"):
            debugger.go_to("dip")
        with pytest.raises(ValueError, match=r"expected a step \(478\), an operation"):
            debugger.go_to("7.x")

    def test_one_is_forgotten_by_its_name(self) -> None:
        debugger = Debugger()
        debugger.keep("dip")
        assert str(debugger.bookmarks.forget("dip")) == "dip: 0.0 on fork 0"
        with pytest.raises(ValueError, match=r"^there is no bookmark 'dip'; expected one of none yet$"):
            debugger.bookmarks.forget("dip")

    def test_there_is_a_most(self) -> None:
        bookmarks = Bookmarks()
        for number in range(MAX_BOOKMARKS):
            bookmarks.keep(f"a{number}", 0, START)
        with pytest.raises(ValueError, match=f"expected at most {MAX_BOOKMARKS} bookmarks"):
            bookmarks.keep("more", 0, START)
        bookmarks.keep("a3", 0, Position(1, 1))
        bookmarks.note(0, Position(2, 1))
        assert len(bookmarks) == MAX_BOOKMARKS + 1


class TestStops:
    """Where running comes to rest it leaves a bookmark by itself."""

    def test_every_hit_leaves_one_in_either_direction(self) -> None:
        debugger = Debugger()
        debugger.breakpoints.add("epoch == 3 and sample == 2")
        debugger.breakpoints.add("step == 40")
        debugger.run()
        debugger.run()
        debugger.run_back()
        assert names(debugger) == ["stop1", "stop2", "stop3"]
        assert [bookmark.position.step for bookmark in debugger.bookmarks] == [10, 40, 10]
        debugger.go_to("stop2")
        assert debugger.position.step == 40

    def test_the_end_of_time_is_one(self) -> None:
        debugger = Debugger(DIVERGING["linear"])
        stop = debugger.run(10_000)
        assert stop.reason is Reason.DIVERGED
        assert [bookmark.position for bookmark in debugger.bookmarks] == [stop.position]

    def test_steps_and_runs_that_arrive_leave_none(self) -> None:
        debugger = Debugger()
        debugger.step()
        debugger.run(10)
        debugger.back("epoch")
        debugger.go_to("40")
        assert names(debugger) == []

    def test_the_same_place_twice_running_is_one(self) -> None:
        bookmarks = Bookmarks()
        for position in (Position(3, 1), Position(3, 1), Position(4, 1), Position(3, 1)):
            bookmarks.note(0, position)
        bookmarks.note(1, Position(3, 1))
        assert [str(bookmark) for bookmark in bookmarks] == [
            "stop1: 3.1 on fork 0", "stop2: 4.1 on fork 0", "stop3: 3.1 on fork 0", "stop4: 3.1 on fork 1",
        ]  # fmt: skip

    def test_the_newest_are_kept_beside_those_with_a_name(self) -> None:
        bookmarks = Bookmarks()
        bookmarks.keep("dip", 0, START)
        for step in range(1, 51):
            bookmarks.note(0, Position(step, 1))
        listed = list(bookmarks)
        assert listed[0].name == "dip"
        assert [bookmark.name for bookmark in listed[1:]] == [f"stop{n}" for n in range(51 - MAX_STOPS, 51)]

    def test_they_can_be_taken_back_as_they_were(self) -> None:
        bookmarks = Bookmarks()
        bookmarks.restore(Bookmark("stop7", 2, Position(3, 4)))
        bookmarks.restore(Bookmark("dip", 0, START))
        assert [bookmark.is_automatic for bookmark in bookmarks] == [True, False]
        with pytest.raises(ValueError, match="expected a word"):
            bookmarks.restore(Bookmark("e4", 0, START))
