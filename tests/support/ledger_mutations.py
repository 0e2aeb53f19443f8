"""Ledgers that nobody would write, drawn from those that somebody did: ``mutant(seeds, seed, index)``.

A mutant is a seed changed a few times: by bytes, tokens, lines, structure or directives. The same numbers give the
same mutant, on every machine.
"""

from __future__ import annotations

import pkgutil
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import beancount.plugins
from beancount.parser import options
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as drawn_from

from gov_accounts.testing import event_streams, ledgers
from tests.support.paths import EXAMPLES, LEDGERS

MAIN: Final = "main.beancount"
PART: Final = "part.beancount"

NUMBERS: Final = (
    "0", "-0", "0.00", "1.", "-1.005", "0.001", "1/3", "1/0", "0/0", "-(-5)", "((1))", "1+1", "1,00", "1,000,000.00",
    "9" * 40, "9" * 400, "9" * 5000, "0." + "0" * 60 + "1", "-" + "9" * 29 + ".99", "*".join(["9" * 28] * 30),
    "*".join(["9" * 28] * 400), "1/" + "9" * 400, "1/" + "*".join(["9" * 28] * 200), "1e400", "٣", "１００", "00100.00",
    "+1", "--1", "1..0", "99.995", "12345678901234567890.12", "0.1*0.1*0.1*0.1*0.1*0.1",
)  # fmt: skip
WORDS: Final = (
    "", "x" * 300, "x" * 20000, "科" * 3000, "2" * 10000, "<b>&amp;\"'", "=1+1", "\u202e321\u202c", "a\u2028b", "\x00",
    "a\x0bb", "\ufeff", "\ud800", "\U0001f4b0", "%s{0}{}", "..", "/", "$(x)", "a\nb", "\\", "\\u0041", "#2060501",
    "^x",
)  # fmt: skip
VALUES: Final = (
    "", "11", "2060501", "30206.5", "11.0", "-1", "1/3", "1/0", "9" * 400, "*".join(["9" * 28] * 400), '"11"', '""',
    '" 11 "', "TRUE", "FALSE", "NULL", "#tag", "#2060501", "^link", "2020-01-01", "0001-01-01", "9999-12-31", "CNY.B",
    "Assets:1002-银行存款", "CNY", "12.00 CNY", "0.00 CNY", '"#2060501"', '"2060501 "', '"２０６０５０１"', '"a\nb"',
    '"6401"', '"held"', '"none"', '"P1"', "P1", '"记-1-001"', "P", "1 CNY 2", '"a" "b"', "Assets:Ä:" + "A:" * 30 + "B",
)  # fmt: skip
KEYS: Final = (
    "func", "econ", "fund", "project", "budget", "voucher", "nature", "checked", "filename", "lineno", "derived",
    "attachments", "invoice", "maker", "source", "source-hash", "name", "export", "procurement", "asset-class",
    "tolerance",
    "document", "__fund_heard__", "a",
)  # fmt: skip
DATES: Final = (
    "0001-01-01", "9999-12-31", "0000-01-01", "2020-02-30", "2020-13-01", "2020/1/1", "2020-2-3", "1000-01-01",
    "2262-04-12", "99999-01-01", "2020-12-31", "2019-12-31", "2018-01-01", "2021-01-01",
)  # fmt: skip
ACCOUNTS: Final = (
    "Assets:1002-银行存款", "Assets", "Assets:", "assets:1002", "Assets:1002-银行存款" + ":A" * 1000, "Assets:10020",
    "Assets:8001-资金结存" + ":1" * 3000, "Equity:3001-累计盈余:" + "字" * 5000, "Income:6001",
    "Expenses:7201-事业支出",
    "Assets:9999-没有", "Equity:Conversions:Current", "Assets:A" + "a" * 20000, "Foo:1002-银行存款", "Assets:0000-零",
    "Expenses:5001-业务活动费用:5-a_b", "Equity:8101-财政拨款结转", "Assets:1002-银行存款:-",
    "Liabilities:2307-其他应付款",
)  # fmt: skip
COMMODITIES: Final = ("CNY", "CNY.B", "CNY.A", "USD", "X" * 25, "A", "/ESM20", "CNY.", "V-1'X", "")
CUSTOMS: Final = (
    "gov-unit", "gov-project", "gov-code", "gov-codes", "gov-project-completed", "fava-option", "fava-extension",
    "budget", "autobean", "gov-unknown", "",
)  # fmt: skip
CUSTOM_WORDS: Final = (
    '"name"', '"kind"', '"budget-control"', '"region"', '"code"', '"func"', '"econ"', '"P1"', '"事业单位"', '"error"',
    '"2069901"', '"30299"', '"codes.csv"', '"."', '"/"', '"off"', '"warning"', '"language"', '"gov_accounts.fava"',
)  # fmt: skip
TAGS: Final = (
    "#2060501", "#30206", "#2060502", "#year-close", "#no-budget", "#20605", "#3", "#2" + "0" * 3000, "#50201",
    "#a/b.c",
    "^link", "#", "#202003", "#99999999999",
)  # fmt: skip
FLAGS: Final = ("*", "!", "txn", "P", "S", "&", "?", "%", "#")
PLUGINS: Final = (
    *sorted(f"beancount.plugins.{each.name}" for each in pkgutil.iter_modules(beancount.plugins.__path__)
            if not each.name.endswith("_test")),
    "gov_accounts_plugins", "gov_accounts_plugins.classify", "gov_accounts", "os", "", ".", "a b", "银行",
    "beancount.ops.pad",
    "beancount.plugins", "fava.plugins.tag_discovered_documents", "fava.plugins.link_documents", "x.y", "..x",
)  # fmt: skip
CONFIGURATIONS: Final = (
    None, None, "", "{", "[]", "{}", "None", "1/0", "abc", "{'a': 1}", "{'Assets:.*': 'CNY'}", "(", "[", "'a'", "0",
    "CNY",
    "{'name': None, 'class': ['a', 'b']}", "Equity:Gains", "{'x': (", "\\", "*", "2020-01-01", "银行",
)  # fmt: skip
OPTION_VALUES: Final = (
    "", "0", "-1", "1", "1.5", "TRUE", "FALSE", "abc", "CNY", "CNY:0.005", "CNY:x", "*:0.01", ":", "..", ".",
    "Assets", "资产",
    "(", "{}", "raw", "default", "STRICT", "NONE", "FIFO", "AVERAGE", "9" * 50, "1e999", "nan", "Infinity", "a b",
    "Z" * 500,
    "Conversions:Current", "2020-01-01", "part.beancount", "docs",
)  # fmt: skip
OPTIONS: Final = (*sorted(options.OPTIONS), "titel", "", "a b")
INCLUDES: Final = (
    "part.beancount",
    "*.beancount",
    "main.beancount",
    ".",
    "",
    "none.beancount",
    "p*",
    "./part.beancount",
)
INSERTED: Final = (
    "\"“”'‘；;，,。.：:（(#＃*＊!^@{}~|\\/-－+0１9aAＣ元￥"
    "\t\r\f\v \u3000\u00a0\u200b\ufeff\u2028\u2029\u0085\x00\x1a\n\n中年"
)
BYTES: Final = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\r", b"\r\n", b"\n", b'"', b"\\", b"\t",
    b"  ",
    b"\xc2\x85", b"\xe2\x80\xae", b"\x1a", b"\xc3", b"0", b"-", b"\x0c", b"\x1b[31m", b"{", b"}", b"@", b"~", b"(",
    b";",
)  # fmt: skip

