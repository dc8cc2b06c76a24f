"""A kind as an argument or option: the word KIND in the usage, where the list of all would be broken in mid-word."""

from __future__ import annotations

import click

from kg.schema.kinds import folders, names
from kg.suggest import did_you_mean


class Kind(click.Choice[str]):
    """One of the kinds, or of `others`. Below the help stands which there are: `epilog=EPILOG`."""

    def __init__(self, *others: str) -> None:
        super().__init__((*names(), *others))
        self._name = "|".join(("KIND", *others))

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return self._name if param.required or isinstance(param, click.Option) else f"[{self._name}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            kind = folders().get(value)
            help = f"did you mean {kind!r}?" if kind else did_you_mean(value, self.choices)
            self.fail(f"no kind {value!r}; {help or 'they are: ' + ', '.join(self.choices)}", param, ctx)
        return value


EPILOG = f"KIND is one of: {', '.join(names())}."
