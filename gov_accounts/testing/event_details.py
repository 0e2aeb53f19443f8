"""What happens on details held or advanced, and on those owed (附录 1, 12, 20, 35, 40, 46, 53 and others).

Each function is an event: it returns its voucher in both books, or None where it can't happen.
"""

from collections.abc import Sequence
from dataclasses import replace

from .event_desk import (
    ADVANCES,
    AFFILIATE,
    AGENT,
    BANK,
    CARD,
    CASH_CLAIM,
    CASH_DUE,
    CASH_FUNDS,
    CASH_OVER,
    CASH_SHORT,
    CLEARING,
    DEPOSITS,
    FEES_DUE,
    FINES,
    FLEXIBLE,
    FUNCS,
    FUND_OF_COSTS,
    FUND_OF_SURPLUS,
    GIVEN_FUND,
    IN_HAND,
    INCOME_TAX,
    INDIRECT,
    INSTITUTION,
    LABOUR,
    LATE_ADVANCE,
    LOST_PREPAYMENT,
    NEXT_YEAR,
    NOTES,
    OLD_CLAIM,
    OLD_PAYABLE,
    OTHER_CLAIM,
    OTHER_MONEY,
    PREPAID,
    QUOTA,
    RECOVERED,
    RENT,
    RENT_RECEIVABLE,
    RETENTION,
    SUBSIDY,
    SUPERIOR,
    TRADING_NOTE,
    TRADING_NOTE_PAYABLE,
    TRADING_PAY,
    TRADING_PAYABLE,
    TRADING_RECEIVABLE,
    TRADING_TAX,
    WITHHELD,
    WRECKED,
    Desk,
    aside,
    collect_owed,
    income,
    money,
    owe,
    pay_owed,
    told,
    treasury,
    write,
)
from .event_writing import Codes, Entry, Item, Line, Part
from .writing import PROJECTS, Choices

_ASSETS = ("1601", "1701", "1302")
_OWN_MONEY = (BANK[0], BANK[2], NOTES, OTHER_MONEY)


def _opened(desk: Desk, choices: Choices, paths: Sequence[str]) -> str:
    """Choose a detail, if there is one on which something is open."""
    return choices.one([path for path in paths if desk.items[path]] or paths)


# -- 1218: advanced -------------------------------------------------------------------------------------------


def advance(desk: Desk, choices: Choices) -> Entry | None:
    """职工借款, also a 公务卡 paid before it is claimed (附录 1(2), 12(1)): no budget entry."""
    path, cash = choices.one(ADVANCES), desk.cash(choices)
    if cash is None or not desk.is_free(path):
        return None
    own = CASH_FUNDS[cash]
    fund = own if own is not None else choices.one(("11", "3", None))
    fen = desk.some(choices, desk.balances[cash])
    item = Item(fen, desk.today, held=True, codes=Codes(None, None, fund))
    return told(
        write(
            "职工借款",
            (Line(path, fen, item.codes, item=item), Line(cash, -fen)),
            (money(cash, -fen), money(NOTES, fen)),
        )
    )


def give_back(desk: Desk, choices: Choices) -> Entry | None:
    """An advance returned unspent (附录 12(1))."""
    path = _opened(desk, choices, ADVANCES)
    return aside(desk, choices, "退还借款", path, arrives=True, limit=desk.has(path))


def settle(desk: Desk, choices: Choices) -> Entry | None:
    """An advance settled: exactly, with money returned, or topped up. It is of the fund of the money advanced."""
    path = _opened(desk, choices, ADVANCES)
    item = desk.first(path)
    if item is None or item.codes is None:
        return None
    lent, fund = desk.some(choices, item.fen), item.codes.fund
    how = choices.pick(3)
    cash = choices.one(IN_HAND) if how == 1 else desk.cash(choices, IN_HAND)
    extra = 0
    if how and cash is not None and (fund is not None or CASH_FUNDS[cash] is None):
        extra = -choices.pick(min(lent, 200)) if how == 1 else desk.some(choices, desk.balances[cash])
    codes = desk.spent(choices, fund, lent)
    lines = [
        Line(choices.one(desk.costs()), lent + extra, codes, known=desk.known(path)),
        Line(path, -lent),
        *((Line(cash, -extra),) if cash is not None else ()),
    ]
    return write("报销差旅费，核销借款", lines, (Part(desk.spending, lent + extra, codes), money(NOTES, -lent - extra)))


def advance_lost(desk: Desk, choices: Choices) -> Entry | None:
    """An advance that can't be had back is written off: nothing in the budget book (附录 12(4))."""
    path = _opened(desk, choices, ADVANCES)
    item, against = desk.first(path), "1219" if desk.kind == INSTITUTION else "5301"
    limit = desk.owed("1219") if desk.kind == INSTITUTION else 10**9
    if item is None or not (fen := desk.some(choices, min(item.fen, limit))):
        return None
    return Entry("核销其他应收款", (Line(against, fen), Line(path, -fen)), apart=fen)


def advance_withheld(desk: Desk, choices: Choices) -> Entry | None:
    """An advance is withheld from pay: nothing in the budget book (附录 40(3))."""
    path = _opened(desk, choices, ADVANCES)
    item = desk.first(path)
    pay = desk.pay_owed(choices)
    if item is None or not (fen := desk.some(choices, min(item.fen, desk.owed(pay)))):
        return None
    return Entry("从应付职工薪酬中扣回垫付款", (Line(pay, fen), Line(path, -fen)), apart=fen)


def claim_again(desk: Desk, choices: Choices) -> Entry | None:
    """What was written off is to be had after all (附录 12(4), 13(2)): nothing yet."""
    path = choices.one(RECOVERED)
    if not desk.is_free(path):
        return None
    fen = desk.some(choices)
    codes = Codes(desk.func(choices, "3"), None, "3")
    item = Item(fen, desk.today, account="8202", codes=codes)
    return told(write("已核销的款项重新确认", (Line(path, fen, codes, item=item), Line("1219", -fen))))


