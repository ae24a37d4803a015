"""What running may send through tmux or screen at the far end of an ssh connection."""

from __future__ import annotations

import pytest

from xortui.ui.painting.relay import SUPPOSED_SPEED, Allowance

SSH = {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}
TMUX = {"TMUX": "/tmp/tmux-0/default,1,0"}
SCREEN = {"STY": "1.pts-0"}


class TestAllowance:
    """With a relay, and without."""

    @pytest.mark.parametrize("environment", [SSH | TMUX, SSH | SCREEN])
    def test_running_sends_no_more_than_a_slow_line_carries(self, environment: dict[str, str]) -> None:
        allowance = Allowance(environment)
        now = 100.0
        sent = 0
        while now < 110:
            if allowance.is_line_free(now):
                allowance.note(3000, now)
                sent += 3000
            now += 1 / 64
        assert 0.8 * SUPPOSED_SPEED * 10 < sent <= SUPPOSED_SPEED * 10 + 3000

    @pytest.mark.parametrize("environment", [{}, SSH, TMUX, SCREEN])
    def test_where_the_answers_come_from_the_terminal_there_is_no_limit(self, environment: dict[str, str]) -> None:
        allowance = Allowance(environment)
        allowance.note(1_000_000, 100.0)
        assert allowance.is_line_free(100.0)
