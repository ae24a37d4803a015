"""The expressions of conditions and watches: what a person types, read into a small tree and checked against a network.

    loss < 0.05        epoch == 100 and sample == 2        abs(dC/dw3) < 1e-4        sign(w4) changed
    change(w2) > 0.1   most(h1) == 0                       loss increased and before(loss increased)

Names are those on the screen; d and yhat will do for ∂ and ŷ. The tree has the kinds of this file and no others: it can
compare, calculate and look back, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from xortui.core.program import LOSS, Program
from xortui.core.settings import ABSENT
from xortui.core.spelling import no_such_name, on_screen
from xortui.debugger.own_names import NO_OWN_NAMES, Meant, OwnNames
from xortui.language.phrase import phrase

if TYPE_CHECKING:
    from xortui.problems import Problem

MAX_LENGTH = 300
"""Characters."""
MAX_DEPTH = 40
"""Brackets within brackets."""
OLDEST = 3
"""How many times before() can look back from where it is."""
FUNCTIONS = ("abs", "sign", "max", "min", "change", "before", "most", "least", "mean", "differs")
_EPOCH_FUNCTIONS = ("most", "least", "mean")
_TRENDS = {"changed": "!=", "increased": ">", "rises": ">", "decreased": "<", "falls": "<"}
"""What a number did since it was last computed, and how it compares with what it was then."""
_WORDS = ("and", "or", "not", *_TRENDS)
RIGHT = "right "
"""Stands before a name: what its value would be without the mistake that is planted."""
SOME_DIFFERS = "some value differs"
"""1 from where the first value of a step differs from what is right, 0 before; `differs()` reads it."""
COUNTERS = ("step", "epoch", "sample")
"""What counts steps, from 1."""
DEFINED = ("loss", "error")
"""loss: the mean of C over the last complete epoch; error: the greatest |ŷ − y| in it."""
TEST_LOSS = "test_loss"
ACCURACY = "accuracy"
MEASURES = (TEST_LOSS, ACCURACY)
"""What the network of the end of the last complete epoch makes of the test samples: the mean of C, and the share of
them that it takes for what they are; without test samples the share of the samples."""


class ExpressionError(ValueError):
    """What was typed is no expression: one line that says what is wrong, and where."""

    def __init__(self, message: str, place: int) -> None:
        """Say what is wrong at a character, counted from 0."""
        super().__init__(phrase("{message} (at character {place})", message=message, place=place + 1))
        self.place = place


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as it was typed."""

    value: float


@dataclass(frozen=True, slots=True)
class Value(Node):
    """A value of the program, or a counter."""

    name: str
    age: int = 0
    """0: as it is; 1: as it was before it was last computed, and so on."""


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """What a number came to over the last complete epoch."""

    function: str
    """'most', 'least' or 'mean' of the argument; or one of `MEASURES`, which has none."""
    argument: Node
    age: int = 0
    """0: the last complete epoch; 1: the one before it, and so on."""


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of numbers: abs, sign, max, min, or the sign '-' of one."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operator(Node):
    """Two parts joined: + - * /, a comparison, and, or; or 'not' of one."""

    symbol: str
    parts: tuple[Node, ...]

    @property
    def is_truth(self) -> bool:
        """Whether it is true or false, rather than a number."""
        return self.symbol not in "+-*/"


def is_truth(node: Node) -> bool:
    """Say whether an expression is true or false, rather than a number."""
    return isinstance(node, Operator) and node.is_truth


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the direct parts of a node."""
    match node:
        case Aggregate(_, argument, _):
            return (argument,)
        case Call(_, parts) | Operator(_, parts):
            return parts
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything in it."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def older(node: Node) -> Node:
    """Return what an expression was one time before: every value in it as it was before it was last computed."""
    match node:
        case Value(_, age) | Aggregate(_, _, age):
            return replace(node, age=age + 1)
        case Call(function, arguments):
            return Call(function, tuple(map(older, arguments)))
        case Operator(symbol, parts):
            return Operator(symbol, tuple(map(older, parts)))
    return node


class _Token(NamedTuple):
    kind: str
    text: str
    place: int
    names: tuple[str, ...] = ()
    """The values of the program that are meant by the name of an array in somebody's own file."""