def collect_again(desk: Desk, choices: Choices) -> Entry | None:
    """What was written off is received: 非财政拨款结余 (附录 8(3), 13(2))."""
    path = _opened(desk, choices, RECOVERED)
    return collect_owed(desk, choices, "收回已核销的款项", path, inherits=path == RECOVERED[0])


def lend_late(desk: Desk, choices: Choices) -> Entry | None:
    """An advance of the unit's own money in December."""
    cash = desk.cash(choices, BANK[:2])
    if cash is None or desk.items[LATE_ADVANCE] or not desk.is_free(LATE_ADVANCE):
        return None
    fen = desk.some(choices, desk.balances[cash])
    item = Item(fen, desk.today, held=True, codes=Codes(None, None, CASH_FUNDS[cash]))
    return write("职工借款", (Line(LATE_ADVANCE, fen, item=item), Line(cash, -fen)))


def book_unsettled_last(desk: Desk, choices: Choices) -> Entry | None:
    """It isn't settled when the year ends: expenditure now, in the budget book alone (解释第1号三(一))."""
    item = desk.first(LATE_ADVANCE)
    if item is None or item.codes is None or not item.held:
        return None
    others = [each.fen for path in ADVANCES for each in desk.items[path]]
    if item.fen in {*others, sum(others)}:
        return None
    codes = Codes(choices.one(FUNCS[:6]), choices.one(("30211", "30215")), item.codes.fund)
    spent = item._replace(held=False, account="8201", codes=income(codes))
    entry = write("年末确认暂付款的支出", (), (Part(desk.spending, item.fen, codes), money(NOTES, -item.fen)))
    return replace(entry, turns=(LATE_ADVANCE, spent), apart=-item.fen)


def settle_unsettled_early(desk: Desk, choices: Choices) -> Entry | None:
    """It is settled the year after: what comes back or is added adjusts what was carried over (解释第1号三(一))."""
    item = desk.first(LATE_ADVANCE)
    if item is None or item.codes is None or item.held:
        return None
    codes, cash = item.codes, desk.cash(choices, (*BANK[:2], NOTES))
    extra = choices.one((0, 1, -1)) * min(1 + choices.pick(200), item.fen - 1)
    if extra and (cash is None or desk.balances[cash] < extra):
        return None
    lines = (
        Line(choices.one(desk.costs()), item.fen + extra, codes),
        Line(LATE_ADVANCE, -item.fen, codes),
        *((Line(cash, -extra),) if cash is not None else ()),
    )
    return write("报销上年借款", lines, (Part("8201", extra, codes), money(NOTES, -extra)))


# -- 1218: owed to the unit -----------------------------------------------------------------------------------


def claim_income(desk: Desk, choices: Choices) -> Entry | None:
    """Income to be received through 1218 (附录 12(2), 61-64, 69(6)): nothing yet."""
    claims: tuple[tuple[str, str, str], ...] = (("4609", "6609", OTHER_CLAIM), ("4601", "6601", OTHER_CLAIM))
    if desk.kind == INSTITUTION:
        claims = (*claims, ("4301", "6301", AFFILIATE), ("4201", "6201", OTHER_CLAIM), ("4301", "6301", AFFILIATE))
    account, target, path = choices.one(claims)
    if not desk.is_free(path) or any(item.account != target for item in desk.items[path]):
        return None
    fen, codes = desk.some(choices), desk.earned(choices, "3")
    item = Item(fen, desk.today, account=target, codes=codes)
    mark = target if choices.chance(6) else None
    lines = (Line(path, fen, codes, follows=True, mark=mark, item=item), Line(account, -fen, codes))
    return told(write("确认应收的收入", lines))


def collect_claim(desk: Desk, choices: Choices) -> Entry | None:
    """Income received that 1218 had."""
    path = _opened(desk, choices, (OTHER_CLAIM, AFFILIATE))
    return collect_owed(desk, choices, "收到应收的收入", path)


def claim_lost(desk: Desk, choices: Choices) -> Entry | None:
    """Income that never comes is written off: nothing in the budget book (附录 12(4))."""
    item = desk.first(OTHER_CLAIM)
    if item is None or not (fen := desk.some(choices, min(item.fen, desk.owed("1219")))):
        return None
    return write("核销应收的收入", (Line("1219", fen), Line(OTHER_CLAIM, -fen)))


def prepayment_lost(desk: Desk, choices: Choices) -> Entry | None:
    """A prepayment becomes a claim (附录 9(4)): nothing in the budget book."""
    item = desk.first(PREPAID)
    if item is None or item.date.year != desk.today.year or not desk.is_free(LOST_PREPAYMENT):
        return None
    fen, codes = desk.some(choices, item.fen), desk.spent(choices, choices.one(("11", "3")))
    line = Line(
        LOST_PREPAYMENT,
        fen,
        codes,
        follows=True,
        item=Item(fen, desk.today, account=desk.spending, codes=codes),
    )
    return told(write("预付账款转入其他应收款", (line, Line(PREPAID, -fen, codes))))


def prepayment_found(desk: Desk, choices: Choices) -> Entry | None:
    """It comes back in the same year: less expenditure."""
    item = desk.first(LOST_PREPAYMENT)
    if item is None or item.date.year != desk.today.year:
        return None
    return collect_owed(desk, choices, "收回预付转入的款项", LOST_PREPAYMENT)


# -- 2307: held -----------------------------------------------------------------------------------------------


def hold(desk: Desk, choices: Choices) -> Entry | None:
    """收到押金、保证金、应转拨的资金 (附录 46(1), 解释第1号三(三))."""
    return aside(desk, choices, "收到履约保证金", choices.one(DEPOSITS), arrives=True, opens=True)


def give_deposit_back(desk: Desk, choices: Choices) -> Entry | None:
    """退还押金、保证金, or passed on."""
    path = _opened(desk, choices, DEPOSITS)
    return aside(desk, choices, "退还履约保证金", path, arrives=False, limit=desk.owed(path))


