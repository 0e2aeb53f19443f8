"""What is said of 平行记账: why budget legs can't be derived, and where the two books differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.bookkeeping.parallel.derive import contradicted
from gov_accounts.bookkeeping.parallel.legs import BudgetLeg, Codes, Leg, Problem
from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.law.codes import official_codes
from gov_accounts.law.parallel import NO_BUDGET_TAG, Rules
from gov_accounts.money import BUDGETARY, yuan_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAMES: Final = {"func": "功能分类科目", "econ": "经济分类科目", "fund": "资金性质", "project": "项目"}
_IDENTITY: Final = (
    "8001 资金结存是货币资金和额度，减代管和暂收的（2103、2901，2307 等的暂收明细），"
    "加暂付的（1218 等的暂付明细）；应收、应付的不在其内。"
)


def problem_finding(problem: Problem, leg: Leg, place: Place, rules: Rules, told: Sequence[str]) -> Finding:
    """A problem of a leg as a finding. `told` are the voucher's tags that are codes of the missing key."""
    name = account_name(leg.code)
    match problem.rule:
        case "parallel-offset-contradicts":
            return _contradicting(leg, problem.candidates, place)
        case "parallel-code-missing":
            return _code_missing(problem, leg, name, place, told)
        case "parallel-split":
            return Finding(
                problem.rule,
                f"{leg.code} {name}的 {yuan_text(abs(leg.fen))} 元没有收付，分不清冲减凭证里的哪一项。",
                "凭证有几个不同科目的收支，软件不按比例分摊。",
                "在这条分录下面写明它属于哪一项（那一项的 func、econ、fund 或 project），或拆成两张凭证，"
                "或写出预算分录。",
                place,
            )
        case "parallel-nature-ambiguous":
            return _ambiguous(problem, leg, name, place, rules.in_hand)
        case "parallel-nature-unknown":
            return Finding(
                problem.rule,
                f"{leg.code} {name}的 {yuan_text(abs(leg.fen))} 元出自期初余额，"
                "账里看不出期初余额是暂收暂付的，还是应收应付的。",
                "暂收暂付的钱不是预算收支，应收应付的到收付时才是；期初的 8001 资金结存"
                "与两种算法都不相等（附录12、46）。",
                f'在这个明细账户的 open 下面写 budget: "{rules.in_hand}"（暂收、暂付），'
                '或它的预算科目，如 budget: "7201"（应付、应收）。',
                place,
            )
        case "parallel-disposal":
            return Finding(
                problem.rule,
                f"{leg.code} {name}处置收到的钱，账里没有说归谁。",
                "处置净收入应上缴财政的，贷记 2103 应缴财政款，不是预算收支；"
                "规定留归单位的，记其他预算收入（附录20（3）、24（3））。",
                "应上缴的，加一条 2103 应缴财政款的分录；留归单位的，净收入贷记 4609 其他收入；"
                f'或在这条分录下面写 budget: "6609"；不是预算收支就给凭证加标签 #{NO_BUDGET_TAG}。',
                place,
            )
    return Finding(
        problem.rule,
        f"凭证有资金收付，对方是 {leg.code} {name}，推不出预算分录。",
        f"{rules.never.get(leg.code, '没有这个科目的平行记账规则')}。",
        f"不是预算收支就给凭证加标签 #{NO_BUDGET_TAG}；"
        f'是的话写出 {BUDGETARY} 分录，或在这条分录下面写 budget: "预算科目"。',
        place,
    )


def account_name(code: str) -> str:
    """An account's official name; nothing if it has none."""
    rows = official_codes().chart.rows
    return rows[code].name if code in rows else ""


def _code_missing(problem: Problem, leg: Leg, name: str, place: Place, told: Sequence[str]) -> Finding:
    key = problem.missing
    if len(told) > 1:
        return Finding(
            f"{key}-ambiguous",
            f"凭证有 {len(told)} 个{_NAMES[key]}（{'、'.join(told)}），{leg.code} {name}这条分录没有说用哪个。",
            "一张凭证有几个同类科目时，每条分录要自己写明，软件不猜，也就推不出预算分录。",
            f'在这条分录下面写 {key}: "{told[0]}"（或另一个），或拆成两张凭证。',
            place,
        )
    return Finding(
        problem.rule,
        f"{leg.code} {name}这条分录没有{_NAMES[key]}（{key}），推不出预算分录。",
        "预算分录的科目取自它对应的费用、资产、负债或收入分录，或取自整张凭证。",
        f'在这条分录下面写 {key}: "…"，或给凭证加标签；不是预算收支就加标签 #{NO_BUDGET_TAG}。',
        place,
    )


def _ambiguous(problem: Problem, leg: Leg, name: str, place: Place, in_hand: str) -> Finding:
    kinds = "、".join(_meant(each, in_hand) for each in problem.meanings)
    first = next((each for each in problem.meanings if each.isdigit()), in_hand)
    return Finding(
        problem.rule,
        f"{leg.code} {name}的 {yuan_text(abs(leg.fen))} 元，结清的是哪一笔说不清：这个明细里还有{kinds}。",
        "暂收暂付的钱不是预算收支，应收应付的到收付时才是（附录12、46；解释第1号三）；同一明细里都有，软件不猜。",
        f'在这条分录下面写 budget: "{first}"（或其中另一个），或把它们分记在不同的明细。',
        place,
    )


