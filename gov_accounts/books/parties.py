"""What a ledger says of those whom the unit deals with, and of accounts: asked when 附注 are made.

2020-01-01 custom "gov-party" "某某学会" "本部门以外同级政府单位"

says of which class a debtor, creditor, payer or payee is, by the name of a detail or of a voucher's payee.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from beancount.core.data import Custom, Open

from gov_accounts.books.metadata import text_of
from gov_accounts.findings import Finding, Place
from gov_accounts.nearest import nearest
from gov_accounts.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PARTY: Final = "gov-party"
_VALUES: Final = 2


def read_parties(entries: Iterable[Any], classes: Sequence[str]) -> tuple[dict[str, str], list[Finding]]:
    """The class of each party that the ledger names; and what is wrong with the directives that say so.

    Args:
        entries: beancount directives, in the order of their dates: a later one wins.
        classes: those there are.
    """
    parties: dict[str, str] = {}
    findings: list[Finding] = []
    for entry in entries:
        if not isinstance(entry, Custom) or entry.type != PARTY:
            continue
        values = [text_of(each.value) for each in entry.values or ()]
        place = Place(entry.meta["filename"], entry.meta["lineno"])
        if len(values) != _VALUES or not all(values):
            findings.append(_malformed(str(entry.date), classes, place))
        elif values[1] not in classes:
            findings.append(_unknown(values[1], classes, place))
        else:
            parties[values[0]] = values[1]
    return parties, findings


def opened_with(entries: Iterable[Any], key: str) -> Mapping[str, str]:
    """Account → what its ``open`` says under a key, of the accounts whose does."""
    opens = (entry for entry in entries if isinstance(entry, Open))
    return {each.account: text_of(each.meta[key]) for each in opens if key in each.meta}


def _malformed(date: str, classes: Sequence[str], place: Place) -> Finding:
    return Finding(
        "party-malformed",
        "gov-party 声明的写法不对。",
        "写两项：单位的名称（明细科目或凭证上收付款单位的名称）和它的类别，都不能为空。",
        f'写成：{date} custom "gov-party" "单位名称" "{classes[0]}"。',
        place,
    )


def _unknown(written: str, classes: Sequence[str], place: Place) -> Finding:
    near = nearest(written, classes)
    return Finding(
        "party-class-unknown",
        f"单位类别“{clean(written)}”不认识。",
        f"附注里债务人、债权人、收入来源、支付对象的类别是：{'、'.join(classes)}（财会〔2019〕13号九）。",
        f"改成其中一个{f'，如 {near[0]}' if near else ''}。",
        place,
    )
