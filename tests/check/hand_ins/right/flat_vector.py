"""All weights in one vector w, as optimisers of SciPy want it."""
import numpy as np

N_IN, N_HID, N_OUT = 2, 3, 1
SPLIT1 = N_HID * (N_IN + 1)
TOTAL = SPLIT1 + N_OUT * (N_HID + 1)

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
y = np.array([[0], [1], [1], [0]], dtype=float)


def unpack(w):
    return w[:SPLIT1].reshape(N_HID, N_IN + 1), w[SPLIT1:].reshape(N_OUT, N_HID + 1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cost(w, X, y):
    Theta1, Theta2 = unpack(w)
    m = X.shape[0]
    a1 = np.hstack([np.ones((m, 1)), X])
    a2 = np.hstack([np.ones((m, 1)), sigmoid(a1 @ Theta1.T)])
    h = sigmoid(a2 @ Theta2.T)
    J = -np.sum(y * np.log(h) + (1 - y) * np.log(1 - h)) / m
    d3 = h - y
    d2 = (d3 @ Theta2)[:, 1:] * a2[:, 1:] * (1 - a2[:, 1:])
    Theta1_grad = d2.T @ a1 / m
    Theta2_grad = d3.T @ a2 / m
    return J, np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])


w = np.random.RandomState(15).uniform(-1, 1, TOTAL)
for i in range(100):
    J, grad = cost(w, X, y)
    w -= 1.5 * grad
print("J =", J)
