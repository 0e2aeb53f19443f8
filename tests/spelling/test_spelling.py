"""What is typed wrong is answered with what is right: the line proposed is read as the line that was meant.

Drawn vouchers are typed with slips that lose nothing; every line a finding proposes is put in place of the wrong one,
and beancount must then read the voucher that was meant. Ledgers broken at random must never give a traceback, nor a
word of English that beancount said.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Transaction
from beancount.parser import parser
from click.testing import CliRunner
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gov_accounts.books.ledger import Ledger
from gov_accounts.cli import cli
from gov_accounts.findings import Finding, Severity
from gov_accounts.ledger import assemble, load
from gov_accounts.reading.loading import beancounts_load
from gov_accounts.spelling import from_columns, mend, negated, visible
from tests.support.draws import draws
from tests.support.paths import EXAMPLES, LEDGERS
from tests.support.words import WORDS

ACCOUNTS = {
    "Assets:1002-银行存款:基本户（工行）": "CNY",
    "Assets:1011-零余额账户用款额度": "CNY",
    "Assets:8001-资金结存:800101-零余额账户用款额度": "CNY.B",
    "Expenses:5001-业务活动费用": "CNY",
    "Expenses:5001-业务活动费用:2-水电费": "CNY",
    "Expenses:7201-事业支出:基本支出": "CNY.B",
    "Income:4001-财政拨款收入": "CNY",
}
OPENED = "".join(f"2019-12-31 open {account} {commodity}\n" for account, commodity in ACCOUNTS.items())
Slip = Callable[[st.DrawFn, str], str]


# The slips. Each takes a line and gives it back as somebody might type it; none of them loses anything.


def outside(line: str, change: Callable[[str], str]) -> str:
    """A line changed where it isn't between quotation marks."""
    return "".join(part if part.startswith('"') else change(part) for part in re.split(r'("[^"]*")', line))


def some(draw: st.DrawFn, text: str, wanted: str, change: Callable[[str], str]) -> str:
    """Some of the characters of a text that match a pattern, changed."""
    return "".join(change(each) if re.match(wanted, each) and draw(st.booleans()) else each for each in text)


def full_width(draw: st.DrawFn, line: str) -> str:
    return outside(line, lambda text: some(draw, text, r"[!-~]", lambda each: chr(ord(each) + 0xFEE0)))


def minus(draw: st.DrawFn, line: str) -> str:
    sign = draw(st.sampled_from("−–－—"))
    return re.sub(r"(?<=\s)-(?=\d)", sign, line)


def blanks(draw: st.DrawFn, line: str) -> str:
    blank = draw(st.sampled_from("\u3000\u00a0\u2003\u202f"))
    return outside(line, lambda text: some(draw, text, r" ", lambda _: blank))


def zero_width(draw: st.DrawFn, line: str) -> str:
    nothing = draw(st.sampled_from("\u200b\ufeff\u2060\u200e"))
    return outside(line, lambda text: some(draw, text, r"\S", lambda each: each + nothing))


def quotes(draw: st.DrawFn, line: str) -> str:
    left, right = draw(st.sampled_from([("“", "”"), ("‘", "’"), ("＂", "＂"), ("「", "」"), ("'", "'")]))
    return re.sub(r'"([^"]*)"', lambda match: f"{left}{match[1]}{right}", line)


def last_quote(_: st.DrawFn, line: str) -> str:
    return re.sub(r'"([^"]*)"(?=[^"]*$)', r'"\1”', line)


def date(draw: st.DrawFn, line: str) -> str:
    shape = draw(
        st.sampled_from(["{}.{}.{}", "{}年{}月{}日", "{}{:0>2}{:0>2}", "{}。{}。{}", "{} - {} - {}", "{}－{}－{}"])
    )
    found = re.match(r"(\d+)-0?(\d+)-0?(\d+)", line)
    return shape.format(*found.groups()) + line[found.end() :] if found else line


def flag(draw: st.DrawFn, line: str) -> str:
    return re.sub(r"^(\S+) \*", rf"\1{draw(st.sampled_from(['', ' ＊', '＊', '*']))}", line)


def narration(_: st.DrawFn, line: str) -> str:
    found = re.findall(r'"([^"]*)"', line)
    plain = len(found) == 1 and re.fullmatch(r"[\u4e00-\u9fff（）：]+", found[0]) and re.match(r"\d", line)
    return line.replace('"', "") if plain else line


