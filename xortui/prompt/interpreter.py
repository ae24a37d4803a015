"""The interpreter: does what a typed line says, by the table of commands, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from xortui.commands.command import Command, answer
from xortui.commands.moving import whole
from xortui.commands.places import place_lines
from xortui.commands.question import Question
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.core.spelling import UnknownNameError
from xortui.debugger import Debugger, Position
from xortui.debugger.forks import Fork
from xortui.language.phrase import phrase
from xortui.prompt.telling import chosen_line, position_lines, watch_line
from xortui.prompt.topics import comparison_lines, topic_named
from xortui.prompt.verbs import VERBS, Verb
from xortui.prompt.words import BACK, Meaning, described, full_name, meaning_of, name_of, words_for
from xortui.render.report import story_lines
from xortui.render.wording import worded

STEPS_AT_ONCE = 50_000
"""Steps that are run between two looks whether the user interrupts."""
LISTS = {"break": "breakpoints", "watch": "watches", "bookmark": "bookmarks", "find": "chain"}
"""What is told, by the name of a question, where nothing is typed behind its command."""
PICTURE = "that is about the picture on the full screen; info tells what its panes show"
"""Of a command that changes nothing but a picture."""
BY_OPERATIONS = ("operation",)
"""The commands after which the last operation is told, rather than what the step came to."""


class Failure(ValueError):  # noqa: N818 -- what was typed can't be done; the program is all right
    """A typed line can't be done; its one line says why."""


