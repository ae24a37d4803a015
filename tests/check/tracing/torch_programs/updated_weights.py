import torch
import torch.nn.functional as F

torch.manual_seed(3)
X = torch.FloatTensor([[0, 0], [0, 1], [1, 0], [1, 1]])
y = torch.FloatTensor([[0], [1], [1], [0]])
W1 = torch.rand((2, 4), dtype=torch.float32) - 0.5
W2 = torch.rand((4, 1), dtype=torch.float32) - 0.5

with torch.no_grad():
    for i in range(500):
        z1 = torch.matmul(X, W1)
        a1 = F.sigmoid(z1)
        a2 = F.sigmoid(torch.matmul(a1, W2))
        delta2 = (a2 - y) * a2 * (1 - a2)
        W2.sub_(0.8 * torch.matmul(a1.T, delta2))
        delta1 = torch.matmul(delta2, W2.T) * a1 * (1 - a1)
        W1.sub_(0.8 * torch.matmul(X.T, delta1))
