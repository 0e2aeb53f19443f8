"""``gov-accounts audit``: published documents, whoever made them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gov_accounts.cli import ChineseCommand, options
from gov_accounts.cli.output import check_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gov_accounts.audit.audited import Audit
    from gov_accounts.audit.reading import UnreadableError

_KINDS: Final = ("text", "json", "html", "xlsx")
_SUFFIXES: Final = {"text": "txt"}
_UNREADABLE: Final = 2
_PROGRESS_FROM: Final = 2
_SUMMARY: Final = "汇总"


@click.command("audit", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--together", is_flag=True, help="几个文件合起来是一份文件，如九张表九个 csv。")
@click.option(
    "--previous",
    "previous",
    multiple=True,
    metavar="文件",
    type=click.Path(path_type=Path),
    help="同一单位上年的决算公开。",
)
@click.option("--ocr", is_flag=True, help="扫描的页先识别成文字（要装 gov-accounts[ocr]，每页要几秒）。")
@options.file_format(_KINDS)
@options.OUTPUT_OR_FOLDER
@options.OVERWRITE
def command(
    files: tuple[Path, ...],
    previous: tuple[Path, ...],
    kind: str,
    output: Path | None,
    *,
    together: bool,
    ocr: bool,
    overwrite: bool,
) -> int:
    """审核公开的部门决算，谁编的都行：哪些数不可能同时印出来，为什么，应该是多少。

    读 pdf、docx、xlsx、xls、html、txt、csv，和本软件自己的输出；文件夹里有几份就审几份。
    每条发现都有依据、两边的数和算式，一个原因只报一条；四舍五入的尾差另列，不算错。没有核对的列在最后。

    只有尾差，退出码为 0；有别的发现为 1；有读不了的文件为 2。

    \b
    例：
      gov-accounts audit 部门决算.pdf
      gov-accounts audit 部门决算.pdf --previous 上年决算.pdf --format html -o 审核表.html
      gov-accounts audit 各单位/ --format html -o 审核结果/
      gov-accounts audit 表1.csv 表2.csv 表3.csv --together
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    from gov_accounts.audit.reading import UnreadableError  # noqa: PLC0415
    from gov_accounts.audit.reading.documents import documents  # noqa: PLC0415

    check_output(kind, output, "审核表", ("xlsx", "html"))
    try:
        asked = documents(_there(files), together=together)
        before = _there(previous)
    except UnreadableError as error:
        _say(error)
        return _UNREADABLE
    if before and len(asked) > 1:
        raise click.BadOptionUsage("previous", "--previous 只能和一份文件一起用。")
    into_folder = output is not None and _is_folder(output, len(asked), kind)
    made = _Made(kind, whole=kind == "html" and not into_folder, each=into_folder)
    unreadable = 0
    for number, paths in enumerate(asked, 1):
        if len(asked) >= _PROGRESS_FROM:
            click.echo(f"{number}/{len(asked)} {'、'.join(each.name for each in paths)}", err=True)
        audited = _audited(paths, before, ocr=ocr)
        unreadable += audited is None
        if audited is not None:
            made.add(audited)
    if made.audits:
        _put_out(made, output, overwrite=overwrite)
    return _UNREADABLE if unreadable else int(not all(each.clean for each in made.audits))


class _Made:
    """What has been audited so far. Of a hundred documents, no more is kept than what is still to be written.

    Args:
        kind: the format.
        whole: whether all of a document is needed to the end.
        each: whether each document has a file of its own, made at once.
    """

    def __init__(self, kind: str, *, whole: bool, each: bool) -> None:
        self.kind, self.suffix = kind, _SUFFIXES.get(kind, kind)
        self.audits: list[Audit] = []
        self.names: list[str] = []
        self.files: dict[str, bytes] = {}
        self._whole, self._each = whole, each

    def add(self, audited: Audit) -> None:
        """One more document."""
        from gov_accounts.render.audit import rendered  # noqa: PLC0415

        if self._each:
            name = self._name(audited)
            self.names.append(name)
            self.files[f"{name}.{self.suffix}"] = rendered([audited], self.kind)
        self.audits.append(audited if self._whole else audited.summed())

    def _name(self, audited: Audit) -> str:
        """What a report is called: its file's name, numbered where two are alike."""
        stem = Path(audited.source.files[0]).stem or "文件"
        name, number = stem, 1
        while name in self.names or name == _SUMMARY:
            number += 1
            name = f"{stem}-{number}"
        return name


def _there(files: Sequence[Path]) -> list[Path]:
    """The files, all of them there.

    Raises:
        UnreadableError: one isn't.
    """
    from gov_accounts.audit.reading import UnreadableError  # noqa: PLC0415

    for each in files:
        if not each.exists():
            raise UnreadableError(f"没有文件 {each}。", "路径写错了，或文件已移走。", "核对文件名和所在的文件夹。")
    return list(files)


def _audited(paths: Sequence[Path], before: Sequence[Path], *, ocr: bool) -> Audit | None:
    """A document's audit; None, and why, where it can't be read."""
    from gov_accounts.audit.audited import audit  # noqa: PLC0415
    from gov_accounts.audit.reading import UnreadableError  # noqa: PLC0415

    try:
        return audit(paths, before, ocr=ocr)
    except UnreadableError as error:
        _say(error)
    except Exception as error:  # noqa: BLE001 (one strange document of a hundred must not take the others with it)
        names = "、".join(each.name for each in paths)
        what = f"审核 {names} 时程序出错了（{type(error).__name__}），这一份没有审核。"
        _say(
            UnreadableError(
                what, "程序没有料到这样的文件，这是程序的错。", "把文件和这句话告诉开发者；别的文件照常审核。"
            )
        )
    return None


def _say(error: UnreadableError) -> None:
    click.echo(f"错误[unreadable] {error.what}\n    原因：{error.why}\n    改法：{error.remedy}", err=True)


def _put_out(made: _Made, output: Path | None, *, overwrite: bool) -> None:
    from gov_accounts.render.audit import rendered, summary  # noqa: PLC0415

    if output is None:
        sys.stdout.buffer.write(rendered(made.audits, made.kind))
    elif not made.files:
        _write(output.parent, {output.name: rendered(made.audits, made.kind)}, overwrite=overwrite)
    else:
        files = dict(made.files)
        if len(made.audits) > 1:
            summed = summary(made.audits, made.names, made.suffix)
            files |= {f"{_SUMMARY}.{end}": content for end, content in summed.items()}
        _write(output, files, overwrite=overwrite)


def _is_folder(output: Path, count: int, kind: str) -> bool:
    """Whether results go into a folder: one that is there, or one that isn't named as a file of the format."""
    suffix = f".{_SUFFIXES.get(kind, kind)}"
    return output.is_dir() or (count > 1 and output.suffix.lower() != suffix)


def _write(folder: Path, files: dict[str, bytes], *, overwrite: bool) -> None:
    from gov_accounts.cli import common  # noqa: PLC0415

    common.write_results(folder, files, overwrite=overwrite)
