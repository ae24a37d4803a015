"""Right gradients, and steps that do something odd with them on purpose: each trick in three shapes of file.

In the lines of a trick `<w>` stands for an array of parameters, `<g>` for its gradient, `<n>` for its name, `<layer>`
for 0 or 1, `<epoch>` for the number of the epoch, `<loss>` for the loss now, `<G>` and `<P>` for all gradients and all
parameters. Any other name in brackets is kept from step to step, one for each array; with a point before it, one for
all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

NAMES = ("W1", "b1", "W2", "b2")


class Trick(NamedTuple):
    """What is done with right gradients."""

    each: str
    """The lines for each array."""
    once: str = ""
    """What is computed before, in every step."""
    init: str = ""
    """What is kept for each array, at the start."""
    shared: str = ""
    """What is kept for all."""
    after: str = ""
    """What is done after all have moved."""
    begin: str = ""
    """What is done with each array before the outputs are computed."""


class Frame(NamedTuple):
    """A shape of file, with places for the lines of a trick."""

    source: str
    parameter: str
    """How it writes an array of parameters."""
    gradient: str
    own: str
    """What stands before names that are kept; "S" for a dict of them."""
    epoch: str
    loss: str


TRICKS = {
    "clip_value": Trick("<w> -= 0.5 * np.clip(<g>, -0.05, 0.05)"),
    "clip_norm_all": Trick(
        "<w> -= 0.5 * scale * <g>",
        once="""\
norm = np.sqrt(sum((g ** 2).sum() for g in <G>))
scale = min(1.0, 0.1 / norm)
""",
    ),
    "clip_norm_if": Trick(
        "<w> -= 0.5 * <g>",
        once="""\
norm = np.sqrt(sum((g ** 2).sum() for g in <G>))
if norm > 0.1:
    for g in <G>:
        g *= 0.1 / norm
""",
    ),
    "clip_norm_each": Trick("<w> -= 0.5 * <g> * min(1.0, 0.05 / np.linalg.norm(<g>))"),
    "max_norm": Trick("""\
<w> -= 0.5 * <g>
n = np.linalg.norm(<w>)
if n > 0.8:
    <w> *= 0.8 / n
"""),
    "max_norm_columns": Trick("""\
<w> -= 0.5 * <g>
n = np.sqrt((<w> ** 2).sum(axis=0, keepdims=True))
<w> *= np.minimum(1.0, 0.8 / (n + 1e-8))
"""),
    "clip_weights": Trick("""\
<w> -= 0.5 * <g>
<w>[:] = np.clip(<w>, -0.5, 0.5)
"""),
    "unit_norm": Trick("""\
<w> -= 0.5 * <g>
<w> /= np.linalg.norm(<w>)
"""),
    "alternate_layers": Trick("""\
if <epoch> % 2 == <layer>:
    <w> -= 0.5 * <g>
"""),
    "alternate_blocks": Trick("""\
