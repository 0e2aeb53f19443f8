"""What is said of archives: why one isn't made, what it lacks, and what is found of one that was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gov_accounts.findings import Finding, Place, Severity
from gov_accounts.text import clean, first_few

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gov_accounts.months import Month

_SHOWN: Final = 5
_NAME_SHOWN: Final = 100
_KEEPING: Final = "《会计档案管理办法》（财政部 国家档案局令第79号）第五条"
_LISTED: Final = "归档包里有哪些文件、每个的大小和校验值，写在 manifest.json 里。"
_ANOTHER_COPY: Final = "找归档时的另一份拷贝核对；账本还在的，重新归档比较。"


def shown(name: str) -> str:
    """A member's name as it can be shown: nothing in it is obeyed by a terminal."""
    text = clean(name)
    return text if len(text) <= _NAME_SHOWN else f"{text[:_NAME_SHOWN]}……"


# Making


def documents_left_out(main: Path, names: Sequence[str]) -> Finding:
    """Documents that the ledger names and that aren't taken."""
    return Finding(
        "archive-document-missing",
        f"账本写到的附件有 {len(names)} 个没有收入：{first_few(list(map(shown, names)), _SHOWN)}。",
        "找不到，不是普通文件，或在账本的文件夹外面：没有允许，不读外面的文件。",
        "把附件放进账本的文件夹；确要收入外面的，加上 --outside。",
        Place(str(main), 0),
        Severity.NOTICE,
    )


def too_large(path: str, files: int, size: int) -> Finding:
    """More than an archive can hold."""
    return Finding(
        "archive-too-large",
        f"文件太多、太大：一个归档包最多 {files} 个文件，共 {size >> 20} MB。",
        "归档包在内存里做成，写出时要么全有要么没有。",
        "大的附件（影像）另外归档，账本里去掉它们的 document 行。",
        Place(path, 0),
    )


def not_closed(main: Path, year: int) -> Finding:
    """The year isn't closed."""
    return Finding(
        "archive-not-closed",
        f"{year} 年还没有年终结账。",
        "年度报表、账簿在结账以后归档；没有结账的，年末数不含结转。",
        f"先结账再归档：gov-accounts close {main.name} --year {year}。",
        Place(str(main), 0),
        Severity.NOTICE,
    )


def not_posted(main: Path, months: Sequence[Month]) -> Finding:
    """Months with vouchers that aren't posted."""
    named = "、".join(map(str, months))
    return Finding(
        "archive-not-posted",
        f"有凭证还没有记账的月份：{named}。",
        "记了账的凭证有编号和校验值，归档以后改过的才查得出是哪一张。",
        f"先记账再归档：gov-accounts post {main.name} --month {months[0]}，一个月一个月地记。",
        Place(str(main), 0),
        Severity.NOTICE,
    )


def tables_only(main: Path, year: int) -> Finding:
    """The published document can't be made, and only its tables are in the archive."""
    return Finding(
        "archive-document-unmade",
        f"{year} 年的公开文件编不出来，只收入了各张表。",
        "disclosure.toml 里有写错的地方。",
        f"运行 gov-accounts report --year {year} --format html -o 决算.html 看是哪里，改正以后再归档。",
        Place(str(main), 0),
        Severity.NOTICE,
    )


# Looking at one again


def unreadable(path: Path, why: str) -> Finding:
    """What can't be looked at as an archive."""
    return Finding(
        "archive-unreadable",
        f"读不了：{why}。",
        "核对要一个归档或备份写出的 zip 文件，或解开的文件夹，里面有 manifest.json。",
        f"核对路径；{_ANOTHER_COPY}",
        Place(str(path), 0),
    )


def changed(name: str, place: Place) -> Finding:
    """A file isn't what it was."""
    return Finding(
        "archive-changed",
        f"发现改动：{shown(name)} 的内容和归档时不一样。",
        f"{_LISTED}这个文件的对不上。",
        _ANOTHER_COPY,
        place,
        subject=name,
    )


