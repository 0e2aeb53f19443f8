"""Keep the three books apart and exact.

Every account belongs to one book by its 4-digit code, and takes its book's commodity only; every voucher balances
to the fen in each book by itself, whatever tolerance the ledger sets. Under beancount's default tolerance
this passes, since 100.0 is written with one decimal; here it is an error::

    2020-03-05 * "办公费" #2060501 #30201
      Expenses:7201-事业支出:基本支出              100.0 CNY.B
      Assets:8001-资金结存:800102-货币资金        -99.96 CNY.B

A price or a cost behind an amount would make 99.40 balance 198.80, the tag ``#year-close`` takes a voucher out of the
tables, and a tolerance hides what a ``balance`` should find: where they don't belong they are errors.

Notices on accounts (``books.chart_findings``): another kind of unit's, outside their years, a name or a detail's
number that is another's.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from beancount.core import convert
from beancount.core.data import Balance, Open, Pad, Price, Transaction

from gov_accounts.bookkeeping.year_end.tag import tag_findings
from gov_accounts.books.chart_findings import Question, open_findings, questions, use_findings
from gov_accounts.books.declarations import read_declarations
from gov_accounts.books.exactness import assertion_findings, option_findings
from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.findings import NOTICES, Finding, Place, Severity
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import Chart, Stage, role
from gov_accounts.law.codes import official_codes
from gov_accounts.money import BOOK_OF_COMMODITY, COMMODITY_OF_BOOK, FINANCIAL
from gov_accounts_plugins.error import LedgerError, error_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping

_FEN: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)
_IMPLICIT: Final = "__implicit_prices__"


def books(entries: list[Any], options: MutableMapping[str, Any]) -> tuple[list[Any], list[LedgerError]]:
    """Check accounts, commodities and balances. Returns the entries as they are.

    Beancount knows errors only: notices are handed on in the options map, under ``NOTICES``.
    """
    chart = official_codes().chart
    commodities = {
        code: COMMODITY_OF_BOOK[row.book] for code, row in chart.rows.items() if row.book in COMMODITY_OF_BOOK
    }
    unit = read_declarations(entries, official_codes()).unit
    last = entries[-1].date.year if entries else 0
    watched: dict[str, list[Question]] = {}
    balances: list[Any] = []
    found: list[tuple[Finding, Any]] = [(finding, None) for finding in option_findings(options)]
    for entry in entries:
        if isinstance(entry, Transaction):
            findings = [*_commodities(entry, commodities), *_balance(entry), *_appropriation(entry)]
            findings.extend(use_findings(entry, watched))
            if CLOSING_TAG in entry.tags:
                findings.extend(tag_findings(entry))
        elif isinstance(entry, Open):
            findings = [*_account(entry, chart, commodities)]
            asked = questions(entry.account, entry.meta, chart, unit, last)
            if asked:
                watched[entry.account] = asked
        elif isinstance(entry, Balance):
            balances.append(entry)
            continue
        elif isinstance(entry, Pad):
            findings = [*_pad(entry, commodities)]
        elif isinstance(entry, Price):
            findings = [*_price(entry)]
        else:
            continue
        found.extend((finding, entry) for finding in findings)
    found.extend(assertion_findings(entries, balances, options))
    notices = [finding for finding, _ in found if finding.severity is Severity.NOTICE]
    if notices:
        options.setdefault(NOTICES, []).extend(notices)
    return entries, [error_of(finding, entry) for finding, entry in found if finding.severity is Severity.ERROR]


def _place(meta: Mapping[str, Any] | None, entry: Any) -> Place:
    if meta and meta.get("lineno"):
        return Place(meta["filename"], meta["lineno"])
    return Place(entry.meta["filename"], entry.meta["lineno"])


def _account(entry: Any, chart: Chart, commodities: Mapping[str, str]) -> Iterable[Finding]:
    code = account_code(entry.account)
    place = _place(None, entry)
    if ":" not in entry.account:
        return
    yield from open_findings(entry.account, entry.date.year, chart, place)
    if code not in chart.rows:
        nearest = "、".join(f"{row.code}-{row.name}" for row in chart.nearest(code)) if code else ""
        yield Finding(
            "account-unknown",
            f"账户 {entry.account} 的科目编码 {code} 不在政府会计制度的科目表里。"
            if code
            else f"账户 {entry.account} 没有科目编码。",
            "账户写成“根:4位科目编码-科目名称[:明细]”，"
            "编码须是财会〔2017〕25号、解释、准则应用指南或行业补充规定的总账科目，或预算指标的 9001、9101、9102。",
            f"是不是要写：{nearest}？" if nearest else "第二段以 4 位科目编码开头，如 Expenses:7201-事业支出。",
            place,
        )
    elif entry.currencies and list(entry.currencies) != [commodities[code]]:
        yield Finding(
            "account-commodity",
            f"账户 {entry.account} 限定的货币是 {'、'.join(entry.currencies)}，应为 {commodities[code]}。",
            f"{code} {chart.rows[code].name}属于{chart.rows[code].book}账，{_books_sentence()}",
            f"把 open 行末的货币改成 {commodities[code]}。",
            place,
        )


def _books_sentence() -> str:
    books = "，".join(f"{book}账用 {commodity}" for commodity, book in BOOK_OF_COMMODITY.items())
    return f"三本账以货币分开：{books}。"


def _commodities(txn: Any, commodities: Mapping[str, str]) -> Iterable[Finding]:
    for posting in txn.postings:
        units = posting.units
        if units is None:
            continue
        expected = commodities.get(account_code(posting.account), units.currency)
        if units.currency == expected:
            continue
        yield Finding(
            "posting-commodity",
            f"{posting.account} 记了 {posting.units.currency}，应为 {expected}。",
            _books_sentence(),
            f"把这条分录的货币改成 {expected}，或改用 {posting.units.currency} 那本账的科目。",
            _place(posting.meta, txn),
        )


def _balance(txn: Any) -> Iterable[Finding]:
    sums: dict[str, Decimal] = {}
    for posting in txn.postings:
        if posting.units is None:
            continue
        number, currency = posting.units
        if posting.cost is not None or posting.price is not None:
            yield _valued(posting, txn)
        sums[currency] = sums[currency] + number if currency in sums else number
        if number % _FEN:
            yield Finding(
                "finer-than-fen",
                f"{posting.account} 的金额 {number} {currency} 不足一分。",
                "人民币以分为最小单位，账簿以分计算。",
                "四舍五入到两位小数，并使凭证仍然平衡。",
                _place(posting.meta, txn),
            )
    for currency, difference in sorted(sums.items()) if any(sums.values()) else ():
        if difference:
            book = BOOK_OF_COMMODITY.get(currency, currency)
            debit, credit = (_side(txn, currency, sign) for sign in (1, -1))
            yield Finding(
                "voucher-unbalanced",
                f"凭证的{book}账不平：借方 {debit:,} 元，贷方 {credit:,} 元，相差 {abs(difference):,} 元。",
                "每张凭证的每本账都要借贷相等，精确到分，不论账本设的容差多大。",
                "核对各条分录的金额，使这本账借贷相等。",
                _place(None, txn),
            )


def _valued(posting: Any, txn: Any) -> Finding:
    """A posting that weighs something else than its amount."""
    number, currency = posting.units
    weight, other = convert.get_weight(posting)  # type: ignore[no-untyped-call]
    what, sign = ("成本", "{…}") if posting.cost is not None else ("单价", "@")
    # A price of which only the sign is written has no currency.
    weighs = f"，按 {weight.normalize():f} {other} 去配平" if isinstance(other, str) else "，没有写价"
    return Finding(
        "cost-or-price",
        f"{posting.account} 的金额 {number} {currency} 后面写了{what} {sign}{weighs}。",
        "记账以人民币计，一条分录就是一个金额；有了成本或单价，不相等的两边也会算作平。",
        f"删掉金额后面的 {sign} 和其后的数，金额写实际发生的人民币数；外币业务按汇率折合成人民币再记。",
        _place(posting.meta, txn),
    )


def _price(entry: Any) -> Iterable[Finding]:
    # Those that a plugin of beancount's makes of a posting's price say what the posting's finding has said.
    if _IMPLICIT not in entry.meta and {entry.currency, entry.amount.currency} & BOOK_OF_COMMODITY.keys():
        yield Finding(
            "cost-or-price",
            f"price 给 {entry.currency} 定了价：{entry.amount.number} {entry.amount.currency}。",
            "三本账的货币都是人民币元，没有价格；定了价，Fava 按市价折算的数就不是账上的数。",
            "删掉这一行。",
            _place(None, entry),
        )


def _side(txn: Any, currency: str, sign: int) -> Decimal:
    numbers = (p.units.number * sign for p in txn.postings if p.units and p.units.currency == currency)
    return sum((number for number in numbers if number > 0), _ZERO).quantize(Decimal("0.01"))


@cache
def _stage(account: str) -> Stage | None:
    """Of the appropriation book: asked of every posting."""
    return role(account_code(account)).stage


def _appropriation(txn: Any) -> Iterable[Finding]:
    stages = [stage for each in txn.postings if (stage := _stage(each.account)) is not None]
    if stages and all(each in stages for each in Stage):
        yield Finding(
            "appropriation-mixed",
            "一张指标凭证同时用了 9101 年初预算和 9102 预算调整。",
            "9001 可用指标的每条分录按对方科目算作年初预算或预算调整，两者混在一起就分不清。",
            "拆成两张凭证，一张记年初预算，一张记预算调整。",
            _place(None, txn),
        )


def _pad(entry: Any, commodities: Mapping[str, str]) -> Iterable[Finding]:
    remedy = "删掉 pad，照实补记一张凭证。"
    for account in (entry.account, entry.source_account):
        if commodities.get(account_code(account), FINANCIAL) != FINANCIAL:
            yield Finding(
                "pad-outside-financial",
                f"pad 不能用在 {account} 上。",
                "pad 凭空生成的分录没有功能分类、经济分类和凭证依据，不能进预算账和指标账。",
                remedy,
                _place(None, entry),
            )
            return
    yield Finding(
        "pad-fills",
        f"pad 在 {entry.account} 和 {entry.source_account} 之间补记差额，差多少补多少。",
        "记账要有凭证（《会计法》第九条、第十四条）；补了差额，后面的 balance 总是成立，"
        "查不出漏记和错记，平行记账也没有它的预算分录。",
        remedy,
        _place(None, entry),
    )
