"""What stops the tool. A mistake inside an entry is a finding instead, see `diagnostics`."""

from __future__ import annotations


class KgError(Exception):
    """A request that cannot be met. The command group prints it and leaves with `exit_code`."""

    exit_code = 1

    def __init__(self, message: str, *, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class UnknownEntry(KgError):
    """No entry has this id or name, or several have it."""


class UsageError(KgError):
    """The words of the command do not fit together."""

    exit_code = 2


class EnvironmentFault(KgError):
    """A folder that is not there, a disk that is full, a missing permission or network."""

    exit_code = 3
