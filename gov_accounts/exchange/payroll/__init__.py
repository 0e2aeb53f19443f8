"""Payroll sheets as vouchers (kind ``payroll``): a month's sums, by the unit's rules, as proposals.

sheet ──`sheet`──► rows without names ──`checks`──► adds up? ──`vouchers`, by `rules`──► accrual, payment, remittances

What persons are called never leaves `sheet`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.digests import digest_of
from gov_accounts.exchange.draft import Draft, Taken
from gov_accounts.exchange.known import PAYROLL
from gov_accounts.exchange.payroll.checks import Roles, check_sums
from gov_accounts.exchange.payroll.rules import exact, read_payroll_rules
from gov_accounts.exchange.payroll.sheet import Words, month_of, read_payroll
from gov_accounts.exchange.payroll.vouchers import PayrollLegs, cost_of, day_of, named_accounts
from gov_accounts.exchange.proposals import GUESS, Desk
from gov_accounts.findings import Finding
from gov_accounts.law.reading import DataError
from gov_accounts.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gov_accounts.exchange.draft import Leg
    from gov_accounts.exchange.maps import Map, Target
    from gov_accounts.exchange.payroll.rules import PayrollRules, Slot
    from gov_accounts.exchange.payroll.sheet import Payroll
    from gov_accounts.exchange.source import Source

_SURE: Final = 60
_KEYS: Final = ("names", "department", "gross", "deducted", "net", "ignored", "totals", "subtotals")
_HASH: Final = 6


class PayrollReader:
    """Reads payroll sheets."""

    def __init__(self, map_: Map) -> None:
        """What the map says.

        Raises:
            DataError: it isn't as it should be.
        """
        entry = map_.entry.known("title", "kind", *_KEYS)
        self._words = Words(*(exact(entry, key) for key in _KEYS))

    def fits(self, source: Source) -> int:
        """Whether a sheet has a column of names, and what is paid.

        Raises:
            TableError, OSError: the file can't be read.
        """
        return _SURE if any(read_payroll(each, self._words) is not None for each in source.sheets) else 0

    def take(self, source: Source, target: Target) -> Taken:
        """The proposals of each sheet; of none, where a sheet doesn't add up or a rule is missing."""
        desk = Desk(target)
        if desk.findings:
            return Taken(findings=desk.findings)
        if desk.rules.payroll is None:
            return Taken(findings=(_no_rules(source),))
        try:
            rules = read_payroll_rules(desk.rules.payroll)
        except DataError as error:
            return Taken(findings=(_unusable(error, source),))
        drafts: list[Draft] = []
        findings: list[Finding] = []
        said: list[str] = []
        for sheet in source.sheets:
            payroll = read_payroll(sheet, self._words)
            if payroll is None:
                continue
            month = month_of((payroll.title, sheet.name, source.name), target.options.get("year", ""))
            if month is None:
                findings.append(_no_month(payroll, source))
                continue
            made = _Sheet(payroll, rules, desk, source, month)
            found = list(made.problems())
            findings += found
            if not found:
                drafts += made.drafts()
                said.append(f"{month[0]} 年 {month[1]} 月，{len(payroll.persons)} 人；姓名不写进账里。")
        return Taken(tuple(drafts), findings=tuple(findings), said=tuple(said))


def reader(map_: Map) -> PayrollReader:
    """What reads payroll sheets by a map.

    Raises:
        DataError: the map isn't as it should be.
    """
    return PayrollReader(map_)


