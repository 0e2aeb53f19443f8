"""``gov-accounts bank``: 银行存款余额调节表."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options
from gov_accounts.cli.output import check_output, put_out, tables_content

if TYPE_CHECKING:
    import datetime

    from gov_accounts.bank.printed import Heading
    from gov_accounts.bank.reconcile import Balances, Reconciliation
    from gov_accounts.bank.statement import Statement
    from gov_accounts.books.ledger import Ledger
    from gov_accounts.books.postings import Period, Posting
    from gov_accounts.findings import Finding
    from gov_accounts.reports.accounts import Account

_KINDS: Final = ("text", "csv", "json", "xlsx", "pdf", "html", "docx")
_DOCUMENTS: Final = ("pdf", "html", "docx")
_MOST_DAYS: Final = 400
_SUFFIXES: Final = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm")


@click.command("bank", cls=ChineseCommand, options_metavar="[选项]")
@options.LEDGER
@click.argument("statements", metavar="对账单…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--account", required=True, metavar="科目", help="对账单是哪个科目、明细的，写法如 journal。")
@click.option("--from", "first", metavar="日期", help="对账单从哪天起；默认第一笔所在月份的 1 日。")
@click.option("--to", "last", metavar="日期", help="调节表是哪天的；默认最后一笔所在月份的最后一天。")
@click.option("--days", type=int, default=10, metavar="天数", help="两边最多相差几天，默认 10。")
@click.option("--balance", metavar="金额", help="对账单的期末余额；对账单没有余额栏时写。")
@click.option("--swap", is_flag=True, help="对账单的借方是单位收到的（照单位的账写的）。")
@click.option("--remember", is_flag=True, help="把对上的记在账本里：分录下面一行 bank；已记账的凭证不动。")
@options.file_format(_KINDS)
@options.OUTPUT_OR_FOLDER
@options.OVERWRITE
def command(
    ledger: str,
    statements: tuple[Path, ...],
    account: str,
    first: str | None,
    last: str | None,
    days: int,
    balance: str | None,
    kind: str,
    output: Path | None,
    *,
    swap: bool,
    remember: bool,
    overwrite: bool,
) -> int:
    """核对银行对账单，编制银行存款余额调节表：四种未达账项，两边调节以后相等。

    对账单是网银导出的 .csv 或 .xlsx，可以写几个，也可以写文件夹。列名各家银行不同，常见的都认；
    银行的贷方是单位收到的。读不懂的行逐行说明，不猜。

    先按流水号、票据号对，再按金额和日期，然后是一笔对几笔。不记账，也不改账；--remember 才记下对上的。

    csv、json、xlsx 里还有勾对明细。

    \b
    例：
      gov-accounts bank main.beancount 六月.xlsx --account 1002 --to 2020-06-30
      gov-accounts bank main.beancount 对账单 --account 基本存款账户 --format pdf -o 调节表.pdf
      gov-accounts bank main.beancount 六月.csv --account 1002 --days 15 --remember
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.bank.lines import book_lines  # noqa: PLC0415
    from gov_accounts.bank.printed import summary  # noqa: PLC0415
    from gov_accounts.bank.reconcile import reconcile  # noqa: PLC0415
    from gov_accounts.bank.statement import UnusableStatementError, read_statement  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Place  # noqa: PLC0415

    check_output(kind, output, "调节表", ("xlsx", "pdf", "docx"))
    if not 0 <= days <= _MOST_DAYS:
        raise click.BadOptionUsage("days", f"--days 从 0 到 {_MOST_DAYS}，不能是 {days}。")
    asked = _asked("--from", first), _asked("--to", last)
    given = _amount(balance)
    files = _files(statements)
    loaded = common.load_or_exit(ledger)
    common.require_checked(loaded)
    found, postings = _postings(loaded, account)
    try:
        whole = read_statement(files, swapped=swap)
    except UnusableStatementError as error:
        common.refuse(error.finding)
    statement, span = _spanned(whole, asked[0] and asked[0].first, asked[1] and asked[1].last)
    balances, differs = _balances(statement, given, files[0])
    place = Place(str(files[0]), 0)
    made = reconcile(book_lines(postings, loaded.entries), statement.movements, span, balances, days, place)
    told = (*differs, *statement.findings, *made.findings)
    common.show((*loaded.findings, *_details(postings, loaded), *told), err=True)
    click.echo(summary(made), err=True)
    content = _content(made, _heading(loaded, found, files), kind, output, days, loaded.path.parent)
    put_out(content, kind, output, f"余额调节表-{span.last}", loaded, overwrite=overwrite)
    if remember:
        _remember(loaded, made)
    return int(not made.balanced or common.has_errors((*loaded.findings, *told)))


def _asked(option: str, text: str | None) -> Period | None:
    from gov_accounts.books.postings import read_period  # noqa: PLC0415

    if text is None:
        return None
    found = read_period(text)
    if found is None:
        raise click.BadOptionUsage(option, f"{option} 的“{text}”不是日期。写成 2020-06-30，或只写到月（2020-06）。")
    return found


