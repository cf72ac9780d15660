"""Free TCP ports on loopback that stay ours until the test run ends."""

import socket

_held = []


def free_port():
    """A port that nothing listens on, and that nobody else is given.

    A bound socket that does not listen keeps the port: the kernel hands it to nobody, connections
    to it are refused, and a server that sets SO_REUSEADDR (all of them do) may listen on it.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _held.append(holder)
    return holder.getsockname()[1]


def refused():
    """A target where nobody listens."""
    return f"tcp://127.0.0.1:{free_port()}"