_TOKEN: Final = re.compile(r'"[^"\n]*"|[^\s"]+')
_NUMBER: Final = re.compile(r"(?<![\w:./-])-?\d[\d,]*(?:\.\d+)?(?![\w-])")
_DAY: Final = re.compile(r"^\d{4}-\d\d-\d\d", re.MULTILINE)
_ACCOUNT: Final = re.compile(r"\b(?:Assets|Liabilities|Equity|Income|Expenses):\S+")
_DATED: Final = re.compile(r"^(?=\d{4}-\d\d-\d\d)", re.MULTILINE)
_DRAWN: Final = 40
_LONGEST: Final = 90
_PIECE: Final = 4

Change = Callable[[random.Random, str], str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A ledger: the content of its files by name, and what was done to which seed."""

    files: dict[str, bytes]
    how: tuple[str, ...]


def mutant(seeds: Sequence[str], seed: int, index: int) -> Mutant:
    """The mutant of a number. Each begins with one of the seeds and is changed one to four times."""
    draw = random.Random(f"{seed}/{index}")
    at = draw.randrange(len(seeds))
    text = seeds[at]
    how = [f"seed {at}"]
    for _ in range(draw.choices((1, 2, 3, 4), (5, 4, 2, 1))[0]):
        change = draw.choice(draw.choices(_CHANGES, _WEIGHTS)[0])
        text = change(draw, text)
        how.append(change.__name__)
    files = {MAIN: text}
    if draw.random() < 0.1:
        head, found, tail = text.partition("\n\n")
        files = {MAIN: f'{head}\ninclude "{draw.choice(INCLUDES)}"\n', PART: f"{found}{tail}"}
        how.append("parted")
    content = {name: each.encode("utf-8", "surrogatepass") for name, each in files.items()}
    if draw.random() < 0.1:
        name = draw.choice(sorted(content))
        content[name] = _bytes(draw, content[name])
        how.append("bytes")
    return Mutant(content, tuple(how))


# Seeds


def seeds() -> list[str]:
    """Small ledgers to begin with: those of the tests, pieces of the examples, and drawn ones."""
    small = [
        path.read_text(encoding="utf-8")
        for path in sorted(LEDGERS.glob("*.beancount"))
        if path.stem not in ("gbk", "utf16", "typed_include", "include_missing")
    ]
    pieces = [piece for name in ("wuhan_2020", "qingshi_2019_2020") for piece in _pieces(name)]
    return [*small, *pieces, *_drawn()]


def _pieces(example: str) -> list[str]:
    """Some vouchers that follow one another in an example, with the accounts they need."""
    folder = EXAMPLES / example
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.beancount"))}
    head = re.sub(r"^include .*\n", "", texts.pop(MAIN), flags=re.MULTILINE)
    head = re.sub(r"^;.*\n|^\S+ custom \"fava.*\n", "", head, flags=re.MULTILINE)
    opens = {
        match[0]: each
        for each in _DATED.split(texts["accounts.beancount"])
        for match in [_ACCOUNT.search(each)]
        if match
    }
    pieces = []
    for name, text in texts.items():
        if name == "accounts.beancount":
            continue
        blocks = [each for each in _DATED.split(text) if _DAY.match(each)]
        for at in range(0, len(blocks), max(_PIECE, len(blocks) // 3)):
            body = "".join(blocks[at : at + _PIECE])
            used = dict.fromkeys(_ACCOUNT.findall(body))
            pieces.append(head + "".join(opens.get(each, "") for each in used) + body)
    return pieces


def _drawn() -> list[str]:
    """Small ledgers of ``gov_accounts.testing``, in one file each."""
    found: list[str] = []
    calm = settings(
        max_examples=_DRAWN,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @drawn_from(0)
    @calm
    @given(ledgers(max_vouchers=3, max_facts=5))
    def draw_ledgers(ledger: object) -> None:
        found.append(_together(ledger.files, ledger.main))  # type: ignore[attr-defined]

    @drawn_from(0)
    @calm
    @given(event_streams(max_events=2))
    def draw_streams(stream: object) -> None:
        found.append(_together(stream.accrual, stream.main))  # type: ignore[attr-defined]

    draw_ledgers()
    draw_streams()
    return [each for each in dict.fromkeys(found) if each.count("\n") <= _LONGEST]


def _together(files: dict[str, str], main: str) -> str:
    """The text of a ledger with what it includes at its end."""
    others = "".join(text for name, text in files.items() if name != main)
    return re.sub(r"^include .*\n?", "", files[main], flags=re.MULTILINE) + "\n" + others


# Changes. Each is given a text and gives one that differs from it, mostly.


def _bytes(draw: random.Random, content: bytes) -> bytes:
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(content) + 1)
        match draw.randrange(4):
            case 0:
                content = content[:at] + draw.choice(BYTES) + content[at:]
            case 1:
                content = content[:at] + content[at + draw.randint(1, 3) :]
            case 2:
                content = content[:at] + bytes([draw.randrange(256)]) + content[at + 1 :]
            case _:
                other = draw.randrange(len(content) + 1)
                content = content[:at] + content[other : other + draw.randint(1, 40)] + content[at:]
    return content


def _spliced(draw: random.Random, text: str, pattern: re.Pattern[str], new: Callable[[str], str]) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = draw.choice(found)
    return text[: match.start()] + new(match[0]) + text[match.end() :]


def insert(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(INSERTED) + text[at:]


def delete(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + text[at + draw.randint(1, 4) :]


def replaced(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(INSERTED) + text[at + 1 :]


def swap_tokens(draw: random.Random, text: str) -> str:
    found = list(_TOKEN.finditer(text))
    if len(found) < 2:
        return text
    one, two = sorted(draw.sample(found, 2), key=lambda each: each.start())
    return text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]


def drop_token(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, _TOKEN, lambda _: "")


def twice_token(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, _TOKEN, lambda each: f"{each} {each}")


def drop_quotes(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, re.compile(r'"[^"\n]*"'), lambda each: each[1:-1])


def odd_text(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, re.compile(r'"[^"\n]*"'), lambda _: f'"{draw.choice(WORDS)}"')


def odd_value(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, re.compile(r'"[^"\n]*"'), lambda _: draw.choice(VALUES))


def odd_number(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, _NUMBER, lambda _: draw.choice(NUMBERS))


def odd_numbers(draw: random.Random, text: str) -> str:
    """Each amount of a voucher or of the whole text, so that it still balances."""
    number = draw.choice(NUMBERS)
    return re.sub(r"(-?)\d[\d,]*\.\d+(?= CNY)", lambda match: f"{match[1]}{number}", text)


def odd_date(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, _DAY, lambda _: draw.choice(DATES))


def odd_dates(draw: random.Random, text: str) -> str:
    year = draw.choice(("0001", "9999", "2018", "2019", "2021", "2022", "1900"))
    return re.sub(r"^2020(?=-)", year, text, flags=re.MULTILINE)


def odd_account(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, _ACCOUNT, lambda _: draw.choice(ACCOUNTS))


def other_account(draw: random.Random, text: str) -> str:
    found = _ACCOUNT.findall(text)
    return _spliced(draw, text, _ACCOUNT, lambda _: draw.choice(found))


def odd_accounts(draw: random.Random, text: str) -> str:
    found = _ACCOUNT.findall(text)
    if not found:
        return text
    tail = draw.choice((":A" * 1000, ":" + "明" * 3000, ":1-" + "x" * 300, "2", "-", ":" + "1" * 4000))
    one = draw.choice(found)
    return text.replace(one, one + tail)


def odd_commodity(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, re.compile(r"\bCNY(\.[AB])?\b"), lambda _: draw.choice(COMMODITIES))


def odd_flag(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, re.compile(r"(?<=\d\d )[*!](?= )"), lambda _: draw.choice(FLAGS))


def drop_line(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    del lines[draw.randrange(len(lines))]
    return "\n".join(lines)


def twice_line(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = draw.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def move_line(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    line = lines.pop(draw.randrange(len(lines)))
    lines.insert(draw.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def join_lines(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = draw.randrange(len(lines))
    return "\n".join([*lines[:at], "".join(lines[at : at + 2]), *lines[at + 2 :]])


def cut_line(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = draw.randrange(len(lines))
    lines[at] = lines[at][: draw.randrange(len(lines[at]) + 1)]
    return "\n".join(lines)


def many_lines(draw: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = draw.randrange(len(lines))
    return "\n".join([*lines[:at], *[lines[at]] * draw.choice((3, 30, 200)), *lines[at:]])


def cut_end(draw: random.Random, text: str) -> str:
    return text[: draw.randrange(len(text) + 1)]


def _with_lines(draw: random.Random, text: str, new: Sequence[str], below: str = "") -> str:
    """Lines put somewhere, below one that matches, if asked."""
    lines = text.split("\n")
    places = [at for at, line in enumerate(lines) if re.match(below, line)] if below else range(len(lines) + 1)
    if not places:
        return text
    at = draw.choice(places) + bool(below)
    return "\n".join([*lines[:at], *new, *lines[at:]])


def metadata(draw: random.Random, text: str) -> str:
    new = [f"    {draw.choice(KEYS)}: {draw.choice(VALUES)}" for _ in range(draw.choice((1, 1, 1, 2, 3)))]
    return _with_lines(draw, text, new, r"\s+\S|\d{4}-")


def metadata_of_open(draw: random.Random, text: str) -> str:
    return _with_lines(draw, text, [f"  {draw.choice(KEYS)}: {draw.choice(VALUES)}"], r"\S+ open ")


def code(draw: random.Random, text: str) -> str:
    """An odd code under a leg of the budget book, of an open, or of a voucher."""
    key = draw.choice(("func", "econ", "fund", "project", "budget"))
    value = draw.choice((*VALUES, *(f'"{each}"' for each in WORDS)))
    return _with_lines(
        draw, text, [f"    {key}: {value}"], draw.choice((r"\s+\S+.* CNY\.B", r"\S+ open ", r"\d{4}-.* \* "))
    )


def project(draw: random.Random, text: str) -> str:
    """A project of an odd name, which a leg of the budget book has."""
    name = draw.choice((*WORDS, "P 1", "a.b", "P1[2]", "1..3", "P1＋P2", "有", "合计", "2060501"))
    text = _with_lines(draw, text, [f'    project: "{name}"'], r"\s+\S+.* CNY\.[AB]")
    return _with_lines(draw, text, [f'2000-01-01 custom "gov-project" "{name}" "{draw.choice(WORDS)}"'], "plugin ")


def pushed(draw: random.Random, text: str) -> str:
    key, value, tag = draw.choice(KEYS), draw.choice(VALUES), draw.choice(TAGS)
    new = draw.sample(
        (f"pushmeta {key}: {value}", f"popmeta {key}:", f"pushtag {tag}", f"poptag {tag}", "pushmeta", "poptag"), 2
    )
    return _with_lines(draw, _with_lines(draw, text, new[:1]), new[1 : draw.randint(1, 2)])


def tag(draw: random.Random, text: str) -> str:
    return _spliced(draw, text, re.compile(r'(?<=["\d])$', re.MULTILINE), lambda _: f" {draw.choice(TAGS)}")


def many_codes(draw: random.Random, text: str) -> str:
    """Many wrong codes on one voucher."""
    first = draw.choice(("2", "3", "9"))
    count, key = draw.choice((30, 300)), draw.choice(("func", "econ", "fund", "project"))
    lines = ['2020-06-01 * "many"']
    for number in range(count):
        lines += [
            f"  {draw.choice(_ACCOUNT.findall(text) or ACCOUNTS)}  0.00 CNY.B",
            f'    {key}: "{first}{number:06}"',
        ]
    return _with_lines(draw, text, lines)


def option(draw: random.Random, text: str) -> str:
    return _with_lines(draw, text, [f'option "{draw.choice(OPTIONS)}" "{draw.choice(OPTION_VALUES)}"'])


def plugin(draw: random.Random, text: str) -> str:
    configuration = draw.choice(CONFIGURATIONS)
    line = f'plugin "{draw.choice(PLUGINS)}"' + ("" if configuration is None else f' "{configuration}"')
    return _with_lines(draw, text, [line])


def include(draw: random.Random, text: str) -> str:
    return _with_lines(draw, text, [f'include "{draw.choice(INCLUDES)}"'])


def custom(draw: random.Random, text: str) -> str:
    values = draw.choices((*CUSTOM_WORDS, *VALUES), k=draw.randrange(5))
    name = draw.choice(CUSTOMS)
    day = draw.choice((*DATES, *["2020-01-01"] * 30))
    line = f'{day} custom "{name}" {" ".join(values)}'
    return _with_lines(draw, text, [line])


def directive(draw: random.Random, text: str) -> str:
    """A directive of any kind on an account of the ledger, or on any."""
    accounts = [*_ACCOUNT.findall(text), draw.choice(ACCOUNTS)]
    account, other = draw.choice(accounts), draw.choice(accounts)
    day = draw.choice((*DATES, "2020-06-01", "2020-06-01"))
    number, commodity, word = draw.choice(NUMBERS), draw.choice(COMMODITIES), draw.choice(WORDS)
    second, value, flag = draw.choice(NUMBERS), draw.choice(VALUES), draw.choice(FLAGS)
    line = draw.choice((
        f"{day} open {account} {commodity}",
        f'{day} open {account} {commodity} "{draw.choice(("STRICT", "FIFO", "AVERAGE", "x", ""))}"',
        f"{day} open {account} CNY,CNY.B,USD",
        f"{day} close {account}",
        f"{day} balance {account} {number} {commodity}",
        f"{day} balance {account} {number} ~ {second} {commodity}",
        f"{day} pad {account} {other}\n2020-12-31 balance {account} {number} CNY",
        f'{day} note {account} "{word}" #2060501 ^a',
        f'{day} document {account} "{word}"',
        f'{day} event "{word}" "{word}"',
        f"{day} commodity {commodity}\n  name: {value}",
        f"{day} price {commodity} {number} CNY",
        f'{day} query "{word}" "SELECT {word}"',
        f'{day} * "{word}" | "{word}"\n  {account} {number} {commodity}\n  {other}',
        f'{day} * "a"\n  {account} {number} CNY {{{second} USD, {day}, "{word}"}} @ {number} USD\n  {other}',
        f'{day} * "a"\n  {account} {number} CNY @@ {second} CNY.B\n  {other} {number}',
        f'{day} * "a"\n  {account} {number} CNY {{*}}\n  {other} -1 CNY {{{{2 # 3 USD}}}}',
        f'{day} * "a"\n  {account}\n  {other}\n  {other} CNY',
        f'{day} * "{word}"',
        f'{day} * "a" "b" "c"\n  {account} 1 CNY #tag',
        f'{day} {flag} "{word}" "b"\n  ! {account} {number} CNY.B\n    func: {value}\n  {other}',
    ))  # fmt: skip
    return _with_lines(draw, text, [line])


_CHANGES: Final[tuple[tuple[Change, ...], ...]] = (
    (insert, delete, replaced),
    (swap_tokens, drop_token, twice_token, drop_quotes, odd_text, odd_value, odd_number, odd_numbers, odd_date,
     odd_dates, odd_account, other_account, odd_accounts, odd_commodity, odd_flag),
    (drop_line, twice_line, move_line, join_lines, cut_line, many_lines, cut_end),
    (metadata, metadata, metadata_of_open, tag, many_codes, code, code, project),
    (option, plugin, include, custom, custom, directive, directive, directive, pushed),
)  # fmt: skip
_WEIGHTS: Final = (2, 4, 2, 4, 4)
