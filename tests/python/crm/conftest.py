"""Makes the helpers of these tests importable, and their fixtures known."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from crm_exports import export, real_data

__all__ = ["export", "real_data"]
