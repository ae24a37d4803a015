"""Causes that lie in the learning rate: too large, too small."""

from __future__ import annotations

import numpy as np

from xortui.diagnosis.evidence import Evidence
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.trainer import Trained, Trainer
from xortui.diagnosis.wording import counted, listed, number
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase

MULTIPLES = (0.1, 1.0, 10.0)
"""Of the learning rate, at which one epoch is tried."""
SMALLER = (0.1, 0.01)
"""Multiples that are tried where it seems too large."""
ALL_SMALLER = (0.3, 0.1, 0.01)
"""Multiples that must learn, each of them, where nothing else shows that it is too large."""
LARGER = (10.0, 100.0)
"""Multiples that are tried where it seems too small."""
LOOKED_AT = 200
"""Updates at whose own loss is looked."""
OFTEN = 0.1
"""The share of updates that must raise the loss of their own samples, where a tenth of the update lowers it."""
FIRST_EPOCHS = 5
"""Epochs in which a loss that jumps up is looked for."""
OVERSHOT = 1.2
"""A loss that training brings to so many times what it was, and what constant outputs have, has jumped up."""
LIKE_A_LINE = (6.0, 14.0)
"""Ten times the rate lets the loss fall by about ten times as much in one epoch, where steps are small."""


def rate_too_large(evidence: Evidence) -> Finding | None:
    """Tell that updates go too far, where smaller ones learn."""
    if not evidence.is_in_trouble:
        return None
    raising = _raising(evidence)
    has_diverged = bool(evidence.case.end) or evidence.onward.has_diverged
    if not has_diverged and raising < OFTEN and not _overshoots(evidence) > OVERSHOT:
        return _too_large_for_start(evidence)
    for multiple in SMALLER:
        trained = evidence.from_start(evidence.trainer_with(rate=multiple))
        if trained is None:
            return None
        if trained.has_learnt or _settles(evidence, trained):
            return _too_large(evidence, multiple, trained, raising)
    return None


def _highest(evidence: Evidence) -> float:
    """Return the greatest mean loss after each of the first epochs."""
    state = evidence.case.start
    samples = len(evidence.case.samples)
    highest = 0.0
    for epoch in range(FIRST_EPOCHS):
        state = evidence.trainer.after(state, epoch * samples + 1, samples)
        highest = max(highest, evidence.trainer.loss(state))
    return highest


def _overshoots(evidence: Evidence) -> float:
    """Return how many times as high the loss jumps as it was, or as constant outputs have."""
    usual = max(evidence.trainer.loss(evidence.case.start), evidence.loss_of_constant)
    return _highest(evidence) / usual if usual > 0 else 0.0


def _settles(evidence: Evidence, trained: Trained) -> bool:
    """Say whether training with a smaller rate comes far below what it is without; or to rest, where that diverges."""
    if trained.has_diverged:
        return False
    if evidence.case.end or evidence.onward.has_diverged:
        return trained.loss <= max(evidence.trainer.loss(evidence.case.start), 1.01 * evidence.loss_of_constant)
    return evidence.helps(trained) and trained.loss < 0.9 * evidence.loss_of_constant


def _too_large(evidence: Evidence, multiple: float, trained: Trained, raising: float) -> Finding:
    losses = after_one_epoch(evidence, evidence.case.start, 0)
    rate = evidence.case.learning_rate
    if evidence.case.end:
        symptom = phrase("training diverged {end}", end=evidence.case.end)
    elif evidence.onward.has_diverged:
        symptom = phrase("training diverges within {epochs} from here", epochs=counted(evidence.onward.epochs, "epoch"))
    elif raising < OFTEN:
        symptom = phrase(
            "in the first {epochs} epochs the loss jumps to {highest}, above the {constant} of constant outputs",
            epochs=FIRST_EPOCHS,
            highest=number(_highest(evidence)),
            constant=number(evidence.loss_of_constant),
        )
    else:
        symptom = phrase(
            "{percent} % of the first {count} updates raise the loss of their own samples, "
            "where a tenth of the update lowers it",
            percent=round(100 * raising),
            count=LOOKED_AT,
        )
    return Finding(
        id="rate-too-large",
        sentence=(
            phrase(
                "The learning rate η = {rate} is too large: {symptom}. From the start, one epoch "
                "brings the loss {course}.",
                rate=number(rate),
                symptom=symptom,
                course=_losses_after_an_epoch(evidence, evidence.case.start, losses),
            )
        ),
        numbers={"η": rate, "after one epoch at η/10, η, 10η": losses, "updates that raise their loss": raising},
        look_at=phrase("the loss over the first epochs: rewind, and step by updates"),
        helps=(
            phrase(
                "With η = {rate}, from the same start, the loss comes to {loss} in {epochs}.",
                rate=number(multiple * rate),
                loss=number(trained.loss),
                epochs=counted(trained.epochs, "epoch"),
            )
        ),
    )


