"""Problem files: TOML read into a `Problem`, every key checked, every mistake one line that says where and what."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from importlib.resources.abc import Traversable
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from xortui.core.activations import ACTIVATION_NAMES, SCALED_NAME, SOFTMAX
from xortui.core.engines import Sample
from xortui.core.initial import INITIALS, SCALED, Initial
from xortui.core.losses import LOSSES
from xortui.core.network import NUMBERINGS, REDUCTIONS, Network, count_parameters
from xortui.core.optimizers import DECAYS, OPTIMIZERS
from xortui.core.settings import DECAY_EVERY, DECAY_FACTOR, DECAY_RATE, MOMENTUM, SETTINGS, Setting
from xortui.core.spelling import on_screen
from xortui.core.training import GRADIENTS, ORDERS, UPDATES, Training
from xortui.problems.problem import Names, Problem, Start
from xortui.problems.samples import Samples
from xortui.problems.source_names import SourceNames
from xortui.problems.table import Table, as_number, as_table, as_text, hint, kind, one_line, show

if TYPE_CHECKING:
    from xortui.core.dropout import Dropout
    from xortui.problems.features import Feature
    from xortui.problems.scaling import Scaling

UNREAD_WEIGHTS = (".npy", ".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".h5", ".hdf5", ".keras", ".onnx")
"""How the names of those end that hold weights in ways that are not read."""
SESSION_KEY = "xortui session"
"""The key by which a file is known as a session: it holds a problem, but is not a problem file."""
WEIGHT_FILES = (".npz", ".safetensors", *UNREAD_WEIGHTS)
"""How the names of files of weights end; none of them is a problem file."""
_KEYS_OF_NUMBERS = (re.compile(r'"parameters"\s*:'), re.compile(r'"samples"\s*:'))
"""What a file of numbers has that `xortui check` compares, even one with a slip in its JSON."""
MAX_FILE_SIZE = 16_000_000
MAX_PARAMETERS = 20_000
"""Parameters; the program has about four operations for each, and a person will never step through more."""


class ProblemError(ValueError):
    """A problem that can't be read: one line with the file, the key and what was expected."""


def _built_in_folder() -> Traversable:
    return resources.files("xortui.problems") / "built_in"


