#!/usr/bin/env bash
# Runs the client tests, each file in the Python environment that has its SDK; further arguments go to pytest.
#
#   SIGNALBOX_BIN=PATH     the gateway to test; default: the debug build
#   SIGNALBOX_DIRECT=1     no gateway: the clients talk to the scripted provider, to check the tests themselves
set -euo pipefail
if [ -n "${SIGNALBOX_BIN:-}" ]; then
    SIGNALBOX_BIN=$(realpath "$SIGNALBOX_BIN")
    export SIGNALBOX_BIN
fi
cd "$(dirname "$0")"
venvs=$(cd ../../.venv && pwd)
export PYTHONDONTWRITEBYTECODE=1
# Some commands may have been unpacked here instead of installed.
export PATH="$PATH:$venvs/tools/usr/bin"

sdk=(test_openai_chat.py test_openai_stream.py test_openai_errors.py test_passthrough.py test_cache_sdk.py)
frameworks=(test_groq.py test_langchain.py test_llama_index.py test_cache_frameworks.py)
litellm=(test_litellm.py)

# All others run with the newest SDK, so that a new file cannot be forgotten.
others=()
for file in test_*.py; do
    case " ${sdk[*]} ${frameworks[*]} ${litellm[*]} " in
        *" $file "*) ;;
        *) others+=("$file") ;;
    esac
done

# A test that found a measured time above its bound, and nothing else wrong, runs once more and is shown as RERUN: a
# machine can stop for a tenth of a second. All other failures stand.
too_slow='^AssertionError: (.|\n)*assert \(?[0-9]+\.[0-9]+(e-[0-9]+)?( - [0-9.]+\)?)? <'

picked=$#
run() {
    local name=$1
    shift
    printf '\n== client tests, environment %s: %s\n' "$name" \
        "$("$venvs/$name/bin/pip" freeze | grep -E '^(openai|groq|langchain-openai|llama-index-llms-openai|litellm)==' | paste -sd' ')"
    # Every file imports its SDK at the top, so that none is skipped unseen.
    local status=0
    "$venvs/$name/bin/python" -m pytest --reruns 1 --only-rerun "$too_slow" "$@" || status=$?
    # 5 is "no test ran": right where `-k` picked tests of another environment, a failure otherwise.
    [ "$status" -eq 0 ] || { [ "$status" -eq 5 ] && [ "$picked" -gt 0 ]; }
}

if [ "${SIGNALBOX_DIRECT:-}" != 1 ] && [ ! -x "${SIGNALBOX_BIN:-../../.build/debug/signalbox}" ]; then
    echo "run.sh: no gateway to test; build it (swift build) or set SIGNALBOX_BIN" >&2
    exit 1
fi

# Tests that need Redis skip themselves without it, which must not go unseen where all were asked for.
if [ "$picked" -eq 0 ]; then
    for command in redis-server redis-sentinel redis-cli; do
        command -v "$command" >/dev/null && continue
        echo "run.sh: no $command; scripts/setup.sh test makes it available" >&2
        exit 1
    done
fi

failed=0
run main "${sdk[@]}" "${others[@]}" "$@" || failed=1
run compat "${sdk[@]}" "${frameworks[@]}" "$@" || failed=1
run litellm "${litellm[@]}" "$@" || failed=1
exit "$failed"
