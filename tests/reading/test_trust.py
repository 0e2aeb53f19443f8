"""Of what a ledger from elsewhere would run, nothing is run unless its user allowed it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import beancount
import click
import fava
import pytest
from click.testing import CliRunner

from gov_accounts.cli import cli
from gov_accounts.findings import Severity
from gov_accounts.ledger import load
from gov_accounts.reading import trust
from gov_accounts.reading.permissions import EVALUATING, NOTHING, Permissions, harmless, line_of, text_of
from tests.support.heads import HEAD
from tests.support.paths import LEDGERS

MODULES = [
    (f"{package}.{path.stem}", path)
    for package, root in (
        ("beancount.plugins", Path(beancount.__file__).parent / "plugins"),
        ("beancount.ops", Path(beancount.__file__).parent / "ops"),
        ("fava.plugins", Path(fava.__file__).parent / "plugins"),
    )
    for path in sorted(root.glob("*.py"))
    if path.stem != "__init__" and not path.stem.endswith("_test")
]
RUNNING = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "import_module",
    "run_path",
    "run_module",
    "system",
    "popen",
    "call",
}
RUNNING |= {"Popen", "check_call", "check_output", "load_module", "loads", "run"}


@pytest.fixture(autouse=True)
def settings_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "settings"
    monkeypatch.setenv("GOV_ACCOUNTS_CONFIG", str(folder))
    return folder


def write(folder: Path, text: str, name: str = "main.beancount") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def hostile(folder: Path) -> tuple[Path, Path]:
    """A ledger that brings programs along, and the file that they would write."""
    mark = folder / "it_ran"
    program = f"from pathlib import Path\nPath({str(mark)!r}).write_text(__name__)\n"
    for name in ("brought", "brought_extension", "docx", "lxml", "highspy", "brought_import", "xlsxwriter"):
        write(folder, program, f"{name}.py")
    write(folder, program, "gov_accounts_plugins/__init__.py")
    write(folder, program, "beancount/__init__.py")
    evaluated = f"__import__('pathlib').Path({str(mark)!r}).write_text('eval')"
    text = (LEDGERS / "clean.beancount").read_text(encoding="utf-8")
    lines = (
        'option "insert_pythonpath" "TRUE"',
        'plugin "brought"',
        *(f'plugin "{name}" "{evaluated}"' for name in sorted(EVALUATING)),
        '2020-01-01 custom "fava-extension" "brought_extension"',
        '2020-01-01 custom "fava-extension" "fava.ext.auto_commit"',
        '2020-01-01 custom "fava-extension" 1',
        '2020-01-01 custom "fava-extension"',
        '2020-01-01 custom "fava-option" "import-config" "brought_import.py"',
        '2020-01-01 custom "fava-option" "import_config" "brought_import.py"',
    )
    return write(folder, "\n".join(lines) + "\n" + text), mark


def command(*arguments: str, answer: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments), input=answer, standalone_mode=False)
    status = result.return_value if result.exception is None else getattr(result.exception, "exit_code", 1)
    return int(status or 0), result.output


# What runs


def test_nothing_brought_along_is_run(tmp_path: Path) -> None:
    path, mark = hostile(tmp_path / "books")
    told = [(each.rule, each.place.line if each.place else 0) for each in load(path).findings]
    assert [line for rule, line in told if rule == "plugin-not-trusted"] == list(range(1, 3 + len(EVALUATING)))
    assert [rule for rule, _ in told].count("extension-not-trusted") == 6
    assert not mark.exists()


@pytest.mark.parametrize("arguments", [("check",), ("report", "--format", "xlsx"), ("report", "--format", "docx")])
def test_nor_from_the_current_folder(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    path, mark = hostile(tmp_path / "books")
    program = [sys.executable, "-m", "gov_accounts", arguments[0], path.name, *arguments[1:]]
    program += ["-o", str(tmp_path / "out")] if len(arguments) > 1 else []
    subprocess.run(program, cwd=path.parent, check=False, capture_output=True)
    assert not mark.exists()


def test_fava_runs_nothing_either(tmp_path: Path) -> None:
    from gov_accounts.fava.site import site  # noqa: PLC0415 (Fava is slow to import)

    path, mark = hostile(tmp_path / "books")
    app = site(path)
    client = app.test_client()
    for page in ("", "import/", "options/", "extension/GovAccounts/?tab=checks", "query/"):
        client.get(f"/main/{page}", follow_redirects=True)
    ((_, ledger),) = app.config["LEDGERS"].items()
    ledger.load_file()
    assert not mark.exists()
    assert ledger.fava_options.import_config is None
    assert not ledger.extensions.errors
    assert sum("Fava 的这个扩展没有装" in each.message for each in ledger.load_errors) == 4


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_plugins_that_are_run_evaluate_nothing(name: str, path: Path) -> None:
    """But for those that are run without a configuration only: read from their sources."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {
        node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and not ast.unparse(node.func).startswith("re.")
    }
    combined = {
        f"beancount.plugins.{getattr(each, 'id', '')}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "combine_plugins"
        for each in node.args
    }
    patterns = "re.compile(config)" in ast.unparse(tree)
    evaluates = bool(called & RUNNING) or bool(combined & EVALUATING) or patterns
    assert evaluates == (name in EVALUATING)
    assert harmless(name, None)
    assert harmless(name, "__import__('os')") == (name not in EVALUATING)


