# No region speaks it yet; its forms are judged all the same.
days = { $days-form ->
    [one] يوم واحد
    [two] يومان
   *[other] { $days } يوم
}