def _too_large_for_start(evidence: Evidence) -> Finding | None:
    """Tell that the start is learnt from with every smaller rate that is tried, and not with this one."""
    # Where samples contradict each other so that constant outputs are best, there is nothing to learn.
    if not evidence.least_loss < 0.9 * evidence.loss_of_constant:
        return None
    rate = evidence.case.learning_rate
    told: list[str] = []
    rates: list[float] = []
    losses: list[float] = []
    for multiple in ALL_SMALLER:
        trained = evidence.from_start(evidence.trainer_with(rate=multiple))
        if trained is None or not trained.has_learnt:
            return None
        told.append(
            phrase(
                "{rate} (a loss of {loss} in {epochs})",
                rate=number(multiple * rate),
                loss=number(trained.loss),
                epochs=counted(trained.epochs, "epoch"),
            )
        )
        rates.append(multiple * rate)
        losses.append(trained.loss)
    # Somebody may have changed the rate or the weights on the way here.
    own = evidence.from_start()
    if own is None or own.has_learnt:
        return None
    return Finding(
        id="rate-too-large",
        sentence=phrase(
            "The learning rate η = {rate} is too large for this start: from it training has not learnt after "
            "{epochs}, and it learns with every smaller rate that was tried.",
            rate=number(rate),
            epochs=counted(own.epochs, "epoch"),
        ),
        numbers={"η": rate, "loss": own.loss, "smaller rates": rates, "losses with them": losses},
        look_at=phrase("the loss over the first epochs: rewind, and step by updates"),
        helps=phrase("From the same start it learns with η = {rates}.", rates=listed(told)),
    )


def rate_too_small(evidence: Evidence) -> Finding | None:
    """Tell that steps are so small that training is only slow, where larger ones learn."""
    if not evidence.is_in_trouble or evidence.case.end:
        return None
    losses = after_one_epoch(evidence, evidence.case.now, evidence.case.steps)
    if not all(map(np.isfinite, losses)):
        return None
    own = evidence.loss - losses[1]
    tenfold = evidence.loss - losses[2]
    # Where it does not fall at all, a larger rate would not let it fall, either.
    if not (own > 0 and LIKE_A_LINE[0] <= tenfold / own <= LIKE_A_LINE[1]):
        return None
    for multiple in LARGER:
        trained = evidence.from_now(evidence.trainer_with(rate=multiple))
        if trained is None or not (trained.has_learnt and _stays(evidence, multiple)):
            continue
        rate = evidence.case.learning_rate
        half = epochs_until_half(evidence)
        pace = (
            phrase(" At this pace it takes {half} epochs until it is half of that.", half=grouped(half)) if half else ""
        )
        return Finding(
            id="rate-too-small",
            sentence=(
                phrase(
                    "The learning rate η = {rate} is too small: one more epoch brings the loss "
                    "{course}, ten times as far with ten times the rate.{pace}",
                    rate=number(rate),
                    course=_losses_after_an_epoch(evidence, evidence.case.now, losses),
                    pace=pace,
                )
            ),
            numbers={"η": rate, "after one epoch at η/10, η, 10η": losses},
            look_at=phrase("the changes Δ of the weights beside their values"),
            helps=(
                phrase(
                    "With η = {rate}, trained on from here, the loss comes to {loss} in {epochs}.",
                    rate=number(multiple * rate),
                    loss=number(trained.loss),
                    epochs=counted(trained.epochs, "epoch"),
                )
            ),
        )
    return None


def _stays(evidence: Evidence, multiple: float) -> bool:
    """Say whether updates at a multiple of the rate lower their own loss, nearly all of them."""
    return _raising(evidence, multiple) < OFTEN


def after_one_epoch(evidence: Evidence, state: tuple[float, ...], done: int) -> list[float]:
    """Return the mean loss after one epoch at a tenth of the rate, at the rate, and at ten times the rate."""
    found = []
    for multiple in MULTIPLES:
        trained = _epoch(evidence.trainer_with(rate=multiple), state, done, len(evidence.case.samples))
        found.append(trained)
    return found


def _epoch(trainer: Trainer, state: tuple[float, ...], done: int, samples: int) -> float:
    return trainer.loss(trainer.after(state, done + 1, samples))


def epochs_until_half(evidence: Evidence) -> int:
    """Return how many epochs it takes at the pace of the next ones until the loss is half; 0 if it does not fall."""
    course = evidence.onward.course
    pace = next((point for point in course if point[0] >= 10), course[-1])
    fall = (evidence.loss - pace[1]) / max(pace[0], 1)
    return round(0.5 * evidence.loss / fall) if fall > 0 else 0


def _losses_after_an_epoch(evidence: Evidence, state: tuple[float, ...], losses: list[float]) -> str:
    """Return where one epoch brings the loss from a state, at the three rates."""
    before = f"{evidence.trainer.loss(state):.6g}"
    tenth, own, tenfold = [f"{loss:.6g}" if np.isfinite(loss) else "∞" for loss in losses]
    return phrase(
        "from {before} to {own}; at a tenth of η to {tenth}, at ten times η to {tenfold}",
        before=before,
        own=own,
        tenth=tenth,
        tenfold=tenfold,
    )


def _raising(evidence: Evidence, multiple: float = 1.0) -> float:
    """Return the share of the first updates that raise the mean loss of their own samples, where a tenth lowers it."""
    trainer = evidence.trainer_with(rate=multiple)
    tenth = evidence.trainer_with(rate=0.1 * multiple)
    schedule = evidence.case.problem.schedule
    state = evidence.case.start
    raised = 0
    counted_updates = 0
    step = 0
    small = 1e-9 * max(evidence.loss_of_constant, 1e-9)
    for _ in range(LOOKED_AT):
        size = schedule.batch_at(step + 1)
        own = [schedule.sample(at) for at in range(step + 1, step + 1 + size)]
        after = trainer.after(state, step + 1, size)
        if not np.isfinite(after).all():
            return 1.0
        before = _mean(trainer, state, own)
        if before > small:
            counted_updates += 1
            is_worse = _mean(trainer, after, own) > before * (1 + 1e-9)
            raised += is_worse and _mean(trainer, tenth.after(state, step + 1, size), own) < before
        state = after
        step += size
    return raised / max(counted_updates, 1)


def _mean(trainer: Trainer, state: tuple[float, ...], samples: list[int]) -> float:
    losses = trainer.losses(state)
    return sum(losses[sample] for sample in samples) / len(samples)