class _Sheet:
    """A sheet, as vouchers."""

    def __init__(
        self, payroll: Payroll, rules: PayrollRules, desk: Desk, source: Source, month: tuple[int, int]
    ) -> None:
        self._payroll = payroll
        self._rules = rules
        self._desk = desk
        self._source = source
        self._year, self._month = month
        self._roles = _roles(payroll, rules)
        self._named, self._unknown = named_accounts(rules, desk)
        self._key = self._key_of(payroll.title or payroll.sheet)

    def problems(self) -> Iterator[Finding]:
        """Why no voucher can be made."""
        yield from self._unknown
        if not self._payroll.persons:
            yield _nobody(self._payroll, self._source)
        yield from _slips(self._payroll, self._roles, self._source)
        unsaid = list(_unsaid(self._payroll, self._rules, self._source))
        yield from unsaid
        departments = {each.department for each in self._payroll.persons}
        yield from (
            _no_cost(each, self._source) for each in sorted(departments) if cost_of(each, self._rules.costs) is None
        )
        if not unsaid:
            yield from check_sums(self._payroll, self._roles, self._source)
        for part, _, _ in self._parts():
            there = self._desk.known.payroll(f"{self._key}-{part}")
            if there is not None and self._digest(part) not in self._desk.known.digests:
                yield _changed(part, there.shown(self._desk.target.ledger.path.parent), self._source)

    def drafts(self) -> Iterator[Draft]:
        """The vouchers, in the order that they are made in."""
        for part, slot, legs in self._parts():
            if legs:
                yield self._draft(part, slot, legs)

    def _parts(self) -> Iterator[tuple[str, Slot, Sequence[Leg]]]:
        if self._unknown:
            return
        rules = self._rules
        legs = PayrollLegs(self._payroll, rules, self._roles, self._named, self._desk.target)
        if rules.accrual is not None:
            yield "计提", rules.accrual, legs.accrual()
        if rules.pay is not None:
            yield "发放", rules.pay, legs.payment(rules.pay.money)
        for number, slot in enumerate(rules.remit, 1):
            yield f"缴纳{number}", slot, legs.remittance(slot)

    def _draft(self, part: str, slot: Slot, legs: Sequence[Leg]) -> Draft:
        source = self._source.row(self._payroll.head, self._payroll.sheet)
        if any(each in source for each in self._payroll.named):
            source = f"工资表#{self._payroll.head}"
        words = slot.narration.replace("{年}", str(self._year)).replace("{月}", str(self._month))
        date, guess = self._desk.dated(day_of(slot, self._year, self._month), f"照规则 {slot.called}")
        return Draft(
            date,
            words,
            tuple(legs),
            source,
            self._source.place(self._payroll.head),
            self._digest(part),
            slot.name,
            checked=False,
            meta={PAYROLL: f"{self._key}-{part}", GUESS: guess},
        )

    def _digest(self, part: str) -> str:
        """Of the sheet's sums by department: what a person gets is nobody's affair."""
        roles = (("items", self._roles.items), ("withheld", self._roles.withheld), ("employer", self._roles.employer))
        names = {each.index: each.called[0] for each in self._payroll.columns}
        sums: dict[tuple[str, str, str], int] = {}
        for person in self._payroll.persons:
            for role, indices in roles:
                for index in indices:
                    key = (person.department, role, names[index])
                    sums[key] = sums.get(key, 0) + person.fen.get(index, 0)
        said = [text for key, fen in sorted(sums.items()) for text in (*key, fen)]
        return self._desk.known.fresh(digest_of(PAYROLL, self._key, part, *said))

    def _key_of(self, title: str) -> str:
        """What a month's sheet is called; its title is not shown: it may name whom it is of."""
        return f"{self._year}-{self._month:02}-{digest_of(plain(title))[:_HASH]}"


def _roles(payroll: Payroll, rules: PayrollRules) -> Roles:
    sums = {each.index for each in (payroll.gross, payroll.deducted, payroll.net) if each is not None}

    def of(*parts: object) -> frozenset[int]:
        patterns = [each for part in parts for each in getattr(part, "columns", ())]
        found = {each.index for each in payroll.columns if each.is_one(patterns)}
        return frozenset(found - sums)

    return Roles(of(*rules.items), of(*rules.withheld), of(*rules.employer))


def _slips(payroll: Payroll, roles: Roles, source: Source) -> Iterator[Finding]:
    names = {each.index: each.name for each in payroll.columns}
    sums = {each.index for each in (payroll.gross, payroll.deducted, payroll.net) if each is not None}
    for slip in payroll.slips:
        if slip.column in roles.all | sums:
            what = f"第 {slip.row} 行的“{names[slip.column]}”不是金额。"
        elif slip.column < 0:
            what = f"第 {slip.row} 行有金额，没有姓名，也不是合计。"
        else:
            continue
        yield Finding(
            "payroll-unreadable",
            what,
            "每人一行，各列是金额；合计、小计写明是合计、小计。",
            "改正工资表，再导。",
            source.place(slip.row),
        )


