"""The Debian package, as dpkg reads it; long/test_debian.py installs it."""

from handed_out import output


def test_its_fields(dist):
    package = dist / f"aweigh_VERSION_{dist.this}.deb"
    fields = ["Package", "Version", "Architecture", "Depends"]
    assert output("dpkg-deb", "--field", package, *fields).splitlines() == [
        "Package: aweigh",
        f"Version: {dist.version}",
        f"Architecture: {dist.this}",
    ]


def test_its_files_are_roots(dist):
    listed = output("dpkg-deb", "--contents", dist / f"aweigh_VERSION_{dist.this}.deb").splitlines()
    assert {line.split()[1] for line in listed} == {"root/root"}
    modes = {line.split()[-1]: line.split()[0] for line in listed}
    assert modes["./usr/bin/aweigh"] == "-rwxr-xr-x"
    assert modes["./usr/share/doc/aweigh/copyright"] == "-rw-r--r--"
    assert {mode for path, mode in modes.items() if path.endswith("/")} == {"drwxr-xr-x"}


def test_the_manual_page_and_the_completions_lie_where_their_readers_look(dist, tmp_path):
    package = dist / f"aweigh_VERSION_{dist.this}.deb"
    output("dpkg-deb", "--extract", package, tmp_path)
    share = tmp_path / "usr/share"
    page = output("gzip", "--decompress", "--stdout", share / "man/man1/aweigh.1.gz")
    assert page == (dist / "aweigh.1").read_text()
    for name, place in {
        "aweigh.bash": "bash-completion/completions/aweigh",
        "_aweigh": "zsh/vendor-completions/_aweigh",
        "aweigh.fish": "fish/vendor_completions.d/aweigh.fish",
    }.items():
        assert (share / place).read_bytes() == (dist / name).read_bytes()
