import numpy as np

rng = np.random.RandomState(4)
N, D, H, K = 15, 2, 6, 3
y = np.repeat(np.arange(K), N // K)
X = rng.randn(N, D) * 0.4 + np.array([[0, 1], [1, -1], [-1, -1]])[y]

model = {
    "W1": rng.randn(D, H) * 0.5,
    "b1": np.zeros((1, H)),
    "W2": rng.randn(H, K) * 0.5,
    "b2": np.zeros((1, K)),
}


def probabilities(model, X):
    a1 = np.tanh(X.dot(model["W1"]) + model["b1"])
    s = a1.dot(model["W2"]) + model["b2"]
    e = np.exp(s - s.max(1, keepdims=True))
    return a1, e / e.sum(1, keepdims=True)


def train(model, X, y, eps=0.02, passes=100):
    for i in range(passes):
        a1, probs = probabilities(model, X)
        delta3 = probs.copy()
        delta3[range(len(X)), y] -= 1
        dW2 = (a1.T).dot(delta3)
        db2 = np.sum(delta3, axis=0, keepdims=True)
        delta2 = delta3.dot(model["W2"].T) * (1 - np.power(a1, 2))
        dW1 = np.dot(X.T, delta2)
        db1 = np.sum(delta2, axis=0)
        model["W1"] += -eps * dW1
        model["b1"] += -eps * db1
        model["W2"] += -eps * dW2
        model["b2"] += -eps * db2


train(model, X, y)
print("accuracy", np.mean(probabilities(model, X)[1].argmax(1) == y))
