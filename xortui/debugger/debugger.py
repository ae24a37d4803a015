"""The debugger: stands at a position of a timeline and moves, forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, Self, SupportsFloat, SupportsIndex

from xortui.core.engine_choice import ARITHMETICS
from xortui.core.program import Program
from xortui.debugger.bookmarks import Bookmarks
from xortui.debugger.breakpoints import Breakpoints
from xortui.debugger.cover import Cover
from xortui.debugger.editing import edits_at, refuse_read, with_made, with_tied
from xortui.debugger.edits import Edit, History, editable_name, edited_value
from xortui.debugger.forks import MENDED, ORIGINAL, WITH_THE_MISTAKE, YOURS, Fork, Forks
from xortui.debugger.own_names import NO_OWN_NAMES, OwnNames
from xortui.debugger.position import FURTHEST_STEP, START, Position, Route, Unit
from xortui.debugger.script_values import position_text, whole_steps
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.stop import Reason, Stop
from xortui.debugger.timeline import Timeline
from xortui.debugger.watches import Reading, Watches
from xortui.language.phrase import phrase
from xortui.problems import Problem, load_problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xortui.core.mistake import PlacedMistake
    from xortui.debugger.runner import Halt, Runner
    from xortui.debugger.source_file import SourceFile
    from xortui.debugger.watcher import Watcher
    from xortui.problems.published import Published

LANDMARKS = 16


class Debugger:
    """Walks through the training of a problem.

    debugger = Debugger("xor")            # or Debugger("xor", seed=3, learning_rate=0.1, hidden=(4,))
    debugger.step()                       # one operation
    debugger.step("sample")               # to the end of the sample
    debugger.go_to("e120")                # epoch 120 complete
    debugger.back("epoch")
    debugger.run(until="loss < 0.01")     # to where that becomes true
    debugger.snapshot().value("∂C/∂w1")   # or "dC/dw1"
    debugger.edit("w5", 1.0)              # from here on; what is before stays
    debugger.switch(0)                    # the history without the edit
    debugger.watches.add("w5 * h1")       # read by every snapshot
    debugger.keep("dip")                  # debugger.go_to("dip") leads back here
    """

    def __init__(
        self,
        problem: Problem | str | PathLike[str] = "xor",
        *,
        seed: SupportsIndex | None = None,
        learning_rate: SupportsFloat | None = None,
        hidden: SupportsIndex | Sequence[SupportsIndex] | None = None,
        program: Program | None = None,
        mistakes: Sequence[PlacedMistake] = (),
        hides_mistakes: bool = False,
        source: SourceFile | None = None,
        engine: str = "",
    ) -> None:
        """Stand at the start of a problem.

        Args:
            problem: a Problem, a built-in name or the path of a file.
            seed: the seed from which other starting weights are drawn.
            learning_rate: η, how far each update moves.
            hidden: units in each hidden layer: 4, or (8, 8) for two layers.
            program: operations to run in place of the problem's own, from `Program.with_operations`.
            mistakes: what to plant in the problem's own program, one after the other.
            hides_mistakes: whether nothing tells which they are, until they are revealed.
            source: somebody's own file, if the problem and the mistakes were read from one.
            engine: what shall run a wide network, 'floats' or 'matrices', which differ in the last bit; by default the
                faster of those that are ready.

        Raises:
            ProblemError: if no problem has this name, or its file has a mistake; a ValueError of one line.
            ValueError: if the problem can't be changed like that, the program is of another problem, or a mistake has
                no such place; the line says what was expected.
            TypeError: if an argument has a type that it can't have.
        """
        found = problem if isinstance(problem, Problem) else load_problem(problem)
        self.problem = found.with_overrides(seed=seed, learning_rate=learning_rate, hidden=hidden)
        if program is not None and (program.network, program.training) != (self.problem.network, self.problem.training):
            raise ValueError(f"program: expected one for {self.problem.name}, got one of another network or training")
        self.mistakes = tuple(mistakes)
        """What is planted in the program."""
        self.hides_mistakes = hides_mistakes
        """Whether nothing tells which mistakes they are."""
        self.cover: Cover | None = None
        """What is asked for here: no snapshot gives it away; None where nothing is."""
        if mistakes:
            if program is not None:
                raise ValueError("mistakes: expected none beside a program of its own")
            # Loaded when there is one: most people look at what is right.
            from xortui.debugger.planting import planted_program

            program = planted_program(self.problem, mistakes)
        self.source = source
        """The file from which problem and mistakes were read, if they were."""
        measured = None if source is None or mistakes else source.measured
        is_own = source is not None and (bool(mistakes) or measured is not None)
        name = YOURS if is_own else ""
        origin = WITH_THE_MISTAKE if is_own or mistakes else ORIGINAL
        if engine not in ("", *ARITHMETICS):
            raise ValueError(f"engine: expected one of {', '.join(ARITHMETICS)}, got {engine!r}")
        timeline = Timeline(self.problem, program=program, arithmetic=engine, measured=measured)
        self._forks = Forks(timeline, name, origin)
        self._mended: tuple[Fork, Fork] | None = None
        self.route = Route(self.timeline.program, self.problem.schedule)
        self.position = START
        self.breakpoints = Breakpoints(self.timeline, self.own_names)
        """What running stops at."""
        self.watches = Watches(self.timeline, self.own_names)
        """What every snapshot reads."""
        self.bookmarks = Bookmarks()
        """Places to go to by name, in any of the histories."""
        self.shows_test_curve = False
        """Whether snapshots have the losses of the test samples, which take some time to be found."""
        self._watcher: Watcher | None = None
        self._epoch_began: tuple[tuple[Timeline, int], tuple[float, ...]] | None = None
        """Where an epoch of a training began, and the state there: the last one that was asked for."""
        self._shown: dict[int, int] = {}
        """How many steps the loss chart shows at least, by the number of the fork."""
        self._printed: dict[int, dict[str, Published]] = {}
        for published in (*self.problem.published, *(erratum.published for erratum in self.problem.errata)):
            if published.quantity.is_of_the_step:
                at = self._printed.setdefault(self.route.parse(published.at).step, {})
                at[published.quantity.unsigned] = published

    def beside(self) -> Debugger:
        """Return another debugger at the start of the same training: what has been run is shared, and nothing else."""
        other = copy(self)
        vars(other).pop("_runner", None)
        other._forks = self._forks.beside()
        other.position = START
        other.breakpoints = Breakpoints(other.timeline, self.own_names)
        other.watches = Watches(other.timeline, self.own_names)
        other.bookmarks = Bookmarks()
        other._watcher = None
        other._epoch_began = None
        other._shown = {}
        return other

    @cached_property
    def own_names(self) -> OwnNames:
        """What the file calls the parameters, if problem and mistakes were read from one."""
        if self.source is None:
            return NO_OWN_NAMES
        # Loaded when there is a file.
        from xortui.debugger.expressions import words_of

        taken = words_of(self.timeline.program)
        return OwnNames(self.source.names, self.source.cells, taken, self.source.name)

    def parameters_meant(self, typed: str) -> tuple[str, ...]:
        """Return the program's names for a name of the file or the source: of an array, one for each of its numbers.

        Raises:
            ValueError: if it is a place in an array of the file that the array does not have.
        """
        return self.own_names.meant(typed) or (self.problem.names.source.in_program(typed.strip()),)

    def parameter_meant(self, typed: str) -> str:
        """Return the program's name for a name of the file or the source that means one number.

        Raises:
            ValueError: if it is an array of several numbers, or a place that the array does not have.
        """
        names = self.parameters_meant(typed)
        if len(names) > 1:
            raise ValueError(self.own_names.several(typed.strip(), names))
        return names[0]

    def edit_meant(self, typed: str, value: float) -> tuple[str, float]:
        """Return the name and the value of an edit, from a name as a person types it; see `edit`.

        Raises:
            ValueError: if the name or the value is not possible here; the line says what was expected.
        """
        # Where program and source both use a name, an edit takes the program's: `edited_value` translates the source's.
        return edited_value(self.problem, self.own_names.in_program(typed), value)

    @classmethod
    def from_model(cls, model: Any, X: Any, y: Any, **options: Any) -> Self:  # noqa: N803 -- as everybody calls it
        """Stand at the start of training somebody's own model on, from the weights that it has now.

        The model is read, never changed. What was decided in reading it stands in `problem.story`.

        Args:
            model: a list of (W, b) arrays, a fitted MLPClassifier or MLPRegressor of scikit-learn, a
                torch.nn.Sequential, a Keras model of Dense layers, or the path of an .npz or .safetensors file.
            X: the inputs, samples × inputs.
            y: the wanted outputs: numbers, rows of numbers, or labels.
            **options: activations, loss, reduction, orientation, optimizer, name, and any key of [training] in problem
                files, such as learning_rate or update; see `xortui.models.model_problem.problem_of_model`.

        Raises:
            ValueError: if it can't be read; one line that says what was found and what was expected.
        """
        # Loaded when there is one: it needs NumPy.
        from xortui.models.model_problem import problem_of_model

        return cls(problem_of_model(model, X, y, **options))

    @classmethod
    def from_arrays(
        cls,
        arrays: Any,
        X: Any,  # noqa: N803 -- as everybody calls it
        y: Any,
        *,
        activations: str | Sequence[str] | None = None,
        loss: object = None,
        **options: Any,
    ) -> Self:
        """Stand at the start of training weights on that are given as arrays; otherwise as `from_model`.

        Args:
            arrays: [(W1, b1), (W2, b2) …], or W1, b1, W2, b2 … in a list or under names; b is None where there is none.
            X: the inputs, samples × inputs.
            y: the wanted outputs.
            activations: one for each layer, or one for all: 'sigmoid', 'tanh' … Sigmoid by default.
            loss: 'half-squared-error' by default, or 'cross-entropy' for labels and several outputs.
            **options: as `from_model` takes them.

        Raises:
            ValueError: if they fit neither each other nor the samples; one line.
        """
        return cls.from_model(arrays, X, y, activations=activations, loss=loss, **options)

    def history(self, every: SupportsIndex | None = None) -> dict[str, NDArray[Any]]:
        """Return the complete epochs as columns, as pandas takes them: 'epoch', 'loss' and every parameter.

        The first row is the start, epoch 0, where the loss is NaN. A loss is the mean of C over its epoch.

        Args:
            every: how many epochs go by from row to row; by default 1, and more beyond 10,000 epochs.

        Raises:
            ValueError: if that is fewer than 1.
            TypeError: if it is no whole number.
        """
        from xortui.debugger.epoch_rows import epoch_columns, usual_spacing

        epochs = self.complete_steps // len(self.problem.samples)
        spacing = usual_spacing(epochs) if every is None else whole_steps(every, "history")
        if spacing < 1:
            raise ValueError(f"history: expected every to be at least 1, got {every}")
        return epoch_columns(self.timeline, epochs, spacing)

    def reveal(self) -> None:
        """Tell from now on which mistakes are planted, and what is right beside what is wrong."""
        self.hides_mistakes = False

    @property
    def shown_source(self) -> SourceFile | None:
        """The file that problem and mistakes were read from, without what is wrong in it where that is hidden."""
        if self.source is None or not self.hides_mistakes:
            return self.source
        return self.source.without_accusations

    def __repr__(self) -> str:
        """Say where it stands."""
        return f"<Debugger of {self.problem.name} at {self.position}>"

    @property
    def timeline(self) -> Timeline:
        """The training with the edits of the current fork."""
        return self.fork.timeline

    @property
    def fork(self) -> Fork:
        """The history that the debugger goes along."""
        return self._forks.current

    @property
    def forks(self) -> tuple[Fork, ...]:
        """Every history there is, by number; 0 is the original."""
        return self._forks.listed

    @property
    def others(self) -> tuple[Fork, ...]:
        """What the current fork can be compared with: every other fork, and where one is known its mended training."""
        found = [fork for fork in self.forks if fork is not self.fork]
        if self.mended is not None:
            found.append(self.mended)
        return tuple(found)

    @property
    def mended(self) -> Fork | None:
        """The current fork's training without the mistakes; None where there are none, or nothing tells of them."""
        if self.hides_mistakes or not (self.mistakes or self.timeline.measured):
            return None
        if self._mended is None or self._mended[0] is not self.fork:
            # Loaded when first wanted: most people look at what is right.
            from xortui.debugger.mended import mended_fork

            before = None if self._mended is None else self._mended[1]
            self._mended = self.fork, mended_fork(self.fork, before)
        return self._mended[1]

    @property
    def next_fork(self) -> int:
        """The number that the next fork gets; none is given twice."""
        return self._forks.next

    @property
    def edits(self) -> History:
        """The edits of the current fork, in the order of their positions."""
        return self.fork.history

    @property
    def can_go_back(self) -> bool:
        """Whether there is anything before this position."""
        return self.position > START

    @property
    def can_go_on(self) -> bool:
        """Whether there is anything after this position: always, unless time ends here."""
        return self.timeline.end is None or self.position < self.timeline.end

    def step(self, unit: Unit | str = Unit.OPERATION) -> Stop:
        """Go on by an operation, or to the end of the sample or epoch."""
        return self._move(self.route.after(self.position, Unit(unit)), Reason.STEPPED)

    def back(self, unit: Unit | str = Unit.OPERATION) -> Stop:
        """Go back by an operation, or to where the sample or epoch began."""
        return self._move(self.route.before(self.position, Unit(unit)), Reason.STEPPED)

    def run(self, steps: float | SupportsIndex | None = None, until: str | None = None) -> Stop:
        """Go on by whole steps, or to the next breakpoint; what has been run stays on the loss chart when going back.

        Args:
            steps: how many at the most, a whole number such as 10_000 or 1e4; if not given, as many as it takes to
                reach a breakpoint.
            until: a condition such as 'loss < 0.05', as a breakpoint for this run alone. Without a number of steps one
                that never becomes true is waited for until the user interrupts.

        Raises:
            ValueError: if the steps are fewer than 0, the text isn't a valid condition, or nothing would stop the run.
            TypeError: if the steps are not a number, or the condition is not a string.
        """
        most = None if steps is None else whole_steps(steps, "run")
        if until is not None and not isinstance(until, str):
            raise TypeError(f"run: expected a condition such as 'loss < 0.05', got {until!r}")
        once = None if until is None else self.breakpoints.add(until, once=True)
        if most is None and not self.breakpoints.enabled:
            raise ValueError("run: expected a number of steps or a condition, as there is no breakpoint")
        stop = self._run_on(FURTHEST_STEP - self.position.step if most is None else most)
        if once is not None and once in self.breakpoints:
            self.breakpoints.remove(once.number)
        self._show()
        return stop

    def _run_on(self, steps: int) -> Stop:
        """Go on by a number of whole steps, or to the next breakpoint."""
        if steps == 0:
            return self._move(self.position, Reason.ARRIVED)
        target = self.position.step + steps
        if not self.route.is_complete(self.position):
            target -= 1  # the rest of this step counts as one
        halt = self._runner.forward(self.timeline, self.position, target) if self.breakpoints.enabled else None
        return self._stop_at(halt) if halt else self._move(self.route.end_of(target), Reason.ARRIVED)

    def run_operations(self, count: int, *, backwards: bool = False) -> Stop:
        """Go on by a number of operations, or to the next breakpoint; or back, at most to the start.

        Args:
            count: how many operations, at least 1.
            backwards: whether to go back.
        """
        target = self.position
        for _ in range(count):
            target = (
                self.route.before(target, Unit.OPERATION) if backwards else self.route.after(target, Unit.OPERATION)
            )
        halt = None
        if self.breakpoints.enabled and backwards:
            halt = self._runner.backward(self.timeline, self.position, target)
        elif self.breakpoints.enabled:
            halt = self._runner.forward(self.timeline, self.position, target.step, target)
        stop = self._stop_at(halt) if halt else self._move(target, Reason.ARRIVED)
        self._show()
        return stop

    def run_back(self, steps: float | SupportsIndex | None = None) -> Stop:
        """Go back by whole steps, to the previous breakpoint or at most to the start.

        Args:
            steps: how many at the most, a whole number; if not given, all of them.

        Raises:
            ValueError: if the steps are fewer than 0.
            TypeError: if the steps are not a number.
        """
        count = self.position.step if steps is None else whole_steps(steps, "run_back")
        target = self.route.end_of(max(self.position.step - count, 0)) if count else self.position
        halt = self._runner.backward(self.timeline, self.position, target) if self.breakpoints.enabled else None
        return self._stop_at(halt) if halt else self._move(target, Reason.ARRIVED)

    def __iter__(self) -> Iterator[Stop]:
        """Run from breakpoint to breakpoint, until time ends.

        Raises:
            ValueError: if there is no breakpoint.
        """
        stop = self.run()
        while stop.reason is Reason.BREAKPOINT:
            yield stop
            stop = self.run()
        yield stop

    def go_to(self, position: Position | str | SupportsIndex) -> Stop:
        """Go to any position.

        Args:
            position: 478 or '478', step 478 complete; '478.12'; 'e120', epoch 120 complete; or a bookmark's name.

        Raises:
            ValueError: if no position is called that; the line says what was expected.
            TypeError: if the position is of another type.
        """
        if isinstance(position, str):
            self._forks.current, target = self.locate(position)
        else:
            target = self.route.parse(position_text(position))
        stop = self._move(target, Reason.ARRIVED)
        self._show()
        return stop

    def locate(self, text: str) -> tuple[Fork, Position]:
        """Return the place that a person typed: a position of this fork, or a bookmark of any.

        Raises:
            ValueError: if there is no such place; the line says what was expected.
        """
        is_name = text in self.bookmarks or (bool(self.bookmarks) and text.strip()[:1].isalpha())
        if not is_name or self.route.reads(text):
            return self.fork, self.route.parse(text)
        bookmark = self.bookmarks.named(text)
        return self._forks.numbered(bookmark.fork), bookmark.position

    def keep(self, name: str) -> None:
        """Keep this position as a bookmark; a bookmark that has the name already moves here.

        Raises:
            ValueError: if the name could be read as a position.
        """
        self.bookmarks.keep(name, self.fork.number, self.position)

    def note_stop(self) -> None:
        """Leave an automatic bookmark where running has come to rest."""
        if self.position > START:
            self.bookmarks.note(self.fork.number, self.position)

    def rewind(self) -> Stop:
        """Go to the start: the same starting parameters."""
        return self._move(START, Reason.ARRIVED)

    def edit(self, name: str, value: float) -> Edit:
        """Give a name a new value from here on: on a fork of its own, the history so far is kept as it was.

        What has run keeps its numbers; the rest of this step and all later ones read the new value. An input or target
        is that of this step's sample, which is changed in every later step that takes it, too. It can be edited before
        anything in this step has read it, at 478.0 for instance, or when the step is complete.

        Args:
            name: a parameter, 'η' or 'eta', 'μ' or 'mu' where there is momentum, 'x1', 'y'.
            value: what it shall be.

        Raises:
            ValueError: if the name or the value is not possible here; the line says what was expected.
        """
        edits = self.edit_together({name: value})  # of tied parameters, one for each
        meant, _ = self.edit_meant(name, value)
        return next(edit for edit in edits if edit.name == meant)

    def edit_together(self, values: Mapping[str, float]) -> tuple[Edit, ...]:
        """Give several names new values from here on, in one go: they are one fork, and undone at once; see `edit`.

        Raises:
            ValueError: if no name is given, or one of the edits is not possible here; then nothing is edited.
        """
        snapshot = self.snapshot()
        named = [self.edit_meant(name, value) for name, value in values.items()]
        named = with_made(snapshot, with_tied(self.problem, named))
        for name, _ in named:
            refuse_read(snapshot, name)
        return self._make(edits_at(snapshot, named, are_joined=False))

    def edit_again(self, name: str, value: float, *, is_joined: bool) -> None:
        """Make an edit as a session tells it, in the order of the session's edits.

        Args:
            name: as `edit` takes it.
            value: the new value.
            is_joined: whether the edit was made in one go with the edit before it.

        Raises:
            ValueError: if the edit is not possible here; the line says what was expected.
        """
        if is_joined and not (self.edits and self.edits[-1].position == self.position):
            raise ValueError("joined: expected an edit before it, at the same position")
        named = [(editable_name(self.problem, name), value)]
        self._make(edits_at(self.snapshot(), named, are_joined=is_joined))

    def _make(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Go along the fork that these edits make here."""
        self._forks.edit(edits)
        self._settle()
        return tuple(edits)

    def undo(self, within: int | None = None) -> tuple[Edit, ...]:
        """Take back the last edit of this fork, with the edits made in one go with it, and go on without them.

        If another fork has the same edits then, this fork and its bookmarks are dropped, and the other one goes on.

        Args:
            within: how many steps may be run for it; where more are missing, stand at the last that has been run.

        Raises:
            ValueError: if this fork has no edit.
        """
        number = self.fork.number
        edits = self._forks.undo()
        self._shown.pop(number, None)
        if self.fork.number != number:
            self.bookmarks.leave(number)
        self._settle(within)
        return edits

    def switch(self, number: int, within: int | None = None) -> Stop:
        """Go along another fork, from the same position on, or from its end if its time ends before.

        Args:
            number: the fork's.
            within: how many steps may be run for it; where more are missing, stand at the last that has been run.

        Raises:
            ValueError: if there is no fork of that number.
        """
        self._forks.current = self._forks.numbered(number)
        return self._settle(within)

    def name_fork(self, name: str) -> None:
        """Call the current fork by a name.

        Raises:
            ValueError: if the name is none, another fork has it, or the fork has one of its own: yours.
        """
        if self.fork.name and not self.fork.is_named:
            raise ValueError(phrase("this fork is called {name}", name=self.fork.name))
        self._forks.name(name)

    def fork_called(self, name: str) -> Fork | None:
        """Return the fork of a name; None if there is none."""
        return self._forks.called(name.strip())

    def fork_numbered(self, number: int) -> Fork:
        """Return a fork, or the mended training of the current one.

        Raises:
            ValueError: if there is none of that number.
        """
        if number == MENDED and self.mended is not None:
            return self.mended
        return self._forks.numbered(number)

    def shown(self, number: int) -> int:
        """Return how many steps of a fork the loss chart shows at least: what has been run of it, or gone to."""
        return self._shown.get(number, 0)

    def renumber(self, numbers: Sequence[int], following: int) -> None:
        """Call the forks by other numbers, and go along the original.

        Args:
            numbers: the number that each fork gets, in the order of those there are; −1 leaves it out.
            following: the number of the next fork.
        """
        self._forks.renumber(numbers, following)
        self._shown = {}

    def show(self, steps: Mapping[int, int]) -> None:
        """Have the loss charts show so many steps at least, by the number of the fork, as far as they have been run."""
        self._shown = {
            number: min(shown, self.fork_numbered(number).timeline.recorded) for number, shown in steps.items()
        }

    def snapshot(self, position: Position | None = None) -> Snapshot:
        """Return the picture of this position, or of another one in a step that has been run, or the next."""
        position = self.position if position is None else position
        timeline, step = self.timeline, position.step
        sample = self.problem.schedule.sample(step) if step else None
        samples = len(self.problem.samples)
        complete = self._complete_steps(position)
        epoch = complete // samples
        # The last epoch is asked first: from there to the state before this step is a short way.
        hides_loss = self.cover is not None and self.cover.hides_loss
        mean = timeline.mean_loss(epoch) if epoch and not hides_loss else None
        # From where the epoch began to the state before this step is a short way, too.
        epoch_began = self._state_where_epoch_began(step)
        before = tuple(timeline.state_after(max(step - 1, 0)))
        run = complete if self.cover is not None else max(self.shown(self.fork.number), complete)
        if hides_loss:
            run = 0
        epoch_tested = run // samples
        snapshot = Snapshot(
            problem=self.problem,
            program=timeline.program,
            position=position,
            length=self.route.length(step) if step else 0,
            epoch=self.problem.schedule.epoch(step),
            sample=sample,
            before=before,
            epoch_began=epoch_began,
            values=timeline.values(step, before) if step else (),
            losses=timeline.losses(run),
            mean=mean,
            landmarks=timeline.landmarks(max(step - 1, 0), LANDMARKS),
            is_end=position == timeline.end,
            past=timeline.past(max(epoch - 1, 0) * samples, step),
            edits=timeline.edits_in(step),
            setups=timeline.setups_in(step),
            printed=self._printed_at(step),
            readings=self._readings(position),
            tests=timeline.test_curve(epoch_tested, epoch) if self.shows_test_curve and self.problem.test else (),
            right=None if self.hides_mistakes or not step else timeline.right_values(step, before),
        )
        if self.cover is None:
            return snapshot
        # Loaded when first wanted: most people are not asked anything.
        from xortui.debugger.covering import covered

        return covered(snapshot, self.cover)

    def _state_where_epoch_began(self, step: int) -> tuple[float, ...]:
        """Return the state vector before the first step of a step's epoch; empty at the start of time."""
        if not step:
            return ()
        key = (self.timeline, (self.problem.schedule.epoch(step) - 1) * len(self.problem.samples))
        if self._epoch_began is None or self._epoch_began[0] != key:
            self._epoch_began = key, tuple(self.timeline.state_after(key[1]))
        return self._epoch_began[1]

    def _readings(self, position: Position) -> tuple[Reading, ...]:
        """Return what the watches show at a position."""
        if not self.watches:
            return ()
        # Loaded when first wanted, as the conditions are.
        from xortui.debugger.watcher import Watcher

        watches = tuple(self.watches)
        if self._watcher is None or self._watcher.timeline is not self.timeline or self._watcher.watches != watches:
            self._watcher = Watcher(self.timeline, watches)
        return self._watcher.read(position)

    def _printed_at(self, step: int) -> tuple[tuple[str, Published], ...]:
        """Return what the source prints of a step; nothing from the first edit on, nor of a planted mistake."""
        is_edited = bool(self.edits) and self.edits[0].position.step <= step
        return (
            () if is_edited or self.mistakes or self.timeline.measured else tuple(self._printed.get(step, {}).items())
        )

    @property
    def complete_steps(self) -> int:
        """How many steps have run to their end at this position."""
        return self._complete_steps(self.position)

    def _complete_steps(self, position: Position) -> int:
        """Return how many steps have run to their end at a position; one whose last value diverged has not."""
        return self.timeline.complete_steps(position)

    def _show(self) -> None:
        """Keep what has been run up to here on the loss chart."""
        number = self.fork.number
        self._shown[number] = max(self.shown(number), self._complete_steps(self.position))

    @cached_property
    def _runner(self) -> Runner:
        # Loaded when first wanted, as the conditions are.
        from xortui.debugger.runner import Runner

        return Runner(self.breakpoints, self.route)

    def _stop_at(self, halt: Halt) -> Stop:
        """Come to rest at a breakpoint."""
        self.position = halt.position
        self.note_stop()
        asking = [one for one in halt.breakpoints if one.condition is not None and one.condition.asks_what_is_right]
        message = "; ".join(map(str, halt.breakpoints))
        return Stop(Reason.BREAKPOINT, halt.position, message, is_at_wrong_value=bool(asking))

    def _settle(self, within: int | None = None) -> Stop:
        """Stand at the same position of another history, or at its end, or at the last step that has been run."""
        timeline = self.timeline
        if within is not None and self.position.step > timeline.recorded + within and timeline.end is None:
            self.position = self.route.end_of(timeline.recorded)
        timeline.advance(self.position.step)
        stop = self._move(self.position, Reason.ARRIVED)
        self._show()
        return stop

    def _move(self, target: Position, reason: Reason) -> Stop:
        timeline = self.timeline
        if target > self.position:
            timeline.advance(target.step)
        end = timeline.end
        if end is not None and target >= end:
            self.position = end
            self.note_stop()
            return Stop(Reason.DIVERGED, end, self._divergence(end))
        self.position = target
        return Stop(Reason.START_OF_TIME if target == START else reason, target)

    def _divergence(self, end: Position) -> str:
        target = self.timeline.program.operations[end.operation - 1].target
        return phrase(
            "diverged at step {step}, op {operation}: {target} is no longer a finite number",
            step=end.step,
            operation=end.operation,
            target=target,
        )
