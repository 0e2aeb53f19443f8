"""Why a file couldn't be written or read, in Chinese: the system says it in English, or in its own language."""

from __future__ import annotations

import errno
from typing import Final

_REASONS: Final = {
    "EACCES": "没有权限",
    "EPERM": "没有权限",
    "EROFS": "磁盘或文件夹是只读的",
    "ENOSPC": "磁盘已满",
    "EDQUOT": "用完了磁盘配额",
    "EFBIG": "超过了文件大小的限制",
    "EIO": "磁盘或网络盘读写出错",
    "ESTALE": "网络盘断开了，或文件刚被换掉",
    "ENODEV": "磁盘或网络盘不在了",
    "ENXIO": "磁盘或网络盘不在了",
    "ENOTCONN": "网络盘断开了",
    "EHOSTDOWN": "网络盘断开了",
    "EHOSTUNREACH": "网络盘连不上",
    "ENETUNREACH": "网络盘连不上",
    "ETIMEDOUT": "网络盘没有响应",
    "ENOENT": "文件或文件夹不在了",
    "ENOTDIR": "路径里有一段是文件，不是文件夹",
    "EISDIR": "这是文件夹，不是文件",
    "EEXIST": "刚刚出现了同名的文件",
    "ENOTEMPTY": "刚刚出现了同名的文件夹",
    "ENAMETOOLONG": "文件名太长",
    "ELOOP": "链接绕回了自己",
    "EINVAL": "文件名不能用，或不是普通文件",
    "EILSEQ": "文件名里有不能用的字",
    "EBUSY": "别的程序正占用它",
    "ETXTBSY": "别的程序正占用它",
    "EAGAIN": "别的程序正占用它",
    "EMFILE": "打开的文件太多",
    "ENFILE": "打开的文件太多",
    "EMLINK": "链接太多",
    "ENOMEM": "内存不够",
}
_BY_NUMBER: Final = {getattr(errno, name): words for name, words in _REASONS.items() if hasattr(errno, name)}
_IN_USE: Final = {5: "没有权限，或别的程序正打开着它", 32: "别的程序正打开着它", 33: "别的程序正占用它"}
"""How Windows says that another program has the file open."""


def reason(error: OSError) -> str:
    """Why, in some words, without a full stop."""
    in_use = _IN_USE.get(getattr(error, "winerror", None) or 0)
    if in_use:
        return in_use
    strerror = error.strerror or ""
    if not strerror.isascii():
        return strerror
    return _BY_NUMBER.get(error.errno or 0, f"系统错误 {error.errno or type(error).__name__}")
