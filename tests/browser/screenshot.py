"""Take the pictures of the catalogue that stand in the documentation: `make screenshot`."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent.parent / "docs"
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

# Name, path, scheme, width and height.
PICTURES = [
    ("catalogue.png", "/problems/", "light", 760, 620),
    ("catalogue-type.png", "/problems/out-of-stock/partly", "dark", 760, 1300),
]


def main():
    from driver import Browser
    from examples.problem_catalogue import app
    from serving import asgi_server

    with (
        asgi_server(app) as url,
        TemporaryDirectory() as room,
        Browser(f"{room}/profile") as browser,
    ):
        for name, path, scheme, width, height in PICTURES:
            browser.size(width, height)
            browser.scheme(scheme)
            browser.open(url + path)
            (DOCS / name).write_bytes(smaller(browser.picture()))


def smaller(picture):
    """The same with a palette, where pngquant is installed."""
    pngquant = shutil.which("pngquant")
    if pngquant is None:
        return picture
    return subprocess.run([pngquant, "--strip", "-"], input=picture, stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    main()
