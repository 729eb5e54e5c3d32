"""``python harness.py TARGET [libFuzzer's options] CORPUS``: has atheris look for bytes that a target cannot take."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Call one target until something is found, or the time is over."""
    import atheris

    sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "src")]
    with atheris.instrument_imports(include=["statusmw"]):
        from fuzz.targets import TARGETS
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
