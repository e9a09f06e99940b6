"""Trains as PyTorch does: one JSON object in on standard input, one out on standard output.

in: {"cases": [case]}; a case has layers, loss, optimizer, regularisation, clip, rates (one a step), batches (row numbers of
each step), features and targets (lists of rows), weights (one a row, or null), parameters (name, shape, values, decays) and
masks (by step, then by layer; null where the layer is no dropout). {"schedules": [schedule], "steps": of an epoch, "epochs"}
out: {"results": [{"parameters": [...], "statistics": [...], "losses": [one a step]}], "schedules": [[rate of each step]]}
"""
import json
import sys

import torch
import torch.nn.functional as F

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": F.relu,
    "leaky-relu": lambda z: F.leaky_relu(z, 0.01),
    "elu": F.elu,
    "selu": F.selu,
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": F.softplus,
    "softmax": lambda z: F.softmax(z, dim=1),
}


def forward(case, own, x, masks, figures):
    for i, layer in enumerate(case["layers"]):
        kind = layer["kind"]
        get = lambda name: own[f"layers.{i}.{name}"]
        if kind == "dense":
            x = ACTIVATIONS[layer["activation"]](x @ get("weights") + get("biases"))
        elif kind == "dropout":
            x = x * torch.tensor(masks[i]).reshape(x.shape)
        elif kind == "batch-norm":
            mean, variance = x.mean(0), x.var(0, unbiased=False)
            figures[i] = (mean.detach(), variance.detach(), layer["momentum"])
            # By its own figures: in training PyTorch normalises with the biased variance too.
            x = F.batch_norm(x, None, None, get("scale"), get("shift"), training=True, eps=layer["epsilon"])
        elif kind == "layer-norm":
            x = F.layer_norm(x, (x.shape[1],), get("scale"), get("shift"), layer["epsilon"])
        elif kind == "residual":
            inner = ACTIVATIONS[layer["activation"]](x @ get("inner.weights") + get("inner.biases"))
            x = x + inner @ get("outer.weights") + get("outer.biases")
        elif kind == "embedding":
            parts = torch.split(x, [block["size"] for block in layer["blocks"]], dim=1)
            x = torch.cat(
                [
                    part if block["kind"] == "pass" else F.embedding(part.argmax(1), get(f"table{j}"))
                    for j, (part, block) in enumerate(zip(parts, layer["blocks"]))
                ],
                dim=1,
            )
    return x


def row_losses(rule, outputs, targets):
    kind = rule["kind"]
    if kind == "mse":
        return F.mse_loss(outputs, targets, reduction="none").mean(1)
    if kind == "mae":
        return F.l1_loss(outputs, targets, reduction="none").mean(1)
    if kind == "huber":
        return F.huber_loss(outputs, targets, reduction="none", delta=rule["delta"]).mean(1)
    if kind == "quantile":
        error = targets - outputs
        return torch.maximum(rule["quantile"] * error, (rule["quantile"] - 1) * error).mean(1)
    if kind == "poisson":
        return F.poisson_nll_loss(outputs, targets, log_input=True, full=False, reduction="none").mean(1)
    if kind == "binary-cross-entropy":
        smooth = rule["labelSmoothing"]
        soft = targets * (1 - smooth) + smooth / 2
        return F.binary_cross_entropy_with_logits(outputs, soft, reduction="none").mean(1)
    return F.cross_entropy(outputs, targets, reduction="none", label_smoothing=rule["labelSmoothing"])


