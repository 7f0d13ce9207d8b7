"""What the chapters import, all of it: loaded once, before they run side by side."""

from __future__ import annotations

import importlib
import pkgutil

import synthesis.site
from synthesis.site.machinery.html import environment

for module in pkgutil.walk_packages(synthesis.site.__path__, "synthesis.site."):
    if module.name != __name__:
        importlib.import_module(module.name)

for name in environment().list_templates():
    environment().get_template(name)
