"""The pages on commands, printed from the commands themselves.

The site's own room stands below the command line and may not look up to it, and a page about options must be there for those who
read the repository too; so these are files, written by `make docs`, and a test compares them with the commands.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from kg.cli import SUMMARIES, group
from kg.cli.kind import EPILOG, Kind
from tests.docs.blocks import ROOT

FOLDER = ROOT / "site" / "pages" / "docs" / "commands"

GROUPS = {
    "writing": (
        "Commands that write entries",
        ("new", "add", "import", "check", "rule", "fmt", "rename", "retire", "refresh", "form"),
    ),
    "asking": (
        "Commands that answer",
        (
            "show",
            "find",
            "list",
            "stats",
            "trace",
            "why",
            "gaps",
            "matrix",
            "scoreboard",
            "compute",
            "query",
            "frontier",
        ),
    ),
    "publishing": ("Commands that review, publish and set up", ("diff", "site", "export", "init", "schema")),
}

_HEAD = """# Commands

Every command with its arguments and options, printed from the code by `make docs`. `kg COMMAND --help` says the same in the
terminal. Results go to standard output and remarks to standard error. A command leaves with 0 when all is well, 1 when it found something
(or nothing, where nothing is the news), 2 when it was asked wrongly, 3 when the surroundings fail (a folder, the disk, the network).

`kg --atlas PATH COMMAND` works on the atlas in another folder; by default it is the one that holds the current folder. Wherever an ID is
wanted, the bare name is enough as long as it is unique. {kinds}
"""


def pages() -> dict[Path, str]:
    """The pages, in Markdown: what there is, and each group in full."""
    context = click.Context(group, info_name="kg")
    names = group.list_commands(context)  # type: ignore[attr-defined]
    placed = {name for _, found in GROUPS.values() for name in found}
    # A new command shows without being told of here.
    rest = tuple(name for name in names if name not in placed)
    written = {}
    lines = [_HEAD.format(kinds=EPILOG)]
    for file, (title, wanted) in GROUPS.items():
        found = [name for name in (*wanted, *(rest if file == "publishing" else ())) if name in names]
        lines += [f"## {title}\n"]
        lines += [*(f"- [`kg {name}`]({file}.md#kg-{name}): {SUMMARIES[name]}" for name in found), ""]
        whole = [f"# {title}\n", "All others are on the page [Commands](index.md).\n"]
        for name in found:
            command = group.get_command(context, name)  # type: ignore[attr-defined]
            assert isinstance(command, click.Command)
            whole += [*_command(name, command, context), ""]
        written[FOLDER / f"{file}.md"] = "\n".join(whole).rstrip() + "\n"
    return {FOLDER / "index.md": "\n".join(lines).rstrip() + "\n", **written}


def _command(name: str, command: click.Command, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    usage = " ".join([f"kg {name}", "[OPTIONS]", *(_argument(one, context) for one in arguments)])
    yield f"## kg {name}\n"
    yield f"`{usage}`\n"
    yield from _help(command.help or "")
    if options:
        yield "| option | what it does |"
        yield "|---|---|"
        yield from (_option(option, context) for option in options)


def _argument(argument: click.Argument, context: click.Context) -> str:
    return argument.make_metavar(context)


def _help(text: str) -> Iterator[str]:
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            yield "\n".join(f"    {line}" for line in paragraph.split("\n")[1:]) + "\n"
        else:
            yield " ".join(paragraph.split()).replace("<", "&lt;") + "\n"


def _option(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in sorted([*option.opts, *option.secondary_opts], key=len))
    takes = "" if option.is_flag or option.count else f" {_takes(option, context)}"
    said = [option.help or "How to print it." if option.name == "format" else option.help or ""]
    extra = option.get_help_extra(context)
    if default := extra.get("default"):
        said.append(f"By default `{default}`.")
    if span := extra.get("range"):
        least, _, most = span.partition("<=x<=")
        said.append(f"From {least} to {int(most):,}.")
    if option.multiple and "more" not in said[0] and "repeat" not in said[0]:
        said.append("May be given more than once.")
    if option.required:
        said.append("Required.")
    return f"| {names}{takes} | {' '.join(part for part in said if part)} |".replace("\n", " ")


def _takes(option: click.Option, context: click.Context) -> str:
    if isinstance(option.type, click.Choice) and not isinstance(option.type, Kind):
        return "one of " + ", ".join(f"`{name}`" for name in option.type.choices)
    if isinstance(option.type, click.IntRange):
        return "N"
    return option.make_metavar(context).replace("|", "\\|")