def currency(draw: st.DrawFn, line: str) -> str:
    if not line.startswith(" ") or not re.search(r"\d CNY(\.B)?$", line):
        return line
    yuan = [r"\g<n>元", r"￥\g<n>", r"\g<n> RMB", r"\g<n> 元", r"¥\g<n>元"]
    same = [r"\g<n>\g<c>", r"￥\g<n> \g<c>", r"\g<c> \g<n>"]
    made = draw(st.sampled_from([*yuan, *same]))
    line = re.sub(r"(?P<n>[\d,.]+) (?P<c>CNY(?:\.B)?)$", made, line)
    return line.replace("CNY", draw(st.sampled_from(["CNY", "cny", "Cny"])))


def no_space(_: st.DrawFn, line: str) -> str:
    return re.sub(r"^(  [A-Z]\S+) +([-￥]?\d)", r"\1\2", line)


def indent(_: st.DrawFn, line: str) -> str:
    return line.lstrip() if line.startswith(" ") else f"  {line}"


def tabs(_: st.DrawFn, line: str) -> str:
    return outside(line, lambda text: re.sub(r" +", "\t", text))


def tags(draw: st.DrawFn, line: str) -> str:
    made = draw(st.sampled_from(["＃", "# ", "，#", "、#", "#", "  ＃"]))
    return outside(line, lambda text: re.sub(r" #", f" {made}" if made[0] in "＃#" else made, text))


def root(draw: st.DrawFn, line: str) -> str:
    english = {"Assets": "资产", "Expenses": "费用", "Income": "收入"}
    if draw(st.booleans()):
        return re.sub(r"^( +)([A-Z])(?=\w+:)", lambda match: match[1] + match[2].lower(), line)
    return re.sub(r"^( +)(Assets|Expenses|Income)(?=:)", lambda match: match[1] + english[match[2]], line)


def no_code(_: st.DrawFn, line: str) -> str:
    return re.sub(r":1011-零余额", ":零余额", line)


def comment(_: st.DrawFn, line: str) -> str:
    return f"{line}；付讫" if re.search(r"\d CNY(\.B)?$", line) else line


SLIPS: tuple[Slip, ...] = (
    full_width, minus, blanks, zero_width, quotes, last_quote, date, flag, narration, currency, no_space, indent, tabs,
    tags, root, no_code, comment,
)  # fmt: skip

TEXTS = (
    st.text("三月电费水务集团，。：“”（）、；五A1 ", min_size=1, max_size=8)
    .map(str.strip)
    .filter(lambda text: text and balanced(text) and "“" not in text[:1] and "”" not in text[-1:])
)
AMOUNTS = st.decimals(min_value="0.01", max_value="9999999", places=2).map(lambda each: f"{each:,}") | st.sampled_from(
    ["100", "1,000", "1000.00", "0.5"]
)


def balanced(text: str) -> bool:
    depth = 0
    for each in text:
        depth += (each == "“") - (each == "”")
        if depth not in (0, 1):
            return False
    return depth == 0


@st.composite
def vouchers(draw: st.DrawFn) -> list[str]:
    """The lines of a voucher that balances."""
    day = draw(st.dates())
    assume(day.year >= 1000)
    titles = " ".join(f'"{each}"' for each in draw(st.lists(TEXTS, min_size=1, max_size=2)))
    codes = "".join(f" #{each}" for each in draw(st.sampled_from([(), ("2060501",), ("2060501", "30206")])))
    lines = [f"{day.isoformat()} {draw(st.sampled_from('*!'))} {titles}{codes}"]
    if draw(st.booleans()):
        lines.append(f'  voucher: "记-{draw(st.integers(1, 99))}"')
    commodity = draw(st.sampled_from(["CNY", "CNY.B"]))
    accounts = st.sampled_from([each for each, takes in ACCOUNTS.items() if takes == commodity])
    for sign in draw(st.sampled_from(["+-", "+-+-"])):
        number = draw(AMOUNTS)
        gap = " " * draw(st.integers(2, 6))
        lines.append(f"  {draw(accounts)}{gap}{'-' if sign == '-' else ''}{number} {commodity}")
        if draw(st.integers(0, 4)) == 0:
            lines.append('    func: "2060501"')
    return lines


