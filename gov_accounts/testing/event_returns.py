"""What comes back, what is given, exchanged or sold, what is of earlier years (附录 5, 9, 15, 20, 37, 57-59, 70).

Each function is an event: it returns its voucher in both books, or None where it can't happen.
"""

from .event_desk import (
    BANK,
    BUDGET_INCOME,
    CASH_FUNDS,
    DIVIDEND,
    FISCAL,
    IN_HAND,
    INVESTED,
    PREPAID,
    QUOTA,
    RETURN_DIRECT,
    TRADING_PREPAID,
    Desk,
    income,
    money,
    paid,
    parts,
    received,
    told,
    treasury,
    write,
)
from .event_writing import Codes, Entry, Item, Line, Part
from .writing import Choices

_ASSETS = ("1601", "1302", "1701")
_MILLION = 10**8


# -- refunds --------------------------------------------------------------------------------------------------


def direct_refund(desk: Desk, choices: Choices) -> Entry | None:
    """本年财政直接支付退回, of costs, assets, stock or a prepayment (附录 9(3), 59(3), 70(10)): less of both."""
    account = choices.one((*desk.costs(), "1601", "1302"))
    total = desk.some(choices, _MILLION if account.startswith("5") else desk.has(account))
    if not total:
        return None
    fund = choices.one(("11", "11", "12"))
    one = desk.spent(choices, fund)
    split = [
        (fen, desk.spent(choices, fund)._replace(project=one.project) if place else one)
        for place, fen in enumerate(parts(total, choices))
    ]
    return write(
        "财政直接支付款项退回",
        (*treasury(1, split, choices), *(Line(account, -fen, codes) for fen, codes in split)),
        (
            *(Part("6001", fen, income(codes)) for fen, codes in split),
            *(Part(desk.spending, -fen, codes) for fen, codes in split),
        ),
    )


def direct_prepayment_back(desk: Desk, choices: Choices) -> Entry | None:
    """A prepayment of this year comes back to the treasury (附录 9(3))."""
    item = desk.first(PREPAID)
    if item is None or item.date.year != desk.today.year:
        return None
    fen, codes = desk.some(choices, item.fen), desk.spent(choices, "11")
    return write(
        "财政直接支付的预付款退回",
        (*treasury(1, [(fen, codes)], choices), Line(PREPAID, -fen, codes)),
        (Part("6001", fen, income(codes)), Part(desk.spending, -fen, codes)),
    )


def refund(desk: Desk, choices: Choices) -> Entry | None:
    """A cost or goods of this year come back, into quota or the bank (附录 3(4), 70(10))."""
    cash, account = choices.one((*QUOTA, *BANK)), choices.one((*desk.costs(), "1302", "1601"))
    fen = desk.some(choices, _MILLION if account.startswith("5") else desk.has(account))
    if not fen:
        return None
    codes = desk.spent(choices, desk.fund(choices, cash))
    return write(
        "退回本年支出",
        (Line(cash, fen), Line(account, -fen, codes)),
        (money(cash, fen), Part(desk.spending, -fen, codes)),
    )


def refund_trading(desk: Desk, choices: Choices) -> Entry | None:
    """A cost of trade comes back: less 经营支出 (附录 72(9))."""
    cash, fen = choices.one(BANK), desk.some(choices)
    codes = desk.spent(choices, desk.fund(choices, cash))
    return write(
        "退回本年经营支出",
        (Line(cash, fen), Line("5201", -fen, codes)),
        (money(cash, fen), Part("7301", -fen, codes)),
    )


def refund_taxed(desk: Desk, choices: Choices) -> Entry | None:
    """Goods bought with input tax come back (附录 37(1), 70(10)): less expenditure, by all that arrives."""
    net = desk.some(choices, desk.has("1302"))
    if not net:
        return None
    cash, tax = choices.one(BANK), 1 + choices.pick(200)
    codes = desk.spent(choices, desk.fund(choices, cash))
    return write(
        "本年购货退回，进项税额冲回",
        (Line(cash, net + tax), Line("1302", -net, codes), Line("2101", -tax, codes, follows=True)),
        (money(cash, net + tax), Part(desk.spending, -net - tax, codes)),
    )


