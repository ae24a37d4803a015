"""Without colours: weight, underline and reverse alone, the same in every theme. Other roles are plain."""

from __future__ import annotations

COLOURLESS = {
    "focused": "bold reverse",
    "title": "bold",
    "current": "bold reverse",
    "chosen": "bold underline",
    "path": "bold underline",
    "stroke": "not underline",
    "good": "bold",
    "bad": "bold",
    "key": "bold",
    "status": "reverse",
    "header": "underline",
    "strong": "bold",
    "curve": "bold",
    "marker": "bold",
    "under": "underline",
    "pointed": "bold underline reverse",
    "made": "bold underline",
    "goes": "reverse",
}