def missing(name: str, place: Place) -> Finding:
    """A file isn't there."""
    return Finding(
        "archive-missing",
        f"发现缺少：{shown(name)}。",
        f"{_LISTED}这个文件不在了，或改了名。",
        _ANOTHER_COPY,
        place,
        subject=name,
    )


def added(name: str, place: Place) -> Finding:
    """A file that wasn't there."""
    return Finding(
        "archive-added",
        f"发现多出：{shown(name)}。",
        f"{_LISTED}里面没有这个文件。",
        "不是归档时的，移到归档包外面。",
        place,
        subject=name,
    )


def name_unsafe(name: str, place: Place) -> Finding:
    """A member whose name leads elsewhere, or isn't one that an archive has."""
    return Finding(
        "archive-name-unsafe",
        f"发现不该有的文件名：{shown(name)}。",
        "归档包里的文件名都是包内的相对路径，没有“..”、开头的斜杠、盘符和各系统不能用的字。这样的文件没有读。",
        f"不要解开这个包。{_ANOTHER_COPY}",
        place,
        subject=name,
    )


def name_twice(name: str, place: Place) -> Finding:
    """Two members of one name."""
    return Finding(
        "archive-name-twice",
        f"发现重名：{shown(name)} 有两个。",
        "解开时后一个盖掉前一个，看到哪一个没有准。",
        f"不要解开这个包。{_ANOTHER_COPY}",
        place,
        subject=name,
    )


def not_a_file(name: str, place: Place) -> Finding:
    """A link, a device or anything else that is no file."""
    return Finding(
        "archive-link",
        f"发现 {shown(name)} 不是普通文件，是链接或设备。",
        "归档包里只有普通文件；链接可以指到别处，没有读。",
        _ANOTHER_COPY,
        place,
        subject=name,
    )


def bomb(name: str, place: Place) -> Finding:
    """A member that would become far more than it is."""
    return Finding(
        "archive-bomb",
        f"发现 {shown(name)} 的压缩比不正常，没有解开。",
        "本软件写出的归档包不压缩；压缩得这样小的，解开会占满磁盘和内存。",
        _ANOTHER_COPY,
        place,
        subject=name,
    )


def not_readable(name: str, why: str, place: Place) -> Finding:
    """A member that can't be read."""
    return Finding(
        "archive-damaged",
        f"发现损坏：{shown(name)} 读不出来（{why}）。",
        "存储介质坏了，或文件被截断、改动。",
        _ANOTHER_COPY,
        place,
        subject=name,
    )


def repacked(place: Place) -> Finding:
    """A zip whose files are all right, but which isn't as it was written."""
    return Finding(
        "archive-repacked",
        "发现 zip 文件不是写出时的样子：重新打包过，或文件内容以外的字节变了。",
        "同样的文件写出的 zip 每个字节都一样；里面的文件和清单一致。",
        "是自己重新打包的，内容没有变；不是的，找另一份拷贝核对。",
        place,
    )


def manifest_changed(why: str, place: Place) -> Finding:
    """The manifest contradicts what it lists, or isn't as it was written."""
    return Finding(
        "archive-manifest-changed",
        f"发现清单改动：{why}。",
        "manifest.json 由归档写出，格式固定；它的校验值在 SHA256SUMS 里，也应当抄在纸上。",
        _ANOTHER_COPY,
        place,
    )


def digest_differs(place: Place) -> Finding:
    """The manifest isn't the one whose hash was kept."""
    return Finding(
        "archive-digest-differs",
        "清单的校验值和给出的不一样：不是当时的那一份，或连同清单一起改过。",
        f"归档时印出的校验值抄在纸上，就是为了认出换过的归档包（{_KEEPING}：保证真实、完整）。",
        f"核对抄写有没有错；没有错的，{_ANOTHER_COPY}",
        place,
    )