if (<epoch> // 5) % 2 == <layer>:
    <w> -= 0.5 * <g>
"""),
    "freeze_first": Trick("""\
if <epoch> >= 20 or <layer> == 1:
    <w> -= 0.5 * <g>
"""),
    "freeze_last_later": Trick("""\
if <epoch> < 3 or <layer> == 0:
    <w> -= 0.5 * <g>
"""),
    "noise": Trick("<w> -= 0.5 * (<g> + np.random.randn(*<g>.shape) * 0.01)"),
    "noise_annealed": Trick("<w> -= 0.5 * (<g> + np.random.normal(0, 0.1 / (1 + <epoch>) ** 0.55, <g>.shape))"),
    "langevin": Trick("<w> += -0.5 * <g> + np.sqrt(2 * 1e-4) * np.random.standard_normal(<g>.shape)"),
    "sign_sgd": Trick("<w> -= 0.01 * np.sign(<g>)"),
    "rprop": Trick(
        """\
same = <g> * <old>
<d>[same > 0] = np.minimum(<d>[same > 0] * 1.2, 50)
<d>[same < 0] = np.maximum(<d>[same < 0] * 0.5, 1e-6)
<g>[same < 0] = 0
<w> -= np.sign(<g>) * <d>
<old> = <g>.copy()
""",
        init="""\
<old> = np.zeros_like(<w>)
<d> = np.full_like(<w>, 0.1)
""",
    ),
    "rprop_where": Trick(
        """\
same = <g> * <old>
<d> = np.where(same > 0, <d> * 1.2, np.where(same < 0, <d> * 0.5, <d>))
<w> -= np.sign(<g>) * <d>
<old> = <g>
""",
        init="""\
<old> = np.zeros_like(<w>)
<d> = np.full_like(<w>, 0.1)
""",
    ),
    "quickprop": Trick(
        """\
den = <old> - <g>
step = np.where(np.abs(<dw>) > 1e-12, <g> / np.where(den == 0, 1e-12, den) * <dw>, -0.5 * <g>)
<dw> = np.clip(step, -0.5, 0.5)
<w> += <dw>
<old> = <g>
""",
        init="""\
<old> = np.zeros_like(<w>)
<dw> = np.zeros_like(<w>)
""",
    ),
    "delta_bar_delta": Trick(
        """\
<lr> = np.where(<bar> * <g> > 0, <lr> + 0.01, np.where(<bar> * <g> < 0, <lr> * 0.9, <lr>))
<w> -= <lr> * <g>
<bar> = 0.3 * <g> + 0.7 * <bar>
""",
        init="""\
<bar> = np.zeros_like(<w>)
<lr> = np.full_like(<w>, 0.5)
""",
    ),
    "momentum": Trick(
        """\
<v> = 0.9 * <v> - 0.2 * <g>
<w> += <v>
""",
        init="<v> = np.zeros_like(<w>)",
    ),
    "momentum_ema": Trick(
        """\
<v> = 0.9 * <v> + 0.1 * <g>
<w> -= 0.5 * <v>
""",
        init="<v> = np.zeros_like(<w>)",
    ),
    "nesterov_look": Trick(
        """\
<v> = 0.9 * <v> - 0.2 * <g>
<w>[...] = <kept> + <v>
""",
        init="""\
<v> = np.zeros_like(<w>)
<kept> = <w>.copy()
""",
        begin="""\
<kept> = <w>.copy()
<w> += 0.9 * <v>
""",
    ),
    "nesterov_form": Trick(
        """\
prev = <v>.copy()
<v> = 0.9 * <v> - 0.2 * <g>
<w> += -0.9 * prev + 1.9 * <v>
""",
        init="<v> = np.zeros_like(<w>)",
    ),
    "momentum_warm_up": Trick(
        """\
<v> = mu * <v> - 0.2 * <g>
<w> += <v>
""",
        once="mu = min(0.9, 0.5 + 0.01 * <epoch>)",
        init="<v> = np.zeros_like(<w>)",
    ),
    "momentum_weight_decay": Trick(
        """\
<v> = 0.9 * <v> + <g> + 0.001 * <w>
<w> -= 0.1 * <v>
""",
        init="<v> = np.zeros_like(<w>)",
    ),
    "adagrad": Trick(
        """\
<c> += <g> ** 2
<w> -= 0.1 * <g> / (np.sqrt(<c>) + 1e-8)
""",
        init="<c> = np.zeros_like(<w>)",
    ),
    "rmsprop": Trick(
        """\
<c> = 0.9 * <c> + 0.1 * <g> ** 2
<w> -= 0.05 * <g> / (np.sqrt(<c>) + 1e-8)
""",
        init="<c> = np.zeros_like(<w>)",
    ),
    "adadelta": Trick(
        """\
<c> = 0.95 * <c> + 0.05 * <g> ** 2
dx = -np.sqrt(<u> + 1e-6) / np.sqrt(<c> + 1e-6) * <g>
<u> = 0.95 * <u> + 0.05 * dx ** 2
<w> += dx
""",
        init="""\
<c> = np.zeros_like(<w>)
<u> = np.zeros_like(<w>)
""",
    ),
    "adam": Trick(
        """\
<m> = 0.9 * <m> + 0.1 * <g>
<c> = 0.999 * <c> + 0.001 * <g> ** 2
<w> -= 0.05 * (<m> / (1 - 0.9 ** <.t>)) / (np.sqrt(<c> / (1 - 0.999 ** <.t>)) + 1e-8)
""",
        once="<.t> += 1",
        init="""\
<m> = np.zeros_like(<w>)
<c> = np.zeros_like(<w>)
""",
        shared="<.t> = 0",
    ),
    "adamax": Trick(
        """\
<m> = 0.9 * <m> + 0.1 * <g>
<c> = np.maximum(0.999 * <c>, np.abs(<g>))
<w> -= 0.05 / (1 - 0.9 ** <.t>) * <m> / (<c> + 1e-8)
""",
        once="<.t> += 1",
        init="""\
<m> = np.zeros_like(<w>)
<c> = np.zeros_like(<w>)
""",
        shared="<.t> = 0",
    ),
    "adamw": Trick(
        """\
<m> = 0.9 * <m> + 0.1 * <g>
<c> = 0.999 * <c> + 0.001 * <g> ** 2
<w> *= 1 - 0.05 * 0.01
<w> -= 0.05 * (<m> / (1 - 0.9 ** <.t>)) / (np.sqrt(<c> / (1 - 0.999 ** <.t>)) + 1e-8)
""",
        once="<.t> += 1",
        init="""\
<m> = np.zeros_like(<w>)
<c> = np.zeros_like(<w>)
""",
        shared="<.t> = 0",
    ),
    "lion": Trick(
        """\
u = np.sign(0.9 * <m> + 0.1 * <g>)
<w> -= 0.01 * (u + 0.01 * <w>)
<m> = 0.99 * <m> + 0.01 * <g>
""",
        init="<m> = np.zeros_like(<w>)",
    ),
    "lars": Trick("<w> -= 0.5 * np.linalg.norm(<w>) / (np.linalg.norm(<g>) + 1e-8) * 0.01 * <g>"),
    "normalised_gradient": Trick("<w> -= 0.05 * <g> / (np.linalg.norm(<g>) + 1e-8)"),
    "normalised_all": Trick("<w> -= 0.05 * <g> / norm", once="norm = np.sqrt(sum((g ** 2).sum() for g in <G>))"),
    "centralised": Trick("<w> -= 0.5 * (<g> - <g>.mean(axis=0, keepdims=True))"),
    "polyak_mean": Trick(
        """\
<w> -= 0.5 * <g>
<avg> += (<w> - <avg>) / (<epoch> + 1)
""",
        init="<avg> = <w>.copy()",
    ),
    "ema_weights": Trick(
        """\
<w> -= 0.5 * <g>
<avg> = 0.99 * <avg> + 0.01 * <w>
""",
        init="<avg> = <w>.copy()",
    ),
    "lookahead": Trick(
        """\
<w> -= 0.5 * <g>
if <.t> % 5 == 0:
    <slow> += 0.5 * (<w> - <slow>)
    <w>[...] = <slow>
""",
        once="<.t> += 1",
        init="<slow> = <w>.copy()",
        shared="<.t> = 0",
    ),
    "bold_driver": Trick(
        "<w> -= <.rate> * <g>",
        once="""\
now = <loss>
<.rate> = <.rate> * 1.05 if now < <.last> else <.rate> * 0.5
<.last> = now
""",
        shared="""\
<.rate> = 0.5
<.last> = 1e9
""",
    ),
    "best_kept": Trick(
        """\
<w> -= 0.5 * <g>
if is_best:
    <best> = <w>.copy()
""",
        once="""\
now = <loss>
is_best = now < <.low>
if is_best:
    <.low> = now
""",
        init="<best> = <w>.copy()",
        shared="<.low> = 1e9",
    ),
    "bold_undo": Trick(
        "<w> -= <.rate> * <g>",
        once="""\
was = <loss>
kept = [p.copy() for p in <P>]
""",
        shared="<.rate> = 2.0",
        after="""\
if <loss> > was:
    for p, k in zip(<P>, kept):
        p[...] = k
    <.rate> *= 0.7
else:
    <.rate> *= 1.05
""",
    ),
    "line_search": Trick(
        "<w> -= <.rate> * <g>",
        once="""\
was = <loss>
slope = sum((g * g).sum() for g in <G>)
kept = [p.copy() for p in <P>]
<.rate> = 8.0
while True:
    for p, k, g in zip(<P>, kept, <G>):
        p[...] = k - <.rate> * g
    better = <loss> <= was - 1e-4 * <.rate> * slope
    for p, k in zip(<P>, kept):
        p[...] = k
    if better or <.rate> < 1e-4:
        break
    <.rate> *= 0.5
""",
        shared="<.rate> = 8.0",
    ),
    "rates_per_layer": Trick("<w> -= [0.1, 0.3][<layer>] * <g>"),
    "rates_per_parameter": Trick("<w> -= <lr> * <g>", init="<lr> = np.random.uniform(0.1, 0.9, <w>.shape)"),
    "bias_twice": Trick("<w> -= (0.4 if '<n>'.startswith('b') else 0.2) * <g>"),
    "fan_in": Trick("<w> -= 0.5 / np.sqrt(len(<w>)) * <g>"),
    "decay_not_bias": Trick("""\
if '<n>'.startswith('W'):
    <g> = <g> + 0.01 * <w>
<w> -= 0.5 * <g>
"""),
    "decoupled_decay": Trick("""\
<w> *= 1 - 0.5 * 0.01
<w> -= 0.5 * <g>
"""),
    "decay_after": Trick("""\
<w> -= 0.5 * <g>
<w> *= 0.999
"""),
    "l1": Trick("<w> -= 0.5 * (<g> + 0.001 * np.sign(<w>))"),
    "elastic": Trick("<w> -= 0.5 * (<g> + 0.001 * np.sign(<w>) + 0.002 * <w>)"),
    "proximal_l1": Trick("""\
<w> -= 0.5 * <g>
<w>[...] = np.sign(<w>) * np.maximum(np.abs(<w>) - 0.0005, 0)
"""),
    "weight_elimination": Trick("<w> -= 0.5 * (<g> + 0.001 * 2 * <w> / (1 + <w> ** 2) ** 2)"),
    "non_negative": Trick("""\
<w> -= 0.5 * <g>
<w>[<w> < 0] = 0
"""),
    "pruned": Trick(
        """\
<w> -= 0.5 * <g> * <mask>
<w> *= <mask>
""",
        init="""\
<mask> = (np.random.rand(*<w>.shape) > 0.3).astype(float)
<w> *= <mask>
""",
    ),
    "coordinate": Trick("""\
pick = np.random.rand(*<w>.shape) < 0.3
<w>[pick] -= 0.5 * <g>[pick]
"""),
    "one_array_at_random": Trick(
        """\
if chosen == '<n>':
    <w> -= 0.5 * <g>
""",
        once="chosen = np.random.choice(['W1', 'b1', 'W2', 'b2'])",
    ),
    "decaying_sqrt": Trick("<w> -= 0.5 / np.sqrt(1 + <epoch>) * <g>"),
    "cosine": Trick("<w> -= 0.25 * (1 + np.cos(np.pi * <epoch> / 200)) * <g>"),
    "step_decay": Trick("<w> -= 0.5 * 0.5 ** (<epoch> // 10) * <g>"),
    "warm_up": Trick("<w> -= min(1.0, (<epoch> + 1) / 10) * 0.5 * <g>"),
    "cyclic": Trick("<w> -= (0.1 + 0.4 * abs((<epoch> % 10) / 5 - 1)) * <g>"),
    "random_rate": Trick("<w> -= np.random.uniform(0.1, 0.9) * <g>"),
    "rate_from_error": Trick("<w> -= 0.5 * (0.2 + now) * <g>", once="now = <loss>"),
    "accumulated": Trick(
        """\
<acc> += <g>
if <.t> % 4 == 0:
    <w> -= 0.5 * <acc> / 4
    <acc>[...] = 0
""",
        once="<.t> += 1",
        init="<acc> = np.zeros_like(<w>)",
        shared="<.t> = 0",
    ),
    "skip_small": Trick("""\
if <loss> > 1e-3:
    <w> -= 0.5 * <g>
"""),
    "gradient_dropout": Trick("<w> -= 0.5 * <g> * (np.random.rand(*<g>.shape) > 0.2)"),
    "shake": Trick("""\
<w> -= 0.5 * <g>
if <epoch> % 20 == 19:
    <w> += 0.1 * np.random.randn(*<w>.shape)
"""),
    "quantised_after": Trick("""\
<w> -= 0.5 * <g>
<w>[...] = np.round(<w> * 256) / 256
"""),
    "rounded_gradient": Trick("<w> -= 0.5 * np.round(<g>, 3)"),
    "tanh_gradient": Trick("<w> -= 0.1 * np.tanh(5 * <g>)"),
    "cube_root_gradient": Trick("<w> -= 0.1 * np.cbrt(<g>)"),
    "diagonal_scaling": Trick("<w> -= 0.2 * <g> / (1e-2 + np.abs(<w>))"),
    "heavy_ball_by_difference": Trick(
        """\
new = <w> - 0.2 * <g> + 0.9 * (<w> - <old>)
<old> = <w>.copy()
<w>[...] = new
""",
        init="<old> = <w>.copy()",
    ),
    "gradient_difference_momentum": Trick(
        """\
<w> -= 0.5 * <g> + 0.1 * (<g> - <old>)
<old> = <g>
""",
        init="<old> = np.zeros_like(<w>)",
    ),
    "barzilai_borwein": Trick(
        "<w> -= rate * <g>",
        once="""\
fw = np.concatenate([p.ravel() for p in <P>])
fg = np.concatenate([g.ravel() for g in <G>])
rate = 0.5
if <.pw> is not None:
    s = fw - <.pw>
    y = fg - <.pg>
    rate = min(2.0, abs(s @ s / (s @ y + 1e-12)))
<.pw> = fw
<.pg> = fg
""",
        shared="""\
<.pw> = None
<.pg> = None
""",
    ),
    "conjugate": Trick(
        """\
<d> = -<g> + beta * <d>
<w> += 0.2 * <d>
""",
        once="""\
new = sum((g * g).sum() for g in <G>)
beta = min(0.9, new / <.gg>) if <.gg> else 0.0
<.gg> = new
""",
        init="<d> = np.zeros_like(<w>)",
        shared="<.gg> = 0.0",
    ),
}
"""Name → what is done."""

FRAMES = {
    "batch": Frame(
        source="""\
import numpy as np
np.random.seed(1)
X = np.array([[0.1, 0.9], [0.8, 0.2], [0.9, 0.7], [0.2, 0.3]])
Y = np.array([[1.0], [1.0], [0.0], [0.0]])
W1 = np.random.randn(2, 3)
b1 = np.random.randn(1, 3)
W2 = np.random.randn(3, 1)
b2 = np.random.randn(1, 1)
@INIT@
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
def loss():
    return 0.5 * ((sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2) - Y) ** 2).sum()
