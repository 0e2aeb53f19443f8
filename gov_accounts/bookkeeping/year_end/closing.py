"""Year-end closing (年末结转): what is left on the year's accounts, and the entries that carry it over.

    entries ──tally──► amounts by account and codes ──steps of closing.toml──► closing entries ──► text

The entries are dated on the year's last day and tagged ``#year-close``, so that they count for balances and never for a
year's flows. What a person has closed by hand counts as closed. An earlier year's flows are not this year's to close.

Amounts are integer fen, debit positive. Source: 财会〔2017〕25号; each step's article is in the data.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from beancount.core.data import Balance, Custom, Open, Transaction

from gov_accounts.bookkeeping.year_end import messages
from gov_accounts.bookkeeping.year_end.accounts import Accounts, ClosingRefusedError, place_of
from gov_accounts.bookkeeping.year_end.checks import (
    advances_open,
    by_account,
    money_below_zero,
    not_settled,
    quota_unrecorded,
)
from gov_accounts.bookkeeping.year_end.file import closing_path, closing_years, include_lines
from gov_accounts.bookkeeping.year_end.tally import (
    Leg,
    Recorded,
    Tally,
    held,
    keeps_balance,
    legs_in,
    record,
    sums_of,
    tally,
)
from gov_accounts.books.marks import CLOSING_TAG
from gov_accounts.books.voucher_number import NUMBER
from gov_accounts.files.change import Before, Change
from gov_accounts.files.generated import CLOSING, Owner
from gov_accounts.files.seen import require_unchanged
from gov_accounts.files.texts import as_text, line_added, present
from gov_accounts.findings import Finding, Place, Severity, in_order
from gov_accounts.law.accounts import account_code
from gov_accounts.law.chart import role
from gov_accounts.law.closing import KEYS, Key, Step, official_rules
from gov_accounts.law.codes import Codes, official_codes
from gov_accounts.money import BUDGETARY, COMMODITY_OF_BOOK, FEN_PER_YUAN, FINANCIAL, to_yuan
from gov_accounts.months import DECEMBER
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.declarations import Declarations
    from gov_accounts.books.ledger import Advance, Ledger

__all__ = [
    "COMPLETED",
    "Closing",
    "ClosingEntry",
    "ClosingRefusedError",
    "Opening",
    "close_year",
    "closing_findings",
    "closing_text",
]

COMPLETED: Final = "gov-project-completed"
"""``2020-12-20 custom "gov-project-completed" "P1"``: the project is done, what is left of it is 结余."""

_DEFAULT_KIND: Final = "事业单位"


@dataclass(frozen=True, slots=True)
class ClosingEntry:
    """A 结转分录."""

    date: datetime.date
    step: Step
    legs: tuple[Leg, ...]


# Closing


class Opening(NamedTuple):
    """What an account, with the accounts below it, opens the next year with: fen, debit positive."""

    account: str
    fen: int
    commodity: str


@dataclass(frozen=True, slots=True)
class _Carried:
    """A year closed in memory: its entries, what was recorded in it before them, and what is left after them.

    Attributes:
        opening: what the next year opens with.
    """

    entries: tuple[ClosingEntry, ...]
    opening: tuple[Opening, ...]
    accounts: Accounts
    flows: Mapping[Key, int]
    after: Tally


def _carry(
    entries: Sequence[Any],
    recorded: Recorded,
    year: int,
    main_file: Path,
    files: Collection[Path],
    declarations: Declarations,
) -> _Carried:
    if not datetime.MINYEAR <= year < datetime.MAXYEAR:
        raise ClosingRefusedError([messages.no_next_year(year, main_file)])
    accounts = Accounts(entries, year, main_file, files)
    state = tally(recorded, year, closing_path(main_file, year))
    flows = dict(state.year)
    completed = _completed(entries, year, declarations)
    kind = _kind(declarations)
    made: list[ClosingEntry] = []
    for step in official_rules().steps:
        if step.kinds and kind not in step.kinds:
            continue
        made.extend(_step_entries(step, state, flows, accounts, completed, entries))
    used = {leg.key.account for entry in made for leg in entry.legs}
    if used & accounts.closed.keys():
        gone = (accounts.closed[account] for account in used & accounts.closed.keys())
        raise ClosingRefusedError(messages.closed_account(each.account, place_of(each)) for each in gone)
    opening = _opening([*held(recorded, year, closing_path(main_file, year)), *_kept(made)], accounts)
    return _Carried(tuple(made), opening, accounts, flows, state)


def _kept(made: Iterable[ClosingEntry]) -> Iterator[Leg]:
    """What the closing entries post to accounts that keep their balance."""
    for entry in made:
        yield from (leg for leg in entry.legs if keeps_balance(leg.key.account))


def _opening(legs: Iterable[Leg], accounts: Accounts) -> tuple[Opening, ...]:
    """What the next year opens with: every account that holds something of its own and is still open.

    beancount asserts an account together with those below it, so that is what is summed.
    """
    balances: dict[str, int] = {}
    for key, fen in legs:
        balances[key.account] = balances.get(key.account, 0) + fen
    whole: dict[str, int] = {}
    for account, fen in balances.items():
        parts = account.split(":")
        for length in range(1, len(parts) + 1):
            parent = ":".join(parts[:length])
            whole[parent] = whole.get(parent, 0) + fen
    standing = sorted((each for each in balances if balances[each] and each not in accounts.ended), key=_by_code)
    return tuple(Opening(each, whole[each], _commodity(each)) for each in standing)


def _commodity(account: str) -> str:
    return BUDGETARY if role(account_code(account)).budgetary else FINANCIAL


def _by_code(account: str) -> tuple[str, str]:
    return account_code(account), account


def _step_entries(
    step: Step,
    state: Tally,
    flows: Mapping[Key, int],
    accounts: Accounts,
    completed: frozenset[str],
    entries: Iterable[Any],
) -> Iterator[ClosingEntry]:
    """The entries of a step, one for each set of codes it keeps; posted to the tally when all are made."""
    taken = {key: fen for key, fen in state.amounts(step.amount).items() if fen and step.takes(key, completed)}
    if not taken or (step.only_surplus and sum(taken.values()) >= 0):
        return
    funcs = _functions(taken) or (_functions({**flows, **state.balance}) if step.main_func else [])
    if step.main_func and not funcs:
        # A ledger in which nothing has a functional code yet: the balance waits for a year that has some.
        return
    func = funcs[0] if len(funcs) == 1 or (funcs and step.main_func) else ""
    together: dict[Key, list[Key]] = {}
    for key in sorted(taken, key=lambda each: (account_code(each.account), each)):
        codes = step.codes(key, func)
        if "func" in step.require and not codes.func:
            raise ClosingRefusedError(
                [messages.func_missing(key.account, step.to, _uncoded(entries, key.account, accounts.end))]
            )
        together.setdefault(codes, []).append(key)
    made = []
    for codes in sorted(together):
        moved: dict[str, int] = {}
        legs = [Leg(key, -taken[key]) for key in together[codes]]
        for key in together[codes]:
            target = accounts.target(step, key.account, codes)
            moved[target] = moved.get(target, 0) + taken[key]
        legs += [Leg(codes._replace(account=target), fen) for target, fen in moved.items() if fen]
        made.append(ClosingEntry(accounts.end, step, tuple(legs)))
    for entry in made:
        state.post(entry.legs)
    yield from made


def _functions(amounts: Mapping[Key, int]) -> list[str]:
    """The functional codes of amounts, that of the largest sum first."""
    sums: dict[str, int] = {}
    for key, fen in amounts.items():
        if key.func:
            sums[key.func] = sums.get(key.func, 0) + fen
    return sorted(sums, key=lambda each: (-abs(sums[each]), each))


def _uncoded(entries: Iterable[Any], account: str, end: datetime.date) -> Place | None:
    """The first posting to an account without a functional code."""
    for entry in entries:
        if isinstance(entry, Transaction) and entry.date <= end:
            for posting in entry.postings:
                meta = posting.meta or {}
                if posting.account == account and not meta.get("func"):
                    return Place(entry.meta["filename"], meta.get("lineno") or entry.meta["lineno"])
    return None


def _kind(declarations: Declarations) -> str:
    return declarations.unit.get("kind", _DEFAULT_KIND)


def _completed(entries: Iterable[Any], year: int, declarations: Declarations) -> frozenset[str]:
    """The projects declared completed by the year's end."""
    projects: set[str] = set()
    for entry in entries:
        if not isinstance(entry, Custom) or entry.type != COMPLETED or entry.date.year > year:
            continue
        values = [str(value.value).strip() for value in entry.values or ()]
        if len(values) != 1 or values[0] not in declarations.projects:
            raise ClosingRefusedError(
                [messages.unknown_project(COMPLETED, values, declarations.projects, place_of(entry))]
            )
        projects.add(values[0])
    return frozenset(projects)


