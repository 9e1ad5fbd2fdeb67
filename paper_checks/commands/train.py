"""`softproof train`: one training run, from its recipe, with what the command line changes."""

import argparse
from typing import Any

from paper_checks.commands import options

EXAMPLES = """  softproof train --loss softmax
  softproof train --loss rg2 --seed 3 --k 5 10 20
  softproof train --loss sparsemax --epochs 5 --learning-rate 0.003

Hyper-parameters that are not given come from the tuned recipe of the data set, backbone and loss.
The record is written to RESULTS/runs, with the test metrics of every user beside it."""
INTEGERS = ("seed", "split-seed", "dim", "epochs", "patience", "batch-contexts", "negatives")
NUMBERS = ("learning-rate", "regularisation")


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(
        commands, "train", "train a model, rank every item for every user, write the record", EXAMPLES
    )
    parser.add_argument("--dataset", default="online-retail", help="data set (default: the embedded one)")
    parser.add_argument("--backbone", default="mf", help="model: mf (default)")
    parser.add_argument("--loss", required=True, help="popularity, softmax, sparsemax, sampled-softmax or rg2")
    for name in INTEGERS:
        parser.add_argument(f"--{name}", type=int, metavar="N")
    for name in NUMBERS:
        parser.add_argument(f"--{name}", type=float, metavar="X")
    parser.add_argument("--k", type=int, nargs="+", metavar="K", help="cutoffs of the test metrics (default: 10 20)")
    options.results(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, write the record, print the test metrics."""
    from verify.files import require_folder
    from verify.recsys import records
    from verify.recsys.config import Config
    from verify.recsys.recipes import recipe

    given = _given(arguments)
    Config(**given)
    config = Config(**recipe(arguments.dataset, arguments.backbone, arguments.loss) | given)
    folder = require_folder(arguments.results / "runs")
    from verify.recsys.train import train

    record = train(config)
    path = records.save(record, folder)
    metrics = "  ".join(f"{name} {value:.4f}" for name, value in sorted(record["test"].items()))
    print(f"{config.dataset} {config.backbone} {config.loss} seed {config.seed}: {metrics}")
    print(f"  {record['cost']['training_seconds']:.1f} s of training; {record['test_users']:,} test users; {path}")
    return 0


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    names = ["dataset", "backbone", "loss", *(name.replace("-", "_") for name in (*INTEGERS, *NUMBERS))]
    given = {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}
    return given | ({"cutoffs": tuple(arguments.k)} if arguments.k else {})
