"""Prints the linker's option that gives another program the build identifier of an ELF file."""

import re
import sys
from pathlib import Path

# Elf_Nhdr of elf(5): the sizes of name and identifier and the type, 3 for a build identifier, in either byte order
NOTE = rb"(?:\x04\0\0\0\x14\0\0\0\x03\0\0\0|\0\0\0\x04\0\0\0\x14\0\0\0\x03)GNU\0(.{20})"

found = re.search(NOTE, Path(sys.argv[1]).read_bytes(), re.DOTALL)
if not found:
    sys.exit(f"cannot find the build identifier of {sys.argv[1]}: it is linked without one")
print(f"--build-id=0x{found[1].hex()}")