def typed(draw: st.DrawFn, line: str, slips: tuple[Slip, ...] = SLIPS) -> str:
    # Other slips keep off what is between quotation marks, which they know as they should be.
    for slip in sorted(
        draw(st.lists(st.sampled_from(slips), max_size=2)), key=lambda slip: slip in (quotes, last_quote)
    ):
        line = slip(draw, line)
    return line


@st.composite
def slipped(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A voucher, and the same with slips."""
    lines = draw(vouchers())
    return lines, [typed(draw, line) for line in lines]


def read(text: str) -> list[tuple[Any, ...]]:
    """What beancount reads of the vouchers in a text."""
    entries, errors, _ = parser.parse_string(text)
    assert not errors, errors
    return [meaning(each) for each in entries if isinstance(each, Transaction)]


def meaning(entry: Transaction) -> tuple[Any, ...]:
    postings = [(each.account, each.units, facts(each.meta)) for each in entry.postings]
    return entry.date, entry.flag, entry.payee, entry.narration, entry.tags, postings, facts(entry.meta)


def facts(meta: Any) -> dict[str, Any]:
    return {key: value for key, value in (meta or {}).items() if key not in ("filename", "lineno")}


def loaded(text: str) -> Ledger:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.beancount"
        path.write_text(text, encoding="utf-8", newline="\n")
        return load(path)


def proposed(text: str) -> str:
    """A ledger with what its findings propose in place of what is wrong."""
    lines = text.split("\n")
    for finding in loaded(text).findings:
        if "改成：\n" in finding.remedy:
            assert finding.place is not None
            made = finding.remedy.partition("改成：\n")[2].split("\n")
            lines[finding.place.line - 1 : finding.place.line - 1 + len(made)] = made
    return "\n".join(lines)


LEGS = ["  Expenses:5001-业务活动费用  1 CNY", "  Assets:1011-零余额账户用款额度  -1 CNY"]


@draws(300)
@given(slipped())
@example(
    (
        ['2000-01-01 * "1"', "  Expenses:5001-业务活动费用  1 CNY", "  Assets:1011-零余额账户用款额度  -100 CNY"],
        ['2000-01-01 * "1"', "  Expenses:5001-业务活动费用  1 CNY", "  Assets:1011-零余额账户用款额度-100CNY"],
    )
)
@example((['2000-01-01 * "1" "1“”1"', *LEGS], ['2000-01-01 * "1" ”1“”1”', *LEGS]))
@example((['2000-01-01 * "1" "2"', *LEGS], ["2000-01-01 * ”1“ ”2”", *LEGS]))
@example((['2000-01-01 * "1“”1" #2060501', *LEGS], ['2000-01-01 * "1“”1”，#2060501', *LEGS]))
def test_what_is_proposed_is_what_was_meant(drawn: tuple[list[str], list[str]]) -> None:
    meant, wrong = ("\n".join(lines) for lines in drawn)
    after = '2030-01-01 * "后面的凭证"\n  Expenses:5001-业务活动费用  1 CNY\n  Assets:1011-零余额账户用款额度  -1 CNY\n'
    assert read(proposed(f"{OPENED}{wrong}\n\n{after}")) == read(f"{OPENED}{meant}\n\n{after}"), proposed(
        f"{wrong}\n\n{after}"
    )


# Ledgers broken at random


INSERTED = "\"“”'‘；;，,。.：:（(#＃*＊!^@{}~|\\/-－+0１9aAＣ元￥\t \u3000\u00a0\u200b\ufeff\n\n中年"
PLAIN = sorted(each for each in LEDGERS.glob("*.beancount") if each.stem not in ("gbk", "utf16", "typed_include"))


def foreign(ledger: Ledger, text: str) -> list[str]:
    """The findings that say a word of English which isn't in the ledger, or that nobody has translated."""
    # The ledger's folder has a name too, drawn by whoever made it.
    own = text + ledger.path.parent.name
    squeezed = re.sub(r"[^!-~]", "", unicodedata.normalize("NFKC", own)).lower()
    return [
        finding.message()
        for finding in ledger.findings
        if finding.rule in ("beancount", "plugin-failed")
        or not all(word in WORDS or word in squeezed for word in re.findall(r"[a-z]+", own_words(finding)))
    ]


def own_words(finding: Finding) -> str:
    """What a finding says by itself: what it quotes from the ledger may be half a word."""
    return re.sub(r"“[^”]*”", "", finding.message().lower())


def break_text(text: str, choose: Callable[[int], int]) -> str:
    """A text with things inserted, deleted, replaced, lines joined or cut; `choose` picks a number below another."""
    for _ in range(1 + choose(3)):
        at, kind = choose(len(text) + 1), choose(8)
        inserted = INSERTED[choose(len(INSERTED))]
        lines = text.split("\n")
        row = choose(len(lines))
        if kind <= 1:
            text = text[:at] + inserted + text[at:]
        elif kind == 2:
            text = text[:at] + text[at + 1 + choose(3) :]
        elif kind == 3:
            text = text[:at] + inserted + text[at + 1 :]
        elif kind == 4:
            text = "\n".join([*lines[:row], *lines[row : row + 2][:1], *lines[row + 1 :]][: len(lines)])
            text = text.replace("\n", "", 1) if choose(2) else text
        elif kind == 5:
            text = "\n".join([*lines[:row], "".join(lines[row : row + 2]), *lines[row + 2 :]])
        elif kind == 6:
            text = "\n".join([*lines[:row], lines[row][: choose(len(lines[row]) + 1)], *lines[row + 1 :]])
        else:
            text = "\n".join([*lines[:row], lines[choose(len(lines))], *lines[row:]])
    return text


def check_broken(text: str) -> None:
    ledger = loaded(text)
    assert_chinese(ledger, text)


def assert_chinese(ledger: Ledger, text: str) -> None:
    found = foreign(ledger, text)
    assert not found, found
    for finding in ledger.findings:
        assert finding.what.strip()
        assert finding.why.strip("。；")
        assert finding.remedy.strip()


@draws(300)
@given(st.sampled_from(PLAIN), st.data())
def test_a_broken_ledger_is_told_of_in_chinese(path: Path, data: st.DataObject) -> None:
    check_broken(break_text(path.read_text(encoding="utf-8"), lambda size: data.draw(st.integers(0, max(size - 1, 0)))))


# The same with directives that aren't vouchers

PAD = "2020-12-31 pad Assets:1011-零余额账户用款额度 Assets:1002-银行存款:基本户（工行）"
DIRECTIVES = (
    'option "title" "某某中心，2020 年度"',
    'option "operating_currency" "CNY"',
    "2019-12-31 open Liabilities:2302-应付账款:甲（乙） CNY",
    "2019-12-31 open Equity:3001-累计盈余 CNY,USD",
    "2020-12-31 close Expenses:5001-业务活动费用:2-水电费",
    "2020-12-31 balance Assets:1011-零余额账户用款额度  -1,000.00 CNY",
    PAD,
    '2020-12-31 note Assets:1011-零余额账户用款额度 "注销，“额度”"',
    '2020-01-01 custom "gov-unit" "name" "某某中心（本级）"',
    '2020-01-01 event "location" "武汉"',
    "2020-01-01 commodity CNY",
    "2020-01-01 price USD 7.00 CNY",
)
SPELT = (full_width, blanks, zero_width, quotes, date, tabs, minus)


@st.composite
def slipped_directives(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Some directives, and the same with slips."""
    lines = draw(st.lists(st.sampled_from(DIRECTIVES), min_size=1, max_size=4, unique=True))
    return lines, [typed(draw, line, SPELT) for line in lines]


def directives(text: str) -> tuple[list[Any], Any]:
    entries, errors, options = parser.parse_string(text)
    assert not errors, errors
    told = [each._replace(meta=facts(each.meta)) for each in entries]
    return told, (options["title"], options["operating_currency"])


@draws(200)
@given(slipped_directives())
@example(
    (
        [PAD, 'option "title" "某某中心，2020 年度"'],
        [PAD.replace(" Assets:1002", "\u3000Assets:1002"), "option “title” “某某中心，2020 年度”"],
    )
)
# The slip of the last line comes out once that of the line before, which opens an account, is mended.
@example(
    (
        ["2019-12-31 open Equity:3001-累计盈余 CNY", "2020-12-31 close Expenses:5001-业务活动费用:2-水电费"],
        ["2019-12-31 open Equity:3001-累计盈余 CNＹ", "20201231 close Expenses:5001-业务活动费用:2-水电费"],
    )
)
def test_so_it_is_with_directives(drawn: tuple[list[str], list[str]]) -> None:
    meant, wrong = (OPENED + "\n".join(lines) + "\n" for lines in drawn)
    assert directives(proposed(wrong)) == directives(meant)


# Kinds, one by one


@pytest.mark.parametrize(
    ("typed_", "meant"),
    [
        ('2020-3-6 * "a"', None),
        ("2020-03-05 * 支付电费，含“滞纳金” #2060501", '2020-03-05 * "支付电费，含“滞纳金”" #2060501'),
        ('2020-03-05 * "甲" 收款', None),
        ("2020-03-05 * 收款，#2060501", '2020-03-05 * "收款" #2060501'),
        ("2020-03-05 * 收款，", '2020-03-05 * "收款，"'),
        ('2020-03-05 * "关于“十四五”规划” #2060501', '2020-03-05 * "关于“十四五”规划" #2060501'),
        ('2020-03-05 * "1“”1”', '2020-03-05 * "1“”1"'),
        ("2020-03-05 * “甲”“乙”", '2020-03-05 * "甲" "乙"'),
        ('2020-03-05 * "甲” “乙"', '2020-03-05 * "甲" "乙"'),
        ('2020-03-05 * "摘要 #2060501', '2020-03-05 * "摘要" #2060501'),
        ('2020-03-05 * "a" #2060501 30206', '2020-03-05 * "a" #2060501 #30206'),
        ('2020-03-05 * "a" #电费', None),
        ('2020-02-30 * "a"', None),
        ("  Assets:1011-零余额账户用款额度  5万元", "  Assets:1011-零余额账户用款额度  50000 CNY"),
        ("  Assets:1011-零余额账户用款额度  1.5万", None),
        ("  Assets:1011-零余额账户用款额度  100.00-", "  Assets:1011-零余额账户用款额度  -100.00 CNY"),
        ("  Assets:1011-零余额账户用款额度  （10＋5） CNY", "  Assets:1011-零余额账户用款额度  (10+5) CNY"),
        ("  Assets:1011-零余额账户用款额度  1.234.5 CNY", None),
        ("  Assets:1011-零余额账户用款额度  0.￥05", "  Assets:1011-零余额账户用款额度  0.05 CNY"),
        ("  Assets:1011-零余额账户用款额度  1,CNY 000.00", "  Assets:1011-零余额账户用款额度  1,000.00 CNY"),
        ("  Assets:1011-零余额账户用款额度-￥￥9", "  Assets:1011-零余额账户用款额度  -9 CNY"),
        ("  Assets:1011-零余额账户用款额度-100CNY", "  Assets:1011-零余额账户用款额度  -100 CNY"),
        ("  Assets:1011-零余额账户用款额度  CNY -5.00", "  Assets:1011-零余额账户用款额度  -5.00 CNY"),
        ("  Expenses:7201-事业支出:基本支出  9", "  Expenses:7201-事业支出:基本支出  9 CNY.B"),
        ("  Expenses:7201-事业支出:基本支出  9 cnyb", "  Expenses:7201-事业支出:基本支出  9 CNY.B"),
        ("  ! assets:1011-零余额账户用款额度  9 CNY", "  ! Assets:1011-零余额账户用款额度  9 CNY"),
        ("  净资产:8101-财政拨款结转  9 CNY", "  Equity:8101-财政拨款结转  9 CNY"),
        ("  Voucher：记-1-001", '  voucher: "记-1-001"'),
        ("；说明", ";说明"),
        ("以下为三月凭证", "; 以下为三月凭证"),
        ("opiton “title” “账”", 'option "title" "账"'),
        ("include 2020-03.beancount", 'include "2020-03.beancount"'),
        ("2020-03-05 opne Assets:1001-库存现金 CNY、CNY.B", "2020-03-05 open Assets:1001-库存现金 CNY,CNY.B"),
        ("2020-03-05 open Assets:1001-库存现金，备用 CNY", "2020-03-05 open Assets:1001-库存现金，备用 CNY"),
    ],
)
def test_a_line_and_what_is_proposed(typed_: str, meant: str | None) -> None:
    first = next(mend(typed_, ACCOUNTS), None)
    if meant is None:
        assert first is None or first.text == typed_ or not readable(first.text)
    elif meant != typed_:
        assert first is not None
        assert first.text == meant
        assert first.notes


def readable(line: str) -> bool:
    head = '2000-01-01 * ""\n' if line.startswith(" ") else ""
    return not parser.parse_string(f"{head}{line}\n")[1]


def test_what_cannot_be_seen_is_shown() -> None:
    assert visible("　\u200ba\u00a0\tb\ufeff\r\n") == "‹全角空格›‹零宽空格›a‹NBSP›‹制表符›b‹BOM›"


def test_two_columns_become_signs() -> None:
    lines = ["\tExpenses:5001-业务活动费用\t１，０99.40\t0", " Assets:1011-零余额账户用款额度\t-\t￥1,099.40元"]
    assert from_columns(lines, ACCOUNTS) == [
        "  Expenses:5001-业务活动费用  1,099.40 CNY",
        "  Assets:1011-零余额账户用款额度  -1,099.40 CNY",
    ]
    assert from_columns(lines[:1], ACCOUNTS) is None, "one column alone may be anything"
    assert from_columns([*lines, "\tAssets:1011-零余额账户用款额度\t5\t5"], ACCOUNTS) is None, "both columns"
    assert from_columns(["\tfunc:\t1"], ACCOUNTS) is None


def test_a_credit_is_negative() -> None:
    assert negated("  Assets:1  100 CNY") == "  Assets:1 -100 CNY"
    assert negated("  Assets:1 100 CNY ; a") == "  Assets:1 -100 CNY ; a"
    assert negated("  * Assets:1   -100 CNY") == "  * Assets:1   100 CNY"
    assert negated("  Assets:1") is None


# Files


HEAD = (
    'plugin "gov_accounts_plugins"\n2020-01-01 custom "gov-unit" "name" "某某中心"\n'
    '2020-01-01 custom "gov-unit" "kind" "事业单位"\n' + OPENED
)
LAST = HEAD.count("\n") + 1
"""The line after the head."""
VOUCHER = (
    '2020-03-05 * "电费" #2060501 #30206\n  fund: "11"\n  Expenses:5001-业务活动费用  1.00 CNY\n'
    "  Assets:1011-零余额账户用款额度  -1.00 CNY\n"
)


def rules(path: Path) -> list[tuple[str, int]]:
    return [(each.rule, each.place.line if each.place else 0) for each in told(path)]


def told(path: Path) -> list[Finding]:
    return wrong(load(path))


def wrong(ledger: Ledger) -> list[Finding]:
    return [each for each in ledger.findings if each.severity is Severity.ERROR]


def write(path: Path, text: str, *, bom: bool = False) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8-sig" if bom else "utf-8", newline="\n")
    return path


def test_a_bom_is_read_in_every_file(tmp_path: Path) -> None:
    plain = write(tmp_path / "plain.beancount", HEAD + VOUCHER)
    write(tmp_path / "march.beancount", VOUCHER, bom=True)
    marked = write(tmp_path / "main.beancount", HEAD + 'include "march.beancount"\n', bom=True)
    assert rules(marked) == rules(plain)
    assert load(marked).groups == load(plain).groups
    assert len(load(marked).groups) > 0


def test_with_a_bom_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "main.beancount", "opiton “title” “账”\n" + HEAD, bom=True)
    assert rules(path) == [("syntax", 1)]


def test_serve_reads_a_bom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gov_accounts.fava.site import site  # noqa: PLC0415 (Fava is slow to import)

    write(tmp_path / "march.beancount", VOUCHER, bom=True)
    path = write(tmp_path / "main.beancount", HEAD + 'include "march.beancount"\n', bom=True)
    monkeypatch.setattr(loader, "_load", beancounts_load)
    app = site(path)
    page = app.test_client().get("/main/extension/GovAccounts/?tab=checks", follow_redirects=True)
    ((_, ledger),) = app.config["LEDGERS"].items()
    assert page.status_code == 404, "the ledger has no extension"
    assert not ledger.load_errors
    assert len(ledger.all_entries_by_type.Transaction) == 1


def test_where_fava_alone_has_loaded_it_a_bom_is_told_of(tmp_path: Path) -> None:
    """Its loader doesn't pass a BOM by; what follows from the lost line isn't told."""
    path = write(tmp_path / "main.beancount", HEAD + VOUCHER, bom=True)
    entries, errors, loaded_options = plain_load(path)
    findings = wrong(assemble(path, entries, errors, loaded_options))
    assert [each.rule for each in findings] == ["file-bom"]
    assert "gov-accounts serve" in findings[0].remedy


def plain_load(path: Path) -> tuple[Any, Any, Any]:
    """A ledger as beancount loads it by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "_load", beancounts_load)
        return loader.load_file(str(path))


def test_a_path_of_windows_is_mended(tmp_path: Path) -> None:
    write(tmp_path / "2020" / "03.beancount", VOUCHER)
    path = write(tmp_path / "main.beancount", HEAD + 'include "D:\\账本\\2020\\03.beancount"\n')
    assert rules(path) == [("include-path", LAST)]
    assert told(path)[0].remedy.endswith('\ninclude "2020/03.beancount"')
    path = write(tmp_path / "main.beancount", HEAD + 'include "2020＼03．beancount"\n')
    assert told(path)[0].remedy.endswith('\ninclude "2020/03.beancount"')


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("*.beancount", ['include "2020-*.beancount"']),
        ("m*.beancount", ["删掉这一行。"]),
        ("?????.beancount", None),
    ],
)
def test_a_pattern_that_finds_its_own_file(tmp_path: Path, pattern: str, shown: list[str] | None) -> None:
    write(tmp_path / "2020-03.beancount", VOUCHER)
    write(tmp_path / "2020-10.beancount", VOUCHER)
    path = write(tmp_path / "main.beancount", HEAD + f'include "{pattern}"\n')
    if shown is None:
        assert rules(path) == [("include-missing", LAST)]
        return
    assert rules(path) == [("include-itself", LAST)]
    assert told(path)[0].remedy.removeprefix("这一行改成：\n").split("\n") == shown