@dataclass(frozen=True, slots=True)
class Closing:
    """A year's closing, ready to be written.

    Attributes:
        path: the closing file.
        text: its whole text.
        entries: the 结转分录 in it; none where there is nothing to carry over.
        opening: the balances asserted in it, with which the next year opens.
        changed: whether what is on disk differs.
        include: the line to be added to the main file; nothing where the ledger includes the closing file already.
        notices: what someone who closes the year should know.
        before: what the closing file is now.
        read: the ledger's files as they were read.
    """

    year: int
    main_file: Path
    path: Path
    text: str
    entries: tuple[ClosingEntry, ...]
    opening: tuple[Opening, ...]
    changed: bool
    include: str
    notices: tuple[Finding, ...]
    before: bytes | Before
    read: Mapping[Path, bytes]

    def write(self) -> list[Path]:
        """Write what has changed, the closing file before the line that includes it. Returns the files written.

        Raises:
            ChangedMeanwhileError: a file of the ledger has been changed since it was read; everything is as it is.
            OSError: a file that can't be written; everything is as it was.
        """
        changes = [Change(self.path, self.text.encode(), self.before)] if self.changed else []
        if self.include:
            changes.append(line_added(self.main_file, self.include))
        from gov_accounts.files.whole import write_whole  # noqa: PLC0415 (loading a ledger writes nothing)

        write_whole(changes, partial(require_unchanged, self.read))
        return [each.path for each in changes]


