#!/bin/sh
# Usage: link-pinned-node.sh ROOT. Links the Node that the lockfile pins where programs look for it, when it is installed and the link
# is missing: npm 9 (Debian 12) installs it without one. Does nothing where there is none for this processor.
set -eu
cd -- "$1/node_modules"
[ ! -e .bin/node ] || exit 0
for found in node-linux-*/bin/node; do
  [ -x "$found" ] || continue
  mkdir -p .bin
  # A user who may not write here goes on with another Node; both launchers started at once make one link.
  ln -s "../$found" .bin/node 2> /dev/null || true
  break
done
