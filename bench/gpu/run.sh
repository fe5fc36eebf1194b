#!/bin/bash
# What `bench gpu` prepared, on this machine: bash run.sh [SECONDS] [OPTIONS of gpu.py]; results go to $OUT.
here=$(cd "$(dirname "$0")" && pwd)
budget=${1:-400}
shift
mkdir -p "$OUT"
export PYTHONDONTWRITEBYTECODE=1
timeout -k 5 $((budget + 30)) "${PYTHON:-python3}" "$here/gpu.py" --out "$OUT" --budget "$budget" "$@" 2>&1 | tee "$OUT/log.txt"
# Nothing is left behind: each part is a child of the driver's session.
tail -c 20000 /tmp/infomin-gpu-logs/*.txt > "$OUT/sides.txt" 2>/dev/null
exit 0