for epoch in range(200):
    @BEGIN@
    h = sigmoid(X @ W1 + b1)
    o = sigmoid(h @ W2 + b2)
    d2 = (o - Y) * o * (1 - o)
    d1 = d2 @ W2.T * h * (1 - h)
    gW2 = h.T @ d2
    gb2 = d2.sum(axis=0, keepdims=True)
    gW1 = X.T @ d1
    gb1 = d1.sum(axis=0, keepdims=True)
    @STEP@
print(loss())
""",
        parameter="{n}",
        gradient="g{n}",
        own="",
        epoch="epoch",
        loss="loss()",
    ),
    "class": Frame(
        source="""\
import numpy as np
class Net:
    def __init__(self, n, m, k):
        r = np.random.default_rng(5)
        self.epoch = 0
        self.W1 = r.normal(size=(m, n))
        self.b1 = r.normal(size=(m, 1))
        self.W2 = r.normal(size=(k, m))
        self.b2 = r.normal(size=(k, 1))
        @INIT@
    def forward(self, x):
        self.x = x
        self.h = np.tanh(self.W1 @ x + self.b1)
        self.o = 1 / (1 + np.exp(-(self.W2 @ self.h + self.b2)))
        return self.o
    def error(self):
        return sum(float(((self.forward(x) - t) ** 2).sum()) for x, t in DATA)
    def train(self, x, t):
        @BEGIN@
        self.forward(x)
        h, o = self.h, self.o
        e2 = (o - t) * o * (1 - o)
        e1 = (1 - h ** 2) * (self.W2.T @ e2)
        dW2 = e2 @ h.T
        db2 = e2
        dW1 = e1 @ x.T
        db1 = e1
        @STEP@
