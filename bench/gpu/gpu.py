"""Checks and times ejected steps beside hand-written PyTorch on one device: python gpu.py --out DIR [--budget SECONDS]

Compiling goes on in processes beside each other while results are checked; then each is timed by itself. What is known is
written after each part, so that nothing is lost where a later one fails or the time is up.
"""

import argparse
import json
import os
import queue
import subprocess
import sys
import threading
import time

here = os.path.dirname(os.path.abspath(__file__))
begun = time.time()

#: What is timed, the most telling first: a wave is compiled side by side, then timed one after another, then the next begins.
WAVES = [
    [
        ("simclr", "bf16"),
        ("resnet18", "bf16"),
        ("resnet50", "bf16"),
        ("simclr", "tf32"),
        ("resnet18", "tf32"),
        ("simclr", "fp32"),
        ("view-learning", "tf32"),
        ("moving-mnist", "tf32"),
    ],
    [
        ("resnet50", "tf32"),
        ("view-learning", "bf16"),
        ("moving-mnist", "bf16"),
        ("resnet18", "fp32"),
        ("view-learning", "fp32"),
        ("moving-mnist", "fp32"),
    ],
]
#: Ways of the larger steps: fewer, so that two fit into the card's memory beside each other.
FEWER = ["compiled, graph", "hand, eager", "hand, compiled", "hand, compiled, graph"]
LARGE = ("resnet18", "resnet50")
#: Images of a round.
IMAGES = {"simclr": 256, "resnet18": 1024, "resnet50": 128, "moving-mnist": 128 * 11, "view-learning": 256}


def log(*words):
    print("[%5.1f s]" % (time.time() - begun), *words, flush=True)


class Results:
    def __init__(self, path):
        self.path, self.all = path, {}

    def keep(self, **parts):
        for name, value in parts.items():
            self.all.setdefault(name, {}).update(value)
        with open(self.path + ".part", "w") as file:
            json.dump(self.all, file, indent=1)
        os.replace(self.path + ".part", self.path)


class Side:
    """A process of side.py."""

    def __init__(self, name, precision, device, out, ways):
        self.name, self.precision = name, precision
        self.errors = os.path.join(out, "log-%s-%s.txt" % (name, precision))
        arguments = [sys.executable, os.path.join(here, "side.py"), name, precision, device]
        if ways:
            arguments.append(json.dumps(ways))
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(self.errors, "w"), text=True
        )
        self.answers = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.answers.put(json.loads(line))
        self.answers.put(None)

    def answer(self, patience):
        try:
            return self.answers.get(timeout=max(0.0, patience)) or {"ended": self.last_words()}
        except queue.Empty:
            return None

    def last_words(self):
        self.process.wait()
        with open(self.errors) as file:
            return "status %s: %s" % (self.process.returncode, file.read().strip()[-800:])

    def time(self, turns, seconds, patience):
        self.process.stdin.write(json.dumps({"turns": turns, "seconds": seconds}) + "\n")
        self.process.stdin.flush()
        return self.answer(patience)

    def close(self):
        self.process.kill()
        self.process.wait()


def script(arguments, patience):
    """Output and status of a Python script of this folder."""
    try:
        done = subprocess.run([sys.executable, *arguments], cwd=here, capture_output=True, text=True, timeout=patience)
    except subprocess.TimeoutExpired as error:
        return {"status": None, "output": "took more than %d s: %s" % (patience, (error.stdout or b"")[-400:])}
    return {"status": done.returncode, "output": (done.stdout + done.stderr)[-3000:]}


def card(device):
    """What runs here. Ends with what is lacking where nothing can."""
    try:
        import torch

        torch.zeros(1, device=device)
    except (ImportError, RuntimeError, AssertionError) as error:
        sys.exit("%s cannot compute on %s: %s" % (sys.executable, device, str(error).strip().split("\n")[0]))
    told = {"torch": torch.__version__, "python": sys.version.split()[0], "cpus": os.cpu_count()}
    if device.startswith("cuda"):
        properties = torch.cuda.get_device_properties(0)
        told.update(name=properties.name, memory_gb=properties.total_memory / 1e9, cuda=torch.version.cuda)
        told["cudnn"] = torch.backends.cudnn.version()
        driver = subprocess.run(
            ["nvidia-smi", "--query-gpu=driver_version,power.limit,clocks.max.sm", "--format=csv,noheader"],
            capture_output=True,
            text=True,
        )
        told["driver"] = driver.stdout.strip()
    return told


