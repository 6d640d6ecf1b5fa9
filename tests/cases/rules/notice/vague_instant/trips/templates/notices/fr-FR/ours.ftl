lead-reminder = La boutique { $brand } ({ $site }) ferme { $site ->
    [a] à minuit
   *[other] jusqu’à nouvel ordre
}.
