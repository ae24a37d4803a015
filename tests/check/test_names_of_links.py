"""Weights in objects between two units: the names are those in the network's own list of them, if it has one."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import changed, said

GRAPH = """\
import math
import random

random.seed(4)


class Node:
    def __init__(self, value=0.0):
        self.into = []
        self.out = []
        self.value = value
        self.error = 0.0


class Edge:
    def __init__(self, start, end):
        self.start = start
        self.end = end
        self.w = random.uniform(-1, 1)
        self.change = 0.0
        start.out.append(self)
        end.into.append(self)


class Graph:
    def __init__(self):
        self.first = [Node(), Node()]
        self.middle = [Node(), Node(), Node()]
        self.last = [Node(), Node()]
        self.one = Node(1.0)
        self.edges = []
        for above, below in ((self.middle, self.first), (self.last, self.middle)):
            for end in above:
                for start in [*below, self.one]:
                    self.edges.append(Edge(start, end))

    def run(self, x):
        for node, value in zip(self.first, x):
            node.value = value
        for node in [*self.middle, *self.last]:
            node.value = math.tanh(sum(edge.w * edge.start.value for edge in node.into))

    def teach(self, t, rate):
        for node, wanted in zip(self.last, t):
            node.error = (wanted - node.value) * (1 - node.value ** 2)
        for node in self.middle:
            back = sum(edge.w * edge.end.error for edge in node.out)
            node.error = back * (1 - node.value ** 2)
        for edge in self.edges:
            edge.w += rate * edge.end.error * edge.start.value


graph = Graph()
pairs = [([0.2, 0.9], [0.5, -0.5]), ([-0.7, 0.3], [-0.4, 0.1]), ([0.6, -0.8], [0.3, 0.8])]
for epoch in range(60):
    for x, t in pairs:
        graph.run(x)
        graph.teach(t, 0.1)
"""
OF_EDGES = [f"edges[{number}].w" for number in range(17)]


def test_the_list_of_the_network_gives_the_names(tmp_path: Path) -> None:
    found = said(GRAPH, tmp_path)
    assert found["verdict"] == "right"
    assert sorted(found["parameters"]) == sorted(OF_EDGES)
    assert "parameters edges[0…16].w," in found["understood"]


def test_what_is_wrong_in_one_layer_is_said_of_its_own_weights(tmp_path: Path) -> None:
    source = changed(GRAPH, {"back * (1 - node.value ** 2)": "back"})
    found = said(source, tmp_path)
    wrong = {name for name, state in found["parameters"].items() if state == "wrong"}
    assert wrong == set(OF_EDGES[:9])
    assert [one["id"] for one in found["mistakes"]] == ["slope-missing"]


def test_without_such_a_list_the_units_give_the_names(tmp_path: Path) -> None:
    source = changed(
        GRAPH,
        {
            "        self.edges = []\n": "",
            "self.edges.append(Edge(start, end))": "Edge(start, end)",
            "for edge in self.edges:\n            edge.w": (
                "for edge in [edge for node in [*self.middle, *self.last] for edge in node.into]:\n            edge.w"
            ),
        },
    )
    found = said(source, tmp_path)
    assert found["verdict"] == "right"
    assert "middle[*].into[2].w" in found["parameters"]
