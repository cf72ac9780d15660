"""Files that names are looked up in."""

from support.namespaces import names


class Lookups:
    """The binary with /etc/hosts and /etc/resolv.conf of its own."""

    def __init__(self, aweigh, directory, resolv_conf):
        self.hosts = directory / "hosts"
        self.hosts.write_text("127.0.0.1 localhost\n")
        resolv = directory / "resolv.conf"
        resolv.write_text(resolv_conf)
        self.aweigh = aweigh.within(names(self.hosts, resolv))

    def add_host(self, address, name):
        # in place: the file is bound into the namespace by its inode
        with self.hosts.open("a") as file:
            file.write(f"{address} {name}\n")
