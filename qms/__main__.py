"""`python -m qms` is the command line."""

from qms.cli.main import main

if __name__ == "__main__":
    main()
