r"""Text with `$LaTeX$` and `$$display$$` as HTML with MathML, or an error that names the place.

latex2mathml lets unknown commands, stray braces and raw markup through; `formula` refuses what it mistook
and writes what MathML Core would not draw (https://www.w3.org/TR/mathml-core/) in a form that it does.
"""

import re
import unicodedata
from functools import cache
from xml.etree import ElementTree

from latex2mathml.commands import MATRICES
from latex2mathml.converter import convert
from markupsafe import Markup, escape

from verify.errors import UsageError

_TEXT = re.compile(
    r"""\\\$ | \$\$ (?P<display> (?: \\. | [^$\\] )+ ) \$\$
    | (?P<head> [(\[]* ) \$ (?P<inline> (?: \\. | [^$\\] )+ ) \$ (?P<tail> [^\w\s$\\]* )""",
    re.DOTALL | re.VERBOSE,
)
_ENVIRONMENTS = {name.removeprefix("\\") for name in MATRICES}
_ELEMENTS = re.compile(
    "math|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mroot|mrow|mspace|msqrt|mstyle|msub|msubsup|msup|"
    "mtable|mtd|mtext|mtr|munder|munderover"
)
_ATTRIBUTES = re.compile(
    "accent|columnalign|columnspacing|depth|display|displaystyle|fence|form|height|largeop|linethickness|lspace|"
    "mathvariant|maxsize|minsize|movablelimits|rowspacing|rspace|scriptlevel|separator|stretchy|voffset|width"
)
_ROWS = ("math", "mrow", "mstyle", "msqrt", "mtd", "mpadded", "mphantom")
_SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")
_THIN = "0.167em"
_ALPHABETS = {"double-struck": "DOUBLE-STRUCK", "script": "SCRIPT", "fraktur": "FRAKTUR"}


def prose(text: str, where: str) -> Markup:
    r"""`text` as HTML: formulas as MathML, all else escaped, `\$` as a dollar sign.

    `where` is the claim or figure that an error names: `UsageError` if a formula cannot be converted.
    """
    pieces, end = [], 0
    for match in _TEXT.finditer(text):
        pieces.append(_outside(text[end : match.start()], where))
        pieces.append(_inside(match, where))
        end = match.end()
    pieces.append(_outside(text[end:], where))
    return Markup("").join(pieces)


def plain(text: str) -> str:
    """`text` without dollar signs around its formulas, for titles and the alternative texts of images."""
    return _TEXT.sub(lambda match: "".join(filter(None, match.groups())) or "$", text)


@cache
def formula(latex: str, display: str = "inline") -> Markup:
    """One formula as a `<math>` element, `display` being "inline" or "block"; `ValueError` with the reason."""
    _refuse_unbalanced(latex)
    source = re.sub(r"\\(begin|end)\{aligned\}", r"\\\1{split}", latex)
    for name in re.findall(r"\\begin\{([^}]*)\}", source):
        if name not in _ENVIRONMENTS:
            raise ValueError(f"unknown environment {name!r}; known: aligned, {', '.join(sorted(_ENVIRONMENTS))}")
    try:
        tree = ElementTree.fromstring(convert(source, xmlns="", display=display).replace(' xmlns=""', "", 1))
    except ElementTree.ParseError as error:
        raise ValueError("a stray & outside an environment, or < or & inside \\text") from error
    except Exception as error:  # latex2mathml's errors share no base class and carry no message
        raise ValueError(re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()) from error
    for element in tree.iter():
        _refuse_mistaken(element)
        _mend(element)
    for element in tree.iter():
        _space_row(element)
    return Markup(ElementTree.tostring(tree, encoding="unicode"))


def _outside(text: str, where: str) -> Markup:
    if "$" in text:
        raise UsageError(f"{where}: a $ without its partner in {text!r}; close the formula or write \\$")
    return escape(text)


