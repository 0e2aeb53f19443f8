"""记账凭证: vouchers as they are printed and signed, the books of a voucher one below the other.

What a voucher must have: 会计基础工作规范 第五十一条. Both books stand on one voucher; legs that were derived from the
financial ones (平行记账) are marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from gov_accounts.books.postings import KEYS
from gov_accounts.findings import Place
from gov_accounts.money import BOOK_OF_COMMODITY
from gov_accounts.printing.in_words import amount_in_words
from gov_accounts.printing.units import YUAN
from gov_accounts.reports.sheet import Cell, Column, Row, Sheet
from gov_accounts.reports.trial_balance import account_steps, code_name

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from gov_accounts.books.postings import Period, Posting
    from gov_accounts.books.vouchers import Recorded
    from gov_accounts.law.codes import Codes

NAME: Final = "记账凭证"
DERIVED: Final = "※"
DERIVED_NOTE: Final = "※ 由财务会计分录按平行记账的规定推出"
SIGNED: Final = ("会计机构负责人", "记账", "审核", "出纳", "制单")
"""Who signs: the head, and those that a voucher's metadata names."""
_BOOKS: Final = {"财务": "财务会计", "预算": "预算会计", "指标": "预算指标"}
_SUM: Final = "合计"
_UNCHECKED: Final = "未审核"
_UNNUMBERED: Final = "（未编号）"


class FormLine(NamedTuple):
    """A leg of a voucher, in fen.

    Attributes:
        account: 总账科目, code and name.
        detail: its details.
        codes: the codes it carries, with their names.
        derived: whether it was derived (平行记账), not written.
    """

    account: str
    detail: str
    codes: str
    debit: int
    credit: int
    derived: bool


class FormBook(NamedTuple):
    """The legs of a voucher in one book.

    Attributes:
        name: 财务会计, 预算会计 or 预算指标.
        in_words: what it is debited with, in words.
    """

    name: str
    lines: tuple[FormLine, ...]
    debit: int
    credit: int
    in_words: str


@dataclass(frozen=True, slots=True)
class VoucherForm:
    """A voucher to be printed.

    Attributes:
        number: 凭证号, or that it has none.
        words: its 摘要.
        attachments: how many papers are attached; nothing where it isn't said.
        state: 未审核, or nothing.
        signatures: for each of `SIGNED`, who it was.
        place: where it stands in the ledger.
    """

    unit_name: str
    date: datetime.date
    number: str
    words: str
    attachments: str
    state: str
    books: tuple[FormBook, ...]
    signatures: tuple[str, ...]
    place: str

    @property
    def derived(self) -> bool:
        """Whether any leg was derived."""
        return any(line.derived for book in self.books for line in book.lines)


def voucher_forms(
    vouchers: Iterable[Recorded], *, codes: Codes, projects: Mapping[str, str], unit_name: str, base: Path
) -> list[VoucherForm]:
    """Vouchers to be printed.

    Args:
        vouchers: in their order.
        codes: names of accounts and codes.
        projects: names of projects.
        unit_name: the unit's name.
        base: folder that file names are relative to.
    """
    return [
        VoucherForm(
            unit_name,
            each.date,
            each.number or _UNNUMBERED,
            f"{each.voucher.payee} {each.voucher.narration}".strip(),
            each.attachments,
            "" if each.checked else _UNCHECKED,
            tuple(_books(each.postings, codes, projects)),
            ("", *each.signatures),
            Place(each.voucher.file, each.voucher.line).shown(base),
        )
        for each in vouchers
    ]


def _books(postings: Sequence[Posting], codes: Codes, projects: Mapping[str, str]) -> Iterator[FormBook]:
    for commodity, book in BOOK_OF_COMMODITY.items():
        lines = tuple(_line(each, codes, projects) for each in postings if each.commodity == commodity)
        if lines:
            debit = sum(line.debit for line in lines)
            yield FormBook(_BOOKS[book], lines, debit, sum(line.credit for line in lines), amount_in_words(debit))


def _line(posting: Posting, codes: Codes, projects: Mapping[str, str]) -> FormLine:
    first, *details = account_steps(posting.account, codes.chart)
    carried = ((key, code) for key in KEYS if (code := getattr(posting, key)))
    named = (_named(key, code, code_name(key, code, codes, projects, posting.date.year)) for key, code in carried)
    return FormLine(
        f"{first.code} {first.name}".strip(),
        "/".join(f"{step.code} {step.name}".strip() for step in details),
        "；".join(named),
        max(posting.fen, 0),
        max(-posting.fen, 0),
        posting.derived,
    )


def _named(key: str, code: str, name: str) -> str:
    """A code with its name; of a project, the name by itself says more."""
    return name if key == "project" or name == code else f"{code} {name}"


# As a table


def vouchers_sheet(forms: Sequence[VoucherForm], period: Period, unit_name: str) -> Sheet:
    """Vouchers one below the other, for a terminal and for programs, in yuan."""
    return Sheet(
        NAME,
        NAME,
        unit_name,
        period,
        YUAN,
        (
            Column("date", "日期"),
            Column("number", "凭证号"),
            Column("words", "摘要", narrowest=8),
            Column("book", "账"),
            Column("account", "总账科目", narrowest=10),
            Column("detail", "明细科目", narrowest=10),
            Column("codes", "编码", narrowest=10),
            Column("derived", "推出"),
            Column("debit", "借方", figures=True, block="amounts"),
            Column("credit", "贷方", figures=True, block="amounts"),
            Column("attachments", "附件", printed=False),
            *(Column(each, each, printed=False) for each in SIGNED[1:]),
            Column("place", "位置", printed=False),
        ),
        tuple(row for form in forms for row in _rows(form)),
        (DERIVED_NOTE,) if any(form.derived for form in forms) else (),
    )


def _rows(form: VoucherForm) -> Iterator[Row]:
    whose: dict[str, Cell] = {
        "date": form.date,
        "number": form.number,
        "attachments": form.attachments,
        "place": form.place,
        **dict(zip(SIGNED[1:], form.signatures[1:], strict=True)),
    }
    legs = [(book, line) for book in form.books for line in book.lines]
    for index, (book, line) in enumerate(legs):
        amounts = {key: fen for key, fen in (("debit", line.debit), ("credit", line.credit)) if fen}
        cells: dict[str, Cell] = {
            **whose,
            "words": f"{form.state} {form.words}".strip(),
            "book": book.name,
            "account": line.account,
            "detail": line.detail,
            "codes": line.codes,
            "derived": DERIVED if line.derived else "",
            **amounts,
        }
        yield Row(cells, ruled=not index)
