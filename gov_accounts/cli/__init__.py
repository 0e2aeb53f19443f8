"""The command line: thin, over the library. A command is imported when it is called, so ``--help`` costs nothing.

Exit status: 0 done and clean; 1 the work was done and found errors; 2 unusable arguments or files; 130 interrupted.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import importlib
import keyword
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from gov_accounts import __version__
from gov_accounts.cli import streams
from gov_accounts.cli.signals import end_tidily
from gov_accounts.law.reading import DataError
from gov_accounts.text import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS: Final = {
    "init": "建一个可以开始记账的新账本。",
    "check": "检查账本：科目、三本账的平衡、九张表的勾稽关系。",
    "report": "生成决算公开的各张表：文本、CSV、JSON、XLSX。",
    "ties": "勾稽关系表：表内、表间每个关系两边的数和是否成立。",
    "explain": "列出一个单元格背后的凭证，或它的公式和各部分。",
    "budget": "预算执行表：批复、调整、支出、余额和执行率。",
    "reconcile": "附注：本年盈余与预算结余的差异情况说明。",
    "balance": "科目余额表：期初余额、本期发生额、期末余额，三本账各一张。",
    "journal": "一个科目的明细账：逐笔登记，月计、累计、余额。",
    "voucher": "记账凭证：两本账在一张上，可打印、可签名。",
    "ledger-book": "账簿：总账、明细账、日记账、多栏账、科目汇总表，可打印。",
    "bank": "核对银行对账单：未达账项，银行存款余额调节表。",
    "export": "把账导出成审计、档案、别的软件要的格式。",
    "consolidate": "汇总许多单位：各单位的事实加成一套表。",
    "audit": "审核公开的部门决算，谁编的都行：哪些数不可能，为什么，应是多少。",
    "find": "找凭证：按金额、摘要里的字、科目、编码、凭证号、日期。",
    "copy": "复制一张凭证，换一个日期。",
    "serve": "在浏览器里看账（Fava）：决算报表、核对、预算执行、科目余额。",
    "history": "列出、恢复一个文件在浏览器里改过以前的版本。",
    "import": "导入：其他软件的凭证、余额表，银行流水，工资表，电子凭证。",
    "codes": "找科目的编码（codes find）；载入财政部门下发的科目目录。",
    "post": "记账：给一个月的凭证编号、封存，以后改过的 check 会发现。",
    "reverse": "红字冲销：写出一张与已记账凭证相反的凭证。",
    "close": "年末结账：写出结转分录，预算收支转入结转和结余。",
    "archive": "归档：一年的报表、账簿、账本文本和校验值，一个 zip 或文件夹；--verify 核对。",
    "backup": "备份：账本的全部文件和校验值，一个 zip 或文件夹。",
    "profiles": "列出各年、各地的表样；自己写一份，检查写得对不对。",
    "trust": "允许账本运行它自带的插件、读外面的文件；只对信得过的账本用。",
    "completion": "输出命令行自动补全的脚本。",
}
_UNDOING: Final = frozenset({"unpost", "unclose", "反记账", "反结账", "取消记账"})
"""Commands that other software has, and that there will never be."""
_NOT_UNDONE: Final = (
    "没有取消记账：单位不得对已记账凭证进行删除、插入或修改（财会〔2020〕15号，政府会计准则制度解释第3号四（一））。"
    "记错了的，用 gov-accounts reverse 写出红字凭证冲销，再记正确的凭证。"
)
_USAGE_ERROR: Final = 2
_INTERRUPTED: Final = 130
_NAME_SHOWN: Final = 80


class ChineseCommand(click.Command):
    """A command whose help is in Chinese throughout."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        _write_table(formatter, "选项", records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option


class LazyGroup(ChineseCommand, click.Group):
    """A group that knows its commands' names and summaries without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in the order a user needs them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        name = cmd_name.replace("-", "_") + "_" * keyword.iskeyword(cmd_name)
        command: click.Command = importlib.import_module(f"gov_accounts.cli.{name}").command
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands."""
        super().format_options(ctx, formatter)
        _write_table(formatter, "命令", list(_COMMANDS.items()))


def _write_table(formatter: click.HelpFormatter, title: str, records: Sequence[tuple[str, str]]) -> None:
    """Names and what they mean, aligned with Chinese characters, which click takes for as narrow as others."""
    widest = max(text_width(name) for name, _ in records)
    formatter.write(f"\n{title}：\n")
    for name, meaning in records:
        formatter.write(f"  {name}{' ' * (widest - text_width(name))}  {meaning}\n")