class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, algorithm 2; PyTorch has none of its own."""

    def __init__(self, params, lr, betas, weight_decay):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            first, second = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                direction = torch.sign(first * m + (1 - first) * p.grad)
                p.mul_(1 - group["lr"] * group["weight_decay"]).add_(direction, alpha=-group["lr"])
                m.mul_(second).add_(p.grad, alpha=1 - second)


def make_optimizer(o, weights, others):
    kind, lr = o["kind"], o["learningRate"]
    every = [{"params": weights}, {"params": others}]
    decaying = [{"params": weights, "weight_decay": o.get("weightDecay", 0)}, {"params": others, "weight_decay": 0}]
    if kind == "sgd":
        return torch.optim.SGD(every, lr=lr)
    if kind in ("momentum", "nesterov"):
        return torch.optim.SGD(every, lr=lr, momentum=o["momentum"], nesterov=kind == "nesterov")
    if kind == "rmsprop":
        return torch.optim.RMSprop(every, lr=lr, alpha=o["decay"], eps=o["epsilon"])
    if kind == "adagrad":
        return torch.optim.Adagrad(every, lr=lr, eps=o["epsilon"])
    if kind == "adam":
        return torch.optim.Adam(every, lr=lr, betas=(o["beta1"], o["beta2"]), eps=o["epsilon"])
    if kind == "adamw":
        return torch.optim.AdamW(decaying, lr=lr, betas=(o["beta1"], o["beta2"]), eps=o["epsilon"])
    return Lion(decaying, lr, (o["beta1"], o["beta2"]), o["weightDecay"])


def train(case):
    own = {
        p["name"]: torch.tensor(p["values"], dtype=torch.float32).reshape(p["shape"]).requires_grad_()
        for p in case["parameters"]
    }
    decays = {p["name"]: p["decays"] for p in case["parameters"]}
    weights = [own[name] for name in own if decays[name]]
    others = [own[name] for name in own if not decays[name]]
    optimizer = make_optimizer(case["optimizer"], weights, others)
    features, targets = (torch.tensor(case[name], dtype=torch.float32) for name in ("features", "targets"))
    rows = None if case["weights"] is None else torch.tensor(case["weights"], dtype=torch.float32)
    penalty, clip = case["regularisation"], case["clip"]
    running, losses = {}, []
    for step, batch in enumerate(case["batches"]):
        for group in optimizer.param_groups:
            group["lr"] = case["rates"][step]
        figures = {}
        outputs = forward(case, own, features[batch], case["masks"][step], figures)
        each = row_losses(case["loss"], outputs, targets[batch])
        loss = each.mean() if rows is None else (each * rows[batch]).sum() / rows[batch].sum()
        losses.append(loss.item())
        extra = sum(penalty["l1"] * w.abs().sum() + penalty["l2"] * (w * w).sum() for w in weights)
        optimizer.zero_grad()
        (loss + extra).backward()
        if clip["kind"] == "norm":
            torch.nn.utils.clip_grad_norm_(list(own.values()), clip["limit"])
        elif clip["kind"] == "value":
            torch.nn.utils.clip_grad_value_(list(own.values()), clip["limit"])
        optimizer.step()
        for i, (mean, variance, momentum) in figures.items():
            before = running.get(i, (torch.zeros_like(mean), torch.ones_like(variance)))
            running[i] = tuple(momentum * b + (1 - momentum) * n for b, n in zip(before, (mean, variance)))
    return {
        "parameters": [value for tensor in own.values() for value in tensor.detach().flatten().tolist()],
        "statistics": [value for pair in running.values() for tensor in pair for value in tensor.tolist()],
        "losses": losses,
    }


def rates(schedule, steps, epochs):
    """The rate of each step, from 1 on, by PyTorch's own schedulers."""
    total = steps * epochs
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    kinds = torch.optim.lr_scheduler
    if schedule["kind"] == "step":
        scheduler = kinds.StepLR(optimizer, schedule["every"] * steps, schedule["factor"])
    elif schedule["kind"] == "exponential":
        scheduler = kinds.ExponentialLR(optimizer, schedule["factor"] ** (1 / steps))
    elif schedule["kind"] == "cosine":
        rising = schedule["warmUp"] * steps
        up = kinds.LinearLR(optimizer, 1 / rising, 1.0, rising - 1)
        down = kinds.CosineAnnealingLR(optimizer, total - 1 - rising, schedule["final"])
        scheduler = kinds.SequentialLR(optimizer, [up, down], [rising])
    else:
        scheduler = kinds.OneCycleLR(
            optimizer,
            1.0,
            total_steps=total,
            pct_start=schedule["rise"],
            div_factor=schedule["startDivisor"],
            final_div_factor=schedule["finalDivisor"],
            cycle_momentum=False,
        )
    found = []
    for _ in range(total):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(found) < total:
            scheduler.step()
    return found


torch.set_num_threads(1)
asked = json.load(sys.stdin)
answer = {
    "results": [train(case) for case in asked["cases"]],
    "schedules": [rates(schedule, asked["steps"], asked["epochs"]) for schedule in asked["schedules"]],
}
json.dump(answer, sys.stdout)
