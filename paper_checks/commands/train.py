"""`softproof train`: one training run, from its recipe, with what the command line changes."""

import argparse
import hashlib
import sys
from typing import Any

from paper_checks.commands import options
from verify.recsys.methods import METHODS

EXAMPLES = """  softproof train --loss softmax
  softproof train --loss rg2 --seed 3 --k 5 10 20
  softproof train --loss sparsemax --epochs 5 --learning-rate 0.003
  softproof train --backbone sasrec --loss sampled-softmax --negatives 256 --regularisation 0

Hyper-parameters that are not given come from the tuned recipe of the data set, backbone and loss.
The record is written to RESULTS/runs, named after what was given, with the test metrics of every user beside it.
A run that was stopped goes on, with the same command, after the last epoch that it ended.
A value that the method does not use is refused."""
INTEGERS = {
    "seed": "draws the initial parameters, the order of users and the negatives (default: 0)",
    "split-seed": "draws the split into training, validation and test pairs (default: 0)",
    "dim": "length of the vectors of a context and an item (default: 64)",
    "layers": "of lightgcn and sasrec (default: 2)",
    "max-length": "the latest items of a user that sasrec reads (default: 50)",
    "heads": "of sasrec's attention (default: 1)",
    "epochs": "the most epochs that are run (default: 100)",
    "patience": "stop after so many epochs without a better validation NDCG@20 (default: 10)",
    "batch-contexts": "users in a batch, by Adam (default: 1024)",
    "negatives": "items drawn, for losses that sample (default: as tuned, or 1024; 16 for bpr, bce, uib, sml)",
    "pool": "uniform draws of which a dynamic negative is the highest scored (default: 8)",
}
NUMBERS = {
    "learning-rate": "of Adam (default: as tuned, or 0.02)",
    "regularisation": "weight of the squared parameters (default: as tuned; to be given where nothing is tuned)",
    "dropout": "of sasrec (default: 0.2)",
    "margin": "the largest margin of sml (default: 1)",
    "weight": "of sml's item-centred part (default: 1)",
    "alpha": "what wrmf's positives weigh more; or the constant weight of rg2 and rgx (default: 1)",
    "beta": "the constant weight of rgx's interaction (default: 0)",
    "reward": "of large margins, for sml (default: 0.1)",
}
NAMES = {
    "solver": "als, newton-cg or adam, where the loss has a choice (default: the first that it has)",
    "split": "ratio, leave-one-out, temporal or given (default: the data set's own)",
    "proposal": "what negatives are drawn from: uniform, popularity or dynamic (default: uniform)",
    "bookkeeping": "of sampled softmax: importance (default), rg-eq-9, ..., or such as --bookkeeping=-,keep,q",
    "weights": "of rg2 and rgx by als: printed, corrected, eq31, eq17 or constant (default: printed)",
    "start": "random or softmax, whose first epochs als and newton-cg then begin with (default: random)",
    "tree": "of hierarchical-softmax: huffman or balanced (default: huffman)",
    "device": "where to train, by Adam: cpu, cuda (default: cpu)",
}
LONGEST = 120
"""Letters of a name; file systems take 255 bytes."""


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(
        commands, "train", "train a model, rank every item for every user, write the record", EXAMPLES
    )
    parser.add_argument("--dataset", default="online-retail", metavar="NAME", help="data set (default: online-retail)")
    parser.add_argument("--backbone", default="mf", metavar="MODEL", help="mf (default), lightgcn or sasrec")
    parser.add_argument("--loss", required=True, metavar="LOSS", help=f"one of {', '.join(sorted(METHODS))}")
    for name, meaning in INTEGERS.items():
        parser.add_argument(f"--{name}", type=_whole, metavar="N", help=meaning)
    for name, meaning in NUMBERS.items():
        parser.add_argument(f"--{name}", type=float, metavar="X", help=meaning)
    for name, meaning in NAMES.items():
        parser.add_argument(f"--{name}", metavar="NAME", help=meaning)
    parser.add_argument(
        "--per-row", dest="shared", action="store_const", const=False, help="negatives of its own for every pair"
    )
    parser.add_argument("--k", type=_whole, nargs="+", metavar="K", help="cutoffs of the test metrics (default: 10 20)")
    options.results(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, write the record, print the test metrics."""
    from verify.files import require_folder
    from verify.recsys import recipes, records

    given = _given(arguments)
    config = recipes.resolve(given)
    folder = require_folder(arguments.results / "runs")
    from verify.recsys.train import train

    tag = _tag(given)
    checkpoint = records.path(given | {"seed": config.seed}, folder, tag).with_suffix(".safetensors")
    if checkpoint.exists():
        print(f"going on with {checkpoint}", file=sys.stderr)
    record = train(config, checkpoint)
    path = records.save(record, folder, tag)
    checkpoint.unlink(missing_ok=True)
    metrics = "  ".join(f"{name} {value:.4f}" for name, value in sorted(record["test"].items()))
    print(f"{config.dataset} {config.backbone} {config.loss} seed {config.seed}: {metrics}")
    print(f"  {record['cost']['training_seconds']:.1f} s of training; {record['test_users']:,} test users; {path}")
    return 0


def _tag(given: dict[str, Any]) -> str:
    """What sets a run apart from the tuned one, for its name: `-epochs1-learning_rate0.003`, or a hash of it."""
    named = ("dataset", "backbone", "loss", "seed")
    texts = {k: ",".join(map(str, v)) if isinstance(v, tuple) else str(v) for k, v in given.items() if k not in named}
    tag = "".join(f"-{name}{text}" for name, text in texts.items())
    return tag if len(tag) <= LONGEST else f"-{hashlib.sha256(tag.encode()).hexdigest()[:12]}"


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from error


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    options = (name.replace("-", "_") for name in (*INTEGERS, *NUMBERS, *NAMES))
    names = ["dataset", "backbone", "loss", *options, "shared"]
    given = {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}
    return given | ({"cutoffs": tuple(arguments.k)} if arguments.k else {})