def test_files_that_nothing_can_be_put_for_are_named(tmp_path: Path) -> None:
    for name in ("accounts", "opening"):
        write(tmp_path / f"{name}.beancount", "; 空\n")
    path = write(tmp_path / "main.beancount", HEAD + 'include "*.beancount"\n')
    assert told(path)[0].remedy == ('这一行改成：\ninclude "accounts.beancount"\ninclude "opening.beancount"')


def test_a_file_nearly_so_named_is_proposed(tmp_path: Path) -> None:
    write(tmp_path / "opening.beancount", "; 空\n")
    path = write(tmp_path / "main.beancount", HEAD + 'include "openning.beancount"\n')
    assert rules(path) == [("include-missing", LAST)]
    assert told(path)[0].remedy.endswith('\ninclude "opening.beancount"')


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("  Expenses:5001-业务活动费用  100/0 CNY", "division-by-zero"),
        ("  Expenses:5001-业务活动费用  100./ (1-1.0) CNY", "division-by-zero"),
        ("  Expenses:5001-业务活动费用  0/0 CNY", "division-by-zero"),
        ("2020-01-01 balance Expenses:5001-业务活动费用  1/0 CNY", "division-by-zero"),
        ('2020-01-01 custom "gov" 1/0', "division-by-zero"),
        ('plugin "."', "plugin-missing"),
        ('plugin ""', "plugin-missing"),
        ("pushmeta fund: 11", "pushmeta-open"),
        ('2020-01-01 custom "gov-unit"', "declaration-malformed"),
        ('option "name_assets" "("', "option-value"),
        ('option "titel" "a"', "option-unknown"),
        ('2020-01-01 * "a" "b" "c"', "titles-too-many"),
    ],
)
def test_what_beancount_does_not_survive(tmp_path: Path, line: str, rule: str) -> None:
    text = HEAD + ('2020-01-01 * "a"\n' if line.startswith(" ") else "") + line + "\n"
    found = [each for each, _ in rules(write(tmp_path / "main.beancount", text))]
    assert rule in found
    assert "plugin-failed" not in found


