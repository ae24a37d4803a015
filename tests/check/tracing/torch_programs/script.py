import torch

torch.manual_seed(1)
X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
y = torch.tensor([[0.], [1.], [1.], [0.]])
w1 = torch.randn(2, 3, requires_grad=False)
b1 = torch.zeros(1, 3)
w2 = torch.randn(3, 1)
b2 = torch.zeros(1, 1)
lr = 0.5
for epoch in range(1000):
    h = torch.sigmoid(X.mm(w1) + b1)
    o = torch.sigmoid(h @ w2 + b2)
    loss = (o - y).pow(2).mean()
    if epoch % 100 == 0:
        print(epoch, loss.item())
    d2 = (o - y) * o * (1 - o)
    d1 = d2.mm(w2.t()) * h * (1 - h)
    w2 -= lr * h.t().mm(d2)
    b2 -= lr * d2.sum(dim=0, keepdim=True)
    w1 -= lr * X.t().mm(d1)
    b1 -= lr * d1.sum(0, keepdim=True)
