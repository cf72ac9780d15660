"""The manual page and the completions: the same for every machine."""

import bash_completion
import fish_completion
import manual
import zsh_completion

# The name of each, and where a Debian package has it.
PLACES = {
    "aweigh.1": "usr/share/man/man1/aweigh.1.gz",
    "aweigh.bash": "usr/share/bash-completion/completions/aweigh",
    "_aweigh": "usr/share/zsh/vendor-completions/_aweigh",
    "aweigh.fish": "usr/share/fish/vendor_completions.d/aweigh.fish",
}


def make(release, tables):
    release.write("aweigh.1", manual.page(tables, release.epoch).encode())
    release.write("aweigh.bash", bash_completion.script(tables).encode())
    release.write("_aweigh", zsh_completion.script(tables).encode())
    release.write("aweigh.fish", fish_completion.script(tables).encode())
