"""银行存款余额调节表 and the list of what was matched, ready to lay out, in yuan."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.bank.hints import hints
from gov_accounts.bank.reconcile import Kind, Reconciliation
from gov_accounts.findings import Place
from gov_accounts.money import yuan_text
from gov_accounts.printing.units import YUAN
from gov_accounts.publishing.document import Document, Form, FormCell, Paragraph
from gov_accounts.reports.sheet import Cell, Column, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gov_accounts.bank.lines import BookLine
    from gov_accounts.bank.statement import Movement

NAME: Final = "余额调节表"
LIST: Final = "勾对明细"
_SIDES: Final = ("单位账面", "银行对账单")
_MATCHED: Final = "对上"
_CANCELLED: Final = "红字冲销"
_SIGNED: Final = "出纳：　　　　　　　编制：　　　　　　　复核：　　　　　　　日期："


class Heading(NamedTuple):
    """What stands above: the title, the unit, the account's label, and the statement's files by name."""

    title: str
    unit_name: str
    account: str
    files: tuple[str, ...]


class _Entry(NamedTuple):
    """A line of one side of the form: its words, fen or nothing, whether it belongs under the line above."""

    words: str
    fen: int | None
    item: bool = False


def _halves(made: Reconciliation) -> list[tuple[_Entry, _Entry]]:
    """The form's lines, down to what both sides come to."""
    left = [_Entry("账面余额", made.book_balance)]
    right = [_Entry("对账单余额", made.bank_balance)]
    lines = [(left[0], right[0])]
    for sign, of_bank, of_books in (
        ("加：", Kind.BANK_RECEIVED, Kind.BOOKS_RECEIVED),
        ("减：", Kind.BANK_PAID, Kind.BOOKS_PAID),
    ):
        ours = [_Entry(f"{sign}{of_bank.value}", made.total(of_bank)), *_bank_items(made, of_bank)]
        theirs = [_Entry(f"{sign}{of_books.value}", made.total(of_books)), *_book_items(made, of_books)]
        lines.extend(zip_longest(ours, theirs, fillvalue=_Entry("", None)))
    return lines


def _differences(made: Reconciliation) -> list[_Entry]:
    """Why both sides don't come to the same."""
    if made.balanced and not made.opening.unexplained:
        return []
    found = [_Entry("两边相差", made.adjusted_books - made.adjusted_bank)]
    if made.opening.unexplained:
        found.append(_Entry(f"其中：{made.period.first} 以前没有说明的差额", -made.opening.unexplained))
    if made.arithmetic:
        found.append(_Entry("其中：对账单自己加减不符", -made.arithmetic))
    return found


def _bank_items(made: Reconciliation, kind: Kind) -> Iterator[_Entry]:
    for index in made.outstanding(kind):
        each = made.bank[index]
        yield _Entry(_joined(str(each.date), *each.references[:1], each.party, each.words), abs(each.fen), item=True)


def _book_items(made: Reconciliation, kind: Kind) -> Iterator[_Entry]:
    for index in made.outstanding(kind):
        each = made.books[index]
        yield _Entry(_joined(str(each.date), each.posting.number, each.party, each.words), abs(each.fen), item=True)


def _joined(*words: str) -> str:
    return " ".join(dict.fromkeys(each for each in words if each))


def _notes(made: Reconciliation, heading: Heading) -> tuple[str, ...]:
    count = len(made.matches)
    several = sum(len(each.books) + len(each.bank) > 2 for each in made.matches)  # noqa: PLR2004 (one and one)
    return (
        f"账户：{heading.account}",
        f"对账单：{'、'.join(heading.files)}，{made.period.first} 至 {made.period.last}，{len(made.bank)} 笔",
        f"对上 {count} 组（一笔对几笔的 {several} 组），未达 {len(made.bank_only) + len(made.book_only)} 笔",
    )


