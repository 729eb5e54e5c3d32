#!/usr/bin/env bash
# What a user installs: built twice to the same bytes, from known parts under known licences, by workflows without holes.
#
#     check.sh PYTHON TOOLS    (TOOLS: the folder of the programs that requirements.txt names)
#
# Leaves the distributions, their checksums and the list of parts in dist/. AUDIT=strict: fail where the database of
# vulnerabilities cannot be asked, which elsewhere is only said.
set -euo pipefail
python=$1 tools=$(realpath "$2")
licences="BSD-3-Clause;BSD License;MIT;MIT License;Apache-2.0;PSF-2.0;Python Software Foundation License;MIT AND PSF-2.0"
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH

for copy in first second; do
    mkdir "$room/$copy"
    { git archive HEAD 2>/dev/null || tar -c --exclude="./.venv*" --exclude=./dist .; } | tar -x -C "$room/$copy"
    (cd "$room/$copy" && umask "$([ "$copy" = first ] && echo 022 || echo 077)" && "$tools/python" -m build --outdir "$room/$copy.dist" >"$room/$copy.log" 2>&1) \
        || { cat "$room/$copy.log"; exit 1; }
done
diff <(cd "$room/first.dist" && sha256sum ./*) <(cd "$room/second.dist" && sha256sum ./*) \
    || { echo "two builds of one commit differ"; exit 1; }
mkdir -p dist
cp "$room"/first.dist/* dist/
(cd "$room/first.dist" && sha256sum -- *) | tee dist/SHA256SUMS

"$python" -m venv --without-pip "$room/venv"
"$tools/python" -m pip --python "$room/venv/bin/python" install --quiet --disable-pip-version-check -c constraints.txt dist/statusmw-*.whl
"$tools/pip-licenses" --python "$room/venv/bin/python" --allow-only "$licences"
"$tools/cyclonedx-py" environment --output-reproducible --of JSON -o dist/sbom.json --pyproject pyproject.toml "$room/venv/bin/python"
"$tools/python" "$(dirname "$0")/audit.py" "$tools" "$room/venv" "${AUDIT:-said}"
"$tools/zizmor" --offline --no-progress .github