def test_a_slip_in_what_is_opened_is_told_once(tmp_path: Path) -> None:
    text = HEAD.replace("open Assets:1011-零余额账户用款额度 CNY", "opem Assets：1011-零余额账户用款额度，CNY")
    assert rules(write(tmp_path / "main.beancount", text + VOUCHER * 5)) == [("syntax", 5)]


def test_text_over_several_lines_is_no_slip(tmp_path: Path) -> None:
    text = HEAD + VOUCHER.replace('"电费"', '"电费\n　二〇二〇年\n2020年3月5日 * 收"') + "2020.3.6 * “a”\n"
    assert rules(write(tmp_path / "main.beancount", text)) == [("syntax", LAST + 6)]


def test_roots_that_an_option_renames_are_known(tmp_path: Path) -> None:
    text = 'option "name_assets" "Zichan"\n' + (HEAD + VOUCHER).replace("Assets:", "Zichan:").replace(
        "  -1.00", "  －1.00"
    )
    assert rules(write(tmp_path / "main.beancount", text)) == [("syntax", LAST + 4)]


def test_an_account_that_is_merely_unknown_is_not_mended(tmp_path: Path) -> None:
    """Something like it is open, but what was meant can't be known."""
    text = HEAD + VOUCHER.replace("Expenses:5001-业务活动费用 ", "Expenses:5001-业务活动费用2 ")
    assert [rule for rule, _ in rules(write(tmp_path / "main.beancount", text))] == ["account-not-open"]