class Interpreter:
    """Does one line after the other. It is the front end of the commands."""

    def __init__(
        self,
        debugger: Debugger,
        tell: Callable[[str], None],
        is_interrupted: Callable[[], bool] = lambda: False,
        *,
        waits: bool = False,
    ) -> None:
        """Stand where a debugger does.

        Args:
            debugger: the debugger.
            tell: takes each line that is told.
            is_interrupted: says whether the user wants what runs to stop.
            waits: whether somebody is there to interrupt a run that nothing else would stop.
        """
        self.bench = Workbench(debugger, name_of)
        self.bench.playback.is_watched = False
        self.is_done = False
        """Whether the user wants to leave."""
        self._take = tell
        self._has_told = False
        self._is_interrupted = is_interrupted
        self._waits = waits
        self._last = ""

    def obey(self, line: str) -> str:
        """Do a line, and return why it can't be done; '' if it was done."""
        parts = line.split(None, 1)
        if not parts or parts[0].startswith("#"):
            return ""
        self._last = line
        self._has_told = False
        try:
            self._do(parts[0], parts[1].strip() if len(parts) > 1 else "")
        except (ValueError, UnknownNameError) as error:
            return str(error)
        return ""

    def follow(self) -> None:
        """Stand where the person stands who is followed, and tell where that is, if they have gone on."""
        bench = self.bench
        following = bench.following
        assert following is not None
        following.look()
        before = self._stand
        problem = bench.debugger.problem
        while following.is_catching_up:
            if self._is_interrupted():
                return
            if following.turn():
                bench.arrive()
        if following.trouble:
            self._tell(following.trouble)
        if self._stand != before or bench.debugger.problem is not problem:
            self.tell_position()

    def repeat(self) -> str:
        """Do the last line again, as an empty one asks for."""
        return self.obey(self._last)

    def tell_position(self, *, by_steps: bool = False) -> None:
        """Tell where the debugger stands."""
        bench = self.bench
        self._tell_all(position_lines(bench.debugger, bench.view, bench.name_of, by_steps=by_steps))
        self._tell_watches()

    def _tell_watches(self, known: Collection[str] = ()) -> None:
        """Tell what is watched, but for some that are known."""
        for reading in self.bench.debugger.snapshot().readings:
            if reading.text not in known:
                self._tell(watch_line(reading))

    def _tell(self, line: str) -> None:
        self._has_told = True
        self._take(line)

    def _tell_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._tell(line)

    def _do(self, word: str, text: str) -> None:
        meaning, text = _meaning(word, text)
        if meaning.verb is not None:
            if meaning.is_back:
                raise Failure(f"{meaning.verb.words[-1]} has no way back")
            self._tell_all(meaning.verb.run(self.bench, text, self._reach))
        elif meaning.command is not None:
            self._do_command(meaning.command, text, back=meaning.is_back)

    def _do_command(self, command: Command, text: str, *, back: bool) -> None:
        """Do a command of the table, and tell what has changed.

        Raises:
            ValueError: if it can't be done.
        """
        bench = self.bench
        debugger = bench.debugger
        if text and command.id == "help":
            self._explain(text)
            return
        before = self._stand
        chosen = self._chosen
        watched = {watch.text for watch in debugger.watches}
        if not text:
            self._see_that_it_ends(command, back=back)
        if command.id == "compare":
            bench.close_comparison()  # here it is told, and not shown until it is closed
        try:
            if text:
                self._do_with(command, text, back=back)
            else:
                self._do_once(command, back=back)
            if bench.follows:
                self.follow()  # one has just returned
            self._finish_running()
            leaflet = bench.take_leaflet()
            if leaflet:
                self._tell_all(leaflet)
            elif bench.message:
                self._tell(bench.message)
        finally:
            if self._stand != before:
                self.tell_position(by_steps=command.id not in BY_OPERATIONS)
            else:
                self._tell_watches(watched)
        if command.id == "compare":
            self._tell_comparison()
        elif command.id == "tour":
            self._tell_tour()
        elif command.is_about_picture:
            self._tell(phrase(PICTURE))
        elif self._chosen != chosen and self._stand == before:
            self._tell(chosen_line(debugger.snapshot(), bench.view))
        elif not self._has_told and not self.is_done:
            self.tell_position()

    @property
    def _stand(self) -> tuple[int, Position]:
        """The fork and the position, which are told where they change."""
        debugger = self.bench.debugger
        return debugger.fork.number, debugger.position

    @property
    def _chosen(self) -> object:
        """What of the chain rule is looked at."""
        view = self.bench.view
        return view.parameter, view.branch, view.factor

    def _do_with(self, command: Command, text: str, *, back: bool) -> None:
        """Do a command with what is typed behind it: an answer to what it asks for, or how often.

        Raises:
            ValueError: if it can't be done.
        """
        way = command.way(back=back)
        question = way.asks or way.takes
        command.withdraw_question(self.bench)
        if question is not None:
            self._refuse_off(command, back=back)
            self.bench.playback.pause()
            if not answer(self.bench, question, text, full_name(command, back=back)):
                raise Failure(self.bench.message)
        elif command.repeats:
            for _ in range(whole(text, phrase("how many times, such as 10"))):
                if not command.is_on(self.bench, self, back=back):
                    return
                if self._is_interrupted():
                    self.bench.say(phrase("interrupted"))
                    return
                self._do_once(command, back=back)
        else:
            raise Failure(
                phrase(
                    "{command}: expected nothing behind it, got {typed}",
                    command=full_name(command, back=back),
                    typed=f"{text[:30]!r}",
                )
            )

    def _do_once(self, command: Command, *, back: bool) -> None:
        self._refuse_off(command, back=back)
        command.obey(self.bench, self, back=back)
        if self.bench.is_refusal:
            raise Failure(self.bench.message)

    def _refuse_off(self, command: Command, *, back: bool) -> None:
        """Refuse what makes no sense here.

        Raises:
            ValueError: with the reason.
        """
        if command.is_on(self.bench, self, back=back):
            return
        debugger = self.bench.debugger
        reason = worded(command.why_not(self.bench, back=back), name_of)
        if not reason and command.is_about_picture:
            reason = phrase(PICTURE)
        elif not reason and not debugger.can_go_back:
            reason = phrase("this is the start: there is nothing before it")
        elif not reason and not debugger.can_go_on:
            reason = phrase("training diverged at {position}: there is nothing after it", position=debugger.position)
        raise Failure(reason or phrase("{command} makes no sense here", command=full_name(command, back=back)))

    def _see_that_it_ends(self, command: Command, *, back: bool) -> None:
        """Say how to end a run that nothing else would stop; refuse it where nobody is there to.

        Raises:
            ValueError: with what to do instead.
        """
        if command.id != "run" or back or self.bench.debugger.breakpoints.enabled:
            return
        if self._waits:
            self._tell(phrase("running; ctrl+c stops it"))
            return
        raise Failure(
            worded(phrase("nothing would stop it; {break} makes a breakpoint, {run} 1000 runs so many steps"), name_of)
        )

    def _finish_running(self) -> None:
        """Run to the end of what was set out for, or until the user interrupts."""
        bench = self.bench
        while bench.playback.is_running:
            if self._is_interrupted():
                bench.playback.pause()
                bench.say(phrase("interrupted"))
            elif bench.turn() and bench.is_refusal:
                self._tell(bench.message)
                bench.say("")

    def _reach(self, fork: Fork, step: int) -> None:
        """Have a fork run up to a step, the debugger staying where it is.

        Raises:
            ValueError: if the user interrupts, or its time ends before.
        """
        timeline = fork.timeline
        while timeline.recorded < step and timeline.end is None:
            if self._is_interrupted():
                raise Failure(phrase("interrupted"))
            timeline.advance(min(step, timeline.recorded + min(STEPS_AT_ONCE, self.bench.far)))
        if timeline.recorded < step:
            raise Failure(phrase("training diverged at {end}, before step {step}", end=timeline.end, step=step))

    def _tell_tour(self) -> None:
        """Tell what the tour says where it is, unless it could not go on."""
        page = self.bench.tour_page()
        if page is not None:
            from xortui.render.tour import page_text

            self._tell_all(page_text(page))

    def _tell_comparison(self) -> None:
        bench = self.bench
        while bench.is_catching_up and not self._is_interrupted():
            bench.catch_up()
        comparison = bench.comparison()
        if comparison is not None:
            self._tell_all(comparison_lines(bench, comparison))

    @property
    def can_zoom(self) -> bool:
        """Whether a command that fills the screen makes sense: it is told that it is about the picture."""
        return True

    @property
    def has_themes(self) -> bool:
        """Whether a command about colours makes sense: it is told that it is about the picture."""
        return True

    def turn_theme(self, *, back: bool) -> None:
        """Show nothing: there is no picture."""
        del back

    def ask(self, question: Question) -> None:
        """Tell what there is, or what has to be typed behind the command.

        Raises:
            ValueError: if something has to be typed.
        """
        if question.is_told:
            return
        if question.name not in LISTS:
            raise Failure(phrase("{name}: expected {hint}", name=question.name, hint=phrase(question.hint)))
        self._tell_all(topic_named(LISTS[question.name]).tell(self.bench, ""))

    def explain(self) -> None:
        """Tell every command in a line."""
        for command in COMMANDS.values():
            if not command.is_about_picture:
                self._tell(_description(command))
        for verb in VERBS:
            self._tell(_description_of_verb(verb))
        self._tell(phrase("back 10, back fork: the way back of a command; an empty line does the last one again"))
        pictured = [words_for(command)[0] for command in COMMANDS.values() if command.is_about_picture]
        self._tell(phrase("about the picture on the full screen alone: {pictured}", pictured=", ".join(pictured)))
        self._tell(phrase("words may be shortened as far as they stay clear; help edit tells more of a command"))

    def _explain(self, text: str) -> None:
        """Tell more of one command, or print a page of the reference.

        Raises:
            ValueError: if it is neither.
        """
        word, _, rest = text.partition(" ")
        try:
            meaning, _ = _meaning(word, rest)
        except ValueError:
            lines = _page(text)
            if not lines:
                raise
            self._tell_all(lines)
            return
        if meaning.verb is not None:
            self._tell(_description_of_verb(meaning.verb))
            self._tell(phrase("type behind it {expects}", expects=phrase(meaning.verb.expects)))
        elif meaning.command is not None:
            self._tell(_description(meaning.command))
            for back in (False, True) if meaning.command.back else (False,):
                way = meaning.command.way(back=back)
                question = way.asks or way.takes
                name = words_for(meaning.command, back=back)[0]
                if question is not None:
                    told = phrase("type behind {name} {hint}", name=name, hint=phrase(question.hint))
                    self._tell(told if way.asks else phrase("{told}, or nothing", told=told))
                elif meaning.command.repeats:
                    self._tell(phrase("type behind {name} how many times, or nothing for once", name=name))

    def tell_story(self) -> None:
        """Tell what the problem is, and what its source prints."""
        problem = self.bench.debugger.problem
        self._tell_all(story_lines(problem))
        for published in problem.published:
            told = phrase(
                "published at {position}: {quantity} {printed}",
                position=published.at,
                quantity=published.quantity,
                printed=published.printed,
            )
            self._tell(told)
        for erratum in problem.errata:
            printed = erratum.published
            told = phrase(
                "erratum: {quantity}, printed {printed}: {cause}",
                quantity=printed.quantity,
                printed=printed.printed,
                cause=erratum.cause,
            )
            self._tell(told)

    def list_places(self) -> None:
        """Tell the bookmarks and the forks."""
        self._tell_all(line for line in place_lines(self.bench) if line)

    def turn_presentation(self) -> None:
        """Show nothing: there is no picture."""

    def tell_why(self) -> None:
        """Tell why the training does not learn where it stands."""
        from xortui.commands.diagnosing import diagnosis_here
        from xortui.render.diagnosis import diagnosis_lines

        found = diagnosis_here(self.bench)
        self._tell_all([line for line in diagnosis_lines(found) if line])
        if found.way_out is not None:
            self._tell(phrase("free goes on with that, on a fork of its own"))

    def tell_place(self) -> None:
        """Find the place of the starting weights among many others, and tell it."""
        # Loaded when first wanted, as everything about many starts.
        from xortui.commands.starting import known_place, place_question, tell_place
        from xortui.sweep.placing import PlaceSearch

        question = place_question(self.bench)
        found = known_place(self.bench, question)
        if found is None:
            self._tell(phrase("training a thousand other starts; ctrl+c ends that"))
            found = PlaceSearch(question).wait(self._is_interrupted)
        if found is None:
            self.bench.say(phrase("interrupted"))
        else:
            tell_place(self.bench, question, found)

    def show_next(self, *, back: bool) -> None:
        """Show no other picture: there is none."""

    def zoom(self) -> None:
        """Show no other picture: there is none."""

    def turn_digits(self, *, back: bool) -> None:
        """Show no other digits: there is no picture."""

    def turn_mouse(self) -> None:
        """Do nothing: the mouse is the terminal's."""

    def copy(self) -> None:
        """Copy nothing: there is no picture."""

    def quit(self) -> None:
        """Take no more lines."""
        self.is_done = True


