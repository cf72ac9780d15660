"""What a program may have, as prefixes of its command."""


def address_space(size):
    return ["prlimit", f"--as={size}"]
