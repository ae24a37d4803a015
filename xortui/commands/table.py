"""The table of all commands, from which keys, palette, footer, help, README and the words of the prompt are made."""

from __future__ import annotations

from xortui.commands.asking import ASKING
from xortui.commands.command import Command
from xortui.commands.diagnosing import DIAGNOSING
from xortui.commands.editing import EDITING
from xortui.commands.joining import JOINING
from xortui.commands.keeping import KEEPING
from xortui.commands.looking import LOOKING
from xortui.commands.moving import MOVING
from xortui.commands.places import PLACES
from xortui.commands.pointing import POINTING
from xortui.commands.practising import PRACTISING
from xortui.commands.presenting import PRESENTING
from xortui.commands.revealing import REVEALING
from xortui.commands.starting import STARTING
from xortui.commands.stopping import STOPPING
from xortui.commands.touring import TOURING

COMMANDS: dict[str, Command] = {
    command.id: command
    for command in (
        *MOVING,
        *STOPPING,
        *EDITING,
        *KEEPING,
        *PLACES,
        *LOOKING,
        *POINTING,
        *ASKING,
        *REVEALING,
        *STARTING,
        *DIAGNOSING,
        *PRACTISING,
        *TOURING,
        *JOINING,
        *PRESENTING,
    )
}
"""Every command by its id."""
