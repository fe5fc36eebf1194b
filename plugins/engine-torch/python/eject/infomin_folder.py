"""Reads a folder that `infomin compile --as torch` wrote, and makes its steps ready to run."""

import json
import os
import struct
import sys
import warnings


def needed():
    """PyTorch, where it is as new as the folder needs it; else this ends with what to do."""
    # Nothing here uses it.
    warnings.filterwarnings("ignore", "Failed to initialize NumPy")
    install = "%s -m pip install --upgrade torch" % sys.executable
    try:
        import torch
    except ImportError as error:
        sys.exit("%s has no PyTorch (%s): %s" % (sys.executable, error, install))
    if tuple(int(part) for part in torch.__version__.split(".")[:2]) < (2, 6):
        sys.exit("%s has PyTorch %s; 2.6 or newer is needed: %s" % (sys.executable, torch.__version__, install))
    return torch


torch = needed()

import infomin_random  # noqa: E402
import infomin_steps  # noqa: E402
import step  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {"F32": torch.float32, "I32": torch.int32, "U8": torch.uint8, "BOOL": torch.bool}


def read(name, parse):
    """What a file of the folder holds; where it is cut short, or none, this ends with what to do."""
    try:
        with open(os.path.join(HERE, name), "rb") as file:
            return parse(bytearray(file.read()))
    except (OSError, ValueError, LookupError, struct.error) as error:
        sys.exit("%s in %s can't be read (%s): write or copy the whole folder again" % (name, HERE, error))


def safetensors(data):
    """The tensors of a file in Hugging Face's format."""
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length].decode("utf-8"))
    tensors = {}
    for key, spec in header.items():
        if key == "__metadata__":
            continue
        kind, (begin, end) = TYPES[spec["dtype"]], spec["data_offsets"]
        count = (end - begin) // torch.empty((), dtype=kind).element_size()
        whole = torch.frombuffer(data, dtype=kind, count=count, offset=8 + length + begin) if count else torch.empty(0, dtype=kind)
        tensors[key] = whole.reshape(spec["shape"]).clone()
    return tensors


class Folder:
    """`runs` are the example's, in order: the program of each, its inputs and what they should give."""

    def __init__(self, device="cpu", precision="fp32", deterministic=False):
        self.about = read("program.json", json.loads)
        missing = [name for name in self.about["tensors"] if not os.path.exists(os.path.join(HERE, name))]
        if missing:
            sys.exit("%s is not in %s: copy the whole folder" % (", ".join(missing), HERE))
        self.device = torch.device(device)
        self.programs, self.runs = self.about["programs"], self.about["runs"]
        #: One run of each program or more, in the order in which they take turns.
        self.round = self.runs[: self.about["runs_a_round"]]
        self.inputs = self.tensors("inputs")
        infomin_steps.set_up(self.device, precision, deterministic)
        step.device = self.device
        seed = self.about["seed"]
        self.streams = [infomin_random.Streams.of(seed, program["streams"]) for program in self.programs]

    def tensors(self, name):
        """Those of one of the folder's own files; one that was left by an older folder here is none."""
        name += ".safetensors"
        return read(name, safetensors) if name in self.about["tensors"] else {}

    def steps(self, fuse=False, graph=False):
        """The programs; `fuse`: compiled by torch.compile, `graph`: replayed as CUDA graphs after the first runs."""
        constants = self.tensors("constants")
        ready = []
        for program in self.programs:
            name = program["function"]
            own = {key: constants[name + "." + key].to(self.device) for key in program["constants"]}
            function = getattr(step, name)
            ready.append(infomin_steps.Step(function, program["arguments"], own, fuse, graph))
        return ready

    def state(self):
        """A copy of the state at the start."""
        stored = self.tensors("state")
        return {name: self.tensor(name, spec, stored) for name, spec in self.about["state"].items()}

    def tensor(self, name, spec, stored):
        if name in stored:
            return stored[name].to(self.device)
        kind = {"float32": torch.float32, "int32": torch.int32, "uint8": torch.uint8}[spec["dtype"]]
        whole = torch.zeros(spec["shape"], dtype=kind, device=self.device)
        for part, piece in pieces(spec, whole):
            if part["kind"] == "ones":
                piece.fill_(1)
            elif part["kind"] != "zeros":
                piece.copy_(self.drawn(part))
        return whole

    def named(self, state, owner):
        """Tensors of an owner, as "model f", by their own names: views of the state."""
        named = {}
        for name, spec in self.about["state"].items():
            if name.startswith(owner + " "):
                named.update((part["name"], piece) for part, piece in pieces(spec, state[name]))
        return named

    def drawn(self, part):
        """Initial weights as infomin draws them."""
        keys = infomin_random.Streams.of(self.about["seed"], [part["start"]]).fork([part["name"]]).keys
        shape = torch.Size(part["shape"])
        count = shape.numel()
        bits = infomin_random.bits(keys.to(self.device), (count,))[:count]
        if part["kind"] == "normal":
            return infomin_random.normal(bits, shape, part["std"])
        return infomin_random.uniform(bits, shape, -part["limit"], part["limit"])

    def given(self, run):
        """Inputs of a run."""
        program = self.programs[run["program"]]
        number_of_run = self.runs.index(run)
        given = {}
        for name, spec in run["inputs"].items():
            stored = self.inputs.get("%d.%s" % (number_of_run, name))
            given[name] = self.example(spec) if stored is None else stored.to(self.device)
        if program.get("keys"):
            given[program["keys"]] = self.keys(run, 0)
        return given

    def advance(self, given, run, number):
        """Puts into a run's inputs what so many rounds later is another by itself: draws and counts of updates."""
        self.count(given, run, number)
        name = self.programs[run["program"]].get("keys")
        if name:
            given[name] = self.keys(run, number)

    def count(self, given, run, number):
        for name, spec in run["inputs"].items():
            if spec.get("each_round"):
                given[name] = torch.full((), float(spec["value"] + number * spec["each_round"]), device=self.device)

    def keys(self, run, number):
        """Of the draws of a run so many rounds later."""
        step = run["step"] + number * self.about["steps_a_round"]
        return self.streams[run["program"]].at(step).keys.to(self.device)

    def example(self, spec):
        if "value" in spec:
            return torch.tensor(spec["value"], dtype=torch.float32, device=self.device)
        shape = spec["shape"]
        count = torch.Size(shape).numel()
        keys = infomin_random.Streams.of(self.about["seed"], [spec["stream"]]).keys
        bits = infomin_random.bits(keys.to(self.device), (count,))[:count]
        if spec["dtype"] == "float32":
            return infomin_random.uniform(bits, shape, 0.0, 1.0)
        kind = torch.uint8 if spec["dtype"] == "uint8" else torch.int32
        below = torch.floor(infomin_random.unsigned(bits) * infomin_random.SCALE * spec["below"])
        return below.to(kind).reshape(shape)


def pieces(spec, tensor):
    """The parts of a tensor of the state, each with its place in the tensor."""
    at = 0
    for part in spec["parts"]:
        shape = torch.Size(part["shape"])
        yield part, tensor.reshape(-1)[at : at + shape.numel()].view(shape)
        at += shape.numel()


def device_of(name):
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    try:
        torch.zeros(1, device=name)
    except (RuntimeError, AssertionError) as error:
        sys.exit("--device %s: %s" % (name, str(error).strip().split("\n")[0]))
    return name


def arguments(parser):
    parser.add_argument("--device", default="auto", help="as PyTorch names it; left out: a GPU if there is one")
    parser.add_argument("--precision", choices=("fp32", "tf32", "bf16"), default="fp32", help="of products")
    return parser
