"""Is my own backprop right? A student's file is run as it is, its numbers are followed, and its steps are judged."""