def keep_deposit(desk: Desk, choices: Choices) -> Entry | None:
    """A deposit becomes income (附录 46(1))."""
    path = _opened(desk, choices, DEPOSITS)
    item = desk.first(path)
    if item is None or item.codes is None:
        return None
    account, target = ("4101", "6101") if desk.kind == INSTITUTION and choices.chance(3) else ("4609", "6609")
    fen, codes = desk.some(choices, item.fen), desk.earned(choices, item.codes.fund or choices.one(("3", None)))
    return write(
        "没收保证金转收入",
        (Line(path, fen), Line(account, -fen, codes, known=desk.known(path))),
        (money(NOTES, fen), Part(target, -fen, codes)),
    )


def next_year_received(desk: Desk, choices: Choices) -> Entry | None:
    """财政预拨下期预算款 (附录 46(2), 解释第1号三(二)): nothing yet."""
    if not desk.is_free(NEXT_YEAR):
        return None
    cash, fen = choices.one(BANK), desk.some(choices)
    item = Item(fen, desk.today, held=True)
    return write("收到财政预拨的下期预算款", (Line(cash, fen), Line(NEXT_YEAR, -fen, item=item)))


def next_year_taken(desk: Desk, choices: Choices) -> Entry | None:
    """It is of this period now."""
    item = desk.first(NEXT_YEAR)
    if item is None:
        return None
    fen, codes = desk.some(choices, item.fen), desk.earned(choices, "11")
    return write(
        "预拨的预算款转入收入",
        (Line(NEXT_YEAR, fen), Line("4001", -fen, codes)),
        (money(NOTES, fen), Part("6001", -fen, codes)),
    )


# -- 2307: owed -----------------------------------------------------------------------------------------------


def claim_card(desk: Desk, choices: Choices) -> Entry | None:
    """公务卡 claimed before it is repaid (25号, 2307 三(三)): nothing yet."""
    return owe(desk, choices, "公务卡报销", desk.costs(), CARD, desk.spending, funds=("11", "11", "3", "12"))


def claim_card_late(desk: Desk, choices: Choices) -> Entry | None:
    """The same in December."""
    return claim_card(desk, choices)


def repay_card(desk: Desk, choices: Choices) -> Entry | None:
    """公务卡 repaid: expenditure of what was claimed (附录 46(3))."""
    return pay_owed(desk, choices, "归还公务卡欠款", CARD)


def repay_card_early(desk: Desk, choices: Choices) -> Entry | None:
    """The same in January of the next year."""
    return repay_card(desk, choices)


def retain(desk: Desk, choices: Choices) -> Entry | None:
    """Something bought of which a part is kept back for a year at most (附录 20(1))."""
    by_treasury = choices.chance(3)
    cash = None if by_treasury else desk.cash(choices)
    if not desk.is_free(RETENTION) or (cash is None and not by_treasury):
        return None
    paid = desk.some(choices, 10**9 if cash is None else desk.balances[cash])
    rest = 1 + choices.pick(200)
    codes = desk.spent(choices, (cash and CASH_FUNDS[cash]) or "11", paid)
    item = Item(rest, desk.today, account=desk.spending, codes=codes)
    mark = desk.spending if choices.chance(6) else None
    return write(
        "购买设备，扣留质量保证金",
        (
            Line(choices.one(_ASSETS), paid + rest, codes),
            *(treasury(-1, [(paid, codes)], choices) if cash is None else (Line(cash, -paid),)),
            Line(RETENTION, -rest, codes, follows=True, mark=mark, item=item),
        ),
        (
            Part(desk.spending, paid, codes),
            Part("6001", -paid, income(codes)) if cash is None else money(cash, -paid),
        ),
    )


def pay_retention(desk: Desk, choices: Choices) -> Entry | None:
    """What was kept back is paid (附录 20(1))."""
    return pay_owed(desk, choices, "支付质量保证金", RETENTION)


def owe_labour(desk: Desk, choices: Choices) -> Entry | None:
    """外部人员劳务费 (附录 70(2), 71(2)): nothing yet."""
    return owe(desk, choices, "计提外部人员劳务费", desk.costs(), LABOUR, desk.spending)


def pay_labour(desk: Desk, choices: Choices) -> Entry | None:
    """It is paid and tax withheld: expenditure is what the person gets."""
    item = desk.first(LABOUR)
    if item is None or item.codes is None:
        return None
    cash = desk.cash_of(choices, item.codes.fund)
    if cash is None:
        return None
    fen, codes = desk.some(choices, min(item.fen, desk.balances[cash])), item.codes
    tax = fen * choices.pick(30) // 100
    return write(
        "支付劳务费，代扣个人所得税",
        (
            Line(LABOUR, fen, codes, known=desk.known(LABOUR)),
            Line("2102", -tax, codes, follows=True),
            Line(cash, tax - fen),
        ),
        (Part(desk.spending, fen - tax, codes), money(cash, tax - fen)),
    )


_OWED = (
    ("5901", FINES, "7901"),
    ("5401", SUPERIOR, "7401"),
    ("5501", SUBSIDY, "7501"),
)


def owe_others(desk: Desk, choices: Choices) -> Entry | None:
    """What is owed to the superior, to affiliates, or as a fine (附录 74, 75, 77(4)): nothing yet."""
    cost, path, target = choices.one(_OWED if desk.kind == INSTITUTION else _OWED[:1])
    return owe(desk, choices, "计算应付的款项", (cost,), path, target, funds=("3",))


def pay_others(desk: Desk, choices: Choices) -> Entry | None:
    """It is paid."""
    path = _opened(desk, choices, [path for _, path, _ in _OWED])
    return pay_owed(desk, choices, "支付应付的款项", path, BANK)


def forgive(desk: Desk, choices: Choices) -> Entry | None:
    """What is owed needn't be paid (附录 46(4), 69(4)): nothing in the budget book."""
    path = _opened(desk, choices, (CARD, LABOUR, RETENTION, FINES))
    item = desk.first(path)
    if item is None:
        return None
    fen = desk.some(choices, item.fen)
    return write("无法偿付的其他应付款转收入", (Line(path, fen), Line("4609", -fen)))