def form_sheet(made: Reconciliation, heading: Heading) -> Sheet:
    """The form as a table of two sides."""
    columns = tuple(
        column
        for side, over in zip(("books", "bank"), _SIDES, strict=True)
        for column in (
            Column(f"{side}_item", "项目", over, narrowest=20),
            Column(f"{side}_amount", "金额", over, figures=True, block="all"),
        )
    )
    rows = [
        Row(
            {
                **_half("books", one),
                **_half("bank", other),
            },
            indent=int(one.item or other.item),
            total=not (one.item or other.item),
            ruled=index > 0 and not (one.item or other.item),
        )
        for index, (one, other) in enumerate(_halves(made))
    ]
    ends = (_Entry("调节后余额", made.adjusted_books), _Entry("调节后余额", made.adjusted_bank))
    rows.append(Row({**_half("books", ends[0]), **_half("bank", ends[1])}, total=True, ruled=True))
    rows += [Row(_half("books", each), total=True) for each in _differences(made)]
    notes = (*_notes(made, heading), _SIGNED)
    return Sheet(NAME, heading.title, heading.unit_name, made.period, YUAN, columns, tuple(rows), notes)


def _half(side: str, entry: _Entry) -> dict[str, Cell]:
    cells: dict[str, Cell] = {f"{side}_item": entry.words} if entry.words else {}
    return cells if entry.fen is None else cells | {f"{side}_amount": entry.fen}


def form_document(made: Reconciliation, heading: Heading) -> Document:
    """The form as a document of one page, or as many as it takes."""
    rows: list[tuple[FormCell, ...]] = [(_cell(text, 4),) for text in _notes(made, heading)]
    rows += [tuple(_label(text, 2) for text in _SIDES), tuple(_label(text) for text in ("项目", "金额") * 2)]
    for one, other in _halves(made):
        rows.append((*_cells(one), *_cells(other)))
    ends = [_Entry("调节后余额", fen) for fen in (made.adjusted_books, made.adjusted_bank)]
    rows.append((*_cells(ends[0]), *_cells(ends[1])))
    rows += [(*_cells(each), _cell("", 2)) for each in _differences(made)]
    rows.append((_cell(_SIGNED, 4),))
    day = made.period.last
    above = (f"单位：{heading.unit_name}", f"{day.year} 年 {day.month} 月 {day.day} 日", f"金额单位：{YUAN.name}")
    form = Form(heading.title, above, 4, tuple(rows))
    return Document(heading.title, heading.unit_name, day.year, YUAN.name, (form,))


def _cells(entry: _Entry) -> tuple[FormCell, FormCell]:
    amount = "" if entry.fen is None else yuan_text(entry.fen)
    words = f"　{entry.words}" if entry.item and entry.words else entry.words
    return _cell(words), FormCell(Paragraph((amount,)), kind="figure")


def _cell(text: str, columns: int = 1) -> FormCell:
    return FormCell(Paragraph((text,)), columns)


def _label(text: str, columns: int = 1) -> FormCell:
    return FormCell(Paragraph((text,)), columns, kind="label")


# The list


