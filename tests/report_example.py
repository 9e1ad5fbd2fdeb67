"""A ledger and a figure for the tests of the report, and its pages as they parse."""

import json
from html.parser import HTMLParser

NASTY = "<script>alert(1)</script> & \"quoted\" 'single' näïve Ωμέγα 日本 \\$5"


def evidence(kind, holds=True, **fields):
    return {
        "kind": kind,
        "holds": holds,
        "under": None,
        "domain": "every $N \\ge 2$",
        "detail": "The Hessian is $\\operatorname{diag}(p) - p p^\\top$.",
        "complete": kind in ("formal", "proof"),
        "exercised": 1200,
        "value": 0.4999999999,
        "bound": 0.5,
        "interval": None,
        "n": None,
        "seed": None,
        "seconds": 0.25,
    } | fields


def claim(name, verdict, **fields):
    return {
        "id": name,
        "paper": name.split(".")[0].upper(),
        "where": "Prop. 7, s. 6",
        "source": "full-text",
        "title": f"Title of {name}",
        "statement": "For $o \\in \\mathbb{R}^N$: $$\\log \\sum_{j=1}^N e^{o_j} \\le \\log N + \\max_j o_j.$$",
        "assumptions": ["$N$ is at least $2$"],
        "uses": [],
        "verdict": verdict,
        "reason": "established as printed by proof",
        "decided_by": "proof",
        "command": f"softproof check {name}",
        "status": {"stands": verdict in ("holds", "holds-if"), "because": []},
        "repaired_by": None,
        "repairs": [],
        "counterexample": None,
        "bibtex": ["pu2025rg", "absent2000"],
        "slip": False,
        "evidence": [evidence("exact"), evidence("proof")],
        "mutants": [{"what": "$1$ for $1/2$", "rejected": True, "witness": "at $p = (1/2, 1/2)$"}],
        "theorems": [],
        "figures": [],
        "seconds": 1.5,
    } | fields


def theorem(name, **fields):
    return {
        "name": name,
        "file": "theory/formal/Bound.v",
        "role": "establishes",
        "under": None,
        "place": "RG, Prop. 7",
        "says": "The sum of `f` is at most $N$.",
        "gap": "Real numbers, not floating point.",
        "lines": 7,
        "coq": "8.16.1",
        "accepted": True,
        "fault": None,
        "definitions": ["Sums.sum", "Sums.simplex"],
        "statement": "forall n p,\n  simplex n p /\\ 0 < n ->\n  sum n p <= 1",
        "assumptions": ["Classical_Prop.classic"],
        "seconds": 0.125,
        "mutants": [
            {"what": "`0 < n ->` becomes ``", "script_fails": True, "refuted_by": "the theorem none", "refuted": True}
        ],
    } | fields


DEFINITIONS = [
    {
        "name": "Sums.sum",
        "file": "theory/formal/Sums.v",
        "comment": "",
        "text": "Fixpoint sum n f :=\n  match n with 0 => 0 | S m => sum m f + f m end.",
    },
    {
        "name": "Sums.simplex",
        "file": "theory/formal/Sums.v",
        "comment": "A list of n <probabilities>.",
        "text": "Definition simplex n p := forall i, i < n -> 0 <= p i.",
    },
]

NOT_RUN = {"coq": None, "accepted": None, "definitions": [], "assumptions": [], "seconds": None}


def example_ledger():
    wrong = {"says": "At $o = (1, 0)$ the bound is exceeded.", "values": {"o": "1, 0", "excess": "$3/7$"}}
    return {
        "versions": {"softproof": "0.1.0", "numpy": "2.3.4"},
        "profile": "quick",
        "definitions": DEFINITIONS,
        "claims": [
            claim(
                "rg.lemma23",
                "holds",
                figures=["bound", "undrawn"],
                decided_by="formal",
                theorems=[theorem("sum_bound")],
            ),
            claim(
                "rg.prop7",
                "fails",
                uses=["rg.lemma23", "rg.elsewhere"],
                reason="refuted as printed by exact arithmetic: at $o = (1, 0)$",
                decided_by="exact",
                status={"stands": False, "because": ["rg.prop7"]},
                repaired_by="rg.prop7.repair",
                counterexample=wrong,
                evidence=[evidence("exact", False), evidence("proof", under="$o = 0$")],
                mutants=[],
            ),
            claim(
                "rg.prop7.repair",
                "holds-if",
                uses=["rg.lemma23"],
                repairs=["rg.prop7"],
                figures=["bound"],
                evidence=[evidence("exact", False), evidence("certificate", under="$N = 2$", complete=True)],
                theorems=[theorem("half", role="part", **NOT_RUN)],
            ),
            claim(
                "rg.thm12",
                "holds",
                uses=["rg.prop7", "rg.prop7.repair"],
                status={"stands": False, "because": ["rg.prop7"]},
                mutants=[{"what": NASTY, "rejected": False, "witness": "not rejected"}],
                theorems=[theorem("wrong", under="$N = 2$", accepted=False, fault="no proof")],
            ),
            claim(
                "sf.nasty",
                "open",
                source="summary",
                title=NASTY,
                statement=NASTY,
                reason=NASTY,
                command="softproof check 'sf.*' --profile paper",
                status={"stands": False, "because": ["sf.nasty"]},
                evidence=[evidence("measurement", None, value=NASTY, interval=[-1, 2.5], n=1000, seed="sf.nasty")],
            ),
        ],
    }


def example_figure():
    return {
        "name": "bound",
        "title": "The bound <b>",
        "claims": ["rg.prop7.repair", "rg.elsewhere"],
        "caption": 'The ratio tends to $\\frac{1}{2}$ & stays "below" $N$.',
        "profile": "quick",
        "script": "figures/bound.py",
        "data": {"n": [1, 2]},
    }


def write_results(folder, ledger):
    figures = folder / "figures"
    figures.mkdir(parents=True)
    (folder / "ledger.json").write_text(json.dumps(ledger))
    (figures / "bound.json").write_text(json.dumps(example_figure()))
    (figures / "bound.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>')
    (figures / "bound.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


class Page(HTMLParser):
    """The elements, ids, links and text of a page; raises on a tag that is not balanced."""

    VOID = frozenset(["meta", "link", "img", "input", "path", "circle", "rect", "br"])

    def __init__(self, path):
        super().__init__()
        self.path, self.elements, self.ids, self.open, self.text = path, [], [], [], ""
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        assert self.open == [], f"{path}: unclosed {self.open}"

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag, f"{self.path}: {tag} closes another element at {self.getpos()}"
        if tag in ("td", "th", "dt", "dd", "h3"):
            self.text += " "

    def handle_data(self, data):
        self.text += data

    def references(self):
        return [a[name] for _, a in self.elements for name in ("href", "src") if name in a]
