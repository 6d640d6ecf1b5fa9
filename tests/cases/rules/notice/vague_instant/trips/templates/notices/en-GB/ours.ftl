lead-reminder = The { $brand } online store at { $site } closes tomorrow at midnight.
lead-last-day = The last day of the { $brand } online store at { $site } is { $last-day }.