def red_invoice(desk: Desk, choices: Choices) -> Entry | None:
    """红字发票 (25号, 2101): less of the income that it belongs to, by all that is paid back."""
    cash = desk.cash(choices, BANK)
    tax = 1 + choices.pick(200)
    if cash is None or desk.balances[cash] <= tax:
        return None
    net = desk.some(choices, desk.balances[cash] - tax)
    codes = desk.earned(choices, desk.fund(choices, cash))
    account = choices.one(("4101", "4401"))
    return write(
        "销售退回，开具红字发票",
        (Line(account, net, codes), Line("2101", tax, codes, follows=True), Line(cash, -net - tax)),
        (Part(BUDGET_INCOME[account], net + tax, codes), money(cash, -net - tax)),
    )


def income_back(desk: Desk, choices: Choices) -> Entry | None:
    """Income of this year paid back, without tax."""
    cash = desk.cash(choices, BANK)
    if cash is None:
        return None
    fen, codes = desk.some(choices, desk.balances[cash]), desk.earned(choices, desk.fund(choices, cash))
    account = "4101" if choices.chance(2) else "4609"
    return write(
        "退回多收的款项",
        (Line(account, fen, codes), Line(cash, -fen)),
        (Part(BUDGET_INCOME[account], fen, codes), money(cash, -fen)),
    )


# -- value added tax ------------------------------------------------------------------------------------------


def operate_taxed(desk: Desk, choices: Choices) -> Entry | None:
    """Costs of trade with input tax (附录 37(1)): both 经营支出."""
    cash = desk.cash(choices, BANK)
    tax = 1 + choices.pick(200)
    if cash is None or desk.balances[cash] <= tax:
        return None
    net = desk.some(choices, desk.balances[cash] - tax)
    codes = desk.spent(choices, desk.fund(choices, cash), net)
    return write(
        "支付应税的经营费用",
        (Line("5201", net, codes), Line("2101", tax, codes, follows=True), Line(cash, -net - tax)),
        (Part("7301", net + tax, codes), money(cash, -net - tax)),
    )


def withhold_vat(desk: Desk, choices: Choices) -> Entry | None:
    """代扣代交增值税 (附录 37(1)): what is paid is expenditure, the tax when it is remitted."""
    cash = desk.cash(choices, BANK)
    if cash is None:
        return None
    net, tax = desk.some(choices, desk.balances[cash]), 1 + choices.pick(200)
    codes = desk.spent(choices, desk.fund(choices, cash), net)
    return write(
        "支付境外服务费，代扣增值税",
        (Line(choices.one(desk.costs()), net + tax, codes), Line("2101", -tax, codes, follows=True), Line(cash, -net)),
        (Part(desk.spending, net, codes), money(cash, -net)),
    )


# -- given and exchanged --------------------------------------------------------------------------------------


def donated(desk: Desk, choices: Choices) -> Entry | None:
    """接受捐赠或无偿调入的资产: nothing in the budget book."""
    fen = desk.some(choices)
    return write("接受捐赠资产", (Line(choices.one(("1601", "1302")), fen), Line(choices.one(("4603", "3401")), -fen)))


def donated_with_fees(desk: Desk, choices: Choices) -> Entry | None:
    """捐赠、无偿调入的资产 with carriage or tax paid (附录 15(1), 20(1)④⑤, 57(1), 66(2)): that is other expenditure."""
    value, by_treasury = desk.some(choices), choices.chance(4)
    cash = None if by_treasury else desk.cash(choices)
    if cash is None and not by_treasury:
        return None
    fee = 1 + choices.pick(200) if cash is None else desk.some(choices, desk.balances[cash])
    codes = desk.spent(choices, "11" if cash is None else desk.fund(choices, cash), fee)
    given = choices.one(("4603", "3401"))
    return write(
        "接受捐赠、调入资产，支付运输费",
        (
            Line(choices.one(_ASSETS), value + fee, codes),
            Line(given, -value),
            *(treasury(-1, [(fee, codes)], choices) if cash is None else (Line(cash, -fee),)),
        ),
        (
            Part("7901", fee, codes),
            Part("6001", -fee, income(codes)) if cash is None else money(cash, -fee),
        ),
    )