def test_balances_are_not_told_of_while_a_voucher_cannot_be_read(tmp_path: Path) -> None:
    text = HEAD + VOUCHER.replace("1.00 CNY", "1..00 CNY", 1) + "2020-04-01 balance Expenses:5001-业务活动费用 1 CNY\n"
    assert rules(write(tmp_path / "main.beancount", text)) == [("syntax", LAST + 2)]
    text = HEAD + VOUCHER + "2020-04-01 balance Expenses:5001-业务活动费用 2 CNY\n"
    assert rules(write(tmp_path / "main.beancount", text)) == [("balance-failed", LAST + 4)]


# Vouchers all of whose amounts are positive


@st.composite
def unsigned(draw: st.DrawFn) -> tuple[str, int]:
    """A voucher of debits and then credits, the credits without their sign; and how many credits there are."""
    debits = draw(st.lists(st.integers(1, 10**9), min_size=1, max_size=3))
    total = sum(debits)
    cuts = sorted(draw(st.sets(st.integers(1, total), max_size=2)) - {total})
    credits_ = [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]
    legs = [("Expenses:5001-业务活动费用", each) for each in debits]
    legs += [("Assets:1011-零余额账户用款额度", each) for each in credits_]
    lines = [f"  {account}  {each // 100:,}.{each % 100:02} CNY" for account, each in legs]
    return "\n".join(['2020-03-05 * "电费" #2060501 #30206', '  fund: "11"', *lines]), len(credits_)


