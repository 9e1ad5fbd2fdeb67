"""`softproof bench`: speed, memory and precision against other libraries and the machine's limits."""

import argparse

from paper_checks.commands import options
from verify.bench.peers import INSTALL

EXAMPLES = f"""  softproof bench                       everything
  softproof bench maps losses           speed and memory of the maps and the losses
  softproof bench precision             errors against 100 digits, ours and the peers'
  softproof bench cost                  seconds of a training step of each loss as the classes grow
  softproof bench maps --record         write the records, which the figures and the report read

Contenders are timed in turns, in one run; only ratios count. Let nothing else run meanwhile.
The peers come with: {INSTALL}"""


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(commands, "bench", "compare speed, memory and precision with other libraries", EXAMPLES)
    names = "of maps, losses, sampling, ranking, als, cost, precision (default: all)"
    parser.add_argument("names", nargs="*", metavar="NAME", help=names)
    options.results(parser)
    parser.add_argument("--record", action="store_true", help="write the records in verify/bench/records as well")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, print a table, write `results/bench/NAME.json`."""
    from verify.bench import documents
    from verify.bench import run as bench
    from verify.files import require_folder

    for name in arguments.names:
        bench.require(name)
    folder = require_folder(arguments.results / "bench")
    for name in arguments.names or bench.SUITES:
        document = bench.run(name)
        print("\n".join(bench.lines(document)), flush=True)
        for place in (folder, documents.RECORDS) if arguments.record else (folder,):
            print(f"written: {documents.save(document, place)}\n", flush=True)
    return 0
