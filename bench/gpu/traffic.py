"""What the kernels that PyTorch's compiler writes for an H100 read and write in a step, ours and by hand: python traffic.py

It needs no GPU, and of PyTorch a build for CUDA: the device is feigned, and bytes are those of the compiler's schedule, each
kernel's inputs and outputs once. Convolutions and products, which libraries compute, are left out.
"""

import argparse
import collections
import importlib.util
import json
import logging
import os
import re
import subprocess
import sys
import tempfile

import torch

here = os.path.dirname(os.path.abspath(__file__))
STEPS = ["simclr", "moving-mnist", "view-learning", "resnet18"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=["%s:%s" % (s, p) for s in STEPS for p in ("bf16", "fp32")])
    parser.add_argument("--detail", action="store_true", help="each kernel too, with what it reads (r) and writes (w) in MB")
    args = parser.parse_args()
    if not torch.version.cuda or importlib.util.find_spec("triton") is None:
        sys.exit("%s has no PyTorch with CUDA; that of PyPI for Linux has it, be there a GPU or not" % sys.executable)
    for one in args.only:
        if not re.fullmatch(r"[\w-]+:(fp32|bf16)", one) or not os.path.exists(os.path.join(here, one.split(":")[0], "step.py")):
            sys.exit("--only %s: takes a folder of %s and a precision, as resnet18:bf16 (or fp32)" % (one, here))
    print("| step, precision | kernels | by hand | MB | by hand | ratio |\n| --- | --- | --- | --- | --- | --- |")
    for step, precision in (one.split(":") for one in args.only):
        ours, hand = (side(step, precision, name, args.detail) for name in ("ours", "hand"))
        counts = "%d | %d" % (ours["kernels"], hand["kernels"])
        megabytes = "%.0f | %.0f" % (ours["bytes"] / 1e6, hand["bytes"] / 1e6)
        print("| %s, %s | %s | %s | %.2f |" % (step, precision, counts, megabytes, ours["bytes"] / hand["bytes"]), flush=True)


def side(*what):
    """In a process of its own, since PyTorch is bent."""
    script = "import sys, json; sys.path.insert(0, %r); import traffic; print(json.dumps(traffic.count(*json.loads(sys.argv[1]))))"
    command = [sys.executable, "-W", "ignore", "-c", script % here, json.dumps(what)]
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "TORCHINDUCTOR_CACHE_DIR": cache}
        result = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment)
    return json.loads(result.stdout.splitlines()[-1])


def count(step, precision, name, detail):
    """Of one side: its kernels, and the bytes they read and write."""
    sys.path[:0] = [os.path.join(here, step)]
    import feigned

    feigned.feign()
    import torch._inductor.config as inductor
    from torch._inductor.graph import GraphLowering

    logging.getLogger("torch._inductor.utils").setLevel(logging.ERROR)
    inductor.force_disable_caches = True
    inductor.compile_threads = 1
    # Whether to pad products is measured on the device.
    inductor.shape_padding = False
    kernels = []

    def compile_to_module(graph):
        graph.codegen()
        kernels.extend(kernel for kernel in map(accesses(graph), graph.scheduler.nodes) if kernel)
        raise Enough

    GraphLowering.compile_to_module = compile_to_module
    optimizer = {"ours": of_ours, "hand": of_hand}[name](step, precision)
    if detail:
        for kernel in kernels:
            print(name, *("%s:%s=%.1f" % (kind, buffer, size / 1e6) for (kind, buffer), size in kernel.items()), file=sys.stderr)
    return {"kernels": len(kernels), "bytes": sum(sum(kernel.values()) for kernel in kernels) + optimizer}


class Enough(Exception):
    """Code has been written."""


def accesses(graph):
    """Of a kernel of the compiler's own: bytes by whether they are read or written, and the buffer."""
    from torch._inductor.dependencies import MemoryDep
    from torch._inductor.scheduler import ExternKernelSchedulerNode, NopKernelSchedulerNode

    def of(kernel):
        if isinstance(kernel, (ExternKernelSchedulerNode, NopKernelSchedulerNode)):
            return {}
        made = {name for node in kernel.get_nodes() for name in node.get_buffer_names()}
        elements = collections.Counter()
        for kind, dependencies in (("r", kernel.read_writes.reads), ("w", kernel.read_writes.writes)):
            for one in dependencies:
                kept_inside = one.name in graph.removed_buffers or (kind == "r" and one.name in made)
                if isinstance(one, MemoryDep) and not kept_inside:
                    elements[kind, one.name] += int(one.get_numel())
        return {
            (kind, name): min(count, int(graph.get_numel(name))) * graph.get_dtype(name).itemsize
            for (kind, name), count in elements.items()
        }

    return of