def _unsaid(payroll: Payroll, rules: PayrollRules, source: Source) -> Iterator[Finding]:
    """Columns with amounts that no rule is for, and those that two rules are for."""
    sums = {each.index for each in (payroll.gross, payroll.deducted, payroll.net) if each is not None}
    for column in payroll.columns:
        parts = [each for each in (*rules.items, *rules.withheld, *rules.employer) if column.is_one(each.columns)]
        if column.index in sums:
            continue
        if len(parts) > 1:
            yield _twice(column.name, [each.called for each in parts], source, payroll)
        elif (
            not parts
            and not column.is_one(rules.ignore)
            and any(each.fen.get(column.index) for each in payroll.persons)
        ):
            yield _no_part(column.name, source, payroll)


# Findings


def _no_rules(source: Source) -> Finding:
    return Finding(
        "payroll-no-rules",
        "还没有写工资表怎样记账。",
        "哪列是应发、哪列是代扣、记哪个明细，各单位不同，写在主文件旁边 import-rules.toml 的 [payroll] 里。",
        "gov-accounts import --rules 写出一份带例子的，照本单位的工资表改列名和科目。",
        source.place(),
    )


def _unusable(error: DataError, source: Source) -> Finding:
    return Finding(
        "import-rules-unusable",
        f"规则写得不对：{error}。",
        "[payroll] 写明工资表每一列记哪里，拟哪几张凭证。",
        "照上面说的位置改正，再导一次。",
        source.place(),
    )


def _no_month(payroll: Payroll, source: Source) -> Finding:
    return Finding(
        "payroll-no-month",
        "看不出是哪个月的工资表。",
        "标题、工作表名或文件名里要有年月，如 2020年5月；只有“5月”的，还要年度。",
        "在标题里写上年月；只差年度的，加 --year。",
        source.place(payroll.head),
    )


def _nobody(payroll: Payroll, source: Source) -> Finding:
    return Finding(
        "payroll-nobody",
        "工资表里没有一行是人。",
        "列名下面，每人一行，有姓名和金额。",
        "核对是不是选错了文件。",
        source.place(payroll.head),
    )


def _no_cost(department: str, source: Source) -> Finding:
    return Finding(
        "payroll-department",
        f"部门“{department}”的工资记哪个费用，规则里没有写。"
        if department
        else "没有写部门的，工资记哪个费用，规则里没有写。",
        "业务部门的工资记业务活动费用，行政、后勤的记单位管理费用（财会〔2017〕25号 2201 三（一）1）。",
        'import-rules.toml 里加一条 [[payroll.costs]]，department 写这个部门，或 department = "*" 管其余的。',
        source.place(),
    )


def _no_part(column: str, source: Source, payroll: Payroll) -> Finding:
    return Finding(
        "payroll-column-unsaid",
        f"“{column}”这一列有金额，规则里没有写是应发、代扣还是单位负担。",
        "每一列都要知道记哪里，才能拟凭证；不是钱，或是别的列的和的，写进 ignore。",
        f"import-rules.toml 里，[[payroll.items]]、[[payroll.withheld]]、[[payroll.employer]] 之一的 columns "
        f'加 "{column}"；或 [payroll] 的 ignore 里加 "{column}"。',
        source.place(payroll.head),
    )


def _twice(column: str, called: Sequence[str], source: Source, payroll: Payroll) -> Finding:
    return Finding(
        "payroll-column-twice",
        f"“{column}”这一列有几条规则：{'、'.join(called)}。",
        "一列只能记一处。",
        "改规则里的列名，写到只有一条合；两行的列名，写成“代扣/养老保险”。",
        source.place(payroll.head),
    )


def _changed(part: str, where: str, source: Source) -> Finding:
    return Finding(
        "payroll-booked",
        f"这张表的“{part}”凭证账里已有（{where}），表后来改过。",
        "一个月的工资只记一次；改过的表，不覆盖账里的凭证。",
        "还没有审核的，删掉那张凭证再导；已记账的，用红字冲销（gov-accounts reverse）以后再导。",
        source.place(),
    )
