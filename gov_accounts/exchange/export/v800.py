"""用友's txt of vouchers (``填制凭证,V800``): a line a leg, both books, in GBK; columns are data (``v800.toml``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.export import messages
from gov_accounts.exchange.export.audit import neutral
from gov_accounts.exchange.export.layout import layout_file, read_layout
from gov_accounts.exchange.export.lines import vouchers
from gov_accounts.exchange.export.rows import book_row
from gov_accounts.exchange.export.value import Made

if TYPE_CHECKING:
    from gov_accounts.exchange.export.value import Books

_ENCODING: Final = "gbk"
_INSTEAD: Final = "〓"
"""What stands for a character that GBK hasn't: printers' sign for a missing type."""
_PLAIN: Final = str.maketrans({",": "，", '"': "＂"})
"""The reader knows no quotes: a comma in words would begin another column."""


def made(books: Books) -> Made:
    """The vouchers of a year."""
    settings = layout_file("v800").known("head", "name", "columns", "longest")
    layout = read_layout(settings.without("head", "longest"))
    longest = settings.entry("longest").known("words", "number", "code")
    words, number, code = (longest.number(key) for key in ("words", "number", "code"))
    about = book_row(books)
    lines = [settings.text("head")]
    missing: dict[str, str] = {}
    cut: dict[str, None] = {}
    for head, legs in vouchers(books):
        for leg in legs:
            if len(leg["words"]) > words:
                cut[head["number"]] = None
                leg["words"] = leg["words"][:words]
            cells = layout.cells({**about, **leg})
            lines.append(_in_gbk(",".join(map(_plain, cells)), head["number"], missing))
    text = "".join(f"{line}\r\n" for line in lines)
    findings = [
        *messages.not_in_gbk(missing, _INSTEAD, books.place),
        *messages.cut_short(list(cut), words, books.place),
        *messages.too_long("凭证号", [each.number for each in books.vouchers], number, books.place),
        *messages.too_long("科目编码", [each.code for each in books.accounts], code, books.place),
    ]
    files = {f"{layout.name}-{books.year}.txt": text.encode(_ENCODING)}
    return Made(files, tuple(findings), (messages.ONLY_VOUCHERS,), single=True)


def _plain(text: str) -> str:
    return neutral(text.translate(_PLAIN)) if text else ""


def _in_gbk(text: str, number: str, missing: dict[str, str]) -> str:
    """A text, what GBK hasn't replaced; noted with the first voucher that has it."""
    try:
        text.encode(_ENCODING)
    except UnicodeEncodeError:
        return "".join(_sign(each, number, missing) for each in text)
    return text


def _sign(character: str, number: str, missing: dict[str, str]) -> str:
    try:
        character.encode(_ENCODING)
    except UnicodeEncodeError:
        missing.setdefault(character, number)
        return _INSTEAD
    return character
