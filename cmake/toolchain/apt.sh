# What comes through apt: the machine's own tools, and sources and headers of one fixed Debian suite.
# shellcheck shell=bash
# shellcheck disable=SC2154 # variables are shared with the other scripts

suite=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

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

# apt on a Debian of our suite, through the mirrors of this machine but without touching its configuration.
suite_apt() {
    apt-get -oDir::Etc::SourceList="$downloads/apt/sources.list" -oDir::Etc::SourceParts=/dev/null \
        -oDir::Etc::Preferences=/dev/null -oDir::Etc::PreferencesParts=/dev/null -oAPT::Default-Release= \
        -oDir::State::Lists="$downloads/apt/lists" -oDir::State::Status=/dev/null \
        -oDir::Cache="$downloads/apt/cache" -oAPT::Sandbox::User="$(id -un)" -oAcquire::Retries=3 "$@"
}

# Takes the machine's own Debian entry, whatever style it is written in, and replaces its suite with ours.
fetch_index() {
    local own
    own=$(. /etc/os-release && echo "$VERSION_CODENAME")
    mkdir -p "$downloads"/apt/{lists,cache/archives}/partial
    # shellcheck disable=SC2016 # apt expands these
    apt-get indextargets --format '$(COMPONENT) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
        awk -v own="$own" -v entry="[signed-by=$keyring]" -v suite="$suite main" '
            $1 == "main" && $2 == own { print "deb", entry, $3, suite; print "deb-src", entry, $3, suite }
        ' | sort -u >"$downloads/apt/sources.list"
    if [[ ! -s $downloads/apt/sources.list ]]; then
        echo "apt knows no Debian archive with the suite $own"
        return 69
    fi
    suite_apt update
}

# Downloads packages, or their upstream sources, or Debian's fixes to those. Each gets a directory of its name, which
# appears complete: the other kit finds it there.
fetch() { # binaries|sources|fixes NAME...
    local kind=$1 name how partial=$downloads/partial new=()
    shift
    case $kind in
    binaries) how=(download) ;;
    sources) how=(source --download-only --tar-only) ;;
    fixes) how=(source --download-only --diff-only) ;;
    esac
    for name in "$@"; do
        [[ -d $downloads/$kind/$name ]] || new+=("$name")
    done
    ((${#new[@]})) || return 0

    rm -rf "$partial"
    mkdir -p "$partial" "$downloads/$kind"
    (cd "$partial" && suite_apt "${how[@]}" "${new[@]}")
    for name in "${new[@]}"; do
        mkdir "$partial/$name"
        mv "$partial/${name}"_* "$partial/$name"
        mv "$partial/$name" "$downloads/$kind"
    done
    rmdir "$partial"
}

# Unpacks fetched sources into $work/NAME, with Debian's fixes if they were fetched too.
unpack() { # NAME [TAR-ARGUMENT...]
    local name=$1 tree=$work/$1 patch
    shift
    mkdir "$tree"
    tar -xf "$downloads/sources/$name"/*.orig.tar.* -C "$tree" --strip-components=1 "$@"
    [[ -d $downloads/fixes/$name ]] || return 0
    tar -xf "$downloads/fixes/$name"/* -C "$tree"
    grep -v '^#' "$tree/debian/patches/series" | while read -r patch; do
        patch -d "$tree" -p1 <"$tree/debian/patches/$patch"
    done
}

unpack_binary() { # NAME
    dpkg -x "$downloads/binaries/$1"/*.deb "$work/$1"
}