_NAME = r"[A-Za-zŷηµμδΣβγελρ][A-Za-z0-9_]*"
_OF_A_PARAMETER = r"(?:Σg|ḡ|ĝ|sumg|gbar|ghat|mhat|vhat|[A-Za-z]\u0302?)\([wb]\d+\)"
_TOKEN = re.compile(
    rf"(?P<blank>\s+)"
    rf"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+\-−]?\d+)?)"
    rf"|(?P<name>[∂d]{_NAME}/[∂d]{_NAME}|{_OF_A_PARAMETER}|‖g‖|{_NAME})"
    rf"|(?P<operator><=|>=|==|!=|≤|≥|≠|[-−+*·/<>=(),])"
)
_SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "=": "==", "−": "-", "·": "*"}


def _tokens(text: str, own: OwnNames) -> list[_Token]:
    found = []
    at = 0
    while at < len(text):
        named = _own_name(text, at, own)
        if named is not None:
            is_one = len(named.names) == 1
            found.append(
                _Token("name" if is_one else "names", named.names[0] if is_one else named.text, at, named.names)
            )
            at += len(named.text)
            continue
        match = _TOKEN.match(text, at)
        if not match:
            raise ExpressionError(phrase("{what} is not understood", what=f"{text[at]!r}"), at)
        if match.lastgroup != "blank":
            found.append(_Token(match.lastgroup or "", _SAME.get(match[0], match[0]), at))
        at = match.end()
    return [*found, _Token("end", phrase("the end"), len(text))]


def _own_name(text: str, at: int, own: OwnNames) -> Meant | None:
    """Return what is meant by the name of somebody's own file that begins at a place; None if none does.

    Raises:
        ExpressionError: if there is no such place in an array.
    """
    if not own or not (text[at].isalpha() or text[at] in "_∂"):
        return None
    try:
        return own.at(text, at)
    except ValueError as error:
        raise ExpressionError(str(error), at) from None


