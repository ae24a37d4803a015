import numpy as np
sig = lambda z: 1/(1+np.exp(-z))
dsig = lambda s: s*(1-s)
fwd = lambda X, W, V: (lambda H: (H, sig(H@V)))(sig(X@W))
np.random.seed(14)
X = np.c_[np.array([[0,0],[0,1],[1,0],[1,1]]), np.ones(4)]
T = np.array([[0],[1],[1],[0]])
W = np.random.normal(size=(3,5)); V = np.random.normal(size=(5,1))
for i in range(150):
    H, O = fwd(X, W, V)
    E = T-O; D = E*dsig(O)
    W, V = W+.5*X.T@(D@V.T*dsig(H)), V+.5*H.T@D
    if not i%50: print(i, (E**2).sum()/2)
