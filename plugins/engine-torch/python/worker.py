"""Runs the programs of infomin's engine `torch`: python worker.py [SETTINGS], SETTINGS as JSON.

Frames go both ways, over standard input and output: two little-endian 32-bit lengths, a header in JSON, and the bytes of
the tensors that the header's "tensors" tells, each on a multiple of 8. Each request but "write" and "drop" has one answer,
in order. Without SETTINGS it tells what it finds and ends. Python 3.6 must be able to read this file, to say that it is
too old.
"""

import ctypes
import json
import os
import queue
import shutil
import signal
import struct
import sys
import threading
import traceback

HEAD = struct.Struct("<II")
BYTES = {"float32": 4, "int32": 4, "uint8": 1, "bool": 1}


def found():
    """What this interpreter has: for `infomin engines`, and the first thing that a worker says."""
    here = {"python": sys.version.split()[0], "executable": sys.executable}
    if sys.version_info < (3, 10):
        return here
    try:
        import torch
    except ImportError as error:
        here["lacks"] = str(error)
        return here
    here["torch"] = torch.__version__
    here["devices"] = devices(torch)
    return here


def devices(torch):
    names = [{"name": "cpu", "detail": "CPU"}]
    for i in range(torch.cuda.device_count()):
        names.append({"name": "cuda:%d" % i, "detail": torch.cuda.get_device_name(i)})
    if torch.backends.mps.is_available():
        names.append({"name": "mps", "detail": "Apple GPU"})
    xpu = getattr(torch, "xpu", None)
    for i in range(xpu.device_count() if xpu and xpu.is_available() else 0):
        names.append({"name": "xpu:%d" % i, "detail": xpu.get_device_name(i)})
    return names


class Channel:
    """Frames to and from infomin. Requests are read while the one before is worked on."""

    def __init__(self, reading, writing):
        self.reading, self.writing = reading, writing
        self.requests = queue.Queue()

    def listen(self):
        threading.Thread(target=self.read_all, daemon=True).start()

    def read_all(self):
        while True:
            head = self.reading.read(HEAD.size)
            # infomin has ended, whatever is being computed.
            if len(head) < HEAD.size:
                os._exit(0)
            header, body = HEAD.unpack(head)
            text = self.reading.read(header)
            payload = bytearray(body)
            view = memoryview(payload)
            at = 0
            while at < body:
                count = self.reading.readinto(view[at:])
                if not count:
                    os._exit(0)
                at += count
            self.requests.put((json.loads(text.decode("utf-8")), payload))

    def answer(self, header, tensors=()):
        pieces, body = [], 0
        for tensor in tensors:
            size = tensor.numel() * tensor.element_size()
            pieces.append((tensor, size, -size % 8))
            body += size + -size % 8
        text = json.dumps(header).encode("utf-8")
        self.writing.write(HEAD.pack(len(text), body) + text)
        for tensor, size, padding in pieces:
            if size:
                self.writing.write((ctypes.c_char * size).from_address(tensor.data_ptr()))
            self.writing.write(bytes(padding))
        self.writing.flush()


