"""The parser for machines without libyaml: PyYAML's own, brought to the same verdict about tabs and question marks."""

from __future__ import annotations

from typing import Any

import yaml

_BREAKS = "\r\n\x85\u2028\u2029"
_ENDS = "\0 \t" + _BREAKS


class PureLoader(yaml.SafeLoader):
    """PyYAML forbids tabs in texts without quotes and before tokens where YAML, and libyaml, allow them."""

    def scan_to_next_token(self: Any) -> None:
        while True:
            while self.peek() == " " or (self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in "\0" + _BREAKS:
                    self.forward()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_plain_spaces(self: Any, indent: int, start_mark: Any) -> list[str] | None:
        blanks = ""
        breaks: list[str] = []
        leading = False
        while self.peek() in " \t" + _BREAKS and self.peek() != "\0":
            character = self.peek()
            if character in " \t":
                if leading and self.column < indent and character == "\t":
                    raise yaml.scanner.ScannerError(
                        "while scanning a plain scalar",
                        start_mark,
                        "found a tab character that violates indentation",
                        self.get_mark(),
                    )
                if not leading:
                    blanks += character
                self.forward()
                continue
            breaks.append(self.scan_line_break())
            leading = True
            self.allow_simple_key = True
            if self.prefix(3) in ("---", "...") and self.peek(3) in "\0 \t" + _BREAKS:
                return None
        if not leading:
            return [blanks] if blanks else []
        first, *more = breaks
        return [*([first] if first != "\n" else [] if more else [" "]), *more]

    def scan_plain(self: Any) -> Any:
        start = end = self.get_mark()
        chunks: list[str] = []
        spaces: list[str] | None = []
        while self.peek() != "#":
            length = self._plain_length()
            if not length:
                break
            self.allow_simple_key = False
            chunks.extend(spaces or ())
            chunks.append(self.prefix(length))
            self.forward(length)
            end = self.get_mark()
            spaces = self.scan_plain_spaces(self.indent + 1, start)
            if not spaces or (not self.flow_level and self.column < self.indent + 1):
                break
        return yaml.ScalarToken("".join(chunks), True, start, end)

    def _plain_length(self: Any) -> int:
        """How far a text without quotes goes from here. A question mark in it ends nothing, not even in brackets."""
        length = 0
        ends = ",[]{}" if self.flow_level else ""
        while (character := self.peek(length)) not in _ENDS + ends:
            if character == ":" and self.peek(length + 1) in _ENDS + ends:
                break
            length += 1
        return length

    def scan_block_scalar_indicators(self: Any, start_mark: Any) -> tuple[bool | None, int | None]:
        keep: bool | None = None
        indent: int | None = None
        while True:
            character = self.peek()
            if character in "+-" and keep is None:
                keep = character == "+"
            elif character in "123456789" and indent is None:
                indent = int(character)
            else:
                break
            self.forward()
        if character not in _ENDS + "#":
            raise yaml.scanner.ScannerError(
                "while scanning a block scalar",
                start_mark,
                "did not find expected comment or line break",
                self.get_mark(),
            )
        return keep, indent

    def scan_block_scalar_ignored_line(self: Any, start_mark: Any) -> None:
        while self.peek() in " \t":
            self.forward()
        super().scan_block_scalar_ignored_line(start_mark)
