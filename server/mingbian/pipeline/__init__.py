"""From a captured page to annotations: see `check.check_page`."""
