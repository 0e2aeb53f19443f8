"""What is told of lines whose files aren't read, or whose programs aren't run: what, why, and what to type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.spelling import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

TOO_MUCH: Final = "include-too-much"
_SHOWN: Final = 3
_RELATIVE: Final = "include 的路径从写它的文件所在文件夹算起，写一个文件，或用 * 写一类文件。"
_ELSEWHERE: Final = "账本可能是别人给的：不经允许，"


def _allow(main: str, option: str) -> str:
    return (
        f"信得过这个账本的话，运行一次 gov-accounts trust {Path(main).name}，以后都允许；"
        f"或在命令后加 {option}，只允许这一次。"
    )


def outside(shown: str, main: str, by: Place) -> Finding:
    """A line that includes files outside the ledger's folder."""
    return Finding(
        "include-outside",
        f"include 的文件在账本文件夹外面，没有读：{visible(shown)}",
        f"{_ELSEWHERE}只读账本主文件所在文件夹里的文件。",
        f"把文件移到账本文件夹里；{_allow(main, '--outside')}",
        by,
    )


def link_outside(name: str, main: str, by: Place) -> Finding:
    """A file that is a link to one outside, or is in a folder that is."""
    return Finding(
        "include-outside",
        f"文件“{visible(Path(name).name)}”是链接，指到账本文件夹外面，没有读。",
        f"{_ELSEWHERE}只读账本主文件所在文件夹里的文件。",
        f"把文件本身放进账本文件夹；{_allow(main, '--outside')}",
        by,
    )


def is_folder(shown: str, folders: Sequence[str], found: Sequence[str], by: Place) -> Finding:
    """A line that includes folders, perhaps among files."""
    names = "、".join(visible(Path(each).name) for each in folders[:_SHOWN])
    others = sum(each not in folders for each in found)
    what = f"include 的是文件夹，不是文件：{visible(shown)}"
    if others or len(folders) > 1:
        more = "等" if len(folders) > _SHOWN else ""
        what = f"include 的有文件夹（{names}{more}）：{visible(shown)}"
    return Finding(
        "include-folder",
        what,
        _RELATIVE,
        "写出文件夹里的文件，如 include “2020/*.beancount”（用半角引号）。",
        by,
    )


def not_a_file(name: str, by: Place) -> Finding:
    """A device, a pipe, a socket."""
    return Finding(
        "include-not-a-file",
        f"“{visible(Path(name).name)}”不是普通文件（是设备、管道之类），没有读。",
        "账本只能是普通的文本文件。",
        "核对文件名。",
        by,
    )


def encrypted(name: str, by: Place) -> Finding:
    """A file that is encrypted."""
    return Finding(
        "file-encrypted",
        f"“{visible(Path(name).name)}”看来是加密文件，没有读。",
        "本软件不解密文件，也不为此运行别的程序。",
        "先解密，把解密出来的文本文件放进账本文件夹。",
        by,
    )


def odd_name(name: str, by: Place) -> Finding:
    """A file whose name isn't in UTF-8."""
    shown = name.encode(errors="replace").decode()
    return Finding(
        "file-name",
        f"文件名不是 UTF-8 编码，没有读：{visible(Path(shown).name)}",
        "文件名是别的编码，多半是从别的系统解压来的。",
        "重新命名这个文件。",
        by,
    )


def too_much(by: Place, files: int, size: int) -> Finding:
    """More files, or bigger ones, than a ledger has."""
    return Finding(
        TOO_MUCH,
        f"账本的文件超过 {files:,} 个，或合起来超过 {size >> 20:,} MB，后面的没有读。",
        "账本没有这么大；多半是 include 写宽了，包含了不是账本的文件。",
        "核对这行 include，只包含账本文件。",
        by,
    )


