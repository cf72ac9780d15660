"""update.sh against a package index that tells hashes, or does not."""

from archive import tar
from machine import digest, update, versioned
from web import page, right

OLD = b"the first release\n"
NEW = b"the second release\n"


def wheel(version, glibc="2_12", processor="x86_64"):
    tags = f"manylinux_{glibc}_{processor}.musllinux_1_1_{processor}"
    return f"tool-{version}-py3-none-{tags}.whl"


def link(file, content, *attributes):
    return file, f"/files/{file}#sha256={digest(content)}", *attributes


def test_the_package_index_is_asked_for_its_own(machine, places):
    machine.lock.write_text(versioned("tool", "1.2.3", wheel("1.2.3"), OLD, place="pypi:tool"))
    new = wheel("1.2.4", "2_17")
    places.answers["/index/tool/"] = page(
        link(wheel("1.2.3"), OLD),
        link(wheel("1.2.4", processor="aarch64"), OLD),
        link(new, NEW),
        link(wheel("1.2.5"), NEW, 'data-yanked="broken"'),
        link(wheel("1.2.6rc1"), NEW),
        link(wheel("1.3.0"), NEW),
    )
    places.answers[f"/files/{new}"] = right(NEW)
    status, output, _ = update(machine)
    assert status == 0
    assert output.splitlines() == [
        "tool 1.2.3 -> 1.2.4 (SHA-256 of the package index)",
        "tool 1.2.3: 1.3.0 of the package index is of another line; tool=1.3.0 takes it",
        "1 of 1 rows changed",
    ]
    assert machine.lock.read_text() == versioned("tool", "1.2.4", new, NEW, place="pypi:tool")


def test_wheels_for_two_processors_are_of_one_version(machine, places):
    machine.lock.write_text(
        versioned("tool-x", "1.2.3", wheel("1.2.3"), OLD, place="pypi:tool")
        + versioned("tool-a", "1.2.3", wheel("1.2.3", processor="aarch64"), OLD, place="pypi:tool")
    )
    places.answers["/index/tool/"] = page(link(wheel("1.2.4"), NEW))
    places.answers[f"/files/{wheel('1.2.4')}"] = right(NEW)
    before = machine.lock.read_bytes()
    status, output, _ = update(machine, "tool-x")
    assert status == 75
    assert "1.2.4 of the package index is not complete: " in output
    assert machine.lock.read_bytes() == before


def test_a_hash_that_the_package_index_does_not_tell_is_not_made_up(machine, places):
    machine.lock.write_text(versioned("tool", "1.2.3", wheel("1.2.3"), OLD, place="pypi:tool"))
    places.answers["/index/tool/"] = page((wheel("1.2.4"), f"/files/{wheel('1.2.4')}"))
    places.answers[f"/files/{wheel('1.2.4')}"] = right(NEW)
    status, output, _ = update(machine)
    assert status == 75
    assert f"the package index does not tell the SHA-256 of {wheel('1.2.4')}" in output


def test_a_date_has_no_line(machine, places):
    file = "certificates-{}-py3-none-any.whl"
    old = file.format("2026.10.19.post1")
    new = file.format("2027.1.5")
    machine.lock.write_text(versioned("ca", "2026.10.19.post1", old, OLD, place="pypi:ca"))
    places.answers["/index/ca/"] = page(link(old, OLD), link(new, NEW))
    places.answers[f"/files/{new}"] = right(NEW)
    status, output, _ = update(machine)
    assert status == 0
    assert output.splitlines()[0].startswith("ca 2026.10.19.post1 -> 2027.1.5 (")


def test_llhttp_has_its_version_inside_of_another_project(machine, places):
    numbers = {"MAJOR": 9, "MINOR": 4, "PATCH": 4}
    header = "".join(f"#define LLHTTP_VERSION_{name} {n}\n" for name, n in numbers.items())
    path = "httptools-0.9.1/vendor/llhttp/include/llhttp.h"
    new = tar({path: header.encode()})
    old = versioned("llhttp", "9.4.3", "httptools-0.9.0.tar.gz", OLD, place="pypi:httptools")
    machine.lock.write_text(old)
    places.answers["/index/httptools/"] = page(link("httptools-0.9.1.tar.gz", new))
    places.answers["/files/httptools-0.9.1.tar.gz"] = right(new)
    status, output, _ = update(machine)
    assert (status, output.splitlines()[0].partition(" (")[0]) == (0, "llhttp 9.4.3 -> 9.4.4")
    assert machine.lock.read_text().split()[1:3] == ["9.4.4", "httptools-0.9.1.tar.gz"]
