"""The command that leaves somebody's session that one follows, to go on on one's own, and returns to it."""

from __future__ import annotations

from xortui.commands.command import Command, Way
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.render.wording import verbatim


def _join(bench: Workbench) -> None:
    assert bench.following is not None
    bench.playback.pause()
    bench.following.join()
    bench.say(verbatim(phrase("following {name} again", name=bench.following.name)))


def _leave(bench: Workbench) -> None:
    assert bench.following is not None
    bench.following.leave()
    bench.say(phrase("on your own from here, in a session of your own; {join} returns"))


def _is_away(bench: Workbench) -> bool:
    return bench.following is not None and not bench.following.is_joined


def _why_not(bench: Workbench) -> str:
    if bench.following is None:
        return phrase("nobody is followed; xortui follow FILE follows somebody's session")
    if bench.follows:
        return phrase("you follow already; {join.back} leaves, to go on on your own from here")
    return phrase("you are on your own already; {join} returns")


JOINING = (
    Command(
        id="join",
        label="join",
        forth=Way(
            description="Return to the session that you follow: xortui follow FILE",
            run=_join,
            is_on=_is_away,
            why_not=_why_not,
        ),
        back=Way(
            description="Leave the session that you follow, and go on on your own from here",
            run=_leave,
            is_on=lambda bench: bench.follows,
            why_not=_why_not,
        ),
        is_for_looking=True,
    ),
)
