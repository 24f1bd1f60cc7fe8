"""Who is who in the lists over all cases: keys stand in them, and people know names, those of today's directory."""

from dataclasses import dataclass
from typing import Self

from domain.correspondence import name_in
from domain.decision_words import say_key
from domain.policy import Policy
from settings import Settings
from starter.client.policy import policy_of
from starter.lists.list_options import as_key
from starter.terminal.completion import owners

_ARTICLE = "the_"


@dataclass(frozen=True)
class Directory:
    """The organisations of a policy, and the roles."""

    policy: Policy

    @classmethod
    def of(cls, chosen: Settings) -> Self:
        """The directory of today's policy. Raises BadInput where that cannot be used."""
        return cls(policy_of(chosen))

    @property
    def keys(self) -> list[str]:
        """Every key that somebody may be asked for by, in order."""
        return owners(self.policy)

    def name(self, key: str) -> str:
        """The name of an organisation, or a role in words; of what the directory has no more, the key in words."""
        return name_in(self.policy, key)

    def key(self, asked: str | None) -> str | None:
        """The key of who was asked for by their key, or by their name with or without its article."""
        if asked is None or asked in self.keys:
            return asked
        by_name = {as_key(self.name(key)).removeprefix(_ARTICLE): key for key in self.keys}
        return by_name.get(asked.removeprefix(_ARTICLE), asked)

    def part(self, key: str) -> str:
        """A part of a case that a letter is about, in words: "signature: The police, due" of "signature:police due"."""
        duty, _, rung = key.partition(" ")
        kind, _, of = duty.partition(":")
        named = f"{say_key(kind)}: {self.name(of)}" if of else say_key(kind)
        return f"{named}, {rung}" if rung else named
