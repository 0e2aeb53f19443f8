"""银行电子回单 as a voucher: a movement of the bank, unless the ledger has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.bank.statement import Movement, plain_reference
from gov_accounts.exchange.digests import digest_of
from gov_accounts.exchange.movements import DAYS, asked, is_proposed, money_account
from gov_accounts.exchange.papers.written import lacking, nothing, proposal, refused, short
from gov_accounts.findings import Finding, Severity
from gov_accounts.money import yuan_text
from gov_accounts.text import plain

if TYPE_CHECKING:
    import datetime

    from gov_accounts.bank.lines import BookLine
    from gov_accounts.exchange.draft import Taken
    from gov_accounts.exchange.papers.facts import Elements, Facts
    from gov_accounts.exchange.papers.written import Run
    from gov_accounts.exchange.source import Source

_REF: Final = "ref"


def receipt_voucher(facts: Facts, elements: Elements, source: Source, run: Run) -> Taken:
    """The proposal for a receipt, or why there is none."""
    number, amount, day = short(facts.text("number")), facts.amount("amount"), facts.day("date")
    for found, what, field in ((number, "回单编号", "number"), (amount, "金额", "amount"), (day, "日期", "date")):
        if found is None or found == "":
            return refused(lacking(source, what, elements.fields.get(field, ())))
    if amount is None or day is None:
        raise AssertionError
    if not amount:
        return refused(nothing(source, f"回单 {number} "))
    paid = _is_paid(facts, run)
    if paid is None:
        return refused(_whose(facts, source, run))
    ours, theirs = ("payer_number", "payee") if paid else ("payee_number", "payer")
    account = money_account(run.desk, run.target, facts.texts(ours), elements.accounts["money"].split(), source.place())
    if isinstance(account, Finding):
        return refused(account)
    fen = -amount if paid else amount
    party, words = short(facts.text(theirs)), short(facts.text("words"))
    digest = run.desk.known.fresh(digest_of("receipt", plain(number), day, fen))
    references = tuple(filter(None, map(plain_reference, (number, *facts.texts("serial")))))
    movement = Movement(day, fen, words, party, references, None, source.place())
    if digest not in run.desk.known.digests:
        there = _booked(movement, account, run)
        if there is not None:
            return refused(_booked_finding(number, there, source, run))
        if is_proposed(run.target, account, movement):
            return refused(_proposed(number, source))
    answer = run.desk.answer(asked(movement))
    if isinstance(answer, Finding):
        return refused(answer)
    if digest not in run.desk.known.digests:
        run.target.proposed.append((account, fen, day))
    return proposal(
        run,
        source,
        elements,
        number=number,
        date=day,
        legs=[run.leg(account, fen), run.leg(answer.account, -fen, answer.meta)],
        answer=answer,
        payee=party,
        words=words or ("付款" if paid else "收款"),
        digest=digest,
        meta={_REF: references[0] if references else number},
    )


def _is_paid(facts: Facts, run: Run) -> bool | None:
    """Whether the unit paid; None where nothing tells it: by its name, by its bank accounts, by 借 or 贷."""
    own = plain(run.target.ledger.unit_name)
    sides = [plain(facts.text("payer")) == own, plain(facts.text("payee")) == own]
    if own and sides[0] != sides[1]:
        return sides[0]
    numbers = ["".join(filter(str.isdigit, facts.text(each))) for each in ("payer_number", "payee_number")]
    known = [any(end and each.endswith(end) for end in run.desk.rules.money) for each in numbers]
    if known[0] != known[1]:
        return known[0]
    if facts.says("side", "paid") != facts.says("side", "received"):
        return facts.says("side", "paid")
    return None


def _booked(movement: Movement, account: str, run: Run) -> BookLine | None:
    """The line that is the movement: of its number; else of its amount and about its day, if it has no other number."""
    lines = [each for each in run.lines(account) if each.fen == movement.fen]
    for line in lines:
        if set(line.references) & set(movement.references):
            return line
    return next((each for each in lines if not each.references and _near(each.date, movement.date)), None)


def _near(one: datetime.date, other: datetime.date) -> bool:
    return abs((one - other).days) <= DAYS


def _booked_finding(number: str, line: BookLine, source: Source, run: Run) -> Finding:
    voucher = line.posting.voucher
    where = line.posting.place.shown(run.target.ledger.path.parent)
    return Finding(
        "receipt-booked",
        f"回单 {number} 像是已经记了：{voucher.date} {line.posting.number or short(voucher.narration)} "
        f"{yuan_text(abs(line.fen))}（{where}）。",
        f"账户里有同样的号码，或相差 {DAYS} 天以内、没有写号码的同样金额；同一笔收付不记两次。",
        f'是同一笔的，在那张凭证里加 {_REF}: "{number}"；不是的，给那张凭证写上它自己的 {_REF}，再导这张回单。',
        source.place(),
        Severity.NOTICE,
    )


def _proposed(number: str, source: Source) -> Finding:
    return Finding(
        "receipt-proposed",
        f"回单 {number} 这次导入的流水或回单里已经拟了，没有再拟。",
        f"账户、金额相同，相差 {DAYS} 天以内；同一笔收付不记两次。",
        "流水和回单一起导的，这样就好；不是同一笔的，写进账以后再导一次这张回单。",
        source.place(),
        Severity.NOTICE,
    )


def _whose(facts: Facts, source: Source, run: Run) -> Finding:
    return Finding(
        "receipt-whose",
        f"看不出是收还是付：付款人“{short(facts.text('payer'))}”，收款人“{short(facts.text('payee'))}”，"
        f"都不是“{short(run.target.ledger.unit_name)}”。",
        "回单上付款人是本单位的是付，收款人是本单位的是收。",
        "核对是不是本单位的回单；户名与单位名称不同的，在 import-rules.toml 的 [money] 里写本单位账号的末几位和科目。",
        source.place(),
    )
