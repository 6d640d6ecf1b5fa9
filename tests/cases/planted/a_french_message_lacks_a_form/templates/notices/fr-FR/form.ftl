days = { $days } { $days-form ->
    [one] jour
   *[other] jours
}