class Worker:
    def __init__(self, channel, settings):
        import torch

        import infomin_ops

        self.torch, self.channel, self.settings = torch, channel, settings
        self.device = torch.device(settings["device"])
        self.types = {"float32": torch.float32, "int32": torch.int32, "uint8": torch.uint8, "bool": torch.bool}
        self.states, self.programs = {}, {}
        torch.set_grad_enabled(False)
        if self.device.type == "cpu":
            torch.set_num_threads(settings["threads"])
        tf32 = settings["precision"] != "fp32"
        torch.set_float32_matmul_precision("high" if tf32 and self.device.type == "cuda" else "highest")
        torch.backends.cudnn.allow_tf32 = tf32
        if settings["precision"] == "bf16":
            infomin_ops.product_type = torch.bfloat16
        torch.backends.cudnn.benchmark = not settings["deterministic"]
        torch.use_deterministic_algorithms(settings["deterministic"])
        # Shows that the device is there and works.
        torch.zeros(1, device=self.device).add_(1).cpu()

    def serve(self):
        fault = None
        while True:
            request, payload = self.channel.requests.get()
            does = request["do"]
            try:
                if fault is None:
                    answer, tensors = getattr(self, does)(request, payload)
            except Exception as error:
                fault = fault_of(self.torch, error)
            if does in ("write", "drop"):
                continue
            if fault is None:
                self.channel.answer(answer, tensors)
            else:
                self.channel.answer({"fault": fault})
                fault = None

    def write(self, request, payload):
        state = self.states.setdefault(request["state"], {})
        state.update(self.received(request["tensors"], payload))
        return None, ()

    def drop(self, request, _payload):
        for kind, held in (("state", self.states), ("program", self.programs)):
            if kind in request:
                held.pop(request[kind], None)
        return None, ()

    def read(self, request, _payload):
        state = self.states[request["state"]]
        return self.told([(name, state[name]) for name in request["names"]])

    def load(self, request, payload):
        torch = self.torch
        source = request["source"]
        scope = {}
        exec(compile(source, "<%s>" % request["name"], "exec"), scope)
        step = scope["step"]
        lacks = None
        if request["fuse"]:
            lacks = self.compiler_lacks()
            if lacks is None:
                step = torch.compile(step, fullgraph=True, dynamic=False)
        constants = self.received(request["tensors"], payload)
        self.programs[request["program"]] = (step, request["arguments"], request["outputs"], constants)
        return {"lacks": lacks}, ()

    def compiler_lacks(self):
        """Why torch.compile cannot be used."""
        if self.device.type != "cpu":
            return None
        names = [os.environ["CXX"]] if "CXX" in os.environ else ["g++", "clang++", "cl"]
        if any(shutil.which(name) for name in names):
            return None
        return "there is no C++ compiler (%s)" % ", ".join(names)

    def run(self, request, payload):
        step, arguments, outputs, constants = self.programs[request["program"]]
        state = self.states[request["state"]]
        given = self.received(request["tensors"], payload)
        sources = {"state": state, "given": given, "constant": constants}
        results = step(*[sources[source][name] for source, name in arguments])
        return self.told(list(zip(outputs, results)))

    def received(self, specs, payload):
        """Tensors on the device. The frame's memory is theirs where that is the processor's."""
        tensors, at = {}, 0
        for name, dtype, shape in specs:
            count = 1
            for size in shape:
                count *= size
            kind = self.types[dtype]
            if count == 0:
                tensor = self.torch.empty(shape, dtype=kind)
            else:
                tensor = self.torch.frombuffer(payload, dtype=kind, count=count, offset=at).reshape(shape)
            tensors[name] = tensor.to(self.device)
            size = count * BYTES[dtype]
            at += size + -size % 8
        return tensors

    def told(self, named):
        torch = self.torch
        tensors, specs = [], []
        for name, tensor in named:
            if tensor.dtype == torch.bool:
                tensor = tensor.to(torch.int32)
            tensor = tensor.to("cpu").contiguous()
            dtype = {torch.float32: "float32", torch.int32: "int32", torch.uint8: "uint8"}[tensor.dtype]
            tensors.append(tensor)
            specs.append([name, dtype, list(tensor.shape)])
        return {"tensors": specs}, tensors


def fault_of(torch, error):
    text = str(error).strip()
    first = text.split("\n")[0]
    memory = isinstance(error, (MemoryError, torch.OutOfMemoryError)) or "allocate memory" in text
    if memory:
        return {"kind": "memory", "message": first}
    if "CUDA error" in text or "CUDA driver" in text or "No CUDA" in text or type(error).__name__ == "AcceleratorError":
        return {"kind": "device", "message": first}
    return {"kind": "other", "message": "%s: %s" % (type(error).__name__, first), "trace": traceback.format_exc()}


def main():
    # Standard output is the channel's: what else is printed goes to standard error.
    writing = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)
    # Ctrl-C is for infomin, which ends after the step and then closes the channel.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = Channel(sys.stdin.buffer, writing)
    if len(sys.argv) < 2:
        return channel.answer(found())
    channel.listen()
    here = found()
    try:
        worker = Worker(channel, json.loads(sys.argv[1]))
    except Exception as error:
        import torch

        return channel.answer({"found": here, "fault": fault_of(torch, error)})
    channel.answer({"found": here})
    worker.serve()


main()
