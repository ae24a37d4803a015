import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(20, 3))
w = rng.normal(size=3)
for epoch in range(10):
    for x in X:
        y = w @ x
        w = w + .02 * y * (x - y * w)
