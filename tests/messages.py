"""The messages of other languages: which English texts the code has, and what a file of messages lacks.

python -m tests.messages         says of every language what is missing, what nothing uses, and what share is there
python -m tests.messages fr      writes the file for a new language, or adds what is missing to one that is there
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from xortui.language.messages_file import FOLDER, Messages, languages, read_messages

PACKAGE = Path(__file__).parent.parent / "xortui"
FIELDS = {
    "Command": ("label",),
    "Way": ("description",),
    "Question": ("name", "hint"),
    "FixedKey": ("description",),
    "Verb": ("description", "expects"),
    "Topic": ("description", "expects"),
    "__init__": ("title", "keys"),
    "UnplantedMistake": ("sentence", "hint"),
    "add_argument": ("help",),
}
"""Rows of tables, and which of their fields are told to people."""
PLACES = {
    "Row": (1,),
    "FileRow": (1,),
    "mistake": (1, 2),
    "Alike": (1,),
    "parser_of": (1,),
    "Option": (1,),
    "add_problem": (2,),
}
"""Rows of which texts without a name are told, and their places."""
ATTRIBUTES = ("title", "about", "hints")
"""Attributes of the classes of panes and screens that are told."""
ENUMERATIONS = ("Phase",)
"""Enumerations whose values are told."""
TABLES = {
    "xortui/core/mistake.py": ("VARIANTS",),
    "xortui/check/verdict.py": ("COUNTED",),
    "xortui/debugger/forks.py": ("ORIGINAL", "WITH_THE_MISTAKE"),
    "xortui/debugger/measured_updates.py": ("UNNAMED_CAUSE",),
    "xortui/debugger/mended.py": ("ORIGIN",),
    "xortui/prompt/words.py": ("DESCRIPTIONS",),
    "xortui/exercises/choice.py": ("KIND",),
    "xortui/exercises/exercise.py": ("LOSS_OVER",),
    "xortui/render/retold_check.py": ("SENTENCES", "PARTS"),
    "xortui/check/judgement/findings.py": ("ONE_SIGN", "ONE_SIGN_OF_GRADIENT", "ONE_DELTA_A_BIAS"),
}
"""Tables of texts that another module tells, by file."""
_NAMED = re.compile(r"\{([a-z_]+(?:\.back)?)\}")
_PROSE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")
"""At least two words: so is most of what is told, and little else."""


@dataclass(slots=True)
class Found:
    """The English texts that the code has."""

    phrases: dict[str, str] = field(default_factory=dict)
    """Every text that is told in the language chosen, and the file that has it."""
    plurals: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The text for one, and the file, for every text for many."""
    others: dict[str, str] = field(default_factory=dict)
    """Texts of several words that stay English: messages for developers, data, and what nobody has got to yet."""


@cache
def found() -> Found:
    """Return the texts of the whole package."""
    everything = Found()
    for path in sorted(PACKAGE.rglob("*.py")):
        _Reader(path, everything).read()
    for path in sorted((PACKAGE / "problems" / "built_in").glob("*.toml")):
        name = path.relative_to(PACKAGE.parent).as_posix()
        document = tomllib.loads(path.read_text("utf-8"))
        for key in ("title", "story"):
            everything.phrases.setdefault(document[key], name)
    return everything


