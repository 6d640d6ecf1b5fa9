lead-reminder = La boutique { $brand } ({ $site }) ferme.