def close_year(ledger: Ledger, year: int) -> Closing:
    """Close a year of a loaded ledger. Nothing is written.

    Args:
        ledger: the ledger.
        year: the year to close.

    Raises:
        ClosingRefusedError: the ledger has errors, the year has no vouchers, a balance lacks a code it needs, an
            account isn't open at the year's end, or the closing file is a person's.
    """
    main_file = Path(os.path.normpath(ledger.path))
    path = closing_path(main_file, year)
    errors = [each for each in ledger.findings if each.severity is Severity.ERROR and not _healed(each, ledger, year)]
    if errors:
        raise ClosingRefusedError(errors)
    before = present(path)
    whose = CLOSING.owner_of(before)
    posted = whose is Owner.EDITED and _is_posted(ledger.entries, path)
    if whose in (Owner.EDITED, Owner.PERSON) and not posted:
        raise ClosingRefusedError([messages.not_ours(path, edited=whose is Owner.EDITED)])
    recorded = record(ledger.entries, [path])
    carried = _carry(ledger.entries, recorded, year, main_file, ledger.files, ledger.declarations)
    if not carried.after.recorded and whose is Owner.NOBODY:
        raise ClosingRefusedError([messages.no_vouchers(year, main_file)])
    main = Place(str(path.parent / ledger.path.name), 0)
    balances = by_account(held(recorded, year, path))
    _check_codes(carried, ledger.codes, year, path)
    text = CLOSING.stamped(closing_text(carried.entries, carried.accounts, year, carried.opening))
    written = bool(carried.entries or carried.opening) or whose is not Owner.NOBODY
    included = any(include_lines(file, path) for file in ledger.files if file.exists())
    if posted:
        stale = [each for each in ledger.findings if each.rule == messages.STALE and _file_of(each) == str(path)]
        if stale:
            raise ClosingRefusedError([*stale, messages.closing_posted(year, path)])
    changed = written and not posted and (isinstance(before, Before) or as_text(before) != text)
    return Closing(
        year,
        main_file,
        path,
        text,
        carried.entries,
        carried.opening,
        changed,
        f'include "{path.name}"' if written and not included else "",
        tuple(
            in_order(
                [
                    *_notices(carried, ledger, year, path, main, changed=changed),
                    *money_below_zero(balances, ledger.entries, year, main),
                    *not_settled(balances, carried.flows, year, carried.accounts, main),
                    *quota_unrecorded(ledger.groups, year, carried.accounts, main),
                    *advances_open(
                        ledger.advances.get(year, ()), year, _kind(ledger.declarations), carried.accounts, main
                    ),
                ]
            )
        ),
        before,
        ledger.read,
    )