class _Reader:
    """Reads one file."""

    def __init__(self, path: Path, everything: Found) -> None:
        self._name = path.relative_to(PACKAGE.parent).as_posix()
        self._tree = ast.parse(path.read_text("utf-8"))
        self._found = everything
        self._constants = dict(_constants(self._tree))
        self._locals = list(_local_texts(self._tree))
        self._told: set[int] = set()
        """The nodes of texts that are told."""

    def read(self) -> None:
        """Collect every text."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                self._call(node)
            elif isinstance(node, ast.ClassDef):
                self._class(node)
        for table in TABLES.get(self._name, ()):
            self._texts_in(self._constants[table])
        self._rest()

    def _call(self, node: ast.Call) -> None:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name == "phrase":
            self._phrase(node.args[0])
        elif name == "plural":
            one, many = (str(ast.literal_eval(argument)) for argument in node.args[:2])
            self._found.plurals[many] = (one, self._name)
            self._told |= {id(argument) for argument in node.args[:2]}
        for place in PLACES.get(name, ()):
            if place < len(node.args):
                self._texts_in(node.args[place])
        for keyword in node.keywords:
            if keyword.arg in FIELDS.get(name, ()):
                self._texts_in(keyword.value)

    def _phrase(self, argument: ast.expr) -> None:
        """Take what is told: a text, or all texts of the table of this file that it is looked up in."""
        if isinstance(argument, ast.Constant):
            self._take(argument)
            return
        table = argument.value if isinstance(argument, ast.Subscript) else argument
        if isinstance(table, ast.Name) and table.id in self._constants:
            self._texts_in(self._constants[table.id])

    def _class(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            name, value = _assigned(statement)
            if value is None:
                continue
            is_told = name in ATTRIBUTES and node.name.endswith(("Pane", "Screen"))
            if is_told or node.name in ENUMERATIONS:
                self._texts_in(value)

    def _texts_in(self, value: ast.expr) -> None:
        """Take a text, or every text of a table; of a dictionary its values."""
        if isinstance(value, ast.Constant):
            self._take(value)
        elif isinstance(value, ast.Name) and value.id in self._constants:
            self._texts_in(self._constants[value.id])
        elif isinstance(value, ast.Name):
            before = [text for name, text in self._locals if name == value.id and text.lineno < value.lineno]
            self._texts_in(before[-1]) if before else None
        elif isinstance(value, ast.Dict):
            for each in value.values:
                self._texts_in(each)
        elif isinstance(value, ast.Tuple | ast.List):
            for each in value.elts:
                self._texts_in(each)
        elif isinstance(value, ast.IfExp):
            self._texts_in(value.body)
            self._texts_in(value.orelse)

    def _take(self, constant: ast.Constant) -> None:
        self._told.add(id(constant))
        if not isinstance(constant.value, str) or not re.search("[A-Za-z]{2,}", constant.value):
            return
        for text in paragraphs(constant.value):
            self._found.phrases.setdefault(text, self._name)

    def _rest(self) -> None:
        """Take every other text of several words: none of a docstring, and none of a text that is told."""
        for node in _nodes_but_docstrings(self._tree):
            text = ""
            if isinstance(node, ast.JoinedStr):
                text = "".join(_part(value) for value in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in self._told:
                text = node.value
            if _PROSE.search(text):
                self._found.others.setdefault(text, self._name)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text that is wrapped by whoever shows it; any other text is one."""
    if "\n" not in text:
        return [text]
    return [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n")]


def _part(value: ast.expr) -> str:
    return str(value.value) if isinstance(value, ast.Constant) else "{…}"


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the constants of a module, with their values."""
    for statement in tree.body:
        name, value = _assigned(statement)
        if value is not None:
            yield name, value


def _local_texts(tree: ast.Module) -> Iterator[tuple[str, ast.Constant]]:
    """Yield the texts that functions give a name, in the order of the file."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)]
    for node in sorted(found, key=lambda node: node.lineno):
        target = node.targets[0]
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield target.id, node.value


def _assigned(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    """Return the name that a statement gives a value, and the value; None if it is another statement."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id, statement.value
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id, statement.value
    return "", None


def _nodes_but_docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every node, but for docstrings and what stands inside of other texts."""
    for child in ast.iter_child_nodes(tree):
        is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if is_docstring:
            continue
        yield child
        if not isinstance(child, ast.JoinedStr):
            yield from _nodes_but_docstrings(child)


def names_in(text: str) -> set[str]:
    """Return the names in braces: values and commands."""
    return set(_NAMED.findall(text))


def missing(messages: Messages) -> list[str]:
    """Return the English texts that a language lacks, those of plurals last."""
    texts = found()
    phrases = [text for text in texts.phrases if text not in messages.phrases]
    return phrases + [text for text in texts.plurals if text not in messages.plurals]


def unused(messages: Messages) -> list[str]:
    """Return the texts of a language that the code does not have, or no more."""
    texts = found()
    phrases = [text for text in messages.phrases if text not in texts.phrases]
    return phrases + [text for text in messages.plurals if text not in texts.plurals]


def share_told(messages: Messages) -> str:
    """Say how many of the texts that people read are there in a language."""
    texts = found()
    told = len(texts.phrases) + len(texts.plurals)
    there = told - len(missing(messages))
    return f"{there} of {told} texts that can be told in other languages; {len(texts.others)} more stay English"


def _written(text: str) -> str:
    """Return a text as TOML writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def template(messages: Messages) -> str:
    """Return the file of a language, in the order of the code, with "" where a text is missing."""
    texts = found()
    lines = ["[numbers]", f"thousands = {_written(messages.thousands)}", "", "[phrases]"]
    before = ""
    for text, name in sorted(texts.phrases.items(), key=lambda item: item[1]):
        if name != before:
            lines += ["", f"# {name}"]
            before = name
        lines.append(f"{_written(text)} = {_written(messages.phrases.get(text, ''))}")
    lines += ["", "[plurals]", "# For exactly one, and for any other number."]
    for many in texts.plurals:
        forms = messages.plurals.get(many, ("", ""))
        lines.append(f"{_written(many)} = [{', '.join(map(_written, forms))}]")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Write the file of a language, or say how complete every language is."""
    for language in arguments:
        path = FOLDER / f"{language}.toml"
        messages = read_messages(language) if path.exists() else Messages()
        path.write_text(template(messages), "utf-8")
        print(f"{path}: {len(missing(messages))} texts to be written")
    if arguments:
        return
    for language in languages()[1:]:
        messages = read_messages(language)
        print(f"{language}: {share_told(messages)}")
        for text in missing(messages):
            print(f"  missing: {text}")
        for text in unused(messages):
            print(f"  unused: {text}")


if __name__ == "__main__":
    main(sys.argv[1:])
