"""What the chapters import, all of it: loaded once, before they run side by side."""

from __future__ import annotations

import importlib
import pkgutil

import synthesis.site

for module in pkgutil.walk_packages(synthesis.site.__path__, "synthesis.site."):
    if module.name != __name__:
        importlib.import_module(module.name)
