"""Lines put into a file's text, everything else byte for byte as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gov_accounts.bookkeeping.sealing.vouchers import Written

_INDENT: Final = b"  "
_BLANK: Final = b" \t"


def with_lines(content: bytes, below: Mapping[int, Sequence[str]]) -> bytes:
    """A file's content with lines put below some of its lines, each ended as the line above it is.

    Args:
        content: the file.
        below: the number of a line → what comes below it.
    """
    lines = content.split(b"\n")
    crlf = lines[0].endswith(b"\r")
    made: list[bytes] = []
    for number, line in enumerate(lines, 1):
        added = below.get(number, ())
        last = number == len(lines)
        # The last line may have no end, and then the last of those below it has none.
        ends = crlf if last else line.endswith(b"\r")
        made.append(line + b"\r" if last and added and crlf else line)
        made += [each.encode() + (b"\r" if ends else b"") for each in added]
        if last and added and crlf:
            made[-1] = made[-1].removesuffix(b"\r")
    return b"\n".join(made)


def with_other_line(content: bytes, before: bytes, number: int, text: str) -> bytes:
    """A file's content with another text instead of a line, wherever lines put in above have moved it.

    Args:
        content: the file, lines put into it.
        before: the file before that.
        number: the line's number there; there is no other like it.
        text: what stands there instead.
    """
    old = before.split(b"\n")[number - 1]
    new = text.encode() + (b"\r" if old.endswith(b"\r") else b"")
    return b"\n".join(new if line == old else line for line in content.split(b"\n"))


def line_of_metadata(voucher: Written, content: bytes) -> tuple[int, str]:
    """Below which line a voucher's metadata go, and how they are indented: as its first leg is.

    A text in the first line may go on in the next; then it is the line before the first leg.
    """
    lines = content.split(b"\n")
    postings = voucher.entry.postings
    leg = int(postings[0].meta["lineno"]) if postings else 0
    indent = _INDENT
    if leg:
        line = lines[leg - 1]
        indent = line[: len(line) - len(line.lstrip(_BLANK))] or _INDENT
    spanning = any("\n" in (text or "") for text in (voucher.entry.payee, voucher.entry.narration))
    return leg - 1 if leg and spanning else voucher.place.line, indent.decode()


def quoted(text: str) -> str:
    """A text as beancount reads it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
