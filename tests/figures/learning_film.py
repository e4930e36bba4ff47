"""Every stop and bucket of the mean and of two towns, and one stop beyond the end."""

from skbook.widgets.learning_film import BUCKETS, film

STATES = [(stop, bucket, town) for stop in range(len(film()["stops"])) for bucket in range(len(BUCKETS))
          for town in (0, 1, 8)] + [(99, 5, 0)]
EXTREMES = [(10, 5, 0), (0, 0, 0), (17, 10, 8), (6, 10, 2)]
BAD = [(-1, 0, 0), (0, 11, 0), (0, 0, 9), (0, -1, 0), (1.0, 0, 0), (0, 0, True)]
