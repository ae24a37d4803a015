"""The template: a file of six lines to fill in, for code that is not recognised by itself."""

TEMPLATE = """\
# For xortui check: fill in these six lines, then run `xortui check` on this file.
from mynet import Net  # your own file, without .py, and what this file needs of it
net = Net()  # what is trained
x = [[0.3, 0.9]]  # the inputs of a sample, or of several, in the shape that your code takes
y = [[1.0]]  # the targets
XORTUI_STEP = "net.train(x, y)"  # takes one training step
XORTUI_OUTPUT = "net.predict(x)"  # gives the outputs
"""
"""`xortui.check.child` reads the last two lines; all of it is an ordinary Python file."""
