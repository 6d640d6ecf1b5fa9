lead-reminder = La boutique { $brand } ({ $site }) ferme. Livraison gratuite, profitez-en !
