"""Why a training does not learn: causes, each with the numbers that say so, from the training alone."""
