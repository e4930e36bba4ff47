"""Every stop and bucket of the mean and of two towns, and one stop beyond the end."""

from skbook.widgets.learning_film import BUCKETS, film

STATES = [(stop, bucket, town) for stop in range(len(film()["stops"])) for bucket in range(len(BUCKETS))
          for town in (0, 1, 8)] + [(99, 5, 0)]
EXTREMES = [(8, 5, 0), (0, 0, 0), (15, 10, 8), (4, 10, 2)]
BAD = [(-1, 0, 0), (0, 11, 0), (0, 0, 9), (0, -1, 0), (1.0, 0, 0), (0, 0, True)]
