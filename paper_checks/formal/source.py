"""One file of theorems: what it imports, its theorems, and the structured comment above each of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from paper_checks.formal import definition
from paper_checks.formal.definition import Definition
from paper_checks.formal.lexical import Text, is_term, one_line

FIELDS = ("Claim", "Role", "Place", "Says", "Gap", "Mutant")
FORM = "see `A theorem` in CONTRIBUTING.md"

_THEOREM = re.compile(r"(?<![\w'.])Theorem(?![\w'])")
_HEAD = re.compile(r"Theorem\s+([A-Za-z_][\w']*)\s*:(?!=)(.*?)\.\s+Proof\.", re.DOTALL)
_END = re.compile(r"(?<![\w'])Qed\.")
_NAMED = re.compile(r"(?<![\w'.])(?:Theorem|Lemma)\s+([\w']+)")
_HEADER = re.compile(r"^(?:From|Import|Open)\s.*?\.(?=\s)", re.DOTALL | re.MULTILINE)
_FROM = re.compile(r"From\s+(\S+)\s+Require\s+(Import\s+|Export\s+)?(.*)\.", re.DOTALL)
_NAME = re.compile(r"(?!Together_)[A-Z][A-Za-z0-9_]*")
_LOADING = re.compile(r"(?<![\w'])(?:Require|Import)(?![\w'])")
_OUTER = re.compile(r"(?<![\w'.])(?:softproof|Together_\w+)\.")
_QUALIFYING = re.compile(r"(?<![\w'.])([A-Za-z_][\w']*)\.(?=[A-Za-z_])")
_FIELD = re.compile(r"([A-Z][a-z]+):(?:\s+(.*))?")
_ROLE = re.compile(r"(establishes|refutes|part)(?: under (.+))?")
_MUTANT = re.compile(
    r"`([^`]+)` becomes `([^`]*)`; refuted by the "
    r"(?:theorem (?P<theorem>[A-Za-z_][\w']*)|claim (?P<claim>\S+)|mutant \"(?P<what>.+)\" of (?P<of>\S+))"
)


class Role(StrEnum):
    """What a theorem is to its claim."""

    ESTABLISHES = "establishes"
    REFUTES = "refutes"
    PART = "part"


@dataclass(frozen=True)
class Refuter:
    """What shows that a mutated statement is false.

    `theorem`, the name of its negation; or `claim`, an id whose verdict is that it fails; or, with `mutant`, the
    words of an error planted in that claim, which its check rejects.
    """

    theorem: str | None = None
    claim: str | None = None
    mutant: str | None = None

    @property
    def words(self) -> str:
        """What refutes, as the comment has it."""
        if self.theorem:
            return f"the theorem {self.theorem}"
        return f'the mutant "{self.mutant}" of {self.claim}' if self.mutant else f"the claim {self.claim}"


@dataclass(frozen=True)
class Mutant:
    """A planted error: one text of a statement becomes another."""

    old: str
    new: str
    refuter: Refuter

    @property
    def what(self) -> str:
        """The error in words."""
        return f"`{self.old}` becomes `{self.new}`"

    def of(self, statement: str) -> str:
        """The statement with the error."""
        return one_line(statement).replace(self.old, self.new)


@dataclass(frozen=True, kw_only=True)
class Theorem:
    """A theorem as its file has it.

    `claim`: the id it is about, None where it only serves mutants. `under`: the named assumption of what it
    establishes. `statement` is without comments; `script` is the proof, `Proof.` and `Qed.` included. `span`: where
    it stands in its file, in bytes.
    """

    file: str
    name: str
    claim: str | None
    role: Role
    under: str | None
    place: str
    says: str
    gap: str
    mutants: tuple[Mutant, ...]
    statement: str
    script: str
    span: tuple[int, int]
    line: int
    lines: int

    @property
    def key(self) -> str:
        """Its name with its file's, as Coq qualifies it."""
        return f"{self.file}.{self.name}"


