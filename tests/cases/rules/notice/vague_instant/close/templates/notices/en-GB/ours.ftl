# Tomorrow we say it at midnight.
lead-reminder = The { $brand } online store at { $site } closes. Please look as soon as you can, sooner rather than later.
lead-last-day = The last day of the { $brand } online store at { $site } is { $last-day } ({ $zone }), until { $last-time }.