def of_ours(name, precision):
    import infomin_steps
    import step
    from infomin_folder import Folder
    from torch._subclasses.fake_tensor import FakeTensorMode

    folder = Folder("cpu", precision)
    state, given = folder.state(), [folder.given(run) for run in folder.round]
    constants = [one.constants for one in folder.steps()]
    step.device = torch.device("cuda", 0)
    infomin_steps.set_up(step.device, precision)
    with FakeTensorMode():

        def fake(tensor):
            return torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device=step.device)

        for program, inputs in {run["program"]: inputs for run, inputs in zip(folder.round, given)}.items():
            spec = folder.programs[program]
            own = {key: fake(tensor) for key, tensor in constants[program].items()}
            one = infomin_steps.Step(getattr(step, spec["function"]), spec["arguments"], own, fuse=True)
            written(lambda: one.run({key: fake(x) for key, x in state.items()}, {key: fake(x) for key, x in inputs.items()}))
    return 0


def of_hand(name, precision):
    """Its gradients are traced on the processor, as autograd asks for a device that is there."""
    import hand
    from infomin_folder import Folder
    from torch._dynamo.backends.common import aot_autograd
    from torch._functorch.partitioners import min_cut_rematerialization_partition
    from torch._inductor import compile_fx
    from torch._inductor.decomposition import select_decomp_table
    from torch._inductor.fx_passes.joint_graph import joint_graph_passes
    from torch._inductor.virtualized import V
    from torch._subclasses.fake_tensor import FakeTensorMode
    from torch.fx.experimental.proxy_tensor import make_fx
    from torch.utils._python_dispatch import _disable_current_modes

    device = torch.device("cuda", 0)
    moved = lambda value: device if isinstance(value, torch.device) else value  # noqa: E731

    def write(module, inputs, is_backward):
        for node in module.graph.nodes:
            node.args = torch.utils._pytree.tree_map(moved, node.args)
            node.kwargs = {key: moved(value) for key, value in node.kwargs.items()}
        module.recompile()
        with _disable_current_modes(), torch._guards.tracing(None), torch.no_grad():
            with FakeTensorMode():
                fakes = [torch.empty_strided(x.shape, x.stride(), dtype=x.dtype, device=device) for x in inputs]
                there = make_fx(module)(*fakes)
            with V.set_fake_mode(FakeTensorMode()):
                places = range(len(fakes))
                written(lambda: compile_fx.compile_fx_inner(there, fakes, is_backward=is_backward, static_input_idxs=places))
        return module

    def partition(module, inputs, **options):
        joint_graph_passes(module)
        return min_cut_rematerialization_partition(module, inputs, **options)

    backend = aot_autograd(
        fw_compiler=lambda module, inputs: write(module, inputs, False),
        bw_compiler=lambda module, inputs: write(module, inputs, True),
        partition_fn=partition,
        decompositions=select_decomp_table,
        keep_inference_input_mutations=True,
    )
    compiled = torch.compile
    torch.compile = lambda function, **options: compiled(function, backend=backend, dynamic=False)
    torch._functorch.config.force_non_lazy_backward_lowering = True
    step = hand.Hand(name, Folder("cpu", precision), precision, "default")
    with torch.enable_grad():
        for _, _, forward, inputs in step.updates:
            try:
                forward(*inputs)
            except RuntimeError as error:
                # Of code for a device that is not there.
                if "NVIDIA" not in str(error):
                    raise
    each = {torch.optim.SGD: 5, torch.optim.Adam: 7}
    return sum(
        4 * each[type(optimizer)] * sum(p.numel() for group in optimizer.param_groups for p in group["params"])
        for optimizer in step.optimizers.values()
    )


def written(compile):
    """Compiles as far as code."""
    try:
        compile()
    except Exception as error:
        while not isinstance(error, Enough):
            if error is None:
                raise
            error = error.__cause__ or error.__context__


if __name__ == "__main__":
    main()