def _meant(budget: str, in_hand: str) -> str:
    if budget == in_hand:
        return f"暂收暂付的（{in_hand}）"
    if not budget:
        return "应收应付的"
    if not budget.isdigit():
        return "年末已列支的暂付款"
    return f"收付时记 {budget} {account_name(budget)}的"


def _contradicting(leg: Leg, candidates: Sequence[BudgetLeg], place: Place) -> Finding:
    """An offsetting leg that names codes which nothing it might reduce has."""
    against = [contradicted(leg.codes, each) for each in candidates]
    keys = [key for key in Codes._fields if any(key in each for each in against)]
    theirs = "；".join(
        f"{each.account} {account_name(each.account)}（{_said(each.codes, keys)}）" for each in candidates
    )
    nearest = min(range(len(candidates)), key=lambda index: len(against[index]))
    mended = "、".join(f'{key}: "{getattr(candidates[nearest].codes, key)}"' for key in against[nearest])
    return Finding(
        "parallel-offset-contradicts",
        f"{leg.code} {account_name(leg.code)}的 {yuan_text(abs(leg.fen))} 元没有收付，只能冲减凭证里的另一项，"
        f"它的科目（{_said(leg.codes, keys)}）却与哪项都不同。凭证里可冲减的是：{theirs}。",
        "没有收付的分录冲减哪项收支，就用哪项的科目；科目不同，软件不猜是科目写错了，还是漏了一项。",
        f"是冲减其中一项的，在这条分录下面写那项的科目，如 {mended}；是另一件事的，拆成两张凭证，或写出预算分录。",
        place,
    )


def _said(codes: Codes, keys: Iterable[str]) -> str:
    """``经济分类 30201、项目 P1``."""
    return "、".join(
        f"{name} {value}" if (value := getattr(codes, key)) else f"不带{name}"
        for key in keys
        for name in [_NAMES[key].removesuffix("科目")]
    )


def not_open(code: str, place: Place) -> Finding:
    """A derived leg whose account the ledger doesn't open."""
    return Finding(
        "parallel-account-missing",
        f"这张凭证要记预算账的 {code} {account_name(code)}，账本里没有开这个账户。",
        "纳入部门预算管理的现金收支，预算会计要平行记账（财会〔2017〕25号）。",
        f"在账户文件里为 {code}-{account_name(code)} 写一行 open，货币是 {BUDGETARY}；"
        f"不是预算收支就给凭证加标签 #{NO_BUDGET_TAG}。",
        place,
    )


def idle(leg: Leg, place: Place) -> Finding:
    """A ``budget:`` that changes nothing."""
    return Finding(
        "parallel-budget-idle",
        f'{leg.code} {account_name(leg.code)}这条分录下面的 budget: "{leg.budget}" 不起作用。',
        "budget 写明一条分录推出哪个预算科目；资金分录自己不推出预算收支，没有收付的凭证也不推出。",
        "删去这一行；要改的是另一条分录的，移到那条分录下面。",
        place,
        Severity.NOTICE,
    )


def unknown_account(budget: str, place: Place) -> Finding:
    """A ``budget:`` that names no account of the budget book."""
    return Finding(
        "parallel-budget-unknown",
        f'budget: "{budget}" 不是预算会计科目。',
        "budget 写 6、7、8 开头的预算会计科目编码，暂收、暂付的写 8001（财会〔2017〕25号）。",
        '改成如 budget: "7201"、budget: "6609" 或 budget: "8001"。',
        place,
    )


def contradiction(moved: int, funds: int, held: int, place: Place) -> Finding:
    """A voucher that carries both books, and whose 资金结存 moves by what no reading of its money gives."""
    also = f"（连同暂收、暂付的是 {yuan_text(moved + held)} 元）" if held else ""
    return Finding(
        "parallel-funds",
        f"凭证的资金变动是 {yuan_text(moved)} 元{also}，预算账的 8001 资金结存却记了 {yuan_text(funds)} 元。",
        _IDENTITY,
        f"核对两本账的金额；预算分录可以删去，由软件推出；不是预算收支就删去预算分录，加标签 #{NO_BUDGET_TAG}。",
        place,
    )


def apart(fen: int, since: int, cause: str, place: Place) -> Finding:
    """From a voucher on, 资金结存 differs from the money there is: a notice that says why.

    Args:
        fen: by how much the voucher changed the difference, 资金结存 less money.
        since: what the difference is after it.
        cause: what kind of voucher it is.
        place: where the voucher stands.
    """
    more = "多" if since > 0 else "少"
    now = f"8001 资金结存比资金{more} {yuan_text(abs(since))} 元" if since else "8001 资金结存与资金又相等了"
    return Finding(
        "parallel-funds-apart",
        f"这张凭证使 8001 资金结存与资金的差额变动 {yuan_text(abs(fen))} 元，从这一天起，{now}。{cause}",
        _IDENTITY,
        f"核对这张凭证：标了 #{NO_BUDGET_TAG} 的，资金变动要另有预算分录（如期初），或去掉标签；"
        "只有预算分录的，补上财务分录；确是制度规定的，不必改。",
        place,
        Severity.NOTICE,
    )