ROWS = [(.2, .7, -.4, 1.), (.9, -.3, .5, 0.), (-.6, .4, .8, 1.)]
DATA = [(np.array([[a], [b], [c]]), np.array([[t], [1 - t]])) for a, b, c, t in ROWS]
net = Net(3, 4, 2)
for epoch in range(100):
    net.epoch = epoch
    for x, t in DATA:
        net.train(x, t)
print(net.error())
""",
        parameter="self.{n}",
        gradient="d{n}",
        own="self.",
        epoch="self.epoch",
        loss="self.error()",
    ),
    "dicts": Frame(
        source="""\
import numpy as np
rng = np.random.default_rng(2)
np.random.seed(3)
X = rng.normal(size=(3, 6))
Y = np.eye(3)[:, [0, 1, 2, 0, 1, 2]]
P = {"W1": rng.normal(size=(4, 3)), "b1": rng.normal(size=(4, 1))}
P.update({"W2": rng.normal(size=(3, 4)), "b2": rng.normal(size=(3, 1))})
S = {}
@INIT@
def forward(X):
    H = np.maximum(0, P["W1"] @ X + P["b1"])
    Z = P["W2"] @ H + P["b2"]
    E = np.exp(Z - Z.max(axis=0))
    return H, E / E.sum(axis=0)
