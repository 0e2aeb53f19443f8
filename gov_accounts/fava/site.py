"""Fava on one ledger, opened on the extension's page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fava.application import create_app
from fava.context import g
from flask import redirect, request, url_for

from gov_accounts.loading import accept_files_as_saved
from gov_accounts.reading.permissions import NOTHING, Permissions

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug import Response

EXTENSION = "GovAccounts"


def site(path: Path, *, read_only: bool = False, permissions: Permissions = NOTHING) -> Flask:
    """Fava's application, the ledger loaded.

    Its front page is the extension's, where the ledger has it; an option of the ledger could say so too, but would
    leave those with nothing who open it by a Fava without the extension.
    """
    accept_files_as_saved(permissions)
    # Files are looked at when a page asks whether they changed: the system tells nothing of those on a network drive,
    # and only so many programs may ask it to.
    app = create_app([str(path.absolute())], load=True, read_only=read_only, poll_watcher=True)

    def front() -> Response | None:
        if request.path != "/":
            return None
        ((slug, ledger),) = app.config["LEDGERS"].items()
        if ledger.extensions.get_extension(EXTENSION) is None:
            return None
        g.beancount_file_slug = slug
        return redirect(url_for("extension_report", bfile=slug, extension_name=EXTENSION))

    app.before_request(front)
    return app