@pytest.mark.parametrize(
    ("name", "config", "expected"),
    [
        ("gov_accounts_plugins", None, True),
        ("gov_accounts_plugins.parallel", None, True),
        ("gov_accounts_plugins_evil", None, False),
        ("beancount", None, False),
        ("beancount.plugins", None, False),
        ("beancount.scripts.example", None, False),
        ("fava.ext.auto_commit", None, False),
        ("os", None, False),
        ("beancount.plugins.check_commodity", None, True),
        ("beancount.plugins.check_commodity", "{}", False),
        ("beancount.plugins.currency_accounts", "Equity:Trading", True),
    ],
)
def test_what_is_harmless(name: str, config: str | None, expected: bool) -> None:  # noqa: FBT001
    assert harmless(name, config) is expected


def test_our_plugins_are_those_that_are_installed(tmp_path: Path) -> None:
    path, mark = hostile(tmp_path / "books")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path / "nothing"))
        assert load(path).checked
    assert not mark.exists()


# What is allowed


def test_what_is_allowed_once_is_allowed_then(tmp_path: Path, settings_folder: Path) -> None:
    books = tmp_path / "books"
    write(books, "__plugins__ = ['run']\ndef run(entries, options):\n    return entries, []\n", "allowed_plugin.py")
    path = write(books, 'plugin "allowed_plugin"\noption "insert_pythonpath" "TRUE"\n' + HEAD)
    assert command("check", str(path))[0] == 1
    assert command("check", str(path), "--trust")[0] == 0
    assert command("check", str(path))[0] == 1, "an option is for once"
    status, output = command("trust", str(path), answer="\n")
    assert (status, "allowed_plugin" in output, "insert_pythonpath" in output) == (1, True, True)
    assert command("check", str(path))[0] == 1
    assert command("trust", str(path), answer="y\n")[0] == 0
    assert command("check", str(path))[0] == 0
    assert list(json.loads((settings_folder / "trusted.json").read_text(encoding="utf-8"))) == [str(path.resolve())]
    copy = write(tmp_path / "copy", path.read_text(encoding="utf-8"))
    assert command("check", str(copy))[0] == 1, "it is this ledger that is trusted"
    write(books, "__plugins__ = []\n", "allowed_plugin.py")
    assert command("check", str(path))[0] == 1, "the program beside it has changed"
    assert command("trust", str(path), "--yes")[0] == 0
    assert command("check", str(path))[0] == 0
    write(books, path.read_text(encoding="utf-8").replace('"allowed_plugin"', '"allowed_plugin" "other"'))
    assert command("check", str(path))[0] == 1, "the line has changed"
    assert command("trust", str(path), "--yes")[0] == 0
    assert command("trust", str(path), "--forget")[0] == 0
    assert command("check", str(path))[0] == 1


def test_files_elsewhere_may_be_allowed_with_what_they_include(tmp_path: Path) -> None:
    write(tmp_path, 'include "further.beancount"\n', "shared.beancount")
    write(tmp_path, "; 空\n", "further.beancount")
    path = write(tmp_path / "books", HEAD + 'include "../shared.beancount"\n')
    assert command("check", str(path))[0] == 1
    assert command("check", str(path), "--outside")[0] == 0
    status, output = command("trust", str(path), "--yes")
    assert (status, output.count("include")) == (0, 2)
    assert command("check", str(path))[0] == 0


def test_a_ledger_that_needs_nothing_is_told_so(tmp_path: Path, settings_folder: Path) -> None:
    path = write(tmp_path / "books", HEAD)
    status, output = command("trust", str(path))
    assert (status, "没有要允许的" in output) == (0, True)
    assert trust.allowed(settings_folder, path) == frozenset()


def test_a_ledger_that_is_missing_is_told_so(tmp_path: Path) -> None:
    status, output = command("trust", str(tmp_path / "nothing.beancount"))
    assert (status, "file-not-found" in output) == (2, True)


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"a": 1}', '{"a": [1]}', "[" * 100_000, "\0"])
def test_settings_that_cannot_be_read_allow_nothing(tmp_path: Path, settings_folder: Path, kept: str) -> None:
    write(settings_folder, kept, "trusted.json")
    assert trust.allowed(settings_folder, tmp_path / "a") == frozenset()
    assert trust.allow(settings_folder, tmp_path / "a", [line_of("x")]).exists()
    assert trust.allowed(settings_folder, tmp_path / "a") == {line_of("x")}


def test_settings_that_cannot_be_written_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "books", HEAD + 'plugin "os"\n')
    write(tmp_path, "a file", "blocked")
    monkeypatch.setenv("GOV_ACCOUNTS_CONFIG", str(tmp_path / "blocked"))
    status, output = command("trust", str(path), "--yes")
    assert (status, "output-not-writable" in output) == (2, True)


def test_what_is_told_is_grave_where_tables_depend_on_it(tmp_path: Path) -> None:
    path, _ = hostile(tmp_path / "books")
    graves = {each.rule: each.severity for each in load(path).findings}
    assert graves["plugin-not-trusted"] is Severity.ERROR
    assert graves["extension-not-trusted"] is Severity.NOTICE


def test_nothing_is_allowed_unless_it_is_said() -> None:
    assert Permissions() == NOTHING
    assert not NOTHING.run
    assert not NOTHING.outside
    assert not NOTHING.lines
    assert text_of(line_of('plugin "x" "a\nb"', "digest")) == 'plugin "x" "a\nb"'


def test_every_command_on_a_ledger_has_the_options() -> None:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        found = cli.get_command(context, name)
        assert found is not None
        names = {option for param in found.params for option in param.opts}
        if "ledger" in names and name != "trust":
            assert {"--trust", "--outside"} <= names, name
    assert os.environ["GOV_ACCOUNTS_CONFIG"]
