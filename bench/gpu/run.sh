#!/bin/bash
# What `bench gpu` prepared, on this machine: OUT=out bash run.sh [SECONDS] [OPTIONS of gpu.py]. Without a GPU:
# OUT=out bash run.sh 400 --device cpu --only simclr:fp32 --skip images
: "${OUT:?names the folder for results: OUT=out bash run.sh}"
here=$(cd "$(dirname "$0")" && pwd)
budget=${1:-400}
shift
mkdir -p "$OUT"
export PYTHONDONTWRITEBYTECODE=1
timeout -k 5 $((budget + 30)) "${PYTHON:-python3}" "$here/gpu.py" --out "$OUT" --budget "$budget" "$@" 2>&1 | tee "$OUT/log.txt"
status=${PIPESTATUS[0]}
# Nothing is left behind: each part is a child of the driver's session.
tail -c 20000 /tmp/infomin-gpu-logs/*.txt > "$OUT/sides.txt" 2>/dev/null
exit "$status"