def closing_text(entries: Sequence[ClosingEntry], accounts: Accounts, year: int, opening: Sequence[Opening]) -> str:
    """The body of a closing file: options for renamed roots, opens, entries, and what the next year opens with."""
    lines = [f"; {year} 年年末结转，依据{official_rules().law}。", ""]
    roots = sorted(accounts.roots.items())
    lines += [*(f'option "{key}" "{name}"' for key, name in roots), ""] if roots else []
    opens = sorted(accounts.new, key=lambda account: (account_code(account), account))
    lines += [*(f"{accounts.end} open {account} {accounts.new[account]}" for account in opens), ""] if opens else []
    chart = official_codes().chart.rows
    for entry in entries:
        commodity = COMMODITY_OF_BOOK[chart[account_code(entry.legs[0].key.account)].book]
        lines.append(f'{entry.date} * "年末结转" "{_escaped(entry.step.narration)}"{_tags(commodity)}')
        lines.append(f'  basis: "{_escaped(entry.step.basis)}"')
        width = max(text_width(leg.key.account) for leg in entry.legs)
        digits = max(len(str(to_yuan(leg.fen))) for leg in entry.legs)
        for key, fen in entry.legs:
            pad = " " * (width - text_width(key.account))
            lines.append(f"  {key.account}{pad}  {to_yuan(fen)!s:>{digits}} {commodity}")
            if commodity == BUDGETARY:
                lines += _code_lines(key, accounts)
        lines.append("")
    lines += _opening_lines(opening, accounts.next_day)
    return "\n".join(lines[:-1]) + "\n"


def _opening_lines(opening: Sequence[Opening], day: datetime.date) -> Iterator[str]:
    """Assertions that beancount itself checks, wherever the ledger is opened."""
    if not opening:
        return
    yield f"; {day.year} 年年初余额：{day.year - 1} 年结账以后各账户的余额。账改了而没有重新结账，这里就对不上。"
    yield ""
    width = max(text_width(each.account) for each in opening)
    digits = max(len(str(to_yuan(each.fen))) for each in opening)
    for account, fen, commodity in opening:
        pad = " " * (width - text_width(account))
        yield f"{day} balance {account}{pad}  {to_yuan(fen)!s:>{digits}} {commodity}"
    yield ""


def _tags(commodity: str) -> str:
    """No budget legs are derived from an entry of the financial book."""
    return f" #{CLOSING_TAG}" if commodity == BUDGETARY else f" #no-budget #{CLOSING_TAG}"


def _code_lines(key: Key, accounts: Accounts) -> Iterator[str]:
    """The codes of a posting; one it hasn't is said to be none where its account's ``open`` would give it one."""
    for name, value in zip(KEYS, key[1:], strict=True):
        if value or accounts.given(key.account, name) is not None:
            yield f'    {name}: "{_escaped(value)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


# Whether a closing still holds