def _inside(match: re.Match[str], where: str) -> Markup:
    latex = match["display"] or match["inline"]
    if latex is None:
        return Markup("$")
    try:
        if match["display"]:
            return Markup('<span class="display">{}</span>').format(formula(latex.strip(), "block"))
        inline = formula(latex.strip())
    except ValueError as error:
        raise UsageError(f"{where}: cannot set {match[0]} as mathematics: {error}; mend the LaTeX") from error
    if not match["head"] + match["tail"]:
        return inline
    return Markup('<span class="tied">{}{}{}</span>').format(match["head"], inline, match["tail"])


def _refuse_unbalanced(latex: str) -> None:
    depth = 0
    for token in re.findall(r"\\.|[{}]", latex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth < 0:
            raise ValueError("a } without its {")
    if depth:
        raise ValueError("a { without its }")


def _refuse_mistaken(element: ElementTree.Element) -> None:
    text = (element.text or "").strip()
    if "\\" in text and text != "\\":
        raise ValueError(f"unknown command {text}")
    if element.tag == "mo" and not text and not element.attrib:
        raise ValueError("an operator name may hold letters only; for arg max write \\argmax")
    if "linebreak" in element.attrib:
        raise ValueError("a line break outside an environment; use aligned")
    foreign = [name for name in element.attrib if not _ATTRIBUTES.fullmatch(name)]
    if foreign or not _ELEMENTS.fullmatch(element.tag):
        raise ValueError(f"{' '.join([element.tag, *foreign])} does not belong in a formula")


def _mend(element: ElementTree.Element) -> None:
    text = element.text or ""
    if element.tag == "mi" and (text in ("~", ":") or (len(text) == 1 and unicodedata.category(text) == "Sm")):
        element.tag, element.text = "mo", text.replace("~", "\N{TILDE OPERATOR}")
    if element.tag == "mo" and text in ("|", "‖"):
        element.attrib.setdefault("stretchy", "false")
    if element.tag == "mo" and text == "/":
        element.attrib |= {"lspace": "0", "rspace": "0"}
    alphabet = _ALPHABETS.get(element.get("mathvariant", ""))
    if alphabet:
        element.text = "".join(_letter(character, alphabet) for character in text)
        element.set("mathvariant", "normal")


def _space_row(parent: ElementTree.Element) -> None:
    """Space what stands in a row by its neighbours; what stands alone in a fraction or a script, by itself."""
    children = [_core(child) for child in parent]
    if parent.tag in _ROWS:
        for before, item, after in zip([None, *children], children, [*children[1:], None], strict=False):
            _space(before, item, after)
    else:
        for item in children[parent.tag in _SCRIPTS :]:
            _space(None, item, None)


def _space(before: ElementTree.Element | None, item: ElementTree.Element, after: ElementTree.Element | None) -> None:
    """As TeX does: signs close to their numbers, thin spaces around log, max, diag except at operators and brackets."""
    text = item.text or ""
    opens = before is None or (before.tag == "mo" and before.text not in (")", "]", "}"))
    if item.tag == "mo" and text in ("+", "±", "\N{MINUS SIGN}") and opens:
        item.set("form", "prefix")
    if item.tag in ("mi", "mo") and len(text) > 1 and text.replace("\N{THIN SPACE}", "").isalpha():
        item.tag = "mo"
        item.set("lspace", "0" if opens else _THIN)
        item.set("rspace", "0" if after is None or after.tag == "mo" else _THIN)


def _core(element: ElementTree.Element) -> ElementTree.Element:
    """What an element with scripts or limits attached stands for."""
    while element.tag in _SCRIPTS:
        element = element[0]
    return element


def _letter(character: str, alphabet: str) -> str:
    """The letter or digit in a mathematical alphabet; the oldest of them stand outside the block."""
    if not (character.isascii() and character.isalnum()):
        return character
    name = unicodedata.name(character).replace("LATIN ", "").replace(" LETTER", "")
    for candidate in (f"MATHEMATICAL {alphabet} {name}", f"{alphabet} {name}", f"BLACK-LETTER {name}"):
        try:
            return unicodedata.lookup(candidate)
        except KeyError:
            continue
    return character
