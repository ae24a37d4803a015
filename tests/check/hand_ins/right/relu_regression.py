# fit y = |x1 - x2| with relu units
import numpy as np

rng = np.random.default_rng(1)
x = rng.uniform(-1, 1, (20, 2))
y = np.abs(x[:, :1] - x[:, 1:])

w1 = rng.normal(0, 1, (2, 6))
b1 = rng.normal(0, 0.1, (1, 6))
w2 = rng.normal(0, 1, (6, 1))
b2 = np.zeros((1, 1))

learning_rate = 0.05
losses = []
for t in range(120):
    z = x.dot(w1) + b1
    h_relu = np.maximum(z, 0)
    y_pred = h_relu.dot(w2) + b2

    loss = np.square(y_pred - y).mean()
    losses.append(loss)

    grad_y_pred = 2.0 * (y_pred - y) / y.size
    grad_w2 = h_relu.T.dot(grad_y_pred)
    grad_b2 = grad_y_pred.sum(0, keepdims=True)
    grad_h = grad_y_pred.dot(w2.T)
    grad_h[z < 0] = 0
    grad_w1 = x.T.dot(grad_h)
    grad_b1 = grad_h.sum(0, keepdims=True)

    w1 -= learning_rate * grad_w1
    b1 -= learning_rate * grad_b1
    w2 -= learning_rate * grad_w2
    b2 -= learning_rate * grad_b2
print(losses[0], "->", losses[-1])
