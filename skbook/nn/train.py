"""Training: one step after the other, with a progress bar, checkpoints, and a stop when the loss is no number.

Knows how a network learns from batches, how to save the whole state of a training (weights, optimiser, losses) and how
to go on from there as if nothing had happened, to the last bit. Knows nothing of the data but their batches:
``batch(s)`` is the batch of step s, whatever came before, so that an interrupted training finds its place again. The
loss of a step is measured *before* its update: if every batch is new, the sum of the losses is a code length, the
prequential one. Needs torch and the extra ``nn``. Serves chapter 5 and every chapter that trains a network.
"""

import hashlib
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from tqdm.auto import tqdm

from skbook.checks import whole

FORMAT = "skbook training 2"
SCHEDULE = ("learning_rate", "warm_up", "steady", "cosine_to")  # what a training depends on beside its batches
QUIET_SECONDS = 30  # a training shorter than this shows no bar, so that pages stay clean


@dataclass(frozen=True)
class Training:
    """What a training saw: the loss of every batch before its update, in bits a symbol, and the batch's symbols.

    For an ensemble of E networks ``losses`` has shape (steps, E), and ``symbols`` are those that each network saw.
    """

    losses: np.ndarray
    symbols: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        """Symbols seen up to and with each step."""
        return np.cumsum(self.symbols)

    @property
    def code_length_bits(self) -> np.ndarray:
        """The area under the loss curve up to and with each step; a code length if no symbol came twice."""
        symbols = self.symbols.reshape(-1, *[1] * (self.losses.ndim - 1))
        return np.cumsum(self.losses * symbols, axis=0)

    def __repr__(self):
        last = f", the last at {self.losses[-1].mean():.3f} bits a symbol" if len(self.losses) else ""
        return f"Training({len(self.losses)} steps, {int(self.symbols.sum()):,} symbols{last})"


class Learner:
    """A network and its optimiser: :meth:`step` makes one update.

    Parameters
    ----------
    model : a module with ``loss(batch)``, in bits a symbol: one number, or one for each network of an ensemble.
    learning_rate : of Adam at its highest. It grows linearly for ``warm_up`` steps and falls like one over the root of
        the step after ``steady`` steps, which needs no knowledge of where the training will end.
    cosine_to : if given, the rate falls along half a cosine instead, and is zero after so many steps.
    device : such as "cpu" or "cuda", to which the model is moved and every batch; None leaves the model where it is.
        On a GPU the layers compute in bfloat16, sums and losses in full floats; no experiment of the book asks for one,
        and to code with a network that was trained there, move it back with ``model.cpu()``. Nothing is compiled: on a
        tiny network that takes longer than the whole training.
    """

    def __init__(self, model: nn.Module, learning_rate: float = 0.01, warm_up: int = 20, steady: int = 100,
                 cosine_to: int | None = None, device: str | torch.device | None = None):
        if not 0 < learning_rate < math.inf:
            raise ValueError(f"learning_rate is {learning_rate!r}; give a number above 0, such as 0.01.")
        self.model, self.learning_rate, self.steps = model.to(device), learning_rate, 0
        self.device = next(model.parameters()).device
        self.warm_up, self.steady, self.cosine_to = whole(warm_up, "warm_up", 1), whole(steady, "steady", 1), cosine_to
        # One fused call for all weights: on tiny models the bookkeeping between calls costs more than the arithmetic.
        self.optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.95), fused=True)

    def loss(self, batch) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            return self.model.loss(_tensors(batch, self.device))

    def rate(self, step: int) -> float:
        """The learning rate of a step; the first is step 1."""
        fallen = math.sqrt(self.steady / step) if self.cosine_to is None else (
            0.5 + 0.5 * math.cos(math.pi * min(1.0, (step - 1) / self.cosine_to)))
        return self.learning_rate * min(1.0, step / self.warm_up, fallen)

    def update(self, loss: Tensor) -> None:
        """Follow the gradient of this loss for one step; losses of an ensemble are added, so none bears on another."""
        self.steps += 1
        self.optimizer.param_groups[0]["lr"] = self.rate(self.steps)
        self.optimizer.zero_grad(set_to_none=True)
        loss.sum().backward()
        self.optimizer.step()

    def step(self, batch) -> float | list[float]:
        """The loss of a batch, and then the update; ``ValueError`` if the loss is no number."""
        loss = self.loss(batch)
        value = finite(loss, self.steps)
        self.update(loss)
        return value


