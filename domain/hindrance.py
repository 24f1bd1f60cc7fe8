"""What keeps an errand from being done now."""


class Hindrance(Exception):  # noqa: N818 - a passing state, not a fault of the code
    """Something outside of the errand has to be mended first; then it is tried again and done.

    The message is a whole sentence for staff, who read it in the Web UI, and says all that there is to say: no trace
    of the code is kept with it.
    """
