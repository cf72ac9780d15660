#!/usr/bin/env bash
# Makes the site of README.md and docs/, in build/site/html. A link or an anchor that leads nowhere is an error. What makes it
# comes from PyPI once, of the versions and hashes in requirements.txt.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

site=docs/site
tools=build/site/tools
pages=build/site/pages

mkdir -p build/site
cmp --silent build/site/requirements.txt $site/requirements.txt || {
    /usr/bin/python3 -m venv --clear $tools
    $tools/bin/pip install --quiet --require-hashes --requirement $site/requirements.txt
    cp $site/requirements.txt build/site
}

# Every page at its place in the repository, so that one link is good here and there; and what the pages link to.
rm -rf $pages
git ls-files -z --cached --others --exclude-standard -- ':!cmake' ':!release/npm' \
    '*.md' 'docs/*.json' 'docs/*.svg' 'docs/*.pml' 'examples/*' LICENSE $site/site.css |
    xargs -0 cp --parents --target-directory="$(mkdir -p $pages && echo $pages)"
cp $site/mkdocs.yml $site/hooks.py build/site

NO_MKDOCS_2_WARNING=1 $tools/bin/mkdocs build --strict --clean --config-file build/site/mkdocs.yml

# Nothing is fetched from another host.
if grep -rlE '<(script|link|img|iframe)[^>]*(src|href)="?https?://' --include='*.html' build/site/html; then
    echo "the pages above load something from another host" >&2
    exit 1
fi
