"""Runs lowered steps: as they are, compiled by `torch.compile`, or as CUDA graphs."""

import contextlib

import torch

import infomin_ops

#: Runs before a CUDA graph is captured; PyTorch chooses its kernels in them.
WARMUP = 2


def set_up(device, precision, deterministic=False):
    """Settings of the process. `tf32` and `bf16` are precisions of products; the rest stays float32."""
    torch.set_grad_enabled(False)
    rounded = precision == "tf32"
    torch.set_float32_matmul_precision("high" if rounded and device.type == "cuda" else "highest")
    torch.backends.cudnn.allow_tf32 = rounded
    infomin_ops.product_type = torch.bfloat16 if precision == "bf16" else None
    torch.backends.cudnn.benchmark = not deterministic
    torch.use_deterministic_algorithms(deterministic)


class Step:
    """A function `step(*arguments)` that updates its state in place; `arguments` are pairs of kind and name."""

    pool = None
    #: Held while a graph is captured, when no other thread may take memory of the device.
    capturing = contextlib.nullcontext()

    def __init__(self, function, arguments, constants, fuse=False, graph=False):
        self.function = torch.compile(function, fullgraph=True, dynamic=False) if fuse else function
        self.arguments, self.constants, self.graph = arguments, constants, graph
        self.inputs = {name for kind, name in arguments if kind == "given"}
        #: By the addresses of the state: how often it ran, then its graph, inputs and results.
        self.captured = {}
        #: Why there is no CUDA graph although one was wanted.
        self.lacks = None

    def run(self, state, given):
        """The results, tensors of the device, which the next run may overwrite."""
        if not self.inputs.issuperset(given):
            unknown, known = (", ".join(sorted(names)) for names in (set(given) - self.inputs, self.inputs))
            raise KeyError("this step has no input %s; it has %s" % (unknown, known))
        if not self.graph:
            return self.call(state, given)
        where = tuple(state[name].data_ptr() for kind, name in self.arguments if kind == "state")
        held = self.captured.get(where, 0)
        if isinstance(held, int):
            if held < WARMUP:
                self.captured[where] = held + 1
                return self.call(state, given)
            held = self.capture(state, given)
            if held is None:
                return self.call(state, given)
            self.captured[where] = held
        graph, inputs, results = held
        for name, tensor in given.items():
            inputs[name].copy_(tensor, non_blocking=True)
        graph.replay()
        return results

    def call(self, state, given):
        sources = {"state": state, "given": given, "constant": self.constants}
        return self.function(*[sources[kind][name] for kind, name in self.arguments])

    def capture(self, state, given):
        cuda = torch.cuda
        inputs = {name: tensor.clone() for name, tensor in given.items()}
        graph = cuda.CUDAGraph()
        Step.pool = Step.pool or cuda.graph_pool_handle()
        try:
            with Step.capturing:
                cuda.synchronize()
                cuda.empty_cache()
                with cuda.graph(graph, pool=Step.pool, capture_error_mode="thread_local"):
                    results = self.call(state, inputs)
        except torch.OutOfMemoryError:
            raise
        except Exception as error:
            self.graph, self.lacks = False, str(error).strip().split("\n")[0]
            cuda.synchronize()
            return None
        return graph, inputs, results
