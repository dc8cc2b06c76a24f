"""One thing that a file can do wrong, beside the nearest file that does it right."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = "title: {name}\nlayers: [bed]\nsummary: It hums.\n"

# What an entry of a kind begins with. Lines of a case that add to it begin with line 4 or 5, as `FIRST` says.
HEADS = {
    "phenomena": HEAD,
    "theories": HEAD,
    "quantities": HEAD,
    "results": HEAD + "rigour: hypothesis\n",
    "predictions": HEAD + "timing: retrodiction\noutcome: untested\n",
    "papers": "title: {name}\nsummary: It is about humming.\nauthors: ['Moss, Ada']\nissued: 2031\n",
    "layers": "title: {name}\nsummary: One more floor.\nbasis: ours\n",
}
FIRST = {folder: head.count("\n") + 1 for folder, head in HEADS.items()}


@dataclass(frozen=True, slots=True)
class Case:
    """The bad file, the rule that names it and where, and its decoy. Both are whole files, or lines added to a head."""

    name: str
    bad: str | bytes
    good: str | bytes
    rule: str
    line: int
    column: int
    folder: str = "phenomena"
    whole: bool = False
    also: tuple[str, ...] = ()
    """Other rules that have to speak as well."""

    @property
    def path(self) -> str:
        return f"entries/{self.folder}/{self.name}.yaml"

    def files(self) -> dict[str, bytes]:
        """Both files, by their path from `entries/` on."""
        return {
            f"{self.folder}/{self.name}.yaml": self.bytes(self.bad, self.name),
            f"{self.folder}/{self.name}-decoy.yaml": self.bytes(self.good, f"{self.name} decoy"),
        }

    def bytes(self, text: str | bytes, title: str) -> bytes:
        if self.whole:
            return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        head = HEADS[self.folder].format(name=f"{title} {len(title)}").encode()
        return head + (text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))


def whole(
    name: str, bad: str | bytes, good: str | bytes, rule: str, line: int, column: int, also: tuple[str, ...] = ()
) -> Case:
    """A case whose texts are whole files."""
    return Case(name, bad, good, rule, line, column, whole=True, also=also)


def value(name: str, field: str, bad: str, good: str, rule: str = "bad-value", folder: str = "phenomena") -> Case:
    """A field with a bad value and with a good one; the finding stands at the value."""
    return Case(name, f"{field}: {bad}\n", f"{field}: {good}\n", rule, FIRST[folder], len(field) + 3, folder)
