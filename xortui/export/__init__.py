"""Taking it away: what a person keeps from the position where a debugger stands, as text to save."""

from xortui.export.file import write_file
from xortui.export.formats import FORMATS, Format, export_bytes, export_text, format_of

__all__ = ["FORMATS", "Format", "export_bytes", "export_text", "format_of", "write_file"]