def _page(text: str) -> list[str]:
    """Return the lines of the page of the reference that somebody means; none if there is no such page."""
    # Loaded when first wanted: a page is seldom asked for.
    from xortui.help import pages
    from xortui.help.plain_text import plain_text

    try:
        topic = pages.topic_named(text)
    except ValueError:
        return []
    return plain_text(pages.page(topic)).splitlines()


def _meaning(word: str, text: str) -> tuple[Meaning, str]:
    """Return what a line stands for, and what is typed behind it: back 10 is the way back of an operation, 10 times.

    Raises:
        ValueError: if it is no command.
    """
    if word != BACK:
        return meaning_of(word), text
    first, _, rest = text.partition(" ")
    if not first or first.isdigit():
        return Meaning(COMMANDS["operation"], is_back=True), text
    return meaning_of(first)._replace(is_back=True), rest.strip()


def _description(command: Command) -> str:
    """Return what a command and its way back do, and what is typed for them."""
    line = f"{_either(words_for(command))}: {described(command, back=False)}"
    if command.back is None:
        return line
    return f"{line}; {_either(words_for(command, back=True))}: {described(command, back=True)}"


def _description_of_verb(verb: Verb) -> str:
    """Return what a verb does, and what is typed for it."""
    return f"{_either(verb.words)}: {phrase(verb.description)}"


def _either(words: Sequence[str]) -> str:
    """Return several words for one thing: 'i or info'."""
    return phrase(" or ").join(words)
