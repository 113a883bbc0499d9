"""The door: hands the command line to commands/."""

from commands import main

if __name__ == "__main__":
    main()
