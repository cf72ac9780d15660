"""Archives that a kernel unpacks as its first root: cpio's format "newc"."""

import stat


def archive(files):
    """`archive({"aweigh": (0o755, b"…"), "proc": None, "service": "guest"})`: files with their
    modes, directories and symbolic links."""
    entries = [_entry(name, *_mode_and_content(file)) for name, file in files.items()]
    return b"".join(entries) + _entry("TRAILER!!!", 0, b"")


def _mode_and_content(file):
    if file is None:
        return stat.S_IFDIR | 0o755, b""
    if isinstance(file, str):
        return stat.S_IFLNK | 0o777, file.encode()
    mode, content = file
    return stat.S_IFREG | mode, content


def _entry(name, mode, content):
    name = name.encode() + b"\0"
    owner, devices = (0, 0), (0, 0, 0, 0)
    fields = [0, mode, *owner, 1, 0, len(content), *devices, len(name), 0]  # one link each
    header = b"070701" + b"".join(b"%08X" % field for field in fields)
    return _aligned(header + name) + _aligned(content)


def _aligned(data):
    return data + b"\0" * (-len(data) % 4)