def advance_findings(
    entries: Sequence[Any],
    advances: Mapping[int, Sequence[Advance]],
    main_file: Path,
    files: Collection[Path],
    declarations: Declarations,
) -> list[Finding]:
    """A notice for each advance of other than fiscal money that a year has left open (解释第1号 三（一）).

    Only of years that have ended: a later year has begun, or the year is closed.
    """
    if not any(advances.values()):
        return []
    closed = {entry.date.year for entry in entries if isinstance(entry, Transaction) and CLOSING_TAG in entry.tags}
    last = max(advances, default=0)
    findings: list[Finding] = []
    for year, open_ in advances.items():
        if open_ and (year < last or year in closed):
            accounts = Accounts(entries, year, main_file, files)
            place = Place(str(main_file), 0)
            findings.extend(advances_open(open_, year, _kind(declarations), accounts, place))
    return findings


def closing_findings(
    entries: Sequence[Any], main_file: Path, files: Collection[Path], declarations: Declarations
) -> list[Finding]:
    """A finding for each year that was closed by the command and has changed since: by how much, in which accounts.

    Costs nothing where no closing file is included, else one pass over the postings.

    Args:
        entries: the ledger's directives, after ``classify``.
        main_file: the main file, absolute.
        files: every file read, absolute.
        declarations: what the ledger declares.
    """
    main_file = Path(os.path.normpath(main_file))
    findings: list[Finding] = []
    paths = {year: closing_path(main_file, year) for year in closing_years(main_file, files)}
    recorded = record(entries, list(paths.values())) if paths else {}
    assertions = [entry for entry in entries if isinstance(entry, Balance)] if paths else []
    for year, path in paths.items():
        try:
            carried = _carry(entries, recorded, year, main_file, files, declarations)
        except ClosingRefusedError as refused:
            findings.extend(refused.findings)
            continue
        due = sums_of(leg for entry in carried.entries for leg in entry.legs)
        done = sums_of(legs_in(recorded, path))
        asserted = {each.account: _fen(each) for each in assertions if _in(each, path)}
        opening = {each.account: each.fen for each in carried.opening}
        if due != done or opening != asserted:
            changed = [
                (account, opening.get(account, 0), asserted.get(account, 0))
                for account in sorted({*opening, *asserted}, key=_by_code)
                if opening.get(account, 0) != asserted.get(account, 0)
            ]
            findings.append(messages.stale(year, path, main_file, _differences(due, done), changed))
    return findings


def _fen(balance: Balance) -> int:
    """What is asserted, cut to fen: a closing file says no finer figure unless somebody changed it."""
    return int((balance.amount.number or 0) * FEN_PER_YUAN)


def _differences(due: Mapping[Key, int], done: Mapping[Key, int]) -> list[tuple[str, int, int]]:
    """The accounts that are not closed as they should be: what is due, and what was done."""
    accounts = {key.account for key in {*due, *done} if due.get(key, 0) != done.get(key, 0)}
    return [
        (
            account,
            sum(fen for key, fen in due.items() if key.account == account),
            sum(fen for key, fen in done.items() if key.account == account),
        )
        for account in sorted(accounts, key=_by_code)
    ]


# What an error that closing again mends looks like


def _healed(error: Finding, ledger: Ledger, year: int) -> bool:
    """Whether an error comes of the year's closing itself, as it was or isn't yet, so that closing mends it."""
    main_file = Path(os.path.normpath(ledger.path))
    own = closing_path(main_file, year)
    place = error.place or Place("", 0)
    if error.rule == messages.STALE:
        return Path(place.file).name >= own.name
    if place.file == str(own):
        return True
    match error.rule:
        case "include-missing":
            return place.line in include_lines(Path(place.file), own) if place.file else False
        case "account-open-twice":
            opened = {each.account for each in ledger.entries if isinstance(each, Open) and _in(each, own)}
            return error.subject in opened
        case "balance-failed":
            later = (each for each in ledger.entries if isinstance(each, Balance) and each.date.year > year)
            return any(place_of(each) == place for each in later)
        case "budget-overspent":
            # What the next year spends of its 上年结转 is beyond its budget until this year is closed.
            return any(_posted_at(each, place) for each in ledger.entries if each.date.year > year)
    return error.rule in {f"tie-{tie.id}" for tie in ledger.profile(year).formats.ties if tie.when_closed}


