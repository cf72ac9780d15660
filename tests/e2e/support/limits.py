"""What a program may have: memory, as a prefix of its command, and time."""

slowness = 1  # of the binary; a plugin that has the tests run a slower one says how much slower


def address_space(size):
    return ["prlimit", f"--as={size}"]


class Seconds(float):
    """How long a run took. `<` allows a slow binary more; a time that must have passed is the same
    for each."""

    def __lt__(self, most):
        return float(self) < most * slowness

    def __sub__(self, other):
        return Seconds(float(self) - other)
