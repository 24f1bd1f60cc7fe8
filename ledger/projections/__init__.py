"""Lists over all cases, each by a projection of its own that can be made anew from the events alone."""