def withhold(desk: Desk, choices: Choices) -> Entry | None:
    """Pay of which a part is withheld on 2307: expenditure is what is paid out (附录 40)."""
    cash = desk.cash(choices, (*QUOTA, *BANK))
    if cash is None or not desk.is_free(WITHHELD):
        return None
    pay = desk.pay_owed(choices)
    total = desk.some(choices, min(desk.owed(pay), desk.balances[cash]))
    if total < 2:  # noqa: PLR2004
        return None
    kept = 1 + choices.pick(min(200, total - 1))
    codes = desk.spent(choices, CASH_FUNDS[cash] or "3", total)
    item = Item(kept, desk.today, account=desk.spending, codes=codes)
    return write(
        "发放工资，代扣社会保险费",
        (
            Line(pay, total, codes),
            Line(WITHHELD, -kept, codes, follows=True, item=item),
            Line(cash, kept - total),
        ),
        (Part(desk.spending, total - kept, codes), money(cash, kept - total)),
    )


def remit_withheld(desk: Desk, choices: Choices) -> Entry | None:
    """What was withheld on 2307 is handed on: expenditure of the pay that it was withheld from."""
    return pay_owed(desk, choices, "代缴个人负担的社会保险费", WITHHELD)


# -- details of either nature ---------------------------------------------------------------------------------


def flex(desk: Desk, choices: Choices) -> Entry | None:
    """往来: what is held at one time is owed at another, once all is settled."""
    payable, claim = FLEXIBLE
    if choices.chance(2):
        if not desk.items[claim] and choices.chance(2) and desk.is_free(claim):
            fen, codes = desk.some(choices), desk.earned(choices, "3")
            item = Item(fen, desk.today, account="6609", codes=codes)
            return told(write("确认应收款", (Line(claim, fen, codes, item=item), Line("4609", -fen, codes))))
        if desk.items[claim] and not desk.items[claim][0].held:
            return collect_owed(desk, choices, "收到应收款", claim)
        leaves = not desk.items[claim] or choices.chance(3)
        return aside(
            desk, choices, "往来款", claim, arrives=not leaves, limit=10**9 if leaves else desk.has(claim), opens=leaves
        )
    if not desk.items[payable] and choices.chance(2):
        return owe(desk, choices, "确认应付款", desk.costs(), payable, desk.spending)
    if desk.items[payable] and not desk.items[payable][0].held:
        return pay_owed(desk, choices, "支付应付款", payable)
    arrives = not desk.items[payable] or choices.chance(3)
    limit = 10**9 if arrives else desk.owed(payable)
    return aside(desk, choices, "往来款", payable, arrives=arrives, limit=limit, opens=arrives)


def flex_all(desk: Desk, choices: Choices) -> Entry | None:
    """往来 settled wholly, so that the next may be of the other nature."""
    path = _opened(desk, choices, FLEXIBLE)
    item = desk.first(path)
    if item is None:
        return None
    fen = abs(desk.has(path))
    cash = BANK[2]
    out = path == FLEXIBLE[0]
    if out and desk.balances[cash] < fen:
        return None
    moved = -fen if out else fen
    if item.held:
        return write("往来款结清", (Line(cash, moved), Line(path, -moved)))
    if item.codes is None or len(desk.items[path]) > 1:
        return None
    return write(
        "往来款结清",
        (Line(cash, moved), Line(path, -moved, item.codes, known=desk.known(path))),
        (money(cash, moved), Part(item.account, -moved, item.codes)),
    )


def pay_old(desk: Desk, choices: Choices) -> Entry | None:
    """What 2307 was opened with is paid: held for others, or owed since last year."""
    item = desk.first(OLD_PAYABLE)
    if item is None:
        return None
    if item.held:
        return aside(desk, choices, "退还上年收取的款项", OLD_PAYABLE, arrives=False, limit=desk.owed(OLD_PAYABLE))
    cash = desk.cash(choices)
    if cash is None:
        return None
    fen = desk.some(choices, min(item.fen, desk.balances[cash]))
    codes = desk.spent(choices, desk.fund(choices, cash), fen)
    return write(
        "归还上年报销的公务卡欠款",
        (Line(OLD_PAYABLE, fen, codes), Line(cash, -fen)),
        (Part(item.account, fen, codes), money(cash, -fen)),
    )


def collect_old(desk: Desk, choices: Choices) -> Entry | None:
    """What 1218 was opened with is received: an advance that comes back, or income of last year."""
    item = desk.first(OLD_CLAIM)
    if item is None:
        return None
    if item.held:
        return aside(desk, choices, "收回上年借款", OLD_CLAIM, arrives=True, limit=desk.has(OLD_CLAIM))
    cash, fen = choices.one(IN_HAND), desk.some(choices, item.fen)
    codes = desk.earned(choices, desk.fund(choices, cash))
    return write(
        "收到上年应收的收入",
        (Line(cash, fen), Line(OLD_CLAIM, -fen, codes, mark=item.account)),
        (money(cash, fen), Part(item.account, -fen, codes)),
    )


# -- 1212, 2103, 2305 -----------------------------------------------------------------------------------------


def fees_due(desk: Desk, choices: Choices) -> Entry | None:
    """Fees to be received that are the treasury's (附录 8(1), 60(1)): nothing."""
    if not desk.is_free(FEES_DUE):
        return None
    fen = desk.some(choices)
    return write("应收应缴财政专户的款项", (Line(FEES_DUE, fen), Line("2103", -fen)))


def collect_fees(desk: Desk, choices: Choices) -> Entry | None:
    """They are received: nothing either."""
    return aside(desk, choices, "收到应缴财政专户的款项", FEES_DUE, arrives=True, limit=desk.has(FEES_DUE))


