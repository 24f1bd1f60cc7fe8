"""Strings from a case, made safe for a letter and for its headers."""


def plain(text: str) -> str:
    """The text without control and other invisible characters; of these, line breaks and tabs stay."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in unified if character.isprintable() or character in "\n\t")


def one_line(text: str) -> str:
    """The text on one line, so that nothing in it can start another header.

    Every run of white space (line breaks of any script are white space too) becomes one space.
    """
    return plain(" ".join(text.split()))