def cost():
    return -np.sum(Y * np.log(forward(X)[1])) / X.shape[1]
def backward(H, A):
    D2 = (A - Y) / X.shape[1]
    D1 = (P["W2"].T @ D2) * (H > 0)
    return {"W2": D2 @ H.T, "b2": D2.sum(axis=1, keepdims=True), "W1": D1 @ X.T, "b1": D1.sum(axis=1, keepdims=True)}
for i in range(150):
    @BEGIN@
    H, A = forward(X)
    G = backward(H, A)
    @STEP@
print(cost())
""",
        parameter='P["{n}"]',
        gradient='G["{n}"]',
        own="S",
        epoch="i",
        loss="cost()",
    ),
}
"""Name → the shape."""


def _filled(text: str, frame: Frame) -> str:
    """Return lines for all arrays."""
    for sign, pattern in (("<G>", frame.gradient), ("<P>", frame.parameter)):
        listed = ", ".join(pattern.format(n=name) for name in NAMES)
        text = text.replace(sign, f"[{listed}]")
    text = text.replace("<epoch>", frame.epoch).replace("<loss>", frame.loss)
    return re.sub(r"<\.(\w+)>", lambda found: _kept(frame, found[1]), text)


def _of_array(text: str, name: str, frame: Frame) -> str:
    """Return lines for one array."""
    text = text.replace("<w>", frame.parameter.format(n=name)).replace("<g>", frame.gradient.format(n=name))
    text = text.replace("<n>", name).replace("<layer>", "1" if name.endswith("2") else "0")
    return re.sub(r"<(\w+)>", lambda found: _kept(frame, f"{found[1]}_{name}"), _filled(text, frame))


def _kept(frame: Frame, name: str) -> str:
    return f'S["{name}"]' if frame.own == "S" else f"{frame.own}{name}"


def written(trick: Trick, frame: Frame) -> str:
    """Return a program."""
    order = ("W2", "b2", "W1", "b1")
    blocks = {
        "INIT": [_filled(trick.shared, frame), *(_of_array(trick.init, name, frame) for name in order)],
        "BEGIN": [_of_array(trick.begin, name, frame) for name in order],
        "STEP": [
            _filled(trick.once, frame),
            *(_of_array(trick.each, name, frame) for name in order),
            _filled(trick.after, frame),
        ],
    }
    lines = []
    for line in frame.source.splitlines():
        place = re.fullmatch(r"(\s*)@(\w+)@", line)
        if place is None:
            lines.append(line)
            continue
        for block in blocks[place[2]]:
            lines += [place[1] + one for one in block.splitlines()]
    return "\n".join(lines) + "\n"


def odd_steps() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every trick in every shape."""
    for name, trick in TRICKS.items():
        for shape, frame in FRAMES.items():
            yield f"{name} {shape}", written(trick, frame)