def built_in_names() -> tuple[str, ...]:
    """Return the names of the built-in problems."""
    names = (entry.name for entry in _built_in_folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_problem(name: str | PathLike[str] = "xor") -> Problem:
    """Return a built-in problem by name, or one from a file by path.

    Raises:
        ProblemError: if there is no such problem, or its file is not right.
        TypeError: if it is neither a name nor a path.
    """
    if not isinstance(name, str | PathLike):
        expected = "expected a problem, the name of a built-in one or the path of a file"
        raise TypeError(f"{expected}, got {str(name)[:40]!r}")
    name = fspath(name)
    folder = _built_in_folder()
    if str(name) in built_in_names():
        return read_problem((folder / f"{name}.toml").read_text("utf-8"), str(name), str(name), folder)
    path = Path(name)
    if is_session(path):
        raise ProblemError(one_line(f"{name} is a session; xortui resume {name} goes on with it"))
    looks_like_path = path.suffix == ".toml" or is_weights(path.name) or len(path.parts) > 1 or path.exists()
    if not looks_like_path:
        near = difflib.get_close_matches(str(name), built_in_names(), 1)
        told = f"did you mean {near[0]}?" if near else "see 'xortui problems', or give the path of a .toml or .py file"
        raise ProblemError(one_line(f"{name}: no such problem; {told}"))
    if path.suffix == ".py" and path.is_file():
        told = (
            f"is a Python file, not a problem; xortui {name} opens it, and xortui check {name} looks for its mistakes"
        )
        raise ProblemError(one_line(f"{name} {told}"))
    if path.suffix in (".csv", ".tsv") and path.is_file():
        told = f"holds samples, not a problem; expected a .toml file with data.file = {path.name!r}"
        raise ProblemError(one_line(f"{name} {told}"))
    if _is_folder(path):
        told = f"is a folder, not a problem; xortui check {name} checks the Python files in it"
        raise ProblemError(one_line(f"{name} {told}"))
    if path.suffix == ".ipynb" and path.is_file():
        told = "is a notebook; expected a Python file: save it as one, or run jupyter nbconvert --to script"
        raise ProblemError(one_line(f"{name} {told}"))
    if is_weights(path.name):
        raise ProblemError(_without_samples(path, one_line(str(name))))
    try:
        text = _read_text(path, str(name))
    except ValueError as error:
        raise ProblemError(one_line(str(error))) from None
    if path.suffix.lower() == ".json" and all(key.search(text) for key in _KEYS_OF_NUMBERS):
        told = f"holds the numbers of a network, not a problem; xortui check {name} checks them"
        raise ProblemError(one_line(f"{name} {told}"))
    if text.lstrip().startswith("{"):  # JSON, as a session is; TOML never begins like this
        raise ProblemError(one_line(f"{name} is not a session that xortui has saved; expected one, or a .toml file"))
    return read_problem(text, as_text(path.stem), one_line(str(name)), path.parent)


def is_weights(name: str) -> bool:
    """Say whether a file is one of weights, by the ending of its name."""
    return name.lower().endswith(WEIGHT_FILES)


def _without_samples(path: Path, shown: str) -> str:
    """Return why a file of weights is no problem, and how it becomes one."""
    from xortui.problems.network_of_weights import without_samples

    try:
        return without_samples(lambda: read_bytes(path, shown), shown)
    except ValueError as error:
        told = one_line(str(error))
        return told if told.startswith(shown) else f"{shown}: {told}"


def is_session(path: Path) -> bool:
    """Say whether a file is a session, even a damaged one: a user may take one for a problem file."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            begin = file.read(4096)
            return begin.lstrip().startswith(b"{") and SESSION_KEY.encode() in begin + file.read(MAX_FILE_SIZE)
    except (OSError, ValueError):  # ValueError: a name with a NUL in it
        return False


def read_problem(text: str, name: str, where: str, folder: Traversable | None = None) -> Problem:
    """Return the problem that a TOML text describes.

    Args:
        text: the TOML.
        name: what to call the problem.
        where: the file, for messages.
        folder: where the data file lies that it may name; the current one if not given.

    Raises:
        ProblemError: if the text is not TOML or not a problem.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not only TOMLDecodeError: int() refuses thousands of digits
        raise ProblemError(one_line(f"{where}: not TOML: {error}")) from None
    return read_document(document, name, where, folder)


def read_document(document: dict[str, Any], name: str, where: str, folder: Traversable | None = None) -> Problem:
    """Return the problem that a document describes: what a TOML text says, or `problem_document` of a problem.

    Args:
        document: the tables, lists, texts and numbers of the file; from anybody's JSON, too.
        name: what to call the problem.
        where: the file, for messages.
        folder: where the data file lies that it may name; the current one if not given.

    Raises:
        ProblemError: if it is not a problem.
    """
    try:
        if not isinstance(document, dict):
            raise ValueError(f"expected a table, got {kind(document)}")
        return _problem(Table(document, ""), name, folder or Path())
    except (ValueError, RecursionError) as error:  # lists within lists too deep to be shown, which JSON lets through
        raise ProblemError(one_line(f"{where}: {error}")) from None


def _is_folder(path: Path) -> bool:
    """Say whether there is a folder; a name that is too long for any is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _read_text(file: Traversable, shown: str) -> str:
    """Return a problem file's text.

    Raises:
        ValueError: if that is not possible, with the file's name as it shall be shown and the reason.
    """
    raw = read_bytes(file, shown)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{shown}: not UTF-8 text (byte {error.start}); expected a text file") from None


def read_bytes(file: Traversable, shown: str) -> bytes:
    """Return what is in a file.

    Raises:
        ValueError: if that is not possible, with the file's name as it shall be shown and the reason.
    """
    try:
        if isinstance(file, Path) and file.is_file() and file.stat().st_size > MAX_FILE_SIZE:
            raise ValueError(f"{shown}: larger than {MAX_FILE_SIZE // 1_000_000} MB; expected a smaller file")
        if isinstance(file, Path) and file.exists() and not (file.is_file() or file.is_dir() or file.is_fifo()):
            raise ValueError(f"{shown}: expected a file, got a device")
        return file.read_bytes()
    except FileNotFoundError:
        raise ValueError(f"{shown}: no such file") from None
    except OSError as error:
        raise ValueError(f"{shown!r}: {error.strerror or error}") from None
    except ValueError as error:
        if "null byte" not in str(error):
            raise
        raise ValueError(f"{shown!r}: {error}".replace("\\x00", "?")) from None


def _problem(root: Table, name: str, folder: Traversable) -> Problem:
    title = root.text("title", name)
    source = root.text("source", "")
    story = root.text("story", "")
    tables = {key: root.table(key) for key in ("network", "training", "start")}
    has_samples = "samples" in root
    rows = root.items("samples")
    data = root.table("data") if "data" in root else root.take("data")
    published = root.items("published")
    errata = root.items("errata")
    given = _names(root.table("names"))
    test_rows = root.items("test")
    made = root.texts("features") or ()
    root_scaling = root.table("scaling")
    root.close()
    frozen = _frozen(tables["training"])
    has_layers = "layers" in tables["network"]
    network = _network(tables["network"], frozen)
    network = _tied(network, tables["start"])
    if data is not None and has_samples:
        raise ValueError("data: expected either data or samples, got both")
    training = read_training(tables["training"])
    features = _features(made, network)
    if data is not None:
        try:
            found = _data(data, network.layers[0] - len(features), network, folder)
        except ValueError as error:
            raise error if has_layers else ValueError(f"{error}; network.layers, left out, is [2, 2, 1]") from None
    else:
        found = _Found(_listed(rows, "samples"), (), Names())
    samples, test, found_names = found[:3]
    if test_rows:
        if test:
            raise ValueError("test: expected either test or data.test, got both")
        test = _listed(test_rows, "test")
    if features:
        from xortui.problems.features import completed, feature_names

        samples = completed(samples, features, network.layers[0])
        test = completed(test, features, network.layers[0])
        found_names = replace(found_names, inputs=feature_names(found_names.inputs, features, network.layers[0]))
    matrices = (tables["start"].look("rows", "inputs"), tables["start"].look("biases", ""))
    problem = Problem(
        name=name,
        title=title,
        source=source,
        network=network,
        training=training,
        start=_start(tables["start"], network, folder),
        samples=samples,
        story=story,
        names=_either(given, found_names),
        test=test,
        features=features,
        scaling=_scaling(root_scaling) if found.scaling is None else found.scaling,
    )
    is_sheet = bool(published or errata)
    notes = found.notes
    # Who copies a sheet number by number has what the sheet has, however odd.
    if not is_sheet:
        notes = (*notes, *_suspicions(problem, is_from_file=data is not None))
    if notes:
        problem = replace(problem, notes=notes)
    if is_sheet:
        # What few problems need is loaded for those alone: it takes a part of the time to the first picture.
        from xortui.problems.published_file import read_published

        numbers, mistakes = read_published(published, errata, problem, read_training, matrices)
        problem = replace(problem, published=numbers, errata=mistakes)
    return problem


def _frozen(training: Table) -> frozenset[str]:
    """Return the names of the parameters that are not trained."""
    frozen = training.items("frozen")
    if not all(isinstance(parameter, str) for parameter in frozen):
        raise ValueError(f"training.frozen: expected a list of parameter names, got {show(frozen)}")
    return frozenset(frozen)


def _listed(rows: Sequence[Any], key: str) -> tuple[Sample, ...]:
    """Return the samples that stand in the file itself, below a key."""
    return tuple([_sample(row, f"{key}: sample {number}") for number, row in enumerate(rows, start=1)])


def _either(given: Names, found: Names) -> Names:
    """Return the names that are given, and where none are those that the data have."""
    return Names(
        inputs=given.inputs or found.inputs,
        outputs=given.outputs or found.outputs,
        classes=given.classes or found.classes,
        source=given.source,
    )


def _scaling(table: Table) -> Scaling | None:
    """Return the scales that a table gives: an offset and a divisor for each column; None if it gives none."""
    scales = {key: table.items(key) for key in "xy"}
    table.close()
    if not any(scales.values()):
        return None
    from xortui.problems.scaling import Scale, Scaling

    found = []
    for key, columns in scales.items():
        pairs = []
        for column in columns:
            if not isinstance(column, list) or len(column) != 2:
                raise ValueError(f"scaling.{key}: expected [offset, divisor] for each column, got {show(column)}")
            offset, divisor = (as_number(value, f"scaling.{key}") for value in column)
            if divisor == 0:
                raise ValueError(f"scaling.{key}: expected divisors that are not 0")
            pairs.append(Scale(offset, divisor))
        found.append(tuple(pairs))
    return Scaling(*found)


def _suspicions(problem: Problem, *, is_from_file: bool) -> tuple[str, ...]:
    """Return what may not be meant like that in what a problem learns."""
    bound = 2.0  # what no activation's outputs are beyond, and no usual input by much
    samples = Samples.of(problem.samples)
    if samples.largest <= bound:
        columns = samples.y_columns
        if all(min(column) >= 0 and max(column) <= 1 for column in columns):
            return ()
    from xortui.problems.suspicion import saturation_notes, target_notes

    targets = [y for _, y in problem.samples]
    inputs = [x for x, _ in problem.samples]
    notes = (
        *target_notes(problem.network, targets),
        *saturation_notes(problem.network, problem.initial_parameters(), inputs, problem.names.inputs),
    )
    if notes:
        return notes
    from xortui.problems.first_update import first_update_notes

    return tuple(first_update_notes(problem, is_from_file=is_from_file))


def _features(made: Sequence[str], network: Network) -> tuple[Feature, ...]:
    """Return how the last inputs of a network are made from the others."""
    if not made:
        return ()
    from xortui.problems.features import MAX_FEATURES, read_feature

    given = network.layers[0] - len(made)
    if given < 1 or len(made) > MAX_FEATURES:
        most = min(network.layers[0] - 1, MAX_FEATURES)
        expected = f"at most {most} for a {network.title} network, whose first layer counts them"
        raise ValueError(f"features: expected {expected}, got {len(made)}")
    try:
        return tuple([read_feature(text, given) for text in made])
    except ValueError as error:
        raise ValueError(f"features: {error}") from None


def _names(table: Table) -> Names:
    names = Names(inputs=table.texts("x") or (), outputs=table.texts("y") or (), classes=table.texts("classes") or ())
    samples = table.texts("samples") or ()
    pairs: list[tuple[str, str]] = []
    for key in ("parameters", "units"):
        named = table.table(key)
        for name, given in named.rest().items():
            if not isinstance(given, str):
                raise ValueError(f"{named.path(name)}: expected the source's name, in quotes, got {show(given)}")
            pairs.append((on_screen(name.strip()), given))
    table.close()
    return replace(names, source=SourceNames(tuple(pairs), samples)) if pairs or samples else names


def _network(table: Table, frozen: frozenset[str]) -> Network:
    layers = table.items("layers", [2, 2, 1])
    activations = table.take("activations", None)
    inferred = _loss_for(activations) if "loss" not in table else ""
    loss = table.choice("loss", inferred, tuple(LOSSES))
    numbering = table.choice("numbering", "by-source", NUMBERINGS)
    reduction = table.choice("reduction", "sum", REDUCTIONS)
    skips = bool(table.boolean("skips", False))
    biases = bool(table.boolean("biases", True))
    table.close()
    if len(layers) < 2 or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in layers):
        raise ValueError(f"network.layers: expected two or more whole numbers of at least 1, got {show(layers)}")
    if count_parameters(layers, skips=skips, biases=biases) > MAX_PARAMETERS:
        raise ValueError(
            f"network.layers: expected a network of at most {MAX_PARAMETERS:,} parameters, got {show(layers)}"
        )
    if activations is None:
        last = LOSSES[loss].output_activation or "sigmoid"
        activations = ["sigmoid"] * (len(layers) - 2) + [last]
    if isinstance(activations, str):
        activations = [activations] * (len(layers) - 1)
    if not isinstance(activations, list) or not all(map(_is_activation, activations)):
        raise ValueError(
            f"network.activations: expected one of {', '.join(ACTIVATION_NAMES)}, or a list of them, "
            f"got {show(activations)}{_near_activation(activations)}"
        )
    try:
        return Network(tuple(layers), tuple(activations), loss, numbering, frozen, skips, reduction, biases)
    except ValueError as error:
        table_name = "training" if str(error).startswith("frozen") else "network"
        raise ValueError(f"{table_name}.{error}") from None


def _loss_for(activations: Any) -> str:
    """Return the loss for a file that gives only activations: cross-entropy for softmax outputs, or the usual one."""
    last = activations[-1] if isinstance(activations, list) and activations else activations
    return "cross-entropy" if last == SOFTMAX else "half-squared-error"


def _is_activation(name: Any) -> bool:
    """Say whether a name is one of an activation, or one with a constant, whose value the network checks."""
    if not isinstance(name, str):
        return False
    return name in ACTIVATION_NAMES or name.partition("(")[0] in (*ACTIVATION_NAMES, SCALED_NAME)


def _near_activation(activations: Any) -> str:
    """Return a hint on the first activation that is misspelt."""
    if not isinstance(activations, list):
        return ""
    wrong = [name for name in activations if name not in ACTIVATION_NAMES]
    return hint(wrong[0], ACTIVATION_NAMES) if wrong else ""


def read_training(table: Table, base: Training | None = None) -> Training:
    """Return the training that a table describes; what it leaves out is as in `base`.

    Raises:
        ValueError: if it is not right.
    """
    base = base or Training()
    changed: dict[str, Any] = {}
    for setting in SETTINGS[:2]:
        changed |= _setting(table, setting)
    update = table.take("update", base.update)
    if isinstance(update, bool) or not (isinstance(update, int) or update in UPDATES):
        raise ValueError(
            f"{table.path('update')}: expected one of {', '.join(UPDATES)}, or a number of samples, "
            f"got {show(update)}{hint(update, UPDATES)}"
        )
    changed |= {"update": update, "order": table.choice("order", base.order, ORDERS)}
    changed["simultaneous"] = bool(table.boolean("simultaneous", base.simultaneous))
    optimizer = table.choice("optimizer", base.optimizer, tuple(OPTIMIZERS))
    if optimizer != base.optimizer:
        # What the other optimizer had is not this one's.
        reset = {setting.key: None for setting in (*base.rule.settings, MOMENTUM)}
        changed = reset | changed
    decay = table.choice("decay", base.decay, ("", *DECAYS))
    if decay != base.decay:
        changed |= {setting.key: None for setting in (DECAY_FACTOR, DECAY_RATE, DECAY_EVERY)}
    changed |= {"optimizer": optimizer, "decay": decay}
    for setting in SETTINGS[2:]:
        changed |= _setting(table, setting)
    changed["gradients"] = table.choice("gradients", base.gradients, GRADIENTS)
    for key in ("decays_biases", "input_gradients"):
        changed[key] = bool(table.boolean(key, getattr(base, key)))
    if "dropout" in table:
        changed["dropout"] = _dropout(table)
    else:
        table.take("dropout")
    table.close()
    try:
        return replace(base, **changed)
    except ValueError as error:
        raise ValueError(f"{table.key}.{error}") from None


def _dropout(table: Table) -> Dropout | None:
    """Return which hidden units are left out: a share, a list of them, or a table that says more."""
    from xortui.core.dropout import Dropout

    key = table.path("dropout")
    value = table.take("dropout")
    said = Table(value, key) if isinstance(value, dict) else Table({"rate": value}, key)
    rate = said.take("rate", 0.0)
    rates = rate if isinstance(rate, list) else [rate]
    where = said.path("rate") if isinstance(value, dict) else key
    shares = tuple([as_number(share, where) for share in rates])
    is_inverted = bool(said.boolean("inverted", True))
    masks = []
    for mask in said.items("masks"):
        if not isinstance(mask, list):
            raise ValueError(f"{said.path('masks')}: expected a list of lists of 0 and 1, got {show(mask)}")
        masks.append(tuple([as_number(kept, said.path("masks")) for kept in mask]))
    said.close()
    try:
        dropout = Dropout(shares, is_inverted, tuple(masks))
    except ValueError as error:
        raise ValueError(f"{table.key}.{error}") from None
    return dropout if masks or any(shares) else None


def _setting(table: Table, setting: Setting) -> dict[str, float | str]:
    """Return what a table says of a setting; nothing if it says nothing."""
    value = table.take(setting.key)
    if value is None:
        return {}
    if setting is DECAY_EVERY and isinstance(value, str):
        if value != "epoch":
            raise ValueError(f"{table.path(setting.key)}: expected {setting.expected}, got {show(value)}")
        return {setting.key: value}
    return {setting.key: as_number(value, table.path(setting.key))}


def _start(table: Table, network: Network, folder: Traversable) -> Start:
    seed = _seed(table)
    initial = _initial(table)
    given: dict[str, float] = {}
    if "weights" in table or "biases" in table or "rows" in table:
        from xortui.problems.start_weights import take_weights

        given = take_weights(table, network, lambda name: read_bytes(folder / name, one_line(name)))
    named = table.table("parameters")
    tied = dict(network.tied)
    given |= {name: as_number(value, named.path(name)) for name, value in named.rest().items() if name not in tied}
    for name in tied:
        given.pop(name, None)
    for key in ("weights", "biases", "rows"):
        table.take(key)
    table.close()
    return Start(seed, initial, given)


def _tied(network: Network, start: Table) -> Network:
    """Return a network with the parameters tied that the start gives another's name for a value: b2 = "b1"."""
    tied = [(name, leader) for name, leader in start.texts_in("parameters") if leader[:1].isalpha()]
    if not tied:
        return network
    try:
        return replace(network, tied=tuple(tied))
    except ValueError as error:
        raise ValueError(f"start.parameters: {error}".replace("tied: ", "", 1)) from None


def _seed(table: Table) -> int:
    seed = table.integer("seed", 0)
    if seed < 0:  # Python's generator takes −1 as 1
        raise ValueError(f"{table.path('seed')}: expected a whole number of at least 0, got {show(seed)}")
    return seed


def _initial(start: Table) -> Initial:
    key = start.path("initial")
    value = start.take("initial", {"uniform": 1.0})
    plain = tuple(rule for rule in INITIALS if rule not in SCALED)
    if not isinstance(value, dict):
        if value not in plain:
            tables = ", ".join(f"{{ {rule} = … }}" for rule in SCALED)
            raise ValueError(f"{key}: expected one of {', '.join(plain)}, or {tables}, got {show(value)}")
        return Initial(value)
    table = Table(value, key)
    named = table.choice("rule", "", plain) if "rule" in table else table.take("rule")
    rules = [*([named] if named else []), *(rule for rule in SCALED if rule in table)]
    if len(rules) > 1:
        raise ValueError(
            f"{key}: expected one of {', '.join(INITIALS if named else SCALED)}, got {' and '.join(rules)}"
        )
    rule = rules[0] if rules else SCALED[0]
    scales = {rule: table.number(rule, 1.0) for rule in SCALED}
    biases = table.number("biases", 0.0) if "biases" in table else table.take("biases")
    table.close()
    try:
        return Initial(rule, scales.get(rule, 1.0), biases)
    except ValueError as error:
        raise ValueError(f"{key}.{error}") from None


def _sample(value: Any, key: str) -> Sample:
    table = as_table(value, key)
    if isinstance(value, dict) and set(value) == {"x"}:
        without = (
            "where the source has no targets, as it only computes forwards, zeros will do: z, h and ŷ don't read y"
        )
        raise ValueError(f"{key}.y: missing; expected a list of numbers; {without}")
    x, y = (table.numbers(name) for name in "xy")
    table.close()
    return x, y


class _Found(NamedTuple):
    """What a table of data describes."""

    samples: tuple[Sample, ...]
    test: tuple[Sample, ...]
    names: Names
    scaling: Scaling | None = None
    notes: tuple[str, ...] = ()


def _data(table: Table, inputs: int, network: Network, folder: Traversable) -> _Found:
    """Return samples, test samples and their names, from files beside the problem's or drawn from a seed."""
    share, test_file = _test(table)
    of_x = of_y = ""
    if "shape" in table:
        seed = _seed(table)
        found = _Found(_drawn(table, inputs, seed), (), Names())
    elif "file" in table:
        from xortui.problems.data_keys import take_scaling

        seed = _seed(table) if share is not None else 0
        of_x, of_y = take_scaling(table)
        found = _read(table, test_file, inputs, network, folder)
    else:
        from xortui.problems.generated import SHAPES, SURFACES

        shapes = ", ".join((*SHAPES, *SURFACES))
        raise ValueError(f"data: expected a file, or a shape of {shapes}, to be drawn from a seed")
    if share is not None:
        from xortui.problems.held_out import hold_out

        try:
            training, test = hold_out(found.samples, share, seed)
        except ValueError as error:
            raise ValueError(f"data.{error}") from None
        found = found._replace(samples=training, test=test)
    return _scaled(found, of_x, of_y) if of_x or of_y else found


def _scaled(found: _Found, of_x: str, of_y: str) -> _Found:
    """Return samples scaled by the columns of those that are trained with."""
    from xortui.problems.scaling import scaled, scaling_of

    if of_y and found.names.classes:
        raise ValueError("data.scaling.y: expected to be left out, as y are classes")
    try:
        scaling = scaling_of(found.samples, of_x, of_y)
    except ValueError as error:
        raise ValueError(f"data.{error}") from None
    return found._replace(samples=scaled(found.samples, scaling), test=scaled(found.test, scaling), scaling=scaling)


def _test(table: Table) -> tuple[float | None, str]:
    """Take what says which samples test: a share of all, or a file of their own; None and '' if nothing does."""
    value = table.take("test")
    if isinstance(value, str):
        if "shape" in table:
            raise ValueError("data.test: expected a share such as 0.2, as the samples are drawn, got a file")
        return None, value
    return None if value is None else as_number(value, table.path("test")), ""


def _drawn(table: Table, inputs: int, seed: int) -> tuple[Sample, ...]:
    """Return samples drawn from a seed."""
    from xortui.problems.generated import SHAPES, SURFACES, generate

    shape = table.choice("shape", "", (*SHAPES, *SURFACES))
    count = table.integer("samples", 100)
    noise = table.number("noise", 0.0)
    table.close()
    try:
        return generate(shape, count, noise, seed, inputs)
    except ValueError as error:
        raise ValueError(f"data.{error}") from None


def _read(table: Table, test_file: str, inputs: int, network: Network, folder: Traversable) -> _Found:
    """Return the samples of a file, those of a second one to test with, if there is one, and their names."""
    from xortui.problems.data import read_data
    from xortui.problems.data_keys import take_classes, take_layout
    from xortui.problems.encodings import decoded

    name = table.text("file", "")
    x, y = _column_names(table, "x"), _column_names(table, "y")
    classes, header = take_classes(table), table.boolean("header", None)
    encoding = table.text("encoding", "")
    layout = take_layout(table)
    table.close()
    found = []
    for file in (name, test_file) if test_file else (name,):
        try:
            raw = read_bytes(folder / file, file)
            try:
                text = decoded(raw, encoding)
            except ValueError as error:
                raise ValueError(f"{file}: {error}") from None
            read = read_data(
                text,
                file,
                x=x,
                y=y,
                inputs=inputs,
                outputs=network.layers[-1],
                classes=classes,
                header=header,
                layout=layout,
            )
        except ValueError as error:
            raise ValueError(f"data: {error}") from None
        found.append(read)
    test = found[1].samples if test_file else ()
    notes = [note for read in found for note in read.notes]
    return _Found(found[0].samples, test, found[0].names, notes=tuple(notes))


def _column_names(table: Table, key: str) -> tuple[str | int, ...] | None:
    """Take a list of column names or numbers, or a single one; None if there is none."""
    value = table.take(key)
    if value is None:
        return None
    columns = value if isinstance(value, list) else [value]
    for column in columns:
        if isinstance(column, bool) or not isinstance(column, str | int):
            raise ValueError(f"{table.path(key)}: expected names of columns, or numbers from 1, got {show(value)}")
    return tuple(columns)
