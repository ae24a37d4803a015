"""How the right programs in `right` are proved: where their parameters are, what a step and the loss are."""

from dataclasses import dataclass

LOOP = "the body of the first loop"
"""The step of a script that trains when it is imported."""


@dataclass(frozen=True)
class Probe:
    """How to try one program at other numbers; everything is Python, read among the program's names.

    `G` is a generator of random numbers, `np` is NumPy.
    """

    parameters: dict[str, str]
    """Of each parameter's name: the expression for its numbers."""

    setup: str
    """What puts other data in the place of the program's own."""

    loss: str
    """The loss, by the program's own forward pass or the textbook."""

    step: str = LOOP
    """What makes one step."""


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_SIGMOID = "S = lambda z: 1 / (1 + np.exp(-z)); "
_LOG_LOSS = "L = lambda p, t: -(t * np.log(p) + (1 - t) * np.log(1 - p)).sum(); "

PROBES: dict[str, Probe] = {
    "float32_rows": Probe(
        parameters=_same("W1", "b1", "W2", "b2"),
        setup="X = G.normal(size=(5, 2)); y = G.uniform(size=(5, 1)); lr = 0.5; "
        "W1, b1, W2, b2 = [a.astype(float) for a in (W1, b1, W2, b2)]",
        loss="((sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2) - y) ** 2).sum()",
    ),
    "columns_without_half": Probe(
        parameters=_same("net.A", "net.a0", "net.B", "net.b0"),
        setup="x = G.normal(size=(2, 5)); t = G.uniform(size=(1, 5))",
        loss="((net.forward(x) - t) ** 2).sum()",
        step="net.step(x, t, 0.3)",
    ),
    "decaying_rate": Probe(
        parameters=_same("p.w_ih", "p.w_ho"),
        setup="x = G.normal(size=3); t = np.array([0.3])",
        loss="((p.query(x) - t) ** 2).sum()",
        step="p.calls = 0; p.train(x, t)",
    ),
    "no_rate": Probe(
        parameters=_same("syn0", "syn1"),
        setup=_SIGMOID + "X = G.normal(size=(5, 3)); y = G.uniform(size=(5, 1))",
        loss="((S(S(X @ syn0) @ syn1) - y) ** 2).sum()",
    ),
    "relu_regression": Probe(
        parameters=_same("w1", "b1", "w2", "b2"),
        setup="x = G.normal(size=(5, 2)); y = G.normal(size=(5, 1))",
        loss="((np.maximum(x @ w1 + b1, 0) @ w2 + b2 - y) ** 2).mean()",
    ),
    "leaky_layers": Probe(
        parameters=_same("stack[0].kernel", "stack[0].offset", "stack[1].kernel", "stack[1].offset"),
        setup="x = G.normal(size=(5, 3)); y = G.normal(size=(5, 1))",
        loss="((stack[1](stack[0](x)) - y) ** 2).mean()",
        step="fit(stack, x, y, 0.1)",
    ),
    "softmax_integer_labels": Probe(
        parameters=_same('model["W1"]', 'model["b1"]', 'model["W2"]', 'model["b2"]'),
        setup="X = G.normal(size=(6, 2)); y = np.array([0, 1, 2, 2, 1, 0])",
        loss="-np.log(probabilities(model, X)[1][range(6), y]).sum()",
        step="train(model, X, y, passes=1)",
    ),
    "three_hidden_layers": Probe(
        parameters=_same(*(f"net.{kind}[{layer}]" for layer in range(4) for kind in ("weights", "biases"))),
        setup="data = [(G.normal(size=(2, 1)), G.uniform(size=(1, 1))) for _ in range(3)]",
        loss="sum(((net.feedforward(x) - y) ** 2).sum() for x, y in data)",
        step="net.update_mini_batch(data, 2.0)",
    ),
    "momentum": Probe(
        parameters=_same("parameters[0]", "parameters[1]", "parameters[2]", "parameters[3]"),
        setup=_LOG_LOSS + "x = G.normal(size=(5, 2)); t = G.uniform(size=(5, 1))",
        loss="L(gradients(parameters, x, t)[0], t)",
        step="velocity[:] = [0 * p for p in parameters]; step()",
    ),
    "mini_batches": Probe(
        parameters=_same('net.w["hidden"]', 'net.b["hidden"]', 'net.w["out"]', 'net.b["out"]'),
        setup="x = G.normal(size=(5, 3)); y = G.uniform(size=(5, 2))",
        loss="((net.run(x)[1] - y) ** 2).mean()",
        step="net.learn(x, y, 2.0)",
    ),
    "thresholds": Probe(
        parameters=_same("w13", "w14", "w23", "w24", "w35", "w45", "theta3", "theta4", "theta5"),
        setup="training_set = [(0.3, -0.7, 0.4)]; h = lambda w, v, theta: Y(0.3 * w - 0.7 * v - theta)",
        loss="(0.4 - Y(h(w13, w23, theta3) * w35 + h(w14, w24, theta4) * w45 - theta5)) ** 2",
    ),
    "tanh_targets": Probe(
        parameters=_same("n.wi", "n.wo"),
        setup="x = [0.4, -0.9]; t = [0.3]",
        loss="(n.update(x)[0] - t[0]) ** 2",
        step="n.update(x); n.back_propagate(t, 0.2)",
    ),
    "matrix_class": Probe(
        parameters=_same("a", "b"),
        setup="x = np.matrix(G.normal(size=(5, 3))); y = np.matrix(G.uniform(size=(5, 1)))",
        loss="float(np.square(g(g(x * a) * b) - y).sum())",
        step="a, b = train(a, b, x, y)",
    ),
    "einsum": Probe(
        parameters=_same("W[0]", "c[0]", "W[1]", "c[1]"),
        setup="x = G.normal(size=(6, 4)); y = np.eye(3)[[0, 1, 2, 2, 0, 1]]",
        loss="-(y * np.log(forward(x)[2])).sum()",
        step="train_step(x, y, 0.5)",
    ),
    "comprehensions": Probe(
        parameters=_same("W", "B", "V", "C"),
        setup="x = (0.3, -0.8)",
        loss="(forward(x)[1] - 0.4) ** 2",
        step="learn(x, 0.4)",
    ),
    "dataclass_net": Probe(
        parameters=_same(*(f"mlp.layers[{layer}].{kind}" for layer in range(3) for kind in ("weight", "bias"))),
        setup="x = G.normal(size=2); y = np.array([0.3])",
        loss="((mlp.predict(x) - y) ** 2).sum()",
        step="mlp.fit_one(x, y)",
    ),
    "closures": Probe(
        parameters={"w1": "peek()[0]", "w2": "peek()[1]"},
        setup="x = G.normal(size=(5, 3)); y = G.uniform(size=(5, 1))",
        loss="((predict(x) - y) ** 2).sum()",
        step="train(x, y, 0.1)",
    ),
    "generator_training": Probe(
        parameters=_same("theta[1]", "bias[1]", "theta[2]", "bias[2]"),
        setup=_LOG_LOSS + "x = G.normal(size=2); t = np.array([0.3])",
        loss="L(squash(squash(x @ theta[1] + bias[1]) @ theta[2] + bias[2]), t)",
        step="next(training([(x, t)], 0.4))",
    ),
    "recursion": Probe(
        parameters=_same("net.W", "net.next.W", "net.next.next.W"),
        setup="x = G.normal(size=2); t = np.array([0.3])",
        loss="((net.predict(x) - t) ** 2).sum()",
        step="net.learn(x, t, 0.1)",
    ),
    "lambdas": Probe(
        parameters=_same("W", "V"),
        setup="X = G.normal(size=(5, 3)); T = G.uniform(size=(5, 1))",
        loss="((fwd(X, W, V)[1] - T) ** 2).sum()",
    ),
    "flat_vector": Probe(
        parameters=_same("w"),
        setup="X = G.normal(size=(5, 2)); y = G.uniform(size=(5, 1))",
        loss="cost(w, X, y)[0]",
    ),
    "bias_last_row": Probe(
        parameters=_same("net.mats[0]", "net.mats[1]"),
        setup="x = G.normal(size=(5, 3)); t = G.uniform(size=(5, 2))",
        loss="((net.forward(x) - t) ** 2).sum()",
        step="net.backward(net.forward(x), t)",
    ),
    "bias_last_column": Probe(
        parameters=_same("Wh", "Wo"),
        setup="x = G.normal(size=2); t = 0.3",
        loss="((act(Wo @ np.append(act(Wh @ np.append(x, 1)), 1)) - t) ** 2).sum()",
        step="present(x, t)",
    ),
    "other_cost_printed": Probe(
        parameters=_same("clf.U", "clf.c", "clf.v", "clf.d"),
        setup=_LOG_LOSS + "x = G.normal(size=(2, 5)); t = G.uniform(size=(1, 5))",
        loss="L(clf.probability(x), t)",
        step="clf.epoch(x, t)",
    ),
    "target_minus_output": Probe(
        parameters=_same("syn0", "syn1"),
        setup="X = G.normal(size=(5, 3)); y = G.uniform(size=(5, 1)); j = 1",
        loss="((nonlin(nonlin(X @ syn0) @ syn1) - y) ** 2).sum()",
    ),
    "adding_gradients": Probe(
        parameters=_same("net.w1", "net.b1", "net.w2", "net.b2"),
        setup="data = [(G.normal(size=2), G.uniform(size=1)) for _ in range(3)]",
        loss="sum(((net.forward(x)[1] - t) ** 2).sum() for x, t in data)",
        step="[net.collect(x, t) for x, t in data]; net.apply(0.1)",
    ),
    "batch_of_outer_products": Probe(
        parameters=_same("layers[0]", "layers[1]"),
        setup="x = G.normal(size=(5, 3)); t = G.uniform(size=(5, 2))",
        loss="((run(x)[1] - t) ** 2).sum()",
        step="descend(x, t, 2.0)",
    ),
    "unused_functions": Probe(
        parameters=_same("model.first", "model.second"),
        setup="x = G.normal(size=(5, 2)); y = G.normal(size=(5, 1))",
        loss="((model(x) - y) ** 2).sum()",
        step="model.backward(x, y)",
    ),
    "notebook": Probe(
        parameters=_same("W1", "b1", "W2", "b2"),
        setup=_SIGMOID + _LOG_LOSS + "X = G.normal(size=(2, 5)); Y = G.uniform(size=(1, 5)); m = 5",
        loss="L(S(W2 @ np.tanh(W1 @ X + b1) + b2), Y)",
    ),
    "old_weights_kept": Probe(
        parameters=_same("net.hidden_weights", "net.output_weights", "net.hidden_bias", "net.output_bias"),
        setup=_SIGMOID + "x = G.normal(size=(5, 2)); t = G.uniform(size=(5, 1))",
        loss="((S(S(x @ net.hidden_weights + net.hidden_bias) @ net.output_weights + net.output_bias) - t) ** 2).sum()",
        step="net.train(x, t)",
    ),
    "neuron_objects": Probe(
        parameters={
            "nn.hidden[*].weights": "[n.weights for n in nn.hidden]",
            "nn.hidden[*].bias": "[(n, 'bias') for n in nn.hidden]",
            "nn.output[*].weights": "[n.weights for n in nn.output]",
            "nn.output[*].bias": "[(n, 'bias') for n in nn.output]",
        },
        setup="x = [0.3, -0.8]; t = [0.2, 0.7]",
        loss="sum((o - w) ** 2 for o, w in zip(nn.feed_forward(x), t))",
        step="nn.train(x, t)",
    ),
    "matrix_functions": Probe(
        parameters=_same("W1", "W2"),
        setup="x = G.normal(size=(5, 3)).tolist(); y = G.uniform(size=(5, 1)).tolist()",
        loss="sum((o[0] - t[0]) ** 2 for o, t in zip(each(sigmoid, mul(each(sigmoid, mul(x, W1)), W2)), y))",
        step="train_once(x, y)",
    ),
    "tiny_autograd": Probe(
        parameters={
            "hidden[*][*].data": "[(w, 'data') for u in hidden for w in u]",
            "output[*].data": "[(w, 'data') for w in output]",
        },
        setup="x = (0.3, -0.8); t = 0.4",
        loss="(predict(x).data - t) ** 2",
        step="train(x, t, 0.1)",
    ),
    "two_outputs_cross_entropy": Probe(
        parameters=_same(*(f"params[{layer}][{kind}]" for layer in range(3) for kind in range(2))),
        setup=_LOG_LOSS + "x = G.normal(size=(5, 2)); y = G.uniform(size=(5, 2))",
        loss="L(grads(params, x, y)[0], y)",
        step="params = sgd(params, grads(params, x, y)[1], 0.2)",
    ),
    "single_hidden_scalars": Probe(
        parameters=_same("w", "b", "v", "c"),
        setup=_SIGMOID + "samples = [(-0.7, 0.3)]",
        loss="(S(v * S(w * -0.7 + b) + c) - 0.3) ** 2",
    ),
    "stored_deltas": Probe(
        parameters=_same("hid.w", "hid.t", "out.w", "out.t"),
        setup="x = [0.4, -0.9]; t = [0.3]",
        loss="float(((teach(x, t, eta=0), (out.value - np.array(t)) ** 2)[1]).sum())",
        step="teach(x, t)",
    ),
}
