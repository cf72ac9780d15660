"""Command prefixes that run a program in namespaces of its own. They need no privilege."""

_AS_ROOT = ["unshare", "--user", "--map-root-user"]

# File permissions hold for the program, though root runs the tests.
UNPRIVILEGED = ["unshare", "--user"]

# The program is a real PID 1, and everything it started dies with it.
PID1 = [*_AS_ROOT, "--pid", "--fork", "--mount-proc", "--kill-child"]

# The same below the /proc of the namespace around it, where every process has another number.
PID1_FOREIGN_PROC = [word for word in PID1 if word != "--mount-proc"]

# What is sent to an address routed into the loopback device comes back, belongs to nobody and is
# dropped without a word: to the sender, a host that swallows its packets.
BLACK_HOLE_ADDRESS = "10.9.0.2"
BLACK_HOLE = [
    *_AS_ROOT, "--net", "sh", "-c",
    'ip link set lo up && ip route add 10.9.0.0/24 dev lo && exec "$@"', "sh",
]  # fmt: skip


def names(hosts, resolv_conf):
    """The program sees these two files as its /etc/hosts and /etc/resolv.conf."""
    script = (
        'mount --bind "$1" /etc/hosts && mount --bind "$2" "$(readlink -f /etc/resolv.conf)" '
        '&& shift 2 && exec "$@"'
    )
    return [*_AS_ROOT, "--mount", "sh", "-c", script, "sh", str(hosts), str(resolv_conf)]


def empty_root(root):
    """The program is a PID 1 that sees only `root`: no /proc, no /dev, no shell."""
    return [*_AS_ROOT, "--pid", "--fork", "--kill-child", "chroot", str(root)]


def devices(directory):
    """The program sees `directory` as its /dev, with the usual few devices added to it."""
    script = """
        for device in null zero tty urandom; do
            touch "$0/$device" && mount --bind "/dev/$device" "$0/$device" || exit
        done
        mount --rbind "$0" /dev && exec "$@"
    """
    return [*_AS_ROOT, "--mount", "sh", "-c", script, str(directory)]


def network_of_its_own(address, name, hosts):
    """The program, and who joins it, can be reached at `address` only; it sees `hosts`, a file that
    is made, as its /etc/hosts, where the address has a name."""
    hosts.write_text(f"127.0.0.1 localhost\n{address} {name}\n")
    script = (
        'ip link set lo up && ip addr add "$1" dev lo && mount --bind "$2" /etc/hosts && shift 2 '
        '&& exec "$@"'
    )
    return [*_AS_ROOT, "--net", "--mount", "sh", "-c", script, "sh", f"{address}/32", str(hosts)]


def network_of(pid):
    """The program sees the network of another, which must have been started by the prefix above."""
    return ["nsenter", f"--target={pid}", "--user", "--net", "--preserve-credentials"]
