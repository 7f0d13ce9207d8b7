"""What the chapters import, all of it: loaded once, before they run side by side."""

from __future__ import annotations

import importlib
import pkgutil

import synthesis.site

for module in pkgutil.iter_modules(synthesis.site.__path__):
    if module.name != "preloaded":
        importlib.import_module(f"synthesis.site.{module.name}")
