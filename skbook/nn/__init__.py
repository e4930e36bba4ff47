"""Networks: a tiny transformer, how it is trained, and what it has to do with a compressed file.

Needs torch, which Colab ships (elsewhere ``pip install torch``), and the extra ``nn``. The rest of the package never
asks for torch, and neither does :mod:`skbook.nn.exact`. Serves chapter 5 and every chapter that trains a network.
"""