@draws(60)
@given(unsigned())
def test_the_credits_that_are_proposed_make_a_voucher_balance(drawn: tuple[str, int]) -> None:
    voucher, count = drawn
    (finding,) = wrong(loaded(f"{HEAD}{voucher}\n"))
    assert finding.rule == "voucher-unbalanced"
    assert finding.remedy.startswith("贷方写负数。")
    made = finding.remedy.partition("改成：\n")[2].split("\n")
    assert len(made) == count
    assert wrong(loaded("\n".join([HEAD.rstrip("\n"), *voucher.split("\n")[:-count], *made]) + "\n")) == []


def test_one_unbalanced_book_of_two_is_told_of(tmp_path: Path) -> None:
    text = HEAD + VOUCHER + "  Expenses:7201-事业支出:基本支出  2 CNY.B\n"
    text += "  Assets:8001-资金结存:800101-零余额账户用款额度  2 CNY.B\n"
    (finding,) = [each for each in told(write(tmp_path / "main.beancount", text)) if each.rule == "voucher-unbalanced"]
    assert finding.what.startswith("凭证的预算账不平：借方 4.00 元")
    assert finding.remedy.endswith("\n  Assets:8001-资金结存:800101-零余额账户用款额度 -2 CNY.B")


def test_a_closing_is_not_stale_because_a_voucher_cannot_be_read(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "wuhan_2020", tmp_path / "books")
    path = tmp_path / "books" / "2020-03.beancount"
    text = path.read_text(encoding="utf-8")
    write(path, re.sub(r"(?<=\d)\.(?=\d\d CNY)", "..", text, count=1))
    assert [rule for rule, _ in rules(tmp_path / "books" / "main.beancount")] == ["syntax"]


def test_report_of_a_ledger_whose_plugin_line_is_typed_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what is typed wrong, not what follows from it."""
    monkeypatch.chdir(LEDGERS)
    done = CliRunner().invoke(cli, ["report", "typed_plugin.beancount"])
    assert done.exit_code == 2
    assert "typed_plugin.beancount:4: 错误[syntax]" in done.output
