days = { $days } { $days-form ->
    [one] jour
   *[other] jours
}

# « 0 jour » : zéro prend la forme de un.
days-left = Il vous reste { $days ->
    [one] un jour
   *[other] { days }
}.

# « Un point » pour zéro : la forme de un vaut aussi pour zéro.
rate-loyalty-points = { $old-form ->
    [one] Un point vaut
    [many] { $old } de points valent
   *[other] { $old } points valent
} { $new-form ->
    [one] { $new } point.
    [many] { $new } de points.
   *[other] { $new } points.
}
