"""The house rules that a program can check: which way imports go, and that no float touches money."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gov_accounts.cli import cli
from gov_accounts.law.codes import official_codes

COMMANDS = cli.list_commands(click.Context(cli))
ROOT = Path(__file__).parent.parent
PACKAGES = ("gov_accounts", "plugins/gov_accounts_plugins", "ledger/gov_accounts_ledger")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

ALLOWED = {
    "beancount": (
        "gov_accounts/ledger.py",
        "gov_accounts/reading/",
        "gov_accounts/books/",
        "gov_accounts/exchange/",
        "gov_accounts/bookkeeping/plausibility/__init__.py",
        "gov_accounts/bookkeeping/sealing/",
        "gov_accounts/bookkeeping/year_end/",
        "plugins/",
    ),
    "beangulp": ("gov_accounts/exchange/importers.py",),
    "click": ("gov_accounts/cli/",),
    "fava": ("gov_accounts/fava/", "gov_accounts/cli/serve.py"),
    "flask": ("gov_accounts/fava/",),
    "flask_babel": ("gov_accounts/fava/",),
    "highspy": ("gov_accounts/printing/solver.py", "gov_accounts/audit/judge/"),
    "numpy": ("gov_accounts/printing/solver.py", "gov_accounts/audit/judge/"),
    "docx": ("gov_accounts/render/", "gov_accounts/audit/reading/"),
    "pdfplumber": ("gov_accounts/audit/reading/",),
    "pdfminer": ("gov_accounts/audit/reading/",),
    "pypdfium2": ("gov_accounts/audit/reading/",),
    "duckdb": ("gov_accounts/units/duck.py",),
    "pyspark": ("gov_accounts/units/spark.py",),
    "lxml": ("gov_accounts/audit/reading/", "gov_accounts/exchange/", "gov_accounts/render/", "gov_accounts/sheets/"),
    "typst": ("gov_accounts/render/",),
    "rich": ("gov_accounts/render/text/statements.py",),
    "pypdf": ("gov_accounts/exchange/papers/",),
    "python_calamine": ("gov_accounts/audit/reading/", "gov_accounts/sheets/"),
    "xlsxwriter": ("gov_accounts/render/xlsx/workbook.py",),
    "hypothesis": ("gov_accounts/testing/",),
    "gov_accounts_plugins": ("plugins/",),
}
FLOORS = (
    ("findings", "money", "months", "nearest", "text", "law"),
    ("files", "sheets", "spelling"),
    ("reading", "books"),
    ("bookkeeping", "statements"),
    ("ledger", "printing"),
    ("reports",),
    ("publishing", "search"),
    ("bank",),
    ("exchange",),
    ("audit",),
    ("units",),
    ("render",),
    ("archive", "fava"),
    ("cli",),
    ("__main__",),
)
"""The rooms of the house from the bottom up. Who stands on a floor knows the floors below it, and nobody beside it."""
APART = ("testing",)
"""Imports nothing of the house, and nothing in it imports this."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    for module in imports(path):
        allowed = ALLOWED.get(module.split(".", maxsplit=1)[0])
        assert allowed is None or name.startswith(allowed), f"{name} imports {module}"
        if name.startswith("gov_accounts/testing/"):
            assert not module.startswith("gov_accounts"), "the oracle knows nothing of what it judges"
        elif not name.startswith("gov_accounts/cli/") and name != "gov_accounts/__main__.py":
            assert not module.startswith("gov_accounts.cli"), "the library doesn't know its command line"
    if name.startswith("ledger/"):
        assert not list(imports(path)), "the ledger package is data only"


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in SOURCES if path.is_relative_to(ROOT / "gov_accounts")}


def imported_modules(path: Path) -> Iterator[tuple[str, bool]]:
    """The modules of the library that a file imports, and whether as it is loaded itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {each for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.If) for each in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "gov_accounts":
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                yield module if module in MODULES else node.module, node not in inside


def room_of(module: str) -> str:
    return module.removeprefix("gov_accounts").lstrip(".").partition(".")[0]


@pytest.mark.parametrize("module", MODULES)
def test_rooms_stand_on_floors(module: str) -> None:
    """Imports go down: even those for types only, and those made when a function is called."""
    floor_of = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
    room = room_of(module)
    if not room:
        return
    others = {room_of(each) for each, _ in imported_modules(MODULES[module])} - {room, ""}
    if room in APART:
        assert not others
        return
    assert room in floor_of, f"{room} stands on no floor"
    assert not {each for each in others if each in APART or floor_of[each] >= floor_of[room]}


def test_no_module_imports_itself_in_a_circle() -> None:
    """Within a room too; types of each other, and what a function imports when it is called, don't count."""
    below = {
        module: {each for each, loaded in imported_modules(path) if loaded and each != module}
        for module, path in MODULES.items()
    }
    while leaves := {module for module, others in below.items() if not others & below.keys()}:
        below = {module: others for module, others in below.items() if module not in leaves}
    assert not below


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_float_touches_money(path: Path) -> None:
    """No float literal, no float(), and no true division, which makes a float of two integers.

    Path's ``/`` joins strings, so a division with a string literal or a path on its left is let pass; page margins
    in inches are not money, nor is the pause between two tries to write a file.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            assert path.name in ("workbook.py", "lock.py", "reloading.py", "staged.py"), f"{where}: a float"
        if isinstance(node, ast.Name):
            assert node.id != "float", f"{where}: float"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            text = ast.unparse(node)
            paths = ("path", "folder", "root", "directory", "output", "resources", "Path", "target", "base", "file")
            assert any(word in text for word in paths), f"{where}: {text} divides"


# What an account is


DIGITS_READ = {
    "gov_accounts/exchange/code_list.py": "the classes of a finance office's table, most of which are no list of ours",
}
"""Where a first digit may be asked, or an account's number may stand, and why; the chart says what an account is."""
DIGITS_TYPED = ("gov_accounts/spelling/", "gov_accounts/testing/")
"""What a person typed is looked at digit by digit; the oracle knows nothing of the chart that it judges."""
JUDGED = [path for path in SOURCES if not path.relative_to(ROOT).as_posix().startswith(DIGITS_TYPED)]


