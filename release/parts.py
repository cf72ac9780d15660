"""What of others' is in the programs: as the lock has it, of what was linked and compiled."""

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from sources import ROWS, read

_ROOT = Path(__file__).parents[1]
_ZIG = f"zig-{os.uname().machine}"  # the compiler, and the sources of what it links by itself


class Part(NamedTuple):
    name: str
    version: str
    licence: str  # SPDX
    notice: bytes  # the licence's text, with the names of the authors
    product: str  # as lists of vulnerabilities name it: vendor:product
    sha256: str = ""  # of the file that it comes in
    url: str = ""
    remark: str = ""
    linked: bool = True  # else it is beside the program, in an image

    @property
    def purl(self):
        checksum = f"?checksum=sha256:{self.sha256}" if self.sha256 else ""
        return f"pkg:generic/{quote(self.name)}@{self.version}{checksum}"

    @property
    def cpe(self):
        product = re.sub(r"([+])", r"\\\1", self.product)
        return f"cpe:2.3:a:{product}:{self.version}:*:*:*:*:*:*:*"


# By the name in the lock: the file with the licence, and whose product it is where vulnerabilities
# are listed.
_LIBRARIES = {
    "asio": ("usr/share/doc/libasio-dev/copyright", "think-async:asio"),
    "c-ares": ("LICENSE.md", "c-ares:c-ares"),
    "cli11": ("usr/share/doc/libcli11-dev/copyright", "cliutils:cli11"),
    "expected": ("usr/share/doc/libexpected-dev/copyright", "tartanllama:expected"),
    "hiredis": ("COPYING", "redis:hiredis"),
    "llhttp": ("vendor/llhttp/LICENSE-MIT", "llhttp:llhttp"),
    "nghttp2": ("COPYING", "nghttp2:nghttp2"),
    "openssl": ("LICENSE.txt", "openssl:openssl"),
    "postgresql": ("COPYRIGHT", "postgresql:postgresql"),
    "yyjson": ("LICENSE", "ibireme:yyjson"),
}

# Their directory in the compiler's, licence and product.
_LLVM = "Apache-2.0 WITH LLVM-exception"
_RUNTIME = {
    "compiler-rt": ("LICENSE", "MIT", "ziglang:zig"),
    "libc++": ("lib/libcxx/LICENSE.TXT", _LLVM, "llvm:libc++"),
    "libc++abi": ("lib/libcxxabi/LICENSE.TXT", _LLVM, "llvm:libc++abi"),
    "libunwind": ("lib/libunwind/LICENSE.TXT", _LLVM, "llvm:libunwind"),
    "musl": ("lib/libc/musl/COPYRIGHT", "MIT", "musl-libc:musl"),
}


def parts(builds):
    """Those of all programs together; `builds` has the build directory of each architecture."""
    names = sorted(set().union(*(linked(*build) for build in builds.items())))
    return [_library(name) for name in names] + _runtime() + [_authorities()]


def linked(architecture, build):
    """Names in the lock, by the paths of what is linked and of the headers that went into it."""
    kit = _run(_ROOT / "cmake/toolchain/kit.sh", architecture).strip()
    inputs = _run("ninja", "-C", build, "-t", "inputs", "aweigh").splitlines()
    objects = [path for path in inputs if path.endswith(".o")]
    paths = [*inputs, *_run("ninja", "-C", build, "-t", "deps", *objects).splitlines()]
    found = {path.strip().removeprefix(f"{kit}/").split("/")[0] for path in paths if kit in path}
    return found & set(ROWS)


def _library(name):
    row = ROWS[name]
    notice, product = _LIBRARIES[name]
    upstream = [place for place in row.places if place.startswith("https:")]
    fixes = ROWS.get(f"{name}-fixes")
    return Part(
        name,
        row.version,
        row.licence.replace("_", " "),
        _of_headers(read(name, notice)),
        product,
        row.sha256,
        upstream[0] if upstream else "",
        f"with the patches of Debian's {fixes.version}" if fixes else "",
    )


def _of_headers(text):
    """A Debian copyright file speaks of tests, manuals and packaging, too; we have headers only."""
    head, *stanzas = text.decode().split("\n\n")
    if not head.startswith("Format:"):
        return text
    about = [stanza for stanza in stanzas if re.match(r"Files:\s+(\*|include/)", stanza)]
    used = re.findall(r"^License: .+", "\n".join(about), re.MULTILINE)
    licences = [stanza for stanza in stanzas if stanza.strip().startswith(tuple(used))]
    return "\n\n".join([*about, *licences]).encode()


def _authorities():
    row = ROWS["ca-certificates"]
    notice = read(row.name, f"certifi-{row.version}.dist-info/licenses/LICENSE")
    return Part(
        row.name, row.version, row.licence, notice, "certifi:certifi", row.sha256,
        remark=f"only in the image aweigh:VERSION-ca; {row.file} has the source", linked=False,
    )  # fmt: skip


def _runtime():
    """What the compiler brings is not in the lock by itself: its sources tell their versions."""
    zig = ROWS[_ZIG].version
    llvm = int(_search("lib/libcxx/include/__config", rb"_LIBCPP_VERSION (\d+)"))
    llvm = f"{llvm // 10000}.{llvm // 100 % 100}.{llvm % 100}"
    musl = _search("lib/libc/musl/src/internal/version.h", rb'VERSION "(.+)"')
    versions = {"compiler-rt": zig, "musl": musl}
    return [
        Part(
            name, versions.get(name, llvm), licence, _zig(notice), product,
            remark=f"compiled from the sources in ziglang {zig}",
        )
        for name, (notice, licence, product) in _RUNTIME.items()
    ]  # fmt: skip


def _search(path, pattern):
    return re.search(pattern, _zig(path))[1].decode()


def _zig(path):
    return read(_ZIG, f"ziglang/{path}")


def _run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
