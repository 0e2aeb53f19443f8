"""``gov-accounts completion``: scripts that complete commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from gov_accounts.cli import ChineseCommand, cli


@click.command("completion", cls=ChineseCommand, options_metavar="[选项]")
@click.argument("shell", metavar="bash|zsh|fish", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """输出自动补全的脚本，放进 shell 的配置文件即可。

    \b
    bash：gov-accounts completion bash >> ~/.bashrc
    zsh： gov-accounts completion zsh  >> ~/.zshrc
    fish：gov-accounts completion fish  > ~/.config/fish/completions/gov-accounts.fish
    """  # noqa: D301 (click's mark for a paragraph not to be rewrapped)
    completion = get_completion_class(shell)
    if completion is not None:
        click.echo(completion(cli, {}, "gov-accounts", "_GOV_ACCOUNTS_COMPLETE").source())
    return 0
