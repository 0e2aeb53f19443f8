"""What is said of what is exported: numbers and codes that were given, and what the ledger doesn't say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.text import first_few

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from gov_accounts.books.postings import Posting
    from gov_accounts.books.vouchers import Recorded
    from gov_accounts.exchange.export.codes import Numbered
    from gov_accounts.exchange.export.value import Unit, Voucher

ONLY_VOUCHERS: Final = "只有凭证，没有年初余额；年初余额在 --format audit 的科目余额表里。"
_SHOWN: Final = 5
_USUAL: Final = 2
_UNIT: Final = {
    "code": ("单位代码", "code", "101001"),
    "division": ("行政区划代码", "division", "420100"),
    "registration": ("统一社会信用代码", "credit-code", "18 位代码"),
}


def _notice(rule: str, what: str, why: str, remedy: str, place: Place | None) -> Finding:
    return Finding(rule, what, why, remedy, place, Severity.NOTICE)


def account_without_code(leg: Posting) -> Finding:
    """A leg on an account without a 4-digit code."""
    return Finding(
        "export-account-without-code",
        f"账户 {leg.account} 没有科目编码，什么也没有写。",
        "导出的科目按编码排列；没有编码的科目，别的软件读不了。",
        "账户写成 根:4位科目编码-科目名称，如 Assets:1002-银行存款；先用 gov-accounts check 检查。",
        leg.place,
    )


def about_codes(numbered: Numbered, place: Place) -> Iterator[Finding]:
    """Which codes were given here, and how long codes are."""
    rule = "-".join(map(str, numbered.widths))
    if numbered.given:
        yield _notice(
            "export-codes-given",
            f"{numbered.given} 个明细科目没有编码，导出时编了号；科目编码规则是 {rule}。",
            "别的软件按编码认科目；同一级的先按开立日期、再按名称编号，避开已有的和制度规定的编码。",
            "要自己定编码，明细写成“编码-名称”，如 Assets:1002-银行存款:100201-基本户。",
            place,
        )
    if max(numbered.widths[1:], default=_USUAL) > _USUAL:
        yield _notice(
            "export-codes-long",
            f"科目编码规则是 {rule}，不是常见的 4-2-2-2。",
            "有的一级明细超过 99 个，或账本里的编码多于两位，两位编不下。",
            "导入别的软件以前，先在那边把科目编码规则改成一样的。",
            place,
        )
    if numbered.changed:
        yield _notice(
            "export-codes-changed",
            f"{len(numbered.changed)} 个明细科目的编码和账本里写的不同：{first_few(numbered.changed, _SHOWN)}。",
            f"同一级的编码要一样长（{rule}），也不能重复。",
            "对照导出的科目表；要一致，把账本里的编码改成一样长、不重复的。",
            place,
        )


def about_numbers(given: Sequence[Voucher], twice: Sequence[tuple[Recorded, Recorded]]) -> Iterator[Finding]:
    """Numbers that were given here, and numbers that several vouchers have."""
    if given:
        yield _notice(
            "export-numbers-given",
            f"{len(given)} 张凭证还没有编号，导出时接着已有的号编了临时的号，如 {given[0].number}。",
            "导出的凭证要有号；临时的号不写进账本，以后编的可能不同。",
            "正式报送以前，先用 gov-accounts post 编号、记账，再导出。",
            given[0].place,
        )
    for first, second in twice:
        there = Place(first.voucher.file, first.voucher.line)
        yield _notice(
            "export-number-double",
            f"凭证号 {second.number} 有两张凭证，导出的是同一个号。",
            f"别的软件会当作一张凭证。另一张在 {there.shown(None).replace(chr(92), '/').rsplit('/', 1)[-1]}。",
            "改正其中一张的号，再导出。",
            Place(second.voucher.file, second.voucher.line),
        )


def about_vouchers(vouchers: Sequence[Voucher], others: int, place: Place) -> Iterator[Finding]:
    """Vouchers that aren't posted or checked, and those of appropriations, which are left out."""
    unchecked = [each for each in vouchers if not each.checked]
    unposted = sum(not each.posted for each in vouchers)
    if unchecked:
        yield _notice(
            "export-unchecked",
            f"{len(unchecked)} 张凭证还没有审核（!），也导出了。",
            "没有审核的凭证可能还要改。",
            "审核以后把 ! 改成 *，再导出。",
            unchecked[0].place,
        )
    if unposted:
        yield _notice(
            "export-unposted",
            f"{len(vouchers)} 张凭证里有 {unposted} 张还没有记账。",
            "没有记账的凭证可能还要改；导出的和以后的账不同，说不清楚。",
            "正式报送以前，先用 gov-accounts post 逐月记账。",
            place,
        )
    if others:
        yield _notice(
            "export-appropriations",
            f"{others} 张只记预算指标（CNY.A）的凭证没有导出。",
            "这些格式只有财务会计和预算会计两本账。",
            "预算指标另用 gov-accounts budget 打印。",
            place,
        )