def finite(loss: Tensor, step: int) -> float | list[float]:
    """The loss as a float, or one for each network, or a refusal that says when it went wrong."""
    value = loss.tolist()
    for one in value if loss.ndim else [value]:
        if not math.isfinite(one):
            raise ValueError(f"the loss is {one} at step {step}: training has diverged. Take a smaller learning rate, "
                             "and look for NaN in the batch of this step.")
    return value


def _tensors(batch, device: torch.device):
    """A batch as torch likes it, where the network is: an array becomes a tensor, a tuple of them a tuple."""
    if isinstance(batch, tuple):
        return tuple(torch.as_tensor(part, device=device) for part in batch)
    return torch.as_tensor(batch, device=device)


def _symbols(batch, loss: Tensor) -> int:
    """How many symbols a batch holds for each network; those of a tuple stand in its first part."""
    return math.prod((batch[0] if isinstance(batch, tuple) else batch).shape) // max(1, loss.numel())


def fit(model: nn.Module, batch: Callable[[int], Tensor], steps: int, *, learning_rate: float = 0.01,
        warm_up: int = 20, steady: int = 100, cosine: bool = False, checkpoint: str | Path | None = None,
        every: int = 100, progress: bool = True, device: str | torch.device | None = None) -> Training:
    r"""Train a network on ``batch(0)``, ``batch(1)``, …, ``batch(steps - 1)``.

    .. math:: w_{s+1} = w_s - \text{Adam step on } L(w_s; x_s), \qquad
              \text{prequential length} = \sum_s |x_s|\, L(w_s; x_s)

    Parameters
    ----------
    model : a module with ``loss(batch)``, in bits a symbol; trained in place.
    batch : from the number of a step to its batch, a tensor or array of symbols. Always the same for the same number.
    learning_rate, warm_up, steady : as for :class:`Learner`.
    cosine : let the learning rate fall along half a cosine that ends with the last step: the better schedule where one
        knows ``steps`` beforehand.
    checkpoint : a file. If it exists, training goes on from it, else it begins; every ``every`` steps, at the end and
        when you interrupt, the state is saved there. A run in two pieces gives the bits of a run in one.
    progress : show a bar if it takes longer than half a minute.
    device : where to train, as for :class:`Learner`; the model stays there. One thread of a CPU always gives the same
        bits; a GPU need not.

    Returns
    -------
    Training, with one loss a step, those before an interruption included.

    Raises
    ------
    ValueError
        If a loss is no number (the message names the step; the checkpoint keeps the last state whose loss was one), or
        the checkpoint is damaged, belongs to another network or another schedule, or holds more than ``steps`` steps;
        or if a setting is out of range.

    Examples
    --------
    >>> from skbook.nn.gpt import GPT, Config
    >>> net = GPT(Config(alphabet=2, context=8, width=16, layers=1, heads=1), seed=0)
    >>> run = fit(net, lambda step: torch.tensor([[0, 1] * 4] * 4), steps=40)
    >>> round(float(run.losses[0]), 3), bool(run.losses[-1] < 0.2)  # the first forecasts are a half for each letter
    (1.0, True)
    """
    learner = Learner(model, learning_rate, warm_up, steady, steps if cosine else None, device)
    whole(every, "every", 1)
    losses, symbols = load(checkpoint, learner) if checkpoint and Path(checkpoint).exists() else ([], [])
    if len(losses) > steps:
        raise ValueError(f"the checkpoint {checkpoint} holds {len(losses)} steps, but only {steps} are asked for; name "
                         "another file to train again, or ask for more.")
    together = True  # weights and optimiser belong to the same step
    bar = tqdm(total=steps, initial=len(losses), disable=not progress, delay=QUIET_SECONDS, mininterval=1,
               unit="step")
    with bar:
        try:
            for step in range(len(losses), steps):
                rows = batch(step)
                loss = learner.loss(rows)
                value = finite(loss, step)
                if checkpoint and step % every == 0:  # here the weights are known to be good
                    save(checkpoint, learner, losses, symbols)
                together = False
                learner.update(loss)
                losses.append(value)
                symbols.append(_symbols(rows, loss))
                together = True
                bar.update()
                bar.set_postfix_str(f"{np.mean(value):.3f} bits", refresh=False)
        except KeyboardInterrupt:
            if checkpoint and together:
                save(checkpoint, learner, losses, symbols)
            raise
    if checkpoint and _all_finite(model):
        save(checkpoint, learner, losses, symbols)
    return Training(np.array(losses), np.array(symbols, dtype=int))