@click.group(
    cls=LazyGroup,
    context_settings={"max_content_width": 100},
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
)
@click.version_option(__version__, message="%(prog)s %(version)s", help="显示版本。")
def cli() -> None:
    """政府会计账本：从 beancount 凭证到部门决算公开的各张表。

    每个命令加 --help 看它的用法，如 gov-accounts report --help。
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. Whatever is wrong with the arguments, or where they lead, is said in Chinese."""
    end_tidily()
    kept: list[object] = []
    """What commands have loaded, so that it isn't freed before the process ends."""
    try:
        streams.prepare()
        _check_folder()
        status: Any = cli.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="gov-accounts",
            standalone_mode=False,
            obj=kept,
        )
        streams.finish()
        _heed_no_more(arguments)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(_USAGE_ERROR)
    except click.UsageError as error:
        click.echo(f"错误：{usage_message(error)}", err=True)
        if error.ctx is not None:
            click.echo(f"用法见：{error.ctx.command_path} --help", err=True)
        sys.exit(_USAGE_ERROR)
    except (click.Abort, KeyboardInterrupt):
        _heed_no_more(arguments)
        click.echo("已中断。", err=True)
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough. Nothing more may be written, not even at exit.
        streams.give_up()
        sys.exit(0)
    except DataError as error:
        from gov_accounts.cli.common import unusable_profile  # noqa: PLC0415

        click.echo(unusable_profile(error).shown(Path.cwd()), err=True)
        sys.exit(_USAGE_ERROR)
    except OSError as error:
        with contextlib.suppress(OSError):
            click.echo(system_message(error), err=True)
        streams.give_up()
        sys.exit(_USAGE_ERROR)
    _leave(status if isinstance(status, int) else 0, process=arguments is None)


def _leave(status: int, *, process: bool) -> NoReturn:
    """End with an exit status: a process of its own at once, since freeing a ledger object by object takes long.

    What is registered for the exit is done; whoever measures or traces, and other threads, are waited for.
    """
    if process and threading.active_count() == 1 and sys.getprofile() is None and sys.gettrace() is None:
        atexit._run_exitfuncs()  # noqa: SLF001 (there is no public name)
        with contextlib.suppress(OSError, ValueError):
            if sys.stderr is not None:
                sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def _heed_no_more(arguments: Sequence[str] | None) -> None:
    """Let Ctrl+C pass at the very end, where Python itself would tell of it with a traceback."""
    if arguments is None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check_folder() -> None:
    """Refuse to work in a folder that is gone: no path could be told from there."""
    try:
        os.getcwd()  # noqa: PTH109 (that it can be done is all that's asked)
    except OSError:
        raise click.UsageError("当前文件夹不在了（被删除、改名，或磁盘断开）。先 cd 到一个还在的文件夹。") from None


def system_message(error: OSError) -> str:
    """What the system refused, where nothing nearer to it has said so."""
    where = streams.reason(error)
    if where:
        return (
            f"错误[output-not-writable] 结果没有写出去：{where}。\n"
            "    原因：结果写到标准输出，屏幕、管道或 > 后面的文件。\n"
            "    改法：用 -o 写明文件名；磁盘已满的，先腾出地方。"
        )
    name = f"{_shortened(str(error.filename))}：" if error.filename else ""
    why = "名字太长" if error.errno == errno.ENAMETOOLONG else f"系统错误 {error.errno}"
    return (
        f"错误[file-unreadable] {name}用不了（{why}）。\n"
        "    原因：文件名或路径超过了系统的限制，或文件、磁盘打不开。\n"
        "    改法：核对文件名和路径；名字太长的，改短（一个名字最多 255 个字节，一个汉字占 3 个）。"
    )


def _shortened(name: str) -> str:
    """A path that can be read; too long a one is cut."""
    return name if len(name) <= _NAME_SHOWN else f"{name[:_NAME_SHOWN]}……"


def usage_message(error: click.UsageError) -> str:
    """What is wrong with the arguments, in Chinese."""
    match error:
        case click.NoSuchOption():
            near = f"是不是要写 {'、'.join(error.possibilities)}？" if error.possibilities else "用 --help 看选项。"
            return f"没有选项 {error.option_name}。{near}"
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param is not None else (error.param_hint or "")
            return f"缺少参数 {name}。"
        case click.BadParameter() if error.param is not None:
            param = error.param
            name = "/".join(param.opts) if param.param_type_name == "option" else param.human_readable_name
            if isinstance(param.type, click.Choice):
                return f"{name} 只能是 {'、'.join(str(each) for each in param.type.choices)} 之一。"
            if isinstance(param.type, click.types.IntParamType):
                return f"{name} 要写成整数。"
            return f"{name}：{error.format_message()}"
        case click.BadArgumentUsage() | click.BadOptionUsage():
            return error.format_message()
    message = error.format_message()
    if message.startswith("No such command"):
        name = message.removeprefix("No such command").rstrip(".")
        if name.strip(" '") in _UNDOING:
            return _NOT_UNDONE
        return f"没有命令{name}。可用的命令：{'、'.join(_COMMANDS)}。"
    if message.startswith("Got unexpected extra argument"):
        return f"多了参数：{message[message.index('(') + 1 : message.rindex(')')]}。"
    return message
