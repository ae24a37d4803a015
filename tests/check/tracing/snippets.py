"""What students write: snippets of NumPy and Python, each of which leaves a `result`."""

from __future__ import annotations

from collections.abc import Iterator

# ruff: noqa: E501  -- one snippet may write many results in a line
FOLLOWED = """
# operators of arrays
result = [W + 1, 1 - W, W * 2, W / 4, 2 / (W + 2), W ** 2, 2 ** W, -W, +W, abs(W), W + W, W - W.T.T, W * W, W / (W + 3)]
# operators of numbers
result = [s + 1, 1 - s, s * 2, s / 4, 2 / s, s ** 2, 2 ** s, -s, +s, abs(s), s + s, s * n, n / s, s - n]
# methods that numbers share with arrays
i = np.array([[3, 1], [2, 4]])[0, 0]
f = W[0, 1]
result = [[o.transpose(), o.T, o.reshape(1, 1), o.ravel(), o.flatten(), o.astype(float), o.sum(), o.mean(), o.copy(), o.max(), o.min(), o.squeeze(), o.item(), o.tolist(), o.clip(-1, 2), o.prod(), o.conj(), o.real] for o in (i, f)]
# kinds and sizes of numbers
i = np.array([[3, 1], [2, 4]])[0, 0]
f = W[0, 1]
result = [[o.shape, o.ndim, o.size, o.any(), o.all(), o.argmax()] for o in (i, f, f > 0)] + [i.dtype.kind, f.dtype.kind]
# numbers with arrays
result = [s + W, W + s, s - W, W - s, s * W, W * s, s / (W + 3), (W + 3) / s, s ** X, (W + 3) ** s]
# numbers of numpy with traced numbers
a = np.float64(2.0)
result = [a * s, s * a, a + W, a - s, s - a, a / s, s / a, a ** s, s ** a, np.float32(2) * W]
# augmented numbers
t = s
t += 1
t -= 0.5
t *= 3
t /= 2
t **= 2
result = t
# augmented arrays
A = W.copy()
A += 1
A -= W
A *= W
A /= 2
A **= 2
result = A
# augmented rows of views
A = W.copy()
for row in A:
    row -= 0.5 * row
A[0] += 1
A[:, 1] *= W[:, 0]
A[1, 1:] -= W[0, :2]
result = A
# augmented slices
A = W.copy()
A[:, 0] -= 0.1 * A[:, 1]
A[0, :] = A[1, :] * W[0]
A[1][2] += W[0][0]
A[-1, -1] *= 2
A[..., 1] += 1
result = [A, W]
# assigned by a mask
A = W.copy()
A[A < 0] = 0
B = W.copy()
B[B < 0] *= 0.1
C = W.copy()
C[W > 0.5] = W[W > 0.5] * 2
D = W.copy()
D[:, W[0] < 0] = 7
result = [A, B, C, D]
# fancy indices
A = W.copy()
A[[0, 1], [0, 1]] -= 1
A[[1, 0]] = A[[0, 1]]
result = [A, W[[1, 0, 1]], W[:, [0, 2]], W[np.arange(2), [0, 2]], W[np.array([True, False])], W[W > 0]]
# indices by arrays of the program
labels = np.array([0, 2])
P = W.copy()
P[range(2), labels] -= 1
Q = W.copy()
Q[np.arange(2), labels] += 0.5
result = [P, Q, W[range(len(labels)), labels], W[labels[0]][labels[1]]]
# new axes
result = [v[:, None] * W[0], v[np.newaxis, :] + W, W[:, :, np.newaxis], np.expand_dims(v, 1), W[None, ...].squeeze()]
# a row view that is changed in place
A = W.copy()
row = A[0]
row[:] = row * 2
row[1] = 5
column = A[:, 2]
column -= 1
flat = A.reshape(-1)
flat[3] = 9
turned = A.T
turned[0, 1] += W[0, 0]
result = [A, row, column, flat, turned]
# products of matrices
result = [X @ W, X.dot(W), np.dot(X, W), np.matmul(X, W), W @ v, v @ W.T, v @ v, np.dot(v, v), v.dot(W.T), W.dot(v)]
# products with lists
result = [np.dot([1.0, 2.0], W), np.dot(W, [1, 2, 3]), W @ [1, 2, 3], np.dot(L, [1, 2]), np.inner(L[0], [3, 4]), np.matmul(L, L)]
# products of stacks
T3 = np.stack([W, 2 * W])
result = [T3 @ W.T, np.matmul(T3, W.T), X @ T3, T3 @ np.swapaxes(T3, 1, 2), np.dot(T3, W.T), np.dot(T3, v), T3 @ v]
# products of numbers
result = [np.dot(s, 3), np.dot(s, W), np.dot(W, 2), np.multiply(s, W), np.outer(2, s)]
# product in place
A = np.eye(2) * W[0, 0]
A @= A
A = A @ A
result = A
# product into a given array
out = np.zeros((3, 3))
np.dot(X, W, out=out)
out2 = np.zeros((3, 3))
np.matmul(X, W, out=out2)
out3 = np.zeros((3, 3))
np.dot(X, W, out3)
out4 = np.zeros((2, 3))
np.clip(W, 0, 1, out4)
result = [out, out2, out3, out4]
# outer products
result = [np.outer(v, v), np.outer(X[1], W[0]), np.outer(W, v), np.multiply.outer(v, X[1]), np.add.outer(v, v), np.subtract.outer(v, W)]
# inner products
result = [np.inner(v, v), np.inner(W, v), np.inner(W, W), np.vdot(v, v), np.vdot(W, W)]
# einsum
result = [
    np.einsum("ij,jk->ik", X, W), np.einsum("ij,jk", X, W), np.einsum("ij->ji", W), np.einsum("ij->", W),
    np.einsum("ij->j", W), np.einsum("i,j->ij", v, v), np.einsum("i,i", v, v), np.einsum("ij,ij->i", W, W),
    np.einsum("bi,bj->ij", X, X), np.einsum("bi,bj->bij", X, X), np.einsum("ii", X[:2]), np.einsum("ii->i", X[:2]),
    np.einsum("...i,i->...", W, v), np.einsum("ij, jk -> ik", X, W),
]
# tensordot
result = [np.tensordot(X, W, 1), np.tensordot(X, W, axes=1), np.tensordot(X, W, axes=([1], [0])), np.tensordot(W, W, axes=2),
          np.tensordot(W, W, axes=((0, 1), (0, 1))), np.tensordot(v, v, 0), np.tensordot(W, X, axes=(0, 1)), np.tensordot(W, W)]
# kron and cross
result = [np.kron(v, X[1]), np.kron(W, X), np.cross(v, W[0])]
# sums
result = [W.sum(), W.sum(0), W.sum(axis=1), W.sum(axis=0, keepdims=True), W.sum(axis=(0, 1)), np.sum(W), np.sum(W, 0),
          np.sum(W, axis=1, keepdims=True), np.sum(W, axis=-1), np.sum(L), np.sum([s, s, 1.0]), np.add.reduce(W), np.add.reduce(W, 1),
          np.sum(W[0]), np.sum(s), np.sum([W, W], axis=0), sum(W), sum(v), sum(W[0]), sum([s, 2 * s]), sum(x * x for x in v)]
# sums of many numbers
big = np.arange(300.0) * W[0, 0]
result = [big.sum(), big.mean(), np.sum(big.reshape(10, 30), axis=1), np.sum(big.reshape(10, 30), axis=0), big @ big]
# sums with a start, a type and a place
out = np.zeros(3)
np.sum(W, axis=0, out=out)
result = [np.sum(W, dtype=float), out, W.sum(axis=0, dtype=np.float64)]
# means and spreads
result = [W.mean(), W.mean(0), W.mean(axis=1, keepdims=True), np.mean(W, (0, 1)), np.average(W), np.average(W, axis=0),
          np.average(W, axis=0, weights=[1, 3]), W.var(), W.std(), np.var(W, axis=0), np.std(W, 1, ddof=1), np.std(W, axis=0, keepdims=True),
          np.mean(L), np.mean([s, 1]), np.median(v), np.ptp(v)]
# products of cells
result = [W.prod(), np.prod(W, axis=0), np.prod([s, 2.0]), np.multiply.reduce(W, axis=1)]
# the largest and the smallest
result = [W.max(), W.min(), np.max(W, axis=0), np.min(W, axis=1, keepdims=True), np.amax(W), np.amin(W, 0), np.maximum(W, 0),
          np.minimum(W, 0.5), np.maximum(0, W), np.maximum(W, W * 0.1), np.fmax(W, 0), np.fmin(W, 0), max(v), min(v), max(s, 0), min(0.1, s),
          max(0, s, n), max([s, 1.0]), np.maximum.reduce(W), W.max(initial=0.0), max(s - 1, 0.01 * s)]
# the norm
result = [np.linalg.norm(v), np.linalg.norm(W), np.linalg.norm(W, axis=1), np.linalg.norm(W, axis=0, keepdims=True),
          np.linalg.norm(v, 2), np.linalg.norm(v, 1), np.linalg.norm(W, "fro"), v / np.linalg.norm(v), np.linalg.norm(v - X[:, 0])]
# cumulative sums
result = [np.cumsum(v), np.cumsum(W), np.cumsum(W, axis=1), v.cumsum(), np.cumprod(v), np.add.accumulate(v)]
# differences
result = [np.diff(v), np.diff(W), np.diff(W, axis=0), np.ediff1d(v), np.trace(X[:2]), np.diag(v), np.diag(X[:2])]
# ufuncs of one array
P = np.abs(W) + 0.5
result = [f(P) for f in (np.negative, np.positive, np.exp, np.log, np.tanh, np.sqrt, np.abs, np.absolute, np.fabs, np.sign, np.sin, np.cos,
          np.sinh, np.cosh, np.arctan, np.square, np.reciprocal, np.exp2, np.expm1, np.log1p, np.log2, np.log10, np.tan, np.cbrt,
          np.arcsinh, np.deg2rad, np.rad2deg, np.conj, np.conjugate, np.degrees, np.radians)]
# ufuncs of small numbers
P = W * 0.5
result = [np.arcsin(P), np.arccos(P), np.arctanh(P), np.arccosh(P + 2)]
# ufuncs of two arrays
P = np.abs(W) + 0.5
result = [f(P, P.T.T * 2) for f in (np.add, np.subtract, np.multiply, np.divide, np.true_divide, np.power, np.float_power, np.maximum,
          np.minimum, np.fmax, np.fmin, np.hypot, np.logaddexp, np.arctan2, np.logaddexp2, np.copysign)]
# ufuncs of numbers
result = [np.exp(s), np.tanh(s), np.exp(-s), 1 / (1 + np.exp(-s)), np.log(s), np.sqrt(s), np.square(s), np.maximum(0, s), np.abs(s), np.power(s, 2), np.add(s, 1)]
# ufuncs of lists
result = [np.exp([s, 1.0]), np.exp(L), np.tanh((s, 2)), np.add(L, 1), np.multiply(L, L), np.maximum(L, 0), np.subtract([1, 0], [s, s])]
# ufuncs with a place
out = np.zeros((2, 3))
np.exp(W, out=out)
out2 = np.zeros_like(W)
np.multiply(W, 2, out2)
np.add(out2, W, out=out2)
A = W.copy()
np.negative(A, out=A)
np.maximum(A, 0, A)
np.clip(A, 0, 0.5, out=A)
result = [out, out2, A]
# ufuncs with a condition
result = [np.add(W, 1, where=W > 0, out=W.copy()), np.exp(W, where=W > 0, out=np.zeros((2, 3)))]
# ufuncs with types
result = [np.exp(W, dtype=np.float64), np.add(W, 1, dtype=float), np.divide(W, 2, dtype=np.float64)]
# ufunc at
A = W.copy()
np.add.at(A, (0, 1), 2.0)
B = W.copy()
np.subtract.at(B, [0, 1, 0], 1.0)
result = [A, B]
# clipping
result = [np.clip(W, 0, 1), W.clip(0, 1), np.clip(W, 1e-7, 1 - 1e-7), W.clip(min=0), np.clip(W, None, 0.5), np.clip(s, 0, 1), np.clip(W, a_min=0, a_max=1), W.clip(max=0.5)]
# where
result = [np.where(W > 0, W, 0), np.where(W > 0, 1, 0.1) * W, np.where(W > 0, W, W * 0.01), np.where(s > 0, s, 0), np.where([True, False, True], v, -v),
          np.select([W > 0.5, W <= 0.5], [W, -W]), np.piecewise(v, [v < 0, v >= 0], [lambda z: z * 0.1, lambda z: z * 2])]
# gates
result = [(W > 0) * W, (W > 0) * 1.0 * W, (W > 0).astype(float) * W, (W >= 0).astype(int) * W, np.heaviside(W, 0) * W, W * (W > 0),
          np.array(W > 0, dtype=float) * W, np.where(W <= 0, 0, 1) * W, 1.0 * (W > 0) * W, (W > 0) * (W < 1) * W, ((W > 0) & (W < 1)) * W, (W > 0) + W]
# joining
result = [np.hstack([W, W]), np.vstack([W, W]), np.vstack((v, v)), np.hstack((v, 1)), np.concatenate([W, W], axis=1), np.concatenate((v, v)),
          np.concatenate([v, [1.0]]), np.append(v, 1), np.append(W, W), np.append(W, W, axis=0), np.append(v, v), np.stack([v, v]), np.stack((v, v), axis=1),
          np.column_stack([v, v]), np.column_stack((X, np.ones(3))), np.dstack([W, W]), np.c_[X, np.ones(3)], np.c_[v, v], np.r_[v, 1], np.r_[v, v],
          np.c_[np.ones((3, 1)), X * s], np.block([[W], [W]]), np.concatenate([np.ones((3, 1)), X * s], 1), np.hstack([np.ones((3, 1)), X * s]),
          np.insert(v, 0, 1), np.insert(X * s, 0, 1, axis=1), np.insert(X * s, 2, 1.0, axis=1), np.delete(v, 0), np.delete(W, 0, 1), np.delete(W, 2, axis=1),
          np.append([s], [1.0]), np.append([1], v), np.append(1, v), np.hstack([[1], v]), np.vstack([v[None], np.ones((1, 3))]), np.r_[1, v], np.concatenate(([1], v))]
# padding
result = [np.pad(v, 1), np.pad(W, ((0, 0), (1, 0)), constant_values=1), np.pad(v, (0, 1), "constant", constant_values=1), np.pad(W, 1, mode="edge")]
# shapes
result = [W.reshape(3, 2), W.reshape((3, 2)), W.reshape(-1), W.reshape(-1, 1), np.reshape(W, (3, 2)), W.ravel(), W.flatten(), W.T, W.transpose(), np.transpose(W),
          W.transpose(1, 0), np.ravel(W), W.swapaxes(0, 1), np.atleast_2d(v), np.atleast_1d(s), np.squeeze(W[None]), W[None].squeeze(), W[None].squeeze(0), np.moveaxis(W, 0, 1),
          np.broadcast_to(v, (2, 3)), np.rollaxis(W, 1), W.reshape(2, 3, order="F"), np.reshape(W, -1, order="F"), W.ravel("F"), W.flatten("F"), np.atleast_3d(v), np.array(W, ndmin=3),
          W[::-1], W[:, ::-1], np.flip(W), np.fliplr(W), np.flipud(W), np.roll(W, 1, axis=1), np.rot90(W), np.repeat(v, 2), np.tile(v, (2, 1)), v.repeat(2), np.take(v, [0, 2]), W.take([0, 1], axis=1),
          np.split(v, 3), np.array_split(v, 2), np.hsplit(W, 3), np.vsplit(W, 2), np.diagonal(W), W.diagonal(), np.triu(X[:2]), np.tril(X[:2]), np.resize(v, (2, 3))]
# a shape that is assigned
A = W.copy()
A.shape = (3, 2)
B = W.copy()
B.resize((3, 2), refcheck=False)
result = [A * 2, B * 2]
# a view that is reshaped and changed
A = W.copy()
A.reshape(3, 2)[0, 0] += 1
A.ravel()[1] = 4
np.reshape(A, (6,))[2] = W[0, 0]
A.T[0][1] = 7
A[...] = A * 2
A[:] = A - W
result = A
# types
result = [W.astype(float), W.astype(np.float64), W.astype("float64"), np.array([1, 2, 3]).astype(float) * v, np.float64(s), float(s), np.asarray(W, dtype=float),
          np.array(W), np.array(W, dtype=np.float64), np.array([v, v]), np.array([s, 1]), np.array([[s], [1]]), np.asarray([s, 1.0]), np.array(s), np.array([v[0], s]), np.asfarray(L) if hasattr(np, "asfarray") else 1,
          np.array(list(v)), np.array((s, s)), np.array([list(row) for row in W]), np.array([W[0], W[1]]), np.asanyarray(L), np.ascontiguousarray(W.T), np.array(W, copy=True)]
# float32
A = W.astype(np.float32)
B = np.array([[0.25, 0.5]], dtype="float32")
result = [A * 2, A @ A.T, A.sum(), A.mean(axis=0), B * s, B @ W, np.exp(A), A.dtype == np.float32, np.float32(s) * 2, np.zeros(3, dtype=np.float32) + A[0]]
# whole numbers
I = np.array([1, 2, 3])
k = 3
result = [I * 2, I + I, I / 2, I // 2, I % 2, I ** 2, I * s, I @ v, I.sum(), I.mean(), k // 2, k % 2, k ** 2, k * s, -k, k / 2, divmod(7, k), I.max(), int(k), range(k)[1], [0] * k, "a" * k, (0, 1) * k, k * [s]]
# matrices
M = np.matrix([[0.28125, 1.0], [2.0, 3.0]])
result = [M * M, M * 2, M.T * M, M[0], M[0, 0], np.multiply(M, M), M.sum(axis=0), M + 1, 2 * M, M.A * 2, np.exp(M), M.I if False else M, M * np.matrix([[1.0], [2.0]]), M[:, 0], np.asarray(M) * 2, M.tolist(), M.shape, np.mat if False else 1, M ** 2, M.A1, M.flatten(), M.mean()]
# copies
import copy
d = {"W": W, "b": [s]}
e = copy.deepcopy(d)
e["W"] -= 1
e["b"][0] -= 1
f = copy.copy(W)
f += 1
g = d.copy()
result = [d, e, f, g, copy.deepcopy(L), copy.copy(L), list(L), L[:], W[:], np.copy(W), W.copy(), copy.deepcopy(s)]
# lists
A = [row[:] for row in L]
A[0][1] += A[0][0]
A.append([s, s])
A.extend([[1, s]])
A.insert(0, [s])
A[-1:] = [[s * 2]]
B = [s] * 3 + [1]
B[1] = 2
B.reverse()
del B[0]
result = [A, B, A[0] + A[1], B.index(s), s in B, len(B), B.pop(), B == [s], sorted(B, reverse=True), list(reversed(B)), B.count(s), [*B, *B], tuple(B)]
# tuples
a, b = s, 2
(c, d), e = (s, 1), [s]
first, *rest = [s, 1, 2]
x, y = X[1]
r0, r1 = W
result = [a, b, c, d, e, first, rest, x, y, r0, r1, (s, 1)[0], (s,) + (1,)]
# dicts
p = {"W1": W, "b1": s, 3: [s]}
p["W1"] = p["W1"] - 0.1 * p["W1"]
p["b1"] -= 0.5
q = {key: value * 2 for key, value in p.items()}
q.update(b2=s)
q.setdefault("c", s)
result = [p, q, dict(a=s), dict(zip("ab", (s, 1))), {**p, "z": s}, list(q.keys()), q.get("b1"), q.pop("c"), {1: s}[1], {n: 2}[n], {n: 2}[3]]
# built-in functions
result = [sum(v), max(v), min(v), abs(s), pow(s, 2), round(s, 1) * 0, len(v), float(s), sorted([s, 0.1]), list(map(lambda a: a * 2, [s, 1])), list(zip([s], [1])),
          list(enumerate([s])), list(reversed([s, 1])), list(filter(lambda a: a > 0, [s, -1])), any([s]), all([s]), isinstance(s, float), isinstance(n, int), type(s) == float or True, bool(s), sum([[s], [1]], []), sum([], 0), max([s], default=0), max([s, 1], key=lambda a: -a), min(1, 2), max("a", "b"), sum(range(4))]
# mathematics
result = [math.exp(s), math.exp(-s), math.tanh(s), math.log(s), math.sqrt(s), math.pow(s, 2), math.fabs(-s), math.sin(s), math.cos(s), math.sinh(s), math.cosh(s), math.atan(s), math.erf(s),
          math.fsum([s, 1]), math.exp(v[0]), math.log(s, 2), math.log2(s), math.log10(s), math.log1p(s), math.expm1(s), math.hypot(s, 1), math.e ** s, math.e ** -s, 1 / (1 + math.exp(-s)), math.tan(s), math.asin(s), math.acos(s),
          math.prod([s, 2]), math.degrees(s), math.sumprod([s], [2]) if hasattr(math, "sumprod") else s * 2, math.pi * s]
# functions of mathematics by their names
from math import exp, tanh
from math import sqrt as root
from numpy import dot, exp as np_exp
result = [exp(s), tanh(s), root(s), dot(v, v), np_exp(W)]
# comprehensions
result = [[w * 2 for w in row] for row in L], [sum(a * b for a, b in zip(row, [1, 2])) for row in L], {i: w for i, w in enumerate(v)}, [w for w in v if w > 0], list(w + 1 for w in v), [(i, j, W[i][j]) for i in range(2) for j in range(3)]
# generators
def squares(items):
    for item in items:
        yield item * item
def both(items):
    yield from squares(items)
    yield s
result = [list(both(v)), next(squares([s])), sum(squares(v))]
# a class
class Neuron:
    count = 0
    def __init__(self, weights, bias=0.28125):
        self.weights = weights
        self.bias = bias
        Neuron.count += 1
    @property
    def total(self):
        return sum(self.weights) + self.bias
    @staticmethod
    def squash(z):
        return 1 / (1 + math.exp(-z))
    @classmethod
    def made(cls, *weights):
        return cls(list(weights))
    def __call__(self, x):
        return self.squash(sum(w * i for w, i in zip(self.weights, x)) + self.bias)
    def __getitem__(self, i):
        return self.weights[i]
neuron = Neuron.made(s, 1.0)
neuron.weights[0] -= 0.5
neuron.bias += s
result = [neuron.total, neuron([1, 2]), neuron[0], neuron.bias, Neuron.count, getattr(neuron, "bias"), vars(neuron)]
setattr(neuron, "bias", s)
# a class with slots
class Cell:
    __slots__ = ("w", "grad")
    def __init__(self, w):
        self.w = w
        self.grad = 0.0
c = Cell(s)
c.grad += c.w * 2
c.w -= 0.5 * c.grad
result = [c.w, c.grad]
# a dataclass
from dataclasses import dataclass, field, asdict, replace
from typing import NamedTuple
from collections import namedtuple, defaultdict, deque, OrderedDict, Counter
@dataclass
class Layer:
    W: np.ndarray
    b: float = 0.28125
    cache: list = field(default_factory=list)
    def __post_init__(self):
        self.cache.append(self.W * self.b)
class Pair(NamedTuple):
    a: float
    b: float = 0.28125
P = namedtuple("P", "x y")
layer = Layer(W)
layer.W -= 0.1
total = defaultdict(float)
total["a"] += s
queue = deque([s, 1], maxlen=2)
queue.append(s * 2)
result = [layer.W, layer.b, layer.cache, Pair(s), Pair(1.0), P(s, 1).x, asdict(Layer(X * s)), dict(total), list(queue), replace(layer, b=1.0).b, OrderedDict(a=s)["a"]]
# inheritance
class Base:
    def __init__(self, w):
        self.w = w
    def forward(self, x):
        return self.w * x
class Derived(Base):
    def __init__(self, w, b):
        super().__init__(w)
        self.b = b
    def forward(self, x):
        return super().forward(x) + self.b
class Old(Base):
    def forward(self, x):
        return Base.forward(self, x) * 2
result = [Derived(s, 1).forward(2), Old(s).forward(3)]
# operators of a class
class Value:
    def __init__(self, data):
        self.data = data
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data)
    __radd__ = __add__
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data)
    def __rmul__(self, other):
        return self * other
    def __lt__(self, other):
        return self.data < other.data
    def __rsub__(self, other):
        return Value(other - self.data)
result = [(Value(s) + 1).data, (2 + Value(s)).data, (s * Value(3)).data, (Value(s) * Value(s)).data, sum([Value(s), Value(1)]).data, sorted([Value(2), Value(s)])[0].data, (s - Value(s)).data, (n * Value(s)).data]
# closures
def maker(rate=0.28125):
    count = 0
    def step(w):
        nonlocal count
        count += 1
        return w - rate * count
    return step
step = maker()
f = lambda z, k=2: 1 / (1 + math.exp(-k * z))
result = [step(s), step(s), f(s), (lambda *a, **k: a[0] * k["b"])(s, b=2)]
# globals
total = 0.28125
def change():
    global total
    total += 1
    total *= 2
change()
result = total
# star arguments
def f(a, b, *rest, c=1, **more):
    return a + b + sum(rest) + c + more.get("d", 0)
args = (s, 1, 2, 3)
result = [f(*args), f(s, 1, d=s), f(*[s, 2], **{"c": s})]
# decorators
import functools
def twice(f):
    @functools.wraps(f)
    def wrapped(*args, **kwargs):
        return f(*args, **kwargs) * 2
    return wrapped
@twice
def g(z):
    return z + 1
@functools.lru_cache(maxsize=None)
def h(z):
    return z * 3
@np.vectorize
def relu(z):
    return z if z > 0 else 0.0
result = [g(s), h(s), functools.partial(g, s)(), functools.reduce(lambda a, b: a * b, [s, 2, 3]), functools.reduce(np.dot, [X, W]), relu(W)]
# vectorize
sigmoid = np.vectorize(lambda z: 1 / (1 + math.exp(-z)))
step = np.vectorize(lambda z: 1 if z > 0 else 0)
power = np.vectorize(lambda a, b: a * b)
result = [sigmoid(W), step(W) * W, power(W, 2), power(W, W), sigmoid(s), sigmoid([s, 1.0])]
# frompyfunc and apply
result = [np.apply_along_axis(lambda r: r * 2, 1, W), np.apply_along_axis(sum, 0, W), np.apply_along_axis(np.sum, 1, W), np.array(list(map(lambda r: r.sum(), W)))]
# fromfunction and fromiter
result = [np.fromfunction(lambda i, j: (i + j) * s, (2, 3)), np.fromiter((w * 2 for w in v), float), np.array([w * 2 for w in v])]
# nditer
total = 0
for w in np.nditer(W):
    total = total + w * 2
A = W.copy()
with np.nditer(A, op_flags=["readwrite"]) as it:
    for w in it:
        w[...] = w * 2
result = [total, A]
# ndenumerate
total = 0
for (i, j), w in np.ndenumerate(W):
    total += w * (i + j)
A = W.copy()
for index in np.ndindex(A.shape):
    A[index] *= 2
for w in A.flat:
    total += w
A.flat[0] = 3
result = [total, A, A.flat[1], list(A.flat)]
# random numbers
np.random.seed(1)
random.seed(1)
rng = np.random.default_rng(1)
old = np.random.RandomState(1)
result = [np.random.rand(2, 3) * W, np.random.randn(3) + v, np.random.random((2, 2)), np.random.uniform(-1, 1, 3), np.random.normal(0, 1, (2, 2)), np.random.randint(0, 3, 4), np.random.rand(), np.random.choice(3), np.random.choice(v),
          random.random() * s, random.uniform(-1, 1), random.gauss(0, 1), random.randint(0, 5), random.choice([s, s]), random.sample([s, 1.0], 2), rng.random(3), rng.normal(size=2), rng.integers(3), rng.standard_normal((2, 2)), rng.uniform(-1, 1, (2, 3)), old.rand(2), old.randn(), rng.choice(v, 2), random.choice(L)]
# shuffling
np.random.seed(2)
random.seed(2)
rng = np.random.default_rng(2)
A = W.T.copy()
np.random.shuffle(A)
B = [s, 1.0, 2.0]
random.shuffle(B)
C = list(v)
np.random.shuffle(C)
D = W.T.copy()
rng.shuffle(D)
order = np.random.permutation(3)
result = [A, B, C, D, v[order], np.random.permutation(v), rng.permutation(v), X[np.random.permutation(3)], rng.permutation([s, 1.0]), np.random.permutation(W.T)]
# printing
print(s, W, v[0], L, f"{s:.2f} {W[0][0]:8.3f} {v} {n}", "%.3f" % s, "%d" % n, "{:.3e}".format(s), str(s), repr(s), repr(W), str(L), n, [n], {"a": s}, (s,), W[0], "%s" % W, "%s %r" % (s, v), round(s, 3), np.round(W, 2), W.shape, s.real)
result = [f"{s}", f"{W}", f"{s!r}", f"{n}", f"{n:03d}", str(W[0, 0]), "%f" % W[0, 0], repr(v[0]), repr(L), str([v[0]]), format(s, ".3f"), f"{W.sum():.4f}", f"{float(s)}", str(W.sum()), repr(W.sum()), str(np.mean(W)), f"{n!r}", json_text if False else ""]
# json and pickle
import json
import pickle
import io
result = [json.dumps({"W": W.tolist(), "s": s, "n": n, "L": L}), json.loads(json.dumps(L))[0][1], pickle.loads(pickle.dumps(n)) , repr(pickle.loads(pickle.dumps(s)))]
# comparisons
result = [s > 0, s >= 1, s < 1, s <= n, s == 0.28125, s != 1, n == 3, 0 < s < 1, not s, s and 1, s or 2, W > 0, (W > 0).all(), (W > 0).any(), np.all(W > -5), W.any(), np.allclose(W, W), np.array_equal(W, W), np.isclose(s, 1), np.argmax(W), W.argmax(axis=0), np.argmin(v), np.argsort(v), v.argsort(), np.nonzero(W > 0), np.where(W > 0), np.isnan(W).any(), np.count_nonzero(W > 0), v.nonzero(), np.unique(np.array([1, 1, 2]))]
# branches
def relu(z):
    if z > 0:
        return z
    return 0
def sign(z):
    return 1 if z > 0 else -1 if z < 0 else 0
def leaky(z):
    return z if z > 0 else 0.01 * z
result = [relu(s), sign(s), leaky(s - 1), relu(s - 1), s if s else 0, 1 * (s > 0), int(s > 0.5), int(round(s)), bool(s > 1), round(s)]
while s < 1:
    s += 0.25
result.append(s)
# walrus
if (t := s * 2) > 0:
    result = [t, (u := t + 1), [y := s, y * 2]]
# match
def f(kind, z):
    match kind:
        case "sigmoid":
            return 1 / (1 + math.exp(-z))
        case 1 | 2:
            return z
        case [a, b]:
            return a * b * z
        case {"k": k}:
            return k * z
        case float():
            return kind * z
        case _:
            return -z
result = [f("sigmoid", s), f(1, s), f([s, 2], s), f({"k": s}, s), f(s, s), f(None, s), f(n, s)]
# exceptions
try:
    1 / (s - 0.28125 if s == 0.28125 else 0)
    t = 1
except ZeroDivisionError:
    t = s
try:
    W @ W
except ValueError:
    t = t * 2
try:
    math.log(-s)
except ValueError:
    t = t + 1
try:
    math.exp(1000 * s * 10)
except OverflowError:
    t = t + 1
try:
    L[5]
except IndexError:
    t += 1
try:
    W[5]
except IndexError:
    t += 1
try:
    s[0]
except (TypeError, IndexError):
    t += 1
try:
    len(s)
except TypeError:
    t += 1
try:
    s + "a"
except TypeError:
    t += 1
try:
    s + [1]
except TypeError:
    t += 1
try:
    W + np.ones(7)
except ValueError:
    t += 1
try:
    if W > 0:
        pass
except ValueError:
    t += 1
try:
    float(W)
except TypeError:
    t += 1
try:
    (-s) ** 0.5 + 0
except Exception:
    t += 1
try:
    [0] * s
except TypeError:
    t += 1
try:
    range(s)
except TypeError:
    t += 1
try:
    L[s]
except TypeError:
    t += 1
result = t
# numbers as indices and sizes
k = 2
sizes = [2, 3, 1]
Z = np.zeros((k, n))
result = [v[k], L[k - 1], W[:, :k], Z, np.zeros(sizes[1]), np.ones((sizes[0], sizes[1])), np.random.RandomState(k).rand(sizes[0], k), range(k)[0], [i for i in range(k)], np.arange(k), np.eye(k), np.zeros((k, 1)) + s, np.arange(k, n), np.linspace(0, 1, n), np.full(3, 0.5), np.ones(3) * s, v.reshape(n, 1), v[-k:], v[:k], v[::k], list(range(n - 1, -1, -1)), np.identity(k), sizes[-1], W.shape[0] * s, len(L) * s, v[int(1.0)], "abc"[k], bin(k), k << 1, k >> 1, k | 1, ~k, hash(k) == hash(2), {k: 1}[2], chr(65 + k), np.tile(v, k), np.repeat(v, k), round(2.567, k), (k + 1) // 2, k.bit_length(), divmod(k, 2), pow(k, 2, 3)]
# floor and remainder
result = [s // 1, s % 1, 5 // s, 5 % s, W // 1, W % 1, np.floor(W), np.ceil(W), np.round(W), W.round(1), np.rint(W), np.mod(W, 1), np.floor_divide(W, 1), divmod(s, 1), math.floor(s), math.ceil(s), int(s), np.trunc(W), np.fix(W), np.sign(W), math.trunc(s), -s % 1]
# itertools and operator
import itertools
import operator
result = [list(itertools.product([s, 1], [2])), list(itertools.chain([s], [1])), list(itertools.accumulate([s, 1, 2])), operator.mul(s, 2), operator.add(s, s), operator.itemgetter(0)([s]), list(itertools.islice(itertools.cycle([s, 1]), 3)), list(map(operator.mul, [s, 1], [2, s])), operator.sub(W, 1), list(itertools.starmap(pow, [(s, 2)])), list(itertools.zip_longest([s], [1, 2], fillvalue=0)), operator.neg(s), operator.truediv(s, 2), operator.matmul(X, W), operator.iadd(s, 1), list(itertools.combinations([s, 1, 2], 2)), list(itertools.repeat(s, 2)), list(itertools.takewhile(lambda a: a < 1, [s, 2]))]
# saving and loading
import tempfile
import os
folder = tempfile.mkdtemp()
np.save(os.path.join(folder, "a.npy"), W)
np.savetxt(os.path.join(folder, "a.txt"), W)
np.savez(os.path.join(folder, "a.npz"), W=W)
a = np.load(os.path.join(folder, "a.npy"))
b = np.loadtxt(os.path.join(folder, "a.txt"))
import shutil
shutil.rmtree(folder)
result = [a.shape, b.shape]
# zeros like
result = [np.zeros_like(W) + s, np.ones_like(W) * s, np.empty_like(W).shape, np.zeros(W.shape) + W, np.ones(W.shape[1]) * v, np.zeros_like(v), np.zeros_like(L), np.eye(2)[[0, 1]] * s, np.eye(3)[np.array([0, 2])]]
# softmax
e = np.exp(W - np.max(W, axis=1, keepdims=True))
p = e / e.sum(axis=1, keepdims=True)
loss = -np.mean(np.log(p[range(2), [0, 2]]))
y = np.eye(3)[[0, 2]]
result = [p, loss, -np.sum(y * np.log(p + 1e-9)) / 2, (p - y) / 2, p.argmax(axis=1), (p.argmax(1) == [0, 2]).mean()]
# training by hand
w = [[0.28125, -0.5], [0.25, 0.125]]
for epoch in range(3):
    for x, target in zip([[0, 1], [1, 1]], [1, 0]):
        h = [1 / (1 + math.exp(-sum(a * b for a, b in zip(row, x)))) for row in w]
        error = target - sum(h)
        for i in range(len(w)):
            for j in range(len(w[i])):
                w[i][j] += 0.5 * error * h[i] * (1 - h[i]) * x[j]
result = w
# training with matrices
def sigmoid(z, derivative=False):
    if derivative:
        return z * (1 - z)
    return 1 / (1 + np.exp(-z))
y = np.array([[0], [1], [1]])
W1 = W.copy()
W2 = v.reshape(3, 1).copy()
b1 = np.zeros((1, 3))
for _ in range(3):
    h = sigmoid(X.dot(W1) + b1)
    o = sigmoid(h.dot(W2))
    d = (y - o) * sigmoid(o, derivative=True)
    dh = d.dot(W2.T) * sigmoid(h, True)
    W2 += h.T.dot(d) * 0.5
    W1 += X.T.dot(dh) * 0.5
    b1 += dh.sum(axis=0, keepdims=True)
result = [W1, W2, b1, np.mean(np.abs(y - o)), np.mean((y - o) ** 2), np.mean(np.square(y - o))]
# attributes of numbers and arrays
result = [s.real, s.is_integer(), n.bit_length(), W.shape, W.ndim, W.size, W.dtype.kind, len(W), W.real, W.itemsize, W.nbytes, n.real, n.numerator, s.imag, s.conjugate(), W.item(0), W.item((0, 1)), v.item(1), W[0, 0].item(), W.sum().item(), np.array([s]).item(), W.tolist(), W.flags.writeable, s.hex() != "", s.as_integer_ratio()[1] > 0, W[0, 0].dtype.kind, W[0, 0].shape, W.mean().dtype.kind, np.isscalar(s), np.ndim(s), np.shape(s), np.size(W), np.shape(L), W.base is None or True, v.strides]
# numbers in strings and sets
result = [str(n), {n, 3}, {s: 1}[s], hash(s) == hash(0.28125), sorted({2, n}), s in {s}, [1, 2, 3].index(n), "x" if n == 3 else "y", n in (1, 2, 3), n is not None, {2: "a", 3: "b"}[n], max(n, 2), sum([n, 1])]
# assert and dead code
assert W.shape == (2, 3), "shape"
assert s > 0
np.testing.assert_allclose(W, W)
np.testing.assert_almost_equal(s, 0.28125 if s == 0.28125 else s)
result = s
# mutable defaults and annotations
def f(a, acc=[0.28125], *, k: float = 0.5) -> float:
    acc.append(a)
    return sum(acc) * k
x: float = 0.28125
y: list[float] = [x]
result = [f(s), f(1), f(1, k=2), x, y]
# setters
class N:
    def __init__(self):
        self._w = 0.28125
    @property
    def w(self):
        return self._w
    @w.setter
    def w(self, value):
        self._w = value
a = N()
a.w -= 1
a.w = a.w * 2
result = a.w
# arrays of objects
A = np.array([W, v], dtype=object)
B = np.empty(2, dtype=object)
B[0] = W
B[1] = v
result = [A[0], A[1] * 2, B[0], B[1] + 1]
# arrays of weights of several sizes
sizes = [2, 3, 1]
rng = np.random.RandomState(3)
weights = [rng.randn(y, x) * s for x, y in zip(sizes[:-1], sizes[1:])]
biases = [np.zeros((y, 1)) for y in sizes[1:]]
nabla = [np.zeros(w.shape) for w in weights]
nabla = [nw + w * 2 for nw, w in zip(nabla, weights)]
weights = [w - (0.5 / 4) * nw for w, nw in zip(weights, nabla)]
result = [weights, biases, nabla]
# data of the program as records
random.seed(1)
data = [([0, 0], [0]), ([0, 1], [1])]
random.shuffle(data)
total = 0
for inputs, (target,) in data:
    total += target - s * inputs[1]
for i, (inputs, target) in enumerate(data):
    total += target[0] * i * s
result = total
# strings of data
text = "0.5 1\\n1 0"
rows = [list(map(float, line.split())) for line in text.splitlines()]
result = [[a * s for a in row] for row in rows]
# broadcasting of columns
c = v.reshape(-1, 1)
result = [c * W[0], c + v, W + v, W * v, W - W.mean(axis=0), W / W.sum(axis=1, keepdims=True), c.T * c, (c * W.T), W + [1, 2, 3], [1, 2, 3] * v, [[1], [2]] + W, v * (1, 2, 3), v == [0.5, 1, 2]]
# traced and untraced arrays
Z = np.zeros((2, 3))
Z += W
E = np.empty((2, 3))
E[:] = W
E[0, 0] = W[0, 0] * 2
O = np.ones(3)
O[1] = s
O *= v
result = [Z, E, O]
# sorting
result = [np.sort(v), sorted(v), np.sort(W, axis=0), v[np.argsort(v)], list(v)[::-1], np.flip(v)]
A = v.copy()
A.sort()
result.append(A)
# logical functions
result = [np.logical_and(W > 0, W < 1) * W, np.logical_or(W > 1, W < 0) * W, np.logical_not(W > 0) * W, ~(W > 0) * W, np.any(W > 0, axis=0), np.logical_xor(W > 0, W < 1), (W > 0) ^ (W < 1), (W > 0) | (W < -1)]
# nan to num and finite
result = [np.nan_to_num(W), np.isfinite(W), np.nansum(W), np.nanmean(W), np.nanmax(W), np.isinf(s), math.isnan(s), math.isinf(s), np.nan_to_num(s), np.real(W), np.imag(W)]
# swapping and chained assignment
a = b = s
a, b = b + 1, a
x = y = [s]
y[0] += 1
i = j = 1
result = [a, b, x, y, i, j]
# conditional expressions on arrays
result = [W[0] if W[0, 0] > 0 else W[1], (W > 0)[0, 0] * s, W if W.any() else 0, v.max() if len(v) else 0]
# constants in formulas
result = [2 * s + 3, s * 0.5 - 1.5, -1 * s, (1 - s) * s, s * s * 0.5, 1e-3 * W, W * 1j.imag, 0 * s, s ** 0.5, s ** -1, s ** 3, W ** 3, W ** 0.5, W ** 2.0, W ** -1.0, 10 ** s, (2 * W) ** (2 * s)]
# exec and eval
t = eval("s * 2")
exec("u = s + t")
result = [t, u]
# lambda tables
activations = {"sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)), "relu": (lambda z: np.maximum(0, z), lambda z: (z > 0) * 1.0)}
result = [f(W) for pair in activations.values() for f in pair]
# ndarray methods with places
out = np.empty(3)
W.sum(axis=0, out=out)
out2 = np.empty((2, 3))
W.dot(np.eye(3), out=out2)
A = W.copy()
A.fill(s)
B = W.copy()
B.itemset((0, 0), 1) if hasattr(B, "itemset") else None
C = W.copy()
C.put([0, 1], [5, 6])
np.copyto(B, W)
np.put(C, [2], [s])
np.fill_diagonal(A, 0)
D = np.zeros((2, 3))
np.copyto(D, W)
result = [out, out2, A, B, C, D]
# whole arrays in a place
A = np.zeros((2, 2, 3))
A[0] = W
A[1, 0] = v
A[1, 1, :] = W[1]
A[:, :, 0] += s
result = A
# compress, choose and extract
result = [np.compress([True, False, True], v), np.extract(v > 0, v), np.take_along_axis(W, np.array([[0], [1]]), axis=1), v.compress([True, False, True]), np.choose([0, 1, 0], [v, -v])]
# linear algebra
A = np.array([[0.28125, 1.0], [2.0, 3.0]])
result = [np.linalg.det(A) * 0 + 1, np.linalg.inv(A).shape, np.linalg.multi_dot([X, W, W.T])]
# meshgrid and linspace
a, b = np.meshgrid(np.linspace(0, 1, 3), np.linspace(0, 1, 2))
grid = np.c_[a.ravel(), b.ravel()]
result = [grid @ W, np.linspace(0, s, 3), np.arange(0, 1, 0.5) * s, np.logspace(0, 1, 2)]
# types that are asked for
result = [type(W) == np.ndarray, type(s) == float, type(s) is float, type(n) is int, type(v[0]) == np.float64, type(W[0]) is np.ndarray, type(L) is list, type(s).__name__, type(W).__name__, isinstance(W, np.ndarray), isinstance(W[0, 0], np.floating), isinstance(v[0], float), issubclass(type(n), int), type(W.sum()).__name__, type(1 / n).__name__, type(s * n) in (int, float), type(n * 2) == int]
# division by zero
a = W.sum() - W.sum()
b = np.float64(1.0)
result = [W.sum() / a, b / a, W / a, np.log(a), np.array([1.0]) / 0, -b / a, a / a, np.sqrt(-W.sum()), (-W.sum()) ** 0.5, W / np.zeros((2, 3))]
# overflow
a = np.exp(np.float64(800.0) + s)
result = [a, 1 / (1 + a), np.exp(W * 5000), np.tanh(a), float("inf") * s, -float("inf"), s * 1e300 * 1e300, 10 ** 400 > n, n ** 40]
# numbers of numpy that are whole
k = np.int64(3)
idx = np.arange(3)
result = [k * s, s / k, v[k - 1], v[idx[0]], W[idx[:2], idx[:2]], idx * s, len(idx) * s, idx.max() + 1, np.zeros(idx[2]).shape, range(idx[2])[1], idx[1] == 1, idx.sum() / 2, int(idx[2]), idx.tolist(), [int(i) for i in idx], idx[::-1].copy(), k // 2, k % 2, 5 - idx, -idx, idx ** 2, idx // 2, idx % 2, 2 ** idx, idx @ idx]
# truths as numbers
mask = W > 0
result = [mask.sum(), mask.mean(), mask.astype(int).sum(), np.sum(mask), (s > 0) + 0, int(s > 0), float(s > 0) * s, (s > 0) * s, True * s, s * True, sum([s > 0, s > 1]), mask * 1, mask.any(), W[mask].sum(), np.mean(W > 0), (W > 0) == (W > 0), np.where(mask)[0], 1 - mask, mask[0, 0] * s, not mask[0, 0]]
# pickled objects
import pickle
import copy
class Thing:
    def __init__(self):
        self.W = W
        self.s = s
t = pickle.loads(pickle.dumps(Thing()))
u = copy.deepcopy(Thing())
u.W -= u.s
result = [u.W, u.s, t.W.shape, type(t).__name__]
# enumerations and abstract classes
import abc
import enum
class Kind(enum.Enum):
    A = 1
    B = 2
class Layer(abc.ABC):
    @abc.abstractmethod
    def forward(self, x): ...
class Dense(Layer):
    __slots__ = ["w"]
    registry = {}
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
    def __init__(self, w):
        self.w = w
    def forward(self, x):
        return self.w * x
    def __repr__(self):
        return f"Dense({self.w})"
    def __eq__(self, other):
        return self.w == other.w
    def __len__(self):
        return 1
    def __iter__(self):
        yield self.w
    def __enter__(self):
        return self
    def __exit__(self, *a):
        return False
    def __neg__(self):
        return Dense(-self.w)
    def __matmul__(self, x):
        return self.w @ x
with Dense(s) as d:
    result = [d.forward(2), repr(d), d == Dense(s), len(d), list(d), (-d).w, Kind.A.value, Kind(2).name, (Dense(W) @ v), Kind.B is Kind.B]
# generators that are sent to
def accumulate():
    total = 0.28125
    while True:
        got = yield total
        if got is None:
            return
        total += got
g = accumulate()
result = [next(g), g.send(s), g.send(2)]
# recursion
def power(x, k):
    return 1 if k == 0 else x * power(x, k - 1)
def total(items):
    if not items:
        return 0
    head, *tail = items
    return head + total(tail)
result = [power(s, 3), total([s, 1, 2]), power(W, 2)]
# printing in other ways
print(f"{s=} {n=:>5} {W[0, 0]:+.1e} {s!s:>10} {100 * s:.1f}% {n / 2}", end="|", sep=" ")
print("%5.2f|%s|%r|%i" % (s, n, n, s), "{0} {name:.2f} {1[0]}".format(n, L, name=s), *v, sep=",")
print("a" + str(n) + repr(s), [round(float(w), 2) for w in v], {"k": v[0]}, W.tolist(), (v[0],), np.array([1, 2]), np.float64(2) * s, [W[0, 0]])
import sys
import pprint
sys.stdout.write(str(W))
pprint.pprint({"w": L, "s": s})
with np.printoptions(precision=2, suppress=True):
    print(W, repr(W), v)
np.set_printoptions(precision=3)
print(W)
np.set_printoptions(precision=8)
result = [str(W.dtype), "%.2f" % W.mean(), "{:.2f}".format(W[0, 0]), f"{W.mean():.3f}", "{}".format(s), str(np.sum(v)), f"{np.sum(v)}", f"{v[0]!r}", "{:d}".format(n), "{:5}".format(n), f"{n:,}", "{!r}".format(v)]
# zip, star and slices
pairs = list(zip([[0, 1], [1, 0]], [s, 1]))
inputs, targets = zip(*pairs)
a, *b = v
data = np.array([[0, 0, 0], [0, 1, 1]]) * s
result = [inputs[0][1] * s, targets, b, data[:, :2], data[:, 2:], data[:, -1], data[:, [0, 1]], data[0][-1], [*v, *W[0]], dict(enumerate(v)), list(zip(v, W[0], W[1])), [p for p, t in pairs if t == 1], max(zip(v, [1, 2, 3])), list(map(list, zip(*L))), sorted(zip(v, "abc")), min(enumerate(v), key=lambda p: p[1]), any(w > 1 for w in v), all(w < 1 for w in v)]
# in place on parts of lists and dictionaries
net = [{"weights": [s, 1.0], "delta": 0}, {"weights": [0.5, s]}]
for layer in net:
    for j in range(len(layer["weights"])):
        layer["weights"][j] -= 0.5 * layer["weights"][j - 1]
net[0]["delta"] += net[0]["weights"][-1] * (1.0 - net[0]["weights"][-1])
net[1].update(bias=s)
net[1]["weights"][:] = [w * 2 for w in net[1]["weights"]]
net[0]["weights"] = np.array(net[0]["weights"])
net[0]["weights"] -= 1
result = net
# arrays of one number
a = np.array([s])
b = np.array([[s]])
c = np.array(s)
result = [float(a[0]), a.item(), b.item(), float(a.item()), a[0] * 2, b[0][0], a * b, c * 2, c + W, a @ a, b.dot(b), np.squeeze(b), b.squeeze() * 1, a.sum(), math.exp(a[0]), b.ravel()[0], c.item(), c[()], a.tolist(), bool(a > 0), a.mean(), np.dot(a, 2), c.shape, c.ndim, a.max()]
# functions of numpy with lists
result = [np.mean([1, s]), np.array([1, 2]).dot([s, 1]), np.sum([[s, 1], [2, 3]], axis=0), np.max([s, 1]), np.multiply([1, 2], s), np.concatenate([[s], [1]]), np.vstack([[s, 1], [2, 3]]), np.transpose([[s, 1]]), np.reshape([s, 1, 2, 3], (2, 2)), np.where([1, 0], [s, 1], [2, 3]), np.abs([-s]), np.square([s]), np.outer([s, 1], [1, 2]), np.matmul([[s, 1]], [[1], [2]]), np.std([s, 1]), np.dot([s], [2]), np.append([s], 1), np.argmax([s, 1]), np.cumsum([s, 1]), np.clip([s, 2], 0, 1), np.maximum([s, 0], 0), np.power([s, 2], 2), np.negative([s]), np.prod([s, 2]), np.flip([s, 1]), np.linalg.norm([s, 1]), np.ravel([[s]]), np.insert([s, 1], 0, 1), np.tile([s], 2), np.repeat([s], 2), np.stack([[s], [1]]), np.array([[s], [1]]).T, np.diff([s, 1]), np.min([[s, 1]], axis=1)]
# deleted and rebound names
a = W
b = a
a = a - 1
b[0, 0] = b[0, 0] + 0
del a
c = W.view()
c[0, 1] += 1
x = y = np.zeros(2)
x += s
result = [b, c, W, x, y, y is x, b is W]
# spaces of names
import types
space = types.SimpleNamespace(w=s, b=[s])
space.w -= 1
space.b[0] += 2
setattr(space, "c", 0.5 * s)
result = [space.w, space.b, space.c, vars(space)["w"], hasattr(space, "z")]
# times and seeds
import time
start = time.time()
np.random.seed(0)
np.random.seed(n)
random.seed(n)
elapsed = time.time() - start
result = [elapsed < 1000, np.random.rand(n).shape, np.random.rand(*W.shape) * s, np.random.randn(*(2, 3)) * np.sqrt(2 / n), np.random.normal(0.0, pow(n, -0.5), (2, n)), np.random.uniform(low=-s, high=s, size=(2, 2)).shape, 2 * np.random.random((2, n)) - 1, np.random.RandomState(seed=n).rand(2), np.random.default_rng(seed=n).normal(loc=0, scale=1, size=(n, 2)), np.random.randint(0, 2, size=(n,)), np.random.binomial(1, 0.5, size=W.shape) * W / 0.5, np.random.permutation(n), np.random.choice([0, 1], size=3), np.random.random_sample(), np.random.standard_normal(2)]
# fields of records
kind = np.dtype([("w", float, (n,)), ("b", float)])
R = np.zeros(2, dtype=kind)
R["w"] = W
R["b"] = [s, 1.0]
R["w"] -= 0.5 * W
R["b"] *= 2
V = R["w"]
V[0, 1] += s
R["w"][1] = v
R["b"][0] -= s
R[1]["w"] *= 2
R[0]["b"] = s * 3
result = [R["w"], R["b"], R["w"].T @ R["b"], X @ R["w"][:, :2].T + R["b"], R[1]["w"][2], R["w"].shape, R.shape, len(R), R.dtype.names, len(R[0]), R["w"][R["b"] > 1]]
# records as wholes
kind = [("w", float, 2), ("b", float), ("n", int), ("name", "U3")]
R = np.array([((s, 1.0), s * 2, 1, "one"), ((2.0, s), 3.0, 2, "two")], dtype=kind)
C = R.copy()
C["w"] += 1
R[0] = ((5.0, s), 6.0, 4, "six")
D = np.concatenate([R, C])
E = D[1:3]
E["b"] += s
E[::-1]["b"][0] = 7.0
G = np.zeros_like(R)
G["w"] = 0.9 * G["w"] - R["w"]
G[...] = 0 if False else G
H = R[[1, 0]]
H["b"] = 0.0
w, b, number, name = R[0]
R[["w", "b"]][1]["b"] += s
A, B = R
result = [R["w"], R["b"], R["n"], "".join(R["name"]), C["w"], C["b"], D["b"], E["w"], G["w"], H["b"], H["w"], w * b, str(name), B["b"], A[1], [r["b"] * 2 for r in R], R.reshape(2, 1)[1, 0]["w"], str(R[0]), R[1][1], np.sqrt(D["b"][D["n"] == 2] ** 2)]
# nested records
layer = np.dtype([("w", float, (2, 3)), ("b", float, (3,))])
net = np.zeros((), dtype=[("first", layer), ("last", layer)])
net["first"]["w"] = W
net["last"]["w"][...] = W * 2
net["last"]["b"] += v
result = [X @ net["first"]["w"] + net["last"]["b"], net["last"]["w"], net["first"].dtype.names]
# record arrays
R = np.zeros(2, dtype=[("w", float, (3,)), ("b", float)]).view(np.recarray)
R.w = W
R.w -= 0.5 * W
R.b[1] = s
R.b += 1
R[0].b *= s
Q = np.rec.fromarrays([W, v[:2]], dtype=[("w", float, (3,)), ("b", float)])
Q.w[0] *= 2
P = np.recarray(2, dtype=[("w", float, (3,)), ("b", float)])
P.w, P.b = W * s, v[1:]
T = np.rec.array([(s, 1.0), (2.0, 3.0)], dtype=[("a", float), ("c", float)])
T.a += T.c
result = [R.w, R.b, R.w @ v + R.b, Q.w, Q.b, P.w * P["b"][:, None], T.a, R.shape, type(R).__name__, R[1].w]
# records on one vector
theta = np.arange(8.0) * s
net = theta.view([("w", float, (3,)), ("b", float)])
net["w"] -= W
theta *= 2
net["b"][0] += theta[1]
flat = net.view(float)
flat -= 0.5 * s
result = [theta, net["w"], net["b"], flat]
"""
"""Snippets whose results are followed: moving the marked number moves them as it would in the program itself."""

