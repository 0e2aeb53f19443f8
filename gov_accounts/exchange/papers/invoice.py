"""An invoice as a voucher: its cost by the unit's rules or as the seller always was, against what is owed.

An invoice whose number a voucher has is refused: it is booked once (财政部 档案局 财会〔2020〕6号: 防止重复入账).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.digests import digest_of
from gov_accounts.exchange.draft import Taken
from gov_accounts.exchange.known import INVOICE
from gov_accounts.exchange.papers.written import lacking, nothing, proposal, refused, short
from gov_accounts.exchange.proposals import Question
from gov_accounts.findings import Finding, Severity
from gov_accounts.text import plain

if TYPE_CHECKING:
    from gov_accounts.exchange.known import Booked
    from gov_accounts.exchange.papers.facts import Elements, Facts
    from gov_accounts.exchange.papers.written import Run
    from gov_accounts.exchange.source import Source

_YES: Final = ("y", "yes", "true", "1", "是")
_ITEMS: Final = 3
_CLASS: Final = re.compile(r"\*[^*]{1,40}\*")
"""What the tax authority puts before an item: ``*纸制品*复印纸``."""


def invoice_voucher(facts: Facts, elements: Elements, source: Source, run: Run) -> Taken:
    """The proposal for an invoice, or why there is none."""
    number, total, day = _number(facts), _total(facts), facts.day("date")
    for found, what, field in ((number, "发票号码", "number"), (total, "价税合计", "total"), (day, "开票日期", "date")):
        if found is None or found == "":
            return refused(lacking(source, what, elements.fields.get(field, ())))
    if total is None or day is None:
        raise AssertionError
    if not total:
        return refused(nothing(source, f"发票 {number} "))
    seller, words = short(facts.text("seller")), _words(facts)
    digest = run.desk.known.fresh(digest_of(INVOICE, plain(number), total, day))
    booked = run.desk.known.invoice(number, seller)
    if booked is not None and digest not in run.desk.known.digests:
        return refused(_booked(number, booked, source, run))
    issued = bool(seller) and plain(seller) == plain(run.target.ledger.unit_name)
    party = short(facts.text("buyer")) if issued else seller
    said = {"words": words, "seller": party}
    question = Question("invoice", day, total if issued else -total, said, source.place(), issued)
    answer = run.desk.answer(question)
    if isinstance(answer, Finding):
        return refused(answer)
    against = answer.against or _against(elements, run)
    if isinstance(against, Finding):
        return refused(against)
    tax = (facts.amount("tax") or 0) if answer.tax else 0
    way = -1 if issued else 1
    legs = [run.leg(answer.account, way * (total - tax), answer.meta)]
    if tax:
        legs.append(run.leg(answer.tax, way * tax))
    legs.append(run.leg(against, -way * total))
    run.desk.known.add_invoice(number, seller, source.place())
    made = proposal(
        run,
        source,
        elements,
        number=number,
        date=day,
        legs=legs,
        answer=answer,
        payee=party,
        words=_CLASS.sub("", words).strip("、 ") or f"{party}发票",
        digest=digest,
        meta={INVOICE: number},
    )
    notices = _other_buyer(facts, source, run) if not issued else ()
    return Taken(made.drafts, made.papers, findings=(*made.findings, *notices))


def _number(facts: Facts) -> str:
    """Its number; of an older one, whose number isn't the only one of its kind, its code before it."""
    code, number = short(facts.text("code"), 40), short(facts.text("number"), 60)
    return f"{code}-{number}" if code and number else number


def _total(facts: Facts) -> int | None:
    """What it comes to with tax; less than nothing for a red one, however that is said."""
    total = facts.amount("total")
    if total is None:
        net, tax = facts.amount("net"), facts.amount("tax")
        if net is None:
            return None
        total = net + (tax or 0)
    red = any(plain(each) in _YES for each in facts.texts("red"))
    return -abs(total) if red else total


def _words(facts: Facts) -> str:
    """What is bought: the first items, as they are called."""
    named = [text for item in facts.items() if (text := short(item.text("item")))] or [short(facts.text("item"))]
    return short("、".join(dict.fromkeys(filter(None, named[:_ITEMS]))))


def _against(elements: Elements, run: Run) -> str | Finding:
    return run.desk.accounts.named(elements.accounts.get("against", ""))


def _booked(number: str, booked: Booked, source: Source, run: Run) -> Finding:
    where = booked.place.shown(run.target.ledger.path.parent)
    called = f"凭证 {booked.called}（{where}）" if booked.called else where
    return Finding(
        "invoice-booked",
        f"发票 {number} 已经记过：{called}。",
        "一张发票只报销、入账一次；电子发票可以重复下载，要靠号码查（财会〔2020〕6号三：防止电子会计凭证重复入账）。",
        "不用再导；那张凭证记错了的，先更正它。不是同一张发票的，核对两边的号码。",
        source.place(),
    )


def _other_buyer(facts: Facts, source: Source, run: Run) -> tuple[Finding, ...]:
    buyer, own = facts.text("buyer"), run.target.ledger.unit_name
    if not buyer or not own or plain(buyer) == plain(own):
        return ()
    return (
        Finding(
            "invoice-buyer",
            f"发票的购买方是“{short(buyer)}”，不是“{short(own)}”。",
            "入账的发票，购买方要是本单位。",
            "核对是不是本单位的发票；抬头开错的，请对方重开。",
            source.place(),
            Severity.NOTICE,
        ),
    )
