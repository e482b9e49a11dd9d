#!/bin/sh
# The digest's HTML part in a real browser: Chromium with axe, light and dark, phone and desktop. Needs
# chromium, node and npm; fails without them.
set -eu
cd "$(dirname "$0")/../.."
for tool in chromium node npm; do
    command -v "$tool" >/dev/null || { echo "digest.sh: $tool is missing" >&2; exit 1; }
done
# The same tools, in the same versions, as pages.sh.
tools=${CARGO_TARGET_DIR:-$PWD/target}/pages-tools
[ -d "$tools/node_modules/axe-core" ] && [ -d "$tools/node_modules/playwright-core" ] ||
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools" \
        axe-core@4.14.1 playwright-core@1.65.1
NODE_PATH=$tools/node_modules node tests/real/digest.mjs tests/golden/digest
