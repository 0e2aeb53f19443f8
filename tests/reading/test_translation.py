"""beancount's messages in Chinese: each has its translation; of an account that isn't open, those like it are named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import beancount
import fava
import pytest
from beancount.parser import options

from gov_accounts.ledger import load
from gov_accounts.reading.translation import translate
from tests.support.heads import HEAD

DETAILS = tuple(f"Expenses:5001-业务活动费用:{name}费用" for name in "甲乙丙丁戊己")
OTHERS = ("Assets:1002-银行存款", "Expenses:5101-单位管理费用:甲费用")

BEANCOUNT = Path(beancount.__file__).parent
FAVA = Path(fava.__file__).parent
SOURCES = [
    *sorted((BEANCOUNT / "parser").glob("*.py")),
    *sorted((BEANCOUNT / "ops").glob("*.py")),
    *sorted((BEANCOUNT / "core").glob("*.py")),
    *sorted((BEANCOUNT / "plugins").glob("*.py")),
    BEANCOUNT / "loader.py",
    *sorted((FAVA / "plugins").glob("*.py")),
]
NO_ERRORS = ("cmptest.py", "context.py", "version.py")
"""For tests and developers: nothing of theirs becomes an error of a ledger."""
NOT_LITERAL = {
    ("booking.py", "str(exc)"): "the ValueErrors raised just above it, which are listed",
    ("grammar.py", "message"): "syntax errors, and Python's own exceptions: FROM_C",
    ("grammar.py", "option_descriptor.deprecated"): "tested by themselves below",
    ("lexer.py", "str(message)"): "what the lexer says: FROM_C",
    ("validation.py", "message"): "the two literals just above it, which are listed",
}
"""Errors whose message isn't written where they are made, and where it is then."""
FROM_C = (
    "Invalid token: '看'",
    "syntax error, unexpected INDENT",
    "syntax error, unexpected TAG, expecting end of file or EOL",
    "ValueError: Invalid number format: '1,23.40'",
    "ValueError: month must be in 1..12",
    "ValueError: day is out of range for month",
    "ValueError: year 0 is out of range",
    "UnboundLocalError: cannot access local variable 'meta' (/usr/lib/beancount/parser/grammar.py:406)",
    "decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]",
    "Invalid reference to inactive account 'Assets:1'",
    "Invalid reference to unknown account 'Assets:1'",
)
"""What its lexer and parser, written in C, say, and Python's exceptions in them; and the two literals of a variable."""
ALLOWED = frozenset(
    """
    beancount open close balance pad option plugin include commodity document documents pushtag poptag pushmeta popmeta
    title operating currency strict none fifo cny assets utf tolerance inferred multiplier unknown gov accounts plugins
    pdf price check commodity attr leafonly nounused onecommodity unique prices link
    """.split()  # noqa: SIM905 (a list of words reads better so)
)


class Message(NamedTuple):
    """A message that becomes an error: where it is written, the text with its gaps filled, or what isn't a literal."""

    where: str
    text: str
    source: str


def messages() -> Iterator[Message]:
    """Every error that is made in the sources of beancount and of its and Fava's plugins."""
    for path in SOURCES:
        if path.stem.endswith("_test") or path.name in NO_ERRORS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if re.fullmatch(r"[A-Z]\w+Error", name):
                text = re.sub(r"\{[^}]*\}", "X", literal(node.args[1]))
                yield Message(f"{path.name}:{node.lineno}", text, ast.unparse(node.args[1]))


