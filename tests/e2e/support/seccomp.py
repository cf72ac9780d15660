"""A kernel that has not, or a seccomp profile that refuses, some system call: a command prefix."""

import ctypes
import errno
import os
import struct
import sys

# of the architectures that this machine may run: AUDIT_ARCH_X86_64, _AARCH64, _I386
_NUMBERS = {
    "clone3": {0xC000003E: 435, 0xC00000B7: 435, 0x40000003: 435},
    "close_range": {0xC000003E: 436, 0xC00000B7: 436, 0x40000003: 436},
    "fstat": {0xC000003E: 5, 0xC00000B7: 80, 0x40000003: 197},
    "inotify_init1": {0xC000003E: 294, 0xC00000B7: 26, 0x40000003: 332},
    "kill": {0xC000003E: 62, 0xC00000B7: 129, 0x40000003: 37},
    "madvise": {0xC000003E: 28, 0xC00000B7: 233, 0x40000003: 219},
    "mmap": {0xC000003E: 9, 0xC00000B7: 222, 0x40000003: 192},
    "pidfd_open": {0xC000003E: 434, 0xC00000B7: 434, 0x40000003: 434},
    "poll": {0xC000003E: 7, 0xC00000B7: 73, 0x40000003: 168},  # ppoll, of arm64
    "prctl": {0xC000003E: 157, 0xC00000B7: 167, 0x40000003: 172},
    "prlimit64": {0xC000003E: 302, 0xC00000B7: 261, 0x40000003: 340},
    "signalfd4": {0xC000003E: 289, 0xC00000B7: 74, 0x40000003: 327},
    "socket": {0xC000003E: 41, 0xC00000B7: 198, 0x40000003: 359},
}


def refusing(call, error="ENOSYS", argument=None, at=0):
    """What is started gets this error from each such call; from those alone whose argument number
    `at` is this one, if one is given."""
    words = [call, error] if argument is None else [call, error, str(argument), str(at)]
    return [sys.executable, "-IS", __file__, *words, "--"]


def _filter(call, error, argument=None, at=0):
    """BPF: seccomp(2), linux/filter.h, struct seccomp_data of linux/seccomp.h."""
    load, jump_equal, leave = 0x20, 0x15, 0x06
    refuse, allow = 0x50000 | getattr(errno, error), 0x7FFF0000
    code = []
    for architecture, number in _NUMBERS[call].items():
        conditions = [(4, architecture), (0, number)]
        if argument is not None:
            conditions.append((16 + 8 * int(at), int(argument)))
        for index, (offset, value) in enumerate(conditions):
            to_next = 2 * (len(conditions) - index) - 1
            code += [(load, 0, 0, offset), (jump_equal, 0, to_next, value)]
        code.append((leave, 0, 0, refuse))
    code.append((leave, 0, 0, allow))
    return code


def _install(code):
    set_no_new_privs, set_seccomp, mode_filter = 38, 22, 2
    instructions = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in code))
    program = ctypes.create_string_buffer(
        struct.pack("HP", len(code), ctypes.addressof(instructions))
    )
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for words in [(set_no_new_privs, 1, 0), (set_seccomp, mode_filter, program)]:
        if prctl(*words, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    split = sys.argv.index("--")
    _install(_filter(*sys.argv[1:split]))
    os.execvp(sys.argv[split + 1], sys.argv[split + 1 :])
