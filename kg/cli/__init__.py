"""The `kg` command: a group that imports only the subcommand that is called, and turns errors into exit codes."""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from kg import __version__, discover, interrupt
from kg.errors import KgError
from kg.suggest import did_you_mean

COMMANDS = "kg.cli.commands"

# What the group's help says of each command, so that `kg --help` need not import them; a test compares it with their own.
SUMMARIES = {
    "add": "Add papers by arXiv id, DOI, OpenReview id or web address.",
    "check": "Judge entries: every finding at file:line:column.",
    "compute": "Compute what follows from known quantities, step by step.",
    "diff": "Tell what a change means, between revisions or up to now.",
    "export": "Export the graph or its papers in a standard format.",
    "find": "Search titles, aliases, symbols, identifiers and authors.",
    "fmt": "Bring entry files into their usual form, comments kept.",
    "form": "Print an issue form, or turn its answers into an entry.",
    "frontier": "Rank works that are no entries yet: what to read next.",
    "gaps": "List what is missing, ranked by what closing it would connect.",
    "import": "Import papers from BibTeX, RIS or CSL-JSON.",
    "init": "Begin a new atlas, with a sample entry of each kind.",
    "list": "List the entries of a kind.",
    "matrix": "Set theories against phenomena, or any two kinds.",
    "new": "Write a blank, commented entry in the right place.",
    "query": "Ask the graph a question in SQL.",
    "scoreboard": "Per theory: explained, contested, predictions by outcome.",
    "refresh": "Refresh papers: ask again, and show what differs.",
    "rename": "Give an entry another name, with every reference and a tombstone.",
    "retire": "Leave a tombstone instead of an entry.",
    "rule": "Explain what a finding means and how to mend it.",
    "schema": "Print the JSON Schema of a kind, or the table of relations.",
    "show": "Show one entry with its links both ways.",
    "site": "Check the entries, then build the site.",
    "stats": "Count what the atlas holds and how well it is curated.",
    "trace": "Follow chains down from theory to mechanism, or up.",
    "why": "Show the evidence or the derivation behind one link.",
}


class Group(click.Group):
    """Commands by file name; `list_.py` is the command `list`, since a module must not hide a builtin."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name.rstrip("_") for name in discover.names(COMMANDS))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        module = name if name in discover.names(COMMANDS) else f"{name}_"
        command: click.Command = discover.module(COMMANDS, module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES.get(name, "")) for name in self.list_commands(ctx)])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            help = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f"no command {args[0]!r}" + (f"; {help}" if help else ""), ctx)
        return super().resolve_command(ctx, args)


@click.command(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--atlas", type=click.Path(path_type=Path), default=None, help="Folder of the atlas; by default here or above."
)
@click.option("--no-cache", is_flag=True, help="Judge every file anew, and remember nothing. Or set KG_NO_CACHE=1.")
@click.version_option(__version__, prog_name="kg")
@click.pass_context
def group(ctx: click.Context, atlas: Path | None, no_cache: bool) -> None:
    """Curate a literature as a knowledge graph: judge entries, ask questions, publish the site."""
    # `--no-cache` is read where the cache is opened, from the parameters of the group.
    ctx.obj = atlas


def main() -> None:
    """Run `kg`. Exit codes: 0 clean, 1 findings, 2 usage, 3 environment, 130 interrupted."""
    # A command makes many objects that live until it ends: the collector would walk them all, again and again.
    gc.set_threshold(200_000, 100, 100)
    _replace_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # Where the encoding lacks a letter it is spelt out: a name with an accent must not end the run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        # With standalone_mode off, click returns what a command returns, or the code given to `ctx.exit`.
        with _interrupts_named():
            code = group.main(prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = 3 if isinstance(error, click.FileError) else 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        code = interrupt.CODE
    except SystemExit:
        # Click itself leaves so where the reader of our output went away.
        code = 0
    except BrokenPipeError:
        # The reader went away, as `head` does. Point stdout elsewhere so that Python does not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KgError as error:
        click.echo(f"kg: {error.message}" + (f" ({error.help})" if error.help else ""), err=True)
        code = error.exit_code
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        click.echo(f"kg: {error.strerror or error}{where}", err=True)
        code = 3
    sys.exit(code if isinstance(code, int) else 0)


def run() -> NoReturn:
    """`main` as a process: it leaves without taking down what it built.

    Python would free every object one by one, a tenth of the time of a run over 10,000 entries, although the system frees them all
    at once. Whatever asked to be called at the end is called, and while another thread is at work the usual way is taken.
    """
    try:
        interrupt.raises()
        main()
    except SystemExit as end:
        if threading.active_count() > 1:
            raise
        code = end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        # In the first or last moment of `main`, which says so itself in between.
        click.echo("interrupted", err=True)
        code = interrupt.CODE
    interrupt.leaves()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


@contextlib.contextmanager
def _interrupts_named() -> Iterator[None]:
    """An interrupt that came out of a library as an error of its own is an interrupt all the same."""
    try:
        yield
    except Exception:
        if interrupt.came():
            raise KeyboardInterrupt from None
        raise


def _replace_closed_streams() -> None:
    """A stream that was closed by whoever called us leads nowhere; without it, the next file opened would take its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open until the end
