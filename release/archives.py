"""Archives whose bytes depend on what is in them, and on nothing else."""

import io
import subprocess
import tarfile
from typing import NamedTuple


class Entry(NamedTuple):
    name: str
    data: bytes
    mode: int = 0o644


def tar(entries, epoch):
    """All of them root's. A name that ends with a slash is a directory; no other is made."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for entry in entries:
            info = tarfile.TarInfo(entry.name.rstrip("/"))
            info.mode, info.size, info.mtime = entry.mode, len(entry.data), epoch
            if entry.name.endswith("/"):
                info.type = tarfile.DIRTYPE
            archive.addfile(info, io.BytesIO(entry.data))
    return packed.getvalue()


def gzip(data):
    """By the program: what zlib makes differs between its forks, of which Node.js has one, too."""
    packer = ["gzip", "--best", "--no-name"]
    return subprocess.run(packer, input=data, stdout=subprocess.PIPE, check=True).stdout
