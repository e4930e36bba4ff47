#!/usr/bin/env bash
# Fetch the files from others that the pages need into _extra/_static/vendor. Needs npm and the network; run by hand.
set -euo pipefail
MATHJAX=3.2.2
SERIF=5.3.1
MATHJAX_EXTENSIONS=()   # such as boldsymbol.js

vendor="$(cd "$(dirname "$0")/.." && pwd)/_extra/_static/vendor"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fetch() {  # fetch PACKAGE FOLDER: unpack an npm package
  mkdir -p "$work/$2"
  (cd "$work" && tar xzf "$(npm pack --silent "$1")" --strip-components 1 -C "$2")
}

fetch "mathjax@$MATHJAX" mathjax
rm -rf "$vendor/mathjax"
mkdir -p "$vendor/mathjax/output/chtml/fonts/woff-v2"
cp "$work/mathjax/LICENSE" "$work/mathjax/es5/tex-chtml.js" "$vendor/mathjax/"
cp "$work"/mathjax/es5/output/chtml/fonts/woff-v2/*.woff "$vendor/mathjax/output/chtml/fonts/woff-v2/"
rm "$vendor/mathjax/output/chtml/fonts/woff-v2/MathJax_Math-Regular.woff"   # tex-chtml never asks for it
for name in "${MATHJAX_EXTENSIONS[@]}"; do
  install -D -m 644 "$work/mathjax/es5/input/tex/extensions/$name" "$vendor/mathjax/input/tex/extensions/$name"
done

fetch "@fontsource/source-serif-4@$SERIF" serif
rm -rf "$vendor/source-serif"
mkdir -p "$vendor/source-serif"
cp "$work/serif/LICENSE" "$vendor/source-serif/"
for cut in 400-normal 400-italic 600-normal; do
  cp "$work/serif/files/source-serif-4-latin-$cut.woff2" "$vendor/source-serif/"
done
