# What this machine's own package manager installs: tools, never what goes into the binary.
# shellcheck shell=bash

# Prints those of the named packages that are not installed.
missing_packages() {
    comm -23 <(printf '%s\n' "$@" | sort) \
        <(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
            sed -n 's/^installed //p' | sort)
}

install() { # PACKAGE...
    apt-get update
    DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends -oDPkg::Lock::Timeout=300 "$@"
}