def donated_at_one_yuan(desk: Desk, choices: Choices) -> Entry | None:
    """名义金额: the carriage is a cost of its own, sometimes in one voucher (附录 20(1)④)."""
    cash = desk.cash(choices)
    if cash is None:
        return None
    fee = desk.some(choices, desk.balances[cash])
    codes = desk.spent(choices, desk.fund(choices, cash), fee)
    return write(
        "按名义金额接受捐赠，支付运输费",
        (Line("1601", 100), Line("4603", -100), Line("5901", fee, codes), Line(cash, -fee)),
        (Part("7901", fee, codes), money(cash, -fee)),
    )


def given_away(desk: Desk, choices: Choices) -> Entry | None:
    """对外捐赠 with costs of one's own (附录 20(3)): other expenditure."""
    cash, worth = desk.cash(choices), desk.some(choices, desk.has("1601"))
    if cash is None or not worth:
        return None
    fee, worn = desk.some(choices, desk.balances[cash]), min(worth * choices.pick(100) // 100, desk.owed("1602"))
    codes = desk.spent(choices, desk.fund(choices, cash), fee)
    return write(
        "对外捐赠固定资产，支付费用",
        (Line("5301", worth - worn + fee, codes), Line("1602", worn), Line("1601", -worth), Line(cash, -fee)),
        (Part("7901", fee, codes), money(cash, -fee)),
    )


def exchanged(desk: Desk, choices: Choices) -> Entry | None:
    """置换, with 补价 and costs paid (附录 15(1)): that is other expenditure."""
    cash, worth = desk.cash(choices), desk.some(choices, desk.has("1601"))
    if cash is None or not worth:
        return None
    fee, worn = desk.some(choices, desk.balances[cash]), min(worth * choices.pick(100) // 100, desk.owed("1602"))
    value = worth - worn + choices.pick(3) * 100
    codes = desk.spent(choices, desk.fund(choices, cash), fee)
    return write(
        "置换换入库存物品，支付补价",
        (
            Line("1302", value + fee, codes),
            Line("1602", worn),
            Line("1601", -worth),
            Line(cash, -fee),
            Line("4609", worth - worn - value),
        ),
        (Part("7901", fee, codes), money(cash, -fee)),
    )


def donated_both(desk: Desk, choices: Choices) -> Entry | None:
    """Money and a thing donated together: only the money is income of the budget book (附录 66)."""
    cash, got, thing = choices.one(BANK), desk.some(choices), desk.some(choices)
    codes = desk.earned(choices, desk.fund(choices, cash))
    return write(
        "接受捐赠的资金和物资",
        (Line(cash, got), Line(choices.one(("1302", "1601")), thing), Line("4603", -got - thing, codes)),
        (money(cash, got), Part("6609", -got, codes)),
    )


def sell(desk: Desk, choices: Choices) -> Entry | None:
    """自主出售库存物品, income and cost in one voucher (附录 15(2), 60(4))."""
    cost = desk.some(choices, desk.has("1302"))
    if not cost:
        return None
    cash, got = choices.one(IN_HAND), desk.some(choices)
    codes = desk.earned(choices, desk.fund(choices, cash))
    account, against, target = choices.one((("4101", "5001", "6101"), ("4401", "5201", "6401")))
    return write(
        "出售库存物品",
        (Line(cash, got), Line(account, -got, codes), Line(against, cost), Line("1302", -cost)),
        (money(cash, got), Part(target, -got, codes)),
    )


def sell_asset(desk: Desk, choices: Choices) -> Entry | None:
    """处置固定资产, costs taken off, the rest the treasury's (附录 20(3)): nothing in the budget book."""
    worth = desk.some(choices, desk.has("1601"))
    if not worth:
        return None
    cash, due = choices.one(BANK), desk.some(choices)
    worn = min(worth * choices.pick(100) // 100, desk.owed("1602"))
    return write(
        "出售固定资产，净收入应缴财政",
        (
            Line("5301", worth - worn),
            Line("1602", worn),
            Line("1601", -worth),
            Line(cash, due),
            Line("2103", -due),
        ),
    )


# -- investments ----------------------------------------------------------------------------------------------


def invest(desk: Desk, choices: Choices) -> Entry | None:
    """对外投资 (附录 5(1))."""
    cash = desk.cash(choices, BANK)
    if cash is None or not desk.is_free(INVESTED):
        return None
    fen = desk.some(choices, desk.balances[cash])
    codes = desk.spent(choices, desk.fund(choices, cash), fen)
    item = Item(fen, desk.today, account="7601", codes=codes)
    return write(
        "购买短期国债",
        (Line(INVESTED, fen, codes, item=item), Line(cash, -fen)),
        (Part("7601", fen, codes), money(cash, -fen)),
    )


def divest(desk: Desk, choices: Choices) -> Entry | None:
    """An investment sold with a profit or a loss (附录 5(3), 65(1)): at cost of this year's 7601, or 8501, and 6602."""
    opened = desk.opened(INVESTED)
    earlier = {item.date.year < desk.today.year for item in opened}
    if len(earlier) != 1:
        return None
    cost = desk.some(choices, sum(item.fen for item in opened))
    cash = choices.one(BANK)
    codes = desk.spent(choices, desk.fund(choices, cash))
    gain = choices.one((0, 1, -1)) * min(1 + choices.pick(200), cost - 1)
    back = Part("8501", -cost, income(codes)) if earlier.pop() else Part("7601", -cost, codes)
    return write(
        "出售短期投资",
        (Line(cash, cost + gain), Line(INVESTED, -cost, codes), Line("4602", -gain, income(codes))),
        (money(cash, cost + gain), back, Part("6602", -gain, income(codes))),
    )


def dividend_due(desk: Desk, choices: Choices) -> Entry | None:
    """宣告股利 (附录 10(2)): nothing yet."""
    if not desk.is_free(DIVIDEND):
        return None
    fen, codes = desk.some(choices), desk.earned(choices, "3")
    item = Item(fen, desk.today, account="6602", codes=codes)
    return told(write("宣告发放股利", (Line(DIVIDEND, fen, codes, follows=True, item=item), Line("4602", -fen, codes))))


def dividend(desk: Desk, choices: Choices) -> Entry | None:
    """It is received: 投资预算收益."""
    item = desk.first(DIVIDEND)
    if item is None or item.codes is None:
        return None
    cash, fen, codes = choices.one((BANK[0], BANK[2])), desk.some(choices, item.fen), item.codes
    return write(
        "收到股利", (Line(cash, fen), Line(DIVIDEND, -fen, codes)), (money(cash, fen), Part("6602", -fen, codes))
    )


def interest_due(desk: Desk, choices: Choices) -> Entry | None:
    """计提借款利息 (附录 48(3)): nothing yet."""
    fen, codes = desk.some(choices), desk.spent(choices, "3")
    return write("计提借款利息", (Line("5901", fen, codes), Line("2304", -fen, codes, follows=True)))


def pay_interest(desk: Desk, choices: Choices) -> Entry | None:
    """It is paid: other expenditure."""
    return paid(desk, choices, "支付借款利息", ("2304",), "7901", BANK, desk.owed("2304"))


# -- prepayments ----------------------------------------------------------------------------------------------


def prepay(desk: Desk, choices: Choices) -> Entry | None:
    """预付账款: expenditure when it is paid (附录 9(1)); of trade if its leg says so (附录 72(4))."""
    trade = desk.kind == "事业单位" and choices.chance(4)
    path, target = (TRADING_PREPAID, "7301") if trade else (PREPAID, desk.spending)
    cash = desk.cash(choices, BANK if trade else (*QUOTA, *IN_HAND))
    if cash is None or not desk.is_free(path):
        return None
    fen = desk.some(choices, desk.balances[cash])
    codes = desk.spent(choices, desk.fund(choices, cash), fen)
    item = Item(fen, desk.today, account=target, codes=codes)
    return write(
        "预付货款",
        (Line(path, fen, codes, mark="7301" if trade else None, item=item), Line(cash, -fen)),
        (Part(target, fen, codes), money(cash, -fen)),
    )


def consume(desk: Desk, choices: Choices) -> Entry | None:
    """What was paid in advance is received: nothing (附录 9(2))."""
    path = choices.one((PREPAID, PREPAID, TRADING_PREPAID))
    item = desk.first(path)
    if item is None:
        return None
    fen, codes = desk.some(choices, item.fen), desk.spent(choices, choices.one(("11", "3")))
    debits = (*desk.costs(), "1302", "1601") if path == PREPAID else ("5201",)
    return write(
        "收到已预付的货物或服务",
        (Line(choices.one(debits), fen, codes), Line(path, -fen, codes, follows=True)),
    )


def consume_and_pay(desk: Desk, choices: Choices) -> Entry | None:
    """What was paid in advance in part is received, and the rest paid (附录 9(2))."""
    path = choices.one((PREPAID, PREPAID, TRADING_PREPAID))
    item, cash = desk.first(path), desk.cash(choices, BANK)
    if item is None or cash is None:
        return None
    advanced, paid = desk.some(choices, item.fen), desk.some(choices, desk.balances[cash])
    codes = desk.spent(choices, desk.fund(choices, cash), paid)
    account, target = (choices.one((*desk.costs(), "1601")), desk.spending) if path == PREPAID else ("5201", "7301")
    return write(
        "收货并补付货款",
        (
            Line(account, advanced + paid, codes),
            Line(path, -advanced, codes, follows=True),
            Line(cash, -paid),
        ),
        (Part(target, paid, codes), money(cash, -paid)),
    )


def refund_prepaid(desk: Desk, choices: Choices) -> Entry | None:
    """A prepayment comes back: less expenditure, or an adjustment of what was carried over (附录 9(3))."""
    opened = desk.opened(PREPAID)
    earlier = {item.date.year < desk.today.year for item in opened}
    if len(earlier) != 1:
        return None
    cash, fen = choices.one((*QUOTA, *BANK)), desk.some(choices, sum(item.fen for item in opened))
    fund = desk.fund(choices, cash) or "3"
    if earlier.pop():
        codes = _carried(desk, choices, fund)
        budget = Part("8101" if fund in FISCAL else "8201", -fen, codes)
    else:
        codes = desk.spent(choices, fund)
        budget = Part(desk.spending, -fen, codes)
    return write("退回预付款", (Line(cash, fen), Line(PREPAID, -fen, codes)), (money(cash, fen), budget))


# -- earlier years --------------------------------------------------------------------------------------------


def _carried(desk: Desk, choices: Choices, fund: str) -> Codes:
    return Codes(desk.func(choices, fund), None, fund)


def earlier_cost_back(desk: Desk, choices: Choices) -> Entry | None:
    """A cost of an earlier year comes back (附录 58(2), 59(3)): 年初余额调整."""
    cash, fen = choices.one((*QUOTA, *BANK, RETURN_DIRECT)), desk.some(choices)
    fund = CASH_FUNDS[cash] or choices.one(("3", "11"))
    codes = _carried(desk, choices, fund)
    return write(
        "收回以前年度支出",
        (Line(cash, fen), Line("3501", -fen, codes)),
        (money(cash, fen), Part("8101" if fund in FISCAL else "8201", -fen, codes)),
    )


def earlier_goods_back(desk: Desk, choices: Choices) -> Entry | None:
    """Goods that the treasury paid in an earlier year come back, into 1201 (附录 59(3)): 年初余额调整."""
    fen = desk.some(choices, desk.has("1302"))
    codes = _carried(desk, choices, "11")
    return (
        write(
            "以前年度财政直接支付的购货退回",
            (Line(RETURN_DIRECT, fen), Line("1302", -fen, codes)),
            (money(RETURN_DIRECT, fen), Part("8101", -fen, codes)),
        )
        if fen
        else None
    )


def earlier_cost_paid(desk: Desk, choices: Choices) -> Entry | None:
    """A cost of an earlier year is paid (附录 58(2)): 年初余额调整."""
    cash = desk.cash(choices, (*QUOTA, *BANK))
    if cash is None:
        return None
    fund = CASH_FUNDS[cash] or choices.one(("3", "11"))
    fen, codes = desk.some(choices, desk.balances[cash]), _carried(desk, choices, fund)
    return write(
        "补付以前年度支出",
        (Line("3501", fen, codes), Line(cash, -fen)),
        (Part("8101" if fund in FISCAL else "8201", fen, codes), money(cash, -fen)),
    )


def surrender(desk: Desk, choices: Choices) -> Entry | None:
    """上缴财政拨款结转, as its leg says (附录 52(3))."""
    cash = desk.cash(choices, (RETURN_DIRECT, *QUOTA[:1]))
    if cash is None:
        return None
    fen = desk.some(choices, desk.balances[cash])
    codes = Codes(desk.func(choices, "11", fen), None, "11")
    return write(
        "上缴财政拨款结转",
        (Line("3001", fen, codes, mark="8101"), Line(cash, -fen)),
        (Part("8101", fen, codes), money(cash, -fen)),
    )


def allotted(desk: Desk, choices: Choices) -> Entry | None:
    """调入财政拨款结转, as its leg says (附录 52(3))."""
    fen, codes = desk.some(choices), _carried(desk, choices, "11")
    return write(
        "从其他单位调入财政拨款结转",
        (Line(QUOTA[0], fen), Line("3001", -fen, codes, mark="8101")),
        (money(QUOTA[0], fen), Part("8101", -fen, codes)),
    )


# -- money of the treasury in the bank ------------------------------------------------------------------------


def appropriated(desk: Desk, choices: Choices) -> Entry | None:
    """财政拨款 into the bank (附录 59(1))."""
    cash, total = choices.one(BANK), desk.some(choices)
    split = [(fen, desk.earned(choices, "11")) for fen in parts(total, choices)]
    return write(
        "收到财政拨款",
        (Line(cash, total), *(Line("4001", -fen, codes) for fen, codes in split)),
        (money(cash, total), *(Part("6001", -fen, codes) for fen, codes in split)),
    )


def affiliates(desk: Desk, choices: Choices) -> Entry | None:
    """附属单位上缴、上级补助 received at once (附录 61, 62)."""
    return received(desk, choices, "收到附属单位上缴款", {"4301": "6301", "4201": "6201"}, BANK)


EVENTS = (
    *(direct_refund, direct_prepayment_back, refund, refund_trading, refund_taxed, red_invoice, income_back),
    *(operate_taxed, withhold_vat),
    *(donated, donated_with_fees, donated_at_one_yuan, given_away, exchanged, donated_both, sell, sell_asset),
    *(invest, divest, dividend_due, dividend, interest_due, pay_interest),
    *(prepay, consume, consume_and_pay, refund_prepaid),
    *(earlier_cost_back, earlier_goods_back, earlier_cost_paid, surrender, allotted),
    *(appropriated, affiliates),
)
"""Every event of this module."""

INSTITUTION_ONLY = frozenset(
    {
        *("refund_trading", "refund_taxed", "red_invoice", "income_back", "operate_taxed", "withhold_vat", "sell"),
        *("invest", "divest", "dividend_due", "dividend", "interest_due", "pay_interest", "affiliates"),
    }
)
"""Events on accounts that a 行政单位 doesn't have."""

CHAINS = (
    ("invest", "divest"),
    ("dividend_due", "dividend"),
    ("interest_due", "pay_interest"),
    ("prepay", "consume"),
    ("prepay", "consume_and_pay"),
    ("prepay", "refund_prepaid"),
    ("prepay", "direct_prepayment_back"),
)
"""Events that are drawn one after another."""
