"""Pages of HTML are made from templates. Jinja escapes all that is printed."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from gov_accounts.render.printable import one_line, printable


@cache
def templates() -> Environment:
    """The templates; ``words`` and ``line`` make a text printable, the second on one line."""
    environment = Environment(
        loader=PackageLoader("gov_accounts.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"words": printable, "line": one_line}
    return environment
