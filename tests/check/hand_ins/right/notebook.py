#!/usr/bin/env python
# coding: utf-8

# # XOR from scratch

# In[1]:


import numpy as np


# In[2]:


np.random.seed(25)
X = np.array([[0,0],[0,1],[1,0],[1,1]]).T
Y = np.array([[0,1,1,0]])
n_x, n_h, n_y = 2, 2, 1
m = X.shape[1]
X.shape, Y.shape


# In[3]:


W1 = np.random.randn(n_h, n_x)
b1 = np.zeros((n_h, 1))
W2 = np.random.randn(n_y, n_h)
b2 = np.zeros((n_y, 1))


# In[4]:


costs = []
alpha = 1.2
for i in range(200):
    # forward
    A1 = np.tanh(np.dot(W1, X) + b1)
    A2 = 1/(1 + np.exp(-(np.dot(W2, A1) + b2)))
    cost = -(1/m)*np.sum(Y*np.log(A2) + (1-Y)*np.log(1-A2))
    # backward
    dZ2 = A2 - Y
    dW2 = (1/m)*np.dot(dZ2, A1.T)
    db2 = (1/m)*np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2)*(1 - A1**2)
    dW1 = (1/m)*np.dot(dZ1, X.T)
    db1 = (1/m)*np.sum(dZ1, axis=1, keepdims=True)
    # update
    W1 = W1 - alpha*dW1
    b1 = b1 - alpha*db1
    W2 = W2 - alpha*dW2
    b2 = b2 - alpha*db2
    if i % 50 == 0:
        costs.append(cost)


# In[5]:


costs


# In[6]:


print((A2 > 0.5).astype(int))