def posted_above(vouchers: Iterable[Voucher], place: Place) -> Iterator[Finding]:
    """Accounts with details that are themselves posted to."""
    found = sorted({leg.account.code for each in vouchers for leg in each.legs if not leg.account.leaf})
    if found:
        yield _notice(
            "export-posted-above",
            f"{len(found)} 个科目有明细，分录又直接记在它上面：{first_few(found, _SHOWN)}。",
            "多数软件只能在最末级科目记账，导入时会拒绝。",
            "在账本里给这些分录选一个明细科目。",
            place,
        )


def about_receiver(unit: Unit, count: int, place: Place) -> Iterator[Finding]:
    """That no voucher carries an invoice; or what the ledger doesn't say of the unit."""
    if count:
        yield from about_unit(unit, place, ("registration",))
    else:
        yield _notice(
            "export-no-invoice",
            "没有写着发票号的凭证，没有入账信息可写。",
            "入账信息是每张电子凭证记在哪张记账凭证里；凭证下面写着 invoice 的才有。",
            '在凭证第一行下面写：invoice: "发票号码"，再导出。',
            place,
        )


def about_unit(unit: Unit, place: Place, asked: Collection[str] = tuple(_UNIT)) -> Iterator[Finding]:
    """What is asked of a unit and its ledger doesn't say."""
    missing = [each for name, each in _UNIT.items() if name in asked and not getattr(unit, name)]
    if missing:
        lines = "；".join(f'2020-01-01 custom "gov-unit" "{key}" "{example}"' for _, key, example in missing)
        yield _notice(
            "export-unit-unknown",
            f"账本没有写{'、'.join(words for words, _, _ in missing)}，导出的是空的。",
            "审计、档案的格式要填这些项目。",
            f"在主文件加：{lines}。",
            place,
        )


def not_in_gbk(missing: Mapping[str, str], instead: str, place: Place) -> Iterator[Finding]:
    """Characters that GBK hasn't, each with the first voucher that has it."""
    if missing:
        shown = [f"{character}（U+{ord(character):04X}，{number}）" for character, number in sorted(missing.items())]
        yield _notice(
            "export-not-in-gbk",
            f"{len(missing)} 个字 GBK 里没有，写成了 {instead}：{first_few(shown, _SHOWN)}。",
            "用友的文本用 GBK 编码，没有的字写不出来。",
            "导入以后在那边补上这些字。",
            place,
        )


def cut_short(numbers: Sequence[str], longest: int, place: Place) -> Iterator[Finding]:
    """Vouchers whose words were cut."""
    if numbers:
        yield _notice(
            "export-words-cut",
            f"{len(numbers)} 张凭证的摘要超过 {longest} 个字，截短了：{first_few(numbers, _SHOWN)}。",
            f"这种格式的摘要最多 {longest} 个字。",
            "要保留全文，把账本里的摘要写短，或用别的格式。",
            place,
        )


def too_long(what: str, texts: Iterable[str], longest: int, place: Place) -> Iterator[Finding]:
    """Numbers or codes longer than a format allows; they are written whole."""
    found = sorted({each for each in texts if len(each) > longest})
    if found:
        yield _notice(
            "export-too-long",
            f"{len(found)} 个{what}超过 {longest} 位，照原样写了：{first_few(found, _SHOWN)}。",
            f"这种格式的{what}最多 {longest} 位，对方多半不收。",
            "在账本里改短；科目编码长的，少分几级明细。",
            place,
        )