def rent_in_advance(desk: Desk, choices: Choices) -> Entry | None:
    """预收租金 (附录 68(1)): other income when it is received, as its leg or its open says."""
    if not desk.is_free(RENT):
        return None
    cash, fen = choices.one(BANK), desk.some(choices)
    codes = desk.earned(choices, desk.fund(choices, cash))
    item = Item(fen, desk.today, account="6609", codes=codes)
    return write(
        "预收租金",
        (Line(cash, fen), Line(RENT, -fen, codes, mark="6609", item=item)),
        (money(cash, fen), Part("6609", -fen, codes)),
    )


def rent_earned(desk: Desk, choices: Choices) -> Entry | None:
    """租金收入 of what was received in advance: nothing."""
    item = desk.first(RENT)
    if item is None:
        return None
    fen = desk.some(choices, item.fen)
    return write("确认租金收入", (Line(RENT, fen), Line("4605", -fen)))


def rent_due(desk: Desk, choices: Choices) -> Entry | None:
    """后付租金 (附录 68(2)): nothing yet."""
    if not desk.is_free(RENT_RECEIVABLE):
        return None
    fen, codes = desk.some(choices), desk.earned(choices, "3")
    item = Item(fen, desk.today, account="6609", codes=codes)
    return told(
        write("确认应收租金", (Line(RENT_RECEIVABLE, fen, codes, follows=True, item=item), Line("4605", -fen, codes)))
    )


def rent_received(desk: Desk, choices: Choices) -> Entry | None:
    """It is received: other income."""
    return collect_owed(desk, choices, "收到租金", RENT_RECEIVABLE, inherits=False)


def agent_received(desk: Desk, choices: Choices) -> Entry | None:
    """代建资金 received (解释第2号八(二)2): nothing, as the bookkeeper says."""
    if not desk.is_free(AGENT):
        return None
    cash, fen = choices.one(BANK), desk.some(choices)
    item = Item(fen, desk.today, held=True, codes=Codes(None, None, CASH_FUNDS[cash]))
    how = choices.pick(2)
    entry = write("收到代建项目资金", (Line(cash, fen), Line(AGENT, -fen, mark="8001" if how else None, item=item)))
    return entry if how else Entry(entry.narration, entry.lines, tags=("no-budget",))


def agent_fee(desk: Desk, choices: Choices) -> Entry | None:
    """代建费 earned: income now."""
    item = desk.first(AGENT)
    if item is None or item.codes is None:
        return None
    fen, codes = desk.some(choices, item.fen), desk.earned(choices, item.codes.fund or choices.one(("3", None)))
    return write(
        "确认代建费收入",
        (Line(AGENT, fen), Line("4101", -fen, codes, known=desk.known(AGENT))),
        (money(NOTES, fen), Part("6101", -fen, codes)),
    )


def agent_returned(desk: Desk, choices: Choices) -> Entry | None:
    """代建资金 that is left goes back: nothing."""
    return aside(desk, choices, "退还代建项目资金", AGENT, arrives=False, limit=desk.owed(AGENT))


# -- 1902 -----------------------------------------------------------------------------------------------------


def cash_over(desk: Desk, choices: Choices) -> Entry | None:
    """现金溢余 (附录 1(5)): other income that day."""
    if not desk.is_free(CASH_OVER):
        return None
    fen, codes = desk.some(choices), desk.earned(choices, choices.one(("3", None)))
    item = Item(fen, desk.today, account="6609", codes=codes)
    return write(
        "现金溢余",
        (Line(NOTES, fen), Line(CASH_OVER, -fen, codes, mark="6609" if choices.chance(3) else None, item=item)),
        (money(NOTES, fen), Part("6609", -fen, codes)),
    )


def cash_over_kept(desk: Desk, choices: Choices) -> Entry | None:
    """It stays the unit's: nothing more."""
    item = desk.first(CASH_OVER)
    if item is None:
        return None
    fen = desk.some(choices, item.fen)
    return write("现金溢余转其他收入", (Line(CASH_OVER, fen), Line("4609", -fen)))


def cash_over_due(desk: Desk, choices: Choices) -> Entry | None:
    """It is somebody's: nothing yet."""
    item = desk.first(CASH_OVER)
    if item is None or item.codes is None or not desk.is_free(CASH_DUE):
        return None
    fen = desk.some(choices, item.fen)
    due = Item(fen, desk.today, account="6609", codes=item.codes)
    return told(write("现金溢余应付给有关人员", (Line(CASH_OVER, fen), Line(CASH_DUE, -fen, item.codes, item=due))))


def cash_over_paid(desk: Desk, choices: Choices) -> Entry | None:
    """It is paid: less other income."""
    return pay_owed(desk, choices, "支付现金溢余", CASH_DUE, (NOTES,), direct=False)


def cash_short(desk: Desk, choices: Choices) -> Entry | None:
    """现金短缺 (附录 1(6)): other expenditure that day."""
    fen = desk.some(choices, desk.balances[NOTES])
    if not fen or not desk.is_free(CASH_SHORT):
        return None
    codes = desk.spent(choices, choices.one(("3", None)))
    item = Item(fen, desk.today, account="7901", codes=codes)
    return write(
        "现金短缺",
        (Line(CASH_SHORT, fen, codes, mark="7901" if choices.chance(3) else None, item=item), Line(NOTES, -fen)),
        (Part("7901", fen, codes), money(NOTES, -fen)),
    )


def cash_short_lost(desk: Desk, choices: Choices) -> Entry | None:
    """It is written off: nothing more."""
    item = desk.first(CASH_SHORT)
    if item is None:
        return None
    fen = desk.some(choices, item.fen)
    return write("现金短缺核销", (Line("5301", fen), Line(CASH_SHORT, -fen)))


def cash_short_claimed(desk: Desk, choices: Choices) -> Entry | None:
    """Somebody has to make it good: nothing yet."""
    item = desk.first(CASH_SHORT)
    if item is None or item.codes is None or not desk.is_free(CASH_CLAIM):
        return None
    fen = desk.some(choices, item.fen)
    claim = Item(fen, desk.today, account="7901", codes=item.codes)
    return told(write("现金短缺由责任人赔偿", (Line(CASH_CLAIM, fen, item.codes, item=claim), Line(CASH_SHORT, -fen))))


