"""The ranks of a run: workers of several infomin processes that compute one step together.

They meet at the address that torchrun or srun tells, talk by torch.distributed (gloo, and NCCL on CUDA), and watch each
other: each tells the store that it lives, and one that is silent ends the others, whatever they wait for.
"""

import datetime
import json
import os
import sys
import threading
import time

#: Seconds between two signs of life, and after which a rank without one is lost; sooner where the talk has broken off too.
BEAT, SILENCE, BROKEN_SILENCE = 0.5, 5.0, 2.0
#: Seconds that a try to reach the first rank takes.
TRY = 5
#: Seconds in which all ranks must have come.
MEETING = 120
LEFT = b"left"


class NotMet(Exception):
    pass


class Group:
    def __init__(self, torch, settings, device, lost):
        import torch.distributed as dist

        import infomin_ops
        import infomin_random

        self.torch, self.dist, self.device, self.lost = torch, dist, device, lost
        self.rank, self.world = settings["rank"], settings["world"]
        self.names = ["beat/%d" % rank for rank in range(self.world)]
        self.waiting = None
        self.broken = False
        self.lock = threading.Lock()
        self.end = time.monotonic() + MEETING
        if device.type == "cuda":
            torch.cuda.set_device(device)
        store = self.connect(settings, self.rank == 0)
        # A connection of its own: others wait for what the step does.
        self.signs = self.connect(settings, False)
        backend = "cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo"
        self.signs.set(self.names[self.rank], "0")
        self.meet()
        # Whether a rank is lost the signs say, never how long it takes.
        dist.init_process_group(
            backend,
            store=dist.PrefixStore("group", store),
            rank=self.rank,
            world_size=self.world,
            timeout=datetime.timedelta(days=7),
        )
        infomin_ops.rank = infomin_random.rank = self.rank
        infomin_ops.group = dist.group.WORLD.group_name
        threading.Thread(target=self.watch, daemon=True).start()

    def meet(self):
        while not self.signs.check(self.names):
            if time.monotonic() > self.end:
                missing = [str(rank) for rank, name in enumerate(self.names) if not self.signs.check([name])]
                raise NotMet("of %d ranks, %s did not come within %d seconds" % (self.world, ", ".join(missing), MEETING))
            time.sleep(0.1)

    def connect(self, settings, hosts):
        dist = self.dist
        # torchrun has a store of its own at the address.
        agent = os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True"
        address = (settings["address"], settings["port"])
        while True:
            try:
                # One long try would take twice its time.
                store = dist.TCPStore(
                    *address,
                    self.world,
                    hosts and not agent,
                    timeout=datetime.timedelta(seconds=TRY),
                    wait_for_workers=False,
                    multi_tenant=True,
                )
                break
            except Exception as error:
                first = str(error).split("\n")[0]
                if hosts:
                    raise NotMet("rank 0 cannot be met at %s:%d: %s" % (address + (first,)))
                if time.monotonic() > self.end:
                    why = "rank 0 was not started or has failed (%s)" % first
                    raise NotMet("nobody to meet at %s:%d for %d seconds: %s" % (address + (MEETING, why)))
        store.set_timeout(datetime.timedelta(seconds=MEETING))
        attempt = os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")
        return dist.PrefixStore("infomin/%s" % attempt, store)

    def watch(self):
        self.signs.set_timeout(datetime.timedelta(seconds=SILENCE))
        seen = [None] * self.world
        since = [time.monotonic()] * self.world
        count = 0
        while True:
            time.sleep(BEAT)
            count += 1
            try:
                with self.lock:
                    if not parent_stopped():
                        self.signs.set(self.names[self.rank], str(count))
                    now = self.signs.multi_get(self.names)
            except Exception:
                # The first rank keeps the store, unless torchrun does.
                if self.is_waiting():
                    self.lost(0, "has ended or does not answer")
                continue
            for rank, sign in enumerate(now):
                if rank == self.rank:
                    continue
                if sign != seen[rank]:
                    seen[rank], since[rank] = sign, time.monotonic()
                elif sign == LEFT:
                    if self.is_waiting():
                        self.lost(rank, "has ended: it failed or was killed")
                elif time.monotonic() - since[rank] > (BROKEN_SILENCE if self.broken else SILENCE):
                    self.lost(rank, "was killed" if self.broken else "was killed or hangs: it gives no sign of life")

    def is_waiting(self):
        """Whether this rank has been at something that all ranks must come to, longer than a rank takes to say why it ends."""
        waiting = self.waiting
        return waiting is not None and time.monotonic() - waiting > 2

    def together(self, work):
        """Does what needs all ranks. Where one is lost meanwhile, it is for the watch to say which."""
        self.waiting = time.monotonic()
        try:
            return work()
        except Exception as error:
            if not is_of_ranks(self.dist, error):
                raise
            self.broken = True
            time.sleep(SILENCE + 2)
            raise
        finally:
            self.waiting = None

    def leave(self):
        """Says that this rank ends, to those that wait for it."""

        def say():
            with self.lock:
                self.signs.set(self.names[self.rank], LEFT.decode())

        saying = threading.Thread(target=say, daemon=True)
        saying.start()
        saying.join(1)

    def any(self, flag):
        flags = self.torch.tensor([int(flag)], dtype=self.torch.int32)
        self.dist.all_reduce(flags, self.dist.ReduceOp.MAX)
        return bool(flags.item())

    def share(self, value, tensors):
        """What the first rank gives, JSON and tensors, to all."""
        dist = self.dist
        described = [value, [(name, str(x.dtype), list(x.shape)) for name, x in tensors.items()]]
        value, specs = self.tell(described)
        result = {}
        for name, dtype, shape in specs:
            kind = getattr(self.torch, dtype.rsplit(".", 1)[-1])
            tensor = tensors[name].cpu().contiguous() if self.rank == 0 else self.torch.empty(shape, dtype=kind)
            dist.broadcast(tensor, 0)
            result[name] = tensor
        return value, result

    def tell(self, value):
        """What the first rank gives, as JSON: torch's own way for objects needs NumPy, which PyTorch comes without."""
        torch, dist = self.torch, self.dist
        text = bytearray(json.dumps(value).encode())
        size = torch.tensor([len(text)])
        dist.broadcast(size, 0)
        if self.rank != 0:
            text = bytearray(int(size))
        dist.broadcast(torch.frombuffer(text, dtype=torch.uint8), 0)
        return json.loads(text)


def is_of_ranks(dist, error):
    text = str(error)
    return isinstance(error, getattr(dist, "DistError", ())) or any(
        word in text for word in ("gloo", "NCCL", "Connection", "Broken pipe", "Socket")
    )


def parent_stopped():
    """Whether infomin's own process was stopped, where the system tells."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        with open("/proc/%d/stat" % os.getppid()) as file:
            return file.read().rsplit(")", 1)[1].split()[0] in "Tt"
    except OSError:
        return False
