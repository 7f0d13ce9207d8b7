"""What somebody else's pattern would make endless ends with a sentence."""

from __future__ import annotations

import re
import signal
import time

import pytest

from synthesis.files.time_limit import time_limit


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timer")
def test_an_endless_pattern_is_ended() -> None:
    start = time.monotonic()
    with pytest.raises(ValueError, match="too slow"), time_limit(0.2, ValueError("too slow")):
        re.fullmatch(r"(a+)+", "a" * 60 + "b")
    assert time.monotonic() - start < 10
    with time_limit(0.2, ValueError("too slow")):
        pass
    time.sleep(0.3)  # the timer is off again
