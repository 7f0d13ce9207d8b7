"""The sizes that figures share, so that they look like one hand’s work."""

from __future__ import annotations

POINT = 1 / 72  # inches
WIDE, NARROW = 8.6, 3.6  # inches: on desktops and in print, on phones (360 CSS pixels)
TITLE, BODY, SMALL = 11.0, 9.0, 8.5  # points
RAISE = 0.36 * BODY * POINT  # inches from a baseline up to the middle of its capitals
