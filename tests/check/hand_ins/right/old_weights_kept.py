import numpy as np

# output weights are changed first, but the error goes back through a copy of the old ones


class Net(object):
    def __init__(self, n_inputs, n_hidden, n_outputs):
        r = np.random.RandomState(26)
        self.hidden_weights = r.uniform(-0.9, 0.9, (n_inputs, n_hidden))
        self.output_weights = r.uniform(-0.9, 0.9, (n_hidden, n_outputs))
        self.hidden_bias = r.uniform(-0.9, 0.9, (1, n_hidden))
        self.output_bias = r.uniform(-0.9, 0.9, (1, n_outputs))

    def train(self, inputs, expected_output, lr=0.5):
        hidden = 1 / (1 + np.exp(-(np.dot(inputs, self.hidden_weights) + self.hidden_bias)))
        predicted = 1 / (1 + np.exp(-(np.dot(hidden, self.output_weights) + self.output_bias)))
        error = expected_output - predicted
        d_predicted = error * predicted * (1 - predicted)
        old = self.output_weights.copy()
        self.output_weights += hidden.T.dot(d_predicted) * lr
        self.output_bias += np.sum(d_predicted, axis=0, keepdims=True) * lr
        d_hidden = d_predicted.dot(old.T) * hidden * (1 - hidden)
        self.hidden_weights += inputs.T.dot(d_hidden) * lr
        self.hidden_bias += np.sum(d_hidden, axis=0, keepdims=True) * lr
        return predicted


inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
expected_output = np.array([[0], [1], [1], [0]])
net = Net(2, 2, 1)
for _ in range(150):
    predicted = net.train(inputs, expected_output)
print(*predicted)