def list_sheet(made: Reconciliation, heading: Heading, days: int, base: Path) -> Sheet:
    """All lines and movements: first what is outstanding, then what was matched, group by group.

    Args:
        made: the reconciliation.
        heading: what stands above.
        days: how far apart a line and its movement could be.
        base: folder that file names are relative to.
    """
    of_books, of_bank = hints(made, days)
    rows: list[Row] = []
    for kind in Kind:
        for index in made.outstanding(kind):
            if kind in (Kind.BANK_RECEIVED, Kind.BANK_PAID):
                cells = _bank_cells(made.bank[index], base) | {"hint": of_bank[index]}
                day = made.bank[index].date
            else:
                cells = _book_cells(made.books[index], base) | {"hint": of_books[index]}
                day = made.books[index].date
            rows.append(Row({"result": kind.value, "days": f"{(made.period.last - day).days}", **cells}))
    for number, each in enumerate(made.matches, 1):
        apart = max(
            abs((made.books[one].date - made.bank[other].date).days) for one in each.books for other in each.bank
        )
        for position, (one, other) in enumerate(zip_longest(each.books, each.bank)):
            cells = {"result": _MATCHED, "group": f"{number}", "basis": each.basis.value}
            if not position:
                cells["days"] = f"{apart}"
            if one is not None:
                cells |= _book_cells(made.books[one], base)
            if other is not None:
                cells |= _bank_cells(made.bank[other], base)
            rows.append(Row(cells, ruled=not position))
    for index in made.cancelled:
        rows.append(Row({"result": _CANCELLED, **_book_cells(made.books[index], base)}))
    return Sheet(
        LIST,
        f"{heading.account} {LIST}",
        heading.unit_name,
        made.period,
        YUAN,
        _COLUMNS,
        tuple(rows),
        ("收付、天数：未达账项是到期末多少天，对上的是两边最多相差多少天。",),
    )


_COLUMNS: Final = (
    Column("result", "结果"),
    Column("group", "组"),
    Column("basis", "凭什么"),
    Column("days", "天数"),
    *(
        Column(f"{side}_{name}", head, over, figures=name in ("received", "paid"), narrowest=narrowest, printed=printed)
        for side, over, heads in (
            (
                "book",
                _SIDES[0],
                (
                    ("date", "日期", None, True),
                    ("number", "凭证", None, True),
                    ("words", "摘要", 10, True),
                    ("received", "收", None, True),
                    ("paid", "付", None, True),
                    ("account", "账户", None, False),
                    ("place", "位置", None, False),
                ),
            ),
            (
                "bank",
                _SIDES[1],
                (
                    ("date", "日期", None, True),
                    ("number", "号码", None, True),
                    ("words", "摘要", 10, True),
                    ("received", "收", None, True),
                    ("paid", "付", None, True),
                    ("place", "位置", None, False),
                ),
            ),
        )
        for name, head, narrowest, printed in heads
    ),
    Column("hint", "提示", narrowest=10),
)


def _book_cells(line: BookLine, base: Path) -> dict[str, Cell]:
    posting = line.posting
    voucher = Place(posting.voucher.file, posting.voucher.line)
    return {
        "book_date": line.date,
        "book_number": posting.number or voucher.shown(base),
        "book_words": _joined(line.party, line.words),
        **_sided("book", line.fen),
        "book_account": posting.account,
        "book_place": posting.place.shown(base),
    }


def _bank_cells(movement: Movement, base: Path) -> dict[str, Cell]:
    return {
        "bank_date": movement.date,
        "bank_number": movement.references[0] if movement.references else "",
        "bank_words": _joined(movement.party, movement.words),
        **_sided("bank", movement.fen),
        "bank_place": movement.place.shown(base),
    }


def _sided(side: str, fen: int) -> dict[str, Cell]:
    return {f"{side}_received": fen} if fen > 0 else {f"{side}_paid": -fen}


def summary(made: Reconciliation) -> str:
    """What it comes to, in a line."""
    said = f"账面余额 {yuan_text(made.book_balance)}，对账单余额 {yuan_text(made.bank_balance)}，" + (
        f"调节后都是 {yuan_text(made.adjusted_books)}"
        if made.balanced
        else f"调节后 {yuan_text(made.adjusted_books)} 和 {yuan_text(made.adjusted_bank)}，不相等"
    )
    count = len(made.matches)
    kinds = "、".join(f"{kind.value} {len(found)} 笔" for kind in Kind if (found := made.outstanding(kind)))
    return f"{said}；对上 {count} 组，{f'未达账项：{kinds}' if kinds else '没有未达账项'}。"


def tables(made: Reconciliation, heading: Heading, days: int, base: Path) -> Sequence[Sheet]:
    """The form, and the list."""
    return form_sheet(made, heading), list_sheet(made, heading, days, base)
