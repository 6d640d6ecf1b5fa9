lead-reminder = La boutique { $brand } ({ $site }) ferme le 31 décembre.
