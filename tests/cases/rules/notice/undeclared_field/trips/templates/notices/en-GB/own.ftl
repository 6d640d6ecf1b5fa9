greeting = Dear { $merge-first-name } { $merge-last-name },
