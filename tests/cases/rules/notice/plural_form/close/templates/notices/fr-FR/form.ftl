days = { $days } { $days-form ->
    [one] jour
    [many] de jours
   *[other] jours
}

clock = { $half ->
    [noon] midi
   *[other] { $hour } h { $minute }
}