RATE = """
import json, sys, time, torch
device, n = sys.argv[1], int(sys.argv[2])
rates = {}
for name, kind, tf32 in (("fp32", torch.float32, False), ("tf32", torch.float32, True), ("bf16", torch.bfloat16, True)):
    torch.set_float32_matmul_precision("high" if tf32 else "highest")
    a, b = (torch.randn(n, n, device=device).to(kind) for _ in range(2))
    wait = torch.cuda.synchronize if device.startswith("cuda") else (lambda: None)
    best = 0
    for turn in range(4):
        for _ in range(2): a @ b
        wait(); begun = time.perf_counter()
        for _ in range(8): a @ b
        wait(); best = max(best, 8 * 2 * n**3 / (time.perf_counter() - begun))
    rates[name] = best / 1e12
print(json.dumps(rates))
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--budget", type=float, default=400, help="seconds")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--only", help="sides, as simclr:bf16,simclr:tf32")
    parser.add_argument("--ways", help="of side.py, as JSON")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.25, help="a turn")
    parser.add_argument("--skip", default="", help="parts: checks, images")
    parser.add_argument("--images-seconds", type=float, default=15)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    end = begun + args.budget
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", os.path.join("/tmp", "infomin-gpu-cache"))
    os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "4")
    os.environ.setdefault("OMP_NUM_THREADS", "4")
    results = Results(os.path.join(args.out, "gpu.json"))
    args.waves = [[tuple(side.split(":")) for side in args.only.split(",")]] if args.only else WAVES
    waves = args.waves
    ways = json.loads(args.ways) if args.ways else None
    logs = os.path.join("/tmp", "infomin-gpu-logs")
    os.makedirs(logs, exist_ok=True)
    def begin(wave):
        log(len(wave), "processes compile")
        return [
            Side(name, precision, args.device, logs, ways or (FEWER if name in LARGE else None)) for name, precision in wave
        ]

    results.keep(card=card(args.device))
    log(results.all["card"])
    sides = begin(waves[0])
    # They compile now and count at the end.
    counting = {} if "images" in args.skip else {kind: images(kind, args) for kind in ("ours", "torchvision")}
    if "checks" not in args.skip:
        checks(args, results, begun + 0.45 * args.budget)
    rate = script(["-c", RATE, args.device, size_of_products(args.device)], 60)
    try:
        results.keep(rate_tflops=json.loads(rate["output"].strip().split("\n")[-1]))
    except Exception:
        results.keep(rate_tflops={"fault": rate["output"][-300:]})
    # The first wave has two thirds of the time that is there for both.
    reserve = 0 if "images" in args.skip else 2 * args.images_seconds + 30
    share = 1.0 if len(waves) == 1 else 0.62
    time_sides(args, results, sides, time.time() + share * (end - reserve - time.time()))
    write_table(args, results)
    for wave in waves[1:]:
        time_sides(args, results, begin(wave), end - reserve)
    write_table(args, results)
    if "images" not in args.skip:
        for kind, process in counting.items():
            try:
                output, errors = process.communicate("go\n", timeout=max(1, min(args.images_seconds + 30, end - time.time())))
            except subprocess.TimeoutExpired:
                process.kill()
                output, errors = process.communicate()
                errors += "the time was up"
            try:
                results.keep(images={kind: json.loads(output.strip().split("\n")[-1])})
            except ValueError:
                results.keep(images={kind: {"fault": errors[-800:]}})
            log("images", kind, results.all["images"][kind])
    write_table(args, results)
    log("done")


def size_of_products(device):
    return "8192" if device.startswith("cuda") else "512"


def images(kind, args):
    workers = str(max(1, os.cpu_count() or 2))
    arguments = [sys.executable, os.path.join(here, "images.py"), kind, args.device, str(args.images_seconds), workers]
    pipe = subprocess.PIPE
    return subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def checks(args, results, end):
    """Every folder with expected outputs, the contract's cases first, a process each beside one another."""
    jobs = [("contract", "fp32", [])]
    for name in ("simclr", "moving-mnist", "view-learning", "views"):
        jobs += [(name, "fp32", []), (name, "tf32", []), (name, "bf16", [])]
    if args.device.startswith("cuda"):
        jobs += [("simclr", "fp32", ["--graph"]), ("views", "fp32", ["--graph"])]
    jobs = [job for job in jobs if os.path.exists(os.path.join(here, job[0], "check.py"))]

    def one(job):
        name, precision, more = job
        done = script(
            [os.path.join(name, "check.py"), "--device", args.device, "--precision", precision, *more],
            min(120, end - time.time()),
        )
        key = " ".join([name, precision, *more])
        done["output"] = done["output"].strip()[-1500:]
        results.keep(checks={key: done})
        log("check", key, done["status"], done["output"].split("\n")[-1])

    lanes = 3 if args.device.startswith("cuda") else 1
    jobs.reverse()
    lock = threading.Lock()

    def lane():
        while True:
            with lock:
                if not jobs:
                    return
                job = jobs.pop()
            try:
                one(job)
            except Exception as error:
                log("check", job, error)

    threads = [threading.Thread(target=lane) for _ in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def time_sides(args, results, sides, end):
    """Waits until all have compiled, or half of the time is gone; then times those that are ready, one after another."""
    ready = {}
    since = time.time()
    halfway = since + (end - since) * 0.65
    while len(ready) < len(sides) and time.time() < halfway:
        for side in sides:
            if side not in ready:
                answer = side.answer(0.05)
                if answer is not None:
                    take(results, side, answer, ready)
    for side in [*sorted(ready, key=sides.index), *(side for side in sides if side not in ready)]:
        left = end - time.time()
        if side not in ready:
            answer = side.answer(left - 10)
            if answer is None:
                log(side.name, side.precision, "was not ready in time")
                results.keep(steps={key(side): {"fault": "not compiled in time"}})
                side.close()
                continue
            take(results, side, answer, ready)
        if "ended" in ready[side]:
            continue
        if left < 8:
            log(side.name, side.precision, "no time left")
            results.keep(steps={key(side): {**results.all["steps"][key(side)], "fault": "no time left"}})
            side.close()
            continue
        answer = side.time(args.turns, args.seconds, min(left, 60))
        side.close()
        told = dict(results.all["steps"][key(side)])
        told.update(answer or {"fault": "was not timed in time"})
        results.keep(steps={key(side): told})
        log(side.name, side.precision, {way: round(ms, 3) for way, ms in told.get("ms", {}).items()})


def key(side):
    return "%s %s" % (side.name, side.precision)


def take(results, side, answer, ready):
    ready[side] = answer
    if "ended" in answer:
        results.keep(steps={key(side): {"fault": answer["ended"]}})
        log(side.name, side.precision, "ended:", answer["ended"][-300:])
        return
    results.keep(
        steps={
            key(side): {
                "about": answer["about"],
                "faults_at_first": answer["faults"],
                "flops": answer["flops"],
                "apart": answer["apart"],
            }
        }
    )
    first = {way: round(told["first_s"], 1) for way, told in answer["about"].items()}
    log(side.name, side.precision, "ready; first rounds took", first, "losses differ by %.1e" % answer["apart"], answer["faults"] or "")


def write_table(args, results):
    """Markdown of what is known."""
    told = results.all
    lines = ["%s, PyTorch %s" % (told["card"].get("name", args.device), told["card"].get("torch")), ""]
    lines += [
        "| step | precision | infomin | its images/s | hand-written, eager | compiled | compiled, CUDA graphs | ratio | peak MB, by hand | share | first losses differ by |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rates = told.get("rate_tflops", {})
    for name, precision in (side for wave in args.waves for side in wave):
        step = told.get("steps", {}).get("%s %s" % (name, precision))
        if not step or "ms" not in step:
            lines.append("| %s | %s | %s |" % (name, precision, (step or {}).get("fault", "not timed")[:80].replace("\n", " ")))
            continue
        ms, about = step["ms"], step["about"]
        ours = [ms[way] for way in ("compiled, graph", "compiled", "graph") if way in ms]
        hand = {way: ms.get(way) for way in ("hand, eager", "hand, compiled", "hand, compiled, graph")}
        compiled = [hand[way] for way in ("hand, compiled", "hand, compiled, graph") if hand[way]]
        best = ours[0] if ours else None
        share = None
        if best and step.get("flops") and isinstance(rates.get(precision), float):
            share = step["flops"] / (best / 1000) / (rates[precision] * 1e12)
        peak = [about[way]["peak_mb"] if way in about else None for way in ("compiled, graph", "hand, compiled")]
        cells = [name, precision, number(best), number(best and IMAGES[name] / best * 1000, "%.0f")]
        cells += [number(value) for value in hand.values()]
        cells += [
            number(best / min(compiled) if best and compiled else None, "%.2f"),
            "%s, %s" % tuple(number(value, "%.0f") for value in peak),
            number(share, "%.2f"),
            number(step["apart"], "%.0e"),
        ]
        lines.append("| %s |" % " | ".join(cells))
    lines += ["", "Card: %s TFLOP/s of products of %s" % (json.dumps(rates), size_of_products(args.device)), ""]
    for name, done in told.get("checks", {}).items():
        lines.append("* check %s: %s, %s" % (name, done["status"], done["output"].split("\n")[-1]))
    for kind, done in told.get("images", {}).items():
        lines.append("* images/s %s: %s" % (kind, json.dumps(done)))
    text = "\n".join(lines) + "\n"
    with open(os.path.join(args.out, "gpu.md"), "w") as file:
        file.write(text)
    print(text, flush=True)


def number(value, form="%.2f"):
    return "" if value is None else form % value


main()
