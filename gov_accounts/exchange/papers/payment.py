"""国库集中支付凭证 as a voucher: it has func, econ, fund and project, so that only the account is asked of the rules.

Direct payment credits 财政拨款收入, authorized payment 零余额账户用款额度; where a ledger has no account of quotas
(预算管理一体化), both credit the income. Source: 财会〔2017〕25号 1011, 4001; DA/T 95-2022 表 B.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.code_cells import read_code
from gov_accounts.exchange.digests import digest_of
from gov_accounts.exchange.draft import Leg
from gov_accounts.exchange.papers.written import lacking, nothing, proposal, refused, short
from gov_accounts.exchange.patterns import any_matches
from gov_accounts.exchange.proposals import Answer, Question
from gov_accounts.findings import Finding
from gov_accounts.law.codes import government_items
from gov_accounts.money import yuan_text

if TYPE_CHECKING:
    import datetime

    from gov_accounts.exchange.draft import Taken
    from gov_accounts.exchange.papers.facts import Elements, Facts
    from gov_accounts.exchange.papers.written import Run
    from gov_accounts.exchange.source import Source

_CODES: Final = ("func", "econ", "fund")
_LABELS: Final = {"func": "支出功能分类", "econ": "部门支出经济分类", "fund": "资金性质"}


def payment_voucher(facts: Facts, elements: Elements, source: Source, run: Run) -> Taken:
    """The proposal for a payment, or why there is none."""
    number, total, day = short(facts.text("number")), facts.amount("amount"), facts.day("date")
    for found, what, field in ((number, "凭证号", "number"), (total, "支付金额", "amount"), (day, "日期", "date")):
        if found is None or found == "":
            return refused(lacking(source, what, elements.fields.get(field, ())))
    if total is None or day is None:
        raise AssertionError
    if not total:
        return refused(nothing(source, f"支付凭证 {number} "))
    parts = _parts(facts, total)
    if isinstance(parts, int):
        return refused(_differs(total, parts, source))
    payee, words = short(facts.text("payee")), short(facts.text("words"))
    legs: list[Leg] = []
    answers: list[Answer] = []
    for part, fen in parts:
        meta = _codes(facts, part, elements, day, source, run)
        if isinstance(meta, Finding):
            return refused(meta)
        said = {"payee": payee, "words": words, **meta}
        answer = run.desk.answer(Question("payment", day, -fen, said, source.place()))
        if isinstance(answer, Finding):
            return refused(answer)
        # What the payment says goes before what a rule or the past says.
        own = {key: value for key, value in answer.meta.items() if key not in (*_CODES, "project")}
        legs.append(run.leg(answer.account, fen, {**meta, **own}))
        answers.append(answer)
    money = _money(facts, elements, source, run)
    if isinstance(money, Finding):
        return refused(money)
    legs = _joined(legs)
    legs.append(run.leg(money, -sum(each.fen for each in legs)))
    return proposal(
        run,
        source,
        elements,
        number=number,
        date=day,
        legs=legs,
        answer=answers[0],
        payee=payee,
        words=words or "财政支付",
        digest=run.desk.known.fresh(digest_of("payment", number, day, total)),
        meta={"ref": number},
    )


def _parts(facts: Facts, total: int) -> list[tuple[Facts, int]] | int:
    """The items that have codes of their own, with what each comes to; the sum where it isn't the payment's."""
    items = [(each, fen) for each in facts.items() if (fen := each.amount("amount")) and each.text("func")]
    if not items:
        return [(facts, total)]
    came_to = sum(fen for _, fen in items)
    return items if came_to == total else came_to


def _codes(
    facts: Facts, part: Facts, elements: Elements, day: datetime.date, source: Source, run: Run
) -> dict[str, str] | Finding:
    """The codes of a part; those that it doesn't say are the payment's."""
    meta: dict[str, str] = {}
    for key in _CODES:
        texts = [*part.texts(key), *facts.texts(key)]
        found = next((code for each in texts if (code := read_code(run.target.ledger.codes, key, each, day.year))), "")
        if not found and key == "econ":
            found = _department(part.text("government") or facts.text("government"))
        if not found and key != "fund":
            return _no_code(key, texts, elements, source)
        if found:
            meta[key] = found
    project = short(part.text("project") or facts.text("project"), 40)
    name = short(part.text("project_name") or facts.text("project_name"))
    basic = part.says("spending", "basic") or facts.says("spending", "basic")
    if project and not basic and not any_matches(elements.words.get("basic_projects", ()), name):
        meta["project"] = project
        if project not in run.target.ledger.declarations.projects:
            run.target.projects.setdefault(project, name or project)
    return meta


def _department(code: str) -> str:
    """The 部门 economic item of a 政府 one, where it has just one."""
    item = government_items().get(code.strip())
    return item.department[0] if item is not None and len(item.department) == 1 else ""


def _money(facts: Facts, elements: Elements, source: Source, run: Run) -> str | Finding:
    """The account that the treasury pays from."""
    quota, direct = elements.accounts.get("authorized", ""), elements.accounts.get("direct", "")
    if run.desk.accounts.under(quota):
        if facts.says("paytype", "direct"):
            return run.desk.accounts.named(direct)
        if facts.says("paytype", "authorized") or any_matches(elements.words.get("authorized", ()), facts.root):
            return run.desk.accounts.named(quota)
        said = short(facts.text("paytype")) or "没有写"
        return Finding(
            "payment-kind",
            f"支付方式是“{said}”，看不出是直接支付还是授权支付。",
            f"直接支付贷记 {direct}，授权支付贷记 {quota}（财会〔2017〕25号 1011、4001）。",
            "自己记这一张；或照这份格式另写一份（--map），在 words 里加上这种支付方式。",
            source.place(),
        )
    return run.desk.accounts.named(direct)


def _joined(legs: list[Leg]) -> list[Leg]:
    """Legs that are the same but for the amount, as one."""
    sums: dict[tuple[object, ...], Leg] = {}
    for each in legs:
        key = (each.account, tuple(each.meta.items()))
        there = sums.get(key)
        sums[key] = each if there is None else Leg(each.account, there.fen + each.fen, each.commodity, each.meta)
    return list(sums.values())


def _differs(total: int, parts: int, source: Source) -> Finding:
    return Finding(
        "payment-sum",
        f"支付金额是 {yuan_text(total)}，明细合计是 {yuan_text(parts)}，相差 {yuan_text(total - parts)}。",
        "明细各写着功能分类，合计要等于支付金额，才能照明细记账。",
        "核对凭证；部分支付失败的，照实际支付的自己记这一张。",
        source.place(),
    )


def _no_code(key: str, texts: list[str], elements: Elements, source: Source) -> Finding:
    said = f"{_LABELS[key]}“{short(texts[0])}”不在当年的科目里" if texts else f"没有写{_LABELS[key]}"
    return Finding(
        "payment-code",
        f"支付凭证{said}。",
        f"支出按功能分类、部门经济分类核算；{_LABELS[key]}在元素 {'、'.join(elements.fields.get(key, ()))} 里。",
        "是财政新增的科目，先用 gov-accounts codes 加进来，或在主文件声明；否则核对凭证，自己记这一张。",
        source.place(),
    )
