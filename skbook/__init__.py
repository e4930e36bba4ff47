"""The package behind *Knowing by Compressing*: what the chapters compute, small enough to read.

An arrow only ever points to a lower floor: ``info``, ``stats`` and ``datasets`` know nothing of the rest.
The core needs numpy alone; what needs more says which extra to install.
"""

__version__ = "0.1.0"
