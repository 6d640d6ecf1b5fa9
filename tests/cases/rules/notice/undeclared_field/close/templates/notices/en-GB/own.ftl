# Another service would have $merge-last-name too.
greeting = Dear { $merge-first-name },
