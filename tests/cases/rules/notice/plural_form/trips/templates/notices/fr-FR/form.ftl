days = { $days } { $days-form ->
    [one] jour
   *[other] jours
}

# « 0 jour » : zéro prend la forme de un.
days-left = Il vous reste { $days ->
    [one] un jour
   *[other] { days }
}.
