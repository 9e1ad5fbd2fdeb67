"""`softproof figures`: run figure scripts whose inputs changed."""

import argparse

from paper_checks.commands import options

EXAMPLES = """  softproof figures                               every figure whose inputs changed
  softproof figures ssm_bias --format pdf,png     one, as PDF and PNG
  softproof figures --explain ssm_bias            what changed since it was drawn"""


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    parser = options.command(
        commands, "figures", "draw the figures, each with its data and caption beside it", EXAMPLES
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="figures to draw (default: all)")
    options.profile(parser)
    options.results(parser)
    parser.add_argument("--format", default="svg,png", metavar="LIST", help="of pdf, svg, png (default: svg,png)")
    parser.add_argument("--explain", metavar="NAME", help="say which inputs of a figure changed, and draw nothing")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Draw, or explain."""
    import figures
    from figures.press import run as press
    from verify.errors import UsageError, unknown
    from verify.progress import progress

    folder = arguments.results / "figures"
    names = [arguments.explain] if arguments.explain else arguments.names or list(figures.names())
    formats = tuple(arguments.format.split(","))
    for kind, given, known in (("figure", names, figures.names()), ("format", formats, press.FORMATS)):
        for name in given:
            if name not in known:
                raise unknown(kind, name, known)
    if arguments.explain and arguments.names:
        raise UsageError(f"--explain draws nothing; leave out {' '.join(arguments.names)}")
    if arguments.explain:
        changed = press.changes(figures.load(arguments.explain), folder, arguments.profile)
        print("\n".join(changed) or f"{arguments.explain} is up to date")
        return 0
    for name in progress(names, "figures"):
        press.draw(figures.load(name), folder, arguments.profile, formats)
    return 0
