"""``gov-accounts profiles``: the forms of years and places that there are; a new one to write, and its check."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gov_accounts.cli import ChineseCommand

if TYPE_CHECKING:
    from gov_accounts.law.profile import Profile


@click.command("profiles", cls=ChineseCommand, options_metavar="[选项]")
@click.option("--check", "checked", metavar="文件夹", type=click.Path(path_type=Path), help="检查自己写的一份表样。")
@click.option(
    "--new", "made", metavar="文件夹", type=click.Path(path_type=Path), help="新建一份表样，从已有的一份改起。"
)
@click.option("--extends", "base", metavar="表样", help="新表样从哪一份改起，如 2024、2024-上海；默认最近一年的。")
def command(checked: Path | None, made: Path | None, base: str | None) -> int:
    """列出自带的表样：哪一年、哪个地区、几张表、从哪一份改来、哪里没有核对过。

    账本按年度和地区取表样：主文件里写 custom "gov-unit" "region" "上海"；没有写的，用财政部的。

    本地的表样不同，自己写一份，只写不同的地方：--new 建一个文件夹，改好了用 --check 检查，主文件里加一行
    2025-01-01 custom "gov-unit" "profile" "./本地表样"，从这一年起用它。

    \b
    例：
      gov-accounts profiles
      gov-accounts profiles --new 账本/本地表样 --extends 2024
      gov-accounts profiles --check 账本/本地表样
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    if checked is not None and made is not None:
        raise click.BadOptionUsage("check", "--new 和 --check 一次写一个。")
    if base is not None and made is None:
        raise click.BadOptionUsage("base", "--extends 和 --new 一起写。")
    if made is not None:
        return _make(made, base)
    return _check(checked) if checked is not None else _list()


def _list() -> int:
    from gov_accounts.law.profile import official_profile, official_profiles  # noqa: PLC0415

    for name in official_profiles():
        profile = official_profile(name)
        click.echo(f"{name}　{profile.title}")
        click.echo(
            f"    {len(profile.formats.formats)} 张表，{len(profile.formats.ties)} 个表间勾稽关系{_base(profile)}"
        )
        if variants := profile.variants():
            click.echo(f'    另有几种印法，用 custom "gov-unit" "form" 选：{"、".join(variants)}')
        for each in profile.unsure:
            click.echo(f"    没有核对过：{each}")
    return 0


def _base(profile: Profile) -> str:
    return f"；从 {profile.layers[1].name} 改来" if len(profile.layers) > 1 else ""


def _check(folder: Path) -> int:
    """Read all of a profile, whatever of it a ledger would come to need."""
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.findings import Finding  # noqa: PLC0415
    from gov_accounts.law.own_profile import read_own_profile  # noqa: PLC0415
    from gov_accounts.law.reading import DataError  # noqa: PLC0415
    from gov_accounts.publishing.chart_file import charts_of  # noqa: PLC0415
    from gov_accounts.publishing.outline.official import outline_of  # noqa: PLC0415

    if not folder.is_dir():
        common.refuse(
            Finding(
                "profile-unusable",
                f"没有“{folder}”这个文件夹。",
                "一份表样是一个文件夹，里面有 profile.toml。",
                "核对路径；还没有写的，用 gov-accounts profiles --new 新建。",
            )
        )
    folder = folder.resolve()
    try:
        for form in read_own_profile(folder).variants():
            variant = read_own_profile(folder, form=form)
            charts_of(variant), outline_of(variant)
        profile = read_own_profile(folder)
        charts, outline = charts_of(profile), outline_of(profile)
    except (DataError, OSError) as error:
        common.show([common.unusable_profile(error)], err=True)
        return 1
    click.echo(
        f"可以用：{len(profile.formats.formats)} 张表，{len(profile.formats.ties)} 个表间勾稽关系，"
        f"{len(charts.charts)} 张图，文件 {len(outline.blocks)} 节。"
    )
    return 0


def _make(folder: Path, base: str | None) -> int:
    from gov_accounts.cli import common  # noqa: PLC0415
    from gov_accounts.files.folder import write_new_folder  # noqa: PLC0415
    from gov_accounts.files.reasons import reason  # noqa: PLC0415
    from gov_accounts.findings import Finding  # noqa: PLC0415
    from gov_accounts.law.profile import PROFILE_FILE, official_profiles  # noqa: PLC0415
    from gov_accounts.law.reading import official  # noqa: PLC0415

    names = official_profiles()
    base = base or max(name for name in names if name.isdigit())
    if base not in names:
        raise click.BadOptionUsage("base", f"没有“{base}”这份表样。有：{'、'.join(names)}。")
    text = official("template", PROFILE_FILE).read_text(encoding="utf-8").replace("${extends}", base)
    target = folder.resolve()
    exists = Finding(
        "profile-exists",
        f"{folder} 已经有了。",
        "新建的文件夹不覆盖已有的。",
        "换一个名字，或直接改里面的文件。",
    )
    if os.path.lexists(folder):
        common.refuse(exists)
    try:
        write_new_folder(target, {PROFILE_FILE: text.encode()})
    except FileExistsError:
        common.refuse(exists)
    except OSError as error:
        common.refuse(
            Finding(
                "output-not-writable",
                f"{folder} 建不了（{reason(error)}），什么也没有写。",
                "那里没有写入权限，磁盘已满，或路径里有一段不是文件夹。",
                "换一个地方，或请管理员给予写入权限，再运行一次。",
            )
        )
    click.echo(
        f"已新建 {folder / PROFILE_FILE}，照里面的说明改；改好了用 gov-accounts profiles --check {folder} 检查。"
    )
    return 0