LOST = """
# sums with a start
result = W.sum(initial=2.0)
# sums of some cells
result = np.sum(W, where=W > 0)
# distances
result = math.dist([s], [1])
# angles
result = [math.atan2(s, 1), np.arctan2(W, 1.0)]
# statistics
import statistics
result = [statistics.mean([s, 1.0]), statistics.fmean([s, 1.0])]
# polynomials
result = np.polyval([s, 1, 2], 3.0)
# inverses
A = np.array([[0.28125, 1.0], [2.0, 3.0]])
result = [np.linalg.inv(A), np.linalg.det(A), np.linalg.solve(A, X[0])]
# parts of a division
result = [np.modf(W)[0], np.frexp(W)[0]]
# numbers in other places
result = [np.convolve(v, v), np.interp(v, [0.0, 1.0], [0.0, 2.0])]
"""
"""Snippets whose results are not followed, and must say so on the tape."""

NEW = """
# filled arrays
result = [np.full((2, 2), s), np.full_like(W, s)]
# rounded numbers
result = [round(s, 1), np.round(W, 1), int(s), W.astype(int)]
# whole numbers that swallow what is added to them
I = np.array([[1, 2], [3, 4]])
I[0, 0] = I[0, 0] - 0.75
I[1] = v[:2] * 4
result = I
# loaded numbers
import io
text = io.StringIO()
np.savetxt(text, W)
text.seek(0)
result = np.loadtxt(text)
"""
"""Snippets whose results are data anew."""


def snippets(texts: str = FOLLOWED) -> Iterator[tuple[str, str]]:
    """Yield the name and the code of each snippet of a text."""
    for part in texts.strip().split("\n# "):
        name, _, code = part.removeprefix("# ").partition("\n")
        yield name, code
