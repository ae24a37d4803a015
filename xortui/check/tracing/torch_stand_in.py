"""A stand-in for torch that a traced program imports, whether torch is installed or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import bare, traced_array
from xortui.check.tracing.autograd import Untrained, refused
from xortui.check.tracing.tensor import FLOAT, Size, Tensor, copied, manual_seed, random_numbers, unwrapped, wrapped
from xortui.check.tracing.tensor_shapes import stacked
from xortui.check.tracing.torch_operations import FUNCTIONS_ONLY, OF_NN, OPERATIONS

TYPES: dict[str, Any] = {
    "float": FLOAT, "float16": FLOAT, "float32": FLOAT, "float64": FLOAT, "double": FLOAT, "half": FLOAT,
    "int": np.int64, "int8": np.int64, "int16": np.int64, "int32": np.int64, "int64": np.int64, "long": np.int64,
    "uint8": np.int64, "bool": np.bool_,
}  # fmt: skip
"""The types of torch: there is one for numbers with a fraction, one for whole ones, and one for truths."""


def tensor(data: Any, dtype: Any = None, **_: Any) -> Tensor:
    """Return a tensor of new cells."""
    if isinstance(data, Tensor):
        return copied(data if dtype is None else data.to(dtype))  # type: ignore[attr-defined]
    content = unwrapped(data)
    kind = np.asarray(bare(content)).dtype.kind
    return wrapped(traced_array(content, dtype or (FLOAT if kind == "f" else None)))


def as_tensor(data: Any, dtype: Any = None, **_: Any) -> Tensor:
    """Return a tensor, of the same cells if it is one."""
    return data if isinstance(data, Tensor) and dtype is None else tensor(data, dtype)


def from_numpy(array: Any) -> Tensor:
    """Return a tensor of the same cells."""
    return wrapped(array)


def _sizes(args: Sequence[Any], named: dict[str, Any]) -> tuple[int, ...]:
    given: Any = named.get("size", args[0] if len(args) == 1 and isinstance(args[0], list | tuple) else args)
    return tuple(int(size) for size in given)


def _made(make: Callable[[tuple[int, ...]], Any]) -> Callable[..., Tensor]:
    """Return a function that makes a tensor of given sizes."""

    def create(*sizes: Any, dtype: Any = None, **named: Any) -> Tensor:
        values = np.asarray(make(_sizes(sizes, named)))
        return wrapped(traced_array(values, dtype))

    return create


def _made_like(make: Callable[[tuple[int, ...]], Any]) -> Callable[..., Tensor]:
    """Return a function that makes a tensor of another one's sizes."""

    def create(other: Tensor, dtype: Any = None, **_: Any) -> Tensor:
        return wrapped(traced_array(np.asarray(make(other.shape)), dtype or other.dtype))

    return create


_MAKERS: dict[str, Callable[[tuple[int, ...]], Any]] = {
    "zeros": np.zeros,
    "empty": np.zeros,
    "ones": np.ones,
    "rand": lambda sizes: random_numbers().uniform(0.0, 1.0, sizes),
    "randn": lambda sizes: random_numbers().standard_normal(sizes),
}


def full(size: Any, fill_value: Any, dtype: Any = None, **_: Any) -> Tensor:
    """Return a tensor of one value."""
    return wrapped(traced_array(np.full(tuple(map(int, size)), bare(unwrapped(fill_value))), dtype))


def full_like(other: Tensor, fill_value: Any, **_: Any) -> Tensor:
    """Return a tensor of one value."""
    return full(other.shape, fill_value, other.dtype)


def normal(mean: Any = 0.0, std: Any = 1.0, size: Any = None, **_: Any) -> Tensor:
    """Return normally distributed numbers."""
    wanted = None if size is None else tuple(map(int, size))
    return wrapped(
        traced_array(np.asarray(random_numbers().normal(bare(unwrapped(mean)), bare(unwrapped(std)), wanted)))
    )


def randint(*args: Any, **named: Any) -> Tensor:
    """Return whole numbers below a limit, or from one limit to another."""
    size = named.get("size", args[-1])
    limits = [int(argument) for argument in args if not isinstance(argument, list | tuple)]
    return wrapped(
        traced_array(
            np.asarray(
                random_numbers().randint(limits[-2] if len(limits) > 1 else 0, limits[-1], tuple(map(int, size)))
            )
        )
    )


def randperm(count: Any, **_: Any) -> Tensor:
    """Return the numbers below a count in random order."""
    return wrapped(traced_array(random_numbers().permutation(int(count))))


def arange(*limits: Any, dtype: Any = None, **_: Any) -> Tensor:
    """Return equally spaced numbers."""
    return wrapped(traced_array(np.arange(*(bare(unwrapped(limit)) for limit in limits)), dtype))


def linspace(start: Any, end: Any, steps: Any, **_: Any) -> Tensor:
    """Return equally spaced numbers."""
    return wrapped(traced_array(np.linspace(float(start), float(end), int(steps))))


