"""A kind as an argument or option: the word KIND in the usage, where the list of all would be broken in mid-word."""

from __future__ import annotations

import click

from kg.schema.kinds import names


class Kind(click.Choice[str]):
    """One of the kinds, or of `others`. Below the help stands which there are: `epilog=EPILOG`."""

    def __init__(self, *others: str) -> None:
        super().__init__((*names(), *others))
        self._name = "|".join(("KIND", *others))

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return self._name if param.required or isinstance(param, click.Option) else f"[{self._name}]"


EPILOG = f"KIND is one of: {', '.join(names())}."
