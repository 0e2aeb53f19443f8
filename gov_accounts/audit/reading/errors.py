"""Why a document can't be read."""

from __future__ import annotations


class UnreadableError(Exception):
    """A document that can't be used: what is wrong, why, and what to do, as Chinese sentences."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(what, why, remedy)
        self.what = what
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}{self.why}{self.remedy}"


SAVE_AS = "用 Word 或 WPS 打开，另存为 PDF 或 .docx，再运行一次。"
"""What is to be done with most files that can't be read."""
