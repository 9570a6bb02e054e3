"""The individual employment plan: drawn up, signed by both, amended, monitored (par. 48-51).

Section 2 of annex 9 holds activities with a date each, section 3 the days of contact. What both
signed last stands; a draft binds nobody.
"""

from __future__ import annotations
