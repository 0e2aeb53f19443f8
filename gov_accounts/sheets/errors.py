"""Why a table can't be read."""

from __future__ import annotations


class TableError(Exception):
    """A table that can't be used: what is wrong, why, and how to mend it, in Chinese.

    Attributes:
        line: the row it is about; 0 where it is about the file.
    """

    def __init__(self, what: str, why: str, remedy: str, line: int = 0) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.remedy = remedy
        self.line = line
