"""`python -m pipeline` does what `kontaktdichte` does."""

from pipeline.cli.app import main

if __name__ == "__main__":
    main()
