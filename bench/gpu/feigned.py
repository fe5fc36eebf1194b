"""Lets PyTorch's compiler write its code for an H100 on a machine without one; nothing can be run then. Of PyTorch 2.15."""

import types

import torch

torch._C._ensureCUDADeviceGuardSet()


class Properties:
    name = "NVIDIA H100 80GB HBM3"
    major, minor, gcnArchName = 9, 0, ""
    multi_processor_count, warp_size = 132, 32
    max_threads_per_multi_processor, max_threads_per_block = 2048, 1024
    regs_per_multiprocessor = 65536
    shared_memory_per_block, shared_memory_per_block_optin = 49152, 232448
    shared_memory_per_multiprocessor = 233472
    total_memory, L2_cache_size = 80 << 30, 50 << 20


def always(value):
    return lambda *args, **kwargs: value


def feign():
    """To be called before anything of the compiler is imported."""
    cuda = torch.cuda
    answers = {
        "is_available": True,
        "is_initialized": True,
        "is_bf16_supported": True,
        "is_current_stream_capturing": False,
        "device_count": 1,
        "current_device": 0,
        "set_device": None,
        "synchronize": None,
        "set_rng_state": None,
        "get_rng_state": torch.zeros(16, dtype=torch.uint8),
        "get_device_properties": Properties,
        "get_device_capability": (9, 0),
        "get_device_name": Properties.name,
        "current_stream": types.SimpleNamespace(cuda_stream=0),
        "_lazy_init": None,
        "_exchange_device": 0,
        "_maybe_exchange_device": 0,
    }
    for name, value in answers.items():
        setattr(cuda, name, always(value))
    cuda.graphs._cuda_isCurrentStreamCapturing = always(False)
    torch.accelerator.is_available = always(False)
    # These keep what they find.
    from torch._inductor.fx_passes import fuse_attention, joint_graph, misc_patterns
    from torch.utils._python_dispatch import TorchDispatchMode
    from triton.backends.compiler import GPUTarget
    from triton.runtime import driver

    class Driver:
        get_current_target = always(GPUTarget("cuda", 90, 32))
        get_active_torch_device = always(torch.device("cuda", 0))
        get_current_device = always(0)

    driver.set_active(Driver())
    # Patterns are found by running them on the device; none of these occurs in the steps.
    fuse_attention._sfdp_init = misc_patterns._misc_patterns_init = always(None)

    class OnProcessor(TorchDispatchMode):
        def __torch_dispatch__(self, call, kinds, args=(), kwargs=None):
            cpu = torch.device("cpu")
            args = [cpu if isinstance(one, torch.device) else one for one in args]
            kwargs = {key: cpu if key == "device" else value for key, value in (kwargs or {}).items()}
            return call(*args, **kwargs)

    folder = joint_graph.UniformValueConstantFolder
    deduce = folder._deduce_value

    def on_processor(self, node):
        with OnProcessor():
            return deduce(self, node)

    folder._deduce_value = on_processor

    def memory_format(image, filter, backend):
        last = [t.is_contiguous(memory_format=torch.channels_last) and not t.is_contiguous() for t in (image, filter)]
        return torch.channels_last if any(last) else torch.contiguous_format

    # As cuDNN's convolutions choose it.
    torch._C._conv_determine_backend_memory_format = memory_format
