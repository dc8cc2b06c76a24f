"""Made-up names and plausible prose from one seeded stream of chance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

_ONSETS = (*"bdfghjklmnprstvwz", "br", "dr", "fl", "gl", "kr", "pl", "st", "tr")
_VOWELS = (*"aeiou", "ai", "ea", "io")
# Most syllables end in a vowel, so that words can be pronounced.
_CODAS = ("", "", "", *"nrlsmx", "nd", "rt", "sk")

# Common words, so that prose compresses, folds and is searched as English is.
_COMMON = """
the of and a in is to that for as it with one on by which when this from at are each than more not or an be its two only
network training model weights layer head token loss data feature direction circuit task attention gradient sample step
size width depth rate scale curve norm rank basis input output state error noise kernel space limit phase order term
small large early late linear sparse dense random simple exact weak strong local shared narrow broad single stable slow
shows learns keeps falls grows holds moves predicts explains measures removes copies reads writes forms splits follows
depends needs leaves gives turns finds fits stays appears before after until between without under over across inside
never often almost nearly once again rather where while because whose every some most few many other same first last
evidence claim account statement argument proof case test value number part whole place group class set pair share
"""
_ENGLISH = tuple(_COMMON.split())

# Without spaces, so that no formula is broken over two lines.
_FORMULAS = (
    r"$L(N)=E+AN^{-\alpha}$", r"$\|W\|_F^2\le%d$", r"$\lambda_{\max}=2/\eta$", r"$O(n^{%d}\log{n})$",
    r"$p\mid{}q^{%d}-1$", r"$\sum_{i=1}^{%d}x_i^2$", r"$\hat\theta\to\theta^\star$", r"$\mathbb{E}[X_{%d}]$",
    r"$\frac{\partial{L}}{\partial{w_{%d}}}$", r"$f(x)=\sigma(Wx+b)$", r"$d=%d$", r"$\sqrt{d_k}$",
)  # fmt: skip


def made_up(random: Random, count: int) -> list[str]:
    """So many different pronounceable words that mean nothing."""
    syllables = ["".join(parts) for parts in product(_ONSETS, _VOWELS, _CODAS)]
    found: dict[str, None] = {}
    while len(found) < count:
        word = "".join(random.choice(syllables) for _ in range(random.choice((2, 3, 3))))
        # A short word could be one that YAML or the reader takes for something else.
        if 6 <= len(word) <= 14:
            found[word] = None
    return list(found)


def sentence(random: Random, length: int) -> str:
    """So many common words, a capital and a full stop."""
    words = random.choices(_ENGLISH, k=length)
    return " ".join((words[0].capitalize(), *words[1:])) + "."


def phrase(random: Random, length: int) -> str:
    """Words without a capital, for a field of one line. It never begins as YAML syntax would."""
    return " ".join(random.choices(_ENGLISH[27:], k=length))


def formula(random: Random) -> str:
    pattern = random.choice(_FORMULAS)
    return pattern % random.randint(2, 99) if "%d" in pattern else pattern


def sentences(random: Random, words: int) -> Iterator[str]:
    """Sentences of 8 to 18 words that come to `words` in all."""
    left = words
    while left > 0:
        length = min(left, random.randint(8, 18))
        # A last sentence of one or two words would not be one.
        length = left if left - length < 4 else length
        yield sentence(random, length)
        left -= length


def wrapped(text: str, indent: str, width: int = 110) -> list[str]:
    """Text as indented lines, broken between words; much quicker than `textwrap`."""
    lines: list[str] = []
    line = indent
    for word in text.split():
        if len(line) + len(word) >= width and line != indent:
            lines.append(line.rstrip())
            line = indent
        line += word + " "
    lines.append(line.rstrip())
    return lines