def eye(rows: Any, columns: Any = None, **_: Any) -> Tensor:
    """Return the identity."""
    return wrapped(traced_array(np.eye(int(rows), None if columns is None else int(columns))))


def one_hot(labels: Any, num_classes: Any = -1) -> Tensor:
    """Return a row with one 1 for each label."""
    places = np.asarray(bare(as_tensor(labels).array))
    count = int(num_classes) if num_classes > 0 else int(places.max()) + 1
    return wrapped(traced_array(np.eye(count, dtype=np.int64)[places]))


class no_grad:  # noqa: N801  # torch's own name
    """Does nothing, as a context and as a decorator."""

    def __init__(self, *args: Any) -> None:
        """Take the function that it decorates, if it is written without brackets."""
        self._function = args[0] if args and callable(args[0]) else None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the decorated function, or call it."""
        if self._function is not None:
            return self._function(*args, **kwargs)
        return args[0]

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, *_: object) -> None:
        """Do nothing."""


class Module:
    """A module whose forward pass is written by hand."""

    training = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Go forwards."""
        return self.forward(*args, **kwargs)  # type: ignore[attr-defined]

    def train(self, *_: Any) -> Any:
        """Return itself."""
        return self

    eval = train
    to = train

    def parameters(self) -> Any:
        """Tell that there is nothing of the program's own to check: an optimizer asks for them."""
        refused()


def _activation(operation: Callable[..., Any]) -> type:
    class Activation(Module):
        """An activation as a module."""

        def __init__(self, *args: Any, **named: Any) -> None:
            """Keep its settings."""
            named.pop("inplace", None)
            self._args = args
            self._named = named

        def forward(self, values: Any) -> Any:
            """Compute it."""
            return operation(values, *self._args, **self._named)

    return Activation


def _reduced(error: Any, reduction: str) -> Any:
    """Return the mean or the sum of errors, or the errors themselves."""
    if reduction == "mean":
        return error.mean()
    return error.sum() if reduction == "sum" else error