def raised() -> Iterator[Message]:
    """The ValueErrors of booking and of options, whose text becomes an error's."""
    for name in ("booking.py", "options.py"):
        for node in ast.walk(ast.parse((BEANCOUNT / "parser" / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                text = re.sub(r"\{[^}]*\}", "X", literal(node.exc.args[0]))
                if text:
                    text = text if name == "booking.py" else f"Error for option 'x': {text}"
                    yield Message(f"{name}:{node.lineno}", text, ast.unparse(node.exc.args[0]))


def in_c() -> Iterator[Message]:
    """What the lexer, of which the source is installed too, makes errors of."""
    lexer = (BEANCOUNT / "parser" / "lexer.l").read_text(encoding="utf-8")
    for found in re.finditer(r'build_lexer_error\([^;"]*"([^"]*)"', lexer):
        text = re.sub(r"%[UsSd]", "ValueError" if found[1].startswith("%s: ") else "X", found[1])
        yield Message("lexer.l", text, found[1])


def literal(node: ast.AST) -> str:
    """The text of a string, of strings joined, or of a template that is filled."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "X" for each in node.values)
    if isinstance(node, ast.BinOp):
        return literal(node.left) + literal(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return literal(node.func.value)
    return ""


MADE = list(messages())
MESSAGES = [
    *((each.where, each.text) for each in (*MADE, *raised(), *in_c()) if each.text),
    *(("C", text) for text in FROM_C),
]


def test_there_are_as_many_messages_as_are_known() -> None:
    """Should the way they are written change, this says so; where there are more, they are held to the rule below."""
    assert len(MESSAGES) >= 95
    plugins = {where.partition(":")[0] for where, _ in MESSAGES}
    assert plugins >= {"leafonly.py", "check_commodity.py", "sellgains.py", "link_documents.py", "lexer.l", "pad.py"}


def test_every_error_has_a_message_that_is_known() -> None:
    """A new version of beancount may make an error of a variable: then somebody has to look what is in it."""
    unread = {(each.where.partition(":")[0], each.source) for each in MADE if not each.text}
    assert unread <= NOT_LITERAL.keys()


@pytest.mark.parametrize(("where", "message"), MESSAGES, ids=[f"{where} {text[:40]}" for where, text in MESSAGES])
def test_every_message_has_a_translation(where: str, message: str) -> None:
    finding = translate(message, None)
    assert finding.rule != "beancount", where
    words = {each.lower() for each in re.findall(r"[A-Za-z]{2,}", finding.message())}
    assert words <= ALLOWED, where


def test_what_breaks_down_is_said_to_be_whose_it_is() -> None:
    ours = translate('Error applying plugin "gov_accounts_plugins": TypeError: x', None)
    other = translate('Error applying plugin "beancount.plugins.auto": Traceback', None)
    assert (ours.rule, other.rule) == ("check-failed", "plugin-failed")
    assert "TypeError" not in ours.message()


def test_what_beancount_itself_cannot_do_is_no_plugin_of_the_ledgers() -> None:
    """Its check of balances goes down the tree of accounts level by level, and ends at some hundreds."""
    deep = translate('Error applying plugin "beancount.ops.balance": RecursionError: maximum recursion depth', None)
    other = translate('Error applying plugin "beancount.ops.pad": TypeError: x', None)
    assert deep.rule == other.rule == "check-failed"
    assert "级数太多" in deep.what
    assert "beancount.ops" not in deep.message() + other.message()


def test_deprecated_options_are_told_in_chinese() -> None:
    for option in options.OPTIONS.values():
        if option.deprecated:
            assert translate(str(option.deprecated), None).rule == "option-old"


def test_what_a_strangers_plugin_says_is_passed_on() -> None:
    finding = translate("Account is not a leaf\n  and more", None)
    assert finding.what == "账本里启用的插件报告了一处问题，原话是：Account is not a leaf"
    assert translate("", None).what.endswith("没有说明")


def remedy(account: str, *opened: str) -> str:
    return translate(f"Invalid reference to unknown account '{account}'", None, opened).remedy


def test_its_details_come_first_as_they_were_opened() -> None:
    """Five are enough, and names that are merely alike aren't mixed with them."""
    opened = (*OTHERS, *reversed(DETAILS))
    assert remedy("Expenses:5001-业务活动费用", *opened).startswith(
        f"已开户的有 {'、'.join(reversed(DETAILS[1:]))}。核对账户名的每个字"
    )


def test_else_those_whose_names_are_like_it() -> None:
    assert remedy("Assets:1002-银行存欵", *OTHERS).startswith("已开户的有 Assets:1002-银行存款。核对")


def test_nothing_is_named_where_nothing_is_like_it() -> None:
    assert remedy("Equity:8101-财政拨款结转", *OTHERS[1:]).startswith("核对账户名的每个字")
    assert remedy("Equity:8101-财政拨款结转").startswith("核对账户名的每个字")


def loaded(folder: Path, text: str) -> list[tuple[str, int]]:
    path = folder / "main.beancount"
    path.write_text(text, encoding="utf-8", newline="\n")
    return [(each.rule, each.place.line if each.place else 0) for each in load(path).findings]


def test_an_error_of_several_directives_is_told(tmp_path: Path) -> None:
    """Some plugins give a list in place of the directive that an error is about."""
    prices = "2020-01-01 price USD 7 CNY\n2020-01-01 price USD 8 CNY\n"
    found = loaded(tmp_path, f'{HEAD}plugin "beancount.plugins.unique_prices"\n{prices}')
    assert ("price-twice", HEAD.count("\n") + 2) in found


def test_an_option_that_is_refused_is_told_once(tmp_path: Path) -> None:
    """It isn't told again of each line that is looked at by itself."""
    found = loaded(tmp_path, f'option "name_assets" "("\n{HEAD}2020-03-05 * “电费”\n  Assets:1002-银行存款  1 CNY\n')
    assert [line for rule, line in found if rule == "option-value"] == [1]
