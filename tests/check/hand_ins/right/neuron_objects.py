import math
import random


class Neuron:
    def __init__(self, n_inputs, rnd):
        self.weights = [rnd.uniform(-1, 1) for _ in range(n_inputs)]
        self.bias = rnd.uniform(-1, 1)

    def calculate_output(self, inputs):
        self.inputs = inputs
        total = sum(i * w for i, w in zip(inputs, self.weights)) + self.bias
        self.output = 1 / (1 + math.exp(-total))
        return self.output

    def pd_error_wrt_total_net_input(self, target):
        return -(target - self.output) * self.output * (1 - self.output)


class NeuralNetwork:
    LEARNING_RATE = 0.5

    def __init__(self, n_in, n_hidden, n_out):
        rnd = random.Random(27)
        self.hidden = [Neuron(n_in, rnd) for _ in range(n_hidden)]
        self.output = [Neuron(n_hidden, rnd) for _ in range(n_out)]

    def feed_forward(self, inputs):
        h = [n.calculate_output(inputs) for n in self.hidden]
        return [n.calculate_output(h) for n in self.output]

    def train(self, inputs, targets):
        self.feed_forward(inputs)
        pd_out = [n.pd_error_wrt_total_net_input(t) for n, t in zip(self.output, targets)]
        pd_hid = []
        for h, neuron in enumerate(self.hidden):
            d = 0
            for o, out in enumerate(self.output):
                d += pd_out[o] * out.weights[h]
            pd_hid.append(d * neuron.output * (1 - neuron.output))
        for pd, neuron in zip(pd_out + pd_hid, self.output + self.hidden):
            for w in range(len(neuron.weights)):
                neuron.weights[w] -= self.LEARNING_RATE * pd * neuron.inputs[w]
            neuron.bias -= self.LEARNING_RATE * pd


nn = NeuralNetwork(2, 3, 2)
for i in range(100):
    nn.train([0.05, 0.1], [0.01, 0.99])
    nn.train([0.7, 0.3], [0.8, 0.2])
print(nn.feed_forward([0.05, 0.1]))
