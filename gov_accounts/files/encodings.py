"""What encoding a text that isn't UTF-8 seems to be in: bookkeepers save files with whatever their editor is set to."""

from __future__ import annotations

from typing import Final

SAVE_AS_UTF8: Final = (
    "用记事本打开，另存为，编码选“UTF-8”；或用 VS Code 右下角的编码按钮“通过编码重新打开”，再“通过编码保存”为 UTF-8。"
)
"""What to do about it."""
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def encoding_name(content: bytes) -> str:
    """The encoding, as editors on Windows call it."""
    if content.startswith(_UTF16_MARKS):
        return "UTF-16（Unicode）"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "不明"
    return "GBK（ANSI）"