def is_beginning(node: ast.AST) -> bool:
    """Whether a value is what another begins with: ``code[0]``, ``code[:2]``."""
    if not isinstance(node, ast.Subscript):
        return False
    match node.slice:
        case ast.Constant(value=0) | ast.Slice(lower=None, upper=ast.Constant(), step=None):
            return True
    return False


def has_digits(node: ast.AST, names: frozenset[str]) -> bool:
    """Whether a value holds digits as text, itself or under one of the names."""
    return any(
        (isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.isdigit())
        or (isinstance(each, ast.Name) and each.id in names)
        for each in ast.walk(node)
    )


def assigned(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value


def accounts_asked_by_digit(tree: ast.Module) -> Iterator[int]:
    """The lines that ask what a code begins with, in digits, or in which the code of an account stands."""
    values = list(assigned(tree))
    digits: frozenset[str] = frozenset()
    for _ in values:  # a name may stand for others
        digits = frozenset(name for name, value in values if name.isupper() and has_digits(value, digits))
    begun = frozenset(name for name, value in values if is_beginning(value))

    def begins(node: ast.AST) -> bool:
        return any(is_beginning(each) or (isinstance(each, ast.Name) and each.id in begun) for each in ast.walk(node))

    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=others):
                sides = (left, *others)
                found = any(map(begins, sides)) and any(has_digits(each, digits) for each in sides)
            case ast.Call(func=ast.Attribute(attr="startswith"), args=args):
                found = any(has_digits(each, digits) for each in args)
            case ast.Match(subject=subject, cases=cases):
                patterns = [each.pattern for each in cases]
                found = begins(subject) and any(has_digits(each, digits) for each in patterns)
            case ast.Subscript(value=value, slice=key):
                found = begins(key) and has_digits(value, digits)
            case ast.Constant(value=str() as text):
                found = text in official_codes().chart.rows
            case _:
                found = False
        if found:
            yield getattr(node, "lineno", 0)


@pytest.mark.parametrize("path", JUDGED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_account_is_asked_by_its_digits(path: Path) -> None:
    lines = set(accounts_asked_by_digit(ast.parse(path.read_text(encoding="utf-8"))))
    assert bool(lines) == (path.relative_to(ROOT).as_posix() in DIGITS_READ), f"{path}: {sorted(lines)}"


@pytest.mark.parametrize(
    "text",
    [
        'spends = code.startswith("7")',
        'spends = code[0] == "7"',
        'kept = code[:1] in ("1", "2")',
        '_FLOWS: Final = frozenset("4567")\nflow = code[:1] not in _FLOWS',
        '_FLOWS = ("6", "7")\n_YEARLY: Final = (*_FLOWS, "9")\nyearly = group.code[:1] in _YEARLY',
        'kind = code[:1]\nif kind != "7":\n    pass',
        '_KEEPING = {"1": "CNY", "8": "CNY.B"}\ncommodity = _KEEPING[account_code(account)[0]]',
        'match code[:2]:\n    case "81" | "82":\n        pass',
        'match len(tag), tag[0]:\n    case 7, "2":\n        pass',
        'any(account_code(each).startswith(_NET) for each in some)\n_NET: Final = "3"',
        'FUNDS_IN_HAND: Final = "8001"',
        'opening = code != "3101"',
        'CASH = frozenset({"1001"})',
        'detail = "80010301"',
    ],
)
def test_a_test_of_digits_is_found(text: str) -> None:
    assert list(accounts_asked_by_digit(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        'hidden = name.startswith(".")',
        'first = line[0] in "#^"',
        "spends = role(code).spends",
        "level = code[:3] == parent[:3]",
        'example = "2060501"',
        'why = "从 1001 付款"',
        'column = columns["4"]',
        "own = code.startswith(step.accounts)",
    ],
)
def test_what_asks_no_digits_is_let_pass(text: str) -> None:
    assert not list(accounts_asked_by_digit(ast.parse(text)))


def test_every_source_file_is_looked_at() -> None:
    assert len(SOURCES) > 25


def test_help_is_answered_without_beancount() -> None:
    """Nor any other library that a command needs to do its work."""
    program = (
        "import sys\n"
        "from gov_accounts.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n"
        "    heavy = {'beancount', 'fava', 'highspy', 'numpy', 'openpyxl', 'rich', 'xlsxwriter', 'tomllib'}\n"
        "    heavy &= set(sys.modules)\n"
        "    print(sorted(heavy), file=sys.stderr)\n"
    )
    for arguments in ([], *([name] for name in COMMANDS)):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments, "--help"],
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0
        assert "用法：" in done.stdout
        assert done.stderr.strip() == "[]"
