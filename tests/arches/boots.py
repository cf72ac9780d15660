"""Virtual machines in which the kernel itself starts the binary, as its PID 1."""

import json
import re
import subprocess
from dataclasses import dataclass

import initramfs
from support.waiting import eventually

HOST = "10.0.2.2"  # the host's loopback, as QEMU's user network has it

_PASSWD = b"root:x:0:0::/root:\napp:x:1000:1001::/srv/app:\n"
_GROUP = b"app:x:1001:\nlogs:x:1010:app\n"


@dataclass(frozen=True)
class Machine:
    """What QEMU calls it, its console, and Debian's kernel: linux-image-VERSION-KERNEL."""

    qemu: tuple
    console: str
    kernel: str


MACHINES = {
    "arm64": Machine(("qemu-system-aarch64", "-cpu", "cortex-a57"), "ttyAMA0", "cloud-arm64"),
    "riscv64": Machine(("qemu-system-riscv64",), "ttyS0", "riscv64"),
}


def root(binary, guest, kernel, files):
    """The initramfs: the binary, what runs beside it, and the drivers of the network card."""
    guest = guest.read_bytes()
    return initramfs.archive({
        "aweigh": (0o755, binary.read_bytes()),
        "guest": (0o755, guest),
        **dict.fromkeys(["prepare", "service", "deaf", "crash"], "guest"),
        "send": (0o4755, guest),
        **{driver.name: (0o644, driver.read_bytes()) for driver in kernel.drivers},
        "proc": None,
        "etc": None,
        "etc/passwd": (0o644, _PASSWD),
        "etc/group": (0o644, _GROUP),
        **files,
    })  # fmt: skip


class Boot:
    """One boot, which ends when PID 1 does: the kernel panics, and tells the exit status."""

    def __init__(self, machine, kernel, root, words, directory):
        self._console = directory / "console"
        initrd = directory / "initramfs"
        initrd.write_bytes(root)
        # what the kernel does not know goes into the environment of PID 1
        options = f"console={machine.console} quiet panic=-1 rdinit=/aweigh AWEIGH_LOG_FORMAT=json"
        with self._console.open("wb") as console:
            self._qemu = subprocess.Popen(
                [*machine.qemu, "-machine", "virt", "-accel", "tcg", "-m", "256", "-nodefaults",
                 "-display", "none", "-no-reboot", "-serial", "stdio",
                 "-netdev", "user,id=net", "-device", "virtio-net-pci,netdev=net,romfile=",
                 "-kernel", kernel.image, "-initrd", initrd,
                 "-append", " ".join([options, "--", *map(_quoted, words)])],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console,
            )  # fmt: skip

    @property
    def console(self):
        return self._console.read_text(errors="replace").replace("\r", "")

    def events(self, name):
        """Lines of its log."""
        lines = [json.loads(line) for line in re.findall(r'^\{"time".*\}$', self.console, re.M)]
        return [line for line in lines if line["event"] == name]

    def until(self, effect, what):
        eventually(lambda: effect() or self._ended(), f"{what}\n{self.console}", within=60)
        assert effect(), self.console

    def _ended(self):
        return self._qemu.poll() is not None

    def finish(self):
        """The exit code of PID 1."""
        eventually(self._ended, f"its end\n{self.console}", within=60)
        status = re.search(r"Attempted to kill init! exitcode=0x(\w+)", self.console)
        assert status, self.console
        return int(status[1], 16) >> 8

    def kill(self):
        self._qemu.kill()
        self._qemu.wait()


def _quoted(word):
    """As the kernel splits its command line. It hands at most 32 words to PID 1."""
    assert '"' not in word, word
    return f'"{word}"' if " " in word else word
