"""Which page opens which route: the only place that knows the pages of all features."""
