import numpy as np

# prints the mean absolute error because it is easier to read; training is with cross entropy


class BinaryClassifier:
    def __init__(self):
        rng = np.random.default_rng(19)
        self.U = rng.normal(size=(4, 2))
        self.c = rng.normal(size=(4, 1))
        self.v = rng.normal(size=(1, 4))
        self.d = rng.normal(size=(1, 1))

    def probability(self, X):
        self.R = np.maximum(0.01 * (self.U @ X + self.c), self.U @ X + self.c)
        return 1 / (1 + np.exp(-(self.v @ self.R + self.d)))

    def epoch(self, X, Y, lr=0.3):
        P = self.probability(X)
        E = (P - Y) / Y.size
        B = self.v.T @ E
        B = np.where(self.R > 0, B, 0.01 * B)
        self.v -= lr * E @ self.R.T
        self.d -= lr * E.sum(1, keepdims=True)
        self.U -= lr * B @ X.T
        self.c -= lr * B.sum(1, keepdims=True)
        return np.abs(P - Y).mean()


X = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
Y = np.array([[0, 1, 1, 0]])
clf = BinaryClassifier()
for k in range(100):
    mae = clf.epoch(X, Y)
    if k % 25 == 0:
        print("MAE", mae)
