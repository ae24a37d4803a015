"""Somebody's own models: arrays, scikit-learn, PyTorch and Keras, told apart by what they have; none is imported."""