def mse_loss(values: Any, targets: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the squared error."""
    error = (values - targets) ** 2
    return _reduced(error, reduction)


def binary_cross_entropy(values: Any, targets: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the cross-entropy of probabilities."""
    error = -(targets * values.log() + (1 - targets) * (1 - values).log())
    return _reduced(error, reduction)


def cross_entropy(values: Any, labels: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return the cross-entropy of a softmax."""
    return nll_loss(OPERATIONS["log_softmax"](values, 1), labels, reduction)


def nll_loss(logs: Any, labels: Any, reduction: str = "mean", **_: Any) -> Any:
    """Return minus the logarithms of what the labels got."""
    error = -logs[np.arange(len(labels)), labels]
    return _reduced(error, reduction)


def _loss(operation: Callable[..., Any]) -> type:
    class Loss(Module):
        """A loss as a module."""

        def __init__(self, **named: Any) -> None:
            """Keep its settings."""
            self._named = named

        def forward(self, values: Any, targets: Any) -> Any:
            """Compute it."""
            return operation(values, targets, **self._named)

    return Loss


LOSSES: dict[str, Callable[..., Any]] = {
    "mse_loss": mse_loss,
    "binary_cross_entropy": binary_cross_entropy,
    "cross_entropy": cross_entropy,
    "nll_loss": nll_loss,
}
_LOSS_MODULES: dict[str, Callable[..., Any]] = {
    "MSELoss": mse_loss, "BCELoss": binary_cross_entropy, "CrossEntropyLoss": cross_entropy, "NLLLoss": nll_loss,
}  # fmt: skip
_ACTIVATION_MODULES = {
    "Sigmoid": OPERATIONS["sigmoid"], "Tanh": OPERATIONS["tanh"], "ReLU": OPERATIONS["relu"],
    "Softmax": OPERATIONS["softmax"], "LogSoftmax": OPERATIONS["log_softmax"], "LeakyReLU": OF_NN["leaky_relu"],
}  # fmt: skip


def _glorot(weights: Tensor, *_: Any, **__: Any) -> Tensor:
    limit = float(np.sqrt(6.0 / max(1, sum(weights.shape))))
    return weights.uniform_(-limit, limit)


_INIT: dict[str, Any] = {
    "uniform_": Tensor.uniform_, "normal_": Tensor.normal_,
    "zeros_": Tensor.zero_, "constant_": Tensor.fill_, "ones_": lambda weights: weights.fill_(1.0),
    "xavier_uniform_": _glorot, "xavier_normal_": _glorot, "kaiming_uniform_": _glorot, "kaiming_normal_": _glorot,
}  # fmt: skip


class TensorDataset:
    """Tensors whose rows belong together."""

    def __init__(self, *tensors: Tensor) -> None:
        """Take the tensors."""
        self.tensors = tensors

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.tensors[0])

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        """Return one sample."""
        return tuple(tensor[index] for tensor in self.tensors)


class DataLoader:
    """Gives the samples of a dataset in batches."""

    def __init__(self, dataset: Any, batch_size: Any = 1, shuffle: bool = False, **_: Any) -> None:
        """Take a dataset."""
        self.dataset = dataset
        self._size = int(batch_size)
        self._is_shuffled = shuffle

    def __len__(self) -> int:
        """Return the number of batches."""
        return -(-len(self.dataset) // self._size)

    def __iter__(self) -> Iterator[list[Tensor]]:
        """Yield the batches."""
        count = len(self.dataset)
        order = random_numbers().permutation(count) if self._is_shuffled else np.arange(count)
        for start in range(0, count, self._size):
            samples = [self.dataset[int(index)] for index in order[start : start + self._size]]
            columns = zip(*samples, strict=True)
            yield [stacked(list(map(as_tensor, column))) for column in columns]


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


def _of_torch() -> dict[str, Any]:
    names: dict[str, Any] = {**TYPES, **FUNCTIONS_ONLY, **OPERATIONS, "stack": stacked}
    for name, make in _MAKERS.items():
        names[name] = _made(make)
        names[f"{name}_like"] = _made_like(make)
    for function in (manual_seed, tensor, as_tensor, from_numpy, full, full_like, normal, randint, randperm, arange):
        names[function.__name__] = function
    names |= {"linspace": linspace, "eye": eye, "no_grad": no_grad, "inference_mode": no_grad, "enable_grad": no_grad}
    names |= {"set_grad_enabled": no_grad, "Tensor": Tensor, "FloatTensor": Tensor, "DoubleTensor": Tensor}
    names["LongTensor"] = lambda data: tensor(data, np.int64)
    names |= {"Size": Size, "pi": np.pi, "inf": np.inf, "nan": np.nan, "e": np.e, "__version__": "2.0"}
    names |= {"device": str, "is_tensor": lambda value: isinstance(value, Tensor)}
    for name in ("set_default_dtype", "set_printoptions", "set_num_threads", "set_default_tensor_type", "save"):
        names[name] = _nothing
    names["vstack"] = lambda tensors: wrapped(np.vstack([tensor.array for tensor in tensors]))
    names["hstack"] = lambda tensors: wrapped(np.hstack([tensor.array for tensor in tensors]))
    return names


def _of_functional() -> dict[str, Any]:
    names = {name: OPERATIONS[name] for name in ("relu", "sigmoid", "tanh", "softmax", "log_softmax")}
    return {**names, **OF_NN, **LOSSES, "one_hot": one_hot}


def _of_nn() -> dict[str, Any]:
    names: dict[str, Any] = {"Module": Module, "Parameter": lambda data, *_, **__: data}
    for name, operation in _ACTIVATION_MODULES.items():
        names[name] = _activation(operation)
    for name, loss in _LOSS_MODULES.items():
        names[name] = _loss(loss)
    for name in ("Linear", "Sequential", "Conv2d", "RNN", "LSTM", "Embedding", "BatchNorm1d", "Dropout", "Bilinear"):
        names[name] = type(name, (Untrained,), {})
    return names


class _Optimizers(ModuleType):
    """A module all of whose classes are only of use with autograd."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Untrained,), {})


class _Part(ModuleType):
    """A part of torch, of which not everything is there."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"xortui follows torch by a stand-in, which has no {self.__name__}.{name}")


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "torch": _of_torch,
    "torch.nn": _of_nn,
    "torch.nn.functional": _of_functional,
    "torch.nn.init": lambda: dict(_INIT),
    "torch.optim": dict,
    "torch.autograd": lambda: {"Variable": as_tensor, "grad": refused, "Function": Untrained, "backward": refused},
    "torch.cuda": lambda: {"is_available": lambda: False, "manual_seed": _nothing, "manual_seed_all": _nothing},
    "torch.utils": dict,
    "torch.utils.data": lambda: {"TensorDataset": TensorDataset, "DataLoader": DataLoader, "Dataset": object},
    "torch.random": lambda: {"manual_seed": manual_seed},
}
"""The modules of the stand-in, and what makes their names."""


class TorchStandIn(MetaPathFinder, Loader):
    """Finds the stand-in for torch before torch itself."""

    def __init__(self) -> None:
        """Have nothing of torch be there before."""
        manual_seed(0)

    def find_spec(self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> Any:
        """Return the stand-in for a part of torch."""
        return ModuleSpec(fullname, self, is_package=True) if fullname in PARTS else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make a part."""
        return _Optimizers(spec.name) if spec.name == "torch.optim" else _Part(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Give it its names, and have its parts imported with it, as torch has."""
        from importlib import import_module

        vars(module).update(PARTS[module.__name__]())
        for name in PARTS:
            owner, _, part = name.rpartition(".")
            if owner == module.__name__:
                setattr(module, part, import_module(name))