def save(path: str | Path, learner: Learner, losses: list[float], symbols: list[int]) -> None:
    """Write the whole state of a training, in one move: a reader finds the old file or the new one."""
    state = {f"model.{name}": weight for name, weight in learner.model.state_dict().items()}
    for i, parameter in enumerate(learner.model.parameters()):
        for key, value in learner.optimizer.state[parameter].items():
            state[f"optimizer.{i}.{key}"] = value
    state["losses"] = torch.tensor(losses, dtype=torch.float64)
    state["symbols"] = torch.tensor(symbols, dtype=torch.int64)
    state = {name: tensor.cpu().contiguous() for name, tensor in state.items()}
    path, unfinished = Path(path), Path(f"{path}.part")
    schedule = {name: repr(getattr(learner, name)) for name in SCHEDULE}
    save_file(state, unfinished, metadata={"format": FORMAT, "sha256": _sha256(state), **schedule})
    os.replace(unfinished, path)


def load(path: str | Path, learner: Learner) -> tuple[list[float], list[int]]:
    """Put a saved state into a learner; the losses and symbols of the steps that it had made.

    Raises
    ------
    ValueError
        If the file is no checkpoint, is damaged, or belongs to another network or another schedule of the learning
        rate; the learner is then unchanged.
    """
    state, schedule = _read(Path(path))
    model = {name.removeprefix("model."): tensor for name, tensor in state.items() if name.startswith("model.")}
    have = {name: tuple(tensor.shape) for name, tensor in model.items()}
    want = {name: tuple(tensor.shape) for name, tensor in learner.model.state_dict().items()}
    if have != want:
        differ = sorted(name for name in have.keys() | want.keys() if have.get(name) != want.get(name))
        raise ValueError(f"the checkpoint {path} belongs to another network: {differ[0]} is {have.get(differ[0])} "
                         f"there and {want.get(differ[0])} here. Build the network that it was made with.")
    for name in SCHEDULE:
        if schedule[name] != repr(getattr(learner, name)):
            raise ValueError(f"the checkpoint {path} was trained with {name} {schedule[name]}, here it is "
                             f"{getattr(learner, name)!r}: take its own, or name another file to train again.")
    learner.model.load_state_dict(model)
    for i, parameter in enumerate(learner.model.parameters()):
        prefix = f"optimizer.{i}."
        found = {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
        if found:
            learner.optimizer.state[parameter] = {name: tensor.to(learner.device) for name, tensor in found.items()}
    losses, symbols = state["losses"].tolist(), state["symbols"].tolist()
    learner.steps = len(losses)
    return losses, symbols


def _read(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors and the rest of what :func:`save` wrote."""
    mend = "Delete it to begin again, or put back a copy."
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            state = {name: file.get_tensor(name) for name in file.keys()}
    except (SafetensorError, OSError) as error:
        raise ValueError(f"the checkpoint {path} is damaged or no checkpoint at all ({error}). {mend}") from None
    if metadata.get("format") != FORMAT:
        raise ValueError(f"{path} is no checkpoint of a training: its format is {metadata.get('format')!r}, "
                         f"expected {FORMAT!r}. {mend}")
    if metadata["sha256"] != _sha256(state):
        raise ValueError(f"the checkpoint {path} is damaged: its checksum does not fit its numbers. {mend}")
    return state, metadata


def _sha256(state: dict[str, Tensor]) -> str:
    digest = hashlib.sha256()
    for name in sorted(state):
        digest.update(name.encode() + state[name].numpy().tobytes())
    return digest.hexdigest()


def _all_finite(model: nn.Module) -> bool:
    return all(bool(torch.isfinite(weight).all()) for weight in model.parameters())
