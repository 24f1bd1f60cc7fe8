"""The rules that ship with the product, as files that people can read and change."""