def cash_short_made_good(desk: Desk, choices: Choices) -> Entry | None:
    """It is made good: less other expenditure."""
    return collect_owed(desk, choices, "收到现金短缺赔款", CASH_CLAIM)


def wreck(desk: Desk, choices: Choices) -> Entry | None:
    """毁损、报废 (附录 35(3)): nothing."""
    fen = desk.some(choices, desk.has("1601"))
    worn = min(fen * choices.pick(100) // 100, desk.owed("1602"))
    if not fen or not desk.is_free(WRECKED):
        return None
    return write("固定资产转入待处理", (Line(WRECKED, fen - worn), Line("1602", worn), Line("1601", -fen)))


def wreck_lost(desk: Desk, choices: Choices) -> Entry | None:
    """It is written off: nothing."""
    fen = desk.some(choices, desk.has(WRECKED)) if desk.is_free(WRECKED) else 0
    return write("报经批准核销", (Line("5301", fen), Line(WRECKED, -fen))) if fen else None


def salvage(desk: Desk, choices: Choices) -> Entry | None:
    """残值变价收入 through the bank (附录 35(3)): nothing."""
    if not desk.is_free(CLEARING):
        return None
    cash, fen = choices.one(BANK), desk.some(choices)
    return write("收到残值变价收入", (Line(cash, fen), Line(CLEARING, -fen)))


def clear_away(desk: Desk, choices: Choices) -> Entry | None:
    """清理费 through the bank: nothing."""
    cash = desk.cash(choices, BANK)
    if cash is None or not desk.is_free(CLEARING):
        return None
    fen = desk.some(choices, desk.balances[cash])
    return write("支付清理费用", (Line(CLEARING, fen), Line(cash, -fen)))


def clearing_due(desk: Desk, _choices: Choices) -> Entry | None:
    """What is left of it is the treasury's: nothing."""
    fen = desk.owed(CLEARING) if desk.is_free(CLEARING) else 0
    return write("处理净收入应缴财政", (Line(CLEARING, fen), Line("2103", -fen))) if fen > 0 else None


def clearing_short(desk: Desk, choices: Choices) -> Entry | None:
    """What it has cost more than it brought: other expenditure now (附录 35(3), 73(2))."""
    fen = desk.has(CLEARING) if desk.is_free(CLEARING) else 0
    if fen <= 0:
        return None
    codes = desk.spent(choices, choices.one(("3", "11")), fen)
    return write(
        "处理净支出", (Line("5301", fen, codes), Line(CLEARING, -fen)), (Part("7901", fen, codes), money(NOTES, -fen))
    )


# -- 3101, 2401 -----------------------------------------------------------------------------------------------


def fund_of_costs(desk: Desk, choices: Choices) -> Entry | None:
    """专用基金 from income, as a cost (附录 53(2)): nothing yet."""
    return owe(desk, choices, "从收入中提取专用基金", ("5001",), FUND_OF_COSTS, desk.spending, funds=("3",))


def spend_fund_of_costs(desk: Desk, choices: Choices) -> Entry | None:
    """It is spent; sometimes on an asset, in one voucher with 3001 (附录 53(4))."""
    item, cash = desk.first(FUND_OF_COSTS), desk.cash(choices, _OWN_MONEY)
    if item is None or cash is None:
        return None
    fen, codes = desk.some(choices, min(item.fen, desk.balances[cash])), item.codes
    lines: tuple[Line, ...] = (Line(FUND_OF_COSTS, fen, codes, known=desk.known(FUND_OF_COSTS)), Line(cash, -fen))
    if choices.chance(3):
        codes = desk.spent(choices, "3", fen)
        lines = (
            Line("1601", fen, codes),
            Line(cash, -fen),
            Line(FUND_OF_COSTS, fen),
            Line("3001", -fen),
        )
    return write("使用专用基金", lines, (Part(desk.spending, fen, codes), money(cash, -fen)))


def fund_of_surplus_late(desk: Desk, choices: Choices) -> Entry | None:
    """专用基金 from the surplus of the year (附录 53(1)): 8701 and 8301, without money."""
    if not desk.is_free(FUND_OF_SURPLUS):
        return None
    fen = desk.some(choices)
    item = Item(fen, desk.today, account="8301")
    return write(
        "从本年结余中提取专用基金",
        (Line("3302", fen), Line(FUND_OF_SURPLUS, -fen, item=item)),
        (Part("8701", fen), Part("8301", -fen)),
    )


def spend_fund_of_surplus(desk: Desk, choices: Choices) -> Entry | None:
    """It is spent: 专用结余 (附录 53(4))."""
    item, cash = desk.first(FUND_OF_SURPLUS), desk.cash(choices, BANK)
    if item is None or cash is None:
        return None
    fen = desk.some(choices, min(item.fen, desk.balances[cash]))
    return write(
        "使用从结余中提取的专用基金",
        (Line(FUND_OF_SURPLUS, fen), Line(cash, -fen)),
        (Part("8301", fen), money(cash, -fen)),
    )


def fund_given(desk: Desk, choices: Choices) -> Entry | None:
    """专用基金 that money was received for (附录 53(3)): nothing."""
    return aside(desk, choices, "收到设置专用基金的款项", GIVEN_FUND, arrives=True, opens=True)


def spend_fund_given(desk: Desk, choices: Choices) -> Entry | None:
    """It is spent: nothing either."""
    return aside(desk, choices, "使用其他专用基金", GIVEN_FUND, arrives=False, limit=desk.owed(GIVEN_FUND))


def overhead(desk: Desk, choices: Choices) -> Entry | None:
    """项目间接费用 of a project that isn't the treasury's (附录 47(1)): 8201 and 8202, without money."""
    fen = desk.some(choices)
    if not desk.is_free(INDIRECT):
        return None
    codes = Codes(desk.func(choices, "3"), choices.one(("30299", "30239")), "3", choices.one(tuple(PROJECTS)))
    budget = Codes(codes.func, None, "3", codes.project)
    return told(
        write(
            "计提项目间接费用",
            (Line("5101", fen, codes), Line(INDIRECT, -fen, codes, follows=True)),
            (Part("8201", fen, budget), Part("8202", -fen, budget)),
        )
    )


def spend_overhead(desk: Desk, choices: Choices) -> Entry | None:
    """It is used, sometimes on an asset in one voucher with 3001 (附录 47(1))."""
    cash = desk.cash(choices, _OWN_MONEY)
    if cash is None or not desk.is_free(INDIRECT):
        return None
    fen = desk.some(choices, min(desk.owed(INDIRECT), desk.balances[cash]))
    codes = desk.spent(choices, "3", fen)
    lines: tuple[Line, ...] = (Line(INDIRECT, fen, codes), Line(cash, -fen))
    if choices.chance(2):
        lines = (Line("1601", fen, codes), Line(cash, -fen), Line(INDIRECT, fen), Line("3001", -fen))
    return write("使用项目间接费用", lines, (Part(desk.spending, fen, codes), money(cash, -fen))) if fen else None


# -- what follows what it arose from --------------------------------------------------------------------------


def owe_trading(desk: Desk, choices: Choices) -> Entry | None:
    """Costs of trade, owed on 2302, 2201 or 2301 (附录 72): nothing yet."""
    path = choices.one((TRADING_PAYABLE, TRADING_PAY, TRADING_NOTE_PAYABLE))
    return owe(desk, choices, "发生经营费用尚未支付", ("5201",), path, "7301", funds=("3",), marked=False)


def pay_trading(desk: Desk, choices: Choices) -> Entry | None:
    """They are paid: 经营支出."""
    path = _opened(desk, choices, (TRADING_PAYABLE, TRADING_PAY, TRADING_NOTE_PAYABLE))
    return pay_owed(desk, choices, "支付经营应付款", path, _OWN_MONEY, direct=False, inherits=False)


def pay_trading_staff(desk: Desk, choices: Choices) -> Entry | None:
    """Pay of those who trade, with tax withheld (附录 72(1))."""
    item, cash = desk.first(TRADING_PAY), desk.cash(choices, _OWN_MONEY)
    if item is None or item.codes is None or cash is None or not desk.is_free(TRADING_TAX):
        return None
    fen, codes = desk.some(choices, min(item.fen, desk.balances[cash])), item.codes
    tax = fen * choices.pick(30) // 100
    withheld = Item(tax, desk.today, account="7301", codes=codes) if tax else None
    return write(
        "发放经营人员工资",
        (
            Line(TRADING_PAY, fen, codes),
            Line(TRADING_TAX, -tax, codes, follows=True, item=withheld),
            Line(cash, tax - fen),
        ),
        (Part("7301", fen - tax, codes), money(cash, tax - fen)),
    )


def remit_trading_tax(desk: Desk, choices: Choices) -> Entry | None:
    """That tax is paid: 经营支出."""
    return pay_owed(desk, choices, "代缴经营人员个人所得税", TRADING_TAX, _OWN_MONEY, direct=False, inherits=False)


def note_to_loan(desk: Desk, choices: Choices) -> Entry | None:
    """A note of trade that the unit can't pay becomes a loan (附录 36(2), 41(4)): 7301 and 6501, without money."""
    item = desk.first(TRADING_NOTE_PAYABLE)
    if item is None or item.codes is None:
        return None
    fen, codes = desk.some(choices, item.fen), item.codes
    return told(
        write(
            "无力支付票款，转作短期借款",
            (Line(TRADING_NOTE_PAYABLE, fen, codes), Line("2001", -fen, income(codes))),
            (Part("7301", fen, codes), Part("6501", -fen, income(codes))),
        )
    )


def income_tax(desk: Desk, choices: Choices) -> Entry | None:
    """计提企业所得税 (附录 38(3), 76(1)): nothing yet."""
    return owe(desk, choices, "计提企业所得税", ("5801",), INCOME_TAX, "8202", funds=("3",), marked=False)


def pay_income_tax(desk: Desk, choices: Choices) -> Entry | None:
    """缴纳企业所得税: 非财政拨款结余 (附录 76(2))."""
    item, cash = desk.first(INCOME_TAX), desk.cash(choices, _OWN_MONEY)
    if item is None or item.codes is None or cash is None:
        return None
    fen, codes = desk.some(choices, min(item.fen, desk.balances[cash])), Codes(item.codes.func, None, "3")
    return write(
        "缴纳企业所得税",
        (Line(INCOME_TAX, fen, codes), Line(cash, -fen)),
        (Part("8202", fen, codes), money(cash, -fen)),
    )


def note_received(desk: Desk, choices: Choices) -> Entry | None:
    """A note for goods sold (附录 7(1)): nothing yet."""
    if not desk.is_free(TRADING_NOTE):
        return None
    fen, codes = desk.some(choices), desk.earned(choices, "3")
    item = Item(fen, desk.today, account="6401", codes=codes)
    return told(
        write("收到商业汇票", (Line(TRADING_NOTE, fen, codes, follows=True, item=item), Line("4401", -fen, codes)))
    )


def note_collected(desk: Desk, choices: Choices) -> Entry | None:
    """It is paid: 经营预算收入 (附录 7(4))."""
    return collect_owed(desk, choices, "商业汇票到期收回", TRADING_NOTE, inherits=False)


def note_dishonoured(desk: Desk, choices: Choices) -> Entry | None:
    """It isn't paid and becomes a receivable of trade (附录 7(4)): nothing."""
    item = desk.first(TRADING_NOTE)
    if item is None or not desk.is_free(TRADING_RECEIVABLE):
        return None
    fen = desk.some(choices, item.fen)
    claim = item._replace(fen=fen, date=desk.today)
    return write("商业汇票到期未付", (Line(TRADING_RECEIVABLE, fen, item=claim), Line(TRADING_NOTE, -fen)))


def note_made_good(desk: Desk, choices: Choices) -> Entry | None:
    """It is paid after all: 经营预算收入."""
    return collect_owed(desk, choices, "收回到期未付的票款", TRADING_RECEIVABLE, inherits=False)


def note_endorsed(desk: Desk, choices: Choices) -> Entry | None:
    """Goods for a note and some money, as their leg says of trade (附录 7(3)): 经营支出."""
    item, cash = desk.first(TRADING_NOTE), desk.cash(choices, BANK)
    if item is None or cash is None:
        return None
    fen, added = desk.some(choices, item.fen), desk.some(choices, desk.balances[cash])
    codes = desk.spent(choices, desk.fund(choices, cash), added)
    return write(
        "商业汇票背书转让，补付差额",
        (Line("1302", fen + added, codes, mark="7301"), Line(TRADING_NOTE, -fen), Line(cash, -added)),
        (Part("7301", added, codes), money(cash, -added)),
    )


def note_discounted(desk: Desk, choices: Choices) -> Entry | None:
    """It is discounted: what arrives is income (附录 7(2))."""
    item = desk.first(TRADING_NOTE)
    if item is None or item.codes is None:
        return None
    fen, codes = desk.some(choices, item.fen), item.codes
    interest = fen * choices.pick(20) // 100
    cash = choices.one((BANK[0], BANK[2]))
    return write(
        "商业汇票贴现",
        (Line(cash, fen - interest), Line("5201", interest), Line(TRADING_NOTE, -fen, codes)),
        (money(cash, fen - interest), Part("6401", interest - fen, codes)),
    )


EVENTS = (
    *(advance, give_back, settle, advance_lost, advance_withheld, claim_again, collect_again),
    *(lend_late, book_unsettled_last, settle_unsettled_early),
    *(claim_income, collect_claim, claim_lost, prepayment_lost, prepayment_found),
    *(hold, give_deposit_back, keep_deposit, next_year_received, next_year_taken),
    *(claim_card, claim_card_late, repay_card, repay_card_early, retain, pay_retention, owe_labour, pay_labour),
    *(owe_others, pay_others, forgive, withhold, remit_withheld, flex, flex_all, pay_old, collect_old),
    *(fees_due, collect_fees, rent_in_advance, rent_earned, rent_due, rent_received),
    *(agent_received, agent_fee, agent_returned),
    *(cash_over, cash_over_kept, cash_over_due, cash_over_paid),
    *(cash_short, cash_short_lost, cash_short_claimed, cash_short_made_good),
    *(wreck, wreck_lost, salvage, clear_away, clearing_due, clearing_short),
    *(fund_of_costs, spend_fund_of_costs, fund_of_surplus_late, spend_fund_of_surplus, fund_given, spend_fund_given),
    *(overhead, spend_overhead, owe_trading, pay_trading, pay_trading_staff, remit_trading_tax, note_to_loan),
    *(income_tax, pay_income_tax, note_received, note_collected, note_discounted),
    *(note_dishonoured, note_made_good, note_endorsed),
)
"""Every event of this module."""

INSTITUTION_ONLY = frozenset(
    {
        *("claim_again", "collect_again", "claim_lost", "rent_in_advance", "rent_earned"),
        *("agent_received", "agent_fee", "agent_returned"),
        *("fund_of_costs", "spend_fund_of_costs", "fund_of_surplus_late", "spend_fund_of_surplus", "fund_given"),
        *("spend_fund_given", "overhead", "spend_overhead", "owe_trading", "pay_trading", "pay_trading_staff"),
        *("remit_trading_tax", "note_to_loan", "income_tax", "pay_income_tax", "note_received", "note_collected"),
        *("note_discounted", "note_dishonoured", "note_made_good", "note_endorsed"),
    }
)
"""Events on accounts that a 行政单位 doesn't have."""

CHAINS = (
    ("claim_card", "repay_card"),
    ("claim_card_late", "repay_card_early"),
    ("advance", "settle", "settle"),
    ("lend_late", "book_unsettled_last", "settle_unsettled_early"),
    ("retain", "pay_retention"),
    ("owe_labour", "pay_labour", "remit_tax"),
    ("claim_income", "collect_claim"),
    ("owe_others", "pay_others"),
    ("withhold", "remit_withheld"),
    ("flex", "flex_all", "flex", "flex_all", "flex"),
    ("cash_over", "cash_over_due", "cash_over_paid"),
    ("cash_short", "cash_short_claimed", "cash_short_made_good"),
    ("salvage", "clear_away", "clearing_due"),
    ("clear_away", "salvage", "clearing_short"),
    ("prepay", "prepayment_lost", "prepayment_found"),
    ("next_year_received", "next_year_taken"),
    ("fees_due", "collect_fees", "treasury_remit"),
    ("agent_received", "agent_fee", "agent_returned"),
    ("fund_of_costs", "spend_fund_of_costs"),
    ("fund_of_surplus_late", "spend_fund_of_surplus"),
    ("fund_given", "spend_fund_given"),
    ("overhead", "spend_overhead"),
    ("owe_trading", "pay_trading_staff", "remit_trading_tax"),
    ("owe_trading", "pay_trading"),
    ("owe_trading", "note_to_loan"),
    ("income_tax", "pay_income_tax"),
    ("note_received", "note_discounted"),
    ("note_received", "note_collected"),
    ("note_received", "note_dishonoured", "note_made_good"),
    ("note_received", "note_endorsed"),
    ("doubtful", "claim_again", "collect_again"),
    ("rent_in_advance", "rent_earned"),
    ("rent_due", "rent_received"),
    ("wreck", "wreck_lost"),
    ("advance", "advance_lost"),
    ("pay_old", "collect_old"),
    ("payroll", "advance", "advance_withheld"),
    ("cash_short", "cash_short_lost"),
    ("cash_over", "cash_over_kept"),
    ("claim_card", "forgive"),
    ("hold", "give_deposit_back"),
    ("hold", "keep_deposit"),
    ("advance", "give_back"),
    ("doubtful", "claim_income", "claim_lost"),
    ("entrusted_money", "entrusted_buy"),
)
"""Events that are drawn one after another, since the later ones seldom can happen by themselves."""
