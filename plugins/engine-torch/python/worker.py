"""Runs the programs of infomin's engine `torch`: python worker.py [SETTINGS], SETTINGS as JSON.

Frames go both ways, over standard input and output: two little-endian 32-bit lengths, a header in JSON, and the bytes of
the tensors that the header's "tensors" tells, each on a multiple of 8. Each request but "write", "drop" and "stage" has one answer,
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
        self.turn = threading.Lock()
        #: Called before the process ends because infomin has.
        self.leave = lambda: None

    def listen(self, memory=bytearray, ahead=lambda header, payload: False):
        """`memory` makes room for a payload; `ahead` takes requests that need not wait for those before them."""
        self.memory, self.ahead = memory, ahead
        threading.Thread(target=self.read_all, daemon=True).start()

    def read_all(self):
        while True:
            head = self.reading.read(HEAD.size)
            # infomin has ended, whatever is being computed.
            if len(head) < HEAD.size:
                self.leave()
                os._exit(0)
            header, body = HEAD.unpack(head)
            text = self.reading.read(header)
            payload = self.memory(body)
            view = memoryview(payload).cast("B")
            at = 0
            while at < body:
                count = self.reading.readinto(view[at:])
                if not count:
                    os._exit(0)
                at += count
            request = json.loads(text.decode("utf-8"))
            if not self.ahead(request, payload):
                self.requests.put((request, payload))

    def answer(self, header, tensors=()):
        pieces, body = [], 0
        for tensor in tensors:
            size = tensor.numel() * tensor.element_size()
            pieces.append((tensor, size, -size % 8))
            body += size + -size % 8
        text = json.dumps(header).encode("utf-8")
        with self.turn:
            self.writing.write(HEAD.pack(len(text), body) + text)
            for tensor, size, padding in pieces:
                if size:
                    self.writing.write((ctypes.c_char * size).from_address(tensor.data_ptr()))
                self.writing.write(bytes(padding))
            self.writing.flush()


class Worker:
    def __init__(self, channel, settings):
        import torch

        import infomin_steps

        self.torch, self.steps, self.channel = torch, infomin_steps, channel
        self.device = torch.device(settings["device"])
        self.types = {"float32": torch.float32, "int32": torch.int32, "uint8": torch.uint8, "bool": torch.bool}
        self.states, self.programs, self.staged = {}, {}, {}
        self.on_cuda = self.device.type == "cuda"
        if self.device.type == "cpu":
            torch.set_num_threads(settings["threads"])
        infomin_steps.set_up(self.device, settings["precision"], settings["deterministic"])
        # Shows that the device is there and works.
        torch.zeros(1, device=self.device).add_(1).cpu()
        if self.on_cuda:
            torch.cuda.set_device(self.device)
            self.copies = torch.cuda.Stream(self.device)
            infomin_steps.Step.capturing = self.memory_taken = threading.Lock()
        self.group = None
        if settings.get("ranks"):
            from infomin_ranks import Group

            self.group = Group(torch, settings["ranks"], self.device, self.lost)
            channel.leave = self.group.leave

    def memory(self, size):
        """Room for a payload; pinned where the device can copy from that by itself."""
        if not self.on_cuda or size == 0:
            return bytearray(size)
        try:
            tensor = self.torch.empty(size, dtype=self.torch.uint8, pin_memory=True)
        except Exception:
            return bytearray(size)
        room = (ctypes.c_char * size).from_address(tensor.data_ptr())
        room.owner = tensor
        return room

    def ahead(self, request, payload):
        """Copies of inputs that a later run names, made while another runs."""
        if request["do"] != "stage":
            return False
        try:
            self.stage(request, payload)
        except Exception:
            # It is tried again in its turn, where a fault can be told.
            return False
        return True

    def stage(self, request, payload):
        ready = None
        if self.on_cuda:
            with self.memory_taken, self.torch.cuda.stream(self.copies):
                tensors = self.received(request["tensors"], payload)
                ready = self.copies.record_event()
        else:
            tensors = self.received(request["tensors"], payload)
        self.staged[request["staged"]] = (tensors, ready)
        return None, ()

    def lost(self, rank, how):
        """Another rank is, so nothing that this one waits for will come."""
        self.channel.answer({"lost": "rank %d of %d %s" % (rank, self.group.world, how)})
        self.group.leave()
        os._exit(1)

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
            if does in ("write", "drop", "stage"):
                continue
            if fault is None:
                self.channel.answer(answer, tensors)
            else:
                self.channel.answer({"fault": fault})
                fault = None

    def write(self, request, payload):
        state = self.states.setdefault(request["state"], {})
        for name, tensor in self.received(request["tensors"], payload).items():
            held = state.get(name)
            # CUDA graphs know a tensor by its address.
            if held is not None and held.shape == tensor.shape and held.dtype == tensor.dtype:
                held.copy_(tensor)
            else:
                state[name] = tensor
        return None, ()

    def drop(self, request, _payload):
        for kind, held in (("state", self.states), ("program", self.programs), ("staged", self.staged)):
            if kind in request:
                held.pop(request[kind], None)
        return None, ()

    def read(self, request, _payload):
        state = self.states[request["state"]]
        return self.told([(name, state[name]) for name in request["names"]])

    def load(self, request, payload):
        source = request["source"]
        scope = {}
        exec(compile(source, "<%s>" % request["name"], "exec"), scope)
        step = scope["step"]
        lacks = self.compiler_lacks() if request["fuse"] else None
        fuse = request["fuse"] and lacks is None
        constants = self.received(request["tensors"], payload)
        step = self.steps.Step(step, request["arguments"], constants, fuse, request["graph"])
        self.programs[request["program"]] = (step, request["outputs"])
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
        step, outputs = self.programs[request["program"]]
        state = self.states[request["state"]]
        given = self.received(request["tensors"], payload)
        for name, staged, column in request["staged"]:
            tensors, ready = self.staged[staged]
            given[name] = tensors[column]
            if ready is not None:
                stream = self.torch.cuda.current_stream()
                stream.wait_event(ready)
                given[name].record_stream(stream)
        if request["together"]:
            results, ends = self.group.together(lambda: (step.run(state, given), self.group.any(request["ends"])))
        else:
            results, ends = step.run(state, given), False
        answer, tensors = self.told(list(zip(outputs, results)))
        lacks, step.lacks = step.lacks, None
        return {**answer, "lacks": lacks, "ends": ends}, tensors

    def share(self, request, payload):
        tensors = self.received(request["tensors"], payload)
        value, given = self.group.together(lambda: self.group.share(request["value"], tensors))
        answer, told = self.told(list(given.items()))
        answer["value"] = value
        return answer, told

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
            tensors[name] = tensor.to(self.device, non_blocking=self.on_cuda)
            size = count * BYTES[dtype]
            at += size + -size % 8
        return tensors

    def told(self, named):
        torch = self.torch
        tensors, specs = [], []
        for name, tensor in named:
            if tensor.dtype == torch.bool:
                tensor = tensor.to(torch.int32)
            tensor = tensor.contiguous().to("cpu", non_blocking=self.on_cuda)
            dtype = {torch.float32: "float32", torch.int32: "int32", torch.uint8: "uint8"}[tensor.dtype]
            tensors.append(tensor)
            specs.append([name, dtype, list(tensor.shape)])
        if self.on_cuda:
            torch.cuda.current_stream().synchronize()
        return {"tensors": specs}, tensors


def fault_of(torch, error):
    text = str(error).strip()
    first = text.split("\n")[0]
    if type(error).__name__ == "NotMet":
        return {"kind": "ranks", "message": first}
    memory = isinstance(error, (MemoryError, torch.OutOfMemoryError)) or "allocate memory" in text
    if memory:
        return {"kind": "memory", "message": first}
    # What PyTorch's compiler meets when it writes its cache, and what the C++ compiler says of that.
    compiler = type(error).__name__ in ("InductorError", "BackendCompilerFailed", "CppCompileError")
    written = "No space left on device" in text or "quota exceeded" in text
    if written or (compiler and "[Errno" in text) or (isinstance(error, OSError) and error.filename is not None):
        marks = ("[Errno", "No space left on device", "quota exceeded")
        return {"kind": "cache", "message": next((line for line in text.split("\n") if any(mark in line for mark in marks)), first).strip()}
    if "CUDA error" in text or "CUDA driver" in text or "No CUDA" in text or type(error).__name__ == "AcceleratorError":
        return {"kind": "device", "message": first}
    return {"kind": "other", "message": "%s: %s" % (type(error).__name__, first), "trace": traceback.format_exc()}


def end_with_parent():
    """However infomin ends and whatever this process does then. Elsewhere than on Linux its channel's end has to tell."""
    if sys.platform.startswith("linux"):
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def main():
    end_with_parent()
    # Standard output is the channel's: what else is printed goes to standard error.
    writing = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)
    # Ctrl-C is for infomin, which ends after the step and then closes the channel.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if len(sys.argv) > 1 and "\"ranks\"" in sys.argv[1]:
        # What starts ranks asks all processes to end; infomin is one of them.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    channel = Channel(sys.stdin.buffer, writing)
    if len(sys.argv) < 2:
        return channel.answer(found())
    here = found()
    try:
        worker = Worker(channel, json.loads(sys.argv[1]))
        channel.listen(worker.memory, worker.ahead)
    except Exception as error:
        import torch

        return channel.answer({"found": here, "fault": fault_of(torch, error)})
    channel.answer({"found": here})
    worker.serve()


main()
