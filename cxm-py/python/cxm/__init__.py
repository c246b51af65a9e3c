"""Customer experience, measured: scores, intervals and tests on states that merge."""

from cxm._cxm import __version__
from cxm._errors import CxmError, CxmInternalError, UnknownColumnError

for _public in (CxmError, CxmInternalError, UnknownColumnError):
    _public.__module__ = "cxm"  # tracebacks and pickles name the public place
del _public

__all__ = ["CxmError", "CxmInternalError", "UnknownColumnError", "__version__"]
