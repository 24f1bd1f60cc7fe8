"""What can go wrong when the service starts on this machine."""


class StackError(Exception):
    """The service cannot start or go on here.

    The message is one sentence for the person who started it: what is wrong, where, what would be right.
    """
