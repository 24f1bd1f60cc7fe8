"""The scenarios that ship with the product, and how one is found."""

from pathlib import Path

from starter.client.errors import BadInput

FOLDER = Path(__file__).parents[2] / "examples" / "scenarios"


def shipped() -> list[Path]:
    """Every scenario that ships, in the order in which they teach."""
    return sorted(FOLDER.glob("*.toml"))


def find(name: str) -> Path:
    """The scenario's file: a path, or a shipped one by its name or its number.

    Raises:
        BadInput: there is none; with the names of those that ship.
    """
    if Path(name).is_file():
        return Path(name)
    for path in shipped():
        number, _, words = path.stem.partition("-")
        if name in (path.name, path.stem, words, number):
            return path
    names = [path.stem for path in shipped()]
    raise BadInput(f"{name} is neither a file nor a scenario that ships. There are:", names)
