import torch
import torch.nn as nn


class NeuralNetwork(nn.Module):
    def __init__(self, input_size=2, hidden_size=3, output_size=1):
        super(NeuralNetwork, self).__init__()
        self.lr = 0.3
        self.W1 = torch.randn(input_size, hidden_size)
        self.W2 = torch.randn(hidden_size, output_size)

    def forward(self, X):
        self.z = torch.matmul(X, self.W1)
        self.z2 = self.sigmoid(self.z)
        self.z3 = torch.matmul(self.z2, self.W2)
        return self.sigmoid(self.z3)

    def sigmoid(self, s):
        return 1 / (1 + torch.exp(-s))

    def sigmoid_prime(self, s):
        return s * (1 - s)

    def backward(self, X, y, o):
        self.o_error = y - o
        self.o_delta = self.o_error * self.sigmoid_prime(o)
        self.z2_error = torch.matmul(self.o_delta, torch.t(self.W2))
        self.z2_delta = self.z2_error * self.sigmoid_prime(self.z)
        self.W1 += self.lr * torch.matmul(torch.t(X), self.z2_delta)
        self.W2 += self.lr * torch.matmul(torch.t(self.z2), self.o_delta)

    def train(self, X, y):
        o = self.forward(X)
        self.backward(X, y, o)


X = torch.tensor(([2, 9], [1, 5], [3, 6]), dtype=torch.float)
y = torch.tensor(([92], [100], [89]), dtype=torch.float)
X_max, _ = torch.max(X, 0)
X = torch.div(X, X_max)
y = y / 100

torch.manual_seed(2)
NN = NeuralNetwork()
for i in range(100):
    print("#" + str(i) + " Loss: " + str(torch.mean((y - NN(X)) ** 2).detach().item()))
    NN.train(X, y)
