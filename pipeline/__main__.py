"""`python -m pipeline` does what `kontaktdichte` does."""

from pipeline.publish.interrupt import stop_at_once


def start() -> None:
    """Run the command line; being stopped while it is still loading is said, too."""
    stop_at_once()
    from pipeline.cli.app import main

    main()


if __name__ == "__main__":
    start()
