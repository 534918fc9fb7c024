"""The line that every printed page carries: date, build and whether it is an example, as a style.

Only a style sheet can put text onto each sheet of paper, and its text has to be fixed, so this one
is made for the build. Browsers without margin boxes print the stamp at the top of the page alone.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^ A-Za-z0-9:.,()_/-]")


def print_style(stamp: str) -> str:
    """A style sheet that writes ``stamp``, plain text, and the page's number below each page."""
    return (
        "/* Made by the build: what stands below every printed page. */\n"
        "@media print {\n"
        "  @page {\n"
        f'    @bottom-left {{ content: "{css_text(stamp)}"; font: 7pt sans-serif; width: 75%; }}\n'
        '    @bottom-right { content: "Page " counter(page) " of " counter(pages);'
        " font: 7pt sans-serif; }\n"
        "  }\n"
        "}\n"
    )


def css_text(text: str) -> str:
    """The inside of a quoted CSS string that reads as ``text``, whatever its characters."""
    return _UNSAFE.sub(lambda found: f"\\{ord(found.group()):X} ", text)