def _posted_at(entry: Any, place: Place) -> bool:
    """Whether a voucher or one of its postings stands at a place."""
    metas = [entry.meta, *(posting.meta or {} for posting in getattr(entry, "postings", ()))]
    return any((meta.get("filename"), meta.get("lineno")) == (place.file, place.line) for meta in metas)


def _is_posted(entries: Iterable[Any], path: Path) -> bool:
    """Whether the entries of a closing file are posted: they have numbers, which only posting gives them."""
    return any(isinstance(each, Transaction) and _in(each, path) and NUMBER in each.meta for each in entries)


def _file_of(finding: Finding) -> str:
    return finding.place.file if finding.place else ""


def _in(entry: Any, path: Path) -> bool:
    return bool(entry.meta["filename"] == str(path))


# What to say before it is written


def _check_codes(carried: _Carried, codes: Codes, year: int, path: Path) -> None:
    """Refuse to post a functional code that is no longer in force, such as an old project's balance may have."""
    old = {
        (leg.key.account, leg.key.func)
        for entry in carried.entries
        for leg in entry.legs
        if leg.key.func and codes.functional.row(leg.key.func, entry.date.year) is None
    }
    if old:
        place = Place(str(path), 0)
        raise ClosingRefusedError(messages.code_not_in_force(account, func, year, place) for account, func in old)


def _notices(
    carried: _Carried, ledger: Ledger, year: int, path: Path, main: Place, *, changed: bool
) -> Iterator[Finding]:
    """What isn't wrong, or not for a program to say, but worth knowing before a year is closed."""
    last = max((each.date for each in ledger.entries if _is_voucher(each, year, path)), default=None)
    if last is not None and last.month < DECEMBER:
        yield messages.before_december(year, last, main)
    if carried.after.earlier:
        yield messages.earlier_open(year, carried.after.earlier, main)
    later = [each for each in closing_years(Path(main.file), ledger.files) if each > year]
    if later and changed:
        yield messages.later_closed(year, later, main)
    yield from _balance_notices(carried, year, main)


def _is_voucher(entry: Any, year: int, own: Path) -> bool:
    return isinstance(entry, Transaction) and entry.date.year == year and not _in(entry, own)


def _chosen_functions(entries: Iterable[ClosingEntry], step: Step, main: Place) -> Iterator[Finding]:
    """What has no functional code and goes with the others', of which there are several."""
    of_step = [each for each in entries if each.step is step]
    targets = {leg.key.func for each in of_step for leg in each.legs if account_code(leg.key.account) == step.to}
    for entry in of_step:
        func = next((leg.key.func for leg in entry.legs if leg.key.func), "")
        for leg in entry.legs:
            if not leg.key.func and len(targets) > 1:
                yield messages.func_chosen(leg.key.account, func, step.to, -leg.fen, main)


def _posted(entries: Iterable[ClosingEntry], code: str) -> int:
    """What entries post to an account, debit positive."""
    legs = (leg for entry in entries for leg in entry.legs)
    return sum(leg.fen for leg in legs if account_code(leg.key.account) == code)


def _balance_notices(carried: _Carried, year: int, main: Place) -> Iterator[Finding]:
    rules = official_rules()
    sums: dict[tuple[str, str], int] = {}
    for key, fen in carried.after.balance.items():
        code = account_code(key.account)
        if code in rules.never_debit:
            sums[code, key.fund] = sums.get((code, key.fund), 0) + fen
    for (code, fund), fen in sorted(sums.items()):
        if fen > 0:
            yield messages.negative(year, code, fund, fen, main)
    for step in rules.steps:
        if step.only_surplus:
            for code in step.accounts:
                profit = max(-_posted((each for each in carried.entries if each.step.to == code), code), 0)
                used = profit - max(_posted((each for each in carried.entries if each.step is step), code), 0)
                if used > 0:
                    yield messages.old_loss(code, profit, used, rules.law, main)
        if step.main_func:
            yield from _chosen_functions(carried.entries, step, main)
        if step.fund and step.accounts_except:
            for key, fen in sorted(carried.flows.items()):
                code = account_code(key.account)
                if fen and key.fund in step.fund and code.startswith(step.accounts_except):
                    yield messages.fiscal_business(year, code, main)
