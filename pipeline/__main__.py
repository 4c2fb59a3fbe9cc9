"""`python -m pipeline` does what `kontaktdichte` does."""

import sys


def start() -> None:
    """Run the command line; being stopped while it is still loading is said, too."""
    try:
        from pipeline.cli.app import main
    except KeyboardInterrupt:
        sys.stderr.write("Abgebrochen. Der letzte Bericht ist unverändert.\n")
        sys.exit(130)
    main()


if __name__ == "__main__":
    start()