@dataclass(frozen=True)
class Source:
    """A file: `uses` are the other files it imports, in their order; `named`, its theorems' and lemmas' names.

    `qualifying`: what it qualifies names with, other files among them.
    `module`: its text where the files that it uses are loaded already, each sentence at the same bytes; `header`: the
    sentences of that text that import and open.
    """

    name: str
    text: str
    module: str
    header: str
    uses: tuple[str, ...]
    named: frozenset[str]
    qualifying: frozenset[str]
    definitions: tuple[Definition, ...]
    theorems: tuple[Theorem, ...]


def read(path: Path) -> Source:
    """Parse a file; `UsageError` names the line and the remedy for whatever is not as it should be."""
    text = Text(path)
    if not _NAME.fullmatch(path.stem):
        raise text.error(0, f"{path.stem!r} is no name for a file", "a capital, then letters, digits and underscores")
    header = [(match.start(), match[0]) for match in _HEADER.finditer(text.code)]
    uses = tuple(name for place, sentence in header for name in _used(text, place, sentence))
    _require_loaded_first(text, header)
    starts = [match.start() for match in _THEOREM.finditer(text.code)]
    claimed = {stop: start for start, stop in text.comments if re.match(r"\(\*+\s*Claim:", text.text[start:])}
    theorems = tuple(_theorem(text, start, claimed) for start in starts)
    if claimed:
        raise text.error(min(claimed.values()), "a comment about a claim, and no theorem directly below", FORM)
    return Source(
        name=path.stem,
        text=text.text,
        module=_module(text, header),
        header="\n".join(_imported(sentence) for _, sentence in header),
        uses=uses,
        named=frozenset(_NAMED.findall(text.code)),
        qualifying=_qualifying(text, header),
        definitions=tuple(definition.read(text)),
        theorems=theorems,
    )


def _used(text: Text, place: int, sentence: str) -> Iterator[str]:
    """The other files that a sentence of the header imports."""
    if "Require" not in sentence:
        return
    match = _FROM.fullmatch(sentence)
    if not match or match[1] not in ("Coq", "softproof"):
        raise text.error(
            place, f"{one_line(sentence)!r} is not allowed", "import From Coq or From softproof, nothing else"
        )
    if match[1] == "softproof":
        yield from match[3].split()


def _require_loaded_first(text: Text, header: Sequence[tuple[int, str]]) -> None:
    """Raise `UsageError` for what is loaded elsewhere than in the sentences that a file begins with, each on a line."""
    end = 0
    for place, sentence in header:
        if text.code[end:place].strip():
            break
        end = place + len(sentence)
    if late := _LOADING.search(text.code, end):
        raise text.error(late.start(), f"a late {late[0]}", "begin the file with all that it loads, a sentence a line")


def _qualifying(text: Text, header: Sequence[tuple[int, str]]) -> frozenset[str]:
    """What names are qualified with, and modules that are imported by name."""
    if outer := _OUTER.search(text.code):
        raise text.error(outer.start(), f"a name that begins with {outer[0]}", "qualify it with its file alone")
    imported = [name for _, sentence in header if sentence.startswith("Import") for name in sentence[:-1].split()[1:]]
    return frozenset(_QUALIFYING.findall(text.code)) | {name.partition(".")[0] for name in imported}


def _module(text: Text, header: Sequence[tuple[int, str]]) -> str:
    """The text where the files that it uses are loaded already."""
    module, end = "", 0
    for place, sentence in header:
        there, here = text.text[place : place + len(sentence)], _imported(sentence)
        if here != sentence:
            module += text.text[end:place] + here + " " * (len(there.encode()) - len(here.encode()))
            end = place + len(sentence)
    return module + text.text[end:]


def _imported(sentence: str) -> str:
    """A sentence of a header where the project's files are loaded already: it only imports what it names of them."""
    match = _FROM.fullmatch(sentence)
    if not match or match[1] != "softproof":
        return sentence
    return f"{match[2]}{match[3]}." if match[2] else ""