def _amount(text: str | None) -> int | None:
    from gov_accounts.sheets.cells import read_amount  # noqa: PLC0415

    if text is None:
        return None
    fen = read_amount(text)
    if fen is None:
        raise click.BadOptionUsage("balance", f"--balance 的“{text}”不是金额。写成 18600.00。")
    return fen


def _files(paths: tuple[Path, ...]) -> list[Path]:
    """The files, those of a folder by name; or a message and exit status 2."""
    from gov_accounts.bank import messages  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415

    files: list[Path] = []
    for path in paths:
        if not os.path.isdir(path):  # noqa: PTH112 (never raises)
            files.append(path)
            continue
        inside = sorted(each for each in path.iterdir() if each.suffix.lower() in _SUFFIXES)
        inside = [each for each in inside if not each.name.startswith(("~$", "."))]
        if not inside:
            common.refuse(messages.no_files(path))
        files += inside
    return list(dict.fromkeys(files))


def _postings(ledger: Ledger, text: str) -> tuple[Account, list[Posting]]:
    """The account and its postings; or a message and exit status 2."""
    from gov_accounts.books.postings import read_postings  # noqa: PLC0415
    from gov_accounts.cli.chosen import chosen_account  # noqa: PLC0415
    from gov_accounts.money import FINANCIAL  # noqa: PLC0415
    from gov_accounts.reports.trial_balance import account_path, account_steps  # noqa: PLC0415

    chart = ledger.codes.chart
    every = [each for each in read_postings(ledger.entries) if each.commodity == FINANCIAL]
    found = chosen_account(ledger, every, text)
    names = dict.fromkeys(each.account for each in every)
    held = {name for name in names if found.holds(account_path(account_steps(name, chart)))}
    return found, [each for each in every if each.account in held]


def _details(postings: list[Posting], ledger: Ledger) -> list[Finding]:
    from gov_accounts.bank import messages  # noqa: PLC0415
    from gov_accounts.findings import Place  # noqa: PLC0415

    names = sorted({each.account for each in postings})
    return [messages.several_accounts(names, Place(str(ledger.path), 0))] if len(names) > 1 else []


def _spanned(statement: Statement, first: datetime.date | None, last: datetime.date | None) -> tuple[Statement, Period]:
    from gov_accounts.bank.reconcile import spanned  # noqa: PLC0415

    try:
        return spanned(statement, first, last)
    except ValueError:
        days = [each.date for each in statement.movements]
        raise click.BadOptionUsage(
            "to", f"起日在止日之后。对账单从 {days[0]} 到 {days[-1]}；核对 --from 和 --to。"
        ) from None


def _balances(statement: Statement, given: int | None, file: Path) -> tuple[Balances, list[Finding]]:
    from gov_accounts.bank import messages  # noqa: PLC0415
    from gov_accounts.bank.reconcile import balances_of  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Place  # noqa: PLC0415

    balances = balances_of(statement, given)
    if balances is None:
        common.refuse(messages.no_balance(file))
    if given is not None and given != balances.closing:
        return balances, [messages.balance_differs(given, balances.closing, Place(str(file), 0))]
    return balances, []


def _heading(ledger: Ledger, account: Account, files: list[Path]) -> Heading:
    from gov_accounts.bank.printed import NAME, Heading  # noqa: PLC0415
    from gov_accounts.text import clean  # noqa: PLC0415

    names = tuple(clean(each.name) for each in files)
    return Heading(f"{account.steps[0].name}{NAME}", ledger.unit_name, clean(account.label), names)


def _content(made: Reconciliation, heading: Heading, kind: str, output: Path | None, days: int, base: Path) -> bytes:
    from gov_accounts.bank.printed import form_document, form_sheet, list_sheet, tables  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.publishing.document import Form  # noqa: PLC0415
    from gov_accounts.render.extras import UnavailableError  # noqa: PLC0415
    from gov_accounts.render.formats import rendered_document  # noqa: PLC0415

    document = form_document(made, heading)
    if kind in _DOCUMENTS:
        try:
            return rendered_document(document, kind)
        except UnavailableError as error:
            common.refuse(error.finding)
    if kind == "xlsx":
        from gov_accounts.render import xlsx  # noqa: PLC0415

        forms = [each for each in document.blocks if isinstance(each, Form)]
        return xlsx.render([list_sheet(made, heading, days, base)], forms)
    if kind == "text":
        return tables_content([form_sheet(made, heading)], kind, output)
    if kind == "csv":
        return tables_content([list_sheet(made, heading, days, base)], kind, output)
    return tables_content(tables(made, heading, days, base), kind, output)


def _remember(ledger: Ledger, made: Reconciliation) -> None:
    """Note the matches in the ledger and say what was noted."""
    from gov_accounts.bank.messages import not_marked  # noqa: PLC0415
    from gov_accounts.bank.remember import remember  # noqa: PLC0415
    from gov_accounts.cli import common  # noqa: PLC0415

    noted = remember(ledger, made)
    if noted.changes:
        common.write_changes(noted.write, ledger.path)
        click.echo(f"记下 {noted.count} 条分录。", err=True)
    elif not noted.skipped:
        click.echo("没有要记下的。", err=True)
    if noted.skipped:
        click.echo(f"没有记下：{not_marked(noted.skipped)}。", err=True)
