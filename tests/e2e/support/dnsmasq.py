"""A real name server."""

import signal
import socket
import struct

from support.server import Server


class Dnsmasq(Server):
    """Knows all there is to know of the domain `test`, by lines of dnsmasq's configuration."""

    package = "dnsmasq-base"

    def __init__(self, directory, port, *lines):
        super().__init__(directory, port)
        self._hosts = self.directory / "hosts"
        self._hosts.write_text("")
        common = [
            f"port={port}", "listen-address=127.0.0.1", "bind-interfaces", "no-resolv", "no-hosts",
            "pid-file", "user=", "local=/test/", f"addn-hosts={self._hosts}",
        ]  # fmt: skip
        (self.directory / "dnsmasq.conf").write_text("\n".join([*common, *lines]))

    def command(self):
        return ["/usr/sbin/dnsmasq", "--keep-in-foreground", "-C", self.directory / "dnsmasq.conf"]

    def is_ready(self):
        """It answers a query for the root's name servers with something."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(0.1)
            client.connect(("127.0.0.1", self.port))
            try:
                client.send(struct.pack("!HHHHHH", 1, 0, 1, 0, 0, 0) + b"\0" + b"\0\2\0\1")
                return bool(client.recv(512))
            except OSError:
                return False

    def set_hosts(self, **addresses):
        """The names that come and go, in the domain `test`."""
        lines = [f"{address} {name}.test\n" for name, address in addresses.items()]
        self._hosts.write_text("".join(lines))
        self._process.send_signal(signal.SIGHUP)
