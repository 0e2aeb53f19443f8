"""Files that this program writes beside a ledger: whose one is, so that what a person changed is never written over.

Such a file begins with a line that says a program wrote it, and one with the hash of all that follows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from gov_accounts.files.change import Before
from gov_accounts.files.texts import as_text, present

if TYPE_CHECKING:
    from pathlib import Path

_MARK: Final = "本文件由 gov-accounts {command} 写出，可以随时重新生成。请不要改动：改动过的文件，软件不再覆盖。"


class Owner(Enum):
    """Whose a file is."""

    NOBODY = "absent"
    PROGRAM = "as written"
    EDITED = "changed since it was written"
    PERSON = "never written by the command"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the first two lines of a command's files are.

    Attributes:
        command: the command that writes them.
        comment: what a comment begins with in them.
    """

    command: str
    comment: str

    @property
    def mark(self) -> str:
        """The first line."""
        return f"{self.comment} {_MARK.format(command=self.command)}"

    def stamped(self, body: str) -> str:
        """A file's whole text."""
        return f"{self.mark}\n{self._hash(body)}\n{body}"

    def owner(self, path: Path) -> Owner:
        """Whose the file is."""
        return self.owner_of(present(path))

    def owner_of(self, content: bytes | Before) -> Owner:
        """Whose a file with this content is. Line ends don't count: version control may have changed them."""
        if isinstance(content, Before):
            return Owner.NOBODY
        mark, _, rest = as_text(content).partition("\n")
        if mark != self.mark:
            return Owner.PERSON
        written, _, body = rest.partition("\n")
        return Owner.PROGRAM if written == self._hash(body) else Owner.EDITED

    def _hash(self, body: str) -> str:
        return f"{self.comment} sha256: {hashlib.sha256(body.encode()).hexdigest()}"


CLOSING: Final = Stamp("close", ";")
"""Of closing files."""
CODES: Final = Stamp("codes", "#")
"""Of lists of codes."""
BY_PROGRAM: Final = (Owner.PROGRAM, Owner.EDITED)
"""Of a file that the command wrote, whether changed since or not."""
