"""The case bundle: everything of a case in files that are read and checked without this software."""