def parse(text: str, program: Program, own: OwnNames = NO_OWN_NAMES, *, can_differ: bool = False) -> Node:
    """Return the tree of an expression over a program's values.

    Args:
        text: the expression, as it was typed.
        program: what the names are of.
        own: what somebody's own file calls the parameters.
        can_differ: whether a value can differ from what is right; else differs() is refused.

    Raises:
        ExpressionError: if it is none, with the place and, for a name, the nearest one there is.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            phrase("expected at most {most} characters, got {length}", most=MAX_LENGTH, length=len(text)), MAX_LENGTH
        )
    return _Parser(text, program, own, can_differ=can_differ).parse()


def parse_condition(text: str, program: Program, own: OwnNames = NO_OWN_NAMES, *, can_differ: bool = False) -> Node:
    """Return the tree of an expression that is true or false; arguments are those of `parse`.

    Raises:
        ExpressionError: if it is none.
    """
    node = parse(text, program, own, can_differ=can_differ)
    if not is_truth(node):
        raise ExpressionError(phrase("expected a condition such as loss < 0.05, got a number"), 0)
    return node


def refuse_impossible(node: Node, samples: int) -> None:
    """Refuse what waits for a sample, an epoch or a step that there is not: samples are not called by their inputs.

    Raises:
        ExpressionError: if there is such a comparison.
    """
    for part in walk(node):
        match part:
            case Operator("==", (Value("sample" | "epoch" | "step" as name, 0), Number(number))):
                last = samples if name == "sample" else None
                if number < 1 or number != int(number) or (last is not None and number > last):
                    upto = phrase("1 to {last}", last=last) if last else phrase("1, in whole numbers")
                    raise ExpressionError(
                        phrase(
                            "{name} {number}: {name}s count from {upto}", name=name, number=f"{number:g}", upto=upto
                        ),
                        0,
                    )


def is_of_right(name: str) -> bool:
    """Say whether a name is of what is known only where it is known what is right: of each step, and never for long."""
    return name.startswith(RIGHT) or name == SOME_DIFFERS


def is_measured(node: Node) -> bool:
    """Say whether a node is one of `MEASURES`."""
    return isinstance(node, Aggregate) and node.function in MEASURES


def refuse_unmeasured(node: Node, problem: Problem) -> None:
    """Refuse to wait for the results of a test that there is not.

    Raises:
        ExpressionError: if the expression reads one.
    """
    asked = {part.function for part in walk(node) if isinstance(part, Aggregate)}
    if TEST_LOSS in asked and not problem.test:
        raise ExpressionError(phrase("test_loss needs test samples; data.test of a problem file says which"), 0)
    if ACCURACY in asked and problem.classes is None:
        raise ExpressionError(phrase("accuracy needs classes; the targets here are any numbers"), 0)


def names_of(program: Program) -> tuple[str, ...]:
    """Return every name that an expression can use, as they are on the screen: for completing what is typed."""
    values = dict.fromkeys((*program.state, *program.inputs, *program.targets, *program.by_target, *program.settings))
    return (*DEFINED, *MEASURES, *COUNTERS, *values)


def words_of(program: Program) -> frozenset[str]:
    """Return every word that means something in an expression: names, functions, and what joins them."""
    return frozenset([*names_of(program), *FUNCTIONS, *_WORDS, "op"])


class _Parser:
    """Reads tokens from left to right, one rule of the grammar per method."""

    def __init__(self, text: str, program: Program, own: OwnNames, *, can_differ: bool) -> None:
        self._program = program
        self._own = own
        self._can_differ = can_differ
        self._tokens = _tokens(text, own)
        self._at = 0
        self._depth = 0
        self._names = set(names_of(program))

    def parse(self) -> Node:
        if self._token.kind == "end":
            raise ExpressionError(phrase("expected a condition such as loss < 0.05, got nothing"), 0)
        node = self._or()
        if self._token.kind != "end":
            raise self._unexpected(phrase("an operator such as < or and"))
        return node

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> str:
        """Take the next token if it is one of these; else return nothing."""
        token = self._token
        if token.kind != "end" and token.text in texts:
            self._at += 1
            return token.text
        return ""

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._unexpected(repr(text))

    def _unexpected(self, expected: str) -> ExpressionError:
        token = self._token
        got = token.text if token.kind == "end" else repr(token.text[:40])
        return ExpressionError(phrase("expected {expected}, got {got}", expected=expected, got=got), token.place)

    def _joined(self, words: tuple[str, ...], part: Callable[[], Node]) -> Node:
        start = self._token.place
        node = part()
        while word := self._take(*words):
            place = self._token.place
            other = part()
            self._want_truth(node, start)
            self._want_truth(other, place)
            node = Operator(word, (node, other))
        return node

    def _or(self) -> Node:
        return self._joined(("or",), self._and)

    def _and(self) -> Node:
        return self._joined(("and",), self._not)

    def _not(self) -> Node:
        if self._take("not"):
            place = self._token.place
            with_not = self._deeper(self._not)
            self._want_truth(with_not, place)
            return Operator("not", (with_not,))
        return self._comparison()

    def _comparison(self) -> Node:
        start = self._token.place
        node = self._sum()
        if symbol := self._take("<", "<=", ">", ">=", "==", "!="):
            place = self._token.place
            other = self._sum()
            self._want_number(node, start)
            self._want_number(other, place)
            node = Operator(symbol, (node, other))
            if self._token.text in ("<", "<=", ">", ">=", "==", "!="):
                raise ExpressionError("expected one comparison; join two by and", self._token.place)
        elif trend := self._take(*_TRENDS):
            self._want_number(node, start)
            symbol = _TRENDS[trend]
            node = Operator(symbol, (node, self._older(node, start)))
        return node

    def _sum(self) -> Node:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._chain(("*", "/"), self._unary)

    def _chain(self, symbols: tuple[str, ...], part: Callable[[], Node]) -> Node:
        start = self._token.place
        node = part()
        while symbol := self._take(*symbols):
            place = self._token.place
            other = part()
            self._want_number(node, start)
            self._want_number(other, place)
            node = Operator(symbol, (node, other))
        return node

    def _unary(self) -> Node:
        if self._take("-"):
            place = self._token.place
            node = self._deeper(self._unary)
            self._want_number(node, place)
            return Number(-node.value) if isinstance(node, Number) else Call("-", (node,))
        return self._atom()

    def _atom(self) -> Node:
        token = self._token
        if token.kind == "number":
            self._at += 1
            return Number(float(token.text.replace("−", "-")))
        if self._take("("):
            node = self._deeper(self._or)
            self._expect(")")
            return node
        if token.kind == "names":
            told = self._own.several(token.text, token.names)
            if self._can_differ:
                told = phrase("{told}; differs({array}) asks about all", told=told, array=token.text)
            raise ExpressionError(told, token.place)
        if token.kind == "name" and token.text not in _WORDS:
            self._at += 1
            if token.text in FUNCTIONS and self._take("("):
                return self._call(token)
            return self._named(token)
        raise self._unexpected(phrase("a name, a number or ("))

    def _call(self, token: _Token) -> Node:
        place = self._token.place
        if token.text == "differs":
            return self._differs(place)
        arguments = [self._deeper(self._or)]
        while self._take(","):
            arguments.append(self._deeper(self._or))
        self._expect(")")
        name = token.text
        if name in ("max", "min"):
            if len(arguments) < 2:
                raise ExpressionError(phrase("expected two numbers or more in {name}()", name=name), place)
        elif len(arguments) > 1:
            raise ExpressionError(
                phrase("expected one part in {name}(), got {count}", name=name, count=len(arguments)), place
            )
        if name == "before":
            return self._older(arguments[0], place)
        for argument in arguments:
            self._want_number(argument, place)
        if name == "change":
            return Operator("-", (arguments[0], self._older(arguments[0], place)))
        if name in _EPOCH_FUNCTIONS:
            if any(isinstance(n, Aggregate) or (isinstance(n, Value) and n.age) for n in walk(arguments[0])):
                raise ExpressionError(
                    phrase(
                        "{name}() is over what each step has; loss, error and before() are not of one step", name=name
                    ),
                    place,
                )
            return Aggregate(name, arguments[0])
        return Call(name, tuple(arguments))

    def _differs(self, place: int) -> Node:
        """Read differs(∂C/∂w1): whether that value is another than without the mistake; differs(): whether any is."""
        token = self._token
        if self._take(")"):
            self._want_mistake(place)
            return Operator("!=", (Value(SOME_DIFFERS), Number(0.0)))
        values = self._array() or [self._deeper(self._or)]
        self._expect(")")
        known = {*self._program.by_target, *self._program.state}
        compared: list[Node] = []
        for node in values:
            if not isinstance(node, Value) or node.age or node.name not in known:
                raise ExpressionError(
                    phrase("expected a value of the program in differs(), such as dC/dw1"), token.place
                )
            compared += [node, Value(f"{RIGHT}{node.name}")]
        self._want_mistake(place)
        return Operator("!=", (Call("differs", tuple(compared)), Number(0.0)))

    def _array(self) -> list[Node]:
        """Take the name of an array in somebody's own file, and return its values; nothing if no such name is next."""
        token = self._token
        if token.kind != "names":
            return []
        self._at += 1
        return [Value(on_screen(name)) for name in token.names]

    def _want_mistake(self, place: int) -> None:
        if not self._can_differ:
            raise ExpressionError(phrase("differs() needs a mistake to differ by; xortui break plants one"), place)

    def _older(self, node: Node, place: int) -> Node:
        found = older(node)
        if any(n.age > OLDEST for n in walk(found) if isinstance(n, Value | Aggregate)):
            raise ExpressionError(phrase("expected to look back {most} times at most", most=OLDEST), place)
        return found

    def _named(self, token: _Token) -> Node:
        name = on_screen(token.text)
        if name not in self._names and name in ABSENT:
            return Number(0.0)
        if name not in self._names:
            if name == "op":
                raise ExpressionError(phrase("expected an operation alone, such as op 12"), token.place)
            # A function is meant only where something to be put into it follows.
            meant = FUNCTIONS if self._token.text == "(" else ()
            known = {*self._names, *meant, *self._own.arrays.values()}
            if self._own.parameters(name[1:]):  # dW1, as people call the gradient of W1
                known = {f"dC/{name}"}
            raise ExpressionError(no_such_name(name, known), token.place)
        if name == "loss":
            return Aggregate("mean", Value(LOSS))
        if name in MEASURES:
            return Aggregate(name, Number(0.0))
        if name == "error":
            errors = [
                Call("abs", (Operator("-", (Value(unit.name), Value(y))),))
                for unit, y in zip(self._program.network.units[-1], self._program.targets, strict=True)
            ]
            return Aggregate("most", errors[0] if len(errors) == 1 else Call("max", tuple(errors)))
        return Value(name)

    def _deeper(self, rule: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(
                phrase("expected at most {most} brackets within each other", most=MAX_DEPTH), self._token.place
            )
        node = rule()
        self._depth -= 1
        return node

    def _want_truth(self, node: Node, place: int) -> None:
        if not is_truth(node):
            raise ExpressionError(phrase("expected a condition, got a number"), place)

    def _want_number(self, node: Node, place: int) -> None:
        if is_truth(node):
            raise ExpressionError(phrase("expected a number, got a condition"), place)