def too_wide(shown: str, by: Place) -> Finding:
    """A pattern that looks through too many folders."""
    return Finding(
        "include-too-wide",
        f"include 要找的文件夹太多，没有读：{visible(shown)}",
        "这里的 ** 会找遍下面所有的文件夹。",
        "写出文件所在的文件夹，如 include “2020/*.beancount”（用半角引号）。",
        by,
    )


def plugin(shown: str, main: str, by: Place, *, evaluates: bool) -> Finding:
    """A plugin that isn't run."""
    why = "只运行 beancount 和本软件的插件。"
    if evaluates:
        why = "不运行它：它会运行引号里的配置。"
    ours = "本软件的插件是 gov_accounts_plugins。" if "gov" in shown else ""
    return Finding(
        "plugin-not-trusted",
        f"插件没有运行：{visible(shown)}",
        f"插件是程序。{_ELSEWHERE}{why}",
        f"{ours}{_allow(main, '--trust')}不需要它就删掉这一行。",
        by,
    )


def plugin_again(name: str, by: Place) -> Finding:
    """A line that turns on a plugin that an earlier line has turned on."""
    return Finding(
        "plugin-twice",
        f"plugin “{name}”前面已经写过，这一行没有用处。",
        "同样的检查做几遍，结果是一样的，只是更慢。",
        "删掉这一行。",
        by,
        Severity.NOTICE,
    )


def pythonpath(shown: str, main: str, by: Place) -> Finding:
    """The option to load programs from the ledger's folder, which isn't followed."""
    return Finding(
        "plugin-not-trusted",
        f"没有从账本文件夹里装程序：{visible(shown)}",
        f"这一行让账本文件夹里的程序顶替已装好的。{_ELSEWHERE}不这样做。",
        f"{_allow(main, '--trust')}不需要就删掉这一行。",
        by,
    )


def extension(shown: str, main: str, by: Place) -> Finding:
    """An extension of Fava that isn't loaded."""
    return Finding(
        "extension-not-trusted",
        f"Fava 的这个扩展没有装：{visible(shown)}",
        f"扩展是程序。{_ELSEWHERE}只装本软件的 gov_accounts.fava。报表不受影响。",
        f"{_allow(main, '--trust')}不需要它就删掉这一行。",
        by,
        Severity.NOTICE,
    )


def import_config(shown: str, main: str, by: Place) -> Finding:
    """An import configuration of Fava that isn't run."""
    return Finding(
        "extension-not-trusted",
        f"Fava 的导入配置没有运行：{visible(shown)}",
        f"导入配置是程序。{_ELSEWHERE}不运行它。报表不受影响。",
        f"{_allow(main, '--trust')}不需要它就删掉这一行。",
        by,
        Severity.NOTICE,
    )


def documents(shown: str, main: str, by: Place) -> Finding:
    """A folder of documents outside the ledger's."""
    return Finding(
        "documents-outside",
        f"附件文件夹在账本文件夹外面，没有找附件：{visible(shown)}",
        f"{_ELSEWHERE}只看账本主文件所在的文件夹里面。",
        f"把附件放进账本文件夹，写它的名字，如 option “documents” “附件”（用半角引号）；{_allow(main, '--outside')}",
        by,
    )


def documents_endless(shown: str, by: Place) -> Finding:
    """A folder of documents that can't be looked through."""
    return Finding(
        "documents-endless",
        f"附件文件夹太大，或其中的链接绕成了圈，没有找附件：{visible(shown)}",
        "附件文件夹里的每个文件都要看一遍，最多看 100,000 个。",
        "写只放附件的文件夹；其中不要有指回上级的链接。",
        by,
    )


def document_elsewhere(shown: str, main: str, by: Place) -> Finding:
    """A document on another machine."""
    return Finding(
        "documents-outside",
        f"附件在别的电脑上，没有找它：{visible(shown)}",
        f"{_ELSEWHERE}不连别的电脑。",
        f"把附件放进账本文件夹；{_allow(main, '--outside')}",
        by,
        Severity.NOTICE,
    )
