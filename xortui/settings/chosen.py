"""What a person has chosen: the values of the settings, and what is wrong in their file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from xortui.settings.setting import T, UserSetting


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs from the defaults; what the file does not name, or names wrongly, is not in here."""

    chosen: Mapping[str, Any] = field(default_factory=dict)
    """The values that are chosen, by the name of the setting."""
    mistakes: tuple[str, ...] = ()
    """A line for everything that is not right: the file, the name, what was expected."""

    def value(self, setting: UserSetting[T]) -> T:
        """Return the value that holds."""
        value: T = self.chosen.get(setting.name, setting.default)
        return value

    def has(self, setting: UserSetting[Any]) -> bool:
        """Say whether a setting is chosen."""
        return setting.name in self.chosen

    def but_with(self, others: Mapping[str, Any]) -> Settings:
        """Return these settings with others in place of some, such as those of the command line."""
        return replace(self, chosen={**self.chosen, **others})
