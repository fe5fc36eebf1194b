#!/usr/bin/env bash
# Starts a Slurm of this machine alone in a folder, as root and without systemd, from Debian's slurm-wlm and munge:
#   slurm-up.sh DIR          prints the path of its slurm.conf
#   slurm-up.sh --stop DIR   ends the three daemons that it started there
set -euo pipefail
if [ "$1" = --stop ]; then
  for daemon in slurmd slurmctld munged; do
    pid=$(cat "$2/$daemon.pid" 2>/dev/null) || continue
    kill "$pid" 2>/dev/null || continue
    # They write their state as they end.
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
  done
  exit 0
fi
dir=$(mkdir -p "$1" && cd "$1" && pwd)
mkdir -p "$dir"/{state,spool,log}
chmod 755 "$dir"
head -c 1024 /dev/urandom >"$dir/munge.key"
chmod 600 "$dir/munge.key"
munged --force --key-file="$dir/munge.key" --socket="$dir/munge.sock" --pid-file="$dir/munged.pid" \
  --log-file="$dir/log/munged.log" --seed-file="$dir/munge.seed" >&2
host=$(hostname -s)
port=$((20000 + RANDOM % 20000))
cat >"$dir/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge.sock
CredType=cred/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
JobRequeue=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF=$dir/slurm.conf
slurmctld -c >&2
slurmd -c >&2
for _ in $(seq 30); do
  if sinfo --noheader 2>/dev/null | grep -q idle; then
    echo "$SLURM_CONF"
    exit 0
  fi
  sleep 1
done
echo "no node became idle; its logs are in $dir/log" >&2
exit 1
