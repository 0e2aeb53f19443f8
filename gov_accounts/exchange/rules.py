"""The unit's own rules: how its vouchers are drawn up from bank statements, payment vouchers, invoices and payrolls.

They stand in ``import-rules.toml`` beside the main file. The first rule that is met counts.

[[bank]]                         a bank's movement: by words, payee, and whether money is received or paid
[[payment]]                      国库集中支付: by payee, words, econ, func, project
[[invoice]]                      an invoice: by seller, words (what is bought)
[payroll]                        the columns of the unit's payroll (`payroll`)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from typing import TYPE_CHECKING, Final

from gov_accounts.exchange.patterns import Pattern, read_pattern
from gov_accounts.law.reading import DataError, Entry, official, read
from gov_accounts.text import plain

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "import-rules.toml"
CODES: Final = ("func", "econ", "fund", "project", "budget")
"""Metadata that a rule may give to the leg of its account."""
_TAG: Final = re.compile(r"[A-Za-z0-9\-_/.]+")
RECEIVED: Final = "收"
PAID: Final = "付"
_ASKED: Final = {
    "bank": ("words", "payee"),
    "payment": ("words", "payee", "func", "econ", "fund", "project"),
    "invoice": ("words", "seller"),
}
"""What a rule of each kind may ask."""
_SAYS: Final = {"bank": CODES, "payment": ("budget",), "invoice": CODES}
"""Metadata that a rule of each kind may give; a payment voucher brings its own codes."""
_OWN: Final = {"bank": ("side",), "payment": (), "invoice": ("against", "tax", "issued")}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes:
        called: how messages call it: ``bank[2]``, counted from 1.
        when: what is asked → patterns of which one has to match.
        account: where it goes, as it is written.
        meta: metadata of that leg.
        narration: the 摘要; nothing where what the paper says is taken.
        name: the payee; nothing where the paper's is taken.
        tags: of the voucher.
        side: 收 or 付, where only one of them is meant.
        against: of an invoice, the other side's account.
        tax: of an invoice, the account of its tax; nothing where that is part of the cost.
        issued: of an invoice, whether the unit itself has issued it.
    """

    called: str
    when: Mapping[str, tuple[Pattern, ...]]
    account: str
    meta: Mapping[str, str]
    narration: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    side: str = ""
    against: str = ""
    tax: str = ""
    issued: bool = False

    def meets(self, said: Mapping[str, str]) -> bool:
        """Whether it is for what a paper says, folded by `plain`."""
        return all(any(each.matches_plain(said.get(key, "")) for each in asked) for key, asked in self.when.items())


@dataclass(frozen=True, slots=True)
class Rules:
    """A unit's rules.

    Attributes:
        file: what messages call the file.
        of: the kind of paper → its rules, in the file's order.
        payroll: the table of the payroll; None where there is none.
        money: the account of a bank account whose number ends so.
    """

    file: str
    of: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    payroll: Entry | None = None
    money: Mapping[str, str] = field(default_factory=dict)

    def first(self, kind: str, said: Mapping[str, str], side: str = "", *, issued: bool = False) -> Rule | None:
        """The first rule that is met; None where none is."""
        folded = {key: plain(text) for key, text in said.items()}
        for rule in self.of.get(kind, ()):
            if rule.side in ("", side) and rule.issued == issued and rule.meets(folded):
                return rule
        return None


def read_rules(folder: Path) -> Rules:
    """The rules beside a ledger; none where there is no such file.

    Raises:
        DataError: they aren't as they should be; the message names file and key.
        OSError: they can't be read.
    """
    path = folder.joinpath(FILE)
    if not path.is_file():
        return Rules(FILE)
    content = read(path, FILE).known(*_ASKED, "payroll", "money")
    return Rules(
        FILE,
        {kind: tuple(_rules(content, kind)) for kind in _ASKED},
        content.entry("payroll") if "payroll" in content else None,
        _money(content),
    )


def _money(content: Entry) -> Mapping[str, str]:
    found = content.words("money")
    for number in found:
        if not (number.isascii() and number.isdigit()):
            raise content.wrong(f"money.{number}", "账号的末几位数字 = 科目")
    return found


def template(kind: str) -> str:
    """A file of rules to begin with: examples, all of them comments, with a kind of unit's usual accounts and codes.

    Raises:
        DataError: there is no such kind of unit.
    """
    kinds = read(official("template", "template.toml"), "template/template.toml").named("kinds")
    if kind not in kinds:
        raise DataError(f"{kind} 应为{'、'.join(kinds)}")
    values = {key: str(text).partition("-")[0] for key, text in kinds[kind].values.items()}
    return Template(official("template", FILE).read_text(encoding="utf-8")).substitute(values)


def _rules(content: Entry, kind: str) -> list[Rule]:
    return [_rule(each, kind, number) for number, each in enumerate(content.entries(kind), 1)]


def _rule(entry: Entry, kind: str, number: int) -> Rule:
    entry = Entry(entry.file, f"{kind}[{number}]", entry.values)
    asked = _ASKED[kind]
    entry.known(*asked, "account", "narration", "name", "tags", *_SAYS[kind], *_OWN[kind])
    tags = entry.texts("tags", ())
    if not all(map(_TAG.fullmatch, tags)):
        raise entry.wrong("tags", "标签的列表，只有字母、数字、-、_、/、.")
    when = {key: patterns(entry, key) for key in asked if key in entry}
    if not when:
        raise entry.wrong(asked[0], f'至少写 {"、".join(asked)} 中的一个；要管所有的，写 "*"')
    return Rule(
        f"{kind}[{number}]",
        when,
        entry.text("account"),
        {key: value for key in _SAYS[kind] if (value := entry.text(key, ""))},
        entry.text("narration", ""),
        entry.text("name", ""),
        tags,
        entry.choice("side", ("", RECEIVED, PAID), "") if kind == "bank" else "",
        entry.text("against", ""),
        entry.text("tax", ""),
        entry.flag("issued"),
    )


def patterns(entry: Entry, key: str) -> tuple[Pattern, ...]:
    """Patterns under a key: one text, or a list of them.

    Raises:
        DataError: it is neither, or one has nothing in it.
    """
    value = entry.values.get(key)
    texts = (value,) if isinstance(value, str) else entry.texts(key)
    try:
        found = tuple(read_pattern(each) for each in texts)
    except ValueError:
        raise entry.wrong(key, "不空的文字") from None
    if not found:
        raise entry.wrong(key, "至少一段文字")
    return found
