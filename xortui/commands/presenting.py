"""Commands that a front end carries out: other panes, help, the problem's story, and leaving."""

from __future__ import annotations

from xortui.commands.command import Command, Way
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase


def _has_no_themes(_: Workbench) -> str:
    return phrase("themes are made of colours, and this terminal shows none")


PRESENTING = (
    Command(
        id="present",
        label="present",
        forth=Way(
            description="Present: one large pane with the sentence in high contrast, bookmarks as slides, last keys",
            show=lambda front: front.turn_presentation(),
        ),
        is_about_picture=True,
    ),
    Command(
        id="pane",
        label="pane",
        forth=Way(description="The next pane", show=lambda front: front.show_next(back=False)),
        back=Way(description="The previous pane", show=lambda front: front.show_next(back=True)),
        is_about_picture=True,
    ),
    Command(
        id="zoom",
        label="zoom",
        forth=Way(
            description="The focused pane fills the screen, or goes back to its place",
            show=lambda front: front.zoom(),
            can_show=lambda front: front.can_zoom,
        ),
        is_about_picture=True,
    ),
    Command(
        id="digits",
        label="digits",
        forth=Way(
            description="One more digit after the point, up to 17; beyond what fits, as many as fit; it is remembered",
            show=lambda front: front.turn_digits(back=False),
        ),
        back=Way(
            description="One digit fewer, down to 2; below that, as many as fit",
            show=lambda front: front.turn_digits(back=True),
        ),
        is_about_picture=True,
    ),
    Command(
        id="mouse",
        label="mouse",
        forth=Way(
            description="Leave the mouse to the terminal, which then selects text, or take it; it is remembered",
            show=lambda front: front.turn_mouse(),
        ),
        is_about_picture=True,
    ),
    Command(
        id="copy",
        label="copy",
        forth=Way(
            description="Copy the focused pane as text; a drag with the mouse copies a part of it",
            show=lambda front: front.copy(),
        ),
        is_about_picture=True,
    ),
    Command(
        id="theme",
        label="theme",
        forth=Way(
            description="The next theme: dark, light or of high contrast; it is remembered",
            show=lambda front: front.turn_theme(back=False),
            can_show=lambda front: front.has_themes,
            why_not=_has_no_themes,
        ),
        back=Way(
            description="The previous theme",
            show=lambda front: front.turn_theme(back=True),
            can_show=lambda front: front.has_themes,
            why_not=_has_no_themes,
        ),
        is_about_picture=True,
    ),
    Command(
        id="about",
        label="about",
        forth=Way(
            description="What this problem is, and what its source prints",
            show=lambda front: front.tell_story(),
        ),
        is_for_looking=True,
    ),
    Command(
        id="help",
        label="help",
        keeps_question=True,
        forth=Way(
            description="What the keys do, and what the focused pane shows",
            show=lambda front: front.explain(),
        ),
        is_for_looking=True,
    ),
    Command(
        id="quit",
        label="quit",
        keeps_question=True,
        forth=Way(description="Quit", show=lambda front: front.quit()),
        is_for_looking=True,
    ),
)
