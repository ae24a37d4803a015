"""The workbench: one debugger, how the user looks at it, and the news; what the commands act on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from xortui.commands.layout import Layout, LeftTour
from xortui.commands.pacing import TURN, Stride, nobody_waits
from xortui.commands.playback import Playback
from xortui.commands.practice import Practice
from xortui.core.activations import learns_by_rule
from xortui.core.program import Program
from xortui.debugger import Debugger, Position, Reason, Stop
from xortui.debugger.bookmarks import Bookmark
from xortui.debugger.stall import Stall, stall_of
from xortui.language.phrase import phrase, plural
from xortui.render.retold import retold
from xortui.render.status import Transport
from xortui.render.view import View
from xortui.render.wording import NameOf, verbatim, worded

if TYPE_CHECKING:
    from xortui.commands.following import Following
    from xortui.core.engines import Sample
    from xortui.core.network import Network
    from xortui.debugger.comparison import Comparison
    from xortui.debugger.source_file import SourceFile
    from xortui.debugger.timeline import Timeline
    from xortui.diagnosis.diagnosis import Diagnosis
    from xortui.export.cast import CastWriter
    from xortui.render.row import Row
    from xortui.render.tour import TourPage
    from xortui.sweep.placing import Placed, PlaceQuestion
    from xortui.tours.player import Player

FAR = 10
"""How many times an engine's instant steps are run before a key press gets its answer; farther ones are run as the
clock allows."""
MAX_LINES_NAMED = 4
"""Lines that are wrong, up to which each is named."""
MAX_TOLD = 38
"""Characters of a condition in a line that says more."""


class Workbench:
    """Holds what commands act on, and what the next picture is made of."""

    def __init__(self, debugger: Debugger, name_of: NameOf = str) -> None:
        """Stand where a debugger does.

        Args:
            debugger: the debugger.
            name_of: what the person types for a command; its id, unless told otherwise.
        """
        self.debugger = debugger
        self.view = View(debugger.problem.network.parameter_names[0])
        self.playback = Playback(debugger)
        self._stride = Stride()
        self._stalled_at: tuple[Timeline, Position] | None = None
        self._stall: Stall | None = None
        self._halted_at: tuple[Timeline, Position] | None = None
        self._hit = ""
        self._learnt: tuple[Network, Sequence[Sample], float] | None = None
        self.practice = Practice(debugger)
        """What is asked before it is shown."""
        self.tour: Player | None = None
        """The tour that is played."""
        self.pane_wanted = ""
        """The pane that is to be looked at next; empty for the one that is."""
        self.message = ""
        """News that has no place in the snapshot."""
        self.leaflet: tuple[str, ...] = ()
        """Lines that a command has found out, for whoever shows them."""
        self.is_refusal = False
        """Whether that news says why something could not be done."""
        self.offers_quit = False
        """Whether that news says that the key which was pressed quits, if it is pressed again."""
        self.is_unsaved = False
        """Whether the session could not be saved."""
        self.left_session = ""
        """What there is to go on with instead of beginning."""
        self.shows_map = False
        """Whether the decision map is to be seen."""
        self.shows_surface = False
        """Whether the error surface is to be seen."""
        self.compares = False
        """Whether two forks shall be shown side by side, as soon as there are two."""
        self.compared_with = 0
        """The number of the fork to compare with, if it is another than the current one."""
        self.diagnosis: Diagnosis | None = None
        """What was said last of why it does not learn."""
        self.diagnosed_at: tuple[Timeline, Position] | None = None
        """Where that was."""
        self.name_of = name_of
        """What the person types for a command."""
        self.pictured: Callable[[bool], tuple[list[Row], str]] | None = None
        """Returns the pane that is looked at, or the whole screen, and the theme; None where there is no picture."""
        self.recording: CastWriter | None = None
        """What is being recorded, if something is."""
        self.following: Following | None = None
        """Somebody else whose session is followed, if one is."""
        self.worth_a_look: dict[str, int] = {}
        """Seeds of other starts, by what becomes of them."""
        self.left_place: Bookmark | None = None
        """Where the last jump came from, if there was one."""
        self.placed: tuple[PlaceQuestion, Placed] | None = None
        """The place among many starts that was asked for last, once it is known."""
        self._verdict = ""
        """What is told of a file that was opened: the line that is wrong, and what can be done."""
        self._beside_verdict = ""
        """What of it is left to tell where the line that is wrong is seen with its reason."""
        self._tell_first()

    def _tell_first(self) -> None:
        """Say what is to be known before anything is done."""
        debugger = self.debugger
        if debugger.source is not None and not debugger.hides_mistakes:
            self._tell_verdict(debugger.source)
        elif debugger.mistakes:
            self._tell_mistakes()

    def _tell_verdict(self, source: SourceFile) -> None:
        """Say what is wrong in a file, or that nothing is."""
        if source.doubt:
            self.say(verbatim(phrase("{name}: no verdict: {reason}", name=source.name, reason=source.doubt)))
            return
        if not source.accusations:
            name = verbatim(source.name)
            if learns_by_rule(self.debugger.problem.network.activations[-1]):
                said = phrase(
                    "{name} is right: every step follows the perceptron's rule. {operation} goes on", name=name
                )
            else:
                said = phrase("{name} is right: every step follows the gradient. {operation} goes on", name=name)
            self.say(f"{said}.{self._samples_here}" if source.has_more_samples else said)
            return
        first = source.accusations[0]
        line = ""
        if first.line and first.is_certain:
            line = phrase("line {number}: ", number=first.line)
        elif first.line:
            line = phrase("look at line {number}: ", number=first.line)
        sentence = verbatim(f"{line}{retold(first.sentence)}")
        shown = ""
        if source.takes_batches:
            shown = phrase(" Shown sample by sample: {about} tells why.")
        elif not source.goes_as_far:
            shown = phrase(" Its own steps are larger or smaller: {about} tells more.")
        elif source.measured is not None:
            shown = plural(
                " Its first update is as measured: {about} tells more.",
                " Its first {count} updates are as measured: {about} tells more.",
                source.measured.count,
            )
        elif source.has_more_samples and self.debugger.mistakes:
            shown = self._samples_here
        elif not self.debugger.mistakes:
            reason = phrase("Every step here is the right one, and not that of the file.")
            self.say(phrase("{sentence} {reason} {about} tells more", sentence=sentence, reason=reason))
            self._keep_beside_verdict(phrase("{reason} {about} tells more", reason=reason))
            return
        mended = phrase("{compare} compares with it mended")
        beside = mended
        lines = sorted({accusation.line for accusation in source.accusations})
        if len(source.accusations) > 1:
            mended = phrase("{compare} compares with all {count} mended", count=len(source.accusations))
            beside = mended
        if lines[0] and len(lines) == 1:
            beside = phrase("{compare} compares with line {number} mended", number=lines[0])
        elif lines[0] and len(lines) <= MAX_LINES_NAMED:
            *most, last = map(str, lines)
            numbers = phrase("{names} and {last}", names=", ".join(most), last=last)
            beside = phrase("{compare} compares with lines {numbers} mended", numbers=numbers)
        stops = phrase(", {break} stops at it") if self._has_wrong_value and not shown else ""
        self.say(f"{sentence}{shown} {mended}{stops}")
        self._keep_beside_verdict(f"{shown} {beside}{stops}".strip())

    @property
    def _samples_here(self) -> str:
        """What is said of a file that has more samples than are shown."""
        count = len(self.debugger.problem.samples)
        return phrase(" Only {count} of its samples are here: {about} tells more.", count=count)

    @property
    def _has_wrong_value(self) -> bool:
        """Whether a breakpoint can ask for a value that is wrong, as some mistakes that are planted compute one."""
        if not self.debugger.mistakes:
            return False
        # Loaded when a mistake is planted.
        from xortui.debugger.right import first_changed

        return bool(first_changed(self.debugger.timeline.program))

    def _keep_beside_verdict(self, text: str) -> None:
        """Keep what is told, and what is left of it where the line that is wrong is seen with its reason."""
        self._verdict = self.message
        self._beside_verdict = worded(text, self.name_of)

    def leave_verdict_to_code(self) -> None:
        """Tell of a file that was opened only what does not stand beside its code, as that is seen."""
        if self._verdict:
            self.message = self.message.replace(self._verdict, self._beside_verdict)

    def _tell_mistakes(self) -> None:
        """Say that there is something to be found, or what it is."""
        if self.debugger.hides_mistakes:
            self.say(phrase("there is a mistake in this program: find it; {reveal} tells which it is"))
            return
        told = " ".join(map(str, self.debugger.mistakes))
        self.say(verbatim(phrase("planted: {told}", told=told)))

    @property
    def follows(self) -> bool:
        """Whether what is looked at is somebody else's, who alone moves."""
        return self.following is not None and self.following.is_joined

    @property
    def kept(self) -> Debugger | None:
        """What is to be saved: nothing that is somebody else's."""
        return None if self.follows else self.debugger

    def open(self, debugger: Debugger) -> None:
        """Stand where another debugger does."""
        pacer = self.playback.pacer
        is_by_operations = self.playback.is_by_operations
        is_watched = self.playback.is_watched
        self.playback.pause()
        is_other = debugger.problem is not self.debugger.problem
        self.debugger = debugger
        self.playback = Playback(debugger)
        self.playback.pacer = pacer
        self.playback.is_by_operations = is_by_operations
        self.playback.is_watched = is_watched
        score = self.practice.score_rows
        self.practice = Practice(debugger)
        self.practice.restore(score)
        self.tour = None
        if is_other:
            self.view = View(debugger.problem.network.parameter_names[0])
            self.compares = False
            self.worth_a_look = {}
            self.placed = None
            self.say("")
            self._tell_first()

    def arrive(self) -> None:
        """Stand where the person stands who is followed, and look at it as they have begun to."""
        following = self.following
        assert following is not None
        self.open(following.debugger)
        self.say("")
        if following.has_new_layout or following.layout.tour is not None:
            self.restore(following.layout)
        self.leave_cursor()

    @property
    def program(self) -> Program:
        """What every step runs."""
        return self.debugger.timeline.program

    @property
    def stand(self) -> tuple[Timeline, Position]:
        """The training and the position in it: another fork or another problem is another training."""
        return self.debugger.timeline, self.debugger.position

    @property
    def transport(self) -> Transport:
        """Whether and how fast the program runs, and the news."""
        playback = self.playback
        return Transport(
            running=playback.is_running,
            backwards=playback.is_backwards,
            pace=playback.label,
            short_pace=playback.short_label,
            destination=str(playback.destination or ""),
            message=self.message,
            is_refusal=self.is_refusal,
            fork=phrase("fork {number}", number=self.debugger.fork.number) if len(self.debugger.forks) > 1 else "",
            is_unsaved=self.is_unsaved,
            left_session=self.left_session,
            is_recorded=self.recording is not None and not self.recording.trouble,
            mistakes=self._mistakes,
            short_mistakes=self._mistakes_in_short,
            lecture=self.following.told if self.following is not None else "",
        )

    @property
    def _mistakes(self) -> str:
        """What is planted, for the status line."""
        if self.debugger.hides_mistakes and self.debugger.mistakes:
            return phrase("✗ hidden mistake")
        return " ".join(f"✗ {name}" for name in self._names_of_mistakes)

    @property
    def _mistakes_in_short(self) -> str:
        """What is planted, where there is little room: the first of several, and how many more."""
        if self.debugger.hides_mistakes or len(self._names_of_mistakes) < 2:
            return self._mistakes
        first, *more = self._names_of_mistakes
        return f"✗ {first} +{len(more)}"

    @property
    def _names_of_mistakes(self) -> list[str]:
        """The name of each mistake once: of those that are planted, and of those that a file shows as measured."""
        names = [planted.mistake.id for planted in self.debugger.mistakes]
        if self.debugger.source is not None:
            names += self.debugger.source.named
        return list(dict.fromkeys(names))

    def look(self) -> View:
        """Return how to draw, with the operations that have a breakpoint."""
        stops = frozenset(b.operation for b in self.debugger.breakpoints.enabled if b.condition is None)
        return self.view if self.view.stops == stops else replace(self.view, stops=stops)

    def comparison(self) -> Comparison | None:
        """Return the current fork beside the other, at the end of the last whole step; None unless it is asked for."""
        debugger = self.debugger
        if not self.is_comparing:
            return None
        # Loaded when first wanted: most people never fork.
        from xortui.debugger.comparison import compare

        other = debugger.fork_numbered(self.other)
        timeline = other.timeline
        step = min(debugger.complete_steps, timeline.recorded + timeline.engine.instant_steps)
        return compare(debugger, debugger.fork.number, other.number, step)

    @property
    def is_catching_up(self) -> bool:
        """Whether the other fork of a comparison still has to be run to this position."""
        if not self.is_comparing:
            return False
        timeline = self.debugger.fork_numbered(self.other).timeline
        return timeline.end is None and timeline.recorded < self.debugger.complete_steps

    def catch_up(self, somebody_waits: Callable[[], bool] = nobody_waits) -> None:
        """Run the other fork of a comparison for a slice of time, to this position at most.

        Args:
            somebody_waits: says whether a key waits for its picture. Then it ends early.
        """
        timeline = self.debugger.fork_numbered(self.other).timeline
        self._stride.begin(timeline.engine)
        now = perf_counter()
        end = now + TURN
        while self.is_catching_up and now < end:
            timeline.advance(min(timeline.recorded + self._stride.steps, self.debugger.complete_steps))
            then = perf_counter()
            self._stride.took(then - now)
            now = then
            if somebody_waits():
                break

    @property
    def is_comparing(self) -> bool:
        """Whether two forks are shown side by side: not where that would tell what is asked."""
        return self.compares and bool(self.debugger.others) and not self.hides_comparison

    @property
    def hides_comparison(self) -> bool:
        """Whether a comparison would tell what is asked; a question of a tour's own may be about what it shows."""
        cover = self.debugger.cover
        return cover is not None and (cover.hides_loss or not cover.is_choice)

    @property
    def layout(self) -> Layout:
        """How the user looks at it now, as a session keeps it; without the cursor of the loss chart."""
        return Layout(
            replace(self.view, cursor=None, pointed=""),
            self.playback.pacer.level,
            self.is_comparing,
            self.other,
            score=self.practice.score_rows,
            tour=self._left_tour,
        )

    @property
    def _left_tour(self) -> LeftTour | None:
        """The tour that is played, as a session keeps it."""
        player = self.tour
        if player is None:
            return None
        return LeftTour(
            player.called, player.place, player.stands, player.answered, player.given, is_left=player.is_left
        )

    def tour_page(self) -> TourPage | None:
        """Return what the tour tells where it is; None if none is played, or it is left."""
        return None if self.tour is None or self.tour.is_left else self.tour.page(self.name_of)

    def restore(self, layout: Layout) -> None:
        """Look at everything as a session was left."""
        self.view = layout.view
        self.playback.pacer.level = layout.pace
        self.compares = layout.is_comparing
        self.compared_with = layout.other
        self.practice.restore(layout.score)
        if layout.tour is not None:
            # Loaded when there is one: most people take no tour.
            from xortui.commands.left_tour import resumed_tour

            try:
                self.tour = resumed_tour(self.debugger, layout.tour)
            except ValueError as error:
                self.say(verbatim(phrase("the tour can't go on: {error}", error=error)), is_refusal=True)

    @property
    def other(self) -> int:
        """The number of the fork that is compared with: never the current one, if there is another."""
        numbers = [fork.number for fork in self.debugger.others]
        return self.compared_with if self.compared_with in numbers else max(numbers, default=0)

    def say(self, text: str, *, is_refusal: bool = False, offers_quit: bool = False) -> None:
        """Tell the user a line: news, or why something could not be done.

        Args:
            text: a wording, which may name commands; what somebody typed stands in it `verbatim`.
            is_refusal: whether something could not be done.
            offers_quit: whether the key that was pressed quits, if it is pressed again.
        """
        self.message = worded(text, self.name_of)
        self.is_refusal = is_refusal
        self.offers_quit = offers_quit

    def say_first(self, text: str) -> None:
        """Tell the user a line, a wording as in `say`, before what is told already."""
        text = worded(text, self.name_of)
        self.message = f"{text}. {self.message}" if self.message else text

    def refuse(self, stop: Stop) -> None:
        """Tell the user why it goes no further."""
        self.say(stop.message, is_refusal=True)

    def take_leaflet(self) -> tuple[str, ...]:
        """Return the lines that the last command has found out, once."""
        taken = self.leaflet
        self.leaflet = ()
        return taken

    @property
    def stall(self) -> Stall | None:
        """What the loss has done lately, where training rests, has not learnt and hardly gets on; else None."""
        debugger = self.debugger
        is_hidden = debugger.cover is not None or (debugger.hides_mistakes and bool(debugger.mistakes))
        if self.playback.is_running or is_hidden:
            return None
        if self._stalled_at != self.stand:
            self._stalled_at = self.stand
            self._stall = self._stall_here()
        return self._stall

    def _stall_here(self) -> Stall | None:
        snapshot = self.debugger.snapshot()
        curve = snapshot.losses
        found = stall_of(curve)
        if found is None or self.debugger.complete_steps < curve.epochs * curve.samples or snapshot.is_learnt:
            return None
        return found if found.now > self._learnt_loss(snapshot.samples) else None

    def _learnt_loss(self, samples: Sequence[Sample]) -> float:
        """Return the loss at which samples are learnt; found anew only for others, as it looks at every one."""
        network = self.program.network
        if self._learnt is None or self._learnt[0] is not network or self._learnt[1] is not samples:
            from xortui.diagnosis.learnt import learnt_loss  # here: the first picture needs none of it

            self._learnt = (network, samples, learnt_loss(network, samples))
        return self._learnt[2]

    def tell_stall(self) -> None:
        """Tell where a training has come to rest that it hardly gets on, and what says why; unless there is news."""
        if self.stall is not None and not self.message:
            self.say(phrase("{course}: stuck? {why} says why", course=self.stall.told))

    def turn(self, somebody_waits: Callable[[], bool] = nobody_waits) -> bool:
        """Run for a slice of time; say whether running has come to an end.

        Args:
            somebody_waits: says whether a key waits for its picture. Then it ends early.
        """
        stop = self.playback.turn(somebody_waits)
        if stop is None:
            return False
        if stop.reason is Reason.DIVERGED:
            self.refuse(stop)
        elif stop.reason is Reason.BREAKPOINT:
            hit = "; ".join(map(brief, stop.message.split("; ")))
            if stop.is_at_wrong_value:
                hit = f"{hit}{self._show_wrong()}"
            self._halted_at = self.stand
            self._hit = hit
            told = phrase("stopped: {hit}; {run} goes on, {operation.back} back, {edit} edits here", hit=hit)
            if self.debugger.others:
                told = phrase("stopped: {hit}; {run} goes on, {operation.back} back, {compare} compares", hit=hit)
            self.say(told)
        elif stop.reason is Reason.START_OF_TIME and self.way_back:
            self.say(self.way_back)
        else:
            self.say(stop.message)
            self.tell_stall()
        return True

    def _show_wrong(self) -> str:
        """Choose the parameter in whose row the value that is wrong here stands; return what to say of it."""
        # Loaded when a breakpoint has asked for it.
        from xortui.render.beside import comparison
        from xortui.render.chain_rule import shown_in

        snapshot = self.debugger.snapshot()
        wrong = snapshot.wrong_here
        if not wrong or snapshot.cover is not None:
            return ""
        self.view = shown_in(self.program, self.view, wrong)
        return f": {wrong} {comparison(snapshot, wrong)}"

    def tell_pace(self) -> None:
        """Tell the pace that is set, and where a breakpoint has just stopped, why it does not run."""
        label = self.playback.label
        if self.playback.is_running or self._halted_at != self.stand:
            self.say(label)
            return
        self.say(phrase("{label}, when {run} goes on; stopped: {hit}", label=label, hit=self._hit))

    def leave_place(self) -> None:
        """Keep in mind where a jump comes from."""
        self.left_place = Bookmark("left", self.debugger.fork.number, self.debugger.position)

    @property
    def way_back(self) -> str:
        """How to return to where the last jump came from; empty if that is near."""
        left = self.left_place
        if left is None or left.position.step - self.debugger.position.step <= len(self.debugger.problem.samples):
            return ""
        return phrase("from {place}; {return} goes back there", place=left.position)

    def follow_position(self) -> None:
        """Choose whichever factor is computed at each position, and take the loss chart's cursor away."""
        self.view = replace(self.view, factor=None, cursor=None)

    def leave_cursor(self) -> None:
        """Take the loss chart's cursor away."""
        self.view = replace(self.view, cursor=None)

    def choose(self, parameter: str, factor: int | None, branch: tuple[str, ...]) -> None:
        """Choose the parameter, factor or branch that was pointed at."""
        self.view = replace(self.view, parameter=parameter, factor=factor, branch=branch)

    def close_comparison(self) -> None:
        """Show one fork alone."""
        self.compares = False

    @property
    def far(self) -> int:
        """Steps that are run before a command gets its answer."""
        return FAR * self.debugger.timeline.engine.instant_steps

    def go_on_to(self, position: Position) -> None:
        """Set out to a position, if it is too far ahead to be there at once."""
        if self.debugger.position < position and self.debugger.can_go_on:
            self.playback.set_out(position)
        self.compares = self.is_comparing  # the next fork is not compared unasked

    @property
    def shown_steps(self) -> int:
        """How many steps the loss chart shows."""
        return max(self.debugger.shown(self.debugger.fork.number), self.debugger.complete_steps)


def brief(text: str) -> str:
    """Return a text cut short, with … at its end, if a line would have no room for more behind it."""
    return text if len(text) <= MAX_TOLD else f"{text[: MAX_TOLD - 1]}…"
