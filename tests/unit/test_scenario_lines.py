"""Where each value of a TOML text stands."""

from stack.simulation.lines import line_of, lines_of

TEXT = '''# a comment
title = "Invented"
teaches = """
[[step]]
is no table here
"""
many = [
    1,
    2, # with "quotes"
]

[referral]
file = "x.json"

[referral.incident]
area = "here"

[[step]]
decision = "criteria"
by = { name = "Example", roles = ["one", "two"] }

[[step]]

decision = "notification"
[step.about]
where.exactly = "there"
'''


def test_every_table_and_value_has_its_line() -> None:
    lines = lines_of(TEXT)

    assert lines[("title",)] == 2
    assert lines[("teaches",)] == 3
    assert lines[("many",)] == 7
    assert lines[("referral",)] == 12
    assert lines[("referral", "incident", "area")] == 16
    assert lines[("step", 0)] == 18
    assert lines[("step", 0, "by", "roles", 1)] == 20
    assert lines[("step", 1)] == 22
    assert lines[("step", 1, "decision")] == 24
    assert lines[("step", 1, "about")] == 25
    assert lines[("step", 1, "about", "where", "exactly")] == 26
    assert ("step", 2) not in lines


def test_what_is_not_there_has_the_line_of_what_is_around_it() -> None:
    lines = lines_of(TEXT)

    assert line_of(lines, ("step", 1, "role")) == 22
    assert line_of(lines, ("referral", "children", 0, "name")) == 12
    assert line_of(lines, ("begins",)) == 1