def _theorem(text: Text, start: int, claimed: dict[int, int]) -> Theorem:
    head = _HEAD.match(text.code, start)
    if not head:
        remedy = "write `Theorem name : statement.`, without binders before the colon, then `Proof.`"
        raise text.error(start, "a theorem of another form", remedy)
    end = _END.search(text.code, head.end())
    if not end:
        raise text.error(start, f"the proof of {head[1]} does not end with Qed.", "finish it")
    above = len(text.text[:start].rstrip())
    if above not in claimed:
        raise text.error(start, f"the theorem {head[1]} has no structured comment directly above", FORM)
    comment = claimed.pop(above)
    fields = _fields(text, comment, above)
    claim = fields["Claim"][0]
    if claim == "none":
        _require(text, comment, fields, ("Claim", "Says"), ())
    else:
        _require(text, comment, fields, ("Claim", "Role", "Place", "Says", "Gap"), ("Mutant",))
    role, under = _role(text, comment, fields.get("Role", ["part"])[0])
    statement = text.code[head.start(2) : head.end(2)].strip()
    if not is_term(statement):
        raise text.error(start, f"the statement of {head[1]} is not one sentence", "end it where `Proof.` begins")
    return Theorem(
        file=text.path.stem,
        name=head[1],
        claim=None if claim == "none" else claim,
        role=role,
        under=under,
        place=fields.get("Place", [""])[0],
        says=fields["Says"][0],
        gap=fields.get("Gap", [""])[0],
        mutants=tuple(_mutant(text, comment, words, statement) for words in fields.get("Mutant", [])),
        statement=statement,
        script=text.text[text.code.rindex("Proof.", 0, head.end()) : end.end()],
        span=(len(text.text[:start].encode()), len(text.text[: end.end()].encode())),
        line=text.line(start),
        lines=text.line(end.end()) - text.line(start) + 1,
    )


def _fields(text: Text, start: int, stop: int) -> dict[str, list[str]]:
    """The fields of a structured comment; a line that opens none goes on with the one before."""
    fields: dict[str, list[str]] = {}
    last: list[str] = []
    for line in text.text[start:stop].removesuffix("*)").lstrip("(*").splitlines():
        match = _FIELD.fullmatch(line.strip())
        if match:
            if match[1] not in FIELDS:
                raise text.error(start, f"unknown field {match[1]!r}", f"the fields are {', '.join(FIELDS)}")
            last = fields.setdefault(match[1], [])
            last.append(match[2] or "")
        elif line.strip():
            last[-1] += f" {line.strip()}"
    return {name: [one_line(value).strip() for value in values] for name, values in fields.items()}


def _require(
    text: Text, place: int, fields: dict[str, list[str]], once: tuple[str, ...], often: tuple[str, ...]
) -> None:
    for name in (*once, *often):
        if not all(fields.get(name, [""])):
            raise text.error(place, f"the field {name} is missing or empty", FORM)
        if name in once and len(fields[name]) > 1:
            raise text.error(place, f"the field {name} is there twice", "keep one")
    if extra := set(fields) - {*once, *often}:
        raise text.error(place, f"{', '.join(sorted(extra))} with `Claim: none`", "name the claim or drop the field")


def _role(text: Text, place: int, words: str) -> tuple[Role, str | None]:
    match = _ROLE.fullmatch(words)
    if not match or (match[2] and match[1] != Role.ESTABLISHES):
        remedy = "write establishes, establishes under ASSUMPTION, refutes or part"
        raise text.error(place, f"unknown role {words!r}", remedy)
    return Role(match[1]), match[2]


def _mutant(text: Text, place: int, words: str, statement: str) -> Mutant:
    match = _MUTANT.fullmatch(words)
    if not match:
        remedy = 'write `A` becomes `B`; refuted by the theorem NAME (or: the claim ID; the mutant "WHAT" of ID)'
        raise text.error(place, f"a mutant of another form: {words}", remedy)
    count = one_line(statement).count(match[1])
    if count != 1:
        raise text.error(place, f"`{match[1]}` is {count} times in the statement", "choose a text that is there once")
    if match[1] == match[2]:
        raise text.error(place, f"the mutant {words} changes nothing", "plant an error")
    mutant = Mutant(match[1], match[2], Refuter(match["theorem"], match["claim"] or match["of"], match["what"]))
    if not is_term(mutant.of(statement)):
        raise text.error(place, f"the mutant {words} makes no statement", "replace a term by a term")
    return mutant
