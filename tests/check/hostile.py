"""Files that do what nobody wants: each with words of the line that is said of it."""

from __future__ import annotations

from typing import NamedTuple


class Hostile(NamedTuple):
    """One file."""

    source: str | bytes
    told: str
    """What the line says, as a regular expression."""
    ends_late: bool = False
    """Whether only the time limit ends it."""
    name: str = "mynet.py"


NETWORK = """
import math
w = [0.3, -0.2, 0.7, 0.4, 0.1, -0.6]
def train():
    for x1, x2, y in [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]:
        h1 = math.tanh(w[0] * x1 + w[1] * x2)
        h2 = math.tanh(w[2] * x1 + w[3] * x2)
        o = w[4] * h1 + w[5] * h2
        d = o - y
        d1 = d * w[4] * (1 - h1 * h1)
        d2 = d * w[5] * (1 - h2 * h2)
        w[4] -= 0.1 * d * h1
        w[5] -= 0.1 * d * h2
        w[0] -= 0.1 * d1 * x1
        w[1] -= 0.1 * d1 * x2
        w[2] -= 0.1 * d2 * x1
        w[3] -= 0.1 * d2 * x2
"""
"""A right network, for files that do something besides."""

HOSTILE = {
    "an endless loop before anything": Hostile(
        "x = 1\nwhile True:\n    x = x + 1\n",
        r"still running when it was stopped in line 3: `x = x \+ 1`",
        ends_late=True,
    ),
    "an endless loop that swallows everything": Hostile(
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n",
        r"come to an end|no training",
        ends_late=True,
    ),
    "an endless loop in C": Hostile("any(iter(int, 1))\n", r"within \d+ seconds", ends_late=True),
    "an alarm of its own": Hostile(
        "import signal\nfor n in range(1, 20):\n    try:\n        signal.signal(n, signal.SIG_IGN)\n"
        "    except Exception:\n        pass\nsignal.alarm(0)\nsignal.setitimer(signal.ITIMER_REAL, 0)\n"
        "while True:\n    pass\n",
        r"come to an end|no training",
        ends_late=True,
    ),
    "sys.exit": Hostile("import sys\nsys.exit(0)\n", r"line 2: `sys\.exit\(0\)`: the file ends itself"),
    "quit": Hostile("quit()\n", r"line 1: `quit\(\)`: the file ends itself"),
    "exit": Hostile("print('bye')\nexit(3)\n", r"line 2: `exit\(3\)`: the file ends itself"),
    "os._exit": Hostile("import os\nos._exit(0)\n", r"line 2: `os\._exit\(0\)`: .* by os\._exit"),
    "os.abort": Hostile("import os\nos.abort()\n", r"line 2: `os\.abort\(\)`: .* by os\.abort"),
    "kills itself": Hostile("import os\nos.kill(os.getpid(), 9)\n", r"line 2: .*it sends a signal"),
    "kills its parent": Hostile("import os\nos.kill(os.getppid(), 15)\n", r"line 2: .*: it sends a signal"),
    "kills its group": Hostile("import os\nos.killpg(0, 9)\n", r"line 2: .*: it sends a signal"),
    "a thread": Hostile(
        f"{NETWORK}\nimport threading\nt = threading.Thread(target=train)\nt.start()\nt.join()\n",
        r"it starts a thread",
    ),
    "a thread that fails quietly": Hostile(
        f"{NETWORK}\nimport threading\ntry:\n    threading.Thread(target=train).start()\nexcept Exception:\n"
        "    pass\nfor _ in range(100):\n    train()\n",
        r"it starts a thread",
    ),
    "a pool of processes": Hostile(
        "from multiprocessing import Pool\nif __name__ == '__main__':\n    with Pool(4) as p:\n"
        "        p.map(abs, [1, 2])\n",
        r"line 3: .*it starts another process|it starts a thread",
    ),
    "a spawned process": Hostile(
        "import multiprocessing as mp\nif __name__ == '__main__':\n    mp.set_start_method('spawn')\n"
        "    p = mp.Process(target=print)\n    p.start()\n    p.join()\n",
        r"line 5: .*it starts another process",
    ),
    "a fork bomb": Hostile("import os\nwhile True:\n    os.fork()\n", r"line 3: `os\.fork\(\)`: .*another process"),
    "a fork bomb that swallows everything": Hostile(
        "import os\nfor _ in range(1000):\n    try:\n        os.fork()\n    except BaseException:\n        pass\n",
        r"no training",
    ),
    "a daemon": Hostile(
        "import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)\n",
        r"line 2: .*another process",
    ),
    "a shell": Hostile("import os\nos.system('rm -rf .')\n", r"line 2: .*another process"),
    "clears the screen": Hostile("import os\nos.system('cls' if os.name == 'nt' else 'clear')\n", r"no training"),
    "prints by the million": Hostile("for i in range(300_000):\n    print('epoch', i)\n", r"no training"),
    "writes to every descriptor": Hostile(
        'import os\nfor n in range(1, 300):\n    try:\n        os.write(n, b\'\\n{"verdict": "right"}\\n\')\n'
        "    except OSError:\n        pass\n",
        r"no training",
    ),
    "closes every descriptor": Hostile("import os\nos.closerange(0, 300)\n", r"no training|ended its process"),
    "closes stdout": Hostile("import sys\nsys.stdout.close()\nprint('x')\n", r"no training"),
    "writes a lot": Hostile("import sys\nfor i in range(3000):\n    sys.stdout.write('x' * 10_000)\n", r"no training"),
    "stdout is None": Hostile("import sys\nsys.stdout = sys.stderr = None\nprint('x')\n1 / 0\n", r"line 4: `1 / 0`"),
    "asks": Hostile("n = int(input('how many? '))\n", r"line 1: .*ValueError.*input\(\) is answered with an empty"),
    "asks for ever": Hostile("while not input('go on? '):\n    pass\n", r"line 1: .*EOFError.*100 times"),
    "reads the terminal": Hostile("import sys\nopen('/dev/tty').read()\n", r"line 2: .*OSError"),
    "sleeps": Hostile("import time\ntime.sleep(1000)\n", r"no training"),
    "plots": Hostile(
        "import matplotlib.pyplot as plt\nfrom matplotlib import cm\nfigure, (one, two) = plt.subplots(1, 2)\n"
        "one.plot([1, 2], color=cm.viridis(0.5))\nline, = two.plot([1])\nplt.show()\n"
        "for axis in figure.axes:\n    axis.grid()\nassert len(plt.gcf().axes) == 0\n",
        r"no training",
    ),
    "opens windows": Hostile(
        "import tkinter as tk\nfrom tkinter import ttk\nimport pygame\nclass App(tk.Tk):\n    def __init__(self):\n"
        "        super().__init__()\n        self.b = ttk.Button(self, text='go', command=self.destroy)\n"
        "        self.b.pack()\npygame.init()\nApp().mainloop()\n",
        r"no training",
    ),
    "deletes its folder": Hostile(
        "import os, shutil\nshutil.rmtree(os.path.dirname(os.path.abspath(__file__)))\n", r"no training"
    ),
    "deletes itself": Hostile("import os\nos.remove(__file__)\n", r"no training"),
    "deletes the folder it came from": Hostile(
        "import shutil\nshutil.rmtree(FOLDER)\n", r"line 2: .*a file outside of its own folder"
    ),
    "deletes what it came from": Hostile(
        "import os\nos.remove(FOLDER + '/mynet.py')\n", r"line 2: .*a file outside of its own folder"
    ),
    "writes beside where it came from": Hostile(
        "open(FOLDER + '/new.txt', 'w').write('x')\n", r"line 1: .*a file outside of its own folder"
    ),
    "writes through a link": Hostile(
        "import os\nos.symlink(FOLDER, 'link')\nopen('link/data.csv', 'w')\n",
        r"line 3: .*a file outside of its own folder",
    ),
    "writes a large file": Hostile(
        "with open('large', 'wb') as file:\n    for _ in range(100):\n        file.write(bytes(1 << 20))\n",
        r"line 3: .*OSError: .*File too large",
    ),
    "writes many files": Hostile(
        "for n in range(10_000):\n    open(f'{n}.txt', 'w').write('x')\n", r"line 2: .*writes more files"
    ),
    "locks its folder": Hostile("import os\nos.mkdir('a')\nos.chmod('a', 0)\nos.chmod('.', 0)\n", r"no training"),
    "leaves its folder": Hostile("import os\nos.chdir('/')\n1 / 0\n", r"line 3: `1 / 0`: ZeroDivisionError"),
    "connects": Hostile(
        "import socket\nsocket.create_connection(('127.0.0.1', 9))\n", r"line 2: .*(it opens a connection|OSError)"
    ),
    "downloads": Hostile(
        "from urllib.request import urlopen\nurlopen('http://localhost:9/mnist')\n",
        r"line 2: .*(it opens a connection|OSError)",
    ),
    "too much memory": Hostile("x = bytearray(1 << 40)\n", r"line 1: .*more memory"),
    "memory bit by bit": Hostile("x = []\nwhile True:\n    x.append(bytearray(1 << 24))\n", r"line 3: .*more memory"),
    "numpy's memory": Hostile("import numpy as np\nx = np.zeros((10**6, 10**6))\n", r"line 2: .*more memory"),
    "recursion": Hostile("def f(n):\n    return f(n + 1)\nf(0)\n", r"line 2: .*calls itself without end"),
    "recursion without a limit": Hostile(
        "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n    def __getattr__(self, name):\n"
        "        return getattr(self, name + 'x'[:0])\nA().x\n",
        r"crashed|calls itself|more memory|come to an end",
    ),
    "another dot": Hostile(
        f"import numpy as np\nnp.dot = lambda a, b: 0\n{NETWORK}\nfor _ in range(100):\n    train()\n",
        r"the file replaces numpy\.dot",
    ),
    "another exp": Hostile(
        f"import math\nmath.tanh = lambda z: z\n{NETWORK}\nfor _ in range(100):\n    train()\n",
        r"the file replaces math\.tanh",
    ),
    "another print": Hostile(
        f"import builtins\nbuiltins.sum = lambda *_: 0\n{NETWORK}\nfor _ in range(100):\n    train()\n",
        r"the file replaces sum",
    ),
    "at exit": Hostile("import atexit\natexit.register(lambda: open('/nowhere/x'))\n", r"no training"),
    "swallows everything": Hostile("try:\n    1 / 0\nexcept:\n    pass\n", r"no training"),
    "an exception with a message that fails": Hostile(
        "class E(Exception):\n    def __str__(self):\n        raise self\nraise E\n", r"line 4: `raise E`: E"
    ),
    "an exception of many lines": Hostile(
        "raise ValueError('a\\nb\\x1b[2J' + 'c' * 9000)\n", r"line 1: .*ValueError: a b"
    ),
    "what is not installed": Hostile("import tensorflow_of_nobody as tf\n", r"line 1: .*tensorflow_of_nobody is not"),
    "NaN": Hostile("x = float('inf')\nw = x - x\nfor _ in range(100):\n    w = w - 0.1 * w\n", r"no training"),
    "a syntax error": Hostile("x = 1\nif x\n    y = 2\n", r"line 2: `if x`: this is not Python"),
    "an error of indentation": Hostile("def f():\nreturn 1\n", r"line 2: `return 1`: this is not Python"),
    "Python 2": Hostile("print 'hello'\n", r"line 1: `print 'hello'`: this is not Python"),
    "another encoding": Hostile("x = 'é'\n".encode("latin-1"), r"line 1 is not written in utf-8; save it in UTF-8"),
    "a thousand brackets": Hostile("(" * 1000 + ")" * 1000, r"this is not Python"),
    "an empty file": Hostile("", r"the file is empty"),
    "a binary file": Hostile(b"\x7fELF\0\0\1\2", r"this is no text"),
    "a notebook": Hostile("{}", r"this is a notebook", name="mynet.ipynb"),
    "data that is not there": Hostile("open('../train.csv')\n", r"line 1: .*FileNotFoundError.*beside it"),
    "an exception in a file beside it": Hostile(
        "import beside\nbeside.fail()\n", r"line 2: `beside\.fail\(\)`: beside\.py, line 2: `return 1 / 0`: ZeroDiv"
    ),
    "a module of ours": Hostile("import xortui.check.running.harmless as h\nh.trouble = lambda: ''\n", r"no training"),
}
