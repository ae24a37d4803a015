import torch
import torch.nn as nn

x = torch.tensor([[0., 1.]])
w = torch.randn(2, 1, requires_grad=True)
for _ in range(10):
    loss = ((x @ w) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
