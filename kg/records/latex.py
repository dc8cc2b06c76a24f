"""LaTeX in a field to plain text: accents, letters, signs; commands that only shape the type are dropped, braces too."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307", '"': "\u0308",
    "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
_SIGNS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
    "i": "i", "j": "j", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "S": "§", "P": "¶",
    "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textregistered": "®", "texttrademark": "™", "copyright": "©",
    "textless": "<", "textgreater": ">", "textunderscore": "_", "textbar": "|", "textdegree": "°", "pounds": "£",
    "ldots": "…", "dots": "…", "textellipsis": "…", "slash": "/", "quad": " ", "qquad": " ", "newline": " ", "par": " ",
    "TeX": "TeX", "LaTeX": "LaTeX", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "infty": "∞", "ell": "ℓ", "times": "×", "cdot": "·", "pm": "±", "to": "→", "rightarrow": "→",
    "leftarrow": "←", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "approx": "≈", "sim": "∼", "propto": "∝",
    "in": "∈", "ast": "*", "circ": "∘", "sqrt": "√", "partial": "∂", "nabla": "∇", "prime": "′", "star": "⋆",
}  # fmt: skip
_SHAPES = frozenset(
    [
        "emph",
        "text",
        "textit",
        "textbf",
        "texttt",
        "textsc",
        "textsf",
        "textrm",
        "textnormal",
        "textup",
        "textsl",
        "textmd",
        "mathrm",
        "mathbf",
        "mathit",
        "mathcal",
        "mathbb",
        "mathsf",
        "mathtt",
        "mathfrak",
        "boldsymbol",
        "bm",
        "uppercase",
        "lowercase",
        "MakeUppercase",
        "MakeLowercase",
        "mbox",
        "hbox",
        "url",
        "href",
        "path",
        "enquote",
        "it",
        "bf",
        "tt",
        "sc",
        "em",
        "rm",
        "sf",
        "sl",
        "bfseries",
        "itshape",
        "ensuremath",
        "textsuperscript",
        "textsubscript",
        "operatorname",
        "protect",
        "underline",
        "noopsort",
        "nocase",
        "relax",
        "left",
        "right",
        "displaystyle",
        "textstyle",
    ]
)
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)[ \t\n]*|\\(?P<sign>[\s\S])|(?P<dashes>---?)|(?P<quotes>``|'')|(?P<drop>[{}$])|(?P<tie>~)"
)


def plain(text: str, unknown: list[str] | None = None) -> str:
    """The text as a reader would see it. Commands that are not known stay as they stand and are added to `unknown`."""
    if not _TOKEN.search(text):
        return text
    found: list[str] = []
    # An accent waits for its letter, which may stand in braces.
    waiting = ""
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        piece = text[at]
        at = token.end() if token else at + 1
        if token:
            word, sign = token.group("word"), token.group("sign")
            if (word in _ACCENTS and _letter_follows(text, at, word, token.group())) or (sign and sign in _ACCENTS):
                waiting = _ACCENTS[word or sign]
                continue
            if token.group("drop") or word in _SHAPES:
                continue
            piece = _piece(token, unknown)
        if waiting and piece:
            if piece.isspace():
                continue
            piece = unicodedata.normalize("NFC", piece[0] + waiting) + piece[1:]
            waiting = ""
        found.append(piece)
    return "".join(found)


def _letter_follows(text: str, at: int, word: str, token: str) -> bool:
    """`\\c{c}` and `\\v s` are accents; a lone `\\b` at the end of a text is none."""
    return at < len(text) and (text[at] in "{\\" or text[at].isalpha())


def _piece(token: re.Match[str], unknown: list[str] | None) -> str:
    if word := token.group("word"):
        if word in _SIGNS:
            return _SIGNS[word]
        if unknown is not None:
            unknown.append(f"\\{word}")
        return token.group()
    if sign := token.group("sign"):
        if sign.isspace() or sign in "\\,;:!/-()[]":
            return "" if sign in "!/-()[]" else " "
        return sign
    if dashes := token.group("dashes"):
        return "—" if len(dashes) == 3 else "–"
    if quotes := token.group("quotes"):
        return "“" if quotes == "``" else "”"
    return " "
